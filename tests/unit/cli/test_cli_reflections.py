"""`kudoscope reflections due | send`, as operators and as programs read it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from databases import Database
from db import OutboxMessage, ReflectionPrompt
from factories import make_person, make_schedule, make_workspace
from slackapp.cli import app

#: A Friday that is still to come, at three in Berlin.
DUE = datetime(2031, 3, 14, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _configured(database: Database, monkeypatch: pytest.MonkeyPatch, key_ring: list[str]) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("KUDOSCOPE_ENCRYPTION_KEYS", ",".join(key_ring))
    with database.sessions.begin() as session:
        workspace = make_workspace(session, slack_team_id="T0HARBOUR")
        ben = make_person(session, workspace=workspace, slack_user_id="U0BEN")
        make_schedule(session, person=ben, next_due_at=DUE)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(
        app, ["reflections", *arguments], env={"COLUMNS": "120"}, catch_exceptions=False
    )


def count(database: Database, table: type[ReflectionPrompt] | type[OutboxMessage]) -> int:
    with database.sessions.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def hours_until_due() -> str:
    return str(int((DUE - datetime.now(UTC)) / timedelta(hours=1)) + 1)


def test_due_says_who_when_and_what_for_programs() -> None:
    result = run("due", "--hours", hours_until_due(), "--json")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {
            "slack_team_id": "T0HARBOUR",
            "slack_user_id": "U0BEN",
            "due_at": "2031-03-14T14:00:00+00:00",
            "local_time": "2031-03-14T15:00:00+01:00",
            "tz": "Europe/Berlin",
            "competency": "Emotional Awareness",
            "reason": "ground",
        }
    ]


def test_due_says_it_to_people() -> None:
    text = run("due", "--hours", hours_until_due()).stdout
    assert text.startswith("1 person is due.")
    assert "Fri 2031-03-14 15:00" in text
    assert run("due").stdout == "0 people are due.\n"


def test_a_dry_run_changes_nothing(database: Database) -> None:
    text = run("send", "--at", "2031-03-14T14:00Z", "--dry-run").stdout
    assert text == "1 would be asked. Nothing was changed.\n"
    assert count(database, ReflectionPrompt) == 0


def test_send_records_the_questions_of_whoever_is_due_then(database: Database) -> None:
    assert run("send").stdout == "0 asked, 0 missed as they came too late.\n"
    text = run("send", "--at", "2031-03-14T14:00Z", "--json").stdout
    assert json.loads(text) == {"due": 0, "promised": 1, "missed": 0}
    assert count(database, ReflectionPrompt) == count(database, OutboxMessage) == 1
    assert "0 asked" in run("send", "--at", "2031-03-14T15:00Z").stdout


def test_the_switch_stops_everybody_s_questions_and_brings_them_back(database: Database) -> None:
    assert run("switch").stdout == "T0HARBOUR: on, any number of questions a day.\n"
    assert run("switch", "--off").stdout == "T0HARBOUR: off, any number of questions a day.\n"
    assert "0 asked" in run("send", "--at", "2031-03-14T14:00Z").stdout
    assert run("switch", "--on", "--cap", "9").stdout == "T0HARBOUR: on, 9 questions a day.\n"
    assert "1 asked" in run("send", "--at", "2031-03-14T14:00Z").stdout
    assert run("switch", "--workspace", "TNONE").exit_code == 1


def test_a_time_that_is_none_is_refused() -> None:
    result = run("send", "--at", "soon")
    assert result.exit_code == 2
    assert "'soon' is no time" in result.output
