"""Asking a person at once, at their own wish; and whether the question of this week was refused."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import OutboxMessage, Person, ReflectionPolicy, ReflectionPrompt, ReflectionSchedule
from slackapp.domain.base.due_times import Rhythm
from slackapp.domain.reflection.errors import SwitchedOff
from slackapp.services.outbox.outbox import PROMPT_LANE, OutgoingMessage, enqueue
from slackapp.services.reflection.claim import DueGroup, record_page
from slackapp.services.workspace.working_days import get_working_days


def ask_now(session: Session, *, person_id: int, now: datetime) -> bool:
    """Record the question of this week at the person's own wish; False if it was asked already.

    One that came too late, or that Slack refused, was not asked.

    Also for somebody who paused or switched off: they stay so. Raises SwitchedOff where nobody of
    the workspace is asked.
    """
    schedule = session.get(ReflectionSchedule, person_id, with_for_update=True)
    if schedule is None:
        return False
    if not session.get_one(ReflectionPolicy, schedule.workspace_id).is_on:
        raise SwitchedOff
    rhythm = Rhythm(schedule.weekday, schedule.hour, schedule.every_weeks)
    days = get_working_days(session, workspace_id=schedule.workspace_id)
    group = DueGroup(schedule.workspace_id, now, schedule.tz, rhythm, schedule.has_own_rhythm, days)
    this_week = (
        ReflectionPrompt.person_id == person_id,
        ReflectionPrompt.iso_week == group.iso_week,
    )
    prompt = session.scalar(select(ReflectionPrompt).where(*this_week).with_for_update())
    if prompt is not None:
        return _ask_anew(session, prompt, now)
    schedule.next_due_at = now
    session.flush()
    record_page(session, group, [person_id], now=now)
    session.execute(update(ReflectionPrompt).where(*this_week).values(was_wished=True))
    due_at = group.find_next(paused_until=schedule.paused_until)
    session.execute(
        update(ReflectionSchedule)
        .where(ReflectionSchedule.person_id == person_id)
        .values(next_due_at=None if schedule.is_off else due_at)
    )
    return True


def _ask_anew(session: Session, prompt: ReflectionPrompt, now: datetime) -> bool:
    """Promise a question once more that never reached its person."""
    if prompt.state not in ("missed", "refused"):
        return False
    prompt.state, prompt.due_at, prompt.was_wished = "due", now, True
    prompt.times_sent += 1
    session.flush()
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.prompt_id == prompt.id, OutboxMessage.state == "failed")
        .values(state="cancelled")
    )
    person = session.get_one(Person, prompt.person_id)
    message = OutgoingMessage(
        slack_channel_id=f"{PROMPT_LANE}{person.slack_user_id}",
        kind="post",
        dedupe_key=f"prompt:{prompt.id}:{prompt.times_sent}",
        payload={},
        prompt_id=prompt.id,
    )
    enqueue(session, workspace_id=prompt.workspace_id, messages=[message], now=now)
    return True
