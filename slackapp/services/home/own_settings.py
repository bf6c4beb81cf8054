"""What a person chose for themselves, as their Home shows it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.blocks.base.words import say_date
from slackapp.blocks.home.own_settings import OwnSettings
from slackapp.blocks.home.words import mine as words
from slackapp.domain.base.due_times import local_date
from slackapp.services.kudos.me_too_notes import wants_notes
from slackapp.services.reflection.schedule import ScheduleView, get_schedule
from slackapp.services.workspace.people import PersonView, is_in_digests


def read_own_settings(session: Session, *, person: PersonView, now: datetime) -> OwnSettings:
    """What holds for the person."""
    person_id = person.person_id
    return OwnSettings(
        announce=person.announce,
        questions=_say_questions(get_schedule(session, person_id=person_id), person, now),
        is_in_digests=is_in_digests(session, person_id=person_id),
        wants_notes=wants_notes(session, person_id=person_id),
    )


def _say_questions(schedule: ScheduleView | None, person: PersonView, now: datetime) -> str:
    if schedule is None or person.is_guest:
        return ""
    if schedule.is_off:
        return words.QUESTIONS_OFF
    until = schedule.paused_until
    is_paused = until is not None and until > local_date(now, person.tz)
    return words.say_questions(
        schedule.rhythm.weekday,
        schedule.rhythm.hour,
        every_weeks=schedule.rhythm.every_weeks,
        reminds=schedule.wants_reminders,
        paused=say_date(until) if is_paused and until else "",
    )
