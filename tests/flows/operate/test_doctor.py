"""`kudoscope doctor` in a sandbox: all well, and each trouble with the line that says so."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from cryptography.fernet import Fernet
from sqlalchemy import text
from typer.testing import CliRunner

from databases import Database, sqlite_database
from db import GivingPolicy, set_key_ring
from db.migrations import migrate
from factories import (
    NOW,
    make_lane,
    make_message,
    make_person,
    make_troubled_unit,
    make_workspace,
)
from slackapp.cli import app
from slackapp.cli.doctor import CHECKS
from slackapp.clock import utc_now
from slackapp.sandbox.seed import BOT_SCOPES
from slackapp.sandbox.server import Sandbox
from tests.flows.office import KEY, running

Findings = dict[str, tuple[str, str]]


@pytest.fixture
def configured(
    sandbox: Sandbox, database: Database, monkeypatch: pytest.MonkeyPatch
) -> pytest.MonkeyPatch:
    """All settings of an operator with whom all is well."""
    settings = {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": database.url,
        "KUDOSCOPE_ENCRYPTION_KEYS": KEY,
        "KUDOSCOPE_PORT": "0",
        "KUDOSCOPE_DEFAULT_CHANNEL": sandbox.channel("general"),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.fixture
def backend() -> str:
    """One kind of database is enough where the trouble is elsewhere."""
    return "sqlite"


def examine(*, exit_code: int) -> Findings:
    """What doctor finds, by the names of its checks."""
    result = CliRunner().invoke(app, ["doctor", "--json"], catch_exceptions=False)
    assert result.exit_code == exit_code, result.stdout
    told = json.loads(result.stdout)
    assert told["ok"] is (exit_code == 0)
    return {row["name"]: (row["result"], row["text"]) for row in told["checks"]}


def fault_of(name: str) -> str:
    """What doctor says of this one check, which finds a fault."""
    result, told = examine(exit_code=1)[name]
    assert result == "fault"
    return told


def warning_of(name: str) -> str:
    """What doctor warns of in this one check, while nothing else is wrong."""
    findings = examine(exit_code=0)
    assert [one for one, (result, _) in findings.items() if result != "ok"] == [name]
    result, told = findings[name]
    assert result == "warning"
    return told


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_all_is_well_and_said_line_by_line(configured: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(app, ["doctor"], catch_exceptions=False)
    assert result.exit_code == 0, result.stdout
    *lines, blank, last = result.stdout.splitlines()
    assert [line[:16].strip() for line in lines] == [check.name for check in CHECKS]
    assert {line[17:29].strip() for line in lines} == {"ok"}
    assert (blank, last) == ("", "No faults.")


@pytest.mark.parametrize("is_granted", [True, False])
def test_reactions_that_thank_need_a_permission_that_is_optional(
    sandbox: Sandbox, database: Database, configured: pytest.MonkeyPatch, is_granted: bool
) -> None:
    with database.sessions.begin() as session:
        team_id, token = sandbox.team_id, sandbox.bot_token
        workspace = make_workspace(session, slack_team_id=team_id, bot_token=token)
        session.add(GivingPolicy(workspace_id=workspace.id, takes_reactions=True))
    if is_granted:
        assert examine(exit_code=0)["reactions"] == ("ok", "Slack tells of reactions.")
    else:
        sandbox.withdraw("reactions:read")
        assert "reactions:read" in warning_of("reactions")


def test_an_app_that_runs_is_found_running(
    sandbox: Sandbox, database: Database, configured: pytest.MonkeyPatch
) -> None:
    # The app's log would else come between what doctor writes in this same process.
    with structlog.testing.capture_logs(), running(sandbox, database.url) as office:
        configured.setenv("KUDOSCOPE_PORT", str(office.app.server.port))
        findings = examine(exit_code=0)
    assert "Kudoscope is running at" in findings["HTTP port"][1]
    assert findings["stored token"] == ("ok", "The keys open it.")
    assert findings["default channel"] == ("ok", "The app is in #general (C0GENERAL).")


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_postgresql_with_too_few_places_is_told(
    database: Database, configured: pytest.MonkeyPatch
) -> None:
    configured.setenv("KUDOSCOPE_DATABASE_CONNECTIONS", "390")
    assert "A process takes 390 at most; the server has 397 for us" in warning_or_ok("connections")
    configured.setenv("KUDOSCOPE_DATABASE_CONNECTIONS", "398")
    assert "set KUDOSCOPE_DATABASE_CONNECTIONS to less" in fault_of("connections")


def warning_or_ok(name: str) -> str:
    """What doctor says of a check that finds no fault: other tests have connections, too."""
    result, told = examine(exit_code=0)[name]
    assert result in ("ok", "warning")
    return told


def test_over_http_no_app_token_is_needed(sandbox: Sandbox, configured: pytest.MonkeyPatch) -> None:
    configured.setenv("SLACK_APP_TOKEN", "")
    configured.setenv("SLACK_SIGNING_SECRET", sandbox.signing_secret)
    assert "over HTTP" in examine(exit_code=0)["app token"][1]


def test_a_signing_secret_of_another_form_is_a_warning_and_no_fault(
    configured: pytest.MonkeyPatch,
) -> None:
    configured.setenv("SLACK_APP_TOKEN", "")
    configured.setenv("SLACK_SIGNING_SECRET", "another-form-of-secret")
    level, text = examine(exit_code=0)["secrets"]
    assert level == "warning"
    assert "SLACK_SIGNING_SECRET does not look like Slack's own" in text


def test_each_line_is_begun_before_its_check_is_carried_out(
    configured: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        # It takes connections and never answers, so doctor stands at "Slack".
        configured.setenv("SLACK_API_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/api/")
        command = [sys.executable, "-m", "slackapp", "doctor"]
        with subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            seen = b""
            try:
                while not seen.endswith(b"Slack            "):
                    byte = process.stdout.read(1)
                    assert byte, seen
                    seen += byte
            finally:
                process.kill()
    assert b"migrations       ok" in seen


# Settings


def test_a_settings_file_that_everybody_can_read_is_a_fault(
    configured: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("KUDOSCOPE_DAILY_LIMIT=5\n", encoding="utf-8")
    Path(".env").chmod(0o644)
    assert "chmod 600 .env" in fault_of("settings file")
    Path(".env").chmod(0o600)
    assert examine(exit_code=0)["settings file"][0] == "ok"


def test_a_settings_file_that_is_no_text_is_a_fault(configured: pytest.MonkeyPatch) -> None:
    Path(".env").write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe")
    Path(".env").chmod(0o600)
    assert ".env cannot be read" in fault_of("settings file")
    assert "cannot be read" in fault_of("settings")


def test_a_setting_that_cannot_be_right_keeps_the_rest_from_being_checked(
    configured: pytest.MonkeyPatch,
) -> None:
    configured.setenv("KUDOSCOPE_PORT", "http")
    findings = examine(exit_code=1)
    assert findings["settings"][1].startswith("kudoscope_port: Input should be a valid integer")
    assert findings["database"] == ("not checked", "Mend first: settings.")
    shown = CliRunner().invoke(app, ["doctor"]).stdout
    assert shown.endswith("Mend first: settings. Then run `kudoscope doctor` again.\n")


def test_a_token_in_the_wrong_place_is_not_tried(
    sandbox: Sandbox, configured: pytest.MonkeyPatch
) -> None:
    configured.setenv("SLACK_BOT_TOKEN", sandbox.app_token)
    findings = examine(exit_code=1)
    assert "SLACK_BOT_TOKEN holds an app-level token" in findings["secrets"][1]
    assert findings["bot token"] == ("not checked", "Mend first: secrets.")
    assert sandbox.calls("auth.test") == []


@pytest.mark.parametrize(
    ("value", "words"), [("", "No encryption key"), ("password", "is not a Fernet key")]
)
def test_a_key_that_is_none_is_a_fault(
    configured: pytest.MonkeyPatch, value: str, words: str
) -> None:
    configured.setenv("KUDOSCOPE_ENCRYPTION_KEYS", value)
    assert words in fault_of("encryption keys")


# The database


def test_another_key_does_not_open_what_is_stored(
    database: Database, configured: pytest.MonkeyPatch
) -> None:
    with database.sessions.begin() as session:
        make_workspace(session)
    other = Fernet.generate_key().decode()
    configured.setenv("KUDOSCOPE_ENCRYPTION_KEYS", other)
    assert "The keys do not open what is stored" in fault_of("stored token")
    configured.setenv("KUDOSCOPE_ENCRYPTION_KEYS", f"{other},{KEY}")
    findings = examine(exit_code=0)
    assert findings["stored token"] == ("ok", "The keys open it.")
    assert findings["encryption keys"] == ("ok", "There are 2; the first encrypts.")
    set_key_ring([KEY])


def test_a_database_that_is_not_there_is_not_made(configured: pytest.MonkeyPatch) -> None:
    configured.setenv("DATABASE_URL", "sqlite:///new.db")
    findings = examine(exit_code=1)
    assert (
        "There is no database sqlite:///new.db yet: `kudoscope migrate`" in findings["database"][1]
    )
    assert findings["outbox"] == ("not checked", "Mend first: migrations.")
    assert not Path("new.db").exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("no address", "DATABASE_URL is no database address"),
        ("postgresql://ops:hidden@127.0.0.1:9/kudos", "postgresql://ops:***@127.0.0.1:9/kudos"),
    ],
)
def test_a_database_that_does_not_answer_is_a_fault(
    configured: pytest.MonkeyPatch, url: str, words: str
) -> None:
    configured.setenv("DATABASE_URL", url)
    told = fault_of("database")
    assert words in told
    assert "hidden" not in told


def test_a_database_without_tables_is_to_be_migrated(
    configured: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with sqlite_database(tmp_path / "empty.db") as empty:
        empty.engine.connect().close()
        configured.setenv("DATABASE_URL", empty.url)
        findings = examine(exit_code=1)
        assert "`kudoscope migrate` makes them" in findings["migrations"][1]
        # Slack is asked all the same.
        assert findings["default channel"][0] == "ok"
        migrate(empty.engine)
        assert examine(exit_code=0)["stored token"] == ("ok", "Nothing is stored yet.")


def test_a_database_of_a_newer_version_is_told_from_an_older_one(
    database: Database, configured: pytest.MonkeyPatch
) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "by a newer version of Kudoscope" in fault_of("migrations")


# Slack


def test_a_slack_that_cannot_be_reached_is_a_fault(configured: pytest.MonkeyPatch) -> None:
    configured.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    findings = examine(exit_code=1)
    assert "http://127.0.0.1:9/api/ cannot be reached" in findings["Slack"][1]
    for name in ("clock", "bot token", "scopes", "app token", "default channel"):
        assert findings[name][0] == "not checked"
    assert findings["outbox"][0] == "ok"


def test_another_server_is_not_taken_for_slack(
    sandbox: Sandbox, configured: pytest.MonkeyPatch
) -> None:
    configured.setenv("SLACK_API_URL", f"{sandbox.url}/page/")
    assert "does not answer as Slack does" in fault_of("Slack")


@pytest.mark.parametrize(
    ("ahead", "level", "words"),
    [
        (30, "ok", "behind Slack's."),
        (-30, "ok", "ahead of Slack's."),
        (120, "warning", "behind Slack's: let NTP set it"),
        (-120, "warning", "ahead of Slack's: let NTP set it"),
        (1000, "fault", "behind Slack's: let NTP set it"),
        (-1000, "fault", "ahead of Slack's: let NTP set it"),
    ],
)
def test_a_clock_that_is_wrong_is_told_by_how_much(
    configured: pytest.MonkeyPatch, ahead: int, level: str, words: str
) -> None:
    with Sandbox.start(clock=lambda: time.time() + ahead) as elsewhere:
        configured.setenv("SLACK_BOT_TOKEN", elsewhere.bot_token)
        configured.setenv("SLACK_APP_TOKEN", elsewhere.app_token)
        configured.setenv("SLACK_API_URL", elsewhere.api_url)
        found, told = examine(exit_code=1 if level == "fault" else 0)["clock"]
    assert found == level
    assert words in told


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
def test_a_token_that_was_taken_away_is_to_be_replaced(
    sandbox: Sandbox, configured: pytest.MonkeyPatch, error: str
) -> None:
    sandbox.revoke_token(error)
    told = fault_of("bot token")
    assert f"Slack refuses SLACK_BOT_TOKEN ({error}): reinstall the app" in told
    assert examine(exit_code=1)["scopes"] == ("not checked", "Mend first: bot token.")


def test_a_token_that_slack_does_not_know_is_a_fault(configured: pytest.MonkeyPatch) -> None:
    configured.setenv("SLACK_BOT_TOKEN", "xoxb-1-2-unknown")
    assert "(invalid_auth)" in fault_of("bot token")


def test_missing_scopes_are_named(sandbox: Sandbox, configured: pytest.MonkeyPatch) -> None:
    poor = sandbox.world.store.add_token("bot", BOT_SCOPES - {"chat:write", "groups:read"})
    configured.setenv("SLACK_BOT_TOKEN", poor.value)
    told = fault_of("scopes")
    assert "lacks chat:write, groups:read" in told
    assert "reinstall the app" in told


def test_more_scopes_than_needed_are_a_warning(
    sandbox: Sandbox, configured: pytest.MonkeyPatch
) -> None:
    sandbox.grant("channels:history", "groups:history", "im:history")
    assert examine(exit_code=0)["scopes"][0] == "ok"
    sandbox.grant("emoji:read")
    assert "more than it needs to: emoji:read." in warning_of("scopes")


def test_an_app_token_that_slack_does_not_take_is_a_fault(
    configured: pytest.MonkeyPatch,
) -> None:
    configured.setenv("SLACK_APP_TOKEN", "xapp-1-unknown")
    told = fault_of("app token")
    assert "Slack refuses SLACK_APP_TOKEN (invalid_auth)" in told
    assert "connections:write" in told


def leave(sandbox: Sandbox) -> str:
    sandbox.set_members("C0GENERAL", ["ana"])
    return "The app is not in #general (C0GENERAL): /invite @kudoscope there."


def archive(sandbox: Sandbox) -> str:
    sandbox.archive("C0GENERAL")
    return "#general (C0GENERAL) is archived"


@pytest.mark.parametrize("make_trouble", [leave, archive])
def test_a_default_channel_where_the_app_cannot_post_is_a_fault(
    sandbox: Sandbox, configured: pytest.MonkeyPatch, make_trouble: Callable[[Sandbox], str]
) -> None:
    words = make_trouble(sandbox)
    assert words in fault_of("default channel")


def test_a_default_channel_that_is_none_is_a_fault(configured: pytest.MonkeyPatch) -> None:
    configured.setenv("KUDOSCOPE_DEFAULT_CHANNEL", "C0NOWHERE")
    assert "does not show C0NOWHERE to the app (channel_not_found)" in fault_of("default channel")
    configured.setenv("KUDOSCOPE_DEFAULT_CHANNEL", "")
    assert examine(exit_code=0)["default channel"][0] == "ok"


def test_what_is_stored_says_which_channel_is_the_default(
    sandbox: Sandbox, database: Database, configured: pytest.MonkeyPatch
) -> None:
    with database.sessions.begin() as session:
        make_workspace(session, slack_team_id=sandbox.team_id, slack_default_channel_id="C0000WINS")
    assert "The app is not in #wins (C0000WINS)" in fault_of("default channel")


@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open", "conversations.info"])
def test_a_slack_that_gives_no_answer_is_to_be_asked_again(
    sandbox: Sandbox, configured: pytest.MonkeyPatch, method: str
) -> None:
    sandbox.fault(method, "drop_before")
    found = [told for result, told in examine(exit_code=1).values() if result == "fault"]
    assert len(found) == 1
    assert found[0].startswith("Slack gave no answer about ")


def test_a_slack_in_trouble_is_told_by_its_status(
    sandbox: Sandbox, configured: pytest.MonkeyPatch
) -> None:
    sandbox.fault("api.test", "server_error")
    assert "(HTTP 500)" in fault_of("Slack")
    sandbox.fault("auth.test", "ratelimited")
    assert "(ratelimited)" in fault_of("bot token")


# What is stored


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o602])
def test_a_database_that_others_can_read_or_change_is_a_warning(
    database: Database, configured: pytest.MonkeyPatch, mode: int
) -> None:
    path = Path(database.url.removeprefix("sqlite:///"))
    assert examine(exit_code=0)["database files"] == ("ok", "Only their owner can read them.")
    path.chmod(mode)
    assert f"chmod 600 {path}*" in warning_of("database files")


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_work_that_was_set_aside_is_said(
    database: Database, configured: pytest.MonkeyPatch
) -> None:
    with database.sessions.begin() as session:
        workspace = make_workspace(session)
        make_troubled_unit(session, workspace=workspace)
    assert examine(exit_code=0)["outbox"] == ("ok", "0 waiting, none failed.")
    with database.sessions.begin() as session:
        make_troubled_unit(session, workspace=workspace, set_aside_at=NOW)
    told = warning_of("outbox")
    assert "1 piece of other work was set aside after raising something unexpected" in told
    assert "`kudoscope outbox retry`" in told


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_zones_that_are_not_known_are_named_with_how_many_people_they_have(
    database: Database, configured: pytest.MonkeyPatch
) -> None:
    with database.sessions.begin() as session:
        workspace = make_workspace(session)
        make_person(session, workspace=workspace, tz="Europe/Kiev")
    assert examine(exit_code=0)["time zones"] == ("ok", "Everybody's is known.")
    with database.sessions.begin() as session:
        for number, people in enumerate([1, 3, 1, 1, 1, 1, 1]):
            for _ in range(people):
                make_person(
                    session, workspace=workspace, tz="UTC+01:00", unknown_tz=f"Mars/Base_{number}"
                )
    told = warning_of("time zones")
    assert "Not known here: Mars/Base_1 (3 people), Mars/Base_0 (one person), " in told
    assert "Mars/Base_4 (one person), 2 more." in told


# This machine


def test_a_port_that_somebody_else_has_is_a_fault(
    sandbox: Sandbox, configured: pytest.MonkeyPatch
) -> None:
    port = sandbox.url.rpartition(":")[2]
    configured.setenv("KUDOSCOPE_PORT", port)
    told = fault_of("HTTP port")
    assert f"127.0.0.1:{port} cannot be used (" in told
    assert "KUDOSCOPE_PORT" in told


def test_a_port_that_is_free_is_said_to_be_free(configured: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    configured.setenv("KUDOSCOPE_PORT", str(port))
    assert examine(exit_code=0)["HTTP port"] == ("ok", f"127.0.0.1:{port} is free.")


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_messages_that_failed_or_wait_too_long_are_a_warning(
    database: Database, configured: pytest.MonkeyPatch
) -> None:
    with database.sessions.begin() as session:
        lane = make_lane(session, workspace=make_workspace(session))
        message = make_message(session, lane=lane, created_at=utc_now())
        message_id = message.id
    assert examine(exit_code=0)["outbox"] == ("ok", "1 waiting, none failed.")
    with database.sessions.begin() as session:
        make_message(session, lane=lane, state="failed", error="is_archived")
        session.get_one(type(message), message_id).created_at = utc_now() - timedelta(minutes=11)
    told = warning_of("outbox")
    assert "1 of the messages failed: `kudoscope outbox status`" in told
    assert "`kudoscope outbox retry`" in told
    assert "A message has waited since" in told


def test_the_install_page_is_tried_with_slack_and_so_are_the_tokens_that_came_by_it(
    sandbox: Sandbox, database: Database, configured: pytest.MonkeyPatch
) -> None:
    configured.delenv("SLACK_BOT_TOKEN")
    configured.setenv("SLACK_CLIENT_ID", sandbox.client_id)
    assert "go together" in fault_of("secrets")
    configured.setenv("SLACK_CLIENT_SECRET", "0" * 31 + "1")
    assert "bad_client_secret" in fault_of("install page")
    configured.setenv("SLACK_CLIENT_SECRET", sandbox.client_secret)
    findings = examine(exit_code=0)
    level, told = findings["install page"]
    assert level == "warning" and "KUDOSCOPE_ONLY_FOR" in told
    assert findings["bot token"] == ("ok", "None is needed: people install the app themselves.")
    configured.setenv("KUDOSCOPE_ONLY_FOR", sandbox.team_id)
    assert examine(exit_code=0)["install page"][0] == "ok"

    installed = {"is_from_environment": False, "refresh_token": None}
    with database.sessions.begin() as session:
        make_workspace(
            session, slack_team_id=sandbox.team_id, bot_token=sandbox.bot_token, **installed
        )
    assert examine(exit_code=0)["installations"] == (
        "ok",
        "Slack takes the tokens of one workspace.",
    )
    with database.sessions.begin() as session:
        make_workspace(session, slack_team_id="T0GONE", bot_token="xoxb-gone", **installed)
        make_workspace(
            session,
            slack_team_id="T0ENDS",
            bot_token="xoxb-ends",
            token_expires_at=utc_now(),
            **installed,
        )
    told = fault_of("installations")
    assert "T0GONE: invalid_auth" in told and "T0ENDS: its token ends" in told
