"""The app's side is the real thing here: Bolt, over Socket Mode and over signed HTTP."""

from __future__ import annotations

import http.server
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from slackapp.sandbox.installed import Command
from slackapp.sandbox.server import Sandbox

SAID = {"type": "section", "text": {"type": "mrkdwn", "text": "You said it"}}
BUTTONS = {
    "type": "actions",
    "block_id": "choices",
    "elements": [
        {
            "type": "button",
            "action_id": action_id,
            "value": value,
            "text": {"type": "plain_text", "text": value},
        }
        for action_id, value in (("behaviour", "listens"), ("behaviour_2", "calms"))
    ]
    + [
        {"type": "users_select", "action_id": "person"},
        {
            "type": "static_select",
            "action_id": "tier",
            "options": [{"text": {"type": "plain_text", "text": "Basic"}, "value": "basic"}],
        },
    ],
}


class RealApp:
    """A small Bolt app that notes what it is sent."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.forget()
        self.bolt = App(
            client=WebClient(sandbox.bot_token, base_url=sandbox.api_url),
            signing_secret=sandbox.signing_secret,
            process_before_response=True,
        )
        self.bolt.command("/kudos")(self._on_command)
        for action_id in ("behaviour", "behaviour_2", "person", "tier"):
            self.bolt.action(action_id)(self._on_action)
        for event in ("team_join", "user_change"):
            self.bolt.event(event)(self._on_event)

    def forget(self) -> None:
        """Begin anew: the same app serves many tests."""
        self.commands: list[dict[str, Any]] = []
        self.actions: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.replies: list[dict[str, Any]] = []
        self.answer: dict[str, Any] = {"text": "You said it", "blocks": [SAID, BUTTONS]}

    def _on_command(self, ack: Any, command: dict[str, Any]) -> None:
        self.commands.append(command)
        ack(**self.answer)

    def _on_action(self, ack: Any, body: dict[str, Any], respond: Any) -> None:
        self.actions.append(body)
        ack()
        for reply in self.replies:
            respond(**reply)

    def _on_event(self, event: dict[str, Any]) -> None:
        self.events.append(event)


class WsgiServer(socketserver.ThreadingMixIn, WSGIServer):
    """Takes several requests at once."""


class QuietHandler(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def served(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def over_socket(sandbox: Sandbox) -> Iterator[RealApp]:
    app = RealApp(sandbox)
    handler = SocketModeHandler(app.bolt, sandbox.app_token)
    handler.connect()
    try:
        sandbox.wait_for(lambda: sandbox.socket_count)
        yield app
    finally:
        handler.close()


@contextmanager
def over_http(sandbox: Sandbox) -> Iterator[RealApp]:
    app = RealApp(sandbox)
    with WsgiServer(("127.0.0.1", 0), QuietHandler) as server, served(server):
        server.set_app(SlackRequestHandler(app.bolt))
        sandbox.deliver_over_http(f"http://127.0.0.1:{server.server_port}/slack/events")
        yield app


Running = tuple[Sandbox, RealApp]


@pytest.fixture(scope="module", params=[over_socket, over_http], ids=["socket", "http"])
def running(request: pytest.FixtureRequest) -> Iterator[Running]:
    with Sandbox.start() as sandbox, request.param(sandbox) as app:
        yield sandbox, app


@pytest.fixture
def sandbox(running: Running) -> Sandbox:
    return running[0]


@pytest.fixture
def app(running: Running) -> RealApp:
    running[1].forget()
    return running[1]


@pytest.fixture
def lonely() -> Iterator[Sandbox]:
    """A sandbox to which no app has connected."""
    with Sandbox.start() as running:
        yield running


def test_command_is_answered_by_its_acknowledgement(sandbox: Sandbox, app: RealApp) -> None:
    ana, ben = sandbox.user("ana"), sandbox.user("ben")
    answer = sandbox.command(ana, "C0SUPPORT", f" <@{ben}|ben> empathy &amp;\nthanks")
    assert (answer.ok, answer.text) == (True, "You said it")
    assert sandbox.messages("C0SUPPORT", visible_to=ana)[-1].ts == answer.ts
    assert answer.ts not in [m.ts for m in sandbox.messages("C0SUPPORT", visible_to=ben)]
    [command] = app.commands
    assert command["text"] == f"<@{ben}|ben> empathy &amp;\nthanks"
    assert command["user_id"] == ana
    assert command["is_enterprise_install"] == "false"


@pytest.mark.parametrize(
    ("user", "channel", "name"),
    [
        ("ana", "C0SUPPORT", "support"),
        ("ana", "D00ANABEN", "directmessage"),
        ("ana", "D00000ANA", "directmessage"),
        ("ravi", "C0WARROOM", "privategroup"),
        ("ana", "C0000TRIO", "mpdm-ana--ben--ravi-1"),
    ],
)
def test_command_names_public_channels_and_group_messages_only(
    sandbox: Sandbox, app: RealApp, user: str, channel: str, name: str
) -> None:
    assert sandbox.command(sandbox.user(user), channel, "help").ok
    assert app.commands[0]["channel_name"] == name


def test_answer_in_channel_is_seen_by_all_with_the_command(sandbox: Sandbox, app: RealApp) -> None:
    app.answer = {"text": "Look", "response_type": "in_channel"}
    sandbox.command(sandbox.user("ana"), "C0000WINS", "x")
    seen = sandbox.messages("C0000WINS", visible_to=sandbox.user("ben"))
    assert [message.text for message in seen[-2:]] == ["/kudos x", "Look"]


def test_empty_acknowledgement_shows_nothing(sandbox: Sandbox, app: RealApp) -> None:
    app.answer = {}
    before = sandbox.messages("C0SUPPORT")
    answer = sandbox.command(sandbox.user("ana"), "C0SUPPORT", "x")
    assert (answer.ok, answer.ts) == (True, None)
    assert sandbox.messages("C0SUPPORT") == before


def test_answer_that_slack_refuses_is_an_error_to_the_person(
    sandbox: Sandbox, app: RealApp
) -> None:
    app.answer = {"text": "x", "blocks": [{"type": "fancy"}]}
    answer = sandbox.command(sandbox.user("ana"), "C0SUPPORT", "x")
    assert (answer.ok, answer.error) == (False, "invalid_command_response")


def test_pressed_button_of_an_ephemeral_answer_comes_without_the_message(
    sandbox: Sandbox, app: RealApp
) -> None:
    ana = sandbox.user("ana")
    ts = sandbox.command(ana, "C0SUPPORT", "x").ts
    assert ts is not None
    assert sandbox.press(ana, "C0SUPPORT", ts, "behaviour").ok
    [body] = app.actions
    assert "message" not in body
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C0SUPPORT",
        "is_ephemeral": True,
    }
    action = body["actions"][0]
    assert (action["block_id"], action["value"]) == ("choices", "listens")


def test_pressed_button_of_a_posted_message_comes_with_it(sandbox: Sandbox, app: RealApp) -> None:
    client = app.bolt.client
    ts = client.chat_postMessage(channel="C0SUPPORT", text="x", blocks=[SAID, BUTTONS])["ts"]
    assert sandbox.press(sandbox.user("ben"), "C0SUPPORT", ts, "behaviour_2", value="calms").ok
    assert app.actions[0]["message"]["ts"] == ts
    assert app.actions[0]["user"]["username"] == "ben"


def test_choices_from_menus_are_sent_with_their_state(sandbox: Sandbox, app: RealApp) -> None:
    ana, ben = sandbox.user("ana"), sandbox.user("ben")
    ts = sandbox.command(ana, "C0SUPPORT", "x").ts
    assert ts is not None
    assert sandbox.press(ana, "C0SUPPORT", ts, "person", selected_user=ben).ok
    assert sandbox.press(ana, "C0SUPPORT", ts, "tier", selected_option="basic").ok
    person, tier = app.actions
    assert person["actions"][0]["selected_user"] == ben
    assert tier["actions"][0]["selected_option"]["text"]["text"] == "Basic"
    assert tier["state"]["values"]["choices"]["tier"]["selected_option"]["value"] == "basic"


@pytest.mark.parametrize(
    ("pressed", "error"),
    [
        ({"action_id": "nothing"}, "action_not_found"),
        ({"action_id": "behaviour", "value": "calms"}, "action_not_found"),
        ({"action_id": "behaviour", "block_id": "other"}, "action_not_found"),
        ({"action_id": "tier", "selected_option": "great"}, "option_not_found"),
        ({"action_id": "behaviour", "user": "U00000BEN"}, "message_not_found"),
        ({"action_id": "behaviour", "channel": "C0WARROOM"}, "channel_not_found"),
    ],
)
def test_nobody_presses_what_they_do_not_see(
    sandbox: Sandbox, app: RealApp, pressed: dict[str, Any], error: str
) -> None:
    ana = sandbox.user("ana")
    ts = sandbox.command(ana, "C0SUPPORT", "x").ts
    answer = sandbox.press(**{"user": ana, "channel": "C0SUPPORT", "ts": ts, **pressed})
    assert (answer.ok, answer.error) == (False, error)
    assert app.actions == []


def test_response_url_replaces_the_answer_whose_button_was_pressed(
    sandbox: Sandbox, app: RealApp
) -> None:
    ana = sandbox.user("ana")
    ts = sandbox.command(ana, "C0SUPPORT", "x").ts
    assert ts is not None
    app.replies = [{"text": "Noted", "replace_original": True}, {"text": "And more"}]
    sandbox.press(ana, "C0SUPPORT", ts, "behaviour")
    replaced, more = sandbox.messages("C0SUPPORT", visible_to=ana)[-2:]
    assert (replaced.ts, replaced.text, replaced.blocks) == (ts, "Noted", None)
    assert (more.text, more.ephemeral_to) == ("And more", ana)


def test_response_url_deletes_the_answer_whose_button_was_pressed(
    sandbox: Sandbox, app: RealApp
) -> None:
    ana = sandbox.user("ana")
    ts = sandbox.command(ana, "C0SUPPORT", "x").ts
    assert ts is not None
    app.replies = [{"delete_original": True}]
    sandbox.press(ana, "C0SUPPORT", ts, "behaviour")
    assert ts not in [m.ts for m in sandbox.messages("C0SUPPORT", visible_to=ana)]


def test_response_url_works_five_times(sandbox: Sandbox, app: RealApp) -> None:
    sandbox.command(sandbox.user("ana"), "C0SUPPORT", "x")
    webhook = WebhookClient(app.commands[0]["response_url"])
    refused = webhook.send_dict({"blocks": [{"type": "fancy"}]})
    assert (refused.status_code, "invalid_blocks" in refused.body) == (400, True)
    assert [webhook.send(text="x").status_code for _ in range(5)] == [200] * 4 + [404]
    assert "used_url" in webhook.send(text="x").body
    other = WebhookClient(f"{sandbox.url}/response/guessed")
    assert "expired_url" in other.send(text="x").body


def test_response_url_works_for_half_an_hour(
    sandbox: Sandbox, app: RealApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.command(sandbox.user("ana"), "C0SUPPORT", "x")
    started = sandbox.world.store.clock()
    monkeypatch.setattr(sandbox.world.store, "clock", lambda: started + 31 * 60)
    answer = WebhookClient(app.commands[0]["response_url"]).send(text="x")
    assert (answer.status_code, "expired_url" in answer.body) == (404, True)


def test_new_and_changed_people_are_told_as_events(sandbox: Sandbox, app: RealApp) -> None:
    person = sandbox.add_person("ida", real_name="Ida Holm")
    sandbox.change_person(person, deleted=True)
    sandbox.wait_for(lambda: len(app.events) == 2)
    told = {event["type"]: event["user"] for event in app.events}
    assert told["team_join"]["real_name"] == "Ida Holm"
    assert told["user_change"]["deleted"] is True


def test_event_without_subscription_and_foreign_people_are_not_told(
    sandbox: Sandbox, app: RealApp
) -> None:
    assert sandbox.send_event({"type": "emoji_changed"}) is None
    sandbox.add_person("karl", is_stranger=True)
    person = sandbox.add_person("ida")
    sandbox.wait_for(lambda: app.events)
    assert [event["user"]["id"] for event in app.events] == [person]


# Without an app, or with one that does not do its part


def test_command_without_an_app_fails_visibly(lonely: Sandbox) -> None:
    ana = lonely.user("ana")
    answer = lonely.command(ana, "C0SUPPORT", "x")
    assert (answer.ok, answer.error) == (False, "dispatch_failed")
    shown = lonely.messages("C0SUPPORT", visible_to=ana)[-1]
    assert shown.text == '/kudos failed with the error "dispatch_failed"'
    assert (shown.user, shown.error, shown.ephemeral_to) == ("USLACKBOT", True, ana)


@pytest.mark.parametrize(
    ("user", "channel", "command", "error"),
    [
        ("U00000ANA", "C0SUPPORT", "/nothing", "unknown_command"),
        ("U00000ANA", "C0WARROOM", "/kudos", "channel_not_found"),
        ("U0000OMAR", "C0SUPPORT", "/kudos", "account_inactive"),
        ("U000CLOCK", "C0SUPPORT", "/kudos", "user_not_found"),
        ("U0000LENA", "C0SUPPORT", "/kudos", "channel_not_found"),
    ],
)
def test_commands_are_typed_by_people_where_they_are(
    lonely: Sandbox, user: str, channel: str, command: str, error: str
) -> None:
    answer = lonely.command(user, channel, "x", command=command)
    assert (answer.ok, answer.error) == (False, error)


def test_outsider_of_a_public_channel_and_an_archived_one_take_no_command(
    lonely: Sandbox,
) -> None:
    ida = lonely.add_person("ida")
    assert lonely.command(ida, "C0SUPPORT", "x").error == "not_in_channel"
    lonely.set_members("C0SUPPORT", [ida])
    lonely.archive("C0SUPPORT")
    assert lonely.command(ida, "C0SUPPORT", "x").error == "is_archived"


def test_invite_brings_the_app_into_the_channel(lonely: Sandbox) -> None:
    bot = lonely.bot_user_id
    assert lonely.command(lonely.user("ana"), "C0000WINS", f"<@{bot}|kudoscope>", "/invite").ok
    client = WebClient(lonely.bot_token, base_url=lonely.api_url)
    assert client.conversations_info(channel="C0000WINS")["channel"]["is_member"]


class Grumpy(http.server.BaseHTTPRequestHandler):
    """An app that answers events and commands with a status of its own."""

    status = 500
    text = ""
    received: list[dict[str, str]]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append({key.lower(): value for key, value in self.headers.items()})
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def grumpy_app(sandbox: Sandbox, status: int, text: str = "") -> Iterator[list[dict[str, str]]]:
    handler = type("Handler", (Grumpy,), {"status": status, "text": text, "received": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, served(server):
        sandbox.deliver_over_http(f"http://127.0.0.1:{server.server_port}/slack/events")
        yield handler.received


@pytest.mark.parametrize(
    ("status", "error"), [(500, "http_service_error"), (401, "http_client_error")]
)
def test_person_sees_that_the_app_answered_wrongly(
    lonely: Sandbox, status: int, error: str
) -> None:
    with grumpy_app(lonely, status):
        assert lonely.command(lonely.user("ana"), "C0SUPPORT", "x").error == error


def test_plain_text_of_an_http_answer_is_shown(lonely: Sandbox) -> None:
    with grumpy_app(lonely, 200, "Hello there"):
        answer = lonely.command(lonely.user("ana"), "C0SUPPORT", "x")
    assert (answer.ok, answer.text) == (True, "Hello there")


def test_app_that_is_not_there_fails_the_dispatch(lonely: Sandbox) -> None:
    with grumpy_app(lonely, 200):
        pass
    assert lonely.command(lonely.user("ana"), "C0SUPPORT", "x").error == "dispatch_failed"


def test_event_is_sent_again_until_it_is_acknowledged() -> None:
    with (
        Sandbox.start(event_retry_delays=(0.0, 0.0, 0.0)) as sandbox,
        grumpy_app(sandbox, 500) as received,
    ):
        sandbox.add_person("ida")
        sandbox.wait_for(lambda: len(received) == 4)
    assert [headers.get("x-slack-retry-num") for headers in received] == [None, "1", "2", "3"]
    assert received[1]["x-slack-retry-reason"] == "http_error"
    assert all(headers["x-slack-signature"].startswith("v0=") for headers in received)


Wait = Callable[[], None]


@contextmanager
def sleepy_app(sandbox: Sandbox) -> Iterator[Wait]:
    """A Bolt app over Socket Mode whose command handler waits to be woken."""
    app, woken = RealApp(sandbox), threading.Event()

    @app.bolt.command("/sleep")
    def sleep(ack: Any) -> None:
        woken.wait()
        ack()

    handler = SocketModeHandler(app.bolt, sandbox.app_token)
    handler.connect()
    try:
        sandbox.wait_for(lambda: sandbox.socket_count)
        yield woken.set
    finally:
        woken.set()
        handler.close()


def test_person_sees_the_timeout_of_an_app_that_is_too_slow() -> None:
    with (
        Sandbox.start(ack_timeout=0.2, commands=(Command("/sleep", "Sleep", ""),)) as sandbox,
        sleepy_app(sandbox) as wake,
    ):
        answer = sandbox.command(sandbox.user("ana"), "C0SUPPORT", "", command="/sleep")
        wake()
    assert (answer.ok, answer.error) == (False, "operation_timeout")
