"""Answers to prompts: whose they are, what they say, and whom they are shared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db import Person, Reflection, ReflectionPrompt, ReflectionSchedule, as_filter
from slackapp.blocks.reflection import words
from slackapp.blocks.reflection.reflection import (
    OpenStep,
    ReflectionCard,
    build_answered,
    build_deleted,
    build_shared,
    build_skipped,
    build_snoozed,
)
from slackapp.domain.base.due_times import choose_later_day, find_hour, local_date
from slackapp.domain.base.errors import NotYours
from slackapp.domain.reflection.errors import CannotShare
from slackapp.domain.workspace.errors import Taken, TakenAway
from slackapp.services.reflection.posts import share_with, show_on_posts, withdraw_share
from slackapp.services.reflection.questions import explain, name_competency
from slackapp.services.workspace.people import PersonView, find_person_view
from slackapp.services.workspace.working_days import get_working_days
from slackapp.services.workspace.works_council import check_not_taken_away, get_works_council


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says in a form; empty texts are None.

    One that `keeps_sharing` asked nothing about it, so that this stays as it is.
    """

    frequency: int
    note: str | None
    next_step: str | None
    shared_with: PersonView | None
    keeps_sharing: bool = False


@dataclass(frozen=True, slots=True)
class PromptView:
    """A prompt of the person who asks for it, with their answer if there is one."""

    prompt_id: int
    competency_name: str
    question: str
    because: str
    due_at: datetime
    reflection: ReflectionCard | None
    slack_shared_with: str | None


def get_prompt(
    session: Session, *, workspace_id: int, person_id: int, prompt_id: int, now: datetime
) -> PromptView:
    """The person's own prompt. Raises NotYours for any other, and for one not asked yet."""
    prompt = _get_own(session, workspace_id, person_id, prompt_id)
    name, question = name_competency(session, prompt)
    today = local_date(now, session.get_one(Person, prompt.person_id).tz)
    found = session.execute(
        select(Reflection, Person.name, Person.slack_user_id)
        .outerjoin(Person, Person.id == Reflection.shared_with_id)
        .where(Reflection.prompt_id == prompt.id)
    ).one_or_none()
    return PromptView(
        prompt_id=prompt.id,
        competency_name=name,
        question=question,
        because=explain(session, prompt, today=today),
        due_at=prompt.due_at,
        reflection=None if found is None else _card(session, found[0], found[1]),
        slack_shared_with=None if found is None else found[2],
    )


def _get_own(
    session: Session, workspace_id: int, person_id: int, prompt_id: int
) -> ReflectionPrompt:
    prompt = session.scalar(
        select(ReflectionPrompt)
        .where(
            ReflectionPrompt.id == prompt_id,
            ReflectionPrompt.workspace_id == workspace_id,
            ReflectionPrompt.person_id == person_id,
            ReflectionPrompt.competency_key.is_not(None),
        )
        .with_for_update()
    )
    if prompt is None:
        raise NotYours
    return prompt


def find_open_step(session: Session, *, person_id: int, before: datetime) -> OpenStep | None:
    """The next step of the latest answer before a prompt, while nobody said what became of it."""
    row = session.scalar(
        select(Reflection)
        .join(ReflectionPrompt, ReflectionPrompt.id == Reflection.prompt_id)
        .where(Reflection.person_id == person_id, ReflectionPrompt.due_at < before)
        .order_by(ReflectionPrompt.due_at.desc())
        .limit(1)
    )
    if row is None or not row.next_step or row.step_result is not None:
        return None
    return OpenStep(row.id, row.next_step)


