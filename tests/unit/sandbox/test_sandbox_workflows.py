"""Steps of workflows in the sandbox: what the app is sent, and how it ends them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.installed import read_manifest
from slackapp.sandbox.server import Sandbox
from tests.unit.sandbox.noting_app import MANIFEST, NotingApp, over_http, over_socket

ANA, BEN = "U00000ANA", "U00000BEN"
LINK = {"link": "https://example.com"}


@pytest.fixture(params=[over_socket, over_http], ids=["socket", "http"])
def app(request: pytest.FixtureRequest) -> Iterator[NotingApp]:
    with Sandbox.start(manifest=MANIFEST) as sandbox, request.param(sandbox) as app:
        yield app


def test_a_step_is_sent_with_its_inputs_and_a_token_of_its_own(app: NotingApp) -> None:
    started = app.sandbox.run_workflow(
        ANA, "give_kudos", person=BEN, words="for the call", others=[ANA, BEN], acting=BEN
    )
    event = app.wait_for_event("function_executed")
    assert event["function"]["callback_id"] == "give_kudos"
    assert [one["name"] for one in event["function"]["input_parameters"]] == [
        *("person", "words", "others", "acting"),
    ]
    acting = event["inputs"].pop("acting")
    assert (acting["id"], len(acting["secret"])) == (ANA, 32)
    assert event["inputs"] == {"person": BEN, "words": "for the call", "others": [ANA, BEN]}
    assert event["function_execution_id"] == started.id
    assert event["workflow_execution_id"].startswith("Wx")
    token = event["bot_access_token"]
    assert token.startswith("xwfp-")
    client = WebClient(token, base_url=app.sandbox.api_url)
    assert client.chat_postMessage(channel="C0SUPPORT", text="Thanks, Ben")["ok"]
    client.functions_completeSuccess(function_execution_id=started.id, outputs=LINK)
    ended = app.sandbox.execution(started.id)
    assert (ended.status, ended.outputs) == ("completed", LINK)
    again = {"function_execution_id": started.id, "error": "Too late"}
    with pytest.raises(SlackApiError, match="token_revoked"):
        client.functions_completeError(**again)
    with pytest.raises(SlackApiError, match="execution_not_in_running_state"):
        app.client.functions_completeError(**again)


def test_a_runs_token_is_good_for_a_quarter_of_an_hour() -> None:
    now = datetime(2026, 3, 13, 9, tzinfo=UTC).timestamp()
    with Sandbox.start(manifest=MANIFEST, clock=lambda: now) as sandbox:
        started = sandbox.run_workflow(ANA, "give_kudos", person=BEN)
        client = WebClient(started.token, base_url=sandbox.api_url)
        now += 15 * 60 - 1
        assert client.auth_test()["ok"]
        now += 1
        with pytest.raises(SlackApiError, match="token_expired"):
            client.functions_completeSuccess(function_execution_id=started.id, outputs=LINK)


def test_why_a_step_failed_is_told_to_whoever_started_it(app: NotingApp) -> None:
    sandbox = app.sandbox
    started = sandbox.run_workflow(ANA, "give_kudos", person=BEN)
    client = WebClient(started.token, base_url=sandbox.api_url)
    client.functions_completeError(function_execution_id=started.id, error="Ben is away")
    assert sandbox.execution(started.id).status == "failed"
    im = sandbox.world.store.open_im(ANA, "USLACKBOT")
    assert "Ben is away" in sandbox.messages(im.id)[-1].text


def test_only_the_runs_own_token_and_fitting_outputs_end_it(app: NotingApp) -> None:
    one = app.sandbox.run_workflow(ANA, "give_kudos", person=BEN)
    other = app.sandbox.run_workflow(ANA, "give_kudos", person=BEN)
    client = WebClient(other.token, base_url=app.sandbox.api_url)
    for execution_id, outputs, error in (
        (one.id, LINK, "access_denied"),
        ("Fx0", LINK, "function_execution_not_found"),
        (other.id, {}, "parameter_validation_failed"),
        (other.id, LINK | {"more": "x"}, "parameter_validation_failed"),
    ):
        with pytest.raises(SlackApiError, match=error):
            client.functions_completeSuccess(function_execution_id=execution_id, outputs=outputs)


def test_a_workflow_starts_only_with_what_it_needs(app: NotingApp) -> None:
    for callback_id, inputs, error in (
        ("give_kudos", {"words": "x"}, "input_required"),
        ("give_kudos", {"person": "U0NOBODY"}, "user_not_found"),
        ("give_kudos", {"person": BEN, "others": ["U0NOBODY"]}, "user_not_found"),
        ("other", {}, "function_not_found"),
    ):
        with pytest.raises(SlackError, match=error):
            app.sandbox.run_workflow(ANA, callback_id, **inputs)


def test_functions_need_a_remote_runtime() -> None:
    with pytest.raises(ValueError, match="function_runtime"):
        read_manifest({"functions": MANIFEST["functions"]})
