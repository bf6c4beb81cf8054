"""`kudoscope move-database`: one SQLite file of a running app's, and all of it on PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Engine, Table, TypeDecorator, func, select, text
from typer.testing import CliRunner, Result

from databases import (
    Database,
    UsedAgain,
    postgresql_database,
    sqlite_database,
    sqlite_template,
)
from db import Base, Kudos, Person, Workspace
from db.migrations import downgrade
from factories import make_person, make_workspace
from slackapp.cli import app
from slackapp.sandbox.server import Sandbox
from tests.flows.belongings import make_scene
from tests.flows.conftest import PATIENCE
from tests.flows.office import KEY, running, wait_until_people_are_known

#: What files of text, and COPY's own, give a meaning to.
ODD = 'tab\there, \\N, \\., line\nbreak, "quoted", ünï 😀'


@dataclass(frozen=True)
class Filled:
    """A database that an app filled, the sandbox that it served, and the last number of a kudos."""

    path: Path
    sandbox: Sandbox
    last_kudos: int
    #: What the command said while the app was running.
    beside_the_app: Result


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ("move-database", *arguments), catch_exceptions=False)


def tables_with_rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row as the app reads it, encrypted texts in clear."""
    with engine.connect() as connection:
        read = {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }
    return {name: rows for name, rows in read.items() if rows}


def fill_empty_tables(path: Path) -> None:
    """A row for every table that has none yet, which refers to the first row of others."""
    with sqlite_database(path) as database, database.sessions.begin() as session:
        for table in Base.metadata.sorted_tables:
            if not session.scalar(select(func.count()).select_from(table)):
                session.execute(table.insert().values(_make_row(session, table)))


def _make_row(session: Any, table: Table) -> dict[str, Any]:
    row: dict[str, Any] = {"pilot_channels": ""} if table.name == "workspace_rules" else {}
    for column in table.columns:
        kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
        references = list(column.foreign_keys)
        if references:
            row[column.name] = session.scalar(select(references[0].column).limit(1))
        elif column.name != "pilot_channels":  # elsewhere nothing could be given
            row[column.name] = _VALUES[kind.python_type]
    return row


_VALUES: dict[type, Any] = {
    str: ODD,
    bool: True,
    int: 7,
    datetime: datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC),
    date: date(2026, 3, 29),
    dict: {"é": [1, 2.5, None, ODD]},
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A day in an office; the latest kudos was taken back."""
    path = tmp_path_factory.mktemp("moved") / "kudoscope.db"
    path.write_bytes(sqlite_template())
    with Sandbox.start(port=0, ack_timeout=PATIENCE) as sandbox:
        with running(sandbox, f"sqlite:///{path}", transport="http") as office:
            wait_until_people_are_known(office)
            make_scene(office)
            with office.sessions.begin() as session:
                make_person(session, workspace=session.scalars(select(Workspace)).one(), name=ODD)
            ana, ben = sandbox.user("ana"), sandbox.user("ben")
            support = sandbox.channel("support")
            assert office.kudos(ben, office.room(ana, ben), f"<@{ana}> teamwork {ODD}").ok
            assert office.kudos(ben, support, f"<@{ana}> empathy too early").ok
            office.settle()
            with office.sessions.read() as session:
                last_kudos = session.scalar(select(func.max(Kudos.id))) or 0
            assert "Taken back" in office.kudos(ben, support, "undo").text
            office.settle()
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("DATABASE_URL", f"sqlite:///{path}")
                beside = run("--to", "postgresql://nobody@127.0.0.1:1/nothing")
        fill_empty_tables(path)
        yield Filled(path, sandbox, last_kudos, beside)


@pytest.fixture
def source(filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A copy of that database, which an operator has in the settings."""
    with sqlite_database(tmp_path / "kudoscope.db", template=filled.path.read_bytes()) as source:
        monkeypatch.setenv("DATABASE_URL", source.url)
        monkeypatch.setenv("KUDOSCOPE_ENCRYPTION_KEYS", KEY)
        yield source


@pytest.fixture
def target(_postgresql_used_again: UsedAgain) -> Iterator[Database]:
    """A database with our tables and no rows."""
    with _postgresql_used_again.database() as target:
        yield target


def test_all_of_it_arrives_and_the_app_goes_on_with_it(
    source: Database, filled: Filled, _postgresql: URL
) -> None:
    before = tables_with_rows(source.engine)
    source.engine.dispose()
    assert set(before) == set(Base.metadata.tables)
    with postgresql_database(_postgresql, template="template1") as target:
        moved = run("--to", target.url)

        assert moved.exit_code == 0, moved.output
        assert f"{sum(map(len, before.values()))} rows are moved" in moved.stdout
        assert tables_with_rows(target.engine) == before == tables_with_rows(source.engine)
        assert give_and_take_back(filled.sandbox, target.url) == filled.last_kudos + 1


def give_and_take_back(sandbox: Sandbox, url: str) -> int:
    """Let the app go on with that database; the number of the kudos."""
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    with running(sandbox, url, transport="http") as office:
        given = office.kudos(ben, support, f"<@{ana}> empathy on PostgreSQL")
        assert "Your kudos to" in given.text
        with office.sessions.read() as session:
            number = session.scalar(select(func.max(Kudos.id))) or 0
        assert "Taken back" in office.kudos(ben, support, "undo").text
        office.settle()
        return number


