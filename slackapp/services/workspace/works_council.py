"""Works-council mode: one switch after which leaders read what everybody in the channel reads.

What it takes away is refused where it is asked for and again where it would be told, so that an
old button or a promise of before brings nothing. Nothing is deleted: off again, all is back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import PerDialect, WorksCouncil
from slackapp.domain.workspace.errors import Taken, TakenAway
from slackapp.services.base.redraws import mark_all_digests


@dataclass(frozen=True, slots=True)
class WorksCouncilView:
    """Whether the mode is on, and whether digests name nobody then."""

    is_on: bool = False
    hides_names: bool = False


_RECORD = PerDialect(
    WorksCouncil,
    lambda statement: statement.on_conflict_do_update(
        index_elements=["workspace_id"],
        set_={name: statement.excluded[name] for name in ("is_on", "hides_names", "is_settled")},
    ),
)


def get_works_council(session: Session, *, workspace_id: int) -> WorksCouncilView:
    """What the workspace decided; without a decision the mode is off."""
    row = session.execute(
        select(WorksCouncil.is_on, WorksCouncil.hides_names).where(
            WorksCouncil.workspace_id == workspace_id
        )
    ).one_or_none()
    return WorksCouncilView() if row is None else WorksCouncilView(*row)


def change_works_council(
    session: Session, *, workspace_id: int, mode: WorksCouncilView, now: datetime
) -> None:
    """Store the decision in place of the one before.

    What was shared, and what digests told, follows: a job looks after each.
    """
    before = get_works_council(session, workspace_id=workspace_id)
    if mode == before:
        return
    values = {"workspace_id": workspace_id, **asdict(mode), "is_settled": False}
    session.connection().execute(_RECORD.of(session), values)
    if mode.hides_names != before.hides_names:
        mark_all_digests(session, workspace_id=workspace_id, now=now)


def check_not_taken_away(session: Session, *, workspace_id: int, what: Taken) -> None:
    """Raise TakenAway where the workspace's mode takes that away."""
    if get_works_council(session, workspace_id=workspace_id).is_on:
        raise TakenAway(what)


def list_unsettled(session: Session) -> dict[int, bool]:
    """The workspaces whose shared answers have yet to follow the switch, and whether it is on."""
    rows = session.execute(
        select(WorksCouncil.workspace_id, WorksCouncil.is_on)
        .where(WorksCouncil.is_settled.is_(False))
        .order_by(WorksCouncil.workspace_id)
    )
    return {workspace_id: is_on for workspace_id, is_on in rows}


def mark_settled(session: Session, *, workspace_id: int, is_on: bool) -> None:
    """Note that everything follows the switch, unless it was used meanwhile."""
    session.execute(
        update(WorksCouncil)
        .where(WorksCouncil.workspace_id == workspace_id, WorksCouncil.is_on.is_(is_on))
        .values(is_settled=True)
    )
