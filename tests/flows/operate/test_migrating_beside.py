"""Migrating PostgreSQL beside people who give: nobody is told that something broke."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import inspect

from databases import Database, opened
from db import migrations
from db.migrations import find_migrations, migrate, name_schema
from slackapp.sandbox.server import Sandbox
from tests.flows.office import Office, running, wait_until_people_are_known

pytestmark = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)

#: The tables that a kudos needs, in the order in which it needs none of them.
BACKWARDS = ("outbox_message", "outbox_lane", "kudos_recipient", "kudos", "person", "workspace")
REVISION = """
import sqlalchemy as sa
from alembic import op
revision = "{revision}"
down_revision = "{former}"
def upgrade():
    for table in {tables}:
        op.add_column(table, sa.Column("{revision}", sa.String(), nullable=True))
        op.execute("SELECT pg_sleep(0.02)")
"""
GIVERS, REVISIONS = 4, 4


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Revisions that change the tables of a kudos, and follow our own; their names."""
    folder, former = tmp_path / "alembic", name_schema()
    shutil.copytree(find_migrations(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    names = [f"later_{number}" for number in range(REVISIONS)]
    for name in names:
        source = REVISION.format(revision=name, former=former, tables=BACKWARDS)
        (folder / "versions" / f"{name}.py").write_text(source)
        former = name
    monkeypatch.setattr(migrations, "find_migrations", lambda: folder)
    return names


@contextmanager
def giving(office: Office) -> Iterator[list[str]]:
    """People who give without a pause; what each of them was answered."""
    answers: list[str] = []
    over = threading.Event()
    people = [office.person() for _ in range(GIVERS)]
    room = office.room(*people)

    def give(number: int) -> None:
        times = 0
        while not over.is_set():
            times += 1
            text = f"<@{people[number - 1]}> empathy thanks for call {times} of {number}"
            answers.append(office.kudos(people[number], room, text).text)

    threads = [threading.Thread(target=give, args=[number]) for number in range(GIVERS)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_nobody_is_told_that_something_broke_while_the_tables_of_a_kudos_change(
    sandbox: Sandbox, database: Database, later: list[str]
) -> None:
    with running(sandbox, database.url, transport="http", kudoscope_daily_limit=0) as office:
        wait_until_people_are_known(office)
        with giving(office) as answers, opened(database.url) as operator:
            sandbox.wait_for(lambda: len(answers) > GIVERS)
            migrate(operator.engine)
            given = len(answers)
            sandbox.wait_for(lambda: len(answers) > given + GIVERS)
        columns = {one["name"] for one in inspect(database.engine).get_columns("kudos")}
    assert set(later) <= columns
    assert [one for one in answers if "goes to <#" not in one] == []
