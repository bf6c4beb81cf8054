"""A leader's report: how far and how evenly recognition reaches in a team."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import Kudos, Workspace
from slackapp.domain.base.alphabet import alphabetical
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.due_times import local_date
from slackapp.domain.base.small_groups import find_tellable, may_tell_share
from slackapp.frameworks.crosswalk import Lens
from slackapp.frameworks.model import Cluster
from slackapp.services.team.figures import (
    Figures,
    Member,
    list_members,
    read_figures,
)
from slackapp.services.team.posts import list_told_months
from slackapp.services.team.shape import MonthPairs, Shape, find_shape, read_months
from slackapp.services.team.told import Found, find_told
from slackapp.services.workspace.lenses import ChosenLens, list_apart, open_lens
from slackapp.services.workspace.recognition_policy import get_recognition_policy

#: Months that the report looks back, the one told of included.
MONTHS = 6
#: Whoever was recognised in none of the last so many months may be named, if that is switched on.
WHILE = 3


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """A month's kudos by cluster and tier, without those of too few people.

    `is_whole` says that nothing is left out: the digest told it to the whole channel, and `by_both`
    has what it told by cluster and tier. `recognised` and `gave` are numbers of members, the second
    of those who thanked somebody. `clusters` are all that there are, those of the report's lens
    where it `is_through`, else those of the workspace's own framework.
    """

    month: Month
    by_cluster: dict[str, int]
    by_tier: dict[str, int]
    entry_share: float | None
    is_whole: bool
    clusters: tuple[Cluster, ...]
    is_through: bool
    recognised: int | None = None
    gave: int | None = None
    by_both: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """What a leader may know of a month; a number is None where a group is too small for it.

    `months` are as far back as there is anything to tell, and `since` is the month that this begins
    with, where it is not as far as a report looks. `kudos` and `givers` are what a digest told of
    the month. The share of the `top_tenth` is that of so many people.

    `unrecognised` are the names of members without kudos for a while; None where the workspace
    does not want them told. `lens` is the vocabulary that it is read through, where that is not the
    workspace's own, and `apart` what has no counterpart in it.
    """

    month: Month
    members: int
    recognised: int | None
    gave: int | None
    top_tenth: int
    top_tenth_share: float | None
    months: tuple[MonthCounts, ...]
    smallest_group: int
    unrecognised: tuple[str, ...] | None
    lens: str | None = None
    apart: tuple[str, ...] = ()
    since: Month | None = None
    kudos: int | None = None
    givers: int | None = None
    shape: Shape = field(default_factory=Shape)


def read_report(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    tz: str,
    month: Month,
    proven_since: datetime,
    chosen: ChosenLens | None = None,
) -> Report:
    """The report of a team's month, by its members as they are stored now.

    Only months that a digest told the channel are read through the lens that was chosen. What is
    told of the others, with its small groups left out, must not be told in two ways: the difference
    between two readings may be about one person.
    """
    of_channel: dict[str, Any] = {
        "workspace_id": workspace_id,
        "slack_channel_id": slack_channel_id,
    }
    own = open_lens(session, workspace_id=workspace_id, key=None)
    chosen = chosen if chosen is not None and not chosen.is_own else own
    policy = get_recognition_policy(session, workspace_id=workspace_id)
    smallest = policy.smallest_group
    wanted = list_months(month)
    begun = list_begun(session, wanted, workspace_id=workspace_id, tz=tz)
    found = find_told(
        session,
        **of_channel,
        window=(begun[0].window(tz)[0], month.window(tz)[1]),
        proven_since=proven_since,
    )
    months = _read_months(
        session, begun, chosen, own, tz=tz, proven_since=proven_since, found=found, **of_channel
    )
    pairs = read_months(
        session,
        [(one.month, one.in_public) for one in months],
        tz=tz,
        proven_since=proven_since,
        found=found,
        **of_channel,
    )
    names_some = policy.names_unrecognised and len(months) >= WHILE
    members = list_members(session, **of_channel) if names_some else None
    last, told = months[-1], months[-1].figures
    return Report(
        month=month,
        members=told.members,
        recognised=pairs[-1].count_recognised(smallest),
        gave=pairs[-1].count_gave(smallest),
        top_tenth=ceil(told.members / 10),
        top_tenth_share=_share_of_top_tenth(told, smallest),
        months=tuple(
            _count_month(one, of_month, smallest, chosen)
            for one, of_month in zip(months, pairs, strict=True)
        ),
        smallest_group=smallest,
        unrecognised=_list_unrecognised(members, months[-WHILE:], tz),
        lens=chosen.name,
        apart=list_apart(
            read for one in months if one.lens is chosen.lens for read in one.figures.apart
        ),
        since=begun[0] if len(begun) < len(wanted) else None,
        kudos=told.kudos if last.in_public else None,
        givers=told.givers if last.in_public else None,
        shape=find_shape(pairs, smallest) if len(months) > 1 else Shape(),
    )


def list_begun(
    session: Session, wanted: Sequence[Month], *, workspace_id: int, tz: str
) -> list[Month]:
    """Those of the months in which there was anything to tell of; the last in any case.

    That begins with the workspace's first kudos, or the coming of the app.
    """
    given = select(func.min(Kudos.given_at)).where(Kudos.workspace_id == workspace_id)
    came = select(Workspace.created_at).where(Workspace.id == workspace_id)
    moments = [one for one in (session.scalar(given), session.scalar(came)) if one is not None]
    first = Month.of(local_date(min(moments), tz)) if moments else wanted[-1]
    return [one for one in wanted if one.key >= first.key] or list(wanted[-1:])


@dataclass(frozen=True, slots=True)
class _ReadMonth:
    """A month's figures, the lens that they were read through, and whether a digest told them."""

    month: Month
    figures: Figures
    lens: Lens
    in_public: bool


