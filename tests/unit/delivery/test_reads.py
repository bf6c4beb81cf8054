"""What Slack says of channels and people, and what counts when it does not say."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from slackapp.delivery.clients import SlackClients
from slackapp.delivery.read_errors import describe_read_error, name_read_error
from slackapp.delivery.reads import (
    find_post_page,
    open_direct,
    read_members_page,
    read_people_page,
    read_person,
    read_place,
)
from slackapp.delivery.retry import Outcome, Result
from slackapp.domain.kudos.audience import ChannelKind, Place
from slackapp.sandbox.rate_limits import Limits
from slackapp.sandbox.server import Sandbox

#: How a read ends that Slack did not answer, or not with what was asked.
NO_WORD = (SlackClientError, HTTPException, OSError)

UNLIMITED = Limits(per_minute={}, posts_per_second_and_channel=1e6, posts_per_second=10**6)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(limits=UNLIMITED) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return SlackClients(sandbox.api_url).for_reading(sandbox.bot_token)


# Channels


@pytest.mark.parametrize(
    ("name", "kind", "app_is_member"),
    [
        ("support", ChannelKind.PUBLIC, True),
        ("wins", ChannelKind.PUBLIC, False),
        ("leads", ChannelKind.PRIVATE, True),
    ],
)
def test_a_channel_is_what_slack_says(
    sandbox: Sandbox, client: WebClient, name: str, kind: ChannelKind, app_is_member: bool
) -> None:
    channel = sandbox.channel(name)
    assert read_place(client, channel) == Place(channel, kind, app_is_member)


@pytest.mark.parametrize("name", ["war-room", "mpdm-ana--ben--ravi-1", "D00ANABEN", "C0NOWHERE"])
def test_what_slack_hides_from_the_app_is_private(
    sandbox: Sandbox, client: WebClient, name: str
) -> None:
    channel = name if name == "C0NOWHERE" else sandbox.channel(name)
    place = Place(channel, ChannelKind.PRIVATE, app_is_member=False)
    assert read_place(client, channel) == place


def test_direct_messages_with_the_app_are_direct(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.grant("im:read")
    channel = sandbox.im(sandbox.user("ana"))
    assert read_place(client, channel).kind is ChannelKind.DIRECT


def test_a_group_that_the_app_is_in_is_private(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.grant("mpim:read")
    channel = sandbox.add_channel("mpdm-all", "group", ["ana", "ben"])
    assert read_place(client, channel) == Place(channel, ChannelKind.PRIVATE, True)


def test_nothing_can_be_announced_in_an_archived_channel(
    sandbox: Sandbox, client: WebClient
) -> None:
    channel = sandbox.channel("support")
    sandbox.archive(channel)
    place = Place(channel, ChannelKind.PUBLIC, app_is_member=False, is_archived=True)
    assert read_place(client, channel) == place


@pytest.mark.parametrize("kind", ["server_error", "drop_before", "missing_scope", "token_revoked"])
def test_nothing_is_guessed_of_a_channel_while_slack_does_not_say_what_it_is(
    sandbox: Sandbox, client: WebClient, kind: str
) -> None:
    sandbox.fault("conversations.info", kind)
    with pytest.raises(NO_WORD):
        read_place(client, sandbox.channel("support"))
    assert len(sandbox.calls("conversations.info")) == 1


class Nonsense(socketserver.StreamRequestHandler):
    """Answers with something that is no HTTP."""

    def handle(self) -> None:
        self.wfile.write(b"nonsense\r\n\r\n")


def test_what_is_no_answer_at_all_is_no_word_of_slacks() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), Nonsense) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        client = SlackClients(f"http://127.0.0.1:{server.server_address[1]}/").for_reading("xoxb")
        person = read_person(client, "U1")
        with pytest.raises(NO_WORD):
            read_place(client, "C1")
        server.shutdown()
        thread.join()
    assert person is None


def test_a_person_does_not_wait_long_for_a_slack_that_hangs(
    sandbox: Sandbox, client: WebClient
) -> None:
    sandbox.fault("conversations.info", "timeout_before")
    with pytest.raises(NO_WORD):
        read_place(client, sandbox.channel("support"))


def test_slacks_word_to_wait_is_no_word_about_a_channel_or_a_person(
    sandbox: Sandbox, client: WebClient
) -> None:
    for method in ("conversations.info", "users.info"):
        sandbox.fault(method, "ratelimited", retry_after=7)
    for read, wanted in ((read_place, sandbox.channel("support")), (read_person, "U1")):
        with pytest.raises(SlackApiError) as error:
            read(client, wanted)
        assert describe_read_error(error.value).retry_after == timedelta(seconds=7)


# People


def test_all_members_of_a_large_channel_are_read(sandbox: Sandbox, client: WebClient) -> None:
    crowd = [sandbox.add_person(f"agent-{number}") for number in range(1_001)]
    channel = sandbox.add_channel("everyone", members=crowd)
    first, cursor = read_members_page(client, channel, None)
    rest, end = read_members_page(client, channel, cursor)
    assert {*first, *rest} == {*crowd, sandbox.bot_user_id}
    assert (len(first), end) == (1000, "")


def test_members_of_a_hidden_channel_are_an_error(sandbox: Sandbox, client: WebClient) -> None:
    with pytest.raises(SlackApiError) as error:
        read_members_page(client, sandbox.channel("war-room"), None)
    assert describe_read_error(error.value) == Outcome(Result.REFUSED, "channel_not_found")


def test_a_person_is_read_even_from_another_company(sandbox: Sandbox, client: WebClient) -> None:
    lena = read_person(client, sandbox.user("lena"))
    assert lena is not None
    assert lena["is_stranger"]
    assert read_person(client, "U0NOBODY") is None
    sandbox.fault("users.info", "server_error")
    assert read_person(client, sandbox.user("ana")) is None


def test_people_come_in_pages(sandbox: Sandbox, client: WebClient) -> None:
    for number in range(200):
        sandbox.add_person(f"agent-{number}")
    users, cursor = read_people_page(client, None)
    assert len(users) == 200
    rest, end = read_people_page(client, cursor)
    assert rest
    assert end == ""
    assert not {user["id"] for user in rest} & {user["id"] for user in users}


def test_direct_messages_are_opened_by_a_persons_id(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.grant("im:write")
    assert open_direct(client, sandbox.user("ben")) == sandbox.im(sandbox.user("ben"))


# Errors of reads


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("server_error", Outcome(Result.PASSING, "http_500")),
        ("internal_error", Outcome(Result.PASSING, "internal_error")),
        ("service_unavailable", Outcome(Result.PASSING, "service_unavailable")),
        ("missing_scope", Outcome(Result.REFUSED, "missing_scope")),
        (
            "ratelimited",
            Outcome(Result.RATE_LIMITED, "ratelimited", retry_after=timedelta(seconds=1)),
        ),
    ],
)
def test_a_read_may_simply_be_tried_again_unless_slack_refuses_it(
    sandbox: Sandbox, client: WebClient, kind: str, outcome: Outcome
) -> None:
    sandbox.fault("users.list", kind)
    with pytest.raises(SlackApiError) as error:
        read_people_page(client, None)
    assert describe_read_error(error.value) == outcome
    assert name_read_error(error.value) == outcome.error


def test_an_error_without_an_answer_is_named_by_its_kind() -> None:
    assert name_read_error(TimeoutError("words")) == "TimeoutError"


# Looking for a post


@pytest.fixture
def history(sandbox: Sandbox) -> Sandbox:
    """A sandbox whose app may read what was said."""
    sandbox.grant("channels:history")
    return sandbox


def post(sandbox: Sandbox, client: WebClient, **metadata: Any) -> str:
    answer = client.chat_postMessage(
        channel=sandbox.channel("support"), text="Ana thanked Ben", **metadata
    )
    return str(answer["ts"])


def labelled(delivery_id: str) -> dict[str, Any]:
    return {"metadata": {"event_type": "kudos", "event_payload": {"id": delivery_id}}}


def find(
    sandbox: Sandbox, client: WebClient, delivery_id: str, since: datetime
) -> list[tuple[list[str], bool]]:
    """What each page held, and whether another was to be looked at."""
    channel = sandbox.channel("support")
    pages: list[tuple[list[str], bool]] = []
    cursor: str | None = None
    while cursor != "":
        found, cursor = find_post_page(
            client, cursor, slack_channel_id=channel, delivery_id=delivery_id, since=since
        )
        pages.append((found, cursor != ""))
    return pages


def test_a_post_is_found_by_its_delivery_id_among_others(
    history: Sandbox, client: WebClient
) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    wanted = post(history, client, **labelled("d1"))
    for _ in range(201):
        history.say(history.user("ana"), history.channel("support"), "busy here")
    post(history, client, **labelled("d2"))
    post(history, client)
    assert find(history, client, "d1", since) == [([], True), ([wanted], False)]
    assert find(history, client, "d3", since) == [([], True), ([], False)]


def test_once_a_post_is_found_no_other_page_is_looked_at(
    history: Sandbox, client: WebClient
) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    for _ in range(201):
        history.say(history.user("ana"), history.channel("support"), "busy here")
    wanted = post(history, client, **labelled("d1"))
    assert find(history, client, "d1", since) == [([wanted], False)]


def test_what_was_posted_before_is_not_looked_at(history: Sandbox, client: WebClient) -> None:
    post(history, client, **labelled("d1"))
    since = datetime.now(UTC) + timedelta(minutes=1)
    assert find(history, client, "d1", since) == [([], False)]


def test_without_the_scope_slack_refuses_to_look(sandbox: Sandbox, client: WebClient) -> None:
    with pytest.raises(SlackApiError) as error:
        find(sandbox, client, "d1", datetime.now(UTC))
    assert describe_read_error(error.value).result is Result.REFUSED


# Answers of an odd shape


@contextmanager
def answering(answer: dict[str, Any]) -> Iterator[WebClient]:
    """A client of something that says so to every call."""

    class Odd(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = json.dumps({"ok": True, **answer}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Odd) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}/api/"
            yield SlackClients(url).for_reading("xoxb-1")
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("value", [..., None, [], "C1", 5, {}])
def test_a_channel_of_an_odd_shape_is_no_word_about_it(value: Any) -> None:
    odd = {} if value is ... else {"channel": value}
    with answering(odd) as client, pytest.raises(NO_WORD):
        read_place(client, "C1")


@pytest.mark.parametrize("value", [..., None, [], "U1", 5, {}])
def test_a_person_of_an_odd_shape_is_nobody(value: Any) -> None:
    with answering({} if value is ... else {"user": value}) as client:
        assert read_person(client, "U1") is None


@pytest.mark.parametrize("value", [..., None, {}, "U1", 5])
def test_a_page_without_a_list_is_an_error_that_may_pass(value: Any) -> None:
    with answering({} if value is ... else {"members": value}) as client:
        with pytest.raises(SlackClientError):
            read_people_page(client, None)
        with pytest.raises(SlackClientError):
            read_members_page(client, "C1", None)


def test_of_a_page_with_odd_members_those_with_an_id_are_taken() -> None:
    odd = ["U1", None, 5, "", "U\x00", {"id": "U2"}, "U3"]
    answer = {"members": odd, "response_metadata": ["x"]}
    with answering(answer) as client:
        assert read_members_page(client, "C1", None) == (["U1", "U3"], "")
        assert read_people_page(client, None) == (odd, "")
