"""The kudos that a person gave and received, in a window with a search that their Home opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from slackblocks import (
    ActionsBlock,
    Button,
    Element,
    InputBlock,
    Option,
    PlainTextInput,
    StaticSelectMenu,
)

from slackapp.blocks import ids
from slackapp.blocks.base.kit import NUMBERED, AnyBlock, escape, plain, section
from slackapp.blocks.home.said import say_day
from slackapp.blocks.home.window import compose_window
from slackapp.blocks.home.words import lists as words
from slackapp.blocks.kudos.own_kudos import build_own_lines
from slackapp.domain.kudos.kudos import KudosView

#: The longest text that is looked for.
MAX_WORDS = 80


class Side(StrEnum):
    """Which of a person's kudos are shown."""

    ALL = "all"
    GIVEN = "given"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class OwnKudosPage:
    """A page of them; `older` is where the next one begins, if there is one.

    `searched_until` is how far back was looked for the words, where that is not all the way.
    """

    slack_user_id: str
    tz: str
    now: datetime
    side: Side
    words: str
    kudos_list: Sequence[KudosView]
    links: Mapping[int, str]
    undo_since: datetime
    older: str | None = None
    is_older: bool = False
    searched_until: datetime | None = None


def build_own_kudos_window(page: OwnKudosPage) -> dict[str, Any]:
    """The window, with what was looked for."""
    blocks: list[AnyBlock] = [_ask_words(page.words), _ask_side(page.side)]
    for kudos in page.kudos_list:
        link = page.links.get(kudos.kudos_id, "")
        blocks += build_own_lines(
            kudos,
            page.slack_user_id,
            undo_since=page.undo_since,
            behind=f"<{escape(link)}|{words.SEE_POST}>" if link else "",
        )
    if not page.kudos_list:
        blocks.append(section(_say_nothing(page)))
    turns = _turns(page)
    if turns:
        blocks.append(ActionsBlock(turns, block_id=NUMBERED))
    return compose_window(
        words.KUDOS_TITLE, blocks, callback_id=ids.OWN_KUDOS_FORM, submit=words.SEARCH
    )


def _say_nothing(page: OwnKudosPage) -> str:
    if page.searched_until is not None:
        return words.say_nothing_until(say_day(page.searched_until, tz=page.tz, now=page.now))
    if page.is_older:
        return words.NOTHING_MORE
    return words.NOTHING_FOUND if page.words else words.NO_KUDOS


def _turns(page: OwnKudosPage) -> list[Element]:
    buttons: list[Element] = []
    if page.is_older:
        buttons.append(Button(words.NEWEST, action_id=ids.OWN_KUDOS_NEWEST, value="newest"))
    if page.older is not None:
        label = words.OLDER if page.searched_until is None else words.FURTHER
        buttons.append(Button(label, action_id=ids.OWN_KUDOS_OLDER, value=page.older))
    return buttons


def _ask_words(looked_for: str) -> InputBlock:
    return InputBlock(
        plain(words.WORDS_LABEL),
        PlainTextInput(ids.INPUT, initial_value=looked_for or None, max_length=MAX_WORDS),
        block_id=ids.OWN_WORDS_BLOCK,
        optional=True,
        hint=plain(words.WORDS_HINT),
    )


def _ask_side(side: Side) -> InputBlock:
    names = {Side.ALL: words.ALL, Side.GIVEN: words.GIVEN, Side.RECEIVED: words.RECEIVED}
    options = {one: Option(plain(name), one.value) for one, name in names.items()}
    menu = StaticSelectMenu(ids.INPUT, options=list(options.values()), initial_option=options[side])
    return InputBlock(plain(words.SIDE_LABEL), menu, block_id=ids.OWN_SIDE_BLOCK)
