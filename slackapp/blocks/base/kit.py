"""What all messages share: content in blocks and in words, and Slack's limits on text."""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from slackblocks import Block, ContextBlock, LengthError, SectionBlock, Text, TextType

from slackapp.blocks.base import words
from slackapp.domain.base.slack_text import clean, defuse
from slackapp.frameworks.model import Behaviour

#: Slack's limits on a message and on a view.
_BLOCKS = 50
_VIEW_BLOCKS = 100

#: Slack's limit on the text of what changes a message, a tenth of that on what posts one; its
#: blocks may say as much as those of a post.
UPDATE_TEXT = 4_000

#: Slack's limit on a section is 3,000; the rest is room for quote marks.
_SECTION_TEXT = 2_800

#: Names of up to 80 characters, and quotations, with room for escapes. Ten names, 25 competencies
#: and one quotation stay within the 13,000 characters that all blocks of a message may have.
_NAME = 100
_QUOTATION = 4_500

#: So much of what was typed in vain is repeated.
_ECHO = 40

#: Kinds of blocks that not every workspace takes.
NEWER_BLOCKS = frozenset({"data_visualization", "table"})

#: The id of a block until it is known where it stands; a random one would cost a system call.
NUMBERED = "numbered"


#: In a payload: the blocks to send in place of its own where Slack does not take these.
PLAIN_BLOCKS = "plain_blocks"


@dataclass(frozen=True, slots=True)
class Content:
    """A message: `text` says in words what `blocks` show, for screen readers and lock screens.

    `plain_blocks` say the same to a workspace that does not take the newer kinds of blocks; None
    where there are no such blocks.
    """

    text: str
    blocks: list[dict[str, Any]]
    plain_blocks: list[dict[str, Any]] | None = None

    def as_payload(self) -> dict[str, Any]:
        """The arguments of a call to Slack, and what the delivery falls back to."""
        payload = {"text": self.text, "blocks": self.blocks}
        return payload if self.plain_blocks is None else payload | {PLAIN_BLOCKS: self.plain_blocks}

    def in_plain(self) -> Content:
        """The same in blocks that every workspace takes, for an answer that is sent just once."""
        return self if self.plain_blocks is None else Content(self.text, self.plain_blocks)

    def as_json(self) -> str:
        """The same, as the outbox stores it."""
        return json.dumps(self.as_payload(), ensure_ascii=False, separators=(",", ":"))


#: A block, or what one was rendered to.
AnyBlock = Block | dict[str, Any]


def compose(text: str, blocks: Iterable[AnyBlock]) -> Content:
    """Content of slackblocks' blocks. Raises slackblocks' errors where a limit is passed.

    Newer kinds of blocks are left out of its plain form: the others must say the same in words.
    """
    rendered = _render_all(blocks, _BLOCKS)
    plain_blocks = [block for block in rendered if block["type"] not in NEWER_BLOCKS]
    return Content(text, rendered, plain_blocks if len(plain_blocks) < len(rendered) else None)


def compose_modal(
    title: str,
    blocks: Iterable[AnyBlock],
    *,
    callback_id: str,
    private_metadata: str = "",
    submit: str = words.SAVE,
    close: str = words.CANCEL,
) -> dict[str, Any]:
    """A modal; what it says of itself comes back with its submission, and proves nothing."""
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": submit},
        "close": {"type": "plain_text", "text": close},
        "callback_id": callback_id,
        "private_metadata": private_metadata,
        "blocks": _render_all(blocks, _VIEW_BLOCKS),
    }


def compose_reading(title: str, blocks: Iterable[AnyBlock]) -> dict[str, Any]:
    """A modal to read, with nothing to send."""
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "close": {"type": "plain_text", "text": words.CLOSE},
        "blocks": _render_all(blocks, _VIEW_BLOCKS),
    }


def compose_notice(text: str) -> dict[str, Any]:
    """A modal that only says something, where a person looks at their Home or a form."""
    return compose_reading(words.OWN_NAME, map(section, split_mrkdwn(text)))


def compose_home(blocks: Iterable[AnyBlock]) -> dict[str, Any]:
    """What a person's Home shows."""
    return {"type": "home", "blocks": _render_all(blocks, _VIEW_BLOCKS)}


def _render_all(blocks: Iterable[AnyBlock], most: int) -> list[dict[str, Any]]:
    numbered = list(blocks)
    if len(numbered) > most:
        raise LengthError(f"{len(numbered)} blocks > {most}")
    # Rendered one by one: slackblocks' own message renders them three times over, which was a
    # tenth of the time that a kudos takes.
    return [_render(block, number) for number, block in enumerate(numbered)]


def _render(block: AnyBlock, number: int) -> dict[str, Any]:
    rendered: dict[str, Any] = block if isinstance(block, dict) else block._resolve()
    # slackblocks gives blocks without an id a random one; a number is short and stable.
    block_id = rendered["block_id"]
    if block_id == NUMBERED or (len(block_id) == 36 and block_id.count("-") == 4):
        rendered["block_id"] = f"b{number}"
    return rendered


