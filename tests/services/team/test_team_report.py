"""A leader's report: numbers that follow from the kudos, and none about a small group."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from db import Channel, Digest, Person
from factories import PROVEN, make_channel, make_kudos, make_team
from services.team import Team
from slackapp.domain.base.digest_times import Month
from slackapp.services.team.report import Report, read_report
from slackapp.services.workspace.recognition_policy import (
    RecognitionPolicyView,
    change_recognition_policy,
)

MARCH = Month(2026, 3)
IN_MARCH = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@pytest.fixture
def team(session: Session) -> Team:
    """A workspace that the app came to long ago."""
    return Team(session, created_at=IN_MARCH - timedelta(days=400))


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
        proven_since=PROVEN,
    )


def thank(session: Session, giver: Person, recipient: Person, **columns: object) -> None:
    make_kudos(session, giver=giver, recipients=[recipient], **({"given_at": IN_MARCH} | columns))


def test_reach_and_balance_follow_from_the_kudos(session: Session, team: Team) -> None:
    channel, people = fill(session, team, 55)
    for number in range(12):
        for key in ("empathy", "empathy", "service_orientation")[: 3 if number < 6 else 1]:
            thank(session, people[40 + number % 5], people[number], competencies=[key])
    thank(session, people[54], people[20], visibility="private")
    told = report(session, team, channel)
    assert (told.members, told.recognised, told.gave) == (55, 12, 5)
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
    assert (told.recognised, told.gave, told.top_tenth_share) == (None, None, None)
    month = told.months[-1]
    assert (month.by_cluster, month.by_tier, month.entry_share) == ({}, {}, None)


def test_a_cell_of_one_person_is_left_out_and_does_not_follow_from_the_rest(
    session: Session, team: Team
) -> None:
    channel, people = fill(session, team, 30)
    for number in range(12):
        thank(session, people[20], people[number])
    for number in range(7):
        thank(session, people[20], people[number], competencies=["optimism"])
    thank(session, people[20], people[3], competencies=["leadership"])
    thank(session, people[20], people[4], competencies=["self_confidence"])
    month = report(session, team, channel).months[-1]
    # Two people are too few, so that a cluster of seven is left out with them.
    assert month.by_cluster == {"social_awareness": 12}
    assert "leader" not in month.by_tier


@pytest.mark.parametrize(("smallest", "number"), [(5, 5), (6, None)])
def test_how_small_a_group_may_be_is_the_workspace_s_word(
    session: Session, team: Team, smallest: int, number: int | None
) -> None:
    channel, people = fill(session, team, 20)
    for giver, recipient in zip(people[:5], people[5:10], strict=True):
        thank(session, giver, recipient)
    policy = RecognitionPolicyView(smallest_group=smallest)
    change_recognition_policy(session, workspace_id=team.workspace_id, policy=policy)
    told = report(session, team, channel)
    assert (told.recognised, told.gave) == (number, number)
    assert sum(told.months[-1].by_cluster.values()) == (number or 0)


def test_the_share_at_the_entry_tier_is_about_enough_people_on_both_sides(
    session: Session, team: Team
) -> None:
    channel, people = fill(session, team, 20)
    for recipient in people[:6]:
        thank(session, people[10], recipient)
    assert report(session, team, channel).months[-1].entry_share == 1.0
    thank(session, people[10], people[6], competencies=["empathy/hears_feelings"])
    assert report(session, team, channel).months[-1].entry_share is None


def test_what_a_digest_told_the_channel_is_not_hidden_from_its_leaders(
    session: Session, team: Team
) -> None:
    channel, people = fill(session, team, 8)
    for number in range(3):
        thank(session, people[7], people[number])
    assert report(session, team, channel).recognised is None
    row = make_team(session, channel=channel)
    columns = {"workspace_id": team.workspace_id, "team_id": row.id, "made_at": IN_MARCH}
    session.add(Digest(month=MARCH.key, parts=1, **columns))
    session.add(Digest(month=MARCH.before().key, parts=0, is_so_far=True, **columns))
    session.flush()
    told = report(session, team, channel)
    assert told.recognised == 3
    assert told.months[-1].by_cluster == {"social_awareness": 3}
    assert sum(told.months[-1].by_tier.values()) == 3
    assert (told.months[-1].is_whole, told.months[-2].is_whole) == (True, False)
    # What the digest said of the whole, and of each cluster's tiers.
    assert (told.kudos, told.givers) == (3, 1)
    assert told.months[-1].by_both == {("social_awareness", "basic"): 3}
    assert (told.months[-1].recognised, told.months[-2].recognised) == (3, None)
    # That a tenth of them is one person was never told.
    assert told.top_tenth_share is None


@pytest.mark.parametrize("recognised", [11, 12, 15])
def test_the_share_of_the_most_recognised_is_about_enough_people_on_both_sides(
    session: Session, team: Team, recognised: int
) -> None:
    channel, people = fill(session, team, 100)
    for number in range(recognised):
        thank(session, people[50], people[number])
    told = report(session, team, channel)
    # The tenth is ten people; one, two and five received what is missing from the whole.
    assert (told.top_tenth_share is None) == (recognised < 15)


def test_kudos_of_those_who_are_not_in_the_channel_do_not_count_as_given_here(
    session: Session, team: Team
) -> None:
    channel, people = fill(session, team, 20)
    for number in range(6):
        thank(session, team.ana, people[number])
        thank(session, people[10 + number], people[number])
    assert report(session, team, channel).gave == 6


def test_who_was_not_recognised_for_a_while_is_named_where_that_is_wanted(
    session: Session, team: Team
) -> None:
    january = datetime(2026, 1, 1, tzinfo=UTC)
    before = january - timedelta(seconds=1)
    members = {
        name: team.add(session, name=name, created_at=met_at)
        for name, met_at in {
            "zoe": before,
            "Ada": before,
            "thanked": before,
            "Émile": before,
            "new": january,
        }.items()
    }
    channel = make_channel(session, workspace=team.row, members=members.values())
    thank(session, team.ana, members["Ada"], given_at=before)
    thank(session, team.ana, members["thanked"], given_at=january)
    assert report(session, team, channel).unrecognised is None
    policy = RecognitionPolicyView(smallest_group=6, names_unrecognised=True)
    change_recognition_policy(session, workspace_id=team.workspace_id, policy=policy)
    told = report(session, team, channel)
    assert told.unrecognised == ("Ada", "Émile", "zoe")
    assert told.smallest_group == 6


@pytest.mark.parametrize(
    ("came", "first", "shown"),
    [
        (datetime(2025, 1, 1, tzinfo=UTC), None, 6),
        (datetime(2025, 10, 31, tzinfo=UTC), None, 6),
        (datetime(2025, 11, 1, tzinfo=UTC), Month(2025, 11), 5),
        (datetime(2026, 3, 31, tzinfo=UTC), MARCH, 1),
        # Of a month before it came, which somebody names.
        (datetime(2026, 6, 1, tzinfo=UTC), MARCH, 1),
    ],
)
def test_months_before_the_app_came_are_not_told_of(
    session: Session, came: datetime, first: Month | None, shown: int
) -> None:
    team = Team(session, created_at=came)
    channel, _ = fill(session, team, 12)
    told = report(session, team, channel)
    assert (told.since, len(told.months)) == (first, shown)
    # Kudos of before, from elsewhere in the workspace, are something to tell of.
    thank(session, team.ana, team.ben, given_at=datetime(2025, 12, 5, tzinfo=UTC))
    told = report(session, team, channel)
    assert told.months[0].month.key == min(202512, (first or Month(2025, 10)).key)


def test_whom_nobody_saw_is_not_said_before_three_months_have_passed(session: Session) -> None:
    team = Team(session, created_at=datetime(2026, 2, 1, tzinfo=UTC))
    channel, _ = fill(session, team, 12)
    policy = RecognitionPolicyView(names_unrecognised=True)
    change_recognition_policy(session, workspace_id=team.workspace_id, policy=policy)
    assert report(session, team, channel).unrecognised is None


@pytest.mark.parametrize(("pairs", "told"), [(2, None), (3, 6)])
def test_rings_are_told_where_enough_people_are_in_them(
    session: Session, team: Team, pairs: int, told: int | None
) -> None:
    channel, people = fill(session, team, 20)
    for number in range(0, 2 * pairs, 2):
        thank(session, people[number], people[number + 1])
        thank(session, people[number + 1], people[number], given_at=IN_MARCH - timedelta(days=60))
    # Somebody who thanks others, too, is in no ring.
    thank(session, people[10], people[11])
    thank(session, people[11], people[10])
    thank(session, people[11], people[12])
    assert report(session, team, channel).shape.in_rings == told


@pytest.mark.parametrize(("outside", "told"), [(0, None), (4, None), (5, 5)])
def test_who_gives_from_outside_is_told_where_they_are_enough(
    session: Session, team: Team, outside: int, told: int | None
) -> None:
    channel, people = fill(session, team, 20)
    others = [team.add(session) for _ in range(outside)]
    for giver in (*others, *people[:6]):
        thank(session, giver, people[10 + others.index(giver) if giver in others else 9])
    assert report(session, team, channel).shape.from_outside == told


def test_how_many_members_gave_is_left_out_where_the_digest_would_give_away_the_others(
    session: Session, team: Team
) -> None:
    channel, people = fill(session, team, 20)
    for giver in (*people[:6], team.ana):
        thank(session, giver, people[10])
    assert report(session, team, channel).gave == 6
    row = make_team(session, channel=channel)
    columns = {"workspace_id": team.workspace_id, "team_id": row.id, "made_at": IN_MARCH}
    session.add(Digest(month=MARCH.key, parts=1, **columns))
    session.flush()
    told = report(session, team, channel)
    # Seven gave, said the digest: six of the channel would leave one.
    assert (told.givers, told.gave) == (7, None)


def test_how_many_were_thanked_since_then_gives_away_nobody(session: Session, team: Team) -> None:
    channel, people = fill(session, team, 30)
    for person in people[:10]:
        thank(session, people[20], person)
    before = IN_MARCH - timedelta(days=31)
    for person in people[:5]:
        thank(session, people[20], person, given_at=before)
    assert report(session, team, channel).shape.recognised == 10
    # One in February alone would follow from ten in March and eleven in all.
    thank(session, people[20], people[10], given_at=before)
    assert report(session, team, channel).shape.recognised is None
    for person in people[11:15]:
        thank(session, people[20], person, given_at=before)
    assert report(session, team, channel).shape.recognised == 15


def test_two_reports_beside_each_other_tell_of_nobody(session: Session) -> None:
    """Of January to March and of January to February, the app having come in January."""
    team = Team(session, created_at=IN_MARCH - timedelta(days=62))
    channel, people = fill(session, team, 40)
    for month, thanked in enumerate((people[:6], people[6:12], people[3:9] + people[12:13])):
        for person in thanked:
            thank(session, people[30], person, given_at=IN_MARCH - timedelta(days=62 - 31 * month))
    # Twelve until February and thirteen until March would be one more in March.
    assert report(session, team, channel).shape.recognised is None
    for person in people[13:17]:
        thank(session, people[30], person)
    assert report(session, team, channel).shape.recognised == 17


def test_what_digests_named_and_what_is_told_of_the_rest_tell_of_nobody(
    session: Session, team: Team
) -> None:
    channel, people = fill(session, team, 40)
    row = make_team(session, channel=channel)
    for month, thanked in enumerate((people[:6], people[6:12], people[:13])):
        at = IN_MARCH - timedelta(days=62 - 31 * month)
        for person in thanked:
            thank(session, people[30], person, given_at=at)
        if month < 2:
            columns = {"workspace_id": team.workspace_id, "team_id": row.id, "made_at": at}
            session.add(Digest(month=Month.of(at.date()).key, parts=1, **columns))
    session.flush()
    # The digests named twelve, and of March alone there is one.
    assert report(session, team, channel).shape.recognised is None


def test_who_is_in_no_ring_does_not_follow_from_who_was_thanked(
    session: Session, team: Team
) -> None:
    channel, people = fill(session, team, 30)
    for number in range(0, 6, 2):
        thank(session, people[number], people[number + 1])
        thank(session, people[number + 1], people[number])
    shape = report(session, team, channel).shape
    assert (shape.recognised, shape.in_rings) == (6, 6)
    thank(session, people[20], people[10])
    shape = report(session, team, channel).shape
    assert (shape.recognised, shape.in_rings) == (7, None)
