"""What is asked and told about review packets."""

from __future__ import annotations

from slackblocks import ActionsBlock, Button

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, compose, context, section


def build_packet_question(
    leader: str, slack_channel_id: str, period: str, *, key: str, days: int
) -> Content:
    """A leader's request, for the person whom the packet would be about.

    `leader` is a mention; `key` is the request's, which the buttons carry.
    """
    text = (
        f"{leader} asks for a *review packet* about you, for the team in <#{slack_channel_id}>: "
        f"{period}.\n"
        "It is a file with your strengths by cluster and tier, and the kudos that they rest on: "
        "public ones and those given in that channel, no private ones, none that you keep out of "
        "digests. If you agree, both of you get the same file at once. `/kudos packet` shows you "
        "your own beforehand."
    )
    note = (
        f"Only you decide. Nothing is sent unless you agree; after {days} days the question is "
        "closed, and nobody is told that you left it open."
    )
    buttons = ActionsBlock(
        [
            Button("Agree: send it to us both", action_id=ids.PACKET_AGREE, value=key),
            Button("Not now", action_id=ids.PACKET_REFUSE, value=key),
        ]
    )
    return compose(f"{text}\n{note}".replace("*", ""), [section(text), buttons, context(note)])


def build_request_closed() -> Content:
    """What a question about a packet becomes when one of the two was erased."""
    text = "This request for a review packet is closed."
    return compose(text, [section(text)])
