"""What a drawn report and a page about one person say of their channel, and of which months."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from db import Channel
from factories import PROVEN, make_channel, make_kudos, make_team
from services.team import Team
from slackapp.blocks import ids
from slackapp.domain.base.digest_times import Month
from slackapp.services.team.plans import PlanChoice, change_plan
from slackapp.services.team.report_page import draw_person_page, draw_report

MARCH = Month(2026, 3)
SECOND = timedelta(seconds=1)
OCTOBER, APRIL = datetime(2025, 10, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def team(session: Session) -> Team:
    """A workspace that the app came to long ago."""
    return Team(session, created_at=OCTOBER - timedelta(days=100))


@pytest.fixture
def channel(session: Session, team: Team) -> Channel:
    """Ana, Ben and Cem are in it."""
    return make_channel(session, workspace=team.row, members=[team.ana, team.ben, team.cem])


def where(channel: Channel) -> dict[str, Any]:
    return {
        "workspace_id": channel.workspace_id,
        "slack_channel_id": channel.slack_channel_id,
        "tz": "UTC",
        "month": MARCH,
        "proven_since": PROVEN,
    }


@pytest.mark.parametrize(("lens_key", "end"), [("", ""), ("twelve_zealous", ":twelve_zealous")])
def test_the_menu_of_a_report_carries_its_team_month_and_lens(
    session: Session, channel: Channel, lens_key: str, end: str
) -> None:
    team_id = make_team(session, channel=channel).id
    drawn = draw_report(session, **where(channel), lens_key=lens_key)
    assert drawn is not None
    assert f"3 people are in <#{channel.slack_channel_id}>." in drawn.text
    (menu,) = [one["block_id"] for one in drawn.blocks if one["type"] == "actions"]
    assert menu == f"{ids.PERSON_PAGE_BLOCK}:{team_id}:{MARCH}{end}"


def draw_ben(session: Session, team: Team, channel: Channel) -> str:
    person = team.view(session, team.ben)
    return draw_person_page(session, **where(channel), person=person).text


def test_a_page_about_a_person_tells_of_half_a_year(
    session: Session, team: Team, channel: Channel
) -> None:
    moments = {"before": OCTOBER - SECOND, "first": OCTOBER, "last": APRIL - SECOND, "end": APRIL}
    for message, moment in moments.items():
        make_kudos(session, giver=team.ana, recipients=[team.ben], message=message, given_at=moment)
    lines = draw_ben(session, team, channel).splitlines()
    here = f"<#{channel.slack_channel_id}>"
    assert lines[0].startswith(f"What {here} thanked Ben for, October 2025 to March 2026. ")
    assert [line for line in lines if line.startswith(">")] == ["> last", "> first"]


def test_a_page_about_a_person_names_others_of_the_channel_alone(
    session: Session, team: Team, channel: Channel
) -> None:
    dia = team.add(session, name="Dia")
    cem, elsewhere = f"<@{team.cem.slack_user_id}>", f"<@{dia.slack_user_id}>"
    make_kudos(
        session,
        giver=team.ana,
        recipients=[team.ben],
        message=f"you helped {cem} and {elsewhere}",
        given_at=APRIL - SECOND,
    )
    page = draw_ben(session, team, channel)
    assert f"you helped {cem} and " in page
    assert elsewhere not in page


def test_what_names_no_lens_is_read_through_the_channel_s(
    session: Session, team: Team, channel: Channel
) -> None:
    make_kudos(session, giver=team.ana, recipients=[team.ben], given_at=APRIL - SECOND)
    change_plan(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=channel.slack_channel_id,
        choice=PlanChoice(True, 1, 9, "UTC", True, False, lens_key="twelve_zealous"),
        now=APRIL,
    )
    report = draw_report(session, **where(channel))
    assert report is not None
    for drawn in (report.text, draw_ben(session, team, channel)):
        assert "Read through Twelve Zealous" in drawn
