"""The weekly question on a Home: the latest one, and when the next one comes, or why none does."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Reflection, ReflectionPrompt
from slackapp.blocks.base.words import say_date
from slackapp.blocks.home.question import QuestionPage, Waiting
from slackapp.blocks.home.words import mine as words
from slackapp.blocks.reflection import words as reflection_words
from slackapp.domain.base.due_times import iso_week_of, local_date, say_day
from slackapp.domain.base.zones import find_zone
from slackapp.services.reflection.questions import name_competency
from slackapp.services.reflection.schedule import ScheduleView, get_policy, get_schedule
from slackapp.services.workspace.people import PersonView
from slackapp.services.workspace.works_council import get_works_council

#: A question that nobody answered for so long is offered no longer.
_STALE = timedelta(weeks=4)
#: Before anybody is asked, and where nobody was after all.
_NOT_ASKED = (None, "missed", "refused")


def read_question(
    session: Session, *, workspace_id: int, person: PersonView, now: datetime
) -> QuestionPage:
    """What is said of the person's questions, and what they can do about them."""
    has_answers = _has_answers(session, person.person_id)
    schedule = get_schedule(session, person_id=person.person_id)
    if schedule is None or person.is_guest:
        return QuestionPage((words.NOT_ASKED,), is_asked=False, has_answers=has_answers)
    if not get_policy(session, workspace_id=workspace_id).is_on:
        off = (reflection_words.SWITCHED_OFF,)
        return QuestionPage(off, is_asked=False, has_answers=has_answers)
    latest = _find_latest(session, person.person_id, now)
    is_of_week = latest is not None and latest.iso_week == iso_week_of(now, schedule.tz)
    state = latest.state if latest is not None and is_of_week else None
    waiting, said = _look_at(session, latest, is_of_week=is_of_week)
    coming = [] if waiting and not waiting.was_skipped else [_say_coming(schedule, person, now)]
    return QuestionPage(
        says=(*said, *coming),
        waiting=waiting,
        may_ask=state in _NOT_ASKED and not (waiting and not waiting.was_skipped),
        has_answers=has_answers,
        may_share=not get_works_council(session, workspace_id=workspace_id).is_on,
    )


def _has_answers(session: Session, person_id: int) -> bool:
    found = select(Reflection.id).where(Reflection.person_id == person_id).limit(1)
    return session.scalar(found) is not None


def _find_latest(session: Session, person_id: int, now: datetime) -> ReflectionPrompt | None:
    return session.scalar(
        select(ReflectionPrompt)
        .where(ReflectionPrompt.person_id == person_id, ReflectionPrompt.due_at > now - _STALE)
        .order_by(ReflectionPrompt.iso_week.desc())
        .limit(1)
    )


def _look_at(
    session: Session, latest: ReflectionPrompt | None, *, is_of_week: bool
) -> tuple[Waiting | None, list[str]]:
    """The question where it can still be answered, and what became of it."""
    if latest is None:
        return None, []
    if latest.competency_key is None:
        is_coming = latest.state == "due"
        is_refused = is_of_week and latest.state == "refused"
        return None, [words.ON_ITS_WAY] * is_coming + [words.REFUSED] * is_refused
    competency, question = name_competency(session, latest)
    if latest.state in ("due", "asked"):
        return Waiting(latest.id, competency, question), []
    if not is_of_week:
        return None, []
    if latest.state == "skipped":
        waiting = Waiting(latest.id, competency, question, was_skipped=True)
        return waiting, [words.say_skipped(competency)]
    if latest.state == "answered":
        return None, [words.say_answered(competency)]
    return None, [words.REFUSED] if latest.state == "refused" else []


def _say_coming(schedule: ScheduleView, person: PersonView, now: datetime) -> str:
    """When the next question comes, or why none does."""
    if schedule.is_off:
        return words.NO_QUESTIONS
    until = schedule.paused_until
    if until is not None and until > local_date(now, person.tz):
        return words.say_paused(say_date(until))
    if schedule.next_due_at is None:
        return words.NO_DATE_YET
    local = schedule.next_due_at.astimezone(find_zone(schedule.tz))
    return words.say_next(say_day(schedule.next_due_at, schedule.tz), f"{local:%H:%M}")