def answer_prompt(
    session: Session, *, person: PersonView, prompt_id: int, answer: Answer, now: datetime
) -> ReflectionCard:
    """Store an answer, or change it; whoever it is shared with is told.

    Raises NotYours for somebody else's prompt, CannotShare for a person it cannot go to, and for
    anybody new where nothing is shared.
    """
    workspace_id = _workspace_of(session, person)
    prompt = _get_own(session, workspace_id, person.person_id, prompt_id)
    reflection = session.scalar(select(Reflection).where(Reflection.prompt_id == prompt.id))
    before = None if reflection is None else reflection.shared_with_id
    reader = answer.shared_with
    if answer.keeps_sharing and before is not None:
        reader = find_person_view(session, person_id=before)
    _check_share(session, workspace_id, person, reader, before)
    shared_with_id = reader.person_id if reader else None
    if reflection is None:
        reflection = Reflection(
            workspace_id=workspace_id,
            person_id=person.person_id,
            prompt_id=prompt.id,
            framework_key=prompt.framework_key,
            competency_key=prompt.competency_key,
            behaviour_key=prompt.behaviour_key,
            answered_at=now,
        )
        session.add(reflection)
    reflection.frequency = answer.frequency
    reflection.note, reflection.next_step = answer.note, answer.next_step
    reflection.shared_with_id, reflection.changed_at = shared_with_id, now
    prompt.asked_at = prompt.asked_at or now
    prompt.state, prompt.again, prompt.again_at = "answered", None, None
    session.flush()
    card = _card(session, reflection, reader.name if reader else None)
    if before != shared_with_id:
        withdraw_share(session, reflection, person.name, now)
    if reader is not None:
        share_with(session, reflection, build_shared(card, person.name), reader, now)
    show_on_posts(session, prompt, build_answered(card), now)
    return card


def show_answer(session: Session, reflection: Reflection, now: datetime) -> None:
    """Let every message about an answer show what it says now, and with whom it is shared."""
    prompt = session.get_one(ReflectionPrompt, reflection.prompt_id)
    owner = session.get_one(Person, reflection.person_id)
    reader = (
        None
        if reflection.shared_with_id is None
        else find_person_view(session, person_id=reflection.shared_with_id)
    )
    card = _card(session, reflection, reader.name if reader else None)
    if reader is not None:
        share_with(session, reflection, build_shared(card, owner.name), reader, now)
    show_on_posts(session, prompt, build_answered(card), now)


def _check_share(
    session: Session,
    workspace_id: int,
    person: PersonView,
    chosen: PersonView | None,
    before: int | None,
) -> None:
    if chosen is None or chosen.person_id == before:
        return
    if get_works_council(session, workspace_id=workspace_id).is_on:
        raise CannotShare(str(TakenAway(Taken.SHARING)))
    if chosen.person_id == person.person_id:
        raise CannotShare(words.READER_IS_YOU)
    if chosen.is_bot or chosen.is_deactivated or chosen.is_stranger:
        raise CannotShare(words.READER_IS_NO_COLLEAGUE)


def record_step_result(
    session: Session, *, person_id: int, reflection_id: int, result: str, now: datetime
) -> None:
    """Store what became of a next step. Raises NotYours for somebody else's."""
    found = session.scalar(
        update(Reflection)
        .where(Reflection.id == reflection_id, Reflection.person_id == person_id)
        .values(step_result=result, changed_at=now)
        .returning(Reflection.id)
    )
    if found is None:
        raise NotYours


def delete_reflection(
    session: Session, *, person: PersonView, reflection_id: int, now: datetime
) -> None:
    """Delete an answer for good, also where it was shared. Raises NotYours for another's."""
    reflection = session.scalar(
        select(Reflection)
        .where(Reflection.id == reflection_id, Reflection.person_id == person.person_id)
        .with_for_update()
    )
    if reflection is None:
        raise NotYours
    prompt = session.get_one(ReflectionPrompt, reflection.prompt_id)
    withdraw_share(session, reflection, person.name, now)
    name, _ = name_competency(session, prompt)
    session.delete(reflection)
    session.flush()
    show_on_posts(session, prompt, build_deleted(name), now)


