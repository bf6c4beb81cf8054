"""The JSON that the page lives on, and what keeps foreign pages out."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox.server import Sandbox

ANA, BEN = "U00000ANA", "U00000BEN"


class Page:
    """Calls the sandbox as a browser does."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.address = sandbox.url.removeprefix("http://")

    def call(self, verb: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(self.address)
        try:
            raw = body if isinstance(body, str) else json.dumps(body)
            connection.request(verb, path, None if body is None else raw, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            is_json = answer.headers["content-type"] == "application/json"
            return answer.status, json.loads(text) if is_json else text
        finally:
            connection.close()

    def get(self, path: str) -> Any:
        return self.call("GET", f"/sandbox/api/{path}")[1]

    def post(self, path: str, **body: Any) -> Any:
        return self.call("POST", f"/sandbox/api/{path}", body)[1]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start() as running:
        yield running


@pytest.fixture
def page(sandbox: Sandbox) -> Page:
    return Page(sandbox)


def test_boot_tells_the_workspace_its_people_and_commands(sandbox: Sandbox, page: Page) -> None:
    boot = page.get("boot")
    assert boot["workspace"] == {
        "id": sandbox.team_id,
        "name": "Harbour Support",
        "domain": "harbour-support",
    }
    people = {person["name"]: person for person in boot["people"]}
    colleagues = [
        person for person in people.values() if person["title"] and not person["stranger"]
    ]
    assert len(colleagues) == 8
    assert people["grace"]["admin"]
    assert people["kudoscope"]["is_app"]
    assert people["omar"]["deleted"]
    assert people["slackbot"]["is_bot"]
    assert boot["commands"][0]["command"] == "/kudos"


def test_person_sees_public_channels_and_their_own_conversations(page: Page) -> None:
    seen = {one["id"]: one for one in page.get(f"conversations?as={BEN}")["conversations"]}
    assert {"C0SUPPORT", "C0000WINS", "C0000TRIO", "D00ANABEN", "D00000BEN"} <= seen.keys()
    assert not {"C000LEADS", "C0WARROOM", "D00000ANA"} & seen.keys()
    assert (seen["C0SUPPORT"]["kind"], seen["C0SUPPORT"]["app_is_member"]) == ("public", True)
    assert seen["C0000WINS"]["app_is_member"] is False
    assert (seen["D00ANABEN"]["with"], seen["D00ANABEN"]["name"]) == (ANA, "Ana Ribeiro")


def test_half_a_character_is_told_as_it_came(sandbox: Sandbox, page: Page) -> None:
    bearer = {"Authorization": f"Bearer {sandbox.bot_token}", "Content-Type": "application/json"}
    said = {"channel": "C0SUPPORT", "text": "half \ud800 a smile"}
    assert page.call("POST", "/api/chat.postMessage", said, **bearer)[0] == 200
    assert page.get("calls")["calls"][-1]["args"] == said
    read = page.get(f"conversations/C0SUPPORT/messages?as={ANA}")["messages"]
    assert read[-1]["text"] == said["text"]


def test_stranger_does_not_see_the_workspaces_channels(page: Page) -> None:
    assert page.get("conversations?as=U0000LENA")["conversations"] == []


def test_reading_marks_as_read(page: Page) -> None:
    def unread() -> int:
        channels = page.get(f"conversations?as={ANA}")["conversations"]
        return next(one["unread"] for one in channels if one["id"] == "C0SUPPORT")

    assert unread() == 3
    page.get(f"conversations/C0SUPPORT/messages?as={ANA}")
    assert unread() == 0
    page.post("conversations/C0SUPPORT/messages", **{"as": BEN, "text": "Hi"})
    page.post("conversations/C0SUPPORT/messages", **{"as": ANA, "text": "Hello"})
    assert unread() == 1


def test_what_calls_for_somebody_is_counted_apart(sandbox: Sandbox, page: Page) -> None:
    def news(channel: str) -> tuple[int, int]:
        channels = page.get(f"conversations?as={ANA}")["conversations"]
        return next((one["unread"], one["mentions"]) for one in channels if one["id"] == channel)

    assert news("C0SUPPORT") == (3, 0)
    for text in (
        f"<@{ANA}> look",
        f"<@{BEN}|ben> look",
        "<!here>",
        "<!subteam^S0SUPPORT>",
    ):
        page.post("conversations/C0SUPPORT/messages", **{"as": BEN, "text": text})
    assert news("C0SUPPORT") == (7, 3)
    said = [{"type": "user", "user_id": ANA}]
    rich = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": said}]}]
    client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
    client.chat_postMessage(channel="C0SUPPORT", text="For you", blocks=rich)
    assert news("C0SUPPORT") == (8, 4)
    client.chat_postEphemeral(channel="C0SUPPORT", user=ANA, text=f"<@{ANA}>")
    assert news("C0SUPPORT") == (9, 4)
    page.post("conversations/D00ANABEN/messages", **{"as": BEN, "text": "Tea?"})
    assert news("D00ANABEN") == (1, 1)
    page.get(f"conversations/C0SUPPORT/messages?as={ANA}")
    assert news("C0SUPPORT") == (0, 0)


def test_written_message_is_read_by_others(page: Page) -> None:
    said = page.post("conversations/D00ANABEN/messages", **{"as": ANA, "text": "Tea?"})
    messages = page.get(f"conversations/D00ANABEN/messages?as={BEN}")["messages"]
    assert messages == [
        {
            "ts": said["ts"],
            "user": ANA,
            "text": "Tea?",
            "blocks": None,
            "edited": False,
            "ephemeral": False,
            "bot": False,
            "error": False,
            "files": [],
            "reactions": [],
            "thread": None,
            "replies": 0,
        }
    ]


def test_replies_stand_in_their_thread_and_not_in_the_channel(sandbox: Sandbox, page: Page) -> None:
    path = "conversations/C0SUPPORT/messages"
    parent = page.post(path, **{"as": ANA, "text": "Who has a minute?"})["ts"]
    page.post(path, **{"as": BEN, "text": "Me", "thread_ts": parent})
    gone = page.post(path, **{"as": BEN, "text": "Not me", "thread_ts": parent})["ts"]
    page.post("messages/delete", **{"as": BEN, "channel": "C0SUPPORT", "ts": gone})
    [*_, last] = page.get(f"{path}?as={ANA}")["messages"]
    assert (last["text"], last["replies"]) == ("Who has a minute?", 1)
    command = {"as": ANA, "channel": "C0SUPPORT", "text": "/kudos help", "thread_ts": parent}
    assert page.post("commands", **command)["error"] == "not_supported_in_threads"
    thread = page.get(f"{path}?as={ANA}&thread={parent}")["messages"]
    assert [one["text"] for one in thread[:2]] == ["Who has a minute?", "Me"]
    assert [one["ephemeral"] for one in thread] == [False, False, True]
    page.post("messages/delete", **{"as": ANA, "channel": "C0SUPPORT", "ts": parent})
    [*_, last] = page.get(f"{path}?as={ANA}")["messages"]
    assert (last["text"], last["deleted"]) == ("", True)


def test_reactions_and_shortcuts_come_in_as_json(sandbox: Sandbox, page: Page) -> None:
    ts = sandbox.messages("C0SUPPORT")[-1].ts
    place = {"as": ANA, "channel": "C0SUPPORT", "ts": ts}
    assert page.post("reactions", **place, name="tada") == {"ok": True}
    assert page.post("reactions", **place, name="tada")["error"] == "already_reacted"
    assert page.post("reactions", **place, name="tada", remove=True) == {"ok": True}
    answer = page.post("shortcuts", **place, callback_id="thank")
    assert answer == {"ok": False, "error": "shortcut_not_found"}


def test_app_is_installed_and_its_scopes_are_switched(sandbox: Sandbox, page: Page) -> None:
    scopes = {"bot": ["chat:write", "reactions:read"], "bot_optional": ["reactions:read"]}
    assert page.post("app", oauth_config={"scopes": scopes}) == {"ok": True}
    assert page.get("scopes") == {"optional": [{"scope": "reactions:read", "granted": True}]}
    page.post("scopes", scope="reactions:read", granted=False)
    assert page.get("scopes") == {"optional": [{"scope": "reactions:read", "granted": False}]}
    assert sandbox.world.granted_scopes == {"chat:write"}


def test_nobody_reads_or_writes_where_they_are_not(page: Page) -> None:
    path = "/sandbox/api/conversations/C000LEADS/messages"
    assert page.call("GET", f"{path}?as={ANA}") == (403, {"error": "channel_not_found"})
    answer = page.call("POST", path, {"as": ANA, "text": "Hi"})
    assert answer == (400, {"ok": False, "error": "channel_not_found"})


def test_app_posts_are_shown_as_a_bots(sandbox: Sandbox, page: Page) -> None:
    block = {"type": "divider", "block_id": "d"}
    client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
    client.chat_postMessage(channel="C0SUPPORT", text="x", blocks=[block])
    message = page.get(f"conversations/C0SUPPORT/messages?as={ANA}")["messages"][-1]
    assert (message["bot"], message["blocks"]) == (True, [block])


def test_direct_messages_are_opened_from_the_page(page: Page) -> None:
    opened = page.post("conversations/open", **{"as": ANA, "user": "U00000MEI"})
    assert opened["ok"]
    assert page.post("conversations/open", **{"as": "U00000MEI", "user": ANA}) == opened
    assert page.post("conversations/open", **{"as": ANA, "user": ANA})["error"] == "user_not_found"


def test_app_is_invited_from_the_page(sandbox: Sandbox, page: Page) -> None:
    assert page.post("conversations/C0000WINS/invite_app", **{"as": ANA}) == {"ok": True}
    refused = page.post("conversations/D00ANABEN/invite_app", **{"as": ANA})
    assert refused["error"] == "method_not_supported_for_channel_type"
    channels = page.get(f"conversations?as={ANA}")["conversations"]
    assert next(one for one in channels if one["id"] == "C0000WINS")["app_is_member"]


def test_failed_command_is_told_and_shown(page: Page) -> None:
    answer = page.post("commands", **{"as": ANA, "channel": "C0SUPPORT", "text": "/kudos help"})
    assert answer == {"ok": False, "error": "dispatch_failed"}
    shown = page.get(f"conversations/C0SUPPORT/messages?as={ANA}")["messages"][-1]
    assert (shown["ephemeral"], shown["error"], shown["user"]) == (True, True, "USLACKBOT")


def test_invite_typed_as_a_command_is_answered_with_ok(page: Page) -> None:
    body = {"as": ANA, "channel": "C0000WINS", "text": "/invite @kudoscope"}
    assert page.post("commands", **body) == {"ok": True, "ts": None}


def test_button_without_an_app_fails(sandbox: Sandbox, page: Page) -> None:
    button = {
        "type": "button",
        "action_id": "go",
        "text": {"type": "plain_text", "text": "Go"},
    }
    blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
    client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
    ts = client.chat_postMessage(channel="C0SUPPORT", text="x", blocks=blocks)["ts"]
    body = {"as": ANA, "channel": "C0SUPPORT", "ts": ts, "block_id": "b"}
    assert page.post("actions", **body, action_id="go")["error"] == "dispatch_failed"
    assert page.post("actions", **body, action_id="stop")["error"] == "action_not_found"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": "Hi"}, "invalid_arguments"),
        ({"as": ANA, "text": " "}, "no_text"),
        ({"as": "U0NOBODY", "text": "Hi"}, "user_not_found"),
        ({"as": "U0000OMAR", "text": "Hi"}, "account_inactive"),
        ([], "invalid_json"),
    ],
)
def test_wrong_request_gets_its_reason(page: Page, body: Any, error: str) -> None:
    path = "/sandbox/api/conversations/C0SUPPORT/messages"
    status, answer = page.call("POST", path, body)
    assert (status, answer["ok"], answer["error"]) == (400, False, error)


