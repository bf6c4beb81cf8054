"""Whether a channel that another company is in has a digest and a report."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from factories import make_channel, make_team
from services.team import SUPPORT, Team
from slackapp.domain.team.errors import OthersReadHere, OthersReadHereAdmin
from slackapp.services.team.shared_channels import (
    check_may_tell,
    is_shared,
    may_tell,
    switch_telling,
)

HERE, ELSEWHERE = SUPPORT.slack_channel_id, "C0ELSE"


@pytest.fixture
def team(session: Session) -> Team:
    """Ana is an admin. Another company is in one channel; all others are the company's own."""
    team = Team(session)
    team.ana.is_admin = True
    make_channel(session, workspace=team.row, slack_channel_id=HERE, is_shared=True)
    make_channel(session, workspace=team.row, slack_channel_id=ELSEWHERE)
    other = Team(session)
    make_channel(session, workspace=other.row, slack_channel_id=HERE)
    make_channel(session, workspace=other.row, slack_channel_id=ELSEWHERE, is_shared=True)
    return team


def where(team: Team, channel: str = HERE) -> dict[str, object]:
    return {"workspace_id": team.workspace_id, "slack_channel_id": channel}


def switch(session: Session, team: Team, who: int, *, is_on: bool, channel: str = HERE) -> None:
    switch_telling(session, **where(team, channel), person_id=who, is_on=is_on)


def test_another_company_is_where_slack_says_so(session: Session, team: Team) -> None:
    assert is_shared(session, **where(team))
    assert not is_shared(session, **where(team, ELSEWHERE))
    assert not is_shared(session, **where(team, "C0UNKNOWN"))


def test_a_shared_channel_tells_once_an_admin_has_said_so_and_until_it_is_off(
    session: Session, team: Team
) -> None:
    assert not may_tell(session, **where(team))
    with pytest.raises(OthersReadHere):
        check_may_tell(session, **where(team))
    check_may_tell(session, **where(team, ELSEWHERE))
    switch(session, team, team.ana.id, is_on=True)
    assert may_tell(session, **where(team))
    check_may_tell(session, **where(team))
    # Whoever leads there may always switch it off.
    switch(session, team, team.ben.id, is_on=False)
    assert not may_tell(session, **where(team))


def test_nobody_but_an_admin_switches_it_on(session: Session, team: Team) -> None:
    with pytest.raises(OthersReadHereAdmin):
        switch(session, team, team.ben.id, is_on=True)
    assert not may_tell(session, **where(team))
    switch(session, team, team.ana.id, is_on=True)
    switch(session, team, team.ben.id, is_on=True)


def test_the_company_s_own_channel_needs_nobody_s_word(session: Session, team: Team) -> None:
    switch(session, team, team.ben.id, is_on=True, channel=ELSEWHERE)
    assert may_tell(session, **where(team, ELSEWHERE))


@pytest.mark.parametrize("of", ["another channel", "another workspace"])
def test_a_word_on_one_channel_is_none_on_another(session: Session, team: Team, of: str) -> None:
    owner = Team(session) if of == "another workspace" else team
    owner.ana.is_admin = True
    channel = HERE if of == "another workspace" else "C0THIRD"
    make_team(
        session, channel=make_channel(session, workspace=owner.row, slack_channel_id=channel)
    ).tells_others = True
    session.flush()
    assert not may_tell(session, **where(team))
    third = make_channel(session, workspace=team.row, slack_channel_id="C0FOURTH", is_shared=True)
    own = make_team(session, channel=third)
    switch(session, team, team.ana.id, is_on=True)
    session.refresh(own)
    assert not own.tells_others and not may_tell(session, **where(team, "C0FOURTH"))
