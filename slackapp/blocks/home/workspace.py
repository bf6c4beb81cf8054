"""What admins see of their workspace on their Home: in sentences, each with a way to change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from slackblocks import ActionsBlock, Button, DividerBlock, HeaderBlock, SectionBlock, Text

from slackapp.blocks import ids
from slackapp.blocks.base.kit import NUMBERED, AnyBlock, context, section
from slackapp.blocks.home.trail import ShownAct, offer_undo_of
from slackapp.blocks.home.words import workspace as words


class Topic(Enum):
    """What is told: its title, and the label and id of the button that changes it, if any."""

    PEOPLE = (words.PEOPLE, words.CHANGE, ids.ADMINS)
    CHANNELS = (words.CHANNELS, words.CHANGE, ids.CHANNEL_RULES)
    ROLES = (words.ROLES, words.CHANGE, ids.ROLE_RULES)
    LIMITS = (words.LIMITS, words.CHANGE, ids.GIVING_POLICY)
    REACTION = (words.REACTION, words.CHANGE, ids.GIVING_POLICY)
    FRAMEWORK = (words.FRAMEWORK, words.CHANGE, ids.FRAMEWORK)
    QUESTIONS = (words.QUESTIONS, words.CHANGE, ids.REFLECTION_POLICY)
    DIGESTS = (words.DIGESTS, "", "")
    WORKING_DAYS = (words.WORKING_DAYS, words.CHANGE, ids.WORKING_DAYS)
    THRESHOLDS = (words.READING, words.CHANGE, ids.RECOGNITION_POLICY)
    WORKS_COUNCIL = (words.WORKS_COUNCIL, words.CHANGE, ids.COUNCIL)
    RETENTION = (words.RETENTION, words.CHANGE, ids.RETENTION)
    HEALTH = (words.HEALTH, "", "")
    TRAIL = (words.TRAIL, words.SHOW_TRAIL, ids.TRAIL)


@dataclass(frozen=True, slots=True)
class Entry:
    """What holds of a topic, in sentences."""

    topic: Topic
    text: str


@dataclass(frozen=True, slots=True)
class WorkspacePage:
    """What the view shows: what changed lately and can be put back, trouble, and what holds.

    Something of the trouble `can_be_sent_again`, once what stood in its way is mended.
    """

    lately: Sequence[ShownAct]
    trouble: Sequence[str]
    can_be_sent_again: bool
    groups: Sequence[Sequence[Entry]]
    tz: str


def build_workspace(page: WorkspacePage) -> list[AnyBlock]:
    """The blocks of the view."""
    blocks: list[AnyBlock] = [HeaderBlock(words.TITLE), context(words.ABOUT)]
    for act in page.lately:
        blocks.append(offer_undo_of(act, tz=page.tz))
    for line in page.trouble:
        blocks.append(section(words.mark_trouble(line)))
    if page.can_be_sent_again:
        again = Button(words.SEND_AGAIN, action_id=ids.SEND_AGAIN)
        blocks.append(ActionsBlock([again], block_id=NUMBERED))
    for group in page.groups:
        blocks.append(DividerBlock())
        blocks += [_show(one) for one in group]
    return blocks


def _show(entry: Entry) -> SectionBlock:
    title, label, action_id = entry.topic.value
    button = None
    if action_id:
        # A screen reader tells one "Change" from the next.
        told = words.name_button(label, title)
        button = Button(label, action_id=action_id, accessibility_label=told)
    return _section(f"*{title}*\n{entry.text}", button)


def _section(text: str, button: Button | None) -> SectionBlock:
    return SectionBlock(Text(text), accessory=button, block_id=NUMBERED)
