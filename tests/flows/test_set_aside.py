"""What Slack will never take is set aside for an operator, and told directly where it can be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner

from databases import Database
from slackapp.cli import app as cli
from slackapp.sandbox.server import Sandbox
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
    assert "is on its way" in answer.text


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
