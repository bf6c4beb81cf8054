"""What stands beneath the giver's words in the form: what they sound like, and the coach's hint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from slackblocks import CheckboxGroup, InputBlock, Option

from slackapp.blocks import ids
from slackapp.blocks.base.kit import AnyBlock, context, plain, shorten
from slackapp.blocks.kudos.words import form as words
from slackapp.domain.competency.look_up import Entry
from slackapp.frameworks.model import Behaviour

#: Slack's limit on an option's text, and on what stands beneath it.
_LABEL = 75


@dataclass(frozen=True, slots=True)
class Offer:
    """A competency that a message sounds like, and the behaviour that it tells of."""

    entry: Entry
    behaviour: Behaviour | None = None


class Hint(StrEnum):
    """Whether the coach's hint stands in a form: it does so once."""

    NOT_YET = ""
    SHOWN = "h"
    OVER = "x"


@dataclass(frozen=True, slots=True)
class Beneath:
    """What stands beneath the giver's words.

    The offers are of the message that the kudos thanks for, where those `are_of_message`, and else
    of the words. `ticked` are the keys of the entries that the giver has ticked among them.
    """

    offers: tuple[Offer, ...] = ()
    are_of_message: bool = False
    hint: Hint = Hint.NOT_YET
    ticked: frozenset[str] = field(default=frozenset(), compare=False)


def build_beneath(beneath: Beneath) -> list[AnyBlock]:
    """The hint, and what may be ticked; nothing where there is neither."""
    blocks: list[AnyBlock] = []
    if beneath.hint is Hint.SHOWN:
        blocks.append(context(words.SAY_MORE))
    if beneath.offers:
        blocks.append(_ask_offers(beneath.offers, beneath))
    return blocks


def _ask_offers(offers: Sequence[Offer], beneath: Beneath) -> InputBlock:
    options = [_build_offer(one) for one in offers]
    ticked = [
        option
        for option, one in zip(options, offers, strict=True)
        if one.entry.key in beneath.ticked
    ]
    label = words.MESSAGE_SOUNDS_LIKE if beneath.are_of_message else words.WORDS_SOUND_LIKE
    return InputBlock(
        plain(label),
        CheckboxGroup(ids.FORM_SUGGESTED, options, initial_options=ticked or None),
        block_id=ids.SUGGESTED_BLOCK,
        dispatch_action=True,
        hint=plain(words.SOUNDS_LIKE_HINT),
        optional=True,
    )


def _build_offer(offer: Offer) -> Option:
    competency = offer.entry.competency
    beneath: Any = None
    if offer.behaviour:
        beneath = plain(words.quote(shorten(offer.behaviour.text, _LABEL - len(words.quote("")))))
    elif competency.definition:
        beneath = plain(shorten(competency.definition, _LABEL))
    return Option(plain(shorten(competency.name, _LABEL)), offer.entry.key, beneath)
