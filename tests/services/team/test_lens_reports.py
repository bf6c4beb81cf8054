"""What leaders read through another vocabulary: two readings tell nothing of few people."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy.orm import Session

from db import Channel, Digest, DigestPlan, Person
from factories import NOW, PROVEN, make_channel, make_kudos, make_team
from services.lens_months import MONTH, keys_of, load_values, read_figures_of
from services.team import Team
from slackapp.services.team.report import Report, read_report
from slackapp.services.team.report_page import draw_person_page, draw_report
from slackapp.services.workspace.lenses import choose_lens, open_lens

#: What a dozen people were thanked for: practices that lenses tell apart, some of one person alone.
GIVEN = (
    "empathy/hears_feelings",
    "empathy/sees_their_side",
    "conflict_management/finds_win_win",
    "trustworthiness",
    "optimism",
    "initiative/cuts_red_tape",
)


class Floor:
    """A channel of thirty with kudos in one month, and what its report says through a lens."""

    def __init__(self, session: Session) -> None:
        self.session = session
        # Long before the months that a report looks at.
        self.team = Team(session, created_at=NOW - timedelta(days=400))
        load_values(session, self.team)
        self.people: list[Person] = [
            self.team.add(session, name=f"Person {number:02}") for number in range(30)
        ]
        self.channel: Channel = make_channel(session, workspace=self.team.row, members=self.people)
        for number, person in enumerate(self.people[:14]):
            for key in GIVEN[number % 2 : 2 + number % 5]:
                make_kudos(
                    session,
                    giver=self.people[20 + number % 6],
                    recipients=[person],
                    competencies=[key],
                    given_at=NOW,
                )

    @property
    def where(self) -> dict[str, Any]:
        return {
            "workspace_id": self.team.workspace_id,
            "slack_channel_id": self.channel.slack_channel_id,
        }

    def tell(self, lens_key: str | None = None) -> None:
        """Have a digest tell the channel of the month."""
        row = make_team(self.session, channel=self.channel)
        columns = {"workspace_id": self.team.workspace_id, "team_id": row.id}
        self.session.add(Digest(month=MONTH.key, parts=1, made_at=NOW, **columns))
        self.session.add(DigestPlan(tz="UTC", lens_key=lens_key, **columns))
        self.session.flush()

    def report(self, key: str) -> Report:
        chosen = open_lens(self.session, workspace_id=self.team.workspace_id, key=key)
        return read_report(
            self.session, **self.where, tz="UTC", month=MONTH, proven_since=PROVEN, chosen=chosen
        )

    def draw(self, key: str = "") -> str:
        drawn = draw_report(
            self.session, **self.where, tz="UTC", month=MONTH, proven_since=PROVEN, lens_key=key
        )
        assert drawn is not None
        return drawn.text


@pytest.fixture
def floor(session: Session) -> Floor:
    return Floor(session)


def test_a_month_that_no_digest_told_reads_the_same_through_every_lens(floor: Floor) -> None:
    keys = keys_of(floor.session, floor.team)
    reports = {key: floor.report(key) for key in keys}
    own = reports["ecf"]
    assert own.months[-1].by_cluster, "nothing was told at all"
    for key, report in reports.items():
        # No number of one reading is another one's less a few people's: there is but one.
        assert [one.by_cluster for one in report.months] == [one.by_cluster for one in own.months]
        assert [one.by_tier for one in report.months] == [one.by_tier for one in own.months]
        assert [one.entry_share for one in report.months] == [
            one.entry_share for one in own.months
        ], key
        assert (report.recognised, report.gave, report.top_tenth_share) == (
            own.recognised,
            own.gave,
            own.top_tenth_share,
        )
        assert report.months[-1].is_through == (key == "ecf")
        assert report.apart == ()


def test_two_readings_of_that_month_would_have_told_of_few_people(floor: Floor) -> None:
    """Why that is so: small groups are left out of each reading, and not of their difference."""
    groups: list[frozenset[int]] = []
    for key in keys_of(floor.session, floor.team):
        people = defaultdict[str, set[int]](set)
        for row in read_figures_of(floor.session, *floor.where.values(), key).rows:
            people[row.cluster_key].add(row.person_id)
        groups += [frozenset(one) for one in people.values() if len(one) >= 5]
    differences = [one - other for one, other in combinations(groups, 2) if other < one]
    assert any(0 < len(one) < 5 for one in differences)


def test_a_month_that_a_digest_told_is_read_through_the_lens_in_whole(floor: Floor) -> None:
    floor.tell()
    keys = keys_of(floor.session, floor.team)
    reports = {key: floor.report(key) for key in keys}
    totals = {key: sum(one.months[-1].by_cluster.values()) for key, one in reports.items()}
    assert len(set(totals.values())) == 1, totals
    for key, report in reports.items():
        month = report.months[-1]
        assert (month.is_through, month.is_whole) == (True, True)
        assert month.by_tier == reports["ecf"].months[-1].by_tier
        assert set(month.by_cluster) <= {one.key for one in month.clusters}, key
        assert [one.is_through for one in report.months[:-1]] == [key == "ecf"] * 5
    assert reports["twelve_zealous"].apart == ("Empathy", "Optimism", "Trustworthiness")


def test_a_report_says_its_lens_and_which_months_are_not_in_it(floor: Floor) -> None:
    floor.tell("twelve_zealous")
    plain, zealous = floor.draw("ecf"), floor.draw()
    assert "Read through" not in plain
    assert "Social Awareness" in plain
    assert "Read through Twelve Zealous: the same kudos in other words." in zealous
    assert "Months without a posted digest stay in the words of Emotional Comp" in zealous
    assert "Zealous Service" in zealous
    assert floor.draw("twelve_zealous") == zealous


def test_a_page_about_a_person_is_read_through_the_lens(floor: Floor) -> None:
    floor.tell("twelve_zealous")
    person = floor.team.view(floor.session, floor.people[0])
    pages = {
        key: draw_person_page(
            floor.session,
            **floor.where,
            person=person,
            tz="UTC",
            month=MONTH,
            proven_since=PROVEN,
            lens_key=key,
        ).text
        for key in ("", "ecf", "acme")
    }
    assert "Zealous Service: Reading Emotions" in pages[""]
    assert "Read through Twelve Zealous" in pages[""]
    assert "Not in Twelve Zealous, and shown apart: Empathy." in pages[""]
    # What was said stays as it was said.
    assert "for Empathy\n" in pages[""]
    assert "Social Awareness: Empathy" in pages["ecf"]
    assert "How we work: Be kind" in pages["acme"]
    chosen = choose_lens(floor.session, **floor.where, key="")
    assert chosen.family == "twelve_zealous"
