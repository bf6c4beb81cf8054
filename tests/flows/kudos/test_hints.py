"""The coach's hint: once, where a few words say nothing, and never in the way."""

from __future__ import annotations

import json

from sqlalchemy import select

from db import Workspace
from slackapp.sandbox.views import View
from slackapp.services.workspace.giving_policy import GivingPolicyView, change_giving_policy
from tests.flows.giving_form import (
    EMPATHY,
    INITIATIVE,
    choose,
    open_form,
    send,
    tick,
    typed,
    write,
)
from tests.flows.office import Office

LISTENED = "for listening to me when I was down"


def has_hint(view: View) -> bool:
    """Whether the form asks for one sentence more."""
    return "One sentence more makes it worth keeping" in json.dumps(view.blocks)


def test_the_hint_comes_with_the_next_choice_and_keeps_nobody_from_sending(office: Office) -> None:
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    open_form(office, ana, room)
    assert not has_hint(write(office, ana, "great job!", people=[ben]))

    view = choose(office, ana, EMPATHY)

    assert has_hint(view)
    assert typed(view) == "great job!"
    assert send(office, ana).ok
    assert "great job!" in office.posts(room)[0].text


def test_it_goes_when_the_words_say_more_and_does_not_come_back(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    open_form(office, ana, office.room(ana, ben))
    write(office, ana, "thanks", people=[ben])
    assert has_hint(choose(office, ana, EMPATHY))
    assert has_hint(write(office, ana, "thanks so much"))
    assert has_hint(choose(office, ana, INITIATIVE))
    assert not has_hint(write(office, ana, LISTENED))
    assert not has_hint(write(office, ana, "thanks"))
    assert not has_hint(choose(office, ana, EMPATHY))


def test_it_stays_away_where_words_tell_something_or_are_none_or_many(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    open_form(office, ana, office.room(ana, ben))
    assert not has_hint(choose(office, ana, EMPATHY))
    write(office, ana, LISTENED)
    assert not has_hint(choose(office, ana, INITIATIVE))
    write(office, ana, "the login bug and the printer and the door are on the list of today")
    assert not has_hint(choose(office, ana, EMPATHY))


def test_a_tick_brings_it_and_a_form_that_asks_keeps_it_and_brings_none(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    away = office.room(ana, ben, app_is_member=False)
    open_form(office, ana, away)
    write(office, ana, "empathy", people=[ben])
    assert not has_hint(tick(office, ana, EMPATHY))
    write(office, ana, "thanks", people=[ben])
    assert has_hint(tick(office, ana, EMPATHY))
    assert send(office, ana).ok  # asks for another channel
    view = office.sandbox.modal(ana)
    assert view is not None and has_hint(view)

    open_form(office, ana, away)
    choose(office, ana, EMPATHY, people=[ben])
    assert send(office, ana, message="thanks").ok
    view = office.sandbox.modal(ana)
    assert view is not None and not has_hint(view)


def test_a_workspace_may_have_none(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    with office.sessions.begin() as session:
        workspace_id = session.scalars(select(Workspace.id)).one()
        policy = GivingPolicyView(gives_hints=False)
        change_giving_policy(session, workspace_id=workspace_id, policy=policy)
    try:
        open_form(office, ana, office.room(ana, ben))
        write(office, ana, "thanks", people=[ben])
        assert not has_hint(choose(office, ana, EMPATHY))
    finally:
        with office.sessions.begin() as session:
            policy = GivingPolicyView()
            change_giving_policy(session, workspace_id=workspace_id, policy=policy)
