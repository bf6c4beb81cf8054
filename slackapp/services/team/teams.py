"""Teams: channels, the leaders that are named for them, and who reads what leaders read.

That somebody was named a leader, or is an admin, is no right to read: who is in the channel
decides. Its members are read from Slack before anything is told (`jobs/team_reads.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, and_, delete, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from db import Channel, ChannelMember, PerDialect, Person, Team, TeamLeader
from slackapp.domain.base.alphabet import alphabetical
from slackapp.domain.kudos.audience import ChannelKind
from slackapp.domain.team.errors import NotLeader
from slackapp.services.kudos.visibility import is_colleague, is_member
from slackapp.services.workspace.people import CALLED_ADMIN


@dataclass(frozen=True, slots=True)
class Leader:
    """A leader of a team."""

    person_id: int
    slack_user_id: str
    name: str


_ENSURE_TEAM = PerDialect(
    Team,
    lambda statement: statement.on_conflict_do_nothing(
        index_elements=["workspace_id", "slack_channel_id"]
    ),
)


def ensure_team(session: Session, workspace_id: int, slack_channel_id: str) -> int:
    """The team of a channel, made when there is none yet."""
    where = {"workspace_id": workspace_id, "slack_channel_id": slack_channel_id}
    session.connection().execute(_ENSURE_TEAM.of(session), where)
    return session.scalars(
        select(Team.id)
        .where(Team.workspace_id == workspace_id, Team.slack_channel_id == slack_channel_id)
        .with_for_update()
    ).one()


def find_team_id(session: Session, *, workspace_id: int, slack_channel_id: str) -> int | None:
    """The team of a channel; None while it has neither leaders nor a digest nor a report."""
    return session.scalar(
        select(Team.id).where(
            Team.workspace_id == workspace_id, Team.slack_channel_id == slack_channel_id
        )
    )


def find_team_channel(session: Session, *, workspace_id: int, team_id: int) -> str | None:
    """The channel of a team of that workspace; None for any other id."""
    return session.scalar(
        select(Team.slack_channel_id).where(Team.workspace_id == workspace_id, Team.id == team_id)
    )


def list_leaders(
    session: Session, *, workspace_id: int, slack_channel_id: str
) -> tuple[Leader, ...]:
    """The leaders of that channel, by name; whoever left it leads it no longer.

    Where its members were never read, those who were named.
    """
    rows = session.execute(
        select(Person.id, Person.slack_user_id, Person.name)
        .join(TeamLeader, TeamLeader.person_id == Person.id)
        .join(Team, Team.id == TeamLeader.team_id)
        .where(
            Team.workspace_id == workspace_id,
            Team.slack_channel_id == slack_channel_id,
            *may_lead(),
            or_(_is_in(Team.slack_channel_id), ~_was_read(workspace_id, slack_channel_id)),
        )
    )
    return _by_name(rows)


def _by_name(rows: Iterable[Row[int, str, str]]) -> tuple[Leader, ...]:
    leaders = [Leader(*row) for row in rows]
    return tuple(sorted(leaders, key=lambda one: (alphabetical(one.name), one.person_id)))


def may_lead() -> Sequence[ColumnElement[bool]]:
    """Whether a person can be a leader, or read as an admin does, anywhere."""
    return (*is_colleague(), Person.is_guest.is_(False), Person.erased_at.is_(None))


def _is_in(slack_channel_id: InstrumentedAttribute[str] | str) -> ColumnElement[bool]:
    """Whether a person is in that channel, by what was last read."""
    return exists().where(
        is_member(ChannelMember, Person), ChannelMember.slack_channel_id == slack_channel_id
    )


def _was_read(workspace_id: int, slack_channel_id: str) -> ColumnElement[bool]:
    """Whether it was ever read who is in that channel."""
    return exists().where(
        Channel.workspace_id == workspace_id,
        Channel.slack_channel_id == slack_channel_id,
        Channel.members_checked_at.is_not(None),
    )


def may_read_as_leader(
    session: Session, *, workspace_id: int, slack_channel_id: str, person_id: int
) -> bool:
    """Whether a person may read what the leaders of that channel read, by its members as stored.

    Leaders must be in it. Admins may look at a public channel, and must be in any other.
    """
    is_public = exists().where(
        Channel.workspace_id == workspace_id,
        Channel.slack_channel_id == slack_channel_id,
        Channel.kind == ChannelKind.PUBLIC,
    )
    is_here = _is_in(slack_channel_id)
    may_read = or_(
        and_(is_here, or_(CALLED_ADMIN, _was_named(workspace_id, slack_channel_id))),
        and_(CALLED_ADMIN, is_public),
    )
    return _holds(session, workspace_id, person_id, may_read)


def check_leads(
    session: Session, *, workspace_id: int, slack_channel_id: str, person_id: int
) -> None:
    """Raise NotLeader unless the person may read what the leaders of that channel read.

    Asked when it is told: the channel's members must have been read for it.
    """
    where = {"workspace_id": workspace_id, "slack_channel_id": slack_channel_id}
    if not may_read_as_leader(session, **where, person_id=person_id):  # type: ignore[arg-type]
        raise NotLeader


def check_may_ask(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    person_id: int,
    is_typed_there: bool = False,
) -> None:
    """Raise NotLeader unless the person may decide for that channel, or ask to read of it.

    Whoever typed a command in a channel is in it; otherwise its members as they are stored say so,
    where they were ever read. What is then told asks again, once they have been read anew.
    """
    where = {"workspace_id": workspace_id, "slack_channel_id": slack_channel_id}
    is_of_it = or_(CALLED_ADMIN, _was_named(workspace_id, slack_channel_id))
    if not is_typed_there and session.scalar(select(_was_read(workspace_id, slack_channel_id))):
        check_leads(session, **where, person_id=person_id)  # type: ignore[arg-type]
    elif not _holds(session, workspace_id, person_id, is_of_it):
        raise NotLeader


def _was_named(workspace_id: int, slack_channel_id: str) -> ColumnElement[bool]:
    return exists().where(
        TeamLeader.person_id == Person.id,
        TeamLeader.team_id == Team.id,
        Team.workspace_id == workspace_id,
        Team.slack_channel_id == slack_channel_id,
    )


def _holds(
    session: Session, workspace_id: int, person_id: int, condition: ColumnElement[bool]
) -> bool:
    found = select(Person.id).where(
        Person.workspace_id == workspace_id, Person.id == person_id, *may_lead(), condition
    )
    return session.scalar(found) is not None


def list_own_leaders(
    session: Session, *, workspace_id: int, slack_user_id: str
) -> tuple[Leader, ...]:
    """The leaders of the teams that a person is in, without the person, by name."""
    theirs = aliased(ChannelMember)
    is_there_too = exists().where(
        is_member(theirs, Person), theirs.slack_channel_id == Team.slack_channel_id
    )
    rows = session.execute(
        select(Person.id, Person.slack_user_id, Person.name)
        .distinct()
        .join(TeamLeader, TeamLeader.person_id == Person.id)
        .join(Team, Team.id == TeamLeader.team_id)
        .join(
            ChannelMember,
            (ChannelMember.workspace_id == Team.workspace_id)
            & (ChannelMember.slack_channel_id == Team.slack_channel_id),
        )
        .where(
            Team.workspace_id == workspace_id,
            ChannelMember.slack_user_id == slack_user_id,
            Person.slack_user_id != slack_user_id,
            *may_lead(),
            is_there_too,
        )
    )
    return _by_name(rows)


def list_team_channels(session: Session, *, workspace_id: int) -> tuple[str, ...]:
    """The channels that have leaders."""
    rows = session.scalars(
        select(Team.slack_channel_id)
        .distinct()
        .join(TeamLeader, TeamLeader.team_id == Team.id)
        .where(Team.workspace_id == workspace_id)
        .order_by(Team.slack_channel_id)
    )
    return tuple(rows)


def list_led_channels(session: Session, *, workspace_id: int, person_id: int) -> tuple[str, ...]:
    """The channels that a person leads: was named for, and is in where its members were read."""
    was_read = exists().where(
        Channel.workspace_id == Team.workspace_id,
        Channel.slack_channel_id == Team.slack_channel_id,
        Channel.members_checked_at.is_not(None),
    )
    rows = session.scalars(
        select(Team.slack_channel_id)
        .join(TeamLeader, TeamLeader.team_id == Team.id)
        .join(Person, Person.id == TeamLeader.person_id)
        .where(
            TeamLeader.person_id == person_id,
            Team.workspace_id == workspace_id,
            *may_lead(),
            or_(_is_in(Team.slack_channel_id), ~was_read),
        )
        .order_by(Team.slack_channel_id)
    )
    return tuple(rows)


def set_leaders(
    session: Session, *, workspace_id: int, slack_channel_id: str, person_ids: Sequence[int]
) -> None:
    """Name the leaders of a channel, in place of those that it had."""
    team_id = ensure_team(session, workspace_id, slack_channel_id)
    session.execute(delete(TeamLeader).where(TeamLeader.team_id == team_id))
    session.add_all(
        TeamLeader(team_id=team_id, person_id=person_id, workspace_id=workspace_id)
        for person_id in dict.fromkeys(person_ids)
    )
    session.flush()
