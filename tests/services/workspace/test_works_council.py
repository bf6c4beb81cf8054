"""What works-council mode takes away is not told either where it was promised before."""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy.orm import Session

from factories import NOW, PROVEN, make_channel, make_kudos, make_team
from services.team import Team
from slackapp.blocks.workspace.words.works_council import REFUSALS
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.period import Period
from slackapp.domain.workspace.errors import Taken, TakenAway
from slackapp.services.files.files import FileWish, promise_file, write_file
from slackapp.services.files.packet import ask_for_packet, decide_request
from slackapp.services.outbox.outbox import WISH
from slackapp.services.team.pages import PageWish, draw_pages, promise_page
from slackapp.services.workspace.works_council import (
    WorksCouncilView,
    change_works_council,
    get_works_council,
    list_unsettled,
    mark_settled,
)

MARCH = Period(Month(2026, 3), Month(2026, 3))
ROOM = "C0TEAM"


@pytest.fixture
def team(session: Session) -> Team:
    """Ana leads a channel with Ben and Cem in it."""
    team = Team(session)
    members = [team.ana, team.ben, team.cem]
    channel = make_channel(session, workspace=team.row, members=members, slack_channel_id=ROOM)
    make_team(session, channel=channel, leaders=[team.ana])
    make_kudos(session, giver=team.cem, recipients=[team.ben], slack_channel_id=ROOM)
    return team


def switch(session: Session, team: Team, *, is_on: bool) -> None:
    mode = WorksCouncilView(is_on=is_on)
    change_works_council(session, workspace_id=team.workspace_id, mode=mode, now=NOW)


@pytest.mark.parametrize(("kind", "what"), [("report", "report"), ("person", "page")])
def test_a_page_that_was_promised_before_says_why_it_does_not_come(
    session: Session, team: Team, kind: Any, what: str
) -> None:
    wish = PageWish(
        kind, ROOM, team.ana.slack_user_id, "UTC", MARCH.last.key, team.ben.slack_user_id
    )
    of: dict[str, Any] = {"workspace_id": team.workspace_id, "now": NOW}

    def draw() -> str:
        [drawn] = draw_pages(session, payload={WISH: asdict(wish)}, proven_since=PROVEN, **of)
        return str(drawn["text"])

    switch(session, team, is_on=True)
    assert draw() == REFUSALS[what]
    with pytest.raises(TakenAway):
        promise_page(session, wish=wish, response_url="", key="k", **of)
    switch(session, team, is_on=False)
    assert "works-council" not in draw()


@pytest.mark.parametrize("kind", ["team_kudos", "own_packet", "asked_packet"])
def test_a_file_that_was_promised_before_is_not_written(
    session: Session, team: Team, kind: Any
) -> None:
    of: dict[str, Any] = {"workspace_id": team.workspace_id}
    asked = ask_for_packet(
        session,
        slack_channel_id=ROOM,
        leader=team.view(session, team.ana),
        person=team.view(session, team.ben),
        period=MARCH,
        now=NOW,
        **of,
    )
    answer = {"key": asked.key, "person": team.view(session, team.ben), "now": NOW}
    decide_request(session, agrees=True, **answer, **of)
    wish = FileWish.of(
        kind,
        MARCH,
        slack_channel_id=ROOM if kind == "team_kudos" else "",
        request_key=asked.key if kind == "asked_packet" else "",
    )
    who = (team.ben if kind == "own_packet" else team.ana).slack_user_id

    def write() -> str:
        out = io.StringIO()
        write_file(out, session, slack_user_id=who, payload=asdict(wish), proven_since=PROVEN, **of)
        return out.getvalue()

    switch(session, team, is_on=True)
    with pytest.raises(TakenAway):
        write()
    with pytest.raises(TakenAway):
        promise_file(session, slack_user_id=who, wish=wish, key="k", now=NOW, **of)
    switch(session, team, is_on=False)
    assert "calm answer" in write()


def test_one_workspace_s_mode_is_not_another_s(session: Session, team: Team) -> None:
    other = Team(session)
    switch(session, team, is_on=True)
    assert get_works_council(session, workspace_id=other.workspace_id) == WorksCouncilView()
    assert list_unsettled(session) == {team.workspace_id: True}


def test_what_was_switched_again_meanwhile_is_not_settled(session: Session, team: Team) -> None:
    switch(session, team, is_on=True)
    switch(session, team, is_on=False)
    mark_settled(session, workspace_id=team.workspace_id, is_on=True)
    assert list_unsettled(session) == {team.workspace_id: False}
    mark_settled(session, workspace_id=team.workspace_id, is_on=False)
    assert list_unsettled(session) == {}
    # The same once more is no change.
    switch(session, team, is_on=False)
    assert list_unsettled(session) == {}


def test_everything_that_is_taken_away_has_words_of_its_own() -> None:
    assert set(REFUSALS) == set(Taken)
