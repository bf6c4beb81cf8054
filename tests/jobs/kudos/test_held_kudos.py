"""Kudos and drafts that nobody came back to."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databases import Database
from db import Kudos, KudosDraft, OutboxMessage, Reaction
from factories import NOW, make_reaction
from services.team import WINS, Team
from slackapp.jobs import held_kudos
from slackapp.services.kudos.decisions import HOLD_FOR
from slackapp.services.kudos.drafts import KEEP_FOR, record_draft
from slackapp.services.kudos.reactions import REMEMBER_FOR
from toolbox import build_tools


class Bell:
    """Counts how often the delivery was woken."""

    def __init__(self) -> None:
        self.rings = 0

    def ring(self) -> None:
        self.rings += 1


@pytest.fixture
def bell() -> Bell:
    return Bell()


def run(database: Database, bell: Bell, at: datetime) -> None:
    held_kudos.run(build_tools(database.sessions, lambda: at, wake=bell.ring))


def count(session: Session, table: type[Kudos | OutboxMessage | KudosDraft | Reaction]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def announcements(session: Session) -> list[str]:
    return list(session.scalars(select(Kudos.announcement).order_by(Kudos.id)))


def test_what_was_held_for_a_day_is_promised_privately(database: Database, bell: Bell) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        team.give(session, place=WINS)
        team.give(session, place=WINS, at=NOW + timedelta(minutes=1))
    run(database, bell, NOW + HOLD_FOR)
    with database.sessions.read() as session:
        assert announcements(session) == ["none", "held"]
        (promise,) = team.promises(session)
    assert promise.lane == team.ben.slack_user_id
    assert "Only you and Ana" in promise.text
    assert bell.rings > 0


def test_more_than_a_page_is_worked_off_at_once(database: Database, bell: Bell) -> None:
    with database.sessions.begin() as session:
        team = Team(session, daily_limit=0)
        for _ in range(101):
            team.give(session, place=WINS)
    run(database, bell, NOW + HOLD_FOR)
    with database.sessions.read() as session:
        assert set(announcements(session)) == {"none"}
        assert count(session, OutboxMessage) == 101


def test_drafts_of_yesterday_are_deleted(database: Database, bell: Bell) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        for minutes in (0, 1):
            record_draft(
                session,
                workspace_id=team.workspace_id,
                giver=team.view(session, team.ana),
                text="@ben",
                slack_channel_id="C0SUPPORT",
                channel_name="support",
                now=NOW + timedelta(minutes=minutes),
            )
    run(database, bell, NOW + KEEP_FOR)
    with database.sessions.read() as session:
        assert count(session, KudosDraft) == 1


def test_reactions_are_forgotten_after_a_month(database: Database, bell: Bell) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        for days in (0, 1):
            make_reaction(session, person=team.ana, heard_at=NOW + timedelta(days=days))
    run(database, bell, NOW + REMEMBER_FOR)
    with database.sessions.read() as session:
        assert count(session, Reaction) == 1