def test_every_table_goes_on_with_the_next_number(source: Database, target: Database) -> None:
    source.engine.dispose()
    # As secrets come.
    Path("address").write_text(f"{target.url}\n")
    assert run("--to-file", "address").exit_code == 0
    asked = text("SELECT pg_get_serial_sequence(:table, 'id')")
    with target.engine.connect() as connection:
        for name, table in Base.metadata.tables.items():
            if table.autoincrement_column is not None:
                sequence = connection.scalar(asked, {"table": name})
                following = connection.scalar(text(f"SELECT nextval('{sequence}')"))
                assert following > connection.scalar(select(func.max(table.c.id))), name


def test_while_the_app_runs_nothing_is_moved(filled: Filled) -> None:
    assert filled.beside_the_app.exit_code == 1
    assert "Stop Kudoscope first" in filled.beside_the_app.stderr


def test_what_postgresql_does_not_take_leaves_nothing_there(
    source: Database, target: Database
) -> None:
    with source.engine.begin() as connection:
        connection.execute(text("UPDATE kudos_recipient SET position = 99999999999"))
    source.engine.dispose()
    before = tables_with_rows(source.engine)
    source.engine.dispose()

    result = run("--to", target.url)

    assert result.exit_code == 1
    assert (
        "the table kudos_recipient cannot be moved (NumericValueOutOfRange). Nothing was moved"
        in result.stderr
    )
    assert tables_with_rows(target.engine) == {}
    assert tables_with_rows(source.engine) == before


def test_what_arrives_otherwise_is_noticed_and_leaves_nothing_there(
    source: Database, target: Database
) -> None:
    source.engine.dispose()
    with target.engine.begin() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN NEW.given_at = NEW.given_at + interval ''1 us''; RETURN NEW; END';"
                " CREATE TRIGGER change BEFORE INSERT ON kudos FOR EACH ROW"
                " EXECUTE FUNCTION change()"
            )
        )

    result = run("--to", target.url)

    assert result.exit_code == 1
    assert "What arrived in kudos is not what was sent" in result.stderr
    assert tables_with_rows(target.engine) == {}


def test_a_process_that_dies_in_the_middle_leaves_nothing_there(
    source: Database, target: Database
) -> None:
    source.engine.dispose()
    with target.engine.begin() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END';"
                " CREATE TRIGGER wait BEFORE INSERT ON kudos FOR EACH ROW EXECUTE FUNCTION wait()"
            )
        )
    command = [sys.executable, "-m", "slackapp", "move-database", "--to", target.url]
    with subprocess.Popen(command, env=os.environ, stderr=subprocess.DEVNULL) as process:
        _wait_until_asleep(target.engine)
        process.send_signal(signal.SIGKILL)
    with target.engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event = 'PgSleep'"
            )
        )
        connection.execute(text("DROP TRIGGER wait ON kudos"))
    assert tables_with_rows(target.engine) == {}
    assert run("--to", target.url).exit_code == 0


def _wait_until_asleep(engine: Engine) -> None:
    asleep = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event = 'PgSleep'"
    )
    deadline = time.monotonic() + 60
    while True:
        with engine.connect() as connection:
            if connection.scalar(asleep):
                return
        assert time.monotonic() < deadline, "nothing is copied"
        time.sleep(0.05)


def test_a_database_with_rows_is_not_filled(source: Database, target: Database) -> None:
    source.engine.dispose()
    with target.sessions.begin() as session:
        make_workspace(session)
    result = run("--to", target.url)
    assert result.exit_code == 1
    assert "It is not empty: there are rows in workspace, " in result.stderr
    with target.sessions.read() as session:
        assert session.scalars(select(Person)).all() == []


def test_an_older_file_is_to_be_migrated_first(source: Database, target: Database) -> None:
    downgrade(source.engine, "0040")
    source.engine.dispose()
    result = run("--to", target.url)
    assert result.exit_code == 1
    assert "The database has an older schema" in result.stderr


def test_a_newer_database_is_not_filled(source: Database, target: Database) -> None:
    source.engine.dispose()
    with target.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    result = run("--to", target.url)
    assert result.exit_code == 1
    assert "was migrated by a newer version" in result.stderr


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (
            "postgresql://nobody@127.0.0.1:1/nothing",
            "Start PostgreSQL, or correct the host and port in its address",
        ),
        ("sqlite:///other.db", "no PostgreSQL address"),
        ("postgresql+asyncpg://host/name", "no PostgreSQL address"),
        ("somewhere", "no PostgreSQL address"),
    ],
)
def test_where_nothing_can_be_moved_to_it_is_said(
    source: Database, address: str, told: str
) -> None:
    source.engine.dispose()
    result = run("--to", address)
    assert result.exit_code == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql:///kudoscope", "DATABASE_URL names no SQLite file"),
        ("sqlite://", "DATABASE_URL names no SQLite file"),
        ("sqlite:///nothing.db", "There is no file nothing.db"),
        ("sqlite:///text.db", "text.db cannot be used: it is no sound database"),
    ],
)
def test_what_cannot_be_moved_is_said(
    target: Database, monkeypatch: pytest.MonkeyPatch, url: str, told: str
) -> None:
    Path("text.db").write_text("no database at all" * 100)
    monkeypatch.setenv("DATABASE_URL", url)
    result = run("--to", target.url)
    assert result.exit_code == 1
    assert told in result.stderr


@pytest.mark.parametrize(
    "options", [(), ("--to", "postgresql:///a", "--to-file", "b"), ("--to-file", "b")]
)
def test_one_address_is_needed(source: Database, options: tuple[str, ...]) -> None:
    result = run(*options)
    assert result.exit_code == 1
    assert "--to" in result.stderr or "b cannot be read" in result.stderr
