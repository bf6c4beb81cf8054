"""Looking through one's own kudos: pages, words, and nothing that is hidden from the reader."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db import Person
from factories import NOW, make_kudos
from services.team import Team
from slackapp.blocks.home.own_kudos import OwnKudosPage, Side
from slackapp.services.home import own_kudos
from slackapp.services.home.own_kudos import read_own_kudos, read_place


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def look(
    session: Session, team: Team, words: str = "", side: Side = Side.ALL, older: str = ""
) -> OwnKudosPage:
    return read_own_kudos(
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, team.ben),
        side=side,
        words=words,
        before=read_place(older),
        now=NOW,
    )


def thank(session: Session, giver: Person, *recipients: Person, **columns: object) -> None:
    make_kudos(session, giver=giver, recipients=recipients, **columns)


def test_every_kudos_is_on_one_page_and_none_on_two(session: Session, team: Team) -> None:
    for number in range(20):
        pair = (team.ana, team.ben) if number % 2 else (team.ben, team.ana)
        # Several at the same moment, as a busy minute has them.
        thank(session, *pair, given_at=NOW - timedelta(hours=number // 3))
    found: list[int] = []
    page, pages = look(session, team), 1
    found += [one.kudos_id for one in page.kudos_list]
    while page.older:
        page, pages = look(session, team, older=page.older), pages + 1
        found += [one.kudos_id for one in page.kudos_list]
    assert (len(found), len(set(found)), pages) == (20, 20, 3)


def test_words_are_looked_for_in_names_competencies_and_what_was_said(
    session: Session, team: Team
) -> None:
    thank(session, team.ana, team.ben, message="a &lt;calm&gt; voice, Zoë")
    thank(session, team.cem, team.ben, message="", competencies=("optimism",))
    thank(session, team.ben, team.cem, message=f"thanks from <@{team.ana.slack_user_id}> too")
    for words, count in (
        ("CALM", 1),
        ("zoe", 1),
        ("ZOË", 1),
        ("<calm>", 1),
        ("optim", 1),
        ("ana", 2),
        ("cem ana", 1),
    ):
        assert len(look(session, team, words).kudos_list) == count, words
    assert look(session, team, "ana", Side.GIVEN).kudos_list[0].giver.name == "Ben"
    assert look(session, team, "lt").kudos_list == []


def test_what_the_reader_is_not_told_is_not_found(session: Session, team: Team) -> None:
    thank(session, team.ana, team.cem, message="between us")
    thank(session, team.ana, team.ben, announcement="held", message="held back")
    assert look(session, team, "between").kudos_list == look(session, team, "held").kudos_list == []


def test_a_search_says_how_far_back_it_looked(
    session: Session, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_kudos, "_CHUNK", 2)
    monkeypatch.setattr(own_kudos, "_MOST_SEARCHED", 4)
    for number in range(6):
        message = "needle" if number == 5 else "hay"
        thank(session, team.ana, team.ben, message=message, given_at=NOW - number * timedelta(1))
    page = look(session, team, "needle")
    assert page.kudos_list == [] and page.searched_until == NOW - timedelta(days=3)
    assert page.older
    (found,) = look(session, team, "needle", older=page.older).kudos_list
    assert found.message == "needle"


@pytest.mark.parametrize("value", ["", "newest", "7", "2026-03-10T09:30:00 7", "x 7", "é é"])
def test_a_place_that_no_button_named_is_none(value: str) -> None:
    assert read_place(value) is None
