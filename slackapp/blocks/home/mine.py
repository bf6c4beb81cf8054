"""A person's own view of their Home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slackblocks import (
    ActionsBlock,
    Block,
    Button,
    DividerBlock,
    HeaderBlock,
    SectionBlock,
    StaticSelectMenu,
    Text,
)

from slackapp.blocks import ids
from slackapp.blocks.base.kit import NUMBERED, AnyBlock, context, section
from slackapp.blocks.home.mirror import Mirror, build_mirror
from slackapp.blocks.home.own_settings import OwnSettings, build_own_settings
from slackapp.blocks.home.question import QuestionPage, build_question
from slackapp.blocks.home.said import build_said
from slackapp.blocks.home.strengths import StrengthsPicture, build_strengths
from slackapp.blocks.home.words import mine as words
from slackapp.blocks.home.words import strengths as strength_words
from slackapp.blocks.kudos.form.buttons import build_give_button
from slackapp.blocks.privacy.privacy import build_stored_section
from slackapp.blocks.privacy.words import privacy as privacy_words
from slackapp.blocks.workspace.lens_menu import build_lens_options
from slackapp.domain.kudos.audience import AnnounceChoice
from slackapp.domain.kudos.kudos import KudosView

#: Whoever received so many kudos is new no longer, whatever they did.
_KNOWN_FROM = 3
#: So many kudos are counted.
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Counts:
    """How many kudos somebody gave and received, and how many questions they answered."""

    given: int
    received: int
    answers: int = 0

    @property
    def is_new(self) -> bool:
        """Whether somebody has only just begun."""
        has_begun = self.given and (self.received or self.answers)
        return not has_begun and self.received < _KNOWN_FROM


@dataclass(frozen=True, slots=True)
class MinePage:
    """What the view shows.

    `lenses` are keys and names of what its strengths may be read through, and `lens_key` is the one
    that they are read through.
    """

    tz: str
    now: datetime
    counts: Counts
    said: Sequence[KudosView]
    links: Mapping[int, str]
    strengths: StrengthsPicture
    question: QuestionPage
    months: int
    mirror: Mirror
    settings: OwnSettings
    lenses: Sequence[tuple[str, str]] = ()
    lens_key: str = ""


def build_mine(page: MinePage) -> list[AnyBlock]:
    """The blocks of the view."""
    return [
        *_steps(page),
        ActionsBlock([build_give_button()], block_id=NUMBERED),
        *build_said(page.said, page.links, tz=page.tz, now=page.now),
        DividerBlock(),
        *build_strengths(page.strengths),
        *_lens_menu(page),
        DividerBlock(),
        *build_question(page.question),
        DividerBlock(),
        *build_mirror(page.mirror, page.months),
        DividerBlock(),
        *_own_kudos(page.counts),
        DividerBlock(),
        *build_own_settings(page.settings),
        DividerBlock(),
        HeaderBlock(privacy_words.TITLE),
        *build_stored_section(_count_stored(page.counts)),
    ]


def _steps(page: MinePage) -> list[AnyBlock]:
    """Where somebody begins: what to do first, and what of it is done."""
    if not page.counts.is_new:
        return []
    steps = [words.say_step(words.STEP_THANK, is_done=bool(page.counts.given))]
    has_chosen = page.settings.announce is not AnnounceChoice.PUBLIC
    steps.append(words.say_step(words.STEP_CHOOSE, is_done=has_chosen))
    if page.question.is_asked:
        steps.append(words.say_step(words.STEP_ANSWER, is_done=bool(page.counts.answers)))
    return [HeaderBlock(words.STEPS_TITLE), section("\n".join(steps))]


def _own_kudos(counts: Counts) -> list[AnyBlock]:
    text = words.say_counts(counts.given, counts.received, MOST_COUNTED)
    title = HeaderBlock(words.KUDOS_TITLE)
    if not (counts.given or counts.received):
        return [title, section(text)]
    button = Button(words.LOOK_THROUGH, action_id=ids.HOME_KUDOS, value="kudos")
    return [title, SectionBlock(Text(text), accessory=button, block_id=NUMBERED)]


def _count_stored(counts: Counts) -> dict[str, int]:
    return {
        "kudos_given": counts.given,
        "kudos_received": counts.received,
        "reflection": counts.answers,
    }


def _lens_menu(page: MinePage) -> list[Block]:
    keys = [key for key, _ in page.lenses]
    if len(keys) < 2 or page.lens_key not in keys or not page.strengths.has_anything:
        return []
    options = build_lens_options(page.lenses)
    chosen = keys.index(page.lens_key)
    menu = StaticSelectMenu(
        action_id=ids.HOME_LENS,
        placeholder=strength_words.READ_THROUGH,
        options=options,
        initial_option=options[chosen if chosen < len(options) else 0],
    )
    return [ActionsBlock([menu]), context(strength_words.READ_THROUGH_NOTE)]
