"""A token that dies while the app runs, through the front door: kept, told to operators, sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from databases import Database
from db import OutboxMessage
from factories import make_workspace
from slackapp.blocks import ids
from slackapp.cli import app as cli
from slackapp.jobs import token_probe
from slackapp.sandbox.seed import BOT_SCOPES
from slackapp.sandbox.server import Sandbox
from slackapp.services.workspace.pauses import list_pauses, pause_workspace
from tests.flows.office import KEY, Office, running, wait_until_people_are_known


@pytest.fixture
def office(sandbox: Sandbox, database: Database) -> Iterator[Office]:
    with running(sandbox, database.url, transport="http") as office:
        wait_until_people_are_known(office)
        yield office


def give(office: Office, message: str) -> None:
    """Ana thanks Ben in #support, and reads where it goes."""
    sandbox = office.sandbox
    text = f"<@{sandbox.user('ben')}> empathy {message}"
    answer = office.kudos(sandbox.user("ana"), sandbox.channel("support"), text)
    assert "goes to <#" in answer.text


def look(office: Office, path: str = "/readyz") -> tuple[int, str]:
    try:
        with urlopen(f"{office.address}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def waits(office: Office) -> bool:
    with office.sessions.read() as session:
        return bool(list_pauses(session))


def wait_until_it_waits(office: Office) -> None:
    office.sandbox.wait_for(lambda: waits(office), message="the workspace did not wait")


def operate(office: Office, *arguments: str) -> str:
    """What the command line prints beside the running app."""
    environment = {
        "SLACK_BOT_TOKEN": office.sandbox.bot_token,
        "SLACK_SIGNING_SECRET": office.sandbox.signing_secret,
        "SLACK_API_URL": office.sandbox.api_url,
        "DATABASE_URL": office.app.settings.database_url,
        "KUDOSCOPE_ENCRYPTION_KEYS": KEY,
        "KUDOSCOPE_PORT": "0",
    }
    return CliRunner().invoke(cli, arguments, env=environment, catch_exceptions=False).stdout


def messages(office: Office) -> list[tuple[str, int]]:
    with office.sessions.read() as session:
        rows = session.execute(select(OutboxMessage.state, OutboxMessage.attempts))
        return [(state, attempts) for state, attempts in rows]


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth"])
def test_what_was_given_under_a_dead_token_goes_out_by_itself_under_a_new_one(
    office: Office, error: str
) -> None:
    sandbox, support = office.sandbox, office.sandbox.channel("support")
    give(office, "the first, so that the place is known")
    office.settle()
    sandbox.revoke_token(error)
    give(office, "said while the token was away")
    wait_until_it_waits(office)

    status, words = look(office)
    assert status == 503
    assert f"does not take its token ({error})" in words
    assert "SLACK_BOT_TOKEN" in words
    assert look(office, "/healthz") == (200, "ok")
    doctor = {row["name"]: row for row in json.loads(operate(office, "doctor", "--json"))["checks"]}
    assert doctor["waiting"]["result"] == "fault"
    assert f"({error})" in doctor["waiting"]["text"]
    assert f"does not take its token ({error})" in operate(office, "outbox", "status")
    told = json.loads(operate(office, "outbox", "status", "--json"))
    assert [one["reason"] for one in told["waiting"]] == [error]
    assert told["counts"] == {"sent": 1, "pending": 1}

    sandbox.world.bot_token = sandbox.world.store.add_token("bot", BOT_SCOPES).value
    with running(sandbox, office.app.settings.database_url, transport="http") as mended:
        sandbox.wait_for(lambda: len(mended.posts(support)) == 2)
        mended.settle()
        assert "said while the token was away" in mended.posts(support)[-1].text
        assert look(mended) == (200, "ready")
        assert messages(mended) == [("sent", 1)] * 2


def test_the_same_token_is_taken_up_again_without_a_restart(office: Office) -> None:
    sandbox, support = office.sandbox, office.sandbox.channel("support")
    sandbox.withdraw("chat:write")
    give(office, "said without the scope to say it")
    wait_until_it_waits(office)
    assert "chat:write" in look(office)[1]

    sandbox.grant("chat:write")
    office.clock.advance(minutes=2)
    token_probe.run(office.app.tools)
    office.settle()
    assert "said without the scope" in office.posts(support)[-1].text
    assert "token (" not in look(office)[1]


def test_one_of_several_workspaces_that_waits_is_told_and_keeps_the_others_ready(
    office: Office,
) -> None:
    with office.sessions.begin() as session:
        other = make_workspace(session, slack_team_id="T0OTHER", bot_token="xoxb-gone")
        assert pause_workspace(
            session,
            workspace_id=other.id,
            token="xoxb-gone",
            reason="token_revoked",
            now=office.clock() - timedelta(hours=1),
        )
    status, words = look(office)
    assert status == 200
    first, note = words.splitlines()
    assert first == "ready"
    assert note.startswith("T0OTHER has waited since ")
    give(office, "as every day")
    office.settle()
    assert len(office.posts(office.sandbox.channel("support"))) == 1


def test_a_form_that_cannot_be_opened_says_that_somebody_must_mend_it(office: Office) -> None:
    sandbox, ana = office.sandbox, office.sandbox.user("ana")
    answer = office.kudos(ana, sandbox.im(ana), "reflections")
    sandbox.revoke_token()
    office.use(ana, sandbox.im(ana), answer, ids.REFLECTION_SETTINGS)
    assert office.answers(ana, sandbox.im(ana))[-1].text.startswith(
        "I cannot open this now: Slack does not let me in."
    )
    assert waits(office)
    grace, support = sandbox.user("grace"), sandbox.channel("support")
    told = office.kudos(grace, support, "digest settings").text
    assert told.startswith("I cannot open this now: Slack does not let me in.")


def test_a_file_is_delivered_once_the_token_is_good_again(office: Office) -> None:
    sandbox, ana = office.sandbox, office.sandbox.user("ana")
    give(office, "for the file")
    office.settle()
    sandbox.revoke_token()
    office.kudos(ana, sandbox.im(ana), "export")
    wait_until_it_waits(office)
    # The read before it found that out; the file is put back a moment later.
    sandbox.wait_for(lambda: ("pending", 0) in messages(office))
    sandbox.restore_token()
    office.clock.advance(minutes=2)
    token_probe.run(office.app.tools)
    office.settle()
    assert office.told(ana)[-1].text.startswith("Your kudos, given and received")
    assert {state for state, _ in messages(office)} == {"sent"}
