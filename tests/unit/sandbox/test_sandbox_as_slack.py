"""What the sandbox sends is what Slack's reference says: the same fields, of the same types."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from slack_reference import list_differences, load_payload
from slackapp.cli.manifest import build_manifest
from slackapp.domain.kudos import step
from slackapp.sandbox.server import Sandbox
from tests.unit.sandbox.noting_app import Json, NotingApp, over_http

ANA, BEN, SUPPORT = "U00000ANA", "U00000BEN", "C0SUPPORT"
#: What is as the message, the view, the person or the step is that the request is about.
VARYING = (".blocks", ".values", ".profile", ".inputs", "_parameters")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


BUTTON = {"type": "button", "action_id": "press", "text": plain("Press"), "value": "1"}
SELECT = {
    "type": "static_select",
    "action_id": "choose",
    "placeholder": plain("Which?"),
    "options": [{"text": plain("Empathy"), "value": "empathy"}],
}
LOOK_UP = {"type": "external_select", "action_id": "find", "min_query_length": 1}
ACTIONS = [{"type": "actions", "block_id": "b1", "elements": [BUTTON, SELECT]}]
INPUT = {"type": "input", "block_id": "note", "label": plain("Whom?"), "element": LOOK_UP}
MODAL = {
    "type": "modal",
    "title": plain("Thank"),
    "submit": plain("Thank"),
    "close": plain("Cancel"),
    "callback_id": "give",
    "private_metadata": "7",
    "notify_on_close": True,
    "blocks": [{**INPUT, "optional": True}],
}


@pytest.fixture(scope="module")
def app() -> Iterator[NotingApp]:
    manifest = build_manifest(http_url="https://kudos.example.com")
    with Sandbox.start(manifest=manifest) as sandbox, over_http(sandbox) as app:
        yield app


def compare(name: str, body: Json) -> None:
    """Fail where the request is not as the reference has it."""
    faults = list_differences(load_payload(name), body)
    assert not [fault for fault in faults if not any(one in fault for one in VARYING)]


def newest(app: NotingApp, kind: str) -> Json:
    return app.sent(kind)[-1]


def test_a_command_is_as_slack_sends_it(app: NotingApp) -> None:
    app.sandbox.command(BEN, SUPPORT, f"<@{ANA}> empathy")
    compare("slash_command", app.bodies[-1])


def test_what_is_pressed_and_chosen_is_as_slack_sends_it(app: NotingApp) -> None:
    post = app.client.chat_postMessage(channel=SUPPORT, text="Hello", blocks=ACTIONS)
    app.sandbox.press(BEN, SUPPORT, post["ts"], "press")
    compare("block_actions_message", newest(app, "block_actions"))
    app.sandbox.press(BEN, SUPPORT, post["ts"], "choose", selected_option="empathy")
    compare("block_actions_select", newest(app, "block_actions"))
    whisper = app.client.chat_postEphemeral(channel=SUPPORT, user=BEN, text="Hello", blocks=ACTIONS)
    app.sandbox.press(BEN, SUPPORT, whisper["message_ts"], "press")
    compare("block_actions_ephemeral", newest(app, "block_actions"))
    app.client.views_publish(user_id=BEN, view={"type": "home", "blocks": ACTIONS})
    home = app.sandbox.home(BEN)
    assert home is not None
    app.sandbox.press_in_view(BEN, home, "press")
    compare("block_actions_home", newest(app, "block_actions"))


def test_what_is_done_with_a_form_is_as_slack_sends_it(app: NotingApp) -> None:
    app.sandbox.shortcut(BEN, "give_kudos")
    compare("shortcut", newest(app, "shortcut"))
    for name in ("view_submission", "view_closed"):
        app.sandbox.shortcut(BEN, "give_kudos")
        app.client.views_open(trigger_id=newest(app, "shortcut")["trigger_id"], view=MODAL)
        form = app.sandbox.modal(BEN)
        assert form is not None
        app.sandbox.options_in_view(BEN, form, "find", "emp")
        compare("block_suggestion_view", newest(app, "block_suggestion"))
        end = app.sandbox.submit if name == "view_submission" else app.sandbox.close_view
        end(BEN, form)
        compare(name, newest(app, name))


def test_a_message_s_shortcut_is_as_slack_sends_it(app: NotingApp) -> None:
    said = app.sandbox.say(ANA, SUPPORT, "I stayed until it worked")
    app.sandbox.message_shortcut(BEN, SUPPORT, said.ts, "thank_for_message")
    compare("message_action", newest(app, "message_action"))


def test_events_are_as_slack_sends_them(app: NotingApp) -> None:
    sandbox = app.sandbox
    app.client.views_publish(user_id=BEN, view={"type": "home", "blocks": ACTIONS})
    sandbox.open_home(BEN)
    said = sandbox.say(BEN, SUPPORT, f"<@{sandbox.bot_user_id}> <@{ANA}> empathy")
    sandbox.grant("reactions:read")
    sandbox.react(BEN, SUPPORT, said.ts, "tada")
    sandbox.unreact(BEN, SUPPORT, said.ts, "tada")
    sandbox.change_person(sandbox.add_person("noor"), title="Support")
    sandbox.run_workflow(
        BEN,
        step.GIVE_KUDOS,
        **{step.RECIPIENTS: [ANA], step.COMPETENCY: "e", step.CHANNEL: SUPPORT},
    )
    sandbox.uninstall()
    for kind in (
        "app_home_opened",
        "app_mention",
        "reaction_added",
        "reaction_removed",
        "team_join",
        "user_change",
        "function_executed",
        "app_uninstalled",
        "tokens_revoked",
    ):
        app.wait_for_event(kind)
        [body, *_] = [one for one in app.sent("event_callback") if one["event"]["type"] == kind]
        compare(f"event_{kind}", body)
