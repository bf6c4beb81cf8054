"""Weekly questions as people meet them: asked, answered in a form, and looked at."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select, update

from db import Person, Reflection, ReflectionSchedule
from slackapp.blocks import ids
from slackapp.jobs import reflection_prompts
from slackapp.sandbox.state import Message
from slackapp.sandbox.views import View
from tests.flows.office import Office

OFTEN = {"frequency": "4", "share": "only_me"}


def ask(office: Office, person: str) -> Message:
    """Let a person be due now, in a zone where it is noon, and return the question they get."""
    now = office.clock()
    hours = 12 - now.hour
    zone = f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
    with office.sessions.begin() as session:
        person_id = session.scalars(select(Person.id).where(Person.slack_user_id == person)).one()
        session.execute(update(Person).where(Person.id == person_id).values(tz=zone))
        session.execute(
            update(ReflectionSchedule)
            .where(ReflectionSchedule.person_id == person_id)
            .values(tz=zone, next_due_at=now)
        )
    run_round(office)
    return office.told(person)[-1]


def run_round(office: Office) -> None:
    reflection_prompts.run(office.app.tools, lambda _outcome, _count: None)
    office.settle()


def open_form(office: Office, person: str, message: Message, label: str = "Answer") -> View:
    answer = office.tap(person, office.sandbox.im(person), message, label)
    assert answer.ok, answer
    view = office.sandbox.modal(person)
    assert view is not None
    return view


def submit(office: Office, person: str, view: View, **values: Any) -> Any:
    answer = office.sandbox.submit(person, view, **values)
    office.settle()
    return answer


def latest(office: Office, person: str) -> Message:
    return office.told(person)[-1]


def stored(office: Office, person: str) -> list[Reflection]:
    with office.sessions.read() as session:
        return list(
            session.scalars(
                select(Reflection)
                .join(Person, Person.id == Reflection.person_id)
                .where(Person.slack_user_id == person)
            )
        )


def look(office: Office, person: str) -> str:
    """What a person's Home says when they open it."""
    before = office.sandbox.home(person)
    office.sandbox.open_home(person)
    home = office.sandbox.wait_for(
        lambda: (now := office.sandbox.home(person)) is not None and now != before and now,
        message="no Home came",
    )
    return json.dumps(home.blocks, ensure_ascii=False)


def look_at_workspace(office: Office, admin: str) -> View:
    """The view of their workspace that an admin has on their Home."""
    look(office, admin)
    mine = office.sandbox.home(admin)
    assert mine is not None
    assert office.sandbox.press_in_view(admin, mine, ids.HOME_WORKSPACE).ok
    shown = office.sandbox.home(admin)
    assert shown is not None
    return shown
