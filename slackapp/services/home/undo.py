"""Putting back what somebody decided, as long as nothing else changed it since.

Whoever undoes must be somebody who may decide it now, and putting it back is an act of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import AdminAct, Person
from slackapp.domain.base.errors import NotAdmin, NotYours
from slackapp.domain.home.errors import CannotPutBack, ChangedSince
from slackapp.frameworks.loader import FrameworkError
from slackapp.services.home.setting import Scope, Setting, recorded
from slackapp.services.home.settings import SETTINGS
from slackapp.services.team.naming import NAMED, REMOVED, list_named, name_leaders
from slackapp.services.team.teams import check_may_ask
from slackapp.services.workspace.admin_acts import Act, Settings, list_acts, view_act
from slackapp.services.workspace.people import PersonView, is_admin


@dataclass(frozen=True, slots=True)
class Undone:
    """An act that was put back, and whether it had been already."""

    act: Act
    was_already: bool


def undo_act(
    session: Session, *, workspace_id: int, actor: PersonView, act_id: int, now: datetime
) -> Undone:
    """Put back what an act changed; one that was put back already stays as it is.

    Raises NotYours, NotAdmin or NotLeader for whoever may not decide it, ChangedSince where it is
    no longer as the act left it, and CannotPutBack where there is nothing to put back.
    """
    row = session.scalar(
        select(AdminAct)
        .where(AdminAct.workspace_id == workspace_id, AdminAct.id == act_id)
        .with_for_update()
    )
    if row is None:
        raise NotYours
    act = view_act(row)
    _check_may_decide(session, act, actor)
    if act.undone_at is not None:
        return Undone(act, was_already=True)
    if not is_as_left(session, act):
        raise ChangedSince
    if act.kind in SETTINGS:
        _put_back(session, SETTINGS[act.kind], act, actor, now)
    else:
        _put_leader_back(session, act, actor, now)
    row.undone_at = now
    session.flush()
    return Undone(act, was_already=False)


def list_undoable(
    session: Session,
    *,
    workspace_id: int,
    since: datetime,
    most: int,
    slack_channel_id: str | None = None,
) -> list[Act]:
    """The latest acts that can be put back, the newest first; those about one channel alone."""
    latest = list_acts(
        session,
        workspace_id=workspace_id,
        limit=4 * most,
        since=since,
        slack_channel_id=slack_channel_id,
    )
    found = (one for one in latest if one.undone_at is None and one.undoes_id is None)
    return list(islice((one for one in found if _may_go_back(session, one)), most))


def _may_go_back(session: Session, act: Act) -> bool:
    if act.kind in (NAMED, REMOVED):
        return is_as_left(session, act)
    setting = SETTINGS.get(act.kind)
    if setting is None:
        return False
    held = setting.read(session, _scope(act))
    return _is_left(held, act) and setting.may_go_back(held, {**held, **act.before})


def is_as_left(session: Session, act: Act) -> bool:
    """Whether all is still as the act left it. Raises CannotPutBack for what never can be."""
    if act.kind in SETTINGS:
        return _is_left(SETTINGS[act.kind].read(session, _scope(act)), act)
    if act.kind not in (NAMED, REMOVED) or act.slack_channel_id is None:
        raise CannotPutBack
    if act.person_id is None:
        return False
    named = list_named(
        session, workspace_id=act.workspace_id, slack_channel_id=act.slack_channel_id
    )
    return (act.person_id in named) is (act.kind == NAMED)


def _is_left(held: Settings, act: Act) -> bool:
    return all(held.get(name) == value for name, value in act.after.items())


def _scope(act: Act, actor_id: int | None = None) -> Scope:
    return Scope(act.workspace_id, actor_id, act.slack_channel_id or "")


def _check_may_decide(session: Session, act: Act, actor: PersonView) -> None:
    if act.slack_channel_id is None:
        if not is_admin(session, person_id=actor.person_id):
            raise NotAdmin
        return
    check_may_ask(
        session,
        workspace_id=act.workspace_id,
        slack_channel_id=act.slack_channel_id,
        person_id=actor.person_id,
    )


def _put_back(
    session: Session, setting: Setting, act: Act, actor: PersonView, now: datetime
) -> None:
    scope = _scope(act, actor.person_id)
    held = setting.read(session, scope)
    wanted = {**held, **act.before}
    if not setting.may_go_back(held, wanted):
        raise CannotPutBack
    try:
        with recorded(session, setting, scope, now=now, undoes_id=act.act_id):
            setting.write(session, scope, wanted, now)
    except (FrameworkError, ValueError):
        # What was before fits no longer to what was decided beside it.
        raise CannotPutBack from None


def _put_leader_back(session: Session, act: Act, actor: PersonView, now: datetime) -> None:
    person_id, channel = act.person_id, act.slack_channel_id
    assert person_id is not None and channel is not None, act.act_id
    named = list_named(session, workspace_id=act.workspace_id, slack_channel_id=channel)
    if act.kind == REMOVED:
        _check_may_lead(session, person_id)
        wanted = [*named, person_id]
    else:
        wanted = [one for one in named if one != person_id]
    name_leaders(
        session,
        workspace_id=act.workspace_id,
        slack_channel_id=channel,
        person_ids=wanted,
        actor_id=actor.person_id,
        undoes_id=act.act_id,
        now=now,
    )


def _check_may_lead(session: Session, person_id: int) -> None:
    person = session.get_one(Person, person_id)
    is_away = person.is_deactivated or person.is_stranger or person.is_bot
    if is_away or person.is_guest or person.erased_at is not None:
        raise CannotPutBack
