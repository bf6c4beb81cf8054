"""Whatever is sent, the guard and the shapes say yes or refuse; they never stumble."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import NOW
from slackapp.door.guard import Guard
from slackapp.door.intake import build_request
from slackapp.door.shapes import check_shape
from slackapp.refusal import Refusal
from slackapp.sandbox.delivery import sign
from tests.payload_places import places_of, put
from unit.request_values import WORKSPACE

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

guard = Guard(SECRET, lambda: NOW)

many = settings(max_examples=300)

texts = st.text(max_size=30)
sound_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
numbers = st.one_of(st.integers(), st.floats(), st.integers(-(10**40), 10**40))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts, st.just("\x00"), st.just("\ud800")),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=8,
)

#: A request of each kind, as Slack sends it.
COMMAND = {
    "team_id": "T1",
    "channel_id": "C1",
    "channel_name": "support",
    "user_id": "U1",
    "user_name": "ana",
    "command": "/kudos",
    "text": "<@U2> empathy thanks",
    "response_url": "https://hooks.slack.com/commands/1",
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
    "is_enterprise_install": "false",
}
CLICK = {
    "type": "block_actions",
    "user": {"id": "U1", "username": "ana", "name": "ana", "team_id": "T1"},
    "team": {"id": "T1", "domain": "northwind"},
    "enterprise": None,
    "is_enterprise_install": False,
    "channel": {"id": "C1", "name": "support"},
    "container": {"type": "message", "message_ts": "1.2", "channel_id": "C1"},
    "state": {"values": {}},
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
    "response_url": "https://hooks.slack.com/actions/1",
    "actions": [
        {"type": "button", "block_id": "b", "action_id": "a", "action_ts": "1.2", "value": "1"},
        {
            "type": "static_select",
            "block_id": "b",
            "action_id": "c",
            "selected_option": {"value": "empathy", "text": {"type": "plain_text", "text": "x"}},
        },
        {"type": "users_select", "block_id": "b", "action_id": "d", "selected_user": "U2"},
    ],
}
EVENT = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event_time": 1,
    "authorizations": [{"enterprise_id": None, "team_id": "T1", "user_id": "UBOT", "is_bot": True}],
    "event": {
        "type": "user_change",
        "user": {
            "id": "U1",
            "team_id": "T1",
            "name": "ana",
            "real_name": "Ana",
            "tz": "Europe/Berlin",
            "updated": 1,
            "deleted": False,
            "profile": {"display_name": "Ana", "real_name": "Ana"},
            "enterprise_user": {"enterprise_id": "E1"},
        },
    },
}
VIEW = {
    "type": "view_submission",
    "team": {"id": "T1"},
    "user": {"id": "U1", "name": "ana"},
    "view": {"id": "V1", "type": "modal", "callback_id": "give", "state": {"values": {}}},
}
KINDS = {
    "command": COMMAND,
    "action": CLICK,
    "event": EVENT,
    "view": VIEW,
}


def signed(body: bytes, content_type: str) -> dict[str, str]:
    headers = sign(SECRET, int(NOW.timestamp()), body) | {"content-type": content_type}
    return {name.lower(): value for name, value in headers.items()}


MUTATIONS = [(kind, path) for kind, payload in KINDS.items() for path in places_of(payload)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_slack_sends_is_of_its_kind(kind: str) -> None:
    assert check_shape(KINDS[kind]).kind == kind


@many
@given(st.sampled_from(MUTATIONS), st.one_of(values, st.just(...)))
def test_a_request_with_anything_in_any_place_is_refused_or_can_be_read(
    mutation: tuple[str, tuple[Any, ...]], value: Any
) -> None:
    kind, path = mutation
    payload = put(KINDS[kind], path, value)
    try:
        shape: Any = check_shape(payload)
    except Refusal as refusal:
        assert refusal.status == 400
        assert refusal.reason in ("shape", "unknown_kind")
    else:
        build_request(payload)
        assert shape.kind in (*KINDS, "check")
        if shape.kind != "check":
            assert shape.for_workspace(WORKSPACE).request_key


#: Fields by which Bolt finds out what a request is and where it comes from.
TELLING = [
    *("type", "command", "ssl_check", "actions", "event", "view", "team", "user", "channel"),
    *("enterprise", "authorizations", "message", "item", "response_urls", "function_data"),
]


@many
@given(
    st.sampled_from(sorted(KINDS)),
    st.one_of(st.sampled_from(TELLING), texts),
    st.one_of(values, st.sampled_from([["x"], {"id": []}, {"type": {}}, [{"id": 5}], "check"])),
)
def test_a_request_with_a_field_of_another_kind_is_refused_or_can_be_read(
    kind: str, name: str, value: Any
) -> None:
    payload = {**KINDS[kind], name: value}
    try:
        check_shape(payload)
        build_request(payload)
    except Refusal as refusal:
        assert refusal.status == 400


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("command", ("team_id",)),
        ("command", ("user_id",)),
        ("command", ("channel_id",)),
        ("command", ("trigger_id",)),
        ("action", ("user", "id")),
        ("action", ("trigger_id",)),
        ("action", ("actions", 2, "selected_user")),
        ("event", ("event_id",)),
        ("event", ("event", "user", "id")),
        ("view", ("user", "id")),
    ],
)
@pytest.mark.parametrize("value", [..., None, [], ["x"], 5, {}, "", "\x00", "\ud800", "a b"])
def test_the_ids_that_a_handler_needs_must_be_there(
    kind: str, path: tuple[Any, ...], value: Any
) -> None:
    with pytest.raises(Refusal) as refusal:
        check_shape(put(KINDS[kind], path, value))
    assert refusal.value.status == 400


@pytest.mark.parametrize("value", [[], ["x"], 5, {}, "\x00", "\ud800", "a b"])
def test_the_workspace_of_an_event_is_an_id_where_it_is_told(value: Any) -> None:
    for path in (("team_id",), ("authorizations", 0, "team_id")):
        with pytest.raises(Refusal):
            check_shape(put(EVENT, path, value))


@pytest.mark.parametrize("name", ["app_installed_team_id", "team_id"])
@pytest.mark.parametrize("value", [[], ["x"], 5, 10**30, {}, "\x00", "a b"])
def test_the_workspace_of_a_view_is_an_id_where_it_is_told(name: str, value: Any) -> None:
    looking = {"type": "block_suggestion", "action_id": "a", "block_id": "b", "value": "emp"}
    looking |= {"team": None, "user": {"id": "U1"}, "view": {"id": "V1"}}
    for payload in (VIEW, looking):
        assert check_shape(payload).kind in ("view", "options")
        with pytest.raises(Refusal):
            check_shape(put(payload, ("view", name), value))


@pytest.mark.parametrize("value", [..., None, 5, {}])
def test_a_form_is_of_some_type(value: Any) -> None:
    with pytest.raises(Refusal):
        check_shape(put(VIEW, ("view", "type"), value))


NO_TEAM = [..., None, ""]


@pytest.mark.parametrize("outer", NO_TEAM)
@pytest.mark.parametrize(
    "authorizations", [..., None, [], [{}], *([{"team_id": one}] for one in NO_TEAM[1:])]
)
def test_an_event_is_told_of_some_workspace(outer: Any, authorizations: Any) -> None:
    event = put(EVENT, ("authorizations",), authorizations)
    assert check_shape(event).kind == "event"
    assert build_request(event).context.team_id == "T1"
    with pytest.raises(Refusal):
        check_shape(put(event, ("team_id",), outer))
    assert build_request(put(EVENT, ("team_id",), outer)).context.team_id == "T1"


def test_an_event_of_a_shared_channel_is_for_the_workspace_that_the_app_is_in() -> None:
    event = EVENT | {"team_id": "T0OTHER"}
    assert build_request(event).context.team_id == "T1"


@pytest.mark.parametrize(
    "changes",
    [
        {"enterprise_id": ""},
        {"enterprise_id": "", "team_id": None},
        {"is_ext_shared_channel": False, "context_team_id": "", "context_enterprise_id": None},
        {
            "authorizations": [
                {"team_id": "T1", "enterprise_id": "", "is_enterprise_install": False}
            ]
        },
        {"event": EVENT["event"] | {"user": {"id": "U1", "team_id": "", "enterprise_user": {}}}},
        {
            "event": EVENT["event"]
            | {"user": {"id": "U1", "enterprise_user": {"enterprise_id": ""}}}
        },
        {"event": EVENT["event"] | {"user": {"id": "U1", "name": 7, "profile": None}}},
        {"event": EVENT["event"] | {"user": {"id": "U1", "updated": 2**60, "tz": ["x"]}}},
    ],
)
def test_what_slack_leaves_empty_in_an_event_is_taken_for_nothing(changes: dict[str, Any]) -> None:
    event = EVENT | changes
    assert check_shape(event).kind == "event"
    assert build_request(event).context.team_id == "T1"


@pytest.mark.parametrize(
    "changes",
    [
        {"enterprise_id": "", "enterprise_name": "", "is_enterprise_install": "false"},
        {"enterprise_id": "E1", "enterprise_name": "Northwind", "is_enterprise_install": "true"},
        {"enterprise_id": None},
    ],
)
def test_a_command_may_come_from_an_enterprise_or_none(changes: dict[str, Any]) -> None:
    assert check_shape(COMMAND | changes).kind == "command"
    assert build_request(COMMAND | changes).context.team_id == "T1"


def test_a_click_in_an_organisation_tells_the_workspace_of_the_person() -> None:
    click = CLICK | {"team": None, "enterprise": {"id": "E1", "name": "Northwind"}}
    assert check_shape(click).kind == "action"
    assert build_request(click).context.team_id == "T1"


@pytest.mark.parametrize("team_id", ["T1", "", None, ...])
@pytest.mark.parametrize("minute", [1518467820, None, ...])
def test_slacks_word_that_it_withholds_events_is_of_its_kind(team_id: Any, minute: Any) -> None:
    told = {"type": "app_rate_limited", "team_id": team_id, "minute_rate_limited": minute}
    shape = check_shape({k: v for k, v in told.items() if v is not ...})
    assert shape.kind == "rate_limited"


def test_a_refusal_names_places_and_never_what_stood_there() -> None:
    with pytest.raises(Refusal) as refusal:
        check_shape({**COMMAND, "user_id": ["secret words"], "trigger_id": "secret words"})
    assert refusal.value.details == {"kind": "command", "places": ["trigger_id", "user_id"]}


# The guard


@many
@given(values, st.sampled_from([FORM, JSON]))
def test_any_signed_json_becomes_an_object_or_is_refused(value: Any, content_type: str) -> None:
    body = json.dumps(value).encode()
    if content_type == FORM:
        body = urlencode({"payload": body}).encode()
    try:
        parsed = guard.check(body, signed(body, content_type))
    except Refusal as refusal:
        assert refusal.status == 400
    else:
        assert parsed == value


@many
@given(st.dictionaries(sound_texts, sound_texts, max_size=20))
def test_any_signed_form_arrives_as_it_was_sent(form: dict[str, str]) -> None:
    form.pop("payload", None)
    body = urlencode(form).encode()
    assert guard.check(body, signed(body, FORM)) == form


@many
@given(st.binary(max_size=100), st.sampled_from([FORM, JSON, FORM + "; charset=utf-8"]))
def test_any_signed_bytes_become_an_object_or_are_refused(body: bytes, content_type: str) -> None:
    try:
        assert isinstance(guard.check(body, signed(body, content_type)), dict)
    except Refusal as refusal:
        assert refusal.status == 400


@many
@given(
    st.sampled_from(["body", "x-slack-request-timestamp", "x-slack-signature"]),
    st.integers(0),
    st.integers(1, 127),
)
def test_a_signature_fits_one_body_at_one_time(name: str, place: int, flips: int) -> None:
    body = urlencode(COMMAND).encode()
    headers = signed(body, FORM)
    changed = bytearray(body if name == "body" else headers[name].encode())
    changed[place % len(changed)] ^= flips
    if name == "body":
        body = bytes(changed)
    else:
        headers[name] = changed.decode()
    with pytest.raises(Refusal) as refusal:
        guard.check(body, headers)
    assert refusal.value.status == 401