def _read_months(
    session: Session,
    months: Sequence[Month],
    chosen: ChosenLens,
    own: ChosenLens,
    *,
    workspace_id: int,
    slack_channel_id: str,
    tz: str,
    proven_since: datetime,
    found: Found | None,
) -> list[_ReadMonth]:
    of_channel: dict[str, Any] = {
        "workspace_id": workspace_id,
        "slack_channel_id": slack_channel_id,
    }
    in_public = list_told_months(session, **of_channel, months=months)
    lenses = {one: (chosen if one in in_public else own).lens for one in months}
    of_channel |= {"proven_since": proven_since, "found": found}
    return [
        _ReadMonth(
            month=one,
            figures=read_figures(session, **of_channel, window=one.window(tz), lens=lenses[one]),
            lens=lenses[one],
            in_public=one in in_public,
        )
        for one in months
    ]


def list_months(month: Month) -> list[Month]:
    """The months that a report of this one looks at, the oldest first."""
    months = [month]
    while len(months) < MONTHS:
        months.insert(0, months[0].before())
    return months


def _list_unrecognised(
    members: Sequence[Member] | None, months: Sequence[_ReadMonth], tz: str
) -> tuple[str, ...] | None:
    """Members of whom the team saw no kudos in the months, by name; not those who came since.

    None where none are to be named.
    """
    if members is None:
        return None
    since = months[0].month.window(tz)[0]
    recognised = {row.person_id for month in months for row in month.figures.rows}
    return tuple(
        one.name
        for one in sorted(members, key=lambda one: (alphabetical(one.name), one.person_id))
        if one.person_id not in recognised and one.met_at < since
    )


def _share_of_top_tenth(figures: Figures, smallest: int) -> float | None:
    """The share of all tags that the most recognised tenth of the members received."""
    size = ceil(figures.members / 10)
    received = Counter[int]()
    for row in figures.rows:
        received[row.person_id] += row.tag_count
    ranked = [person_id for person_id, _ in received.most_common()]
    if not may_tell_share([ranked[:size], ranked[size:]], whole=figures.members, smallest=smallest):
        return None
    return sum(received[person_id] for person_id in ranked[:size]) / received.total()


def _count_month(
    read: _ReadMonth, pairs: MonthPairs, smallest: int, chosen: ChosenLens
) -> MonthCounts:
    figures = read.figures
    entered = {row.person_id for row in figures.rows if row.entry_count}
    chose = {row.person_id for row in figures.rows if row.entry_count < row.tag_count}
    tells_share = may_tell_share([entered, chose], whole=figures.members, smallest=smallest)
    total = sum(row.tag_count for row in figures.rows)
    entries = sum(row.entry_count for row in figures.rows)
    return MonthCounts(
        month=read.month,
        by_cluster=_count(read, "cluster_key", smallest),
        by_tier=_count(read, "tier", smallest),
        entry_share=entries / total if total and (read.in_public or tells_share) else None,
        is_whole=read.in_public,
        clusters=read.lens.framework_of(figures.apart).clusters,
        is_through=read.lens is chosen.lens,
        recognised=pairs.count_recognised(smallest),
        gave=pairs.count_gave(smallest),
        by_both=_count_both(figures) if read.in_public else {},
    )


def _count_both(figures: Figures) -> dict[tuple[str, str], int]:
    counts = Counter[tuple[str, str]]()
    for row in figures.rows:
        counts[row.cluster_key, row.tier or ""] += row.tag_count
    return dict(counts)


def _count(read: _ReadMonth, column: str, smallest: int) -> dict[str, int]:
    """How often each cluster or tier was recognised, of those that may be told."""
    counts, people = Counter[str](), defaultdict[str, set[int]](set)
    for row in read.figures.rows:
        key = getattr(row, column) or ""
        counts[key] += row.tag_count
        people[key].add(row.person_id)
    told = find_tellable(people, whole=read.figures.members, smallest=smallest)
    return {key: count for key, count in counts.items() if read.in_public or key in told}
