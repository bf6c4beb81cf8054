"""Naming admins beside Slack's own, and taking that back.

The sync of people leaves it alone, but for those who left or became guests.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import Person, Workspace
from slackapp.blocks.workspace.admins import build_told
from slackapp.domain.base.errors import NotAdmin
from slackapp.domain.workspace.errors import CannotBeAdmin, LastAdmin
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from slackapp.services.workspace.admin_acts import record_act
from slackapp.services.workspace.people import (
    PersonView,
    find_people,
    is_admin,
    list_admins,
)

NAMED, DROPPED = "admin_named", "admin_dropped"


def list_named(session: Session, *, workspace_id: int) -> list[str]:
    """Slack's ids of those who were named and are there to act; Slack's own admins may be too."""
    named = set(
        session.scalars(
            select(Person.id).where(
                Person.workspace_id == workspace_id, Person.is_named_admin.is_(True)
            )
        )
    )
    admins = list_admins(session, workspace_id=workspace_id)
    return [one.slack_user_id for one in admins if one.person_id in named]


def change_named(
    session: Session,
    *,
    workspace_id: int,
    actor: PersonView,
    named: Collection[str],
    dropped: Collection[str],
    now: datetime,
) -> None:
    """Make admins of some, by Slack's ids, and of others no longer; each of them is told.

    Raises NotAdmin where the actor is none any more, CannotBeAdmin for a guest, an app, somebody of
    another company or who is gone, and LastAdmin where nobody would be left.
    """
    # Two admins who take it from each other take turns.
    session.execute(select(Workspace.id).where(Workspace.id == workspace_id).with_for_update())
    if not is_admin(session, person_id=actor.person_id):
        raise NotAdmin
    people = find_people(session, workspace_id=workspace_id, slack_user_ids=[*named, *dropped])
    _check_may_be(named, people)
    for is_named, wanted in ((True, named), (False, dropped)):
        changed = _store(session, [people[one] for one in wanted if one in people], is_named)
        for person in changed:
            _tell(session, workspace_id, actor, person, is_named, now)
    if not list_admins(session, workspace_id=workspace_id):
        raise LastAdmin


def _check_may_be(named: Collection[str], people: dict[str, PersonView]) -> None:
    for who in named:
        person = people.get(who)
        if person is None or not person.can_be_thanked or person.is_guest:
            raise CannotBeAdmin(None if person is None else person.name)


def _store(session: Session, people: Sequence[PersonView], is_named: bool) -> list[PersonView]:
    changed = session.scalars(
        update(Person)
        .where(
            Person.id.in_([one.person_id for one in people]),
            Person.is_named_admin.is_(not is_named),
        )
        .values(is_named_admin=is_named)
        .returning(Person.id)
    )
    ids = set(changed)
    return [one for one in people if one.person_id in ids]


def _tell(
    session: Session,
    workspace_id: int,
    actor: PersonView,
    person: PersonView,
    is_named: bool,
    now: datetime,
) -> None:
    act_id = record_act(
        session,
        workspace_id=workspace_id,
        actor_id=actor.person_id,
        kind=NAMED if is_named else DROPPED,
        person_id=person.person_id,
        now=now,
    )
    if person.person_id == actor.person_id:
        return
    message = OutgoingMessage(
        slack_channel_id=person.slack_user_id,
        kind="post",
        dedupe_key=f"admin_act:{act_id}",
        payload=build_told(f"<@{actor.slack_user_id}>", is_named=is_named).as_payload(),
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)