def test_body_that_is_no_json_is_refused(page: Page) -> None:
    assert page.call("POST", "/sandbox/api/commands", "{bad")[0] == 400


# Control


def test_people_and_channels_are_added_and_changed(sandbox: Sandbox, page: Page) -> None:
    person = page.post("people", name="ida", real_name="Ida Holm")["id"]
    page.post("people", id=person, title="Trainee")
    channel = page.post("channels", name="kitchen", kind="private", members=[person])["id"]
    page.post("archive", channel=channel)
    known = {one["id"]: one for one in page.get("boot")["people"]}
    assert (known[person]["real_name"], known[person]["title"]) == ("Ida Holm", "Trainee")
    rooms = {one["id"]: one for one in page.get(f"conversations?as={person}")["conversations"]}
    assert (rooms[channel]["kind"], rooms[channel]["archived"]) == ("private", True)
    assert page.post("people", name="eve", shoe_size=3)["ok"] is False
    assert page.post("archive", channel="C0NOWHERE")["error"] == "channel_not_found"


def test_nobody_moves_a_clock_that_nobody_offers(page: Page) -> None:
    read = page.get(f"conversations?as={ANA}")
    assert read["moments"] == []
    assert abs(read["now"] - time.time()) < 60
    assert page.post("clock", **{"as": ANA, "to": "friday"})["error"] == "time_cannot_be_moved_now"


