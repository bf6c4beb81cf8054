"""A full disk: givers are told, monitors complain, and all goes on once there is room."""

from __future__ import annotations

import shutil
from collections import namedtuple
from typing import Any

import pytest
from sqlalchemy import Engine, event
from typer.testing import CliRunner

from databases import Database
from slackapp.cli import app as cli
from slackapp.sandbox.server import Sandbox
from tests.flows.monitor import fetch
from tests.flows.office import KEY, Office, running, wait_until_people_are_known

pytestmark = [
    pytest.mark.usefixtures("plain_tracebacks"),
    pytest.mark.parametrize("backend", ["sqlite"], indirect=True),
]

Usage = namedtuple("Usage", "total used free")


def limit_pages(office: Office, pages: int) -> None:
    """Let the database's file grow no further than that, as a disk's end does."""
    engine = office.sessions.engine

    def limit(connection: Any, _record: object, _proxy: object = None) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "checkout", limit)


def test_a_full_disk_is_said_to_givers_and_monitors_until_there_is_room(
    sandbox: Sandbox, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    with running(sandbox, database.url, transport="http") as office:
        wait_until_people_are_known(office)
        assert fetch(office, "/readyz") == (200, "ready")
        limit_pages(office, 1)
        answers = [
            office.kudos(ana, support, f"<@{ben}> empathy {number} {'so ' * 600}").text
            for number in range(30)
        ]
        [refused] = {
            answer.partition("You typed")[0].strip() for answer in answers if "no room" in answer
        }
        assert "nothing was saved" in refused
        assert fetch(office, "/readyz") == (503, "database cannot be written: disk_full")
        limit_pages(office, 1_000_000)
        office.app.tools.sessions.room._monotonic = lambda: 1e12
        assert fetch(office, "/readyz") == (200, "ready")
        assert "goes to <#" in office.kudos(ana, support, f"<@{ben}> empathy again").text


def test_room_that_is_nearly_gone_is_said_before_anything_fails(
    sandbox: Sandbox, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(sandbox, database.url, transport="http") as office:
        wait_until_people_are_known(office)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 1_000))
        assert fetch(office, "/readyz") == (503, "database cannot be written: disk_full")


@pytest.fixture
def configured(sandbox: Sandbox, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of an operator with whom all is well."""
    for name, value in {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": database.url,
        "KUDOSCOPE_ENCRYPTION_KEYS": KEY,
        "KUDOSCOPE_PORT": "0",
        "KUDOSCOPE_DEFAULT_CHANNEL": sandbox.channel("general"),
    }.items():
        monkeypatch.setenv(name, value)


def ask_doctor() -> tuple[int, str]:
    """Its status, and what it says of the room to write."""
    result = CliRunner().invoke(cli, ["doctor"], catch_exceptions=False)
    [line] = [one for one in result.stdout.splitlines() if one.startswith("room to write")]
    return result.exit_code, line[17:]


@pytest.mark.usefixtures("configured")
def test_doctor_warns_while_there_is_little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask_doctor() == (0, "ok           What is written gets to the disk.")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 90_000_000))
    status, told = ask_doctor()
    assert (status, told[:7]) == (0, "warning")
    assert "Only 90 MB are left beside the database: make room." in told


@pytest.mark.usefixtures("configured")
def test_doctor_tries_to_write_and_says_why_that_fails() -> None:
    def forbid(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    event.listen(Engine, "connect", forbid)
    try:
        status, told = ask_doctor()
    finally:
        event.remove(Engine, "connect", forbid)
    assert (status, told[:5]) == (1, "fault")
    assert "it is read-only. Make its file and folder writable" in told
