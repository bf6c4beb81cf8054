"""Answers to prompts: whose they are, who is told, and what every post of them shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from db import OutboxMessage, Person, Reflection, ReflectionPrompt
from factories import (
    NOW,
    make_lane,
    make_message,
    make_own_framework,
    make_prompt,
    make_reflection,
    make_schedule,
)
from services.team import Promise, Team
from slackapp.blocks.reflection.reflection import OpenStep
from slackapp.domain.base.errors import NotYours
from slackapp.domain.reflection.errors import CannotShare
from slackapp.services.reflection.reflections import (
    Answer,
    answer_prompt,
    delete_reflection,
    find_open_step,
    get_prompt,
    list_reflections,
    list_shared,
    record_step_result,
    show_answer,
    skip_prompt,
    snooze_prompt,
)

LATER = NOW + timedelta(hours=1)
NOTE, STEP = "a hard call went well", "breathe before I pick up"


@pytest.fixture
def team(session: Session) -> Team:
    """Ben was asked, by a post that is sent; Cem has a prompt and an answer of their own."""
    team = Team(session)
    make_schedule(session, person=team.ben)
    team.prompt = make_prompt(session, person=team.ben)  # type: ignore[attr-defined]
    lane = make_lane(session, workspace=team.row, slack_channel_id=team.ben.slack_user_id)
    make_message(session, lane=lane, state="sent", prompt_id=prompt_of(team).id)
    team.other = make_reflection(  # type: ignore[attr-defined]
        session, prompt=make_prompt(session, person=team.cem)
    )
    return team


def prompt_of(team: Team) -> ReflectionPrompt:
    found: ReflectionPrompt = team.prompt  # type: ignore[attr-defined]
    return found


def other_of(team: Team) -> Reflection:
    """Cem's, which is nobody else's business."""
    found: Reflection = team.other  # type: ignore[attr-defined]
    return found


def answer(
    session: Session,
    team: Team,
    *,
    shared_with: Person | None = None,
    note: str = NOTE,
    at: datetime = NOW,
    person: Person | None = None,
) -> Reflection:
    reader = team.view(session, shared_with) if shared_with else None
    card = answer_prompt(
        session,
        person=team.view(session, person or team.ben),
        prompt_id=prompt_of(team).id,
        answer=Answer(4, note, STEP, reader),
        now=at,
    )
    found = session.get_one(Reflection, card.reflection_id, populate_existing=True)
    assert (card.prompt_id, card.note, card.next_step) == (prompt_of(team).id, note, STEP)
    assert (card.frequency, card.step_result) == (4, found.step_result)
    assert card.shared_with == (shared_with.name if shared_with else None)
    return found


def told(session: Session, team: Team, person: Person) -> list[Promise]:
    return [one for one in team.promises(session) if one.lane == person.slack_user_id]


def test_an_answer_is_stored_under_its_prompt_and_shown_on_its_post(
    session: Session, team: Team
) -> None:
    row = answer(session, team)
    prompt = prompt_of(team)
    assert (row.workspace_id, row.person_id, row.prompt_id) == (
        team.workspace_id,
        team.ben.id,
        prompt.id,
    )
    assert (row.frequency, row.note, row.next_step) == (4, NOTE, STEP)
    assert row.framework_key == "ecf" and row.competency_key == "emotional_awareness"
    assert row.behaviour_key == "names_own_feelings"
    assert (row.answered_at, row.changed_at, row.shared_with_id) == (NOW, NOW, None)
    assert (prompt.state, prompt.again, prompt.again_at) == ("answered", None, None)
    question, shown = told(session, team, team.ben)
    assert (shown.kind, shown.state) == ("update", "pending")
    assert shown.text.startswith("Answered: Emotional Awareness") and NOTE not in str(shown)
    stored = session.get_one(OutboxMessage, shown.message_id)
    assert (stored.post_id, stored.prompt_id) == (question.message_id, prompt.id)
    assert (stored.workspace_id, stored.created_at) == (team.workspace_id, NOW)
    assert told(session, team, team.cem) == []


@pytest.mark.parametrize("state", ["pending", "sent", "cancelled", "failed"])
def test_a_post_is_changed_where_it_is_there_or_will_be(
    session: Session, team: Team, state: str
) -> None:
    (question,) = told(session, team, team.ben)
    session.get_one(OutboxMessage, question.message_id).state = state
    session.flush()
    answer(session, team)
    assert len(told(session, team, team.ben)) == (2 if state in ("pending", "sent") else 1)


def test_a_change_is_the_same_answer_and_is_told_in_the_same_message(
    session: Session, team: Team
) -> None:
    prompt_of(team).asked_at = NOW - timedelta(days=1)
    prompt_of(team).again, prompt_of(team).again_at = "snooze", LATER
    first = answer(session, team, shared_with=team.cem)
    assert first.shared_with_id == team.cem.id
    second = answer(session, team, shared_with=team.cem, note="anew", at=LATER)
    assert second.id == first.id
    assert (second.answered_at, second.changed_at, second.note) == (NOW, LATER, "anew")
    assert prompt_of(team).asked_at == NOW - timedelta(days=1)
    assert (prompt_of(team).again, prompt_of(team).again_at) == (None, None)
    post, update = told(session, team, team.cem)
    assert (post.kind, update.kind) == ("post", "update")
    assert second.share_message_id == post.message_id
    assert post.text.startswith("Ben shared a reflection with you") and NOTE in post.text
    assert "anew" in update.text
    stored = session.get_one(OutboxMessage, update.message_id)
    assert (stored.post_id, stored.prompt_id) == (post.message_id, None)
    question, *changes = told(session, team, team.ben)
    assert question.kind == "post" and len(changes) == 2 and "Cem" in changes[-1].text


def test_an_answer_that_is_shared_with_another_is_taken_back_from_the_first(
    session: Session, team: Team
) -> None:
    answer(session, team, shared_with=team.cem)
    (post,) = told(session, team, team.cem)
    session.get_one(OutboxMessage, post.message_id).state = "sent"
    row = answer(session, team, shared_with=team.ana, at=LATER)
    post, update = told(session, team, team.cem)
    taken_back = "Ben no longer shares this reflection with you."
    assert (post.text, post.state) == (taken_back, "sent")
    assert (update.kind, update.text, update.state) == ("update", taken_back, "pending")
    (new,) = told(session, team, team.ana)
    assert row.share_message_id == new.message_id and NOTE in new.text


def test_what_was_shared_and_is_not_sent_yet_need_not_be_sent(session: Session, team: Team) -> None:
    answer(session, team, shared_with=team.cem)
    bystander = make_message(session, lane=make_lane(session, workspace=team.row))
    row = answer(session, team, at=LATER)
    post = told(session, team, team.cem)[0]
    assert post.state == "cancelled" and NOTE not in str(post.payload)
    assert session.get_one(OutboxMessage, post.message_id).settled_at == LATER
    assert row.share_message_id is None and row.shared_with_id is None
    session.refresh(bystander)
    assert bystander.state == "pending" and "Ana thanked Ben" in bystander.payload


def test_what_slack_may_have_got_already_is_changed_instead(session: Session, team: Team) -> None:
    answer(session, team, shared_with=team.cem)
    (post,) = told(session, team, team.cem)
    session.get_one(OutboxMessage, post.message_id).attempts = 1
    session.flush()
    answer(session, team, at=LATER)
    post, update = told(session, team, team.cem)
    assert (post.state, update.state) == ("pending", "pending")
    assert NOTE not in str([post.payload, update.payload])


def test_a_change_that_waits_is_emptied_with_the_post_that_it_is_about(
    session: Session, team: Team
) -> None:
    answer(session, team, shared_with=team.cem)
    answer(session, team, shared_with=team.cem, note="anew")
    answer(session, team)
    assert "anew" not in str(told(session, team, team.cem))


def test_an_answer_shows_what_it_says_now_to_owner_and_reader(session: Session, team: Team) -> None:
    row = answer(session, team, shared_with=team.cem)
    row.note = "other words"
    show_answer(session, row, LATER)
    last = told(session, team, team.cem)[-1]
    assert last.text.startswith("Ben shared") and "other words" in last.text
    stored = session.get_one(OutboxMessage, last.message_id)
    assert stored.created_at == LATER
    own = told(session, team, team.ben)[-1]
    assert own.text.startswith("Answered") and "Cem" in own.text
    assert session.get_one(OutboxMessage, own.message_id).created_at == LATER
    row.share_message_id = None
    show_answer(session, row, LATER)
    assert [one.kind for one in told(session, team, team.cem)] == ["post", "update", "post"]
    row.shared_with_id = None
    session.flush()
    before = len(told(session, team, team.cem))
    show_answer(session, row, LATER)
    assert len(told(session, team, team.cem)) == before
    assert "Cem" not in told(session, team, team.ben)[-1].text


def test_nobody_shares_with_themselves(session: Session, team: Team) -> None:
    with pytest.raises(CannotShare, match="This is you"):
        answer(session, team, shared_with=team.ben)


@pytest.mark.parametrize("what", ["is_bot", "is_deactivated", "is_stranger"])
@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_answer_is_shared_with_colleagues_alone(session: Session, team: Team, what: str) -> None:
    setattr(team.cem, what, True)
    session.flush()
    with pytest.raises(CannotShare, match="only be shared with a colleague"):
        answer(session, team, shared_with=team.cem)


def test_a_prompt_is_its_owner_s_with_the_answer_and_its_reader(
    session: Session, team: Team
) -> None:
    prompt = prompt_of(team)
    own = {"workspace_id": team.workspace_id, "person_id": team.ben.id, "prompt_id": prompt.id}
    view = get_prompt(session, **own, now=NOW)
    assert (view.prompt_id, view.competency_name) == (prompt.id, "Emotional Awareness")
    assert view.question.endswith("?") and "because everything else" in view.because
    assert (view.due_at, view.reflection, view.slack_shared_with) == (NOW, None, None)
    answer(session, team, shared_with=team.cem)
    view = get_prompt(session, **own, now=NOW)
    assert view.reflection is not None and view.reflection.shared_with == "Cem"
    assert view.reflection.question == view.question
    assert view.slack_shared_with == team.cem.slack_user_id
    answer(session, team)
    view = get_prompt(session, **own, now=NOW)
    assert view.reflection is not None and view.reflection.shared_with is None


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"reason": None}, ""),
        (
            {"thanked_by": "Cem <3", "thanked_on": NOW.date() - timedelta(days=1)},
            "Cem <3 thanked you for Emotional Awareness yesterday.",
        ),
        ({}, "a colleague thanked you for Emotional Awareness."),
        ({"reason": "new_cluster"}, "you have not looked at Self-Awareness yet."),
        ({"reason": "new_cluster", "competency_key": "gone"}, "you have not looked at it yet."),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_prompt_s_reason_is_said_of_its_values(
    session: Session, team: Team, columns: dict[str, object], said: str
) -> None:
    prompt = prompt_of(team)
    for name, value in ({"reason": "recognised"} | columns).items():
        setattr(prompt, name, value)
    session.flush()
    own = {"workspace_id": team.workspace_id, "person_id": team.ben.id, "prompt_id": prompt.id}
    because = get_prompt(session, **own, now=NOW).because
    assert because == (f"I ask about this because {said}" if said else "")


@pytest.mark.parametrize("why", ["another's", "of another workspace", "not asked yet", "unknown"])
@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_other_prompt_is_read_or_changed(session: Session, team: Team, why: str) -> None:
    own = {"workspace_id": team.workspace_id, "person_id": team.ben.id}
    own["prompt_id"] = prompt_of(team).id
    match why:
        case "another's":
            own["prompt_id"] = other_of(team).prompt_id
        case "of another workspace":
            own["workspace_id"] = Team(session).workspace_id
        case "not asked yet":
            prompt_of(team).competency_key = None
        case "unknown":
            own["prompt_id"] = 999_999
    session.flush()
    with pytest.raises(NotYours):
        get_prompt(session, **own, now=NOW)
    with pytest.raises(NotYours):
        skip_prompt(session, **own, now=NOW)
    assert prompt_of(team).state == "asked" and len(team.promises(session)) == 1


def test_nobody_answers_another_s_prompt(session: Session, team: Team) -> None:
    with pytest.raises(NotYours):
        answer(session, team, person=team.cem)
    with pytest.raises(NotYours):
        snooze(session, team, "tomorrow", person=team.cem)


def test_an_open_step_is_the_latest_before_the_prompt_while_nothing_was_said(
    session: Session, team: Team
) -> None:
    def open_step(before: datetime = LATER) -> OpenStep | None:
        return find_open_step(session, person_id=team.ben.id, before=before)

    assert open_step() is None
    older = make_prompt(session, person=team.ben, due_at=NOW - timedelta(days=7))
    make_reflection(session, prompt=older, next_step="an older one")
    row = answer(session, team)
    assert open_step() == OpenStep(row.id, STEP)
    older_step = open_step(before=NOW)
    assert older_step is not None and older_step.text == "an older one"
    row.next_step = None
    session.flush()
    assert open_step() is None
    row.next_step = STEP
    record_step_result(
        session, person_id=team.ben.id, reflection_id=row.id, result="partly", now=LATER
    )
    session.refresh(row)
    assert (row.step_result, row.changed_at) == ("partly", LATER)
    assert open_step() is None
    listed = list_reflections(session, person_id=team.ben.id, limit=9)
    assert {card.step_result for _, card in listed} == {"partly", None}


def test_what_became_of_a_step_is_its_owner_s_to_say(session: Session, team: Team) -> None:
    other = other_of(team)
    own = answer(session, team)
    with pytest.raises(NotYours):
        record_step_result(
            session, person_id=team.ben.id, reflection_id=other.id, result="yes", now=LATER
        )
    record_step_result(
        session, person_id=team.ben.id, reflection_id=own.id, result="yes", now=LATER
    )
    session.refresh(other)
    assert (other.step_result, other.changed_at) == (None, NOW)


def test_an_answer_is_deleted_by_its_owner_alone_and_everywhere(
    session: Session, team: Team
) -> None:
    own = answer(session, team, shared_with=team.ana)
    earlier = make_reflection(session, prompt=make_prompt(session, person=team.ben))
    ben = team.view(session, team.ben)
    with pytest.raises(NotYours):
        delete_reflection(session, person=ben, reflection_id=other_of(team).id, now=LATER)
    delete_reflection(session, person=ben, reflection_id=own.id, now=LATER)
    session.expire_all()
    assert session.get(Reflection, own.id) is None
    assert session.get(Reflection, earlier.id) and session.get(Reflection, other_of(team).id)
    post, update = told(session, team, team.ana)
    assert post.state == "cancelled" and NOTE not in str(post.payload)
    assert update.text == "Ben no longer shares this reflection with you."
    assert session.get_one(OutboxMessage, update.message_id).created_at == LATER
    last = told(session, team, team.ben)[-1]
    assert last.text == "Deleted: your answer about Emotional Awareness is gone for good."
    assert session.get_one(OutboxMessage, last.message_id).created_at == LATER


@pytest.mark.parametrize("state", ["due", "asked", "answered", "skipped"])
def test_a_question_that_waits_can_be_let_pass(session: Session, team: Team, state: str) -> None:
    prompt = prompt_of(team)
    prompt.state, prompt.asked_at = state, None
    prompt.again, prompt.again_at = "snooze", LATER
    session.flush()
    skip_prompt(
        session,
        workspace_id=team.workspace_id,
        person_id=team.ben.id,
        prompt_id=prompt.id,
        now=LATER,
    )
    shown = told(session, team, team.ben)[1:]
    if state in ("answered", "skipped"):
        assert (prompt.state, prompt.again, shown) == (state, "snooze", [])
        return
    assert (prompt.state, prompt.asked_at) == ("skipped", LATER)
    assert (prompt.again, prompt.again_at) == (None, None)
    (update,) = shown
    assert update.text.startswith("Skipped: Emotional Awareness.")
    assert f'"{prompt.id}"' in str(update.payload).replace("'", '"')
    assert session.get_one(OutboxMessage, update.message_id).created_at == LATER


def snooze(session: Session, team: Team, until: str, person: Person | None = None) -> None:
    snooze_prompt(
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, person or team.ben),
        prompt_id=prompt_of(team).id,
        until=until,
        now=LATER,
    )


@pytest.mark.parametrize("state", ["due", "asked", "skipped", "answered"])
def test_a_question_can_be_put_off_to_a_day_at_the_person_s_hour(
    session: Session, team: Team, state: str
) -> None:
    prompt = prompt_of(team)
    prompt.state, prompt.asked_at = state, None
    session.flush()
    snooze(session, team, "tomorrow")
    shown = told(session, team, team.ben)[1:]
    if state == "answered":
        assert (prompt.state, prompt.again, shown) == ("answered", None, [])
        return
    assert (prompt.state, prompt.again, prompt.asked_at) == ("asked", "snooze", LATER)
    # At three o'clock in Berlin, before the summer.
    assert prompt.again_at == datetime(2026, 3, 11, 14, tzinfo=UTC)
    (update,) = shown
    assert update.text.startswith("Later: I will ask you about Emotional Awareness again on ")
    assert "11 March" in update.text
    assert f"'{prompt.id}'" in str(update.payload)
    assert session.get_one(OutboxMessage, update.message_id).created_at == LATER


def test_a_question_is_put_off_to_a_day_on_which_the_workspace_works(
    session: Session, team: Team
) -> None:
    team.row.working_weekdays = "34"
    session.flush()
    snooze(session, team, "tomorrow")
    # The next Thursday.
    assert prompt_of(team).again_at == datetime(2026, 3, 12, 14, tzinfo=UTC)


def test_a_day_that_is_none_is_refused(session: Session, team: Team) -> None:
    with pytest.raises(NotYours):
        snooze(session, team, "someday")
    assert prompt_of(team).again is None


def test_a_list_has_the_person_s_own_the_latest_first(session: Session, team: Team) -> None:
    rows = [
        make_reflection(
            session,
            prompt=make_prompt(session, person=team.ben),
            answered_at=NOW + timedelta(days=day),
            shared_with_id=reader,
        )
        for day, reader in ((0, None), (2, team.cem.id), (1, team.ana.id), (2, None))
    ]
    own = {"person_id": team.ben.id}
    found = list_reflections(session, **own, limit=9)
    order = [rows[index].id for index in (3, 1, 2, 0)]
    assert [card.reflection_id for _, card in found] == order
    assert [card.shared_with for _, card in found] == [None, "Cem", "Ana", None]
    assert [at for at, _ in found] == [rows[index].answered_at for index in (3, 1, 2, 0)]
    assert len(list_reflections(session, **own, limit=2)) == 2
    earlier = list_reflections(session, **own, limit=9, before=NOW + timedelta(days=2))
    assert [card.reflection_id for _, card in earlier] == order[2:]


def test_a_reader_has_what_the_owner_shares_with_them_the_latest_first(
    session: Session, team: Team
) -> None:
    def share(owner: Person, reader: Person | None, day: int) -> int:
        return make_reflection(
            session,
            prompt=make_prompt(session, person=owner),
            answered_at=NOW + timedelta(days=day),
            shared_with_id=reader.id if reader else None,
        ).id

    newer, older, twin = (share(team.ben, team.cem, day) for day in (1, 0, 1))
    share(team.ben, team.ana, 2)
    share(team.ben, None, 2)
    share(team.ana, team.cem, 2)
    pair = {
        "workspace_id": team.workspace_id,
        "owner_id": team.ben.id,
        "reader_id": team.cem.id,
    }
    found = list_shared(session, **pair, limit=9)
    assert [card.reflection_id for card in found] == [twin, newer, older]
    assert {card.shared_with for card in found} == {"Cem"}
    assert len(list_shared(session, **pair, limit=1)) == 1


@pytest.mark.parametrize(
    ("columns", "name", "has_question"),
    [
        ({"framework_key": None}, "Emotional Awareness", True),
        ({"behaviour_key": None}, "Emotional Awareness", False),
        ({"behaviour_key": "gone"}, "Emotional Awareness", False),
        ({"competency_key": "gone"}, "gone", False),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_competency_is_named_as_the_framework_has_it_now(
    session: Session, team: Team, columns: dict[str, str | None], name: str, has_question: bool
) -> None:
    for column, value in columns.items():
        setattr(prompt_of(team), column, value)
    session.flush()
    view = get_prompt(
        session,
        workspace_id=team.workspace_id,
        person_id=team.ben.id,
        prompt_id=prompt_of(team).id,
        now=NOW,
    )
    assert (view.competency_name, bool(view.question)) == (name, has_question)


def test_a_company_s_own_words_stand_wherever_its_answers_do(session: Session, team: Team) -> None:
    make_own_framework(session, workspace=team.row)
    prompt = prompt_of(team)
    prompt.framework_key, prompt.competency_key = "values@1", "kind"
    prompt.behaviour_key = "asks"
    session.flush()
    own = {"workspace_id": team.workspace_id, "person_id": team.ben.id, "prompt_id": prompt.id}
    skip_prompt(session, **own, now=NOW)
    snooze(session, team, "tomorrow")
    row = answer(session, team, shared_with=team.cem)
    show_answer(session, row, NOW)
    view = get_prompt(session, **own, now=NOW)
    (_, listed), *_ = list_reflections(session, person_id=team.ben.id, limit=1)
    (shared,) = list_shared(
        session,
        workspace_id=team.workspace_id,
        owner_id=team.ben.id,
        reader_id=team.cem.id,
        limit=1,
    )
    assert view.reflection == listed == shared
    assert (view.competency_name, view.question) == ("Be kind", "Asks how you are")
    assert (listed.competency_name, listed.question) == ("Be kind", "Asks how you are")
    ben = team.view(session, team.ben)
    delete_reflection(session, person=ben, reflection_id=row.id, now=LATER)
    shown = [one.text.splitlines()[0] for one in told(session, team, team.ben)[1:]]
    assert [one.partition(".")[0] for one in shown] == [
        "Skipped: Be kind",
        "Later: I will ask you about Be kind again on Wednesday, 11 March",
        "Answered: Be kind",
        "Answered: Be kind",
        "Deleted: your answer about Be kind is gone for good",
    ]
