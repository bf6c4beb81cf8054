"""Taking a kudos back as people do: by the command, by the button on the answer, in their list."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from db import Person, ReflectionPrompt
from factories import make_prompt
from slackapp.blocks import ids
from slackapp.domain.base.due_times import local_date
from slackapp.jobs import monthly_digest
from slackapp.sandbox.humans import Answer
from slackapp.services.operate.verify import verify
from tests.flows.giving_form import INITIATIVE, choose, press_for_form, send
from tests.flows.office import Office, elements, labels, words
from tests.flows.telling import digests

UNDO = "Take it back"


def test_the_giver_takes_back_what_they_just_gave(office: Office) -> None:
    ana, ben, cleo = office.person(), office.person(), office.person()
    room = office.room(ana, ben)
    answer = office.kudos(ana, room, f"<@{ben}> <@{cleo}> empathy for the wrong person")
    office.settle()
    assert len(office.posts(room, visible_to=ben)) == len(office.told(cleo)) == 1

    office.tap(ana, room, answer, UNDO)

    assert office.posts(room, visible_to=ben) == []
    (told,) = office.told(cleo)
    assert told.text.endswith("took back a kudos that was here.")
    (shown,) = office.answers(ana, room)[-1:]
    assert "Taken back" in shown.text
    assert "for the wrong person" in words(shown)
    assert office.kudos(ben, room, "me").text.startswith("You have neither given nor received")


def test_undo_takes_back_the_latest_and_then_the_one_before(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben, cleo = office.person(), office.person(), office.person()
    room = office.room(ana, ben, cleo)
    office.kudos(ana, room, f"<@{ben}> empathy the first")
    office.kudos(ana, room, f"<@{cleo}> empathy the second")
    office.settle()

    assert f"your kudos to <@{cleo}> for *Empathy*" in office.kudos(ana, room, "undo").text
    office.settle()
    (left,) = office.posts(room, visible_to=ben)
    assert "the first" in left.text
    office.kudos(ana, room, "UNDO")
    office.settle()
    assert office.posts(room, visible_to=ben) == []
    assert office.kudos(ana, room, "undo").text.startswith("There is no kudos of yours")


def test_each_of_the_latest_can_be_taken_back_in_one_s_own_list(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    office.kudos(ana, room, f"<@{ben}> empathy the first")
    office.kudos(ana, room, f"<@{ben}> initiative the second")
    office.kudos(ben, room, f"<@{ana}> empathy received")
    office.settle()
    mine = office.kudos(ana, room, "me")
    assert labels(mine).count(UNDO) == 2

    office.tap(ana, room, mine, UNDO, 1)

    shown = office.kudos(ben, room, "me").text
    assert ("the second" in shown, "the first" in shown) == (True, False)


def test_an_admin_takes_an_announcement_back_and_others_do_not(shared_office: Office) -> None:
    office = shared_office
    admin, ana, ben = office.person(is_admin=True), office.person(), office.person()
    room = office.room(admin, ana, ben)
    office.kudos(ana, room, f"<@{ben}> empathy what should not stand here")
    office.settle()
    office.clock.advance(days=3)
    (post,) = office.posts(room, visible_to=ben)
    menu = next(one for one in elements(post) if one["type"] == "overflow")
    chosen = {"selected_option": menu["options"][0]["value"]}

    for who in (ben, ana):
        office.use(who, room, post, ids.TAKE_BACK_HERE, **chosen)
        assert "Nothing changed." in office.answers(who, room)[-1].text
    assert len(office.posts(room, visible_to=ben)) == 1

    office.use(admin, room, post, ids.TAKE_BACK_HERE, **chosen)

    assert office.posts(room, visible_to=ben) == []
    assert "Taken back" in office.answers(admin, room)[-1].text
    assert f"<@{admin}>, an admin" in office.told(ana)[-1].text


def test_after_a_day_there_is_no_button_and_the_old_one_says_why(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    answer = office.kudos(ana, room, f"<@{ben}> empathy thanks")
    office.settle()
    office.clock.advance(hours=24)

    assert UNDO not in labels(office.kudos(ana, room, "me"))
    office.tap(ana, room, answer, UNDO)
    assert "within 24 hours" in office.answers(ana, room)[-1].text
    assert len(office.posts(room, visible_to=ben)) == 1


@pytest.mark.parametrize("choice", ["ask", "me"])
def test_whoever_is_told_alone_reads_that_it_was_taken_back(
    shared_office: Office, choice: str
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person_who_chose(choice)
    room = office.room(ana, ben)
    office.kudos(ana, room, f"<@{ben}> empathy thanks")
    office.settle()
    office.kudos(ana, room, "undo")
    office.settle()
    told = office.told(ben)[-1]
    assert (told.text.endswith("took back a kudos that was here."), labels(told)) == (True, [])


def test_a_digest_that_told_of_it_is_put_right(shared_office: Office) -> None:
    office = shared_office
    admin, ana, ben = office.person(is_admin=True), office.person(), office.person()
    room = office.room(admin, ana, ben)
    office.kudos(ana, room, f"<@{ben}> empathy the true one")
    office.kudos(ana, room, f"<@{ben}> initiative the wrong one")
    month = f"{office.clock():%Y-%m}"
    office.kudos(admin, room, f"digest now {month}")
    monthly_digest.run(office.app.tools)
    office.settle()
    (digest,) = digests(office, room)
    assert "Initiative" in words(digest)

    office.kudos(ana, room, "undo")
    monthly_digest.run(office.app.tools)
    office.settle()

    (digest,) = digests(office, room)
    assert "1 kudos, from 1 colleague to 1 person" in words(digest)
    assert "Empathy" in words(digest)
    assert "Initiative" not in words(digest)


def test_fifty_given_and_taken_back_at_once_end_up_nowhere(office: Office) -> None:
    people = [office.person() for _ in range(10)]
    rooms = [office.room(*people) for _ in people]
    kept = [office.kudos(one, rooms[0], f"<@{people[0]}> empathy kept") for one in people[1:3]]
    assert all(one.ok for one in kept)

    def give_and_undo(number: int) -> Answer:
        giver, room = people[number % 10], rooms[number % 7]
        text = f"<@{people[(number + 1) % 10]}> empathy number {number}"
        answer = office.kudos(giver, room, text)
        # Some before they are posted, some while they are, some after.
        office.sandbox.wait_for(lambda: number % 3 == 0 or office.posts(room))
        assert answer.ts is not None
        button = next(one for one in elements(answer) if one["text"]["text"] == UNDO)
        return office.sandbox.press(giver, room, answer.ts, ids.TAKE_BACK, value=button["value"])

    with ThreadPoolExecutor(10) as pool:
        pressed = list(pool.map(give_and_undo, range(50)))
    office.settle_however_long()

    assert all(one.ok for one in pressed)
    seen = [one for room in rooms for one in office.posts(room, visible_to=people[0])]
    assert ["kept" in one.text for one in seen] == [True, True]
    assert (office.stored().kudos, office.stored().recipients) == (2, 2)
    with office.sessions.read() as session:
        found = verify(session, now=office.clock())
    assert [one for one in found if one.count and not one.is_warning] == []


@pytest.mark.parametrize("way", ["undo", "button", "change"])
def test_a_question_that_named_it_as_its_reason_names_it_no_longer(
    shared_office: Office, way: str
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    answer = office.kudos(ana, room, f"<@{ben}> empathy thanks")
    office.settle()
    with office.sessions.begin() as session:
        giver, thanked = (
            session.scalars(select(Person).where(Person.slack_user_id == one)).one()
            for one in (ana, ben)
        )
        prompt_id = make_prompt(
            session,
            person=thanked,
            competency_key="empathy",
            reason="recognised",
            thanked_by=giver.name,
            thanked_on=local_date(office.clock(), thanked.tz),
        ).id
    match way:
        case "undo":
            office.kudos(ana, room, "undo")
        case "button":
            office.tap(ana, room, answer, UNDO)
        case "change":
            press_for_form(office, ana, room, answer, "Change it")
            choose(office, ana, INITIATIVE)
            assert send(office, ana).ok
    with office.sessions.read() as session:
        prompt = session.get_one(ReflectionPrompt, prompt_id)
        assert (prompt.reason, prompt.thanked_by, prompt.thanked_on) == (None, None, None)
