"""The invariants of the weekly reflections."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased

from db import OutboxMessage, Person, Reflection, ReflectionPrompt, ReflectionSchedule

_reader = aliased(Person)

#: What each check is called, what must hold, and the ids of the rows for which it does not.
REFLECTION_CHECKS: list[tuple[str, str, Select[Any]]] = [
    (
        "prompt_not_sent",
        "a prompt that was not missed has its message, sent or in hand",
        select(ReflectionPrompt.id).where(
            ReflectionPrompt.state.in_(("due", "asked")),
            ~exists().where(OutboxMessage.prompt_id == ReflectionPrompt.id),
        ),
    ),
    (
        "prompt_without_question",
        "a prompt that was asked has its question",
        select(ReflectionPrompt.id).where(
            ReflectionPrompt.state.in_(("asked", "answered", "skipped")),
            or_(ReflectionPrompt.behaviour_key.is_(None), ReflectionPrompt.asked_at.is_(None)),
        ),
    ),
    (
        "prompt_astray",
        "a prompt is in its person's workspace",
        select(ReflectionPrompt.id)
        .outerjoin(Person, Person.id == ReflectionPrompt.person_id)
        .where(Person.workspace_id.is_distinct_from(ReflectionPrompt.workspace_id)),
    ),
    (
        "schedule_astray",
        "a schedule is in its person's workspace",
        select(ReflectionSchedule.person_id)
        .outerjoin(Person, Person.id == ReflectionSchedule.person_id)
        .where(Person.workspace_id.is_distinct_from(ReflectionSchedule.workspace_id)),
    ),
    (
        "reflection_astray",
        "an answer belongs to its prompt's person, and is shared within the workspace alone",
        select(Reflection.id)
        .outerjoin(ReflectionPrompt, ReflectionPrompt.id == Reflection.prompt_id)
        .outerjoin(_reader, _reader.id == Reflection.shared_with_id)
        .where(
            or_(
                ReflectionPrompt.person_id.is_distinct_from(Reflection.person_id),
                ReflectionPrompt.workspace_id.is_distinct_from(Reflection.workspace_id),
                _reader.workspace_id != Reflection.workspace_id,
            )
        ),
    ),
]
