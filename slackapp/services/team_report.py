"""A leader's report: how far and how evenly recognition reaches in a team, without names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import ChannelMember, Kudos, Person
from slackapp.domain.digest_times import Month
from slackapp.domain.small_groups import SMALLEST, may_tell
from slackapp.services.digest_figures import Figures, read_figures

#: Months that the report looks back, the one told of included.
MONTHS = 6


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """A month's kudos by cluster and tier; None where too few people were recognised."""

    month: Month
    by_cluster: dict[str, int] | None
    by_tier: dict[str, int] | None
    entry_share: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a leader may know of a month; a number is None where a group is too small for it."""

    month: Month
    members: int
    recognised: int | None
    gave: int | None
    top_tenth_share: float | None
    months: tuple[MonthCounts, ...]


def read_report(
    session: Session, *, workspace_id: int, slack_channel_id: str, tz: str, month: Month
) -> Report:
    """The report of a team's month, by its members as they are stored now."""
    months = [month]
    while len(months) < MONTHS:
        months.insert(0, months[0].before())
    figures = {
        one: read_figures(
            session,
            workspace_id=workspace_id,
            slack_channel_id=slack_channel_id,
            window=one.window(tz),
        )
        for one in months
    }
    told = figures[month]
    gave = _count_givers(session, workspace_id, slack_channel_id, month, tz)
    return Report(
        month=month,
        members=told.members,
        recognised=told.recognised if may_tell(told.recognised, told.members) else None,
        gave=gave if may_tell(gave, told.members) else None,
        top_tenth_share=_share_of_top_tenth(told),
        months=tuple(_count_month(one, figures[one]) for one in months),
    )


def _count_givers(
    session: Session, workspace_id: int, slack_channel_id: str, month: Month, tz: str
) -> int:
    """How many of the channel's members gave a kudos that others may know of."""
    first, end = month.window(tz)
    return (
        session.scalar(
            select(func.count(Kudos.giver_id.distinct()))
            .join(Person, Person.id == Kudos.giver_id)
            .join(
                ChannelMember,
                (ChannelMember.workspace_id == Person.workspace_id)
                & (ChannelMember.slack_user_id == Person.slack_user_id),
            )
            .where(
                Kudos.workspace_id == workspace_id,
                Kudos.given_at >= first,
                Kudos.given_at < end,
                Kudos.announcement != "held",
                (Kudos.visibility == "public")
                | ((Kudos.visibility == "channel") & (Kudos.slack_channel_id == slack_channel_id)),
                ChannelMember.slack_channel_id == slack_channel_id,
            )
        )
        or 0
    )


def _share_of_top_tenth(figures: Figures) -> float | None:
    """The share of all tags that the most recognised tenth of the members received."""
    size = ceil(figures.members / 10)
    received = Counter[int]()
    for row in figures.rows:
        received[row.person_id] += row.count
    total = received.total()
    if not total or not may_tell(size, figures.members):
        return None
    return sum(count for _, count in received.most_common(size)) / total


def _count_month(month: Month, figures: Figures) -> MonthCounts:
    if figures.recognised < SMALLEST:
        return MonthCounts(month, None, None, None)
    by_cluster, by_tier = Counter[str](), Counter[str]()
    for row in figures.rows:
        by_cluster[row.cluster_key] += row.count
        by_tier[row.tier or ""] += row.count
    total = by_cluster.total()
    entries = sum(row.entry_count for row in figures.rows)
    return MonthCounts(month, dict(by_cluster), dict(by_tier), entries / total)
