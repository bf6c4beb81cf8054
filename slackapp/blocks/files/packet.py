"""What is asked and told about review packets."""

from __future__ import annotations

from slackblocks import ActionsBlock, Button

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, build_plain, compose, context, section
from slackapp.blocks.files.words import asking as words


def build_packet_question(
    leader: str, slack_channel_id: str, period: str, *, key: str, days: int
) -> Content:
    """A leader's request, for the person whom the packet would be about.

    `leader` is a mention; `key` is the request's, which the buttons carry.
    """
    text = words.ask_for_packet(leader, slack_channel_id, period)
    note = words.say_who_decides(days)
    buttons = ActionsBlock(
        [
            Button(words.AGREE, action_id=ids.PACKET_AGREE, value=key),
            Button(words.REFUSE, action_id=ids.PACKET_REFUSE, value=key),
        ]
    )
    return compose(f"{text}\n{note}".replace("*", ""), [section(text), buttons, context(note)])


def build_request_closed() -> Content:
    """What a question about a packet becomes when one of the two was erased."""
    return compose(words.CLOSED, [section(words.CLOSED)])


def build_question_refused(*, person: str) -> Content:
    """What a leader reads whose request for a packet could not be put to the person."""
    return build_plain(words.say_not_asked(person))
