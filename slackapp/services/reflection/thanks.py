"""Kudos that a question names as its reason, when they are taken back or changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Person, ReflectionPrompt
from slackapp.domain.base.due_times import local_date
from slackapp.domain.kudos.kudos import KudosView
from slackapp.domain.reflection.choice import Reason
from slackapp.services.reflection.prompts import redraw_prompt
from slackapp.services.reflection.questions import list_recognised

#: What surely holds all of a local day.
_AROUND = timedelta(days=2)


def forget_thanks(session: Session, *, workspace_id: int, kudos: KudosView, now: datetime) -> None:
    """Let no open question go on naming a kudos that nobody stands by any more.

    `kudos` is what it was, and is gone or changed by now.
    """
    rows = session.execute(
        select(ReflectionPrompt, Person)
        .join(Person, Person.id == ReflectionPrompt.person_id)
        .where(
            Person.workspace_id == workspace_id,
            Person.slack_user_id.in_([one.slack_user_id for one in kudos.recipients]),
            ReflectionPrompt.state.in_(("due", "asked", "refused")),
            ReflectionPrompt.reason == Reason.RECOGNISED,
        )
        .order_by(ReflectionPrompt.id)
        .with_for_update(of=ReflectionPrompt)
    )
    for prompt, person in rows.all():
        given_on = local_date(kudos.given_at, person.tz)
        if (prompt.thanked_by, prompt.thanked_on) != (_on_one_line(kudos.giver.name), given_on):
            continue
        thanks = list_recognised(session, person, since=kudos.given_at - _AROUND)
        named = prompt.competency_key, prompt.thanked_by, given_on
        if named not in [
            (one.competency_key, _on_one_line(one.giver_name), one.given_on) for one in thanks
        ]:
            prompt.reason = prompt.thanked_by = prompt.thanked_on = None
            session.flush()
            redraw_prompt(session, prompt, now=now)


def _on_one_line(name: str) -> str:
    """A name as questions store it."""
    return " ".join(name.split())
