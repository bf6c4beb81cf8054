"""A person's settings on their Home, each with its button or menu."""

from __future__ import annotations

from dataclasses import dataclass

from slackblocks import (
    ActionsBlock,
    Button,
    HeaderBlock,
    Option,
    SectionBlock,
    StaticSelectMenu,
    Text,
)
from slackblocks.elements import Element

from slackapp.blocks import ids
from slackapp.blocks.base.kit import NUMBERED, AnyBlock, plain, section
from slackapp.blocks.home.words import mine as words
from slackapp.domain.kudos.audience import AnnounceChoice

#: Values of buttons.
IN, OUT = "in", "out"


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What holds for a person; `questions` says when they are asked, empty for guests."""

    announce: AnnounceChoice
    questions: str
    is_in_digests: bool
    wants_notes: bool


def build_own_settings(settings: OwnSettings) -> list[AnyBlock]:
    """The blocks about them."""
    # A menu as wide as its choices would leave the words beside it no room on a phone.
    menu = ActionsBlock([_announce_menu(settings.announce)], block_id=NUMBERED)
    rows: list[AnyBlock] = [section(words.ANNOUNCE), menu]
    if settings.questions:
        change = Button(words.CHANGE, action_id=ids.REFLECTION_SETTINGS, value="settings")
        rows.append(_row(settings.questions, change))
    is_in, hears = settings.is_in_digests, settings.wants_notes
    rows += [
        _row(
            words.IN_DIGESTS if is_in else words.OUT_OF_DIGESTS,
            Button(
                words.LEAVE_OUT if is_in else words.LET_IN,
                action_id=ids.HOME_DIGESTS,
                value=OUT if is_in else IN,
            ),
        ),
        _row(
            words.NOTES_ON if hears else words.NOTES_OFF,
            Button(
                words.STOP_NOTES if hears else words.START_NOTES,
                action_id=ids.HOME_NOTES,
                value=OUT if hears else IN,
            ),
        ),
    ]
    return [HeaderBlock(words.SETTINGS_TITLE), *rows]


def _row(text: str, element: Element) -> SectionBlock:
    return SectionBlock(Text(text), accessory=element, block_id=NUMBERED)


def _announce_menu(current: AnnounceChoice) -> StaticSelectMenu:
    options = {one: Option(plain(words.name_announced(one)), one.value) for one in AnnounceChoice}
    return StaticSelectMenu(
        action_id=ids.HOME_ANNOUNCE,
        placeholder=words.ANNOUNCE_MENU,
        options=list(options.values()),
        initial_option=options[current],
    )
