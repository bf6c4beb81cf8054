"""Logs: events with ids as fields, one line each, never a text or a token.

What an exception, a library or Slack says in its own words may repeat a message, a name or a token.
So tracebacks come without the exceptions' messages, a library's line ends where its values begin,
and a field that holds more than one word is hidden.
"""

from __future__ import annotations

import errno
import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable, Mapping

import structlog

#: The beginning of what may be a value: anything but words and what stands between them.
_VALUE = re.compile(r"[^A-Za-z ,.;-]")
_BLANK = re.compile(r"\s")
_CODE = re.compile(r"[\w.-]{1,64}")

#: Is told of an event with an error: its name, the error and its fields.
Reporter = Callable[[str, BaseException, Mapping[str, object]], None]
_reporter: Reporter | None = None


def configure_logs(level: int | str = logging.INFO, form: str = "auto") -> None:
    """Send structlog's events, and the libraries' warnings, to standard error.

    `form` is `text` to be read by people, `fields` (key=value) or `json`, for programs; `auto` is
    text at a terminal, else fields.
    """
    if isinstance(level, str):
        level = logging.getLevelNamesMapping()[level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _report_error,
            _hide_sentences,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                *shared,
                _cut_foreign_words,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_render_traceback),
                _build_renderer(form),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("slackapp").setLevel(level)
    threading.excepthook = _log_thread_death


def report_errors_to(reporter: Reporter | None) -> None:
    """Have it told of every error that is logged with its traceback; None: nobody."""
    global _reporter
    _reporter = reporter


def _report_error(
    _logger: object, method: str, event_dict: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    if _reporter is None or method not in ("error", "critical"):
        return event_dict
    found = event_dict.get("exc_info")
    error = sys.exception() if found is True else found
    if isinstance(error, BaseException):
        _reporter(str(event_dict["event"]), error, event_dict)
    return event_dict


def _build_renderer(form: str) -> structlog.typing.Processor:
    if form == "json":
        return structlog.processors.JSONRenderer()
    if form == "text" or (form == "auto" and sys.stderr.isatty()):
        return structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    return structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])


def _hide_sentences(
    _logger: object, _method: str, event_dict: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    for name, value in event_dict.items():
        if isinstance(value, str) and _BLANK.search(value):
            event_dict[name] = "(hidden)"
    return event_dict


def _cut_foreign_words(
    _logger: object, _method: str, event_dict: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    event = str(event_dict["event"])
    value = _VALUE.search(event)
    if value is not None:
        event_dict["event"] = event[: value.start()].strip() + " …"
    return event_dict


def _render_traceback(exc_info: structlog.typing.ExcInfo) -> str:
    """The traceback without the exceptions' messages: types, codes and lines of our source."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = traceback.format_tb(error.__traceback__)
        lines.append("".join(["Traceback (most recent call last):\n", *frames, _name(error)]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nwhich came of:\n".join(lines)


def _name(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    code = find_code(error)
    return f"{kind} ({code})" if code else kind


def find_code(error: BaseException) -> str | None:
    """What kind of trouble it was in the words of a database, of Slack or of the system."""
    number = getattr(error, "errno", None)
    found = (
        getattr(error, "sqlstate", None)
        or getattr(error, "sqlite_errorname", None)
        or errno.errorcode.get(number if isinstance(number, int) else 0)
    )
    return found if isinstance(found, str) and _CODE.fullmatch(found) else None


def _log_thread_death(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is None or args.exc_type is SystemExit:
        return
    structlog.get_logger(__name__).error(
        "thread_died", thread=args.thread.name if args.thread else None, exc_info=args.exc_value
    )
