"""A person's own view of their Home: what is on it, what is pressed there, and the windows."""

from __future__ import annotations

import json
from datetime import timedelta

from db import Person
from factories import make_kudos
from slackapp.blocks import ids
from slackapp.sandbox.views import View
from tests.flows.giving_form import EMPATHY, choose, send
from tests.flows.office import Office
from tests.flows.reflecting import OFTEN, look, stored, submit

#: A word for each of ten kudos.
LETTERS = [letter * 3 for letter in "abcdefghij"]


def shown(office: Office, who: str) -> str:
    return json.dumps(office.sandbox.home(who).blocks, ensure_ascii=False)


def press(office: Office, who: str, action_id: str, **chosen: str) -> None:
    assert office.sandbox.press_in_view(who, office.sandbox.home(who), action_id, **chosen).ok
    office.settle()


def modal(office: Office, who: str) -> View:
    view = office.sandbox.modal(who)
    assert view is not None
    return view


def read(view: View) -> str:
    return json.dumps(view.content, ensure_ascii=False)


def test_a_first_kudos_is_given_from_the_home_and_both_homes_tell_of_it(office: Office) -> None:
    ana, ben = office.person("ana-home"), office.person()
    room = office.room(ana, ben)
    first = look(office, ana)
    assert "Three steps" in first or "three steps" in first
    assert "○  *Thank somebody*" in first
    press(office, ana, ids.HOME_GIVE)
    choose(office, ana, EMPATHY, people=[ben], message="you heard them out", channel=room)
    assert send(office, ana, channel=room).ok
    office.settle()
    assert "✓  *Thank somebody*" in shown(office, ana)
    assert "✓ Your kudos is saved. *Messages* says" in shown(office, ana)
    assert f"Your kudos to <@{ben}>" in office.told(ana)[-1].text
    assert "You have given 1 and received 0." in shown(office, ana)
    (post,) = office.posts(room)
    link = f"/archives/{room}/p{post.ts.replace('.', '')}|see the post>"
    assert "> you heard them out\\n*" in look(office, ben) and link in shown(office, ben)
    assert "So far: Empathy (● 1)" in shown(office, ben)


def test_settings_are_changed_with_a_press_and_the_home_says_so(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person()
    look(office, ben)
    press(office, ben, ids.HOME_ANNOUNCE, selected_option="ask")
    press(office, ben, ids.HOME_DIGESTS, value="out")
    press(office, ben, ids.HOME_NOTES, value="out")
    row = office.find_person(ben)
    assert (row.announce, row.in_digests, row.wants_me_too) == ("ask", False, False)
    home = shown(office, ben)
    assert "They leave you out." in home and "You do not hear who joins in" in home
    press(office, ben, ids.HOME_DIGESTS, value="in")
    press(office, ben, ids.HOME_NOTES, value="in")
    assert "They may tell of kudos to you." in shown(office, ben)
    row = office.find_person(ben)
    assert isinstance(row, Person) and row.in_digests and row.wants_me_too


def test_ask_me_now_opens_the_question_at_once_and_it_waits_on_the_home(
    shared_office: Office,
) -> None:
    office, ben = shared_office, shared_office.person(tz="Pacific/Kiritimati")
    look(office, ben)
    press(office, ben, ids.REFLECTION_ASK_NOW, value="now")
    form = modal(office, ben)
    home = shown(office, ben)
    assert ids.REFLECTION_ANSWER in home and ids.REFLECTION_ASK_NOW not in home
    assert submit(office, ben, form, **OFTEN, note="Asked for it.").ok
    assert "You have answered this week's question" in shown(office, ben)
    assert [one.note for one in stored(office, ben)] == ["Asked for it."]


def test_a_skipped_question_may_be_answered_after_all(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person(tz="Pacific/Kiritimati")
    look(office, ben)
    press(office, ben, ids.REFLECTION_ASK_NOW, value="now")
    buttons = [one for one in office.sandbox.home(ben).blocks if one["type"] == "actions"]
    found = [each for one in buttons for each in one["elements"]]
    (value,) = [one["value"] for one in found if one["action_id"] == ids.REFLECTION_SKIP]
    press(office, ben, ids.REFLECTION_SKIP, value=value)
    home = shown(office, ben)
    assert "You skipped this week's question" in home and "Answer after all" in home


def test_own_kudos_are_looked_through_found_changed_and_taken_back(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    with office.sessions.begin() as session:
        giver, recipient = (session.merge(office.find_person(who)) for who in (ana, ben))
        for number in range(10):
            make_kudos(
                session,
                giver=giver,
                recipients=[recipient],
                message=f"thanks for call {LETTERS[number]}",
                given_at=office.clock() - timedelta(hours=11 - number),
                slack_channel_id=room,
            )
    office.kudos(ben, room, f"<@{ana}> optimism a smile on a grey Monday")
    look(office, ana)
    press(office, ana, ids.HOME_KUDOS)
    window = modal(office, ana)
    assert "grey Monday" in read(window) and "call bbb" not in read(window)
    (older,) = [
        one["value"]
        for block in window.content["blocks"]
        for one in block.get("elements", ())
        if one["action_id"] == ids.OWN_KUDOS_OLDER
    ]
    assert office.sandbox.press_in_view(ana, window, ids.OWN_KUDOS_OLDER, value=older).ok
    assert "call bbb" in read(modal(office, ana))
    # What is looked for is in names, competencies and words, and whose it is may be chosen.
    submit(office, ana, modal(office, ana), own_words="HHH empathy", own_side="given")
    found = read(modal(office, ana))
    assert "call hhh" in found and "call iii" not in found
    submit(office, ana, modal(office, ana), own_words="grey", own_side="given")
    assert "Nothing found." in read(modal(office, ana))
    submit(office, ana, modal(office, ana), own_words="hhh", own_side="all")
    (kudos_id,) = [
        one["value"]
        for block in modal(office, ana).content["blocks"]
        for one in block.get("elements", ())
        if one["action_id"] == ids.TAKE_BACK
    ]
    window = modal(office, ana)
    change = f"{kudos_id}:home"
    assert office.sandbox.press_in_view(ana, window, ids.CHANGE_KUDOS, value=change).ok
    assert send(office, ana, message="hhh, put better").ok
    press(office, ana, ids.HOME_KUDOS)
    assert "put better" in read(modal(office, ana))
    window = modal(office, ana)
    assert office.sandbox.press_in_view(ana, window, ids.TAKE_BACK, value=kudos_id).ok
    office.settle()
    assert "put better" not in read(modal(office, ana))
    assert "You have given 9 and received 1." in shown(office, ana)


def test_a_copy_of_what_is_stored_is_asked_for_on_the_home_and_said_to_come(
    shared_office: Office,
) -> None:
    office, ben = shared_office, shared_office.person()
    assert ids.ERASE_ME in look(office, ben)
    press(office, ben, f"{ids.COPY}:json", value="json")
    assert "✓ Your copy comes to you by direct message in a moment" in shown(office, ben)
    assert "Your copy comes" not in look(office, ben)
