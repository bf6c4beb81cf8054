"""The private message to whoever reacts: what the reaction thanks for, with a tap for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slackblocks import ActionsBlock, Block, Button, Element

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, compose, context, section, shorten
from slackapp.blocks.kudos.words import reactions as words
from slackapp.frameworks.model import Competency

#: Slack's limit on a button's label.
_LABEL = 75


@dataclass(frozen=True, slots=True)
class ReactedTo:
    """The message that somebody reacted to, whose words nobody reads.

    `slack_url` is the address of the workspace, with a slash at its end, where that is known.
    """

    reaction: str
    slack_author_id: str
    slack_channel_id: str
    slack_ts: str
    slack_url: str | None

    @property
    def emoji(self) -> str:
        """The reaction as Slack shows it."""
        return f":{self.reaction}:"

    @property
    def author(self) -> str:
        """A mention of who wrote it."""
        return f"<@{self.slack_author_id}>"

    @property
    def channel(self) -> str:
        """A mention of where it stands."""
        return f"<#{self.slack_channel_id}>"

    @property
    def message(self) -> str:
        """The words for it, which lead there."""
        if not self.slack_url:
            return words.MESSAGE
        place = f"archives/{self.slack_channel_id}/p{self.slack_ts.replace('.', '')}"
        return f"<{self.slack_url}{place}|{words.MESSAGE}>"


def build_question(
    about: ReactedTo,
    *,
    draft_key: str,
    version: str,
    likely: Sequence[Competency],
) -> Content:
    """What the reaction thanks for: a tap on a likely one gives, the last button opens the form.

    `version` says which text of the draft it is that a tap completes.
    """
    question = words.ask_what_for(about.emoji, about.message, about.author, about.channel)
    elements: list[Element] = [
        Button(
            shorten(one.name, _LABEL),
            action_id=f"{ids.DRAFT_GIVE}:{number}",
            value=f"{version}:{one.key}",
        )
        for number, one in enumerate(likely)
    ]
    elements.append(Button(words.SOMETHING_ELSE, action_id=ids.DRAFT_OPEN, value="form"))
    blocks: list[Block] = [
        section(question),
        ActionsBlock(elements, block_id=f"{ids.DRAFT_BLOCK}:{draft_key}"),
        context(words.ONLY_YOU),
    ]
    return compose(f"{question}\n{words.ONLY_YOU}", blocks)


def build_question_cancelled(about: ReactedTo) -> Content:
    """What takes the question's place once the reaction is taken away."""
    said = words.say_cancelled(about.message, about.author, about.channel)
    return compose(said, [section(said)])


def build_impossible(about: ReactedTo, reason: str) -> Content:
    """Why the reaction cannot thank whoever wrote the message."""
    said = words.say_impossible(about.emoji, about.message, about.channel, reason)
    return compose(said, [section(said)])
