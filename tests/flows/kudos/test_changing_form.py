"""Changing a kudos, and saying what somebody did, in the forms behind the giver's buttons."""

from __future__ import annotations

from slackapp.blocks import ids
from slackapp.jobs import monthly_digest
from tests.flows.giving_form import (
    EMPATHY,
    INITIATIVE,
    choose,
    errors,
    field,
    find_form,
    look_up,
    press_for_form,
    send,
    typed,
)
from tests.flows.office import Office, labels, words
from tests.flows.telling import digests


def test_the_giver_changes_words_and_competency_and_everybody_reads_it_anew(
    office: Office,
) -> None:
    ana, ben, cleo = office.person(), office.person(), office.person("omar")
    shy = office.person_who_chose("me")
    room = office.room(ana, ben)
    text = f"<@{ben}> <@{shy}> empathy you calmed <@{cleo}> down"
    answer = office.kudos(ana, room, text)
    office.settle()

    view = press_for_form(office, ana, room, answer, "Change it")
    assert field(view, "people") is None
    assert f"<@{ben}>" in view.blocks[0]["text"]["text"]
    assert typed(view) == "you calmed @omar down"
    view = choose(office, ana, INITIATIVE, message="you really calmed @omar down")
    assert send(office, ana).ok

    (post,) = office.posts(room)
    assert f"you really calmed <@{cleo}> down" in post.text
    assert ("Initiative" in post.text, "Empathy" in post.text) == (True, False)
    assert "you really calmed" in office.told(shy)[-1].text
    shown = office.answers(ana, room)[-1]
    assert "for *Initiative*" in shown.text
    assert labels(shown)[-2:] == ["Change it", "Take it back"]
    assert office.sandbox.modal(ana) is None


def test_it_begins_with_what_the_kudos_says_and_keeps_what_is_not_touched(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    office.kudos(ana, room, f"<@{ben}> self talk win win thanks")
    office.settle()
    mine = office.kudos(ana, room, "me")
    before = office.posts(room)[0].text if office.posts(room) else ""
    assert labels(mine)[-2:] == ["Change it", "Take it back"] or not before
    if not before:
        return
    press_for_form(office, ana, room, mine, "Change it")
    assert send(office, ana).ok
    assert office.posts(room)[0].text == before
    assert office.answers(ana, room)[-1].text.startswith("*Your latest kudos")


def test_a_digest_that_told_of_it_tells_what_it_is_now(shared_office: Office) -> None:
    office = shared_office
    admin, ana, ben = office.person(is_admin=True), office.person(), office.person()
    room = office.room(admin, ana, ben)
    answer = office.kudos(ana, room, f"<@{ben}> empathy thanks")
    office.kudos(admin, room, f"digest now {office.clock():%Y-%m}")
    monthly_digest.run(office.app.tools)
    office.settle()

    press_for_form(office, ana, room, answer, "Change it")
    choose(office, ana, INITIATIVE)
    assert send(office, ana).ok
    monthly_digest.run(office.app.tools)
    office.settle()

    (digest,) = digests(office, room)
    assert ("Initiative" in words(digest), "Empathy" in words(digest)) == (True, False)


def test_after_a_day_it_is_too_late_even_in_a_form_that_is_open(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    answer = office.kudos(ana, room, f"<@{ben}> empathy thanks")
    office.settle()
    office.clock.advance(hours=23)
    press_for_form(office, ana, room, answer, "Change it")
    office.clock.advance(hours=2)
    assert "within 24 hours" in errors(send(office, ana, message="too late"))["competencies"]
    office.sandbox.close_view(ana, find_form(office, ana))
    office.tap(ana, room, answer, "Change it")
    assert "within 24 hours" in office.answers(ana, room)[-1].text
    assert office.sandbox.modal(ana) is None


def test_no_competency_cannot_be_sent(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    answer = office.kudos(ana, room, f"<@{ben}> empathy thanks")
    press_for_form(office, ana, room, answer, "Change it")
    look_up(office, ana, "")
    choose(office, ana)
    assert send(office, ana).error == "input_required"


def test_every_behaviour_can_be_chosen_for_a_day(office: Office) -> None:
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    office.kudos(ana, room, f"<@{ben}> communication you listened well")
    office.settle()
    mine = office.kudos(ana, room, "me")

    view = press_for_form(office, ana, room, mine, "What did they do?")

    choice = field(view, "behaviour")
    assert choice is not None
    options = choice["element"]["options"]
    assert len(options) == 5
    assert "isten" in options[0]["text"]["text"]
    assert all("service" in one["description"]["text"] for one in options)
    assert send(office, ana, behaviour=options[-1]["value"]).ok
    assert options[-1]["text"]["text"] in office.posts(room)[0].text
    # Which it was is known now, so that nothing is left to finish.
    assert "What did they do?" not in labels(office.kudos(ana, room, "me"))


def test_of_several_competencies_each_has_its_button(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    office.kudos(ana, room, f"<@{ben}> empathy, initiative: thanks")
    mine = office.kudos(ana, room, "me")
    assert labels(mine)[:2] == ["Empathy: what did they do?", "Initiative: what did they do?"]
    view = press_for_form(office, ana, room, mine, "Initiative: what did they do?")
    option = (field(view, ids.BEHAVIOUR_BLOCK) or {})["element"]["options"][0]
    assert send(office, ana, behaviour=option["value"]).ok
    assert option["text"]["text"] in office.posts(room)[0].text
    office.clock.advance(hours=25)
    assert labels(office.kudos(ana, room, "me")) == []


def test_only_what_stands_is_preset_and_a_behaviour_may_be_taken_away(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    answer = office.kudos(ana, room, f"<@{ben}> empathy thanks")
    view = press_for_form(office, ana, room, answer, "Change it")
    block_id = f"{ids.BEHAVIOUR_BLOCK}:{EMPATHY}"
    assert view.state[block_id]["input"]["selected_option"] is None
    assert send(office, ana, **{block_id: "sees_their_side"}).ok
    assert "other person's side" in office.posts(room)[0].text
    view = press_for_form(office, ana, room, office.answers(ana, room)[-1], "Change it")
    assert view.state[block_id]["input"]["selected_option"]["value"] == "sees_their_side"
    assert send(office, ana, **{block_id: None}).ok
    assert "other person's side" not in office.posts(room)[0].text
