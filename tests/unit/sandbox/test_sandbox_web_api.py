"""The Web API as slack_sdk's own client meets it."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox.rate_limits import Limits
from slackapp.sandbox.server import Sandbox

UNLIMITED = Limits(per_minute={}, posts_per_second_and_channel=1e6, posts_per_second=10**6)
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}
METADATA = {"event_type": "kudos", "event_payload": {"delivery": "d1"}}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(limits=UNLIMITED) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


def error_of(client: WebClient, method: str, **args: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json=args)
    answer = caught.value.response
    assert isinstance(answer.data, dict)
    return answer.data


def test_auth_test_says_who_the_app_is(sandbox: Sandbox, client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["team_id"], answer["user_id"]) == (sandbox.team_id, sandbox.bot_user_id)
    assert "chat:write" in answer.headers["x-oauth-scopes"]
    assert answer.headers["x-slack-req-id"]
    app = client.auth_test(token=sandbox.app_token)
    assert app["app_id"] == "A0KUDOSCOPE"


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-other", "invalid_auth"), (None, "unknown_method")],
)
def test_wrong_calls_are_told_apart(sandbox: Sandbox, token: str | None, error: str) -> None:
    method = "chat.postmessage" if token is None else "auth.test"
    url = f"{sandbox.api_url}{method}"
    headers = {"Authorization": f"Bearer {token or ''}"}
    with urllib.request.urlopen(urllib.request.Request(url, b"", headers)) as answer:
        assert json.load(answer)["error"] == error


def test_revoked_token_says_so_everywhere(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.revoke_token()
    assert error_of(client, "auth.test")["error"] == "token_revoked"
    sandbox.revoke_token("account_inactive")
    assert error_of(client, "chat.postMessage")["error"] == "account_inactive"


def test_missing_scope_names_what_is_needed_and_what_is_there(client: WebClient) -> None:
    answer = error_of(client, "team.info")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "team:read")
    assert "users:read" in answer["provided"]


def test_granted_scope_opens_a_method(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.grant("team:read")
    assert client.team_info()["team"]["name"] == "Harbour Support"


def test_app_token_opens_connections_and_nothing_else(sandbox: Sandbox, client: WebClient) -> None:
    assert client.apps_connections_open(app_token=sandbox.app_token)["url"].startswith("ws://")
    assert error_of(client, "apps.connections.open")["error"] == "not_allowed_token_type"
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        client.users_list(token=sandbox.app_token)


def test_people_come_in_pages_with_slackbot_and_the_deactivated(
    sandbox: Sandbox, client: WebClient
) -> None:
    pages = [page["members"] for page in client.users_list(limit=5)]
    assert [len(page) for page in pages] == [5, 5, 2]
    people = {person["id"]: person for page in pages for person in page}
    assert people["USLACKBOT"]["is_bot"] is False
    assert people[sandbox.user("omar")]["deleted"] is True
    assert people[sandbox.user("ana")]["tz"] == "Europe/Lisbon"
    assert sandbox.user("lena") not in people


def test_stranger_is_known_by_id(sandbox: Sandbox, client: WebClient) -> None:
    lena = client.users_info(user=sandbox.user("lena"))["user"]
    assert lena["is_stranger"] is True
    assert lena["team_id"] != sandbox.team_id
    assert error_of(client, "users.info", user="U0NOBODY")["error"] == "user_not_found"


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"limit": "many"}, "invalid_limit"),
        ({"limit": 0}, "invalid_limit"),
        ({"limit": 1001}, "invalid_limit"),
        ({"cursor": "!"}, "invalid_cursor"),
    ],
)
def test_wrong_page_is_refused(client: WebClient, args: dict[str, Any], error: str) -> None:
    answer = error_of(client, "users.list", **{key: str(value) for key, value in args.items()})
    assert answer["error"] == error


def test_channel_tells_whether_the_app_is_in_it(sandbox: Sandbox, client: WebClient) -> None:
    def told(name: str) -> tuple[bool, bool]:
        channel = client.conversations_info(channel=sandbox.channel(name))["channel"]
        return channel["is_member"], channel["is_private"]

    assert told("support") == (True, False)
    assert told("wins") == (False, False)
    assert told("leads") == (True, True)


@pytest.mark.parametrize("channel", ["C0WARROOM", "D00ANABEN", "C0000TRIO", "C0NOWHERE"])
def test_conversation_without_the_app_does_not_exist_for_it(
    client: WebClient, channel: str
) -> None:
    for method in ("conversations.info", "conversations.members", "chat.postMessage"):
        assert error_of(client, method, channel=channel, text="x")["error"] == "channel_not_found"


def test_direct_messages_need_a_scope_of_their_own(sandbox: Sandbox, client: WebClient) -> None:
    im = sandbox.im(sandbox.user("ana"))
    assert error_of(client, "conversations.info", channel=im)["needed"] == "im:read"
    sandbox.grant("im:read")
    channel = client.conversations_info(channel=im)["channel"]
    assert (channel["is_im"], channel["user"]) == (True, sandbox.user("ana"))


def test_list_holds_what_the_app_may_know(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.archive(sandbox.channel("wins"))
    answer = client.conversations_list(
        types="public_channel,private_channel", exclude_archived=True
    )
    assert [channel["name"] for channel in answer["channels"]] == ["general", "support", "leads"]
    assert error_of(client, "conversations.list", types="rooms")["error"] == "invalid_types"
    assert error_of(client, "conversations.list", types="im")["needed"] == "im:read"


def test_members_come_in_pages(sandbox: Sandbox, client: WebClient) -> None:
    pages = [p["members"] for p in client.conversations_members(channel="C0SUPPORT", limit=6)]
    assert [len(page) for page in pages] == [6, 3]
    assert sandbox.user("ana") in pages[0]


def test_direct_messages_are_opened_once(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.grant("im:write")
    person = sandbox.add_person("ida")
    first = client.conversations_open(users=person)["channel"]["id"]
    assert client.conversations_open(users=person, return_im=True)["channel"]["user"] == person
    assert first == sandbox.im(person)


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("", "users_list_not_supplied"),
        ("U0NOBODY", "user_not_found"),
        ("U0000OMAR", "user_disabled"),
        ("U0000LENA", "user_not_visible"),
        ("U000CLOCK", "cannot_dm_bot"),
        ("U00000ANA,U00000BEN", "missing_scope"),
    ],
)
def test_direct_messages_have_their_limits(
    sandbox: Sandbox, client: WebClient, users: str, error: str
) -> None:
    sandbox.grant("im:write")
    assert error_of(client, "conversations.open", users=users)["error"] == error


def test_post_comes_to_the_channel_with_its_metadata(sandbox: Sandbox, client: WebClient) -> None:
    answer = client.chat_postMessage(
        channel="C0SUPPORT", text="Hello", blocks=[SECTION], metadata=METADATA, unfurl_links=False
    )
    message = sandbox.messages("C0SUPPORT")[-1]
    assert (message.ts, message.text, message.metadata) == (answer["ts"], "Hello", METADATA)
    assert message.unfurl_links is False
    assert message.blocks is not None
    assert message.blocks[0]["text"] == SECTION["text"]
    assert message.blocks[0]["block_id"]


def test_form_with_json_in_it_does_the_same(sandbox: Sandbox, client: WebClient) -> None:
    args = {"channel": "C0SUPPORT", "text": "Hello", "blocks": json.dumps([SECTION])}
    client.api_call("chat.postMessage", params=args | {"metadata": json.dumps(METADATA)})
    message = sandbox.messages("C0SUPPORT")[-1]
    assert message.metadata == METADATA
    assert message.blocks is not None


@pytest.mark.parametrize(
    ("text", "error"),
    [("x" * 4_000, None), ("x" * 4_001, "msg_too_long"), ("😀" * 2_001, "msg_too_long")],
)
def test_a_change_may_say_a_tenth_of_what_a_post_may(
    sandbox: Sandbox, client: WebClient, text: str, error: str | None
) -> None:
    posted = client.chat_postMessage(channel="C0SUPPORT", text="x" * 40_000)
    args = {"channel": "C0SUPPORT", "ts": posted["ts"], "text": text, "blocks": [SECTION]}
    if error is None:
        assert client.chat_update(**args)["text"] == text
    else:
        assert error_of(client, "chat.update", **args)["error"] == error


def test_timestamps_are_unique_and_grow(sandbox: Sandbox, client: WebClient) -> None:
    for number in range(20):
        client.chat_postMessage(channel="C0SUPPORT", text=str(number))
    stamps = [message.ts for message in sandbox.messages("C0SUPPORT")]
    assert stamps == sorted(set(stamps))


def test_post_to_a_person_comes_to_their_direct_messages(
    sandbox: Sandbox, client: WebClient
) -> None:
    ana = sandbox.user("ana")
    assert client.chat_postMessage(channel=ana, text="Hi")["channel"] == sandbox.im(ana)
    assert sandbox.messages(sandbox.im(ana))[-1].text == "Hi"


def test_reply_needs_its_thread(sandbox: Sandbox, client: WebClient) -> None:
    first = sandbox.messages("C0SUPPORT")[0].ts
    client.chat_postMessage(channel="C0SUPPORT", text="Hi", thread_ts=first)
    assert sandbox.messages("C0SUPPORT")[-1].thread_ts == first
    args = {"channel": "C0SUPPORT", "text": "Hi", "thread_ts": "1.000001"}
    assert error_of(client, "chat.postMessage", **args)["error"] == "thread_not_found"


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"channel": "C0000WINS"}, "not_in_channel"),
        ({"channel": "U0NOBODY"}, "channel_not_found"),
        ({"channel": "U0000OMAR"}, "channel_not_found"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": ""}, "no_text"),
        ({"blocks": "not json"}, "invalid_blocks_format"),
        ({"blocks": {"type": "section"}}, "invalid_blocks_format"),
        ({"blocks": [SECTION | {"text": "words"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "markdown", "text": "x" * 12_000}] * 2}, "msg_blocks_too_long"),
        ({"metadata": {"event_type": 1}}, "invalid_metadata_format"),
        ({"metadata": "{"}, "invalid_metadata_format"),
    ],
)
def test_post_is_refused_as_slack_refuses_it(
    sandbox: Sandbox, client: WebClient, args: dict[str, Any], error: str
) -> None:
    before = sandbox.messages("C0SUPPORT")
    answer = error_of(client, "chat.postMessage", **{"channel": "C0SUPPORT", "text": "x", **args})
    assert answer["error"] == error
    assert sandbox.messages("C0SUPPORT") == before


def test_invalid_blocks_name_the_place(client: WebClient) -> None:
    args = {"channel": "C0SUPPORT", "blocks": [SECTION | {"text": "words"}]}
    answer = error_of(client, "chat.postMessage", **args)
    error = "must be an object [json-pointer:/blocks/0/text]"
    assert answer["errors"] == [error]
    assert answer["response_metadata"] == {"messages": [f"[ERROR] {error}"]}


def test_workspace_may_not_know_newer_blocks(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.world.newer_blocks = False
    args = {"channel": "C0SUPPORT", "blocks": [{"type": "markdown", "text": "x"}]}
    assert error_of(client, "chat.postMessage", **args)["error"] == "invalid_blocks"


def test_archived_channel_takes_nothing(sandbox: Sandbox, client: WebClient) -> None:
    posted = client.chat_postMessage(channel="C0SUPPORT", text="Hi")
    sandbox.archive("C0SUPPORT")
    for method in ("chat.postMessage", "chat.update", "chat.delete"):
        answer = error_of(client, method, channel="C0SUPPORT", text="x", ts=posted["ts"])
        assert answer["error"] == "is_archived"


def test_public_write_scope_reaches_channels_without_the_app(
    sandbox: Sandbox, client: WebClient
) -> None:
    sandbox.grant("chat:write.public")
    assert client.chat_postMessage(channel="C0000WINS", text="Hi")["ok"]


def test_update_keeps_what_it_does_not_name(sandbox: Sandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(
        channel="C0SUPPORT", text="One", blocks=[SECTION], metadata=METADATA
    )["ts"]
    blocks = [SECTION, SECTION]
    client.api_call("chat.update", json={"channel": "C0SUPPORT", "ts": ts, "blocks": blocks})
    message = sandbox.messages("C0SUPPORT")[-1]
    assert (message.text, message.changed, message.metadata) == ("One", True, METADATA)
    assert len(message.blocks or ()) == 2
    client.api_call("chat.update", json={"channel": "C0SUPPORT", "ts": ts, "blocks": []})
    assert sandbox.messages("C0SUPPORT")[-1].blocks is None


def test_words_alone_take_the_blocks_away_and_say_edited(
    sandbox: Sandbox, client: WebClient
) -> None:
    ts = client.chat_postMessage(channel="C0SUPPORT", text="One", blocks=[SECTION])["ts"]
    client.chat_update(channel="C0SUPPORT", ts=ts, text="Two", blocks=[SECTION])
    message = sandbox.messages("C0SUPPORT")[-1]
    assert (message.text, message.changed, message.edited) == ("Two", True, False)
    client.chat_update(channel="C0SUPPORT", ts=ts, text="Three")
    message = sandbox.messages("C0SUPPORT")[-1]
    assert (message.blocks, message.edited) == (None, True)


def test_deleted_message_is_seen_by_nobody(sandbox: Sandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0SUPPORT", text="Oops")["ts"]
    client.chat_delete(channel="C0SUPPORT", ts=ts)
    assert sandbox.messages("C0SUPPORT")[-1].deleted
    assert ts not in [m.ts for m in sandbox.messages("C0SUPPORT", visible_to="U00000ANA")]
    answer = error_of(client, "chat.update", channel="C0SUPPORT", ts=ts, text="x")
    assert answer["error"] == "message_not_found"


def test_app_changes_only_what_it_wrote(sandbox: Sandbox, client: WebClient) -> None:
    args = {"channel": "C0SUPPORT", "ts": sandbox.messages("C0SUPPORT")[0].ts, "text": "x"}
    assert error_of(client, "chat.update", **args)["error"] == "cant_update_message"
    assert error_of(client, "chat.delete", **args)["error"] == "cant_delete_message"


def test_ephemeral_message_is_for_one_member(sandbox: Sandbox, client: WebClient) -> None:
    ana, ben = sandbox.user("ana"), sandbox.user("ben")
    ts = client.chat_postEphemeral(channel="C0SUPPORT", user=ana, text="Psst")["message_ts"]
    assert sandbox.messages("C0SUPPORT", visible_to=ana)[-1].ts == ts
    assert sandbox.messages("C0SUPPORT", visible_to=ben)[-1].ts != ts
    args = {"channel": "C000LEADS", "user": ana, "text": "x"}
    assert error_of(client, "chat.postEphemeral", **args)["error"] == "user_not_in_channel"
    args = {"channel": "C0SUPPORT", "ts": ts, "text": "x"}
    assert error_of(client, "chat.update", **args)["error"] == "message_not_found"


def test_history_is_there_once_its_scope_is_granted(sandbox: Sandbox, client: WebClient) -> None:
    assert error_of(client, "conversations.history", channel="C0SUPPORT")["needed"] == (
        "channels:history"
    )
    sandbox.grant("channels:history")
    ts = client.chat_postMessage(channel="C0SUPPORT", text="Hi", metadata=METADATA)["ts"]
    plain = client.conversations_history(channel="C0SUPPORT", limit=1)
    assert (plain["messages"][0]["ts"], plain["has_more"]) == (ts, True)
    assert "metadata" not in plain["messages"][0]
    full = client.conversations_history(
        channel="C0SUPPORT", oldest=ts, inclusive=True, include_all_metadata=True
    )
    assert [message["metadata"] for message in full["messages"]] == [METADATA]
    answer = error_of(client, "conversations.history", channel="C0000WINS")
    assert answer["error"] == "not_in_channel"


def test_api_test_needs_no_token(sandbox: Sandbox) -> None:
    assert WebClient(base_url=sandbox.api_url).api_test(x="1")["args"] == {"x": "1"}


def test_too_fast_is_answered_with_429_and_the_wait() -> None:
    with Sandbox.start() as sandbox:
        client = WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        for _ in range(2):
            client.chat_postMessage(channel="C0SUPPORT", text="x")
        for _ in range(2):
            with pytest.raises(SlackApiError) as caught:
                client.chat_postMessage(channel="C0SUPPORT", text="x")
            assert caught.value.response.status_code == 429
            assert caught.value.response.headers["Retry-After"] == "1"
        assert sandbox.violations == 1
        assert [call.status for call in sandbox.calls("chat.postMessage")] == [200, 200, 429, 429]
