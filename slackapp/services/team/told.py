"""Which kudos a channel's digests may tell of in a window, so asked that others cost nothing.

A small team's are looked for among what its members received, and those of a channel that many
people are in by the time that they were given. Both find the same ones.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from db import ChannelMember, Kudos, KudosRecipient, Person, as_filter
from slackapp.services.kudos.visibility import is_member, may_be_seen_in, may_be_told_in

#: A team is small where the workspace has more than so many people for each of its members: so many
#: months of theirs are as much as one month of everybody's.
_MONTHS = 12
#: Of more kudos the ids are not listed: a statement takes 32,766 values on SQLite.
_LISTED = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a small team's digests may tell of over some months, in the order of giving.

    It is looked for once: each look goes through all that the members ever received.
    """

    given_at: tuple[datetime, ...]
    kudos_ids: tuple[int, ...]

    def list_ids(self, window: tuple[datetime, datetime]) -> tuple[int, ...]:
        """The ids of the kudos that were given in a window, as they were given."""
        begin, end = (bisect_left(self.given_at, moment) for moment in window)
        return self.kudos_ids[begin:end]


def find_told(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    window: tuple[datetime, datetime],
    proven_since: datetime,
) -> Found | None:
    """What may be told of a small team in a window; None where by time it is found sooner."""
    if not is_small_team(session, workspace_id, slack_channel_id):
        return None
    rows = session.execute(
        select(Kudos.id, Kudos.given_at)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .join(Person, Person.id == KudosRecipient.person_id)
        .join(ChannelMember, is_member(ChannelMember, Person))
        .where(*_is_told_of_few(workspace_id, slack_channel_id, window, proven_since))
        .distinct()
        .limit(_LISTED + 1)
    ).all()
    if len(rows) > _LISTED:
        return None
    rows = sorted(rows, key=lambda row: (row.given_at, row.id))
    return Found(tuple(row.given_at for row in rows), tuple(row.id for row in rows))


def choose_told(
    workspace_id: int,
    slack_channel_id: str,
    window: tuple[datetime, datetime],
    proven_since: datetime,
    found: Found | None,
) -> Sequence[ColumnElement[bool]]:
    """The conditions that find the kudos of a window: among those that were found, or by time."""
    if found is None:
        return is_told(workspace_id, slack_channel_id, window, proven_since)
    return (
        as_filter(Kudos.workspace_id) == workspace_id,
        Kudos.id.in_(found.list_ids(window)),
        *may_be_told_in(slack_channel_id),
    )


def is_small_team(session: Session, workspace_id: int, slack_channel_id: str) -> bool:
    """Whether a channel has a small part of the workspace's people in it.

    No more of these are counted than that takes.
    """
    enough = (
        select(func.count() * _MONTHS)
        .select_from(ChannelMember)
        .where(
            ChannelMember.workspace_id == workspace_id,
            ChannelMember.slack_channel_id == slack_channel_id,
        )
        .scalar_subquery()
    )
    beyond = select(Person.workspace_id).where(Person.workspace_id == workspace_id)
    return session.scalar(beyond.limit(1).offset(enough)) is not None


def is_told(
    workspace_id: int,
    slack_channel_id: str,
    window: tuple[datetime, datetime],
    proven_since: datetime,
    *,
    of: ColumnElement[int] | None = None,
) -> Sequence[ColumnElement[bool]]:
    """Whether the channel's digests may tell of a kudos of the window, by the time of giving."""
    return (
        (Kudos.workspace_id if of is None else of) == workspace_id,
        Kudos.given_at >= window[0],
        Kudos.given_at < window[1],
        may_be_seen_in(workspace_id, slack_channel_id, proven_since),
        *may_be_told_in(slack_channel_id),
    )


def _is_told_of_few(
    workspace_id: int,
    slack_channel_id: str,
    window: tuple[datetime, datetime],
    proven_since: datetime,
) -> Sequence[ColumnElement[bool]]:
    """Whether the channel's digests may tell of a kudos of the window, by the channel's members.

    The window is asked of each recipient's kudos by itself. PostgreSQL would else begin with
    everybody's month, whatever statistics it has, and SQLite with everybody, were the members not
    listed.
    """
    members = select(ChannelMember.slack_user_id).where(
        ChannelMember.workspace_id == workspace_id,
        ChannelMember.slack_channel_id == slack_channel_id,
    )
    given = aliased(Kudos)
    of_window = (
        select(given.workspace_id)
        .where(
            given.id == KudosRecipient.kudos_id,
            given.given_at >= window[0],
            given.given_at < window[1],
        )
        .correlate(KudosRecipient)
        .scalar_subquery()
    )
    return (
        Person.workspace_id == workspace_id,
        Person.slack_user_id.in_(members),
        of_window == workspace_id,
        may_be_seen_in(workspace_id, slack_channel_id, proven_since),
        *may_be_told_in(slack_channel_id),
    )
