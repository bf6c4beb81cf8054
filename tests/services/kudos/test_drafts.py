"""Drafts: kept for their giver alone, and for a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from db import Person
from factories import NOW
from services.team import Team
from slackapp.domain.base.errors import NotYours
from slackapp.services.kudos.drafts import (
    KEEP_FOR,
    Draft,
    delete_draft,
    delete_old_drafts,
    get_draft,
    hold_draft,
    record_draft,
    update_draft,
)

MOMENT = timedelta(microseconds=1)


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def record(session: Session, team: Team, words: str = "@ben empathy") -> Draft:
    return record_draft(
        session,
        workspace_id=team.workspace_id,
        giver=team.view(session, team.ana),
        text=words,
        slack_channel_id="C0SUPPORT",
        channel_name="support",
        now=NOW,
    )


def get(
    session: Session,
    team: Team,
    draft: Draft,
    giver: Person | None = None,
    after: timedelta = timedelta(0),
) -> Draft:
    return get_draft(
        session,
        workspace_id=team.workspace_id,
        giver=team.view(session, giver or team.ana),
        key=draft.key,
        now=NOW + after,
    )


def test_a_draft_comes_back_to_its_giver_for_a_day(session: Session, team: Team) -> None:
    draft = record(session, team)
    assert get(session, team, draft, after=KEEP_FOR - MOMENT) == draft
    with pytest.raises(NotYours):
        get(session, team, draft, after=KEEP_FOR)


def test_nobody_else_gets_a_draft(session: Session, team: Team) -> None:
    draft = record(session, team)
    with pytest.raises(NotYours):
        get(session, team, draft, giver=team.ben)
    with pytest.raises(NotYours):
        get(session, Team(session), draft)
    with pytest.raises(NotYours):
        get(session, team, Draft("guessed", "", "", ""))


def test_a_draft_is_one_of_its_workspace(session: Session, team: Team) -> None:
    draft, elsewhere = record(session, team), Team(session).workspace_id
    giver = team.view(session, team.ana)
    with pytest.raises(NotYours):
        get_draft(session, workspace_id=elsewhere, giver=giver, key=draft.key, now=NOW)
    with pytest.raises(NotYours):
        update_draft(session, workspace_id=elsewhere, draft=draft, text="other words")
    delete_draft(session, workspace_id=elsewhere, draft=draft)
    assert get(session, team, draft) == draft


def test_what_becomes_of_a_draft_becomes_of_no_other(session: Session, team: Team) -> None:
    first, second, third = (record(session, team, words) for words in ("one", "two", "three"))
    own = {"workspace_id": team.workspace_id}
    update_draft(session, **own, draft=second, text="2")
    delete_draft(session, **own, draft=third)
    assert get(session, team, first) == first and get(session, team, second).text == "2"
    with pytest.raises(NotYours):
        hold_draft(session, **own, draft=third)


def test_a_draft_grows_with_each_tap_and_keeps_its_request_key(
    session: Session, team: Team
) -> None:
    draft = record(session, team)
    grown = update_draft(session, workspace_id=team.workspace_id, draft=draft, text="@ben #empathy")
    assert get(session, team, draft) == grown
    assert grown.text == "@ben #empathy"
    assert grown.request_key == draft.request_key != record(session, team).request_key


def test_the_words_of_a_draft_are_unreadable_in_the_database(session: Session, team: Team) -> None:
    record(session, team, "a sentence of secrets")
    (stored,) = session.execute(text("SELECT text FROM kudos_draft")).scalars()
    assert "secrets" not in stored


def test_old_drafts_are_forgotten_and_young_ones_kept(session: Session, team: Team) -> None:
    draft = record(session, team)
    assert delete_old_drafts(session, now=NOW + KEEP_FOR - MOMENT) == 0
    assert get(session, team, draft) == draft
    assert delete_old_drafts(session, now=NOW + KEEP_FOR) == 1
    with pytest.raises(NotYours):
        get(session, team, draft)


def test_a_draft_that_was_cancelled_is_held_and_mended_no_more(
    session: Session, team: Team
) -> None:
    draft = record(session, team)
    hold_draft(session, workspace_id=team.workspace_id, draft=draft)
    with pytest.raises(NotYours):
        hold_draft(session, workspace_id=Team(session).workspace_id, draft=draft)

    delete_draft(session, workspace_id=team.workspace_id, draft=draft)

    with pytest.raises(NotYours):
        hold_draft(session, workspace_id=team.workspace_id, draft=draft)
    with pytest.raises(NotYours):
        update_draft(session, workspace_id=team.workspace_id, draft=draft, text="again")
    with pytest.raises(NotYours):
        get(session, team, draft)


def test_a_version_tells_a_text_from_any_other(session: Session, team: Team) -> None:
    one, other = record(session, team), record(session, team)
    assert one.version == other.version
    grown = update_draft(session, workspace_id=team.workspace_id, draft=one, text="@ben #empathy")
    assert grown.version != one.version
