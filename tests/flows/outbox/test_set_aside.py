"""What Slack will never take is set aside for an operator, and told directly where it can be."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner

from databases import Database
from slackapp.cli import app as cli
from slackapp.jobs.outbox.outbox_calls import Delivery, OutboxCaller
from slackapp.sandbox.server import Sandbox
from slackapp.services.outbox.claims import ClaimedMessage
from tests.flows.office import KEY, Office, running, wait_until_people_are_known

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def office(sandbox: Sandbox, database: Database) -> Iterator[Office]:
    """An app of the test's own, whose channel and people are known."""
    with running(sandbox, database.url, transport="http") as office:
        wait_until_people_are_known(office)
        give(office, "the first, so that the place is known")
        office.settle()
        yield office


def give(office: Office, message: str) -> None:
    """Ana thanks Ben in #support."""
    sandbox = office.sandbox
    text = f"<@{sandbox.user('ben')}> empathy {message}"
    answer = office.kudos(sandbox.user("ana"), sandbox.channel("support"), text)
    assert "goes to <#" in answer.text


def operate(office: Office, *arguments: str) -> str:
    """What `kudoscope outbox …` prints beside the running app."""
    environment = {
        "DATABASE_URL": office.app.settings.database_url,
        "KUDOSCOPE_ENCRYPTION_KEYS": KEY,
    }
    result = CliRunner().invoke(
        cli, ["outbox", *arguments], env=environment, catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def read_status(office: Office) -> dict[str, Any]:
    """`kudoscope outbox status --json`."""
    return json.loads(operate(office, "status", "--json"))


def firsts(office: Office, channel: str) -> list[str]:
    """The first line of each post in a channel."""
    return [post.text.splitlines()[0] for post in office.posts(channel)]


def test_an_archived_channel_is_seen_by_the_operator_and_the_recipient_is_told(
    office: Office,
) -> None:
    sandbox, support = office.sandbox, office.sandbox.channel("support")
    ben, store = sandbox.user("ben"), sandbox.world.store
    sandbox.fault("chat.postMessage", "server_error")
    give(office, "no words are lost")
    sandbox.archive(support)
    office.settle()

    status = read_status(office)
    assert status["counts"]["failed"] == 1
    [row] = status["unsettled"]
    assert (row["state"], row["error"], row["kind"]) == ("failed", "is_archived", "post")
    assert row["slack_channel_id"] == support
    assert "no words are lost" not in json.dumps(status)
    [direct] = office.told(ben)
    assert direct.text.startswith("*Ana* thanked you: no words are lost\n")

    store.put_channel(replace(store.find_channel(support), archived=False))
    assert operate(office, "retry") == "1 message back in line.\n"
    sandbox.wait_for(lambda: len(office.posts(support)) == 2)
    office.settle()
    # Ben has his one notification, the direct message.
    assert firsts(office, support)[-1] == "*Ana* thanked *Ben*: no words are lost"
    assert read_status(office)["unsettled"] == []
    assert len(office.told(ben)) == 1


def read_ready(office: Office) -> tuple[int, str]:
    """What `/readyz` answers."""
    with urllib.request.urlopen(f"{office.address}/readyz") as answer:
        return answer.status, answer.read().decode()


def let_time_pass(office: Office) -> bool:
    """Some seconds for the app; a moment for us, in which what is due is tried."""
    office.clock.advance(seconds=5)
    office.app.tools.wake_delivery()
    time.sleep(0.2)
    # The regular jobs are not late for having been jumped over.
    office.app.scheduler.catch_up()
    return True


def test_what_is_set_aside_is_said_while_the_app_is_ready_and_comes_back(office: Office) -> None:
    sandbox, support = office.sandbox, office.sandbox.channel("support")
    assert read_ready(office) == (200, "ready")
    call, errors = OutboxCaller.call, [ValueError("a sentence of secrets")] * 4

    def call_or_raise(caller: OutboxCaller, claimed: ClaimedMessage) -> Delivery:
        if "poisoned" in str(claimed.payload.get("text")) and errors:
            raise errors.pop()
        return call(caller, claimed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OutboxCaller, "call", call_or_raise)
        give(office, "poisoned words")
        sandbox.wait_for(lambda: len(errors) == 3)
        give(office, "behind them")
        sandbox.wait_for(lambda: let_time_pass(office) and not errors)
        sandbox.wait_for(lambda: "behind them" in str(firsts(office, support)))
    status, said = read_ready(office)
    assert (status, said.splitlines()[0]) == (200, "ready")
    assert "set aside: 1 message (see `kudoscope outbox status`)" in said
    assert "unexpected:ValueError" in operate(office, "status")
    assert operate(office, "retry") == "1 message back in line.\n"
    sandbox.wait_for(lambda: "poisoned words" in str(firsts(office, support)))
    office.settle()
    assert read_ready(office) == (200, "ready")