def test_time_passes_until_the_moment_of_the_person_and_for_one_visitor_at_once() -> None:
    begun, may_end = threading.Event(), threading.Event()
    heard: list[datetime] = []

    def let_time_pass(until: datetime) -> None:
        heard.append(until)
        begun.set()
        may_end.wait(10)

    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    with Sandbox.start(clock=now.timestamp) as sandbox, ThreadPoolExecutor(1) as pool:
        sandbox.world.let_time_pass = let_time_pass
        page = Page(sandbox)
        assert len(page.get(f"conversations?as={ANA}")["moments"]) == 4
        first = pool.submit(page.post, "clock", **{"as": "U00000MEI", "to": "friday"})
        assert begun.wait(10)
        refused = page.post("clock", **{"as": ANA, "to": "monday"})
        may_end.set()
        assert first.result() == {"ok": True, "now": now.timestamp()}
        assert refused["error"] == "time_cannot_be_moved_now"
        assert page.post("clock", **{"as": ANA, "to": "yesterday"})["needed"] == "to"
        assert page.post("clock", **{"as": "U0NOBODY", "to": "friday"})["error"] == "user_not_found"
    # Three in the afternoon in Singapore.
    assert heard == [datetime(2026, 11, 27, 7, tzinfo=UTC)]


def test_faults_calls_and_revocation_work_from_another_process(
    sandbox: Sandbox, page: Page
) -> None:
    client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
    page.post("faults", method="auth.test", kind="fatal_error", times=2)
    with pytest.raises(SlackApiError, match="fatal_error"):
        client.auth_test()
    page.call("DELETE", "/sandbox/api/faults")
    client.auth_test()
    page.post("revoke")
    with pytest.raises(SlackApiError, match="token_revoked"):
        client.auth_test()
    told = page.get("calls?method=auth.test")
    assert [call["response"]["ok"] for call in told["calls"]] == [False, True, False]
    assert told["violations"] == 0
    assert sandbox.bot_token not in json.dumps(told)


