"""Errors to Sentry, or what speaks its protocol: where it broke, never with whose words.

Nothing is sent but what the log has of an error with its traceback; of that, what is named here.
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sentry_sdk import Client
from sentry_sdk.utils import BadDsn, event_from_exception

from slackapp.errors import ConfigurationError
from slackapp.logs import find_code, report_errors_to

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

_KEPT = ("event_id", "timestamp", "level", "platform", "release", "environment", "server_name")
_KEPT_OF_FRAME = (
    "filename", "abs_path", "function", "module", "lineno",
    "pre_context", "context_line", "post_context", "in_app",
)  # fmt: skip
_KEPT_OF_MECHANISM = ("type", "handled", "exception_id", "parent_id", "is_exception_group")
_TAGS = frozenset(
    {"event", "request_id", "reason", "kind", "tick", "thread", "workspace_id", "message_id"}
)
#: What a tag may be: a word of ours or a number.
_WORD = re.compile(r"[\w./-]{1,64}")
#: Seconds for which Sentry is waited for when the process ends.
_END = 2.0


@contextmanager
def reporting_errors(dsn: str) -> Iterator[None]:
    """Report the block's errors there. Raises ConfigurationError where that is no DSN."""
    try:
        client = Client(
            dsn=dsn,
            release=f"kudoscope@{importlib.metadata.version('kudoscope')}",
            include_local_variables=False,
            default_integrations=False,
            auto_enabling_integrations=False,
            auto_session_tracking=False,
            max_breadcrumbs=0,
            max_request_body_size="never",
            spotlight=False,
            before_send=_scrub,
        )
    except BadDsn:
        raise ConfigurationError("SENTRY_DSN is no address of a project in Sentry.") from None

    def report(event: str, error: BaseException, fields: Mapping[str, object]) -> None:
        told, hint = event_from_exception(
            error, client_options=client.options, mechanism={"type": "log", "handled": True}
        )
        told["tags"] = _choose_tags({**fields, "event": event})
        client.capture_event(told, hint)

    report_errors_to(report)
    try:
        yield
    finally:
        report_errors_to(None)
        client.close(timeout=_END)


def _choose_tags(fields: Mapping[str, object]) -> dict[str, str]:
    found = {name: str(fields[name]) for name in _TAGS & fields.keys()}
    return {name: value for name, value in found.items() if _WORD.fullmatch(value)}


def _scrub(event: Event, hint: Hint) -> Event:
    """Only what is named here leaves, whatever a library or its next version puts beside it."""
    kept: dict[str, Any] = {name: value for name, value in event.items() if name in _KEPT}
    kept["tags"] = _choose_tags(event.get("tags") or {})
    kept["contexts"] = {"runtime": (event.get("contexts") or {}).get("runtime", {})}
    errors = (event.get("exception") or {}).get("values") or []
    kept["exception"] = {"values": [_scrub_error(one) for one in errors]}
    if errors and (code := find_code(hint["exc_info"][1])):
        kept["exception"]["values"][-1]["value"] = code
    return kept  # type: ignore[return-value]


def _scrub_error(error: Mapping[str, Any]) -> dict[str, Any]:
    """An error's type and where it came up: its message may hold what somebody wrote."""
    frames = (error.get("stacktrace") or {}).get("frames") or []
    mechanism = error.get("mechanism") or {}
    return {
        "type": error.get("type"),
        "module": error.get("module"),
        "value": "",
        "mechanism": {name: mechanism[name] for name in _KEPT_OF_MECHANISM if name in mechanism},
        "stacktrace": {
            "frames": [
                {name: one[name] for name in _KEPT_OF_FRAME if name in one} for one in frames
            ]
        },
    }
