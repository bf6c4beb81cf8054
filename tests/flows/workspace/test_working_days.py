"""A workspace's working days through the front door: who sets them, and what moves with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update

from db import Person
from slackapp.blocks import ids
from slackapp.domain.base.working_days import WorkingDays
from slackapp.sandbox.views import View
from slackapp.services.workspace.working_days import get_working_days
from tests.flows.office import Office
from tests.flows.reflecting import look, look_at_workspace, submit
from tests.flows.telling import switch_digests_off

FROM_SUNDAY = ["6", "0", "1", "2", "3"]
USUAL = ["0", "1", "2", "3", "4"]


def open_form(office: Office, admin: str) -> View:
    home = look_at_workspace(office, admin)
    assert office.sandbox.press_in_view(admin, home, ids.WORKING_DAYS).ok
    view = office.sandbox.modal(admin)
    assert view is not None
    return view


def say(office: Office, admin: str, weekdays: list[str], country: str | None = None) -> Any:
    return submit(office, admin, open_form(office, admin), weekdays=weekdays, country=country)


def stored(office: Office) -> WorkingDays:
    with office.sessions.read() as session:
        return get_working_days(session, workspace_id=1)


@pytest.fixture
def admin(shared_office: Office) -> Iterator[str]:
    """An admin of a workspace that works on the usual days."""
    admin = shared_office.person(is_admin=True)
    assert say(shared_office, admin, USUAL).ok
    yield admin
    switch_digests_off(shared_office)


def test_questions_and_digests_move_with_the_days_that_an_admin_sets(
    shared_office: Office, admin: str
) -> None:
    office, ben = shared_office, shared_office.person()
    room = office.room(admin)
    # New people start a week after this Monday, 16 March.
    assert "on Friday, 27 March 2026 at" in look(office, ben)
    assert "Wednesday, 1 April 2026 at" in office.kudos(admin, room, "digest on").text
    assert say(office, admin, FROM_SUNDAY).ok
    assert "on Thursday, 26 March 2026 at" in look(office, ben)
    assert say(office, admin, ["0", "1"]).ok
    assert "on Tuesday, 24 March 2026 at" in look(office, ben)
    assert "Monday, 6 April 2026 at" in office.kudos(admin, room, "digest").text
    # Which is Easter Monday in Germany.
    assert say(office, admin, ["0", "1"], "de-by").ok
    assert "Tuesday, 7 April 2026 at" in office.kudos(admin, room, "digest").text
    assert stored(office) == WorkingDays(frozenset({0, 1}), "DE", "BY")


def test_the_form_shows_what_is_set_and_which_days_off_come_next(
    shared_office: Office, admin: str
) -> None:
    office = shared_office
    assert "The next days off" not in json.dumps(open_form(office, admin).blocks)
    assert say(office, admin, USUAL, "Germany").ok
    shown = json.dumps(open_form(office, admin).blocks)
    assert '"initial_value": "DE"' in shown
    assert "The next days off: Friday, 3 April 2026 (" in shown


@pytest.mark.parametrize(
    ("weekdays", "country", "field", "reason"),
    [
        ([], "DE", ids.WEEKDAYS_BLOCK, ""),
        (USUAL, "Atlantis", ids.COUNTRY_BLOCK, "Use its two letters"),
        (USUAL, "DE-ZZ", ids.COUNTRY_BLOCK, "I do not know that region of DE. I know BB, BE"),
        (USUAL, "JP-13", ids.COUNTRY_BLOCK, "Just write JP"),
    ],
)
def test_what_cannot_be_stored_is_told_at_its_field(
    shared_office: Office,
    admin: str,
    weekdays: list[str],
    country: str,
    field: str,
    reason: str,
) -> None:
    answer = say(shared_office, admin, weekdays, country)
    assert not answer.ok
    assert reason in json.dumps(answer.raw)
    assert field in json.dumps(answer.raw) or answer.error == "input_required"
    assert stored(shared_office) == WorkingDays()


def test_only_admins_open_the_form_and_submit_it(shared_office: Office, admin: str) -> None:
    office, ben = shared_office, shared_office.person()
    look(office, ben)
    assert "Working days" not in json.dumps(office.sandbox.home(ben).blocks)
    view = open_form(office, admin)
    # No longer an admin while the form is open.
    with office.sessions.begin() as session:
        session.execute(update(Person).where(Person.slack_user_id == admin).values(is_admin=False))
    answer = submit(office, admin, view, weekdays=FROM_SUNDAY)
    assert "Only an admin" in json.dumps(answer.raw)
    assert stored(office) == WorkingDays()
