"""The audit trail in a modal, and single acts as they are told: who decided what, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slackblocks import SectionBlock, Text

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    NUMBERED,
    AnyBlock,
    compose_modal,
    compose_reading,
    context,
    section,
)
from slackapp.blocks.base.undo_button import build_undo_button
from slackapp.blocks.home.words import acts, trail
from slackapp.domain.base.due_times import say_day, say_hour


@dataclass(frozen=True, slots=True)
class ShownAct:
    """What somebody did; ids are Slack's, and empty where nobody or nothing is named."""

    kind: str
    slack_actor_id: str
    at: datetime
    slack_channel_id: str = ""
    slack_person_id: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    is_undone: bool = False
    is_undo: bool = False
    kudos_id: int = 0
    act_id: int = 0


def tell_act(act: ShownAct, *, tz: str) -> str:
    """One sentence of mrkdwn, with when it was."""
    who = f"<@{act.slack_actor_id}>" if act.slack_actor_id else acts.SOMEBODY
    said = acts.say_act(
        act.kind,
        who=who,
        channel=f"<#{act.slack_channel_id}>" if act.slack_channel_id else "",
        person=f"<@{act.slack_person_id}>" if act.slack_person_id else acts.SOMEBODY_ELSE,
        number=act.kudos_id,
        before=act.before,
        after=act.after,
        is_undo=act.is_undo,
    )
    when = trail.say_when(say_day(act.at, tz), say_hour(act.at, tz))
    return f"{said} {trail.WAS_UNDONE}\n{when}" if act.is_undone else f"{said}\n{when}"


def offer_undo_of(act: ShownAct, *, tz: str) -> SectionBlock:
    """The sentence, with the button that puts it back."""
    button = build_undo_button([act.act_id])
    return SectionBlock(Text(tell_act(act, tz=tz)), accessory=button, block_id=NUMBERED)


def build_trail(shown: Sequence[ShownAct], *, tz: str, older: str | None) -> dict[str, Any]:
    """A page of the trail; the button leads to what is `older`."""
    blocks: list[AnyBlock] = [context(trail.ABOUT)]
    blocks += [section(tell_act(one, tz=tz)) for one in shown] or [section(trail.NOTHING)]
    if older is None:
        return compose_reading(trail.TITLE, blocks)
    return compose_modal(
        trail.TITLE,
        blocks,
        callback_id=ids.TRAIL_FORM,
        private_metadata=older,
        submit=trail.OLDER,
        close=trail.CLOSE,
    )
