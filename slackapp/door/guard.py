"""The guard in front of Bolt: what does not come from Slack goes no further."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

from slackapp.clock import Clock
from slackapp.refusal import Refusal

#: Bytes; Slack's own requests are far smaller.
MAX_BODY = 1_000_000

#: Seconds, into the past or the future, that a request's timestamp may differ from our clock.
_MAX_AGE = 5 * 60
#: Slack's commands have about fifteen fields.
_MAX_FIELDS = 100

#: Characters; Slack's question whether our certificate is good holds a token at most.
_SSL_CHECK = 300

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


class _GivenClock(SignatureClock):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock().timestamp()


class Guard:
    """Checks a request before anything of it is parsed, then parses it."""

    def __init__(self, signing_secret: str, clock: Clock) -> None:
        self._clock = clock
        self._verifier = SignatureVerifier(signing_secret, _GivenClock(clock))

    def check(self, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        """What Slack sent, when it signed it within the last five minutes. Raises Refusal.

        `headers` has lower-case names.
        """
        if len(body) > MAX_BODY:
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large")
        content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type not in (_FORM, _JSON):
            raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content_type")
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise Refusal(HTTPStatus.BAD_REQUEST, "not_utf8") from None
        if content_type == _FORM and _is_ssl_check(text):
            return {"ssl_check": "1"}
        self._check_signature(text, headers)
        return _parse(text, content_type)

    def _check_signature(self, text: str, headers: Mapping[str, str]) -> None:
        timestamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise Refusal(HTTPStatus.UNAUTHORIZED, "no_timestamp")
        # Told apart from a bad signature, for it is a clock that wants mending.
        if abs(self._clock().timestamp() - int(timestamp)) > _MAX_AGE:
            raise Refusal(HTTPStatus.UNAUTHORIZED, "stale_timestamp")
        # hmac.compare_digest raises for text that is not ASCII.
        if not signature.isascii() or not self._verifier.is_valid(text, timestamp, signature):
            raise Refusal(HTTPStatus.UNAUTHORIZED, "bad_signature")


def _is_ssl_check(text: str) -> bool:
    """Whether Slack asks, without a signature, if our certificate is good: this and nothing else.

    Anybody may ask, and gets nothing but an empty answer.
    """
    if len(text) > _SSL_CHECK:
        return False
    fields = parse_qsl(text, keep_blank_values=True)
    return ("ssl_check", "1") in fields and {name for name, _ in fields} <= {"ssl_check", "token"}


def _parse(text: str, content_type: str) -> dict[str, Any]:
    # Bolt would do this too, but takes any command whose text holds the word "payload" for an
    # empty request.
    try:
        parsed = _parse_form(text) if content_type == _FORM else _parse_json(text)
    except (ValueError, RecursionError):
        raise Refusal(HTTPStatus.BAD_REQUEST, "not_parsable") from None
    if not isinstance(parsed, dict):
        raise Refusal(HTTPStatus.BAD_REQUEST, "not_an_object")
    return parsed


def _parse_form(text: str) -> Any:
    fields = parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    # Of a field that appears twice the last one counts, as Slack's own libraries have it.
    form = dict(fields)
    return _parse_json(form["payload"]) if "payload" in form else form


def _parse_json(text: str) -> Any:
    return json.loads(text, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> None:
    # Python takes NaN and Infinity for numbers; JSON has none.
    raise ValueError(f"{name} is no JSON")
