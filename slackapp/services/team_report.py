"""A leader's report: how far and how evenly recognition reaches in a team."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import ChannelMember, Kudos, Person
from slackapp.domain.alphabet import alphabetical
from slackapp.domain.digest_times import Month
from slackapp.domain.small_groups import may_tell
from slackapp.services.digest_figures import (
    Figures,
    Member,
    is_colleague,
    is_member,
    list_members,
    read_figures,
)
from slackapp.services.recognition_policy import get_recognition_policy

#: Months that the report looks back, the one told of included.
MONTHS = 6
#: Whoever was recognised in none of the last so many months may be named, if that is switched on.
WHILE = 3


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """A month's kudos by cluster and tier; None where too few people were recognised."""

    month: Month
    by_cluster: dict[str, int] | None
    by_tier: dict[str, int] | None
    entry_share: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a leader may know of a month; a number is None where a group is too small for it.

    `unrecognised` are the names of members without kudos for a while; None where the workspace
    does not want them told.
    """

    month: Month
    members: int
    recognised: int | None
    gave: int | None
    top_tenth_share: float | None
    months: tuple[MonthCounts, ...]
    smallest_group: int
    unrecognised: tuple[str, ...] | None


def read_report(
    session: Session, *, workspace_id: int, slack_channel_id: str, tz: str, month: Month
) -> Report:
    """The report of a team's month, by its members as they are stored now."""
    policy = get_recognition_policy(session, workspace_id=workspace_id)
    smallest = policy.smallest_group
    months = list_months(month)
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
        recognised=told.recognised if may_tell(told.recognised, told.members, smallest) else None,
        gave=gave if may_tell(gave, told.members, smallest) else None,
        top_tenth_share=_share_of_top_tenth(told, smallest),
        months=tuple(_count_month(one, figures[one], smallest) for one in months),
        smallest_group=smallest,
        unrecognised=(
            _list_unrecognised(
                list_members(session, workspace_id=workspace_id, slack_channel_id=slack_channel_id),
                [figures[one] for one in months[-WHILE:]],
                since=months[-WHILE].window(tz)[0],
            )
            if policy.names_unrecognised
            else None
        ),
    )


def list_months(month: Month) -> list[Month]:
    """The months that a report of this one looks at, the oldest first."""
    months = [month]
    while len(months) < MONTHS:
        months.insert(0, months[0].before())
    return months


def _list_unrecognised(
    members: Sequence[Member], figures: Sequence[Figures], since: datetime
) -> tuple[str, ...]:
    """Members of whom the team saw no kudos, by name; not those who came after `since`."""
    recognised = {row.person_id for month in figures for row in month.rows}
    return tuple(
        one.name
        for one in sorted(members, key=lambda one: (alphabetical(one.name), one.person_id))
        if one.person_id not in recognised and one.met_at < since
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
            .join(ChannelMember, is_member(ChannelMember, Person))
            .where(
                Kudos.workspace_id == workspace_id,
                Kudos.given_at >= first,
                Kudos.given_at < end,
                Kudos.announcement != "held",
                (Kudos.visibility == "public")
                | ((Kudos.visibility == "channel") & (Kudos.slack_channel_id == slack_channel_id)),
                ChannelMember.slack_channel_id == slack_channel_id,
                *is_colleague(),
            )
        )
        or 0
    )


def _share_of_top_tenth(figures: Figures, smallest: int) -> float | None:
    """The share of all tags that the most recognised tenth of the members received."""
    size = ceil(figures.members / 10)
    received = Counter[int]()
    for row in figures.rows:
        received[row.person_id] += row.tag_count
    total = received.total()
    if not total or not may_tell(size, figures.members, smallest):
        return None
    return sum(count for _, count in received.most_common(size)) / total


def _count_month(month: Month, figures: Figures, smallest: int) -> MonthCounts:
    if figures.recognised < smallest:
        return MonthCounts(month, None, None, None)
    by_cluster, by_tier = Counter[str](), Counter[str]()
    for row in figures.rows:
        by_cluster[row.cluster_key] += row.tag_count
        by_tier[row.tier or ""] += row.tag_count
    total = by_cluster.total()
    entries = sum(row.entry_count for row in figures.rows)
    return MonthCounts(month, dict(by_cluster), dict(by_tier), entries / total)
