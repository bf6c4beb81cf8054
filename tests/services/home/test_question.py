"""What a Home says of the weekly question: where it waits, when the next one comes, or why not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from db import Person, ReflectionPolicy
from factories import NOW, make_prompt, make_schedule
from services.team import Team
from slackapp.blocks.home.question import QuestionPage
from slackapp.services.home.question import read_question
from slackapp.services.workspace.works_council import WorksCouncilView, change_works_council

#: The ISO week of `NOW`.
THIS_WEEK = 202611


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def read(session: Session, team: Team, person: Person | None = None) -> QuestionPage:
    who = team.view(session, person or team.ben)
    return read_question(session, workspace_id=team.workspace_id, person=who, now=NOW)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"next_due_at": NOW + timedelta(days=3)}, "comes on Friday, 13 March 2026 at 09:30."),
        ({"next_due_at": None}, "has no date yet."),
        ({"next_due_at": None, "is_off": True}, "You get no weekly questions."),
        ({"paused_until": date(2026, 4, 1)}, "paused the questions until Wednesday, 1 April 2026."),
        ({"paused_until": date(2026, 3, 10)}, "comes on"),
    ],
)
def test_it_says_when_the_next_one_comes_or_why_none_does(
    session: Session, team: Team, columns: dict[str, Any], said: str
) -> None:
    make_schedule(session, person=team.ben, tz="UTC", **columns)
    page = read(session, team)
    assert page.waiting is None and page.may_ask
    assert said in " ".join(page.says)


def test_where_nobody_is_asked_it_says_so_and_offers_nothing(session: Session, team: Team) -> None:
    assert read(session, team).says == ("Guests get no weekly questions.",)
    make_schedule(session, person=team.ben, tz="UTC")
    session.execute(update(ReflectionPolicy).values(is_on=False))
    session.flush()
    session.expire_all()
    page = read(session, team)
    assert page.says == ("Weekly questions are switched off for this workspace.",)
    assert not (page.may_ask or page.is_asked)


@pytest.mark.parametrize(
    ("columns", "says", "waits", "may_ask"),
    [
        ({"state": "asked"}, "", True, False),
        ({"state": "due"}, "", True, False),
        ({"state": "due", "competency_key": None}, "on its way", False, False),
        ({"state": "answered"}, "You have answered this week's question", False, False),
        ({"state": "skipped"}, "You skipped this week's question", True, False),
        ({"state": "refused", "competency_key": None}, "Slack did not take", False, True),
        ({"state": "missed", "competency_key": None}, "comes on", False, True),
        # A question of an earlier week waits until the next one; what else became of it is over.
        ({"iso_week": THIS_WEEK - 1}, "", True, False),
        ({"iso_week": THIS_WEEK - 1, "state": "answered"}, "comes on", False, True),
        ({"iso_week": THIS_WEEK - 1, "due_at": NOW - timedelta(weeks=5)}, "comes on", False, True),
    ],
)
def test_the_latest_question_is_offered_while_it_can_be_answered(
    session: Session, team: Team, columns: dict[str, Any], says: str, waits: bool, may_ask: bool
) -> None:
    make_schedule(session, person=team.ben, tz="UTC")
    make_prompt(session, person=team.ben, **{"iso_week": THIS_WEEK, **columns})
    page = read(session, team)
    assert says in " ".join(page.says)
    assert (page.waiting is not None, page.may_ask) == (waits, may_ask)


def test_nobody_elses_question_is_shown_and_the_works_council_is_heard(
    session: Session, team: Team
) -> None:
    make_schedule(session, person=team.ben, tz="UTC")
    make_prompt(session, person=team.cem, iso_week=THIS_WEEK)
    page = read(session, team)
    assert page.waiting is None and page.may_share
    mode = WorksCouncilView(is_on=True)
    change_works_council(session, workspace_id=team.workspace_id, mode=mode, now=NOW)
    assert not read(session, team).may_share
