"""What is done with answers over time: counting them, and deleting those that are too old."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import Session, defer

from db import Person, Reflection, ReflectionPrompt, table_of
from slackapp.services.base.units import EVERYTHING, Among
from slackapp.services.reflection.posts import withdraw_share

#: Below so many, counts could tell of single people.
SMALLEST_COUNT = 5


def count_recent(session: Session, *, workspace_id: int, since: datetime) -> tuple[int, int] | None:
    """How many questions were asked and answered since then; None where they are too few."""
    asked, answered = session.execute(
        select(
            func.count(ReflectionPrompt.asked_at),
            func.count(Reflection.id),
        )
        .select_from(ReflectionPrompt)
        .outerjoin(Reflection, Reflection.prompt_id == ReflectionPrompt.id)
        .where(ReflectionPrompt.workspace_id == workspace_id, ReflectionPrompt.recorded_at >= since)
    ).one()
    return (asked, answered) if answered >= SMALLEST_COUNT else None


def expire_reflections(
    session: Session,
    *,
    workspace_id: int,
    before: datetime,
    limit: int,
    now: datetime,
    among: Among = EVERYTHING,
) -> int:
    """Delete answers given before that time, also where they are shared; returns how many."""
    rows = session.execute(
        select(Reflection, Person.name)
        # What they say is not read: it goes also where no key opens it.
        .options(defer(Reflection.note), defer(Reflection.next_step))
        .join(Person, Person.id == Reflection.person_id)
        .where(*_is_old(workspace_id, before, among))
        .order_by(Reflection.answered_at)
        .limit(limit)
    ).all()
    for reflection, owner_name in rows:
        withdraw_share(session, reflection, owner_name, now)
        session.delete(reflection)
    session.flush()
    return len(rows)


def list_expired(
    session: Session,
    *,
    workspace_id: int,
    before: datetime,
    limit: int,
    among: Among = EVERYTHING,
) -> list[tuple[int, int]]:
    """The answers that `expire_reflections` would delete, each with its workspace before it."""
    rows = session.scalars(
        select(Reflection.id)
        .where(*_is_old(workspace_id, before, among))
        .order_by(Reflection.answered_at)
        .limit(limit)
    )
    return [(workspace_id, reflection_id) for reflection_id in rows]


def _is_old(workspace_id: int, before: datetime, among: Among) -> tuple[ColumnElement[bool], ...]:
    return (
        Reflection.workspace_id == workspace_id,
        Reflection.answered_at < before,
        *among.where(table_of(Reflection).c.id),
    )


def expire_prompts(session: Session, *, workspace_id: int, before: datetime, limit: int) -> int:
    """Delete prompts recorded before that time which nobody answered; returns how many."""
    old = (
        select(ReflectionPrompt.id)
        .where(
            ReflectionPrompt.workspace_id == workspace_id,
            ReflectionPrompt.recorded_at < before,
            ~exists().where(Reflection.prompt_id == ReflectionPrompt.id),
        )
        .limit(limit)
    )
    ids = session.scalars(old).all()
    session.execute(delete(ReflectionPrompt).where(ReflectionPrompt.id.in_(ids)))
    return len(ids)
