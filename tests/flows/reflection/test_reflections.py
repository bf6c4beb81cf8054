"""A weekly reflection through the front door: asked, answered, changed, shared, and taken back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db import Person, ReflectionPrompt, ReflectionSchedule
from factories import make_channel, make_team
from slackapp.blocks import ids
from slackapp.sandbox.state import Message
from slackapp.sandbox.views import View
from slackapp.services.reflection.questions import list_frameworks
from tests.flows.office import Office, elements, labels, words
from tests.flows.reflecting import (
    OFTEN,
    ask,
    latest,
    look,
    look_at_workspace,
    open_form,
    run_round,
    stored,
    submit,
)


def test_a_question_is_answered_in_a_form_and_kept_for_the_person_alone(office: Office) -> None:
    ben = office.person("ben")
    question = ask(office, ben)
    assert labels(question) == ["Answer", "Skip", "Settings"]
    assert "Only you read your answer" in words(question)
    view = open_form(office, ben, question)
    answer = submit(
        office, ben, view, **OFTEN, note="A hard call went well.", next_step="Breathe first."
    )
    assert answer.ok
    assert office.sandbox.modal(ben) is None
    (reflection,) = stored(office, ben)
    assert (reflection.frequency, reflection.note) == (4, "A hard call went well.")
    shown = latest(office, ben)
    assert shown.ts == question.ts
    assert "You said: Often (4 of 5)." in words(shown)
    assert "hard call" not in words(shown)
    assert labels(shown) == ["Change", "Delete"]
    assert office.readers("hard call", ben, office.sandbox.user("ana")) == set()


def test_an_answer_is_changed_in_the_same_form(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person()
    view = open_form(office, ben, ask(office, ben))
    submit(office, ben, view, **OFTEN, note="First thoughts.")
    view = open_form(office, ben, latest(office, ben), "Change")
    assert "First thoughts." in json.dumps(view.blocks)
    submit(office, ben, view, frequency="2", note="Second thoughts.")
    (reflection,) = stored(office, ben)
    assert (reflection.frequency, reflection.note) == (2, "Second thoughts.")
    assert "Seldom (2 of 5)" in words(latest(office, ben))


def test_an_answer_is_deleted_for_good(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person()
    view = open_form(office, ben, ask(office, ben))
    submit(office, ben, view, **OFTEN, note="To be forgotten.")
    office.tap(ben, office.sandbox.im(ben), latest(office, ben), "Delete")
    assert stored(office, ben) == []
    assert words(latest(office, ben)).startswith("Deleted: your answer about")


def test_a_frequency_is_needed(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person()
    view = open_form(office, ben, ask(office, ben))
    assert submit(office, ben, view, note="Only words.").error == "input_required"
    assert stored(office, ben) == []


def test_a_question_that_is_skipped_can_be_answered_after_all(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person()
    question = ask(office, ben)
    office.tap(ben, office.sandbox.im(ben), question, "Skip")
    skipped = latest(office, ben)
    assert words(skipped).startswith("Skipped:")
    view = open_form(office, ben, skipped, "Answer after all")
    submit(office, ben, view, **OFTEN)
    assert len(stored(office, ben)) == 1


def test_a_question_is_put_off_until_the_next_working_day_and_comes_again(
    shared_office: Office,
) -> None:
    office, ben = shared_office, shared_office.person()
    question = ask(office, ben)
    day = snooze(office, ben, question, 0)
    assert words(latest(office, ben)).startswith("Later: I will ask you about")
    assert (
        words(latest(office, ben)).splitlines()[0].endswith(f" again {day.lower()[:2]}{day[2:]}.")
    )
    with office.sessions.begin() as session:
        prompt = session.scalars(
            select(ReflectionPrompt).order_by(ReflectionPrompt.id.desc()).limit(1)
        ).one()
        assert prompt.again == "snooze"
        assert prompt.again_at is not None
        wait = prompt.again_at - office.clock()
        assert timedelta(hours=10) < wait < timedelta(days=4)
        # The morrow, without letting every other test's time pass.
        prompt.again_at = office.clock()
    run_round(office)
    again = latest(office, ben)
    assert again.ts != question.ts
    assert labels(again) == ["Answer", "Skip", "Settings"]


@pytest.mark.parametrize("old", ["tomorrow", "monday"])
def test_what_older_messages_offer_is_still_understood(shared_office: Office, old: str) -> None:
    office, ben = shared_office, shared_office.person()
    question = ask(office, ben)
    (menu,) = [one for one in elements(question) if one["type"] == "static_select"]
    prompt_id = menu["options"][0]["value"].partition(":")[0]
    for option in menu["options"]:
        option["value"] = f"{prompt_id}:{old}"
    posted = office.repost(office.sandbox.im(ben), question)
    action = menu["action_id"]
    channel = office.sandbox.im(ben)
    assert office.use(ben, channel, posted, action, selected_option=f"{prompt_id}:{old}").ok
    (question,) = [one for one in office.told(ben) if one.ts == question.ts]
    assert words(question).startswith("Later: I will ask you about")


def snooze(office: Office, person: str, message: Message, number: int) -> str:
    """Choose the first or second day that a question may be put off to, and return its label."""
    (menu,) = [one for one in elements(message) if one["type"] == "static_select"]
    option = menu["options"][number]
    channel, value = office.sandbox.im(person), option["value"]
    assert office.use(person, channel, message, menu["action_id"], selected_option=value).ok
    return str(option["text"]["text"])


def test_an_answer_is_shared_with_one_person_who_is_told(shared_office: Office) -> None:
    office = shared_office
    ben, grace = office.person(), office.person("grace.s")
    view = open_form(office, ben, ask(office, ben))
    values = OFTEN | {"share": "somebody", "share_with": grace}
    assert submit(office, ben, view, **values, note="Between <us> two & nobody.").ok
    (told,) = office.told(grace)
    assert "shared a reflection with you" in words(told)
    assert "Between &lt;us&gt; two &amp; nobody." in words(told)
    assert f"Shared with {office.find_person(grace).name}" in words(latest(office, ben))


def test_a_leader_of_the_person_s_team_is_offered_first(shared_office: Office) -> None:
    office = shared_office
    ben, lee = office.person(), office.person("lee")
    with office.sessions.begin() as session:
        people = {
            one.slack_user_id: one
            for one in session.scalars(select(Person).where(Person.slack_user_id.in_([ben, lee])))
        }
        workspace_id = people[ben].workspace_id
        channel = make_channel(session, workspace=_Workspace(workspace_id), members=people.values())
        make_team(session, channel=channel, leaders=[people[lee]])
    view = open_form(office, ben, ask(office, ben))
    (share,) = [one for one in view.blocks if one["block_id"] == ids.SHARE_BLOCK]
    values = [one["value"] for one in share["element"]["options"]]
    assert values == ["only_me", lee, "somebody"]
    submit(office, ben, view, **OFTEN | {"share": lee})
    assert len(office.told(lee)) == 1


class _Workspace:
    def __init__(self, workspace_id: int) -> None:
        self.id = workspace_id


def test_what_is_shared_follows_changes_and_is_taken_back(shared_office: Office) -> None:
    office = shared_office
    ben, grace, ana = office.person(), office.person(), office.person()
    share = {"share": "somebody", "share_with": grace}
    view = open_form(office, ben, ask(office, ben))
    submit(office, ben, view, **OFTEN | share, note="First words.")
    view = open_form(office, ben, latest(office, ben), "Change")
    submit(office, ben, view, note="Other words.")
    (told,) = office.told(grace)
    assert "Other words." in words(told)
    view = open_form(office, ben, latest(office, ben), "Change")
    submit(office, ben, view, share="somebody", share_with=ana)
    (told,) = office.told(grace)
    assert "no longer shares this reflection" in words(told)
    assert "Other words." in words(office.told(ana)[0])
    office.tap(ben, office.sandbox.im(ben), latest(office, ben), "Delete")
    assert "no longer shares this reflection" in words(office.told(ana)[0])


def test_nobody_can_be_chosen_to_whom_it_cannot_go(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person()
    view = open_form(office, ben, ask(office, ben))
    for chosen, reason in (
        (None, "Choose below"),
        (ben, "This is you"),
        (office.sandbox.bot_user_id, "colleague in this workspace"),
    ):
        values = OFTEN | {"share": "somebody", "share_with": chosen}
        answer = submit(office, ben, view, **values)
        assert answer.error == "errors"
        assert reason in answer.raw["errors"][ids.SHARE_BLOCK]
    assert stored(office, ben) == []
    assert submit(office, ben, view, **OFTEN).ok


def test_the_same_submission_twice_is_stored_once(shared_office: Office) -> None:
    office = shared_office
    ben, grace = office.person(), office.person()
    view = open_form(office, ben, ask(office, ben))
    values = OFTEN | {"share": "somebody", "share_with": grace}
    assert submit(office, ben, view, **values).ok
    office.sandbox.world.views._stacks[ben] = [view]
    assert submit(office, ben, view, **values).ok
    assert len(stored(office, ben)) == 1
    assert len(office.told(grace)) == 1


def test_somebody_else_s_question_cannot_be_answered(shared_office: Office) -> None:
    office = shared_office
    ben, mallory = office.person(), office.person()
    question = ask(office, ben)
    value = next(one["value"] for one in elements(question) if one["type"] == "button")
    view = open_form(office, mallory, ask(office, mallory))
    forged = view.content | {"private_metadata": f"{value}:message"}
    view = office.sandbox.world.views.update(forged, view_id=view.id)
    answer = submit(office, mallory, view, **OFTEN, note="Not mine.")
    assert "not yours" in json.dumps(answer.raw)
    assert stored(office, ben) == stored(office, mallory) == []
    posted = office.repost(office.room(ben, mallory), question)
    office.tap(mallory, posted.channel, posted, "Skip")
    assert words(latest(office, ben)) == words(question)


def test_the_next_step_comes_back_and_its_end_is_kept(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person()
    view = open_form(office, ben, ask(office, ben))
    submit(office, ben, view, **OFTEN, next_step="Count to three.")
    with office.sessions.begin() as session:
        session.execute(
            update(ReflectionPrompt)
            .where(ReflectionPrompt.person_id == office.find_person(ben).id)
            .values(
                iso_week=ReflectionPrompt.iso_week - 1,
                due_at=office.clock() - timedelta(weeks=1),
            )
        )
    question = ask(office, ben)
    assert "Count to three." in words(question)
    view = open_form(office, ben, question)
    (step,) = [one for one in view.blocks if one["block_id"] == ids.STEP_RESULT_BLOCK]
    partly = next(
        one["value"] for one in step["element"]["options"] if one["text"]["text"] == "Partly"
    )
    submit(office, ben, view, **OFTEN, step_result=partly)
    first, _ = sorted(stored(office, ben), key=lambda one: one.id)
    assert first.step_result == "partly"


def test_a_home_shows_when_what_and_the_mirror(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person()
    home = look(office, ben)
    assert "Your next question comes on" in home
    assert "Not looked at yet: 25" in home and ids.HOME_ANSWERS not in home
    question = ask(office, ben)
    assert "*Emotional Awareness*\\n" in look(office, ben)
    submit(office, ben, open_form(office, ben, question), **OFTEN, note="Kept for me.")
    home = look(office, ben)
    assert "You have answered this week's question, about Emotional Awareness." in home
    assert "Too little said yet: 1 · Not looked at yet: 24" in home
    assert "Kept for me." in read_window(office, ben, ids.HOME_ANSWERS)
    assert "*Too little said yet* (1)\\nEmotional Awareness" in read_window(
        office, ben, ids.HOME_NAMES
    )


def read_window(office: Office, person: str, action_id: str) -> str:
    """What a window says that somebody opens from their Home."""
    home = office.sandbox.home(person)
    assert office.sandbox.press_in_view(person, home, action_id).ok
    return json.dumps(office.sandbox.modal(person).content, ensure_ascii=False)


def test_an_answer_is_changed_and_deleted_from_the_home(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person()
    submit(office, ben, open_form(office, ben, ask(office, ben)), **OFTEN, note="From here.")
    look(office, ben)
    assert "From here." in read_window(office, ben, ids.HOME_ANSWERS)
    (reflection,) = stored(office, ben)
    answers = office.sandbox.modal(ben)
    prompt_id = str(reflection.prompt_id)
    assert office.sandbox.press_in_view(ben, answers, ids.REFLECTION_ANSWER, value=prompt_id).ok
    submit(office, ben, office.sandbox.modal(ben), frequency="5", note="Changed there.")
    assert "Changed there." in read_window(office, ben, ids.HOME_ANSWERS)
    answers = office.sandbox.modal(ben)
    reflection_id = str(reflection.id)
    assert office.sandbox.press_in_view(ben, answers, ids.REFLECTION_DELETE, value=reflection_id).ok
    assert "Nothing here yet." in json.dumps(office.sandbox.modal(ben).content)
    assert ids.HOME_ANSWERS not in json.dumps(office.sandbox.home(ben).blocks)


def test_whoever_wants_to_be_asked_at_once_is_and_only_once_a_week(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person(tz="Pacific/Kiritimati")
    direct = office.sandbox.im(ben)
    hint = office.kudos(ben, direct, "reflections")
    office.tap(ben, direct, hint, "Ask me now")
    questions = [one for one in office.told(ben) if "Your reflection" in one.text]
    assert len(questions) == 1
    look(office, ben)
    home = office.sandbox.home(ben)
    office.sandbox.press_in_view(ben, home, ids.REFLECTION_ASK_NOW)
    office.settle()
    assert [one for one in office.told(ben) if "Your reflection" in one.text] == questions


def test_whoever_is_off_may_still_wish_for_a_question_and_stays_off(
    shared_office: Office,
) -> None:
    office, ben = shared_office, shared_office.person()
    submit(office, ben, open_settings(office, ben), choices=["off"])
    home = office.sandbox.home(ben)
    office.sandbox.press_in_view(ben, home, ids.REFLECTION_ASK_NOW)
    office.settle()
    assert "Your reflection" in office.told(ben)[-1].text
    assert "*Weekly questions*\\nNone." in json.dumps(office.sandbox.home(ben).blocks)


def open_settings(office: Office, person: str) -> View:
    look(office, person)
    home = office.sandbox.home(person)
    assert office.sandbox.press_in_view(person, home, ids.REFLECTION_SETTINGS).ok
    return office.sandbox.modal(person)


def test_a_person_chooses_day_hour_and_every_second_week(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person()
    view = open_settings(office, ben)
    assert submit(
        office, ben, view, rhythm="own", weekday="1", hour="9", every="2", choices=["reminder"]
    ).ok
    home = json.dumps(office.sandbox.home(ben).blocks)
    assert "Tuesdays at 9:00, every second week" in home


def test_a_time_or_a_pause_that_would_not_count_is_told_on_its_field(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person()
    for field, chosen in ((ids.WEEKDAY_BLOCK, {"weekday": "0"}), (ids.HOUR_BLOCK, {"hour": "8"})):
        answer = submit(office, ben, open_settings(office, ben), **chosen)
        assert "choose that above, too" in answer.raw["errors"][field]
    for days in (-1, 0):
        day = (office.clock() + timedelta(days=days)).date().isoformat()
        answer = submit(office, ben, open_settings(office, ben), pause=day)
        assert "here or over" in answer.raw["errors"][ids.PAUSE_BLOCK]
    with office.sessions.read() as session:
        schedule = session.get_one(ReflectionSchedule, office.find_person(ben).id)
        assert (schedule.has_own_rhythm, schedule.paused_until) == (False, None)


def test_whoever_goes_back_to_everybody_s_time_need_not_change_the_fields_below(
    shared_office: Office,
) -> None:
    office, ben = shared_office, shared_office.person()
    own = {"rhythm": "own", "weekday": "1", "hour": "9", "every": "1"}
    assert submit(office, ben, open_settings(office, ben), **own).ok
    view = open_settings(office, ben)
    assert submit(office, ben, view, rhythm="follow", weekday="1", hour="9", every="1").ok
    with office.sessions.read() as session:
        person_id = office.find_person(ben).id
        assert not session.get_one(ReflectionSchedule, person_id).has_own_rhythm


def test_a_person_pauses_and_switches_off(shared_office: Office) -> None:
    office, ben = shared_office, shared_office.person()
    view = open_settings(office, ben)
    far = (office.clock() + timedelta(days=800)).date().isoformat()
    answer = submit(office, ben, view, pause=far)
    assert "up to a year" in answer.raw["errors"][ids.PAUSE_BLOCK]
    soon = (office.clock() + timedelta(days=60)).date()
    assert submit(office, ben, view, pause=soon.isoformat()).ok
    with office.sessions.read() as session:
        schedule = session.get_one(ReflectionSchedule, office.find_person(ben).id)
        assert schedule.paused_until == soon
        assert schedule.next_due_at.date() >= soon
    assert submit(office, ben, open_settings(office, ben), choices=["off"]).ok
    assert "You get no weekly questions." in json.dumps(office.sandbox.home(ben).blocks)


def test_an_admin_sets_the_workspace_and_nobody_else_does(shared_office: Office) -> None:
    office = shared_office
    admin, ben = office.person(is_admin=True), office.person()
    home = look_at_workspace(office, admin)
    assert office.sandbox.press_in_view(admin, home, ids.REFLECTION_POLICY).ok
    view = office.sandbox.modal(admin)
    answer = submit(office, admin, view, cap="many")
    assert "whole number" in answer.raw["errors"][ids.CAP_BLOCK]
    lenses = ["twelve_zealous"]
    assert submit(office, admin, view, weekday="3", hour="10", cap="500", lenses=lenses).ok
    assert "Thursdays at 10:00, with one reminder." in look(office, ben)
    with office.sessions.read() as session:
        workspace_id = session.scalars(select(Person.workspace_id).distinct()).one()
        asked = list_frameworks(session, workspace_id=workspace_id)
    assert [one.key for one in asked] == ["ecf", "twelve_zealous"]
    assert ids.REFLECTION_POLICY not in look(office, ben)
    forged = office.sandbox.world.views.open(ben, view.content)
    answer = submit(office, ben, forged, weekday="0", hour="8", cap="1")
    assert "Only an admin" in json.dumps(answer.raw, ensure_ascii=False)
    assert "Thursdays at 10:00, with one reminder." in look(office, ben)
