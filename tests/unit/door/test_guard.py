"""What comes from Slack gets in, whatever else is sent gets a plain refusal."""

from __future__ import annotations

import json
from http import HTTPStatus
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier

from factories import NOW
from slackapp.door.guard import MAX_BODY, Guard
from slackapp.refusal import Refusal

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
STAMP = str(int(NOW.timestamp()))

guard = Guard(SECRET, lambda: NOW)


def signed(
    body: str, *, content_type: str = FORM, stamp: str = STAMP, secret: str = SECRET
) -> dict[str, str]:
    """The headers with which Slack would send the body."""
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {
        "content-type": content_type,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": str(signature),
    }


def refusal_of(body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    with pytest.raises(Refusal) as refusal:
        guard.check(body, headers)
    return refusal.value.status.value, refusal.value.reason


# What Slack sends


@pytest.mark.parametrize("text", ["<@U1> empathy & more = 100 %", "payload", "payload={", "", "é"])
def test_a_command_gets_in_whatever_its_text_says(text: str) -> None:
    body = urlencode({"command": "/kudos", "text": text, "team_id": "T1"})
    parsed = guard.check(body.encode(), signed(body))
    assert parsed == {"command": "/kudos", "text": text, "team_id": "T1"}


def test_a_click_gets_in_as_the_object_that_it_carries() -> None:
    body = urlencode({"payload": json.dumps({"type": "block_actions"})})
    headers = signed(body, content_type="Application/X-WWW-Form-Urlencoded; charset=utf-8")
    assert guard.check(body.encode(), headers) == {"type": "block_actions"}


def test_an_event_gets_in() -> None:
    body = json.dumps({"type": "event_callback", "event": {"text": "né"}}, ensure_ascii=False)
    headers = signed(body, content_type="application/json")
    assert guard.check(body.encode(), headers)["event"] == {"text": "né"}


@pytest.mark.parametrize("seconds", [-300, 300])
def test_a_clock_may_be_five_minutes_wrong_and_no_more(seconds: int) -> None:
    stamp = int(NOW.timestamp()) + seconds
    assert guard.check(b"a=b", signed("a=b", stamp=str(stamp))) == {"a": "b"}
    stamp += 1 if seconds > 0 else -1
    assert refusal_of(b"a=b", signed("a=b", stamp=str(stamp))) == (401, "stale_timestamp")


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ("text=a&text=b&team_id=T1", {"text": "b", "team_id": "T1"}),
        ("token=t&text=a&token=t", {"token": "t", "text": "a"}),
        ("text=a&text=", {"text": ""}),
        ("payload=%7B%7D&payload=%7B%22a%22%3A1%7D", {"a": 1}),
    ],
)
def test_of_a_field_that_comes_twice_the_last_one_counts(body: str, form: dict[str, str]) -> None:
    assert guard.check(body.encode(), signed(body)) == form


@pytest.mark.parametrize("body", [b"ssl_check=1", b"token=t&ssl_check=1", b"ssl_check=1&token="])
@pytest.mark.parametrize("headers", [{}, {"x-slack-signature": "v0=0"}])
def test_slack_may_ask_without_a_signature_if_our_certificate_is_good(
    body: bytes, headers: dict[str, str]
) -> None:
    assert guard.check(body, {"content-type": FORM, **headers}) == {"ssl_check": "1"}


@pytest.mark.parametrize(
    "body",
    [
        *(
            "ssl_check=0",
            "ssl_check=",
            "ssl_check",
            "ssl_check=11",
            "SSL_CHECK=1",
            "ssl_check=true",
        ),
        *("ssl_check=1&command=%2Fkudos", "ssl_check=1&payload=%7B%7D", "ssl_check=1&text=x"),
        *("ssl_check=1&type=event_callback", "token=t", "ssl_check=1&token=" + "t" * 300),
    ],
)
def test_nothing_else_gets_in_without_a_signature(body: str) -> None:
    assert refusal_of(body.encode(), {"content-type": FORM}) == (401, "no_timestamp")