def skip_prompt(
    session: Session, *, workspace_id: int, person_id: int, prompt_id: int, now: datetime
) -> None:
    """Let a question pass; an answer that was given stays. Raises NotYours for another's."""
    prompt = _get_own(session, workspace_id, person_id, prompt_id)
    if prompt.state not in ("due", "asked"):
        return
    # Whoever taps it has it before them, though its delivery may not be recorded yet.
    prompt.asked_at = prompt.asked_at or now
    prompt.state, prompt.again, prompt.again_at = "skipped", None, None
    session.flush()
    show_on_posts(
        session, prompt, build_skipped(name_competency(session, prompt)[0], prompt.id), now
    )


def snooze_prompt(
    session: Session,
    *,
    workspace_id: int,
    person: PersonView,
    prompt_id: int,
    until: str,
    now: datetime,
) -> None:
    """Ask again on that date, "tomorrow" or on "monday", at the person's hour.

    A day that has passed, or is a day off, becomes a working day after it. Raises NotYours for
    another's prompt, and for a text that is no day.
    """
    prompt = _get_own(session, workspace_id, person.person_id, prompt_id)
    if prompt.state not in ("due", "asked", "skipped"):
        return
    prompt.asked_at = prompt.asked_at or now
    hour = session.get_one(ReflectionSchedule, person.person_id).hour
    days = get_working_days(session, workspace_id=workspace_id)
    try:
        day = choose_later_day(until, now=now, zone_name=person.tz, days=days)
    except ValueError:
        raise NotYours from None
    prompt.state, prompt.again = "asked", "snooze"
    prompt.again_at = find_hour(day, person.tz, hour)
    session.flush()
    show_on_posts(
        session, prompt, build_snoozed(name_competency(session, prompt)[0], prompt.id, day), now
    )


def count_reflections(session: Session, *, person_id: int) -> int:
    """How many questions the person has answered."""
    of_person = select(func.count()).where(Reflection.person_id == person_id)
    return session.scalar(of_person) or 0


def list_reflections(
    session: Session, *, person_id: int, limit: int, before: datetime | None = None
) -> tuple[tuple[datetime, ReflectionCard], ...]:
    """The person's answers with their times, the latest first."""
    statement = (
        select(Reflection, Person.name)
        .outerjoin(Person, Person.id == Reflection.shared_with_id)
        .where(Reflection.person_id == person_id)
        .order_by(Reflection.answered_at.desc(), Reflection.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(Reflection.answered_at < before)
    return tuple(
        (row.answered_at, _card(session, row, name)) for row, name in session.execute(statement)
    )


def list_shared(
    session: Session, *, workspace_id: int, owner_id: int, reader_id: int, limit: int
) -> tuple[ReflectionCard, ...]:
    """What the owner shares with the reader, and nothing else; the latest first.

    Raises TakenAway where nothing is shared.
    """
    check_not_taken_away(session, workspace_id=workspace_id, what=Taken.SHARED)
    rows = session.execute(
        select(Reflection, Person.name)
        .join(Person, Person.id == Reflection.shared_with_id)
        .where(
            as_filter(Reflection.workspace_id) == workspace_id,
            Reflection.person_id == owner_id,
            Reflection.shared_with_id == reader_id,
            Reflection.share_is_hidden.is_(False),
        )
        .order_by(Reflection.answered_at.desc(), Reflection.id.desc())
        .limit(limit)
    )
    return tuple(_card(session, row, name) for row, name in rows)


def _card(session: Session, row: Reflection, shared_with: str | None) -> ReflectionCard:
    name, question = name_competency(session, row)
    return ReflectionCard(
        reflection_id=row.id,
        prompt_id=row.prompt_id,
        competency_name=name,
        question=question,
        frequency=row.frequency,
        note=row.note,
        next_step=row.next_step,
        step_result=row.step_result,
        shared_with=None if row.share_is_hidden else shared_with,
    )


def _workspace_of(session: Session, person: PersonView) -> int:
    return session.scalars(select(Person.workspace_id).where(Person.id == person.person_id)).one()
