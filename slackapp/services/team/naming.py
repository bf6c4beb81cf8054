"""Naming the leaders of a channel, with each that is named or removed written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Person, Team, TeamLeader
from slackapp.domain.base.alphabet import alphabetical
from slackapp.domain.team.errors import AdminsNameLeaders
from slackapp.services.team.teams import may_lead, set_leaders
from slackapp.services.workspace.admin_acts import record_act
from slackapp.services.workspace.people import is_admin
from slackapp.services.workspace.rules import get_rules

#: The kinds of these acts.
NAMED, REMOVED = "leader_named", "leader_removed"


def list_named(session: Session, *, workspace_id: int, slack_channel_id: str) -> tuple[int, ...]:
    """Whoever was named for that channel, in it or not, by our own numbers."""
    rows = session.scalars(
        select(TeamLeader.person_id)
        .join(Team, Team.id == TeamLeader.team_id)
        .where(Team.workspace_id == workspace_id, Team.slack_channel_id == slack_channel_id)
        .order_by(TeamLeader.person_id)
    )
    return tuple(rows)


def list_named_ids(
    session: Session, *, workspace_id: int, slack_channel_id: str
) -> tuple[str, ...]:
    """Slack's ids of those of them who may lead, by name."""
    rows = session.execute(
        select(Person.slack_user_id, Person.name, Person.id)
        .join(TeamLeader, TeamLeader.person_id == Person.id)
        .join(Team, Team.id == TeamLeader.team_id)
        .where(
            Team.workspace_id == workspace_id,
            Team.slack_channel_id == slack_channel_id,
            *may_lead(),
        )
    )
    by_name = sorted(rows, key=lambda row: (alphabetical(row.name), row.id))
    return tuple(row.slack_user_id for row in by_name)


def name_leaders(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    person_ids: Sequence[int],
    actor_id: int,
    now: datetime,
    undoes_id: int | None = None,
) -> list[int]:
    """Name them in place of those that the channel had; returns the numbers of these acts.

    Raises AdminsNameLeaders where that is for admins, and the actor is none.
    """
    here = {"workspace_id": workspace_id, "slack_channel_id": slack_channel_id}
    before = list_named(session, **here)  # type: ignore[arg-type]
    if set(before) != set(person_ids):
        _check_may_name(session, workspace_id, actor_id)
    set_leaders(session, **here, person_ids=person_ids)  # type: ignore[arg-type]
    changes = [
        *((NAMED, one) for one in dict.fromkeys(person_ids) if one not in before),
        *((REMOVED, one) for one in before if one not in person_ids),
    ]
    return [
        record_act(
            session,
            workspace_id=workspace_id,
            actor_id=actor_id,
            kind=kind,
            slack_channel_id=slack_channel_id,
            person_id=person_id,
            undoes_id=undoes_id,
            now=now,
        )
        for kind, person_id in changes
    ]


def _check_may_name(session: Session, workspace_id: int, actor_id: int) -> None:
    if get_rules(session, workspace_id=workspace_id).leaders_name_leaders:
        return
    if not is_admin(session, person_id=actor_id):
        raise AdminsNameLeaders
