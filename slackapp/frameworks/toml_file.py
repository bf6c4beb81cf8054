"""Reads a TOML file that anybody may have made: whatever is in it, it ends soon and says why."""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from slackapp.frameworks import words

#: Bytes; the largest framework of ours has a tenth of that.
LARGEST = 400_000
#: A key of so many parts is none: the parser's work grows with the square of their number.
_MANY_PARTS = 20
_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_LONG_KEY = re.compile(rf"(?<![\w-])(?:{_PART}[ \t]*\.[ \t]*){{{_MANY_PARTS},}}")
_LONGEST_VALUE = 60


class UnreadableFileError(Exception):
    """A file that cannot be taken; its text says why, and goes on after the file's name."""


def read_toml(path: Path) -> dict[str, Any]:
    """What the file holds. Raises UnreadableFileError."""
    return parse_toml(read_text(path))


def parse_toml(text: str) -> dict[str, Any]:
    """What the text of a file holds. Raises UnreadableFileError."""
    if _LONG_KEY.search(text):
        raise UnreadableFileError(words.say_long_key(_MANY_PARTS))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFileError(words.say_no_toml(_on_one_line(str(error)))) from error
    except ValueError as error:
        # Numbers of thousands of digits.
        raise UnreadableFileError(words.IMPOSSIBLE_NUMBER) from error
    except RecursionError as error:
        raise UnreadableFileError(words.TOO_DEEP) from error


def read_text(path: Path) -> str:
    """The text of a file. Raises UnreadableFileError."""
    try:
        info = path.stat()
        if not (stat.S_ISREG(info.st_mode) or stat.S_ISDIR(info.st_mode)):
            raise UnreadableFileError(words.CANNOT_END)
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or words.NO_SUCH_FILE
        raise UnreadableFileError(words.say_unreadable(reason)) from error
    return decode_text(content)


def decode_text(content: bytes) -> str:
    """The text of a file that holds these bytes. Raises UnreadableFileError."""
    if len(content) > LARGEST:
        raise UnreadableFileError(words.say_too_large(LARGEST // 1000))
    try:
        # Some editors begin a file with a mark that says that it is UTF-8.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(words.NOT_UTF8) from error


def show_value(value: object) -> str:
    """A value of the file in a few characters, on one line."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        # A number of thousands of digits, or tables within tables.
        text = f"a {type(value).__name__}"
    return show_text(text)


def show_text(text: str) -> str:
    """A text of the file in a few characters, on one line, without anything that acts."""
    return _on_one_line(text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…")


def _on_one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else ascii(letter).strip("'") for letter in text)
