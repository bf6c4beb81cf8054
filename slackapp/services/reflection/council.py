"""Shared answers in works-council mode: hidden from whom they went to, and shown again later.

With whom somebody shares an answer stays stored, so that nothing is lost when the mode ends.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import Person, Reflection, table_of
from slackapp.blocks.reflection.reflection import build_share_hidden
from slackapp.services.base.units import EVERYTHING, Among
from slackapp.services.reflection.posts import show_hidden
from slackapp.services.reflection.reflections import show_answer


def settle_shares(
    session: Session,
    *,
    workspace_id: int,
    is_on: bool,
    limit: int,
    now: datetime,
    among: Among = EVERYTHING,
) -> int:
    """Let shared answers follow the switch, some of those that do not; returns how many."""
    rows = session.execute(
        select(Reflection, Person.name)
        .join(Person, Person.id == Reflection.person_id)
        .where(*_are_to_settle(workspace_id, is_on, among))
        .order_by(Reflection.id)
        .limit(limit)
        .with_for_update(of=Reflection)
    ).all()
    for reflection, owner_name in rows:
        reflection.share_is_hidden = is_on
        if reflection.share_message_id is None:
            continue
        if is_on:
            show_hidden(session, reflection, build_share_hidden(owner_name), now)
        show_answer(session, reflection, now)
    session.flush()
    return len(rows)


def list_to_settle(
    session: Session,
    *,
    workspace_id: int,
    is_on: bool,
    limit: int,
    among: Among = EVERYTHING,
) -> list[tuple[int, int]]:
    """The answers that `settle_shares` would change, each with its workspace before it."""
    rows = session.scalars(
        select(Reflection.id)
        .where(*_are_to_settle(workspace_id, is_on, among))
        .order_by(Reflection.id)
        .limit(limit)
    )
    return [(workspace_id, reflection_id) for reflection_id in rows]


def _are_to_settle(workspace_id: int, is_on: bool, among: Among) -> tuple[ColumnElement[bool], ...]:
    return (
        Reflection.workspace_id == workspace_id,
        Reflection.shared_with_id.is_not(None),
        Reflection.share_is_hidden.is_not(is_on),
        *among.where(table_of(Reflection).c.id),
    )
