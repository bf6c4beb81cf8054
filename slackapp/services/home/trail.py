"""The audit trail: what admins and leaders decided, and which kudos were changed or taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import AdminAct, AuditEntry, Person
from slackapp.blocks.home.trail import ShownAct
from slackapp.domain.base.outside import read_moment
from slackapp.services.workspace.admin_acts import Act, view_act

#: The two kinds of rows, in the order in which those of one moment stand.
_KUDOS, _ACT = 0, 1


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the trail: what is older comes after it."""

    at: datetime
    source: int
    row_id: int

    def as_text(self) -> str:
        """The same as a form carries it."""
        return f"{self.at.isoformat()} {self.source} {self.row_id}"


def read_cursor(carried: str) -> Cursor | None:
    """The place that a form carries; None for anything else, which begins with the newest."""
    moment, _, row = carried.partition(" ")
    at = read_moment(moment)
    try:
        source, row_id = map(int, row.split(" "))
    except ValueError:
        return None
    return Cursor(at, source, row_id) if at and 0 <= row_id < 2**62 else None


def list_trail(
    session: Session, *, workspace_id: int, limit: int, before: Cursor | None = None
) -> tuple[list[ShownAct], Cursor | None]:
    """A page of it, the newest first, and where the next one begins, if there is one."""
    acts = session.scalars(
        select(AdminAct)
        .where(
            AdminAct.workspace_id == workspace_id, *_older(AdminAct.at, AdminAct.id, _ACT, before)
        )
        .order_by(AdminAct.at.desc(), AdminAct.id.desc())
        .limit(limit + 1)
    )
    entries = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.workspace_id == workspace_id,
            *_older(AuditEntry.at, AuditEntry.id, _KUDOS, before),
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(limit + 1)
    )
    found: list[tuple[Cursor, Act | AuditEntry]] = [
        *((Cursor(one.at, _ACT, one.id), view_act(one)) for one in acts),
        *((Cursor(one.at, _KUDOS, one.id), one) for one in entries),
    ]
    found.sort(key=lambda one: one[0], reverse=True)
    page = found[:limit]
    names = _name(session, workspace_id, (one for _, one in page))
    shown = [_show(one, names) for _, one in page]
    return shown, page[-1][0] if len(found) > limit else None


def show_acts(session: Session, *, workspace_id: int, acts: Iterable[Act]) -> list[ShownAct]:
    """These acts as they are told."""
    listed = list(acts)
    names = _name(session, workspace_id, listed)
    return [_show(one, names) for one in listed]


def _older(
    at: InstrumentedAttribute[datetime],
    row_id: InstrumentedAttribute[int],
    source: int,
    before: Cursor | None,
) -> list[ColumnElement[bool]]:
    if before is None:
        return []
    if source < before.source:
        return [at <= before.at]
    if source > before.source:
        return [at < before.at]
    return [or_(at < before.at, and_(at == before.at, row_id < before.row_id))]


def _name(
    session: Session, workspace_id: int, listed: Iterable[Act | AuditEntry]
) -> dict[int | None, str]:
    """Slack's ids of those who acted, and of those whom it was about."""
    wanted: set[int | None] = set()
    for one in listed:
        wanted |= {one.actor_id} | ({one.person_id} if isinstance(one, Act) else set())
    rows = session.execute(
        select(Person.id, Person.slack_user_id).where(
            Person.workspace_id == workspace_id, Person.id.in_(wanted - {None})
        )
    )
    return {person_id: slack_user_id for person_id, slack_user_id in rows}


def _show(one: Act | AuditEntry, names: dict[int | None, str]) -> ShownAct:
    who: dict[str, Any] = {"slack_actor_id": names.get(one.actor_id, ""), "at": one.at}
    if isinstance(one, AuditEntry):
        return ShownAct(kind=f"kudos_{one.kind}", kudos_id=one.kudos_id, **who)
    return ShownAct(
        kind=one.kind,
        slack_channel_id=one.slack_channel_id or "",
        slack_person_id=names.get(one.person_id, ""),
        before=one.before,
        after=one.after,
        is_undone=one.undone_at is not None,
        is_undo=one.undoes_id is not None,
        act_id=one.act_id,
        **who,
    )