def escape(text: str) -> str:
    """Make a name or other plain text safe in mrkdwn, by Slack's rule for `&`, `<` and `>`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def show_name(name: str) -> str:
    """A person's name in mrkdwn: on one line, and cut where escapes make it very long."""
    return split_mrkdwn(escape(show_plainly(name)), _NAME)[0]


def show_plainly(name: str) -> str:
    """A person's name where no markup is read, such as on a button: on one line."""
    return " ".join(clean(name).split()) or "?"


def isolate(text: str) -> str:
    """The text, kept apart where it runs from right to left, so that what stands around it stays.

    The sign that begins and the one that ends it are none that people's own words still have.
    """
    runs_left = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text)
    return f"\u2068{text}\u2069" if runs_left else text


def shorten(text: str, limit: int) -> str:
    """The text, cut at a word with an ellipsis where it is longer than `limit`."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:") + "…"


def split_mrkdwn(text: str, limit: int = _SECTION_TEXT) -> list[str]:
    """Cut escaped text into pieces of at most `limit`, never inside an escape or a mention."""
    pieces = []
    while len(text) > limit:
        # A blank far before the limit would leave next to nothing of a text without blanks.
        cut = max(text.rfind("\n", limit // 2, limit), text.rfind(" ", limit // 2, limit))
        if cut < 0:
            cut = limit
        for opening, closing in (("<", ">"), ("&", ";")):
            # Everything literal is escaped, so an opening that closes later is Slack's markup.
            start = text.rfind(opening, 0, cut)
            if start >= 0 and (end := text.find(closing, start)) >= cut:
                cut = start or min(end + 1, limit)
        pieces.append(text[:cut])
        text = text[cut:].lstrip(" \n")
    return [*pieces, text] if text else pieces


def pack_lines(lines: Iterable[str]) -> list[str]:
    """Lines of mrkdwn in as few sections as they fit in; only one that is too long is cut."""
    pieces: list[str] = []
    for line in itertools.chain.from_iterable(map(split_mrkdwn, lines)):
        if pieces and len(pieces[-1]) + 1 + len(line) <= _SECTION_TEXT:
            pieces[-1] += f"\n{line}"
        else:
            pieces.append(line)
    return pieces


def fit_update(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a change, whose text is cut where Slack takes no longer one.

    The blocks carry the whole; the text is for screen readers and lock screens.
    """
    text = payload.get("text") or ""
    # Slack says characters: these are counted as UTF-16 has them, of all ways the strictest.
    room = UPDATE_TEXT - sum(sign > "\uffff" for sign in text[:UPDATE_TEXT])
    if len(text) <= room:
        return dict(payload)
    return {**payload, "text": f"{split_mrkdwn(text, room - 2)[0]} …"}


def cut(text: str, limit: int) -> str:
    """Plain text made safe in mrkdwn, and cut where that is longer than `limit`."""
    escaped = escape(text)
    kept = split_mrkdwn(escaped, limit)[0] if escaped else ""
    return kept if kept == escaped else f"{kept} …"


def begin(text: str, limit: int) -> str:
    """The beginning of escaped text, with an ellipsis where it goes on."""
    first, *rest = [*split_mrkdwn(text, limit), ""]
    return f"{first.rstrip()} …" if any(rest) else first


def echo(typed: str) -> str:
    """The beginning of what was typed behind the command, which comes escaped."""
    return begin(defuse(typed), _ECHO)


def section(text: str) -> SectionBlock:
    """A section of mrkdwn."""
    return SectionBlock(Text(text), block_id=NUMBERED)


def plain(text: str) -> Text:
    """Text without markup, as options and labels take it."""
    return Text(text, type_=TextType.PLAINTEXT)


def context(text: str) -> ContextBlock:
    """A line of small print in mrkdwn."""
    return ContextBlock([Text(text)], block_id=NUMBERED)


def build_plain(text: str) -> Content:
    """A message of one section."""
    return compose(text, [section(text)])


def quote(text: str) -> list[Block]:
    """People's words as a quotation, in as many sections as they need, the rest cut off."""
    lines = re.sub(r"\n{3,}", "\n\n", text).split("\n")
    quoted = "\n".join(f"> {line}" for line in lines)
    kept = split_mrkdwn(quoted, _QUOTATION)[0]
    pieces = split_mrkdwn(kept if kept == quoted else f"{kept} …")
    # A piece that begins within a line has lost the mark before it.
    return [section(piece if piece.startswith(">") else f"> {piece}") for piece in pieces]


def describe_practice(behaviour: Behaviour) -> str:
    """The tier of a behaviour, and who is known for it."""
    label = behaviour.tier.label if behaviour.tier else ""
    return " · ".join(filter(None, [label, describe_outstanding(behaviour)]))


def describe_outstanding(behaviour: Behaviour) -> str:
    """What the framework says of those who are known for a behaviour; empty for most."""
    return words.say_outstanding(behaviour.outstanding) if behaviour.outstanding else ""
