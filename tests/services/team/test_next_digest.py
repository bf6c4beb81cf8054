"""`/kudos digest` for everybody: when the next one comes, of what, and what it says about them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from db import ChannelMember, KudosRecipient, Person
from factories import PROVEN, make_channel, make_kudos
from services.team import SUPPORT, Team
from slackapp.blocks.base.kit import Content
from slackapp.domain.base.digest_times import Month
from slackapp.domain.team.errors import NotInChannel
from slackapp.services.team.next_digest import check_is_there, draw_next_digest
from slackapp.services.team.page import draw_digest
from slackapp.services.team.plans import switch_digest
from slackapp.services.team.teams import set_leaders
from slackapp.services.workspace.works_council import WorksCouncilView, change_works_council

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
CHANNEL = SUPPORT.slack_channel_id


@pytest.fixture
def team(session: Session) -> Team:
    """A channel with Ana, Ben and Cem, whose digest comes in April."""
    team = Team(session)
    people = [team.ana, team.ben, team.cem]
    make_channel(session, workspace=team.row, slack_channel_id=CHANNEL, members=people)
    switch(session, team, is_on=True)
    return team


def switch(session: Session, team: Team, *, is_on: bool) -> None:
    switch_digest(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=CHANNEL,
        tz="Europe/Lisbon",
        is_on=is_on,
        now=NOW,
    )


def ask(session: Session, team: Team, person: Person, team_id: int | None = None) -> Content:
    session.flush()
    return draw_next_digest(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=CHANNEL,
        person=team.view(session, person),
        team_id=team_id,
    )


def test_everybody_learns_when_of_what_and_what_of_themselves(session: Session, team: Team) -> None:
    keys = ["empathy", "leadership"]
    make_kudos(session, giver=team.ana, recipients=[team.ben], competencies=keys, given_at=NOW)
    make_kudos(session, giver=team.ana, recipients=[team.cem], given_at=NOW)
    content = ask(session, team, team.ben)
    assert content.text == (
        f"The next digest of <#{CHANNEL}> comes on Wednesday, 1 April 2026 at 09:00 "
        "(Europe/Lisbon). It tells what people there were thanked for in March 2026.\n"
        "*About you* it says what you were thanked for, and one sentence that somebody said to you "
        "in public. There is no number beside your name, and nothing private. `/kudos me` keeps a "
        "single kudos out of it, and `/kudos digest leave` keeps you out of all digests.\n"
        "So far in March 2026: Social Awareness: Empathy (everyday service) · Social Skills: "
        "Leadership (leading service)"
    )
    assert not [block for block in content.blocks if block["type"] == "actions"]
    # Nobody else is in it, and of whom there is nothing yet, nothing is said.
    assert "Cem" not in content.as_json()
    assert "So far" not in ask(session, team, team.ana).text
    leads = ask(session, team, team.ana, team_id=7)
    assert [block["type"] for block in leads.blocks][-2:] == ["actions", "context"]


@pytest.mark.parametrize("choice", ["public", "ask", "me", "left_out", "hidden", "nameless"])
def test_what_it_says_about_somebody_is_what_the_digest_would(
    session: Session, team: Team, choice: str
) -> None:
    kudos = make_kudos(session, giver=team.ana, recipients=[team.ben], given_at=NOW)
    if choice in ("ask", "me", "public"):
        team.ben.announce = choice
    elif choice == "left_out":
        team.ben.in_digests = False
    elif choice == "hidden":
        session.get_one(KudosRecipient, (kudos.id, team.ben.id)).is_hidden = True
    else:
        mode = WorksCouncilView(is_on=True, hides_names=True)
        change_works_council(session, workspace_id=team.workspace_id, mode=mode, now=NOW)
    said = ask(session, team, team.ben).text
    drawn = draw_digest(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=CHANNEL,
        tz="Europe/Lisbon",
        month=Month(2026, 3),
        proven_since=PROVEN,
    )
    assert ("So far" in said) == ("*Ben*" in str(drawn.parts)) == (choice == "public")
    what = {
        "ask": "kudos that you agreed to have announced",
        "me": "you alone. `/kudos announce` changes that",
        "left_out": "`/kudos digest join` brings you back",
        "nameless": "digests name nobody in this workspace",
    }
    assert what.get(choice, "what you were thanked for") in said


def test_without_a_digest_whoever_asks_learns_who_could_switch_it_on(
    session: Session, team: Team
) -> None:
    switch(session, team, is_on=False)
    where = {"workspace_id": team.workspace_id, "slack_channel_id": CHANNEL}
    said = ask(session, team, team.ben).text
    assert said.endswith("\nAn admin of this workspace can switch it on with `/kudos digest on`.")
    set_leaders(session, **where, person_ids=[team.ana.id])
    said = ask(session, team, team.ben).text
    assert f"\n<@{team.ana.slack_user_id}> or an admin of this workspace can switch" in said
    assert "can switch it on" not in ask(session, team, team.ana, team_id=7).text


def test_a_guest_is_told_of_channels_that_they_are_in(session: Session, team: Team) -> None:
    where = {"workspace_id": team.workspace_id, "slack_channel_id": CHANNEL}
    team.ben.is_guest = True
    session.flush()
    check_is_there(session, **where, person=team.view(session, team.ben))
    session.execute(
        delete(ChannelMember).where(ChannelMember.slack_user_id.in_([team.ben.slack_user_id]))
    )
    with pytest.raises(NotInChannel):
        check_is_there(session, **where, person=team.view(session, team.ben))
    check_is_there(session, **where, person=team.view(session, team.cem))
