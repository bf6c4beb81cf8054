"""What Slack last said of a channel and its members, for as long as it may be believed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, literal, select
from sqlalchemy.orm import Session

from db import Channel, ChannelMember, PerDialect, Person
from slackapp.domain.kudos.audience import ChannelKind, Place

#: How long a channel's kind and members are believed without asking Slack again.
FRESH_FOR = timedelta(minutes=10)
#: For whoever runs Kudoscope, without Slack at hand: a channel is what it last was.
AS_LAST_READ = datetime(2000, 1, 1, tzinfo=UTC)

#: Members that one statement names.
_PAGE = 500


# Built once, as it is run for every kudos.
_FIND_PLACE = select(Channel.kind, Channel.app_is_member, Channel.is_shared).where(
    Channel.workspace_id == bindparam("workspace_id"),
    Channel.slack_channel_id == bindparam("slack_channel_id"),
    Channel.checked_at > bindparam("since"),
)


_SAID = ("kind", "is_shared", "app_is_member", "checked_at")
# Two people may be the first in a channel at the same moment.
_RECORD_PLACE = PerDialect(
    Channel,
    lambda statement: statement.on_conflict_do_update(
        index_elements=["workspace_id", "slack_channel_id"],
        set_={name: statement.excluded[name] for name in _SAID},
    ),
)


# Built once, as they are run for every announcement.
_HAS_FRESH_MEMBERS = select(literal(1)).where(
    Channel.workspace_id == bindparam("workspace_id"),
    Channel.slack_channel_id == bindparam("slack_channel_id"),
    Channel.members_checked_at > bindparam("since"),
)
_FIND_MEMBERS = select(ChannelMember.slack_user_id).where(
    ChannelMember.workspace_id == bindparam("workspace_id"),
    ChannelMember.slack_channel_id == bindparam("slack_channel_id"),
)


def find_place(
    session: Session, *, workspace_id: int, slack_channel_id: str, now: datetime
) -> Place | None:
    """The channel as it was read in the last ten minutes, else None."""
    row = (
        session.connection()
        .execute(
            _FIND_PLACE,
            {
                "workspace_id": workspace_id,
                "slack_channel_id": slack_channel_id,
                "since": now - FRESH_FOR,
            },
        )
        .one_or_none()
    )
    if row is None:
        return None
    kind = ChannelKind(row.kind)
    return Place(slack_channel_id, kind, row.app_is_member, is_shared=row.is_shared)


def record_place(session: Session, *, workspace_id: int, place: Place, now: datetime) -> None:
    """Store what Slack just said of the channel."""
    session.execute(
        _RECORD_PLACE.of(session),
        {
            "workspace_id": workspace_id,
            "slack_channel_id": place.slack_channel_id,
            "kind": place.kind,
            "is_shared": place.is_shared,
            "app_is_member": place.app_is_member,
            "checked_at": now,
        },
    )


def find_members(
    session: Session, *, workspace_id: int, slack_channel_id: str, now: datetime
) -> frozenset[str] | None:
    """Who is in the channel, if that was read in the last ten minutes."""
    where: dict[str, Any] = {"workspace_id": workspace_id, "slack_channel_id": slack_channel_id}
    connection = session.connection()
    if connection.scalar(_HAS_FRESH_MEMBERS, {**where, "since": now - FRESH_FOR}) is None:
        return None
    return frozenset(connection.scalars(_FIND_MEMBERS, where))


def was_read_since(
    session: Session, *, workspace_id: int, slack_channel_id: str, since: datetime
) -> bool:
    """Whether the channel, with the app in it, and its members were read at that time or later."""
    found = session.scalar(
        select(literal(1)).where(
            Channel.workspace_id == workspace_id,
            Channel.slack_channel_id == slack_channel_id,
            Channel.app_is_member.is_(True),
            Channel.checked_at >= since,
            Channel.members_checked_at >= since,
        )
    )
    return found is not None


def record_members(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    slack_user_ids: Collection[str],
    now: datetime,
) -> None:
    """Bring the stored members of a channel up to date; nothing for a channel we do not know.

    Only who came and who left is written: others write nothing meanwhile.
    """
    channel = session.scalar(
        select(Channel)
        .where(Channel.workspace_id == workspace_id, Channel.slack_channel_id == slack_channel_id)
        .with_for_update()
    )
    if channel is None:
        return
    of_channel = (
        ChannelMember.workspace_id == workspace_id,
        ChannelMember.slack_channel_id == slack_channel_id,
    )
    in_channel = select(ChannelMember.slack_user_id).where(*of_channel)
    known, wanted = set(session.scalars(in_channel)), set(slack_user_ids)
    # Whoever was erased is in the channel, and is not to be stored again.
    gone = known - wanted | _find_erased(session, workspace_id, in_channel)
    for page in _pages(gone):
        session.execute(
            delete(ChannelMember).where(*of_channel, ChannelMember.slack_user_id.in_(page))
        )
    for page in _pages(wanted - known):
        erased = _find_erased(session, workspace_id, page)
        rows = [
            {
                "workspace_id": workspace_id,
                "slack_channel_id": slack_channel_id,
                "slack_user_id": slack_user_id,
            }
            for slack_user_id in page
            if slack_user_id not in erased
        ]
        if rows:
            session.execute(insert(ChannelMember), rows)
    channel.members_checked_at = now
    session.flush()


def _find_erased(
    session: Session, workspace_id: int, slack_user_ids: Select[str] | Sequence[str]
) -> set[str]:
    rows = session.scalars(
        select(Person.slack_user_id).where(
            Person.workspace_id == workspace_id,
            Person.slack_user_id.in_(slack_user_ids),
            Person.erased_at.is_not(None),
        )
    )
    return set(rows)


def _pages(slack_user_ids: Collection[str]) -> Iterator[Sequence[str]]:
    """The ids in one order, so many at a time as a statement takes."""
    ordered = sorted(slack_user_ids)
    for start in range(0, len(ordered), _PAGE):
        yield ordered[start : start + _PAGE]
