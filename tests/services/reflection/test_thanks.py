"""Questions that name a kudos as their reason, once nobody stands by it any more."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from db import Person, ReflectionPrompt
from factories import NOW, make_lane, make_message, make_prompt, make_schedule
from services.team import Team
from slackapp.domain.base.due_times import local_date
from slackapp.domain.kudos.kudos import KudosView
from slackapp.services.kudos.taking_back import take_back
from slackapp.services.reflection.thanks import forget_thanks


@pytest.fixture
def team(session: Session) -> Team:
    team = Team(session)
    team.ana.name = "Ana  Silva"
    session.flush()
    return team


def ask(session: Session, team: Team, person: Person, **columns: object) -> ReflectionPrompt:
    """A question that somebody was asked since Ana thanked them for empathy."""
    thanked = {"thanked_by": "Ana Silva", "thanked_on": local_date(NOW, person.tz)}
    what = {"competency_key": "empathy", "reason": "recognised"} | thanked | columns
    prompt = make_prompt(session, person=person, **what)
    make_schedule(session, person=person)
    lane = make_lane(session, workspace=team.row, slack_channel_id=person.slack_user_id)
    make_message(session, lane=lane, state="sent", prompt_id=prompt.id)
    return prompt


def undo(session: Session, team: Team, kudos: KudosView) -> None:
    workspace_id, ana = team.workspace_id, team.view(session, team.ana)
    take_back(session, workspace_id=workspace_id, actor=ana, kudos_id=kudos.kudos_id, now=NOW)
    forget_thanks(session, workspace_id=workspace_id, kudos=kudos, now=NOW)


def told(team: Team, session: Session, person: Person) -> list[str]:
    """What the person's question becomes."""
    promises = team.promises(session)
    lane = person.slack_user_id
    return [one.text for one in promises if one.lane == lane and "Your reflection" in one.text]


def test_a_question_no_longer_names_a_kudos_that_was_taken_back(
    session: Session, team: Team
) -> None:
    kudos = team.give(session, team.ben, team.cem).kudos
    prompts = [ask(session, team, team.ben), ask(session, team, team.cem, state="answered")]
    undo(session, team, kudos)
    assert [one.reason for one in prompts] == [None, "recognised"]
    assert (prompts[0].thanked_by, prompts[0].thanked_on) == (None, None)
    (text,) = told(team, session, team.ben)
    assert "Empathy" in text and "I ask about this" not in text
    assert told(team, session, team.cem) == []


@pytest.mark.parametrize(
    "columns",
    [{"thanked_by": "Dora"}, {"thanked_on": None}, {"reason": "ground"}],
    ids=["by another", "on no day", "for another reason"],
)
def test_a_question_with_another_reason_stays(
    session: Session, team: Team, columns: dict[str, object]
) -> None:
    kudos = team.give(session, team.ben).kudos
    prompt = ask(session, team, team.ben, **columns)
    reason = prompt.reason
    undo(session, team, kudos)
    assert prompt.reason == reason and told(team, session, team.ben) == []


def test_another_thanks_of_that_day_for_the_same_keeps_the_reason(
    session: Session, team: Team
) -> None:
    wrong = team.give(session, team.ben, message="for the wrong thing").kudos
    team.give(session, team.ben, competencies=("empathy", "initiative"))
    prompt = ask(session, team, team.ben)
    undo(session, team, wrong)
    assert prompt.reason == "recognised" and told(team, session, team.ben) == []
