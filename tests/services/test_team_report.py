"""A leader's report: numbers that follow from the kudos, and none about a small group."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from db import Channel, Person
from factories import make_channel, make_kudos
from services.team import Team
from slackapp.domain.digest_times import Month
from slackapp.domain.small_groups import may_tell
from slackapp.services.team_report import Report, read_report

MARCH = Month(2026, 3)
IN_MARCH = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def fill(session: Session, team: Team, size: int) -> tuple[Channel, list[Person]]:
    people = [team.add(session, name=f"Person {number:02}") for number in range(size)]
    return make_channel(session, workspace=team.row, members=people), people


def report(session: Session, team: Team, channel: Channel) -> Report:
    return read_report(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=channel.slack_channel_id,
        tz="UTC",
        month=MARCH,
    )


def thank(session: Session, giver: Person, recipient: Person, **columns: object) -> None:
    make_kudos(session, giver=giver, recipients=[recipient], **({"given_at": IN_MARCH} | columns))


def test_reach_and_balance_follow_from_the_kudos(session: Session, team: Team) -> None:
    channel, people = fill(session, team, 60)
    for number in range(12):
        for _ in range(3 if number < 6 else 1):
            thank(session, people[40 + number % 5], people[number])
    thank(session, people[59], people[20], visibility="private")
    told = report(session, team, channel)
    assert (told.members, told.recognised, told.gave) == (60, 12, 5)
    assert told.top_tenth_share == pytest.approx(18 / 24)
    march = told.months[-1]
    assert (march.month, march.by_cluster) == (MARCH, {"social_awareness": 24})
    assert march.entry_share == 1.0
    assert [one.month for one in told.months] == [Month.of_key(202510 + n) for n in range(3)] + [
        Month.of_key(202601 + n) for n in range(3)
    ]


@pytest.mark.parametrize("recognised", [1, 4, 7, 10, 11])
def test_no_number_is_told_where_a_group_or_the_rest_is_under_five(
    session: Session, team: Team, recognised: int
) -> None:
    channel, people = fill(session, team, 11)
    for number in range(recognised):
        thank(session, people[-1], people[number - 1])
    told = report(session, team, channel)
    assert told.recognised is None
    assert told.gave is None
    assert told.top_tenth_share is None
    assert (told.months[-1].by_cluster is None) == (recognised < 5)


def test_five_and_five_may_be_told_and_nothing_less() -> None:
    assert may_tell(5, 10)
    assert not may_tell(4, 10)
    assert not may_tell(6, 10)
    assert not may_tell(0, 10)


def test_kudos_of_those_who_are_not_in_the_channel_do_not_count_as_given_here(
    session: Session, team: Team
) -> None:
    channel, people = fill(session, team, 20)
    for number in range(6):
        thank(session, team.ana, people[number])
        thank(session, people[10 + number], people[number])
    assert report(session, team, channel).gave == 6
