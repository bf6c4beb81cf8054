"""What admins see of their workspace on their Home."""

from __future__ import annotations

from dataclasses import dataclass

from slackblocks import ActionsBlock, Button, Element, HeaderBlock

from slackapp.blocks import ids
from slackapp.blocks.base.kit import NUMBERED, AnyBlock, section
from slackapp.blocks.home.words import workspace as words
from slackapp.blocks.workspace.words import works_council


@dataclass(frozen=True, slots=True)
class WorkspacePage:
    """What the view shows."""


def build_workspace(_page: WorkspacePage) -> list[AnyBlock]:
    """The blocks of the view."""
    buttons: list[Element] = [
        Button(words.WEEKLY_QUESTIONS, action_id=ids.REFLECTION_POLICY),
        Button(words.WORKING_DAYS, action_id=ids.WORKING_DAYS),
        Button(words.GIVING_KUDOS, action_id=ids.GIVING_POLICY),
        Button(words.READING_KUDOS, action_id=ids.RECOGNITION_POLICY),
        Button(works_council.BUTTON, action_id=ids.COUNCIL),
        Button(words.FRAMEWORK, action_id=ids.FRAMEWORK),
        Button(words.ADMINS, action_id=ids.ADMINS),
        Button(words.RETENTION, action_id=ids.RETENTION),
    ]
    return [
        HeaderBlock(words.TITLE),
        section(words.ABOUT),
        ActionsBlock(buttons, block_id=NUMBERED),
    ]
