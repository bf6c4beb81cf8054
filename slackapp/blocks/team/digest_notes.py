"""What is said about digests: when the next one comes, and what became of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from slackblocks import ActionsBlock, Button

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    AnyBlock,
    Content,
    build_plain,
    compose,
    context,
    escape,
    section,
    split_mrkdwn,
)
from slackapp.blocks.base.words import explain_refusal
from slackapp.blocks.team.words import digest as words
from slackapp.blocks.team.words.errors import OTHERS_READ
from slackapp.blocks.team.words.tiers import tell_competencies
from slackapp.domain.base.due_times import say_day
from slackapp.domain.base.zones import find_zone
from slackapp.frameworks.model import Tier


def build_leftover() -> Content:
    """What stands in a part of a posted digest that it no longer needs."""
    return compose(words.LEFTOVER, [context(words.LEFTOVER)])


def build_being_redrawn() -> Content:
    """What stands in the place of a digest until it is drawn anew, a minute later."""
    return compose(words.BEING_REDRAWN, [context(words.BEING_REDRAWN)])


def build_month_is_over(month: str, *, is_told: bool) -> Content:
    """What stands in the place of a month so far, once it is over and told of, or not."""
    text = words.say_month_is_over(escape(month), is_told=is_told)
    return compose(text, [context(text)])


def build_so_far_comes(month: str, *, is_on: bool) -> Content:
    """What is answered to whoever has a month told that is not over; whether the digest is on."""
    text = words.say_so_far_comes(escape(month), is_on=is_on)
    return compose(text, [section(text)])


def build_app_is_away(slack_channel_id: str, month: str) -> Content:
    """What leaders are told when their digest cannot be made."""
    text = words.say_app_is_away(f"<#{slack_channel_id}>", escape(month))
    return compose(text, [section(text)])


def build_others_read(slack_channel_id: str, month: str) -> Content:
    """What leaders are told when their digest is off because another company is in the channel."""
    text = words.say_others_read(f"<#{slack_channel_id}>", escape(month))
    return compose(text, [section(text)])


@dataclass(frozen=True, slots=True)
class AboutYou:
    """What the next digest says about whoever asks: a key, and what there is of the `month` so far.

    `nobody` is named in it; they are `left_out`, or told of kudos `alone`; or it tells what they
    were thanked for, once they were `asked` or anyway.
    """

    kind: Literal["nobody", "left_out", "alone", "asked", "told"]
    month: str = ""
    so_far: Sequence[tuple[str, Sequence[tuple[str, Sequence[Tier]]]]] = ()


@dataclass(frozen=True, slots=True)
class PlanPage:
    """When a channel's next digest comes, of which `month`; without `next_due_at` there is none.

    It `is_off_for_others` while another company reads in the channel. Whoever has the `team_id` may
    change it; others read whom to ask.
    """

    slack_channel_id: str
    next_due_at: datetime | None = None
    tz: str = "UTC"
    month: str = ""
    is_off_for_others: bool = False
    about: AboutYou | None = None
    slack_leader_ids: Sequence[str] = ()
    team_id: int | None = None


def build_plan(page: PlanPage) -> Content:
    """When the next digest comes, what it says about the reader, and how that is changed."""
    lines = [_say_when(page)]
    blocks: list[AnyBlock] = []
    if page.is_off_for_others:
        lines.append(OTHERS_READ)
    elif page.about is not None:
        lines += _say_about_you(page.about)
    if page.next_due_at is None and page.team_id is None:
        leaders = [f"<@{who}>" for who in page.slack_leader_ids]
        lines.append(words.say_who_switches(leaders))
    blocks += [section(piece) for line in lines for piece in split_mrkdwn(line)]
    if page.team_id is not None:
        settings = Button(words.SETTINGS, action_id=ids.DIGEST_SETTINGS, value=str(page.team_id))
        blocks += [ActionsBlock([settings]), context(words.PLAN_HINT)]
        lines.append(words.PLAN_HINT)
    return compose("\n".join(lines), blocks)


def _say_when(page: PlanPage) -> str:
    channel = f"<#{page.slack_channel_id}>"
    if page.next_due_at is None:
        return words.say_no_plan(channel)
    local = page.next_due_at.astimezone(find_zone(page.tz))
    day = say_day(page.next_due_at, page.tz)
    return words.say_plan(
        channel, day=day, hour=f"{local:%H:%M}", tz=escape(page.tz), month=escape(page.month)
    )


def _say_about_you(about: AboutYou) -> list[str]:
    said = [words.ABOUT_YOU[about.kind]]
    if about.so_far:
        named = [
            words.say_of_cluster(escape(cluster), tell_competencies(competencies))
            for cluster, competencies in about.so_far
        ]
        said.append(words.say_so_far_of_you(escape(about.month), named))
    return said


def build_digest_refused(slack_channel_id: str, *, month: str, error: str | None) -> Content:
    """What leaders read when their channel's digest could not be posted."""
    reason = explain_refusal(error)
    return build_plain(words.say_refused(f"<#{slack_channel_id}>", escape(month), reason))
