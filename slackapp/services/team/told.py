"""Which kudos a channel's digests may tell of in a window, so asked that others cost nothing.

A small team's are looked for among what its members received, and those of a channel that many
people are in by the time that they were given. Both find the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from db import ChannelMember, Kudos, KudosRecipient, Person
from slackapp.services.kudos.visibility import may_be_seen_in, may_be_told_in

#: A team is small where the workspace has more than so many people for each of its members: so many
#: months of theirs are as much as one month of everybody's.
_MONTHS = 12


def choose_told(
    session: Session,
    workspace_id: int,
    slack_channel_id: str,
    window: tuple[datetime, datetime],
    proven_since: datetime,
) -> Sequence[ColumnElement[bool]]:
    """The conditions that find the kudos sooner: by the channel's members, or by time."""
    by = is_told_of_few if is_small_team(session, workspace_id, slack_channel_id) else is_told
    return by(workspace_id, slack_channel_id, window, proven_since)


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


def is_told_of_few(
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