def test_the_question_after_our_certificate_is_a_form() -> None:
    body = b'{"ssl_check": "1"}'
    assert refusal_of(body, {"content-type": JSON}) == (401, "no_timestamp")
    assert refusal_of(b"ssl_check=1", {"content-type": "text/plain"}) == (415, "content_type")


# What does not come from Slack


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"x-slack-signature": ""}, "bad_signature"),
        ({"x-slack-signature": "v0=0000"}, "bad_signature"),
        ({"x-slack-signature": "v0=é"}, "bad_signature"),
        ({"x-slack-request-timestamp": ""}, "no_timestamp"),
        ({"x-slack-request-timestamp": "yesterday"}, "no_timestamp"),
        ({"x-slack-request-timestamp": "²"}, "no_timestamp"),
        ({"x-slack-request-timestamp": "9" * 5_000}, "no_timestamp"),
        ({"x-slack-request-timestamp": "-1"}, "no_timestamp"),
    ],
)
def test_a_signature_or_timestamp_that_is_not_slacks_is_refused(
    changes: dict[str, str], reason: str
) -> None:
    assert refusal_of(b"a=b", {**signed("a=b"), **changes}) == (401, reason)


def test_another_secret_body_or_time_is_refused() -> None:
    assert refusal_of(b"a=b", signed("a=b", secret="guessed"))[0] == 401
    assert refusal_of(b"a=c", signed("a=b"))[0] == 401
    later = {**signed("a=b"), "x-slack-request-timestamp": str(int(STAMP) + 1)}
    assert refusal_of(b"a=b", later)[0] == 401


def test_missing_headers_are_refused() -> None:
    assert refusal_of(b"a=b", {}) == (415, "content_type")
    assert refusal_of(b"a=b", {"content-type": FORM}) == (401, "no_timestamp")


def test_what_cannot_be_a_request_of_slacks_is_refused_before_it_is_read() -> None:
    assert refusal_of(b"x" * (MAX_BODY + 1), signed("")) == (413, "body_too_large")
    assert refusal_of(b"a=b", signed("a=b", content_type="text/plain")) == (415, "content_type")
    assert refusal_of(b"\xff\xfe", signed("")) == (400, "not_utf8")


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        ("{bad", JSON, "not_parsable"),
        ("", JSON, "not_parsable"),
        ("[" * 100_000, JSON, "not_parsable"),
        ("[1]", JSON, "not_an_object"),
        ("null", JSON, "not_an_object"),
        ("payload=%7Bbad", FORM, "not_parsable"),
        ("payload=", FORM, "not_parsable"),
        ("payload=%5B%5D", FORM, "not_an_object"),
        ("payload=%7B%7D&payload=%7Bbad", FORM, "not_parsable"),
        ("a=b&" * 101, FORM, "not_parsable"),
        ('{"a": NaN}', JSON, "not_parsable"),
        ('{"a": -Infinity}', JSON, "not_parsable"),
        ('{"a": ' + "9" * 5_000 + "}", JSON, "not_parsable"),
    ],
)
def test_even_a_signed_body_must_be_what_slack_sends(
    body: str, content_type: str, reason: str
) -> None:
    headers = signed(body, content_type=content_type)
    assert refusal_of(body.encode(), headers) == (400, reason)


@given(
    st.binary(max_size=200),
    st.dictionaries(
        st.sampled_from(["content-type", "x-slack-request-timestamp", "x-slack-signature"]),
        st.one_of(st.text(max_size=30), st.sampled_from([FORM, JSON, STAMP, "v0=0"])),
    ),
)
def test_nothing_that_strangers_send_gets_in_or_raises_anything_else(
    body: bytes, headers: dict[str, str]
) -> None:
    assert refusal_of(body, headers)[0] in (400, 401, 415)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([FORM, JSON]))
def test_any_signed_body_becomes_an_object_or_is_refused(body: str, content_type: str) -> None:
    try:
        parsed = guard.check(body.encode(), signed(body, content_type=content_type))
    except Refusal as refusal:
        assert refusal.status is HTTPStatus.BAD_REQUEST
    else:
        assert isinstance(parsed, dict)
