"""Admins name others on their Home, and decide how long things are kept: what they are told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db import Kudos, Workspace
from slackapp.blocks import ids
from slackapp.sandbox.views import View
from slackapp.services.privacy.retention_policy import RetentionView, get_retention
from slackapp.services.workspace.admins import list_named
from tests.flows.office import Office
from tests.flows.reflecting import look, look_at_workspace, submit


def open_form(office: Office, admin: str, action_id: str) -> View:
    home = look_at_workspace(office, admin)
    assert office.sandbox.press_in_view(admin, home, action_id).ok
    view = office.sandbox.modal(admin)
    assert view is not None
    return view


def read_named(office: Office) -> set[str]:
    with office.sessions.read() as session:
        workspace_id = session.scalars(select(Workspace.id)).one()
        return set(list_named(session, workspace_id=workspace_id))


def read_ages(office: Office) -> RetentionView:
    with office.sessions.read() as session:
        return get_retention(session, workspace_id=session.scalars(select(Workspace.id)).one())


def test_whoever_is_named_hears_of_it_and_has_the_workspace_on_their_home(
    shared_office: Office,
) -> None:
    office, admin, ana = shared_office, shared_office.person(is_admin=True), shared_office.person()
    view = open_form(office, admin, ids.ADMINS)
    assert "because Slack says so" in json.dumps(view.content)
    assert submit(office, admin, view, **{ids.ADMINS_BLOCK: [ana]}).ok
    assert f"<@{admin}> made you an admin" in office.told(ana)[-1].text

    other = open_form(office, ana, ids.ADMINS)
    assert submit(office, ana, other, **{ids.ADMINS_BLOCK: []}).ok

    assert read_named(office) == set()
    look(office, ana)
    assert ids.HOME_WORKSPACE not in json.dumps(office.sandbox.home(ana).blocks)
    # A form of before proves nothing, and what was done meanwhile is told.
    answer = submit(office, ana, other, **{ids.ADMINS_BLOCK: [ana]})
    assert not answer.ok or "Only an admin" in str(answer)
    assert read_named(office) == set()


@pytest.mark.parametrize("kind", ["is_restricted", "is_bot", "deleted"])
def test_whoever_cannot_be_an_admin_is_told_at_the_field(shared_office: Office, kind: str) -> None:
    office, admin = shared_office, shared_office.person(is_admin=True)
    who = office.person("Gus Odd")
    view = open_form(office, admin, ids.ADMINS)
    office.sandbox.change_person(who, **{kind: True})
    office.sandbox.wait_for(
        lambda: (found := office.find_person(who)).is_guest or found.is_bot or found.is_deactivated
    )
    answer = submit(office, admin, view, **{ids.ADMINS_BLOCK: [who]})
    assert "Gus Odd cannot be an admin here" in answer.raw["errors"][ids.ADMINS_BLOCK]
    assert read_named(office) == set()


def test_two_admins_with_the_form_open_undo_nothing_of_each_other(shared_office: Office) -> None:
    office, admin = shared_office, shared_office.person(is_admin=True)
    ana, ben = office.person(), office.person()
    first = open_form(office, admin, ids.ADMINS)
    second = office.person(is_admin=True)
    assert submit(office, second, open_form(office, second, ids.ADMINS), admins_named=[ana]).ok
    assert submit(office, admin, first, admins_named=[ben]).ok
    assert read_named(office) == {ana, ben}
    assert submit(office, admin, open_form(office, admin, ids.ADMINS), admins_named=[]).ok


def test_a_shorter_age_says_what_it_deletes_and_asks_before(shared_office: Office) -> None:
    office, admin, ben = shared_office, shared_office.person(is_admin=True), shared_office.person()
    office.kudos(admin, office.room(admin, ben), f"<@{ben}> empathy thanks")
    with office.sessions.begin() as session:
        session.execute(update(Kudos).values(given_at=office.clock() - timedelta(days=400)))
    before = read_ages(office)
    wrong = {
        ids.KEEP_KUDOS_BLOCK: ("-1", "whole number from 0 to 600"),
        ids.KEEP_REQUESTS_BLOCK: ("1", "whole number from 2 to 600"),
        ids.KEEP_SENT_BLOCK: ("0", "whole number from 1 to 3650"),
    }
    for block_id, (value, reason) in wrong.items():
        view = open_form(office, admin, ids.RETENTION)
        assert reason in submit(office, admin, view, **{block_id: value}).raw["errors"][block_id]
    view = open_form(office, admin, ids.RETENTION)
    outlives = submit(office, admin, view, keep_kudos="12", keep_words="24")
    assert "longer than the kudos" in outlives.raw["errors"][ids.KEEP_WORDS_BLOCK]
    asked = submit(office, admin, view, keep_kudos="12", keep_words="0")
    assert "This deletes 1 kudos within a day" in asked.raw["errors"][ids.DELETES_BLOCK]
    assert read_ages(office) == before

    assert submit(office, admin, view, keep_kudos="12", deletes=["yes"]).ok

    assert read_ages(office).kudos_months == 12
    shown = json.dumps(open_form(office, admin, ids.RETENTION).content)
    assert "this goes within a day: 1 kudos" in shown
    # Longer needs no word of its own.
    view = open_form(office, admin, ids.RETENTION)
    assert submit(office, admin, view, keep_kudos="0", deletes=[]).ok
    assert read_ages(office) == before
