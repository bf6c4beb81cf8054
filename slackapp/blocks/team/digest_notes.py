"""What is said about digests: when the next one comes, and what became of one."""

from __future__ import annotations

from datetime import datetime

from slackblocks import ActionsBlock, Button

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, build_plain, compose, context, escape, section
from slackapp.blocks.base.words import explain_refusal
from slackapp.blocks.team.words import digest as words
from slackapp.domain.base.due_times import say_day
from slackapp.domain.base.zones import find_zone


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


def build_plan(
    slack_channel_id: str, *, team_id: int, next_due_at: datetime | None, tz: str
) -> Content:
    """Whether a channel has a digest, when the next one comes, and how that is changed."""
    channel = f"<#{slack_channel_id}>"
    settings = Button(words.SETTINGS, action_id=ids.DIGEST_SETTINGS, value=str(team_id))
    if next_due_at is None:
        text = words.say_no_plan(channel)
    else:
        local = next_due_at.astimezone(find_zone(tz))
        text = words.say_plan(
            channel, day=say_day(next_due_at, tz), hour=f"{local:%H:%M}", tz=escape(tz)
        )
    blocks = [section(text), ActionsBlock([settings]), context(words.PLAN_HINT)]
    return compose(f"{text}\n{words.PLAN_HINT}", blocks)


def build_digest_refused(slack_channel_id: str, *, month: str, error: str | None) -> Content:
    """What leaders read when their channel's digest could not be posted."""
    reason = explain_refusal(error)
    return build_plain(words.say_refused(f"<#{slack_channel_id}>", escape(month), reason))
