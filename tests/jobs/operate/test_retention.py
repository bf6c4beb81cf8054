"""Nightly: what is older than the workspace keeps it is gone, also where it was shared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from databases import Database
from db import OutboxMessage, Reflection, ReflectionPolicy, ReflectionPrompt
from factories import NOW, make_prompt, make_reflection
from services.team import Team
from slackapp.jobs import retention
from slackapp.services.reflection.reflections import Answer, answer_prompt
from slackapp.tools import Tools
from toolbox import build_tools

TWO_YEARS = timedelta(days=732)


@pytest.fixture
def tools(database: Database) -> Tools:
    return build_tools(database.sessions, lambda: NOW + TWO_YEARS)


@pytest.fixture
def team(database: Database) -> Team:
    """Ben's old answer, shared with Cem; an old question without one; and a new answer."""
    with database.sessions.begin() as session:
        team = Team(session)
        ben = team.view(session, team.ben)
        old = make_prompt(session, person=team.ben)
        answer = Answer(4, "old words", None, team.view(session, team.cem))
        answer_prompt(session, person=ben, prompt_id=old.id, answer=answer, now=NOW)
        make_prompt(session, person=team.ben)
        recent = NOW + TWO_YEARS - timedelta(days=30)
        prompt = make_prompt(session, person=team.ben, due_at=recent, recorded_at=recent)
        make_reflection(session, prompt=prompt, note="new words", answered_at=recent)
        return team


def count(database: Database, table: type[Reflection] | type[ReflectionPrompt]) -> int:
    with database.sessions.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_is_too_old_is_deleted_and_the_rest_stays(
    database: Database, tools: Tools, team: Team
) -> None:
    retention.run(tools)
    assert count(database, Reflection) == count(database, ReflectionPrompt) == 1
    with database.sessions.read() as session:
        assert session.scalar(select(Reflection.note)) == "new words"
        payloads = session.scalars(select(OutboxMessage.payload)).all()
    assert all("old words" not in payload for payload in payloads)
    assert any("no longer shares" in payload for payload in payloads)


def test_a_workspace_may_keep_everything(database: Database, tools: Tools, team: Team) -> None:
    with database.sessions.begin() as session:
        session.execute(update(ReflectionPolicy).values(keep_months=0))
    retention.run(tools)
    assert count(database, Reflection) == 2
