"""Units of work that fail unexpectedly: how often each did, until when it is left alone, set aside.

Every loop of a job works on units, such as digests, people and kudos. One that raises what nobody
foresaw is noted here, so that all processes leave it alone for a while and go on with the others.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.orm import Session

from db import PerDialect, TroubledUnit, Workspace

#: How long a unit is left alone after its first, second and third failure; then it is set aside.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=25))
#: How long one that was set aside is left alone: whatever ailed it may have been mended.
ASIDE_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Among:
    """Which units of a page are meant: all but some, or one alone."""

    passing_over: frozenset[int] = frozenset()
    only: int | None = None

    def where(self, column: ColumnElement[int]) -> list[ColumnElement[bool]]:
        """The same for a statement, where `column` holds the units' ids."""
        if self.only is not None:
            return [column == self.only]
        return [column.not_in(self.passing_over)] if self.passing_over else []


EVERYTHING = Among()


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A troubled unit as an operator sees it."""

    unit_id: int
    workspace_id: int
    slack_team_id: str
    kind: str
    key: str
    tries: int
    error: str
    failed_at: datetime
    retry_at: datetime
    is_set_aside: bool


_NOTE = PerDialect(
    TroubledUnit,
    lambda statement: (
        statement.values(tries=1)
        .on_conflict_do_update(
            index_elements=["workspace_id", "kind", "key"],
            set_={
                "tries": TroubledUnit.tries + 1,
                "error": statement.excluded.error,
                "failed_at": statement.excluded.failed_at,
            },
        )
        .returning(TroubledUnit.id, TroubledUnit.tries)
    ),
)


def note_failure(
    session: Session,
    *,
    workspace_id: int,
    kind: str,
    key: str,
    error: str,
    most_tries: int,
    now: datetime,
) -> bool:
    """Note that a unit failed, and leave it alone for a while; True where it is now set aside."""
    values = {
        "workspace_id": workspace_id,
        "kind": kind,
        "key": key,
        "error": error,
        "failed_at": now,
        "retry_at": now,
    }
    unit_id, tries = session.connection().execute(_NOTE.of(session), values).one()
    is_set_aside = tries >= most_tries
    wait = ASIDE_FOR if is_set_aside else WAITS[min(tries, len(WAITS)) - 1]
    changes = {"retry_at": now + wait}
    if is_set_aside:
        changes["set_aside_at"] = now
    session.execute(update(TroubledUnit).where(TroubledUnit.id == unit_id).values(changes))
    return bool(is_set_aside)


def read_troubled(session: Session, *, kind: str, now: datetime) -> dict[str, bool]:
    """The keys of all troubled units of a kind, and whether each is to be left alone now."""
    rows = session.execute(
        select(TroubledUnit.key, TroubledUnit.retry_at).where(TroubledUnit.kind == kind)
    )
    return {key: retry_at > now for key, retry_at in rows}


def forget_failure(session: Session, *, workspace_id: int, kind: str, key: str) -> None:
    """Note that a unit is well again."""
    session.execute(
        delete(TroubledUnit).where(
            TroubledUnit.workspace_id == workspace_id,
            TroubledUnit.kind == kind,
            TroubledUnit.key == key,
        )
    )


def count_set_aside(session: Session) -> int:
    """How many units are set aside."""
    # The condition must stand there as the index has it.
    wanted = text("set_aside_at IS NOT NULL")
    return session.scalar(select(func.count()).select_from(TroubledUnit).where(wanted)) or 0


def list_troubled(
    session: Session, *, limit: int, is_set_aside: bool = False, unit_ids: Collection[int] = ()
) -> list[UnitRow]:
    """The units that failed, or only those that are set aside, the oldest first."""
    wanted: list[ColumnElement[bool]] = []
    if is_set_aside:
        wanted.append(TroubledUnit.set_aside_at.is_not(None))
    if unit_ids:
        wanted.append(TroubledUnit.id.in_(unit_ids))
    rows = session.execute(
        select(TroubledUnit, Workspace.slack_team_id)
        .join(Workspace, Workspace.id == TroubledUnit.workspace_id)
        .where(*wanted)
        .order_by(TroubledUnit.id)
        .limit(limit)
    )
    return [
        UnitRow(
            unit_id=unit.id,
            workspace_id=unit.workspace_id,
            slack_team_id=slack_team_id,
            kind=unit.kind,
            key=unit.key,
            tries=unit.tries,
            error=unit.error,
            failed_at=unit.failed_at,
            retry_at=unit.retry_at,
            is_set_aside=unit.set_aside_at is not None,
        )
        for unit, slack_team_id in rows
    ]


def bring_back(session: Session, units: Sequence[UnitRow]) -> None:
    """Let those units be tried again at once, with all their tries before them."""
    session.execute(delete(TroubledUnit).where(TroubledUnit.id.in_([one.unit_id for one in units])))
