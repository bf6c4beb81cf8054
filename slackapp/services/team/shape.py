"""Who thanked whom in a channel over some months, and what of its shape a leader may be told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.small_groups import may_tell
from slackapp.domain.team.shape import Pair, find_rings, may_tell_union
from slackapp.services.team.figures import list_member_ids, read_pairs
from slackapp.services.team.told import Found


@dataclass(frozen=True, slots=True)
class MonthPairs:
    """Who gave, and to whom, in a month; `in_public` where a digest told the channel of it."""

    pairs: frozenset[Pair]
    members: frozenset[int]
    in_public: bool

    @property
    def recognised(self) -> frozenset[int]:
        """The members who were thanked."""
        return frozenset(recipient for _, recipient in self.pairs)

    @property
    def givers(self) -> frozenset[int]:
        """Whoever gave, of the channel or not."""
        return frozenset(giver for giver, _ in self.pairs)

    @property
    def outsiders(self) -> frozenset[int]:
        """Those of them who are not in the channel."""
        return self.givers - self.members

    def count_recognised(self, smallest: int) -> int | None:
        """How many were thanked, where that may be told."""
        count = len(self.recognised)
        return count if self.in_public or may_tell(count, len(self.members), smallest) else None

    def count_gave(self, smallest: int) -> int | None:
        """How many members thanked somebody, where that may be told.

        A digest told how many gave at all, from which the others would follow.
        """
        gave, others = len(self.givers & self.members), len(self.outsiders)
        if self.in_public and 0 < others < smallest:
            return None
        return gave if may_tell(gave, len(self.members), smallest) else None


@dataclass(frozen=True, slots=True)
class Shape:
    """Numbers of people over all months; None for one that may not be told, or is none.

    How many members were `recognised` at least once, how many thank and are thanked in a ring
    alone, and how many gave `from_outside` of the channel.
    """

    recognised: int | None = None
    in_rings: int | None = None
    from_outside: int | None = None


def read_months(
    session: Session,
    months: Sequence[tuple[Month, bool]],
    *,
    workspace_id: int,
    slack_channel_id: str,
    tz: str,
    proven_since: datetime,
    found: Found | None = None,
) -> list[MonthPairs]:
    """The pairs of each of the months, which come with whether a digest told of them."""
    of_channel = {"workspace_id": workspace_id, "slack_channel_id": slack_channel_id}
    members = list_member_ids(session, **of_channel)  # type: ignore[arg-type]
    return [
        MonthPairs(
            pairs=read_pairs(
                session,
                workspace_id=workspace_id,
                slack_channel_id=slack_channel_id,
                window=month.window(tz),
                proven_since=proven_since,
                found=found,
            ),
            members=members,
            in_public=in_public,
        )
        for month, in_public in months
    ]


def find_shape(months: Sequence[MonthPairs], smallest: int) -> Shape:
    """What may be told of all the months together, beside what is told of each."""
    if not months:
        return Shape()
    recognised = _count_recognised(months, smallest)
    return Shape(
        recognised=recognised,
        in_rings=_count_in_rings(months, smallest, recognised),
        from_outside=_count_from_outside(months, smallest),
    )


def _count_recognised(months: Sequence[MonthPairs], smallest: int) -> int | None:
    parts = [one.recognised for one in months]
    everybody = frozenset[int]().union(*parts)
    if all(one.in_public or not one.pairs for one in months):
        return len(everybody) or None
    told = [one.count_recognised(smallest) is not None for one in months]
    # Digests named these, whatever the months' numbers are.
    named = frozenset[int]().union(*(one.recognised for one in months if one.in_public))
    may = may_tell_union(
        parts,
        told,
        whole=len(months[0].members),
        smallest=smallest,
        known=[named, *_list_earlier(months, parts, smallest, _count_recognised)],
    )
    return len(everybody) if may else None


def _list_earlier(
    months: Sequence[MonthPairs],
    parts: Sequence[frozenset[int]],
    smallest: int,
    count: Callable[[Sequence[MonthPairs], int], int | None],
) -> list[frozenset[int]]:
    """Of whom the reports of earlier months tell, which begin where this one does."""
    return [
        frozenset[int]().union(*parts[:length])
        for length in range(1, len(months))
        if count(months[:length], smallest) is not None
    ]


def _count_in_rings(
    months: Sequence[MonthPairs], smallest: int, recognised: int | None
) -> int | None:
    members = months[0].members
    pairs = {pair for one in months for pair in one.pairs if pair[0] in members}
    count = sum(map(len, find_rings(pairs)))
    # Whoever is in a ring was thanked: from both numbers follows who was, and is in none.
    if recognised is not None and 0 < recognised - count < smallest:
        return None
    return count if may_tell(count, len(members), smallest) else None


def _count_from_outside(months: Sequence[MonthPairs], smallest: int) -> int | None:
    parts = [one.outsiders for one in months]
    # Where a digest told how many gave, and the report how many of the members, the others follow.
    told = [one.in_public and one.count_gave(smallest) is not None for one in months]
    may = may_tell_union(
        parts,
        told,
        whole=len(frozenset[int]().union(*(one.givers for one in months))),
        smallest=smallest,
        known=_list_earlier(months, parts, smallest, _count_from_outside),
    )
    return len(frozenset[int]().union(*parts)) if may else None