# The stream


class Stream:
    """An open event stream of one person."""

    def __init__(self, page: Page, person: str) -> None:
        self.connection = http.client.HTTPConnection(page.address, timeout=10)
        self.connection.request("GET", f"/sandbox/api/events?as={person}")
        self.answer = self.connection.getresponse()
        assert self.answer.readline() == b": connected\n"

    def next(self) -> Any:
        while True:
            line = self.answer.readline()
            if not line:
                return None
            if line.startswith(b"data: "):
                return json.loads(line.removeprefix(b"data: "))


@pytest.fixture
def stream(page: Page) -> Iterator[Stream]:
    """What the page is told as Ana."""
    stream = Stream(page, ANA)
    yield stream
    stream.connection.close()
    stream.answer.close()


def test_stream_tells_what_concerns_the_person(
    sandbox: Sandbox, page: Page, stream: Stream
) -> None:
    client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
    client.chat_postMessage(channel="C000LEADS", text="not for Ana")
    client.chat_postEphemeral(channel="C0SUPPORT", user=BEN, text="not for Ana")
    ts = client.chat_postMessage(channel="C0SUPPORT", text="x")["ts"]
    client.chat_update(channel="C0SUPPORT", ts=ts, text="y")
    client.chat_delete(channel="C0SUPPORT", ts=ts)
    sandbox.say(BEN, "C0GENERAL", "Hi")
    told = [stream.next() for _ in range(4)]
    assert told == [
        {"channel": "C0SUPPORT", "kind": "message"},
        {"channel": "C0SUPPORT", "kind": "changed"},
        {"channel": "C0SUPPORT", "kind": "deleted"},
        {"channel": "C0GENERAL", "kind": "message"},
    ]


def test_open_stream_does_not_keep_the_sandbox_from_stopping(
    sandbox: Sandbox, stream: Stream
) -> None:
    sandbox.stop()
    assert stream.next() is None


def test_nobody_unknown_follows_the_stream(page: Page) -> None:
    answer = page.call("GET", "/sandbox/api/events?as=U0NOBODY")
    assert answer == (400, {"error": "user_not_found"})


# Who is kept out


def test_page_is_served(page: Page) -> None:
    status, text = page.call("GET", "/")
    assert (status, "<!doctype html>" in text.lower()) == (200, True)
    assert page.call("GET", "/page/index.html")[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[", ""])
def test_other_name_for_this_machine_is_refused(page: Page, host: str) -> None:
    for path in ("/", "/sandbox/api/boot", "/api/auth.test"):
        assert page.call("GET", path, Host=host)[0] == 403


def test_socket_under_another_name_is_refused(sandbox: Sandbox) -> None:
    client = WebClient(base_url=sandbox.api_url)
    url = client.apps_connections_open(app_token=sandbox.app_token)["url"]
    address, _, path = url.removeprefix("ws://").partition("/")
    name, _, port = address.partition(":")
    lines = [
        f"GET /{path} HTTP/1.1",
        "Host: evil.example",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "\r\n",
    ]
    with socket.create_connection((name, int(port)), timeout=10) as raw:
        raw.sendall("\r\n".join(lines).encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 403")


def test_foreign_page_changes_nothing(sandbox: Sandbox, page: Page) -> None:
    path, body = "/sandbox/api/revoke", {"error": "token_revoked"}
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        assert page.call("POST", path, body, Origin=origin)[0] == 403
    assert page.call("POST", path, body, Origin=sandbox.url) == (200, {"ok": True})
