"""`kudoscope outbox status | retry`, as operators and as programs read it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

import db.base
from databases import Database
from db import OutboxMessage, TroubledUnit
from factories import NOW, make_lane, make_message, make_troubled_unit, make_workspace
from slackapp.cli import app

_KEYS = ("message_id", "slack_team_id", "slack_channel_id", "kind", "kudos_id", "state")


@pytest.fixture(autouse=True)
def _configured(database: Database, monkeypatch: pytest.MonkeyPatch, key_ring: list[str]) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("KUDOSCOPE_ENCRYPTION_KEYS", ",".join(key_ring))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(
        app, ["outbox", *arguments], env={"COLUMNS": "80"}, catch_exceptions=False
    )


def fill(database: Database) -> list[int]:
    """One message of each kind of end, and one that waits; returns their ids."""
    with database.sessions.begin() as session:
        workspace = make_workspace(session, slack_team_id="T0HARBOUR")
        lane = make_lane(session, workspace=workspace, slack_channel_id="C0123456789")
        answers = make_lane(session, workspace=workspace, slack_channel_id="response:U0123456789")
        messages = [
            make_message(session, lane=lane, state="sent", attempts=1),
            make_message(
                session, lane=lane, state="failed", attempts=1, error="restricted_action_read_only"
            ),
            make_message(session, lane=lane, state="failed", kind="update", error="is_archived"),
            make_message(
                session, lane=answers, state="failed", kind="response", error="unknown_outcome"
            ),
            make_message(session, lane=lane, attempts=12, error="ratelimited"),
        ]
        return [message.id for message in messages]


def states(database: Database) -> list[str]:
    with database.sessions.read() as session:
        return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))


def test_an_empty_outbox_is_one_line() -> None:
    result = run("status")
    assert (result.exit_code, result.stdout) == (0, "0 pending, 0 sent, 0 failed, 0 cancelled\n")


def test_status_shows_what_waits_or_failed_within_eighty_columns(database: Database) -> None:
    _, refused, archived, answer, waiting = fill(database)
    counts, headings, *rows = run("status").stdout.splitlines()
    assert counts == "1 pending, 1 sent, 3 failed, 0 cancelled"
    for heading in ("Id", "State", "Kind", "Channel", "Tries", "Error", "Since"):
        assert heading in headings
    assert all(len(line.rstrip()) <= 80 for line in rows)
    shown = "\n".join(rows)
    for number in (refused, archived, answer, waiting):
        assert any(line.split()[0] == str(number) for line in rows if line.strip())
    for words in ("failed", "pending", "C0123456789", "is_archived", "ratelimited", "2026-03-10"):
        assert words in shown
    assert "Ana thanked Ben" not in shown


def test_status_gives_programs_the_same(database: Database) -> None:
    _, refused, *_ = fill(database)
    status: dict[str, Any] = json.loads(run("status", "--json").stdout)
    assert status["counts"] == {"sent": 1, "failed": 3, "pending": 1}
    first = status["unsettled"][0]
    assert [first[key] for key in _KEYS] == [
        refused,
        "T0HARBOUR",
        "C0123456789",
        "post",
        None,
        "failed",
    ]
    assert (first["attempts"], first["error"]) == (1, "restricted_action_read_only")
    assert first["created_at"] == str(NOW)
    assert len(status["unsettled"]) == 4


def test_status_needs_no_encryption_key(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database)
    monkeypatch.setattr(db.base, "_key_ring", None)
    assert run("status").exit_code == 0
    assert run("retry").exit_code == 0


def test_retry_puts_every_failed_message_back_in_line_but_answers(database: Database) -> None:
    fill(database)
    assert run("retry").stdout == "2 messages back in line.\n"
    assert states(database) == ["sent", "pending", "pending", "failed", "pending"]
    assert run("retry").stdout == "0 messages back in line.\n"


def test_retry_takes_the_ids_of_messages(database: Database) -> None:
    sent, refused, *_ = fill(database)
    assert run("retry", str(refused), str(sent)).stdout == "1 message back in line.\n"
    assert states(database) == ["sent", "pending", "failed", "failed", "pending"]


@pytest.mark.parametrize("command", ["status", "retry"])
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("no address", "DATABASE_URL is no database address"),
        ("sqlite:///missing/folder/x.db", "cannot be used"),
        ("sqlite:///empty.db", "kudoscope migrate"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, command: str, url: str, words: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    result = run(command)
    assert result.exit_code == 1
    assert words in result.stderr
    assert result.stdout == ""


def test_work_that_was_set_aside_is_shown_and_comes_back(database: Database) -> None:
    with database.sessions.begin() as session:
        workspace = make_workspace(session)
        make_troubled_unit(session, workspace=workspace, kind="question", key="17")
        aside = make_troubled_unit(
            session, workspace=workspace, tries=4, error="KeyRingError", set_aside_at=NOW
        ).id
    lines = run("status").stdout.splitlines()
    assert any("tried again" in line and "question" in line for line in lines)
    assert any(
        line.split()[0] == str(aside) and "set aside" in line and "KeyRingError" in line
        for line in lines
        if line.strip()
    )
    found = json.loads(run("status", "--json").stdout)["units"]
    assert [(one["kind"], one["is_set_aside"]) for one in found] == [
        ("question", False),
        ("held_kudos", True),
    ]
    assert run("retry", "1000").stdout == "0 messages back in line.\n"
    assert "1 other unit of work back in line." in run("retry", "--unit", str(aside)).stdout
    with database.sessions.read() as session:
        assert session.scalars(select(TroubledUnit.kind)).all() == ["question"]
