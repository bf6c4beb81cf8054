"""The form that asks what somebody did: every behaviour of a competency, with its tier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slackblocks import Block, InputBlock, Option, RadioButtonGroup, StaticSelectMenu

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_modal, plain, section, shorten
from slackapp.blocks.base.words import SAVE
from slackapp.blocks.kudos.form.options import build_behaviour
from slackapp.blocks.kudos.words import form as words
from slackapp.domain.kudos.kudos import Tag
from slackapp.frameworks.model import Behaviour

#: Slack shows so many radio buttons; more stand in a menu.
_RADIO_BUTTONS = 10
_FIELD = 150


def build_behaviours_form(
    tag: Tag, *, metadata: str, names: str, behaviours: Sequence[Behaviour]
) -> dict[str, Any]:
    """The form; `behaviours` are all that there are, the likeliest first, and `names` mentions."""
    options = [build_behaviour(one) for one in behaviours]
    initial = build_behaviour(tag.behaviour) if tag.behaviour else None
    blocks: list[Block] = [
        section(words.say_whom_it_thanks(names)),
        InputBlock(
            plain(_name(tag)), _build_choice(options, initial), block_id=ids.BEHAVIOUR_BLOCK
        ),
    ]
    return compose_modal(
        words.BEHAVIOURS_TITLE,
        blocks,
        callback_id=ids.BEHAVIOURS_FORM,
        private_metadata=metadata,
        submit=SAVE,
    )


def _name(tag: Tag) -> str:
    """The field's label: what is asked about, and the giver's word, where that was another."""
    competency = tag.competency.name
    return shorten(words.name_counted(tag.name, competency) if tag.word else competency, _FIELD)


def _build_choice(
    options: list[Option], initial: Option | None
) -> RadioButtonGroup | StaticSelectMenu:
    if len(options) <= _RADIO_BUTTONS:
        return RadioButtonGroup(ids.INPUT, options, initial_option=initial)
    return StaticSelectMenu(ids.INPUT, options, initial_option=initial)
