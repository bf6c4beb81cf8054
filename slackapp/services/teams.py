"""Teams: channels, and the leaders that are named for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, delete, select
from sqlalchemy.orm import Session

from db import ChannelMember, PerDialect, Person, Team, TeamLeader
from slackapp.domain.alphabet import alphabetical
from slackapp.errors import NotLeader
from slackapp.services.people import is_admin


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
    """The leaders of that channel, by name."""
    rows = session.execute(
        select(Person.id, Person.slack_user_id, Person.name)
        .join(TeamLeader, TeamLeader.person_id == Person.id)
        .join(Team, Team.id == TeamLeader.team_id)
        .where(Team.workspace_id == workspace_id, Team.slack_channel_id == slack_channel_id)
    )
    return _by_name(rows)


def _by_name(rows: Iterable[Row[int, str, str]]) -> tuple[Leader, ...]:
    leaders = [Leader(*row) for row in rows]
    return tuple(sorted(leaders, key=lambda one: (alphabetical(one.name), one.person_id)))


def check_leads(
    session: Session, *, workspace_id: int, slack_channel_id: str, person_id: int
) -> None:
    """Raise NotLeader unless the person is a leader of that channel, or an admin."""
    leaders = list_leaders(session, workspace_id=workspace_id, slack_channel_id=slack_channel_id)
    is_leader = person_id in [one.person_id for one in leaders]
    if not (is_leader or is_admin(session, person_id=person_id)):
        raise NotLeader


def list_own_leaders(
    session: Session, *, workspace_id: int, slack_user_id: str
) -> tuple[Leader, ...]:
    """The leaders of the teams that a person is in, without the person, by name."""
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
            Person.is_deactivated.is_(False),
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


def set_leaders(
    session: Session, *, workspace_id: int, slack_channel_id: str, person_ids: Sequence[int]
) -> None:
    """Name the leaders of a channel, in place of those that it had."""
    team_id = ensure_team(session, workspace_id, slack_channel_id)
    session.execute(delete(TeamLeader).where(TeamLeader.team_id == team_id))
    session.add_all(
        TeamLeader(team_id=team_id, person_id=person_id) for person_id in dict.fromkeys(person_ids)
    )
    session.flush()
