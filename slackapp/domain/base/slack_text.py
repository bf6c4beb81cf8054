"""Text as Slack sends it: what to remove from it, whom it addresses, what must not ping.

Slack escapes `&`, `<` and `>` as entities and writes people, groups, channels, broadcasts and
links between angle brackets.
"""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from slackapp.blocks.base import words

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control characters, halves of characters, what has no width, and the bidi overrides and isolates
# that could turn the rest of a channel's line round. Marks that a script needs stay: the joiners
# of Persian and of emoji families, the direction marks.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u180e\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"
    "\ud800-\udfff]"
)

_ADDRESSEE = re.compile(
    r"<@(?P<person>[UW][A-Z0-9]+)(?:\|[^<>\n]*)?>"
    r"|<!subteam\^(?P<group>S[A-Z0-9]+)(?:\|[^<>\n]*)?>"
    r"|<\#(?P<channel>[CDG][A-Z0-9]+)(?:\|[^<>\n]*)?>"
    r"|<!(?P<broadcast>here|channel|everyone)(?:\|[^<>\n]*)?>"
    r"|(?<![\w@./<|])(?<!&lt;)@(?P<typed_broadcast>(?i:here|channel|everyone))\b"
    r"|(?<![\w@./<|])(?<!&lt;)(?P<name>@[^\W\d_](?:[\w.-]*\w)?)"
)

_JOINT = re.compile(r"[\s,;+/]*(?:(?:and\b|&(?:amp;)?)[\s,;+/]*)?", re.IGNORECASE)

_ANGLE = re.compile(
    r"(?P<kept><(?:@[UW][A-Z0-9]+(?:\|[^<>\n]*)?"
    r"|\#[CDG][A-Z0-9]+(?:\|[^<>\n]*)?"
    r"|(?:https?|mailto|tel|slack):[^<>\n]*)>)"
    r"|<!(?P<command>[^<>|^\n]*)[^<>|\n]*(?:\|(?P<label>[^<>\n]*))?>"
    r"|<"
)


_MARKUP = re.compile(
    r"<(?:@(?P<person>[UW][A-Z0-9]+)|\#(?P<channel>[CDG][A-Z0-9]+)"
    r"|(?P<link>(?:https?|mailto|tel|slack):[^<>|\n]*))(?:\|(?P<label>[^<>\n]*))?>"
    r"|&(?P<sign>lt|gt|amp);"
)
_SIGNS = {"lt": "<", "gt": ">", "amp": "&"}
#: What Slack puts before an address that somebody typed without it.
_SCHEME = re.compile(r"(?:https?://|mailto:|tel:)")


#: A person as Slack writes them into a text.
_MENTION = re.compile(r"<@(?P<person>[UW][A-Z0-9]+)(?:\|[^<>\n]*)?>")


#: An emoji as people type it and as Slack names it in events, with or without its skin tone.
_EMOJI = re.compile(r":?(?P<name>[a-z0-9_+-]{1,100})(?:::skin-tone-[2-6])?:?")


class AddresseeKind(StrEnum):
    """What stands where somebody is addressed; a name is typed without Slack's own escape."""

    PERSON = "person"
    GROUP = "group"
    CHANNEL = "channel"
    BROADCAST = "broadcast"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Addressee:
    """One mention; `value` is Slack's id, or what was typed, at `text[start:end]`."""

    kind: AddresseeKind
    value: str
    start: int
    end: int


#: Addressees that stand together, joined by commas, "and", "&", "+" or nothing but space.
Run = tuple[Addressee, ...]


def clean(text: str) -> str:
    """The text without characters that nobody sees, its line ends all alike."""
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))


def find_runs(text: str) -> list[Run]:
    """Whoever is addressed in the text, those gathered who stand together."""
    runs: list[list[Addressee]] = []
    for one in _find_addressees(text):
        if runs and _JOINT.fullmatch(text, runs[-1][-1].end, one.start):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [tuple(run) for run in runs]


def _find_addressees(text: str) -> Iterator[Addressee]:
    for match in _ADDRESSEE.finditer(text):
        kind = (match.lastgroup or "").removeprefix("typed_")
        value = match[match.lastgroup or 0]
        yield Addressee(AddresseeKind(kind), value, match.start(), match.end())


