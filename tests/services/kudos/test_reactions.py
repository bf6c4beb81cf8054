"""What comes of a reaction that thanks, on both databases, also when many events come at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databases import Database
from db import KudosDraft, OutboxMessage, Reaction
from factories import NOW
from services.races import all_at_once, overlap
from services.team import SUPPORT, Team
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.reactions import HeardReaction
from slackapp.frameworks.loader import load_builtin
from slackapp.services.kudos.drafts import Draft, hold_draft
from slackapp.services.kudos.reactions import hear_reaction

ADDED = HeardReaction("", "kudos", "C0SUPPORT", "1770000000.000001", "", True, "1770000001.0")
REMOVED = replace(ADDED, is_there=False, event_ts="1770000002.0")


def hear(session: Session, team: Team, heard: HeardReaction) -> None:
    hear_reaction(
        session,
        workspace=team.workspace,
        person=team.view(session, team.ana),
        framework=load_builtin(),
        heard=replace(heard, slack_author_id=team.ben.slack_user_id),
        now=NOW,
    )


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def give(session: Session, team: Team, draft: Draft) -> None:
    """As a tap does: the draft is held while the kudos is given."""
    hold_draft(session, workspace_id=team.workspace_id, draft=draft)
    team.give(session, team.ben, place=SUPPORT, request_key=draft.request_key)


def read_draft(session: Session) -> Draft:
    row = session.scalars(select(KudosDraft)).one()
    return Draft(row.key, row.text, row.slack_channel_id, row.channel_name)


@pytest.mark.parametrize("heard", [ADDED, REMOVED])
def test_fifty_events_at_once_ask_once_or_not_at_all(
    database: Database, heard: HeardReaction
) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
    works = [partial(hear, team=team, heard=one) for one in (ADDED, heard) for _ in range(25)]

    assert all_at_once(database, works) == [None] * 50

    with database.sessions.read() as session:
        assert count(session, Reaction) == 1
        assert count(session, KudosDraft) == (1 if heard is ADDED else 0)
        posts = select(func.count()).where(OutboxMessage.kind == "post")
        assert (session.scalar(posts) or 0) <= 1


def test_the_reaction_s_end_waits_for_a_tap_and_then_changes_nothing(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        hear(session, team, ADDED)
        draft = read_draft(session)

    overlap(
        database,
        lambda session: give(session, team, draft),
        lambda session: hear(session, team, REMOVED),
    )

    with database.sessions.read() as session:
        assert count(session, KudosDraft) == 1
        updates = select(func.count()).where(OutboxMessage.kind == "update")
        assert session.scalar(updates) == 0


def test_a_tap_waits_for_the_reaction_s_end_and_then_gives_nothing(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        hear(session, team, ADDED)
        draft = read_draft(session)

    with pytest.raises(NotYours):
        overlap(
            database,
            lambda session: hear(session, team, REMOVED),
            lambda session: give(session, team, draft),
        )
