"""A PostgreSQL database that one test leaves to the next is as new, or it is not left."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import URL, func, select, text

from databases import UsedAgain
from db import Workspace
from factories import make_workspace


@pytest.fixture
def databases(_postgresql: URL) -> UsedAgain:
    """None has been used yet."""
    return UsedAgain(_postgresql)


def test_the_next_test_finds_no_row_and_counts_from_one(
    databases: UsedAgain, request: pytest.FixtureRequest
) -> None:
    with databases.database() as first:
        with first.sessions.begin() as session:
            make_workspace(session, slack_team_id="T0FIRST")
        left = first.engine.connect()
        request.addfinalizer(left.close)
        request.addfinalizer(left.invalidate)
    with databases.database() as second:
        assert second.url == first.url
        with second.sessions.begin() as session:
            assert session.scalar(select(func.count()).select_from(Workspace)) == 0
            assert make_workspace(session, slack_team_id="T0SECOND").id == 1
            others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            assert session.scalar(text(others)) == 1


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE kudos RENAME TO elsewhere; ALTER TABLE elsewhere RENAME TO kudos",
        "UPDATE alembic_version SET version_num = '9999'",
        "DROP TABLE alembic_version",
        "CREATE FUNCTION fail() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET jit = on'; END $$",
    ],
)
def test_a_database_whose_tables_were_changed_is_not_used_again(
    databases: UsedAgain, change: str
) -> None:
    with databases.database() as first, first.engine.begin() as connection:
        connection.execute(text(change))
    with databases.database() as second:
        assert second.url != first.url
    plain = first.url.replace("+psycopg", "")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(plain)