def names_in(text: str) -> dict[str, str]:
    """What Slack called the people who are mentioned, by their ids, where it said so."""
    found = ((match["person"], match["label"]) for match in _MARKUP.finditer(text))
    return {who: html.unescape(label) for who, label in found if who and label}


def defuse(text: str) -> str:
    """The text with every broadcast and group turned into words, safe to put into mrkdwn as is.

    Mentions of people and channels and links stay; a stray "<" is escaped, so that no new escape
    can arise from what is left of another.
    """
    return _ANGLE.sub(_defuse_one, text)


def to_plain(text: str, names: Mapping[str, str]) -> str:
    """Escaped text as a file holds it: people by their `names`, links and signs written out.

    Whoever shows it in mrkdwn again escapes it once. An address stands there as it was typed; what
    a link is called stands before it where that says something else.
    """
    return _MARKUP.sub(lambda match: _write_out(match, names), text)


def _write_out(match: re.Match[str], names: Mapping[str, str]) -> str:
    if sign := match["sign"]:
        return _SIGNS[sign]
    label = unescape(match["label"] or "")
    if who := match["person"]:
        return f"@{names.get(who) or label or who}"
    if channel := match["channel"]:
        return f"#{label or channel}"
    link = unescape(match["link"])
    # "mailto:" and "tel:" are Slack's; a web address without its scheme would be none.
    bare = link if link.startswith(("http", "slack")) else _SCHEME.sub("", link, count=1)
    if label in ("", link, bare):
        return bare
    if _address(label) == _address(link):
        return label
    return f"{label} ({bare})"


def _address(link: str) -> str:
    """An address without what browsers add to it, for comparing."""
    return _SCHEME.sub("", link, count=1).rstrip("/").casefold()


def unescape(text: str) -> str:
    """Slack's three escapes as the signs that they stand for, each read once."""
    return re.sub("&(lt|gt|amp);", lambda match: _SIGNS[match[1]], text)


def without(text: str, cuts: list[tuple[int, int]]) -> str:
    """The text without the cuts, with one blank or one line end where the edges meet.

    A cut of nothing but the sign of a tag leaves the words around it where they are.
    """
    result, position, is_seam = "", 0, False
    for start, end in [*sorted(cuts), (len(text), len(text))]:
        if start > position or end == len(text):
            piece = text[position:start]
            result = _joined(result, piece) if is_seam else result + piece
        position = max(position, end)
        is_seam = text[start:end] not in ("#", "\uff03")
    return result


def _defuse_one(match: re.Match[str]) -> str:
    if kept := match["kept"]:
        return kept
    if match["command"] is None:
        return "&lt;"
    command = "group" if match["command"] == "subteam" else match["command"]
    return match["label"] or f"@{command}"


def _joined(left: str, right: str) -> str:
    edge = left[len(left.rstrip()) :] + right[: len(right) - len(right.lstrip())]
    left, right = left.rstrip(), right.lstrip()
    if not left or not right or right[0] in ",.!?)":
        return left + right
    return left + ("\n" if "\n" in edge else " ") + right


def find_mentioned(text: str) -> set[str]:
    """Slack's ids of all whom a text mentions."""
    return {match["person"] for match in _MENTION.finditer(text)}


def hide_mentions(text: str, shown: Container[str]) -> str:
    """The text with "somebody" in the place of everyone but those whose ids are given."""
    return _MENTION.sub(
        lambda match: match[0] if match["person"] in shown else words.SOMEBODY, text
    )


def find_person_named(rest: str) -> tuple[str, str] | None:
    """The person that the words begin with, and what follows; None where they do not."""
    runs = find_runs(rest)
    if len(runs) != 1 or len(runs[0]) != 1:
        return None
    (one,) = runs[0]
    if one.kind is not AddresseeKind.PERSON or one.start:
        return None
    return one.value, rest[one.end :].strip()


def find_emoji_name(text: str) -> str | None:
    """The name of an emoji without colons and skin tone; None where the text is no such name."""
    match = _EMOJI.fullmatch(text)
    return match["name"] if match else None
