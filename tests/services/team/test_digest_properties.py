"""Whatever was given: a digest's totals are those of a plain recount, and nothing secret shows."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import Channel, ChannelMember, Kudos, KudosRecipient, Person
from factories import PROVEN, make_channel, make_kudos
from services.team import Team
from slackapp.blocks.base.kit import show_name
from slackapp.domain.base.digest_times import Month
from slackapp.services.team.figures import Figures
from slackapp.services.team.page import DrawnDigest, draw_digest
from slackapp.services.team.report_page import draw_report
from slackapp.services.team.told import is_small_team
from unit.kudos_values import assert_slack_takes

MARCH = Month(2026, 3)
IN_MARCH = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
IN_FEBRUARY = datetime(2026, 2, 10, 9, 30, tzinfo=UTC)
TAGS = ("empathy", "empathy/hears_feelings", "influence/builds_support", "leadership")


@dataclass(frozen=True)
class Given:
    """A random kudos: by number, who gave and received it, and what became of it."""

    giver: int
    recipients: list[int]
    tags: list[str]
    visibility: str
    announcement: str
    is_here: bool
    is_late: bool
    #: Of each recipient, in their order.
    facts: list[str]

    def tells_of(self, position: int) -> bool:
        """Whether the digest may tell of it to that recipient."""
        shows = self.visibility == "public" or (self.visibility == "channel" and self.is_here)
        is_announced = self.facts[position] in ("channel", "agreed")
        return shows and is_announced and self.announcement != "held" and not self.is_late


GIVEN = st.builds(
    Given,
    giver=st.integers(0, 4),
    recipients=st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True),
    tags=st.lists(
        st.sampled_from(TAGS), min_size=1, max_size=3, unique_by=lambda one: one.split("/")[0]
    ),
    visibility=st.sampled_from(["public", "public", "channel", "private"]),
    announcement=st.sampled_from(["channel", "channel", "held"]),
    is_here=st.booleans(),
    is_late=st.sampled_from([False, False, False, True]),
    facts=st.lists(
        st.sampled_from(["channel", "channel", "agreed", "asked", "direct", "hidden"]),
        min_size=3,
        max_size=3,
    ),
)


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


@pytest.fixture
def channel(session: Session, team: Team) -> Channel:
    """Five people."""
    people = [team.ana, team.ben, team.cem]
    people += [team.add(session, name=f"Person <&{'x' * 90}>{number}") for number in range(2)]
    return make_channel(session, workspace=team.row, members=people)


@pytest.fixture
def company(session: Session, team: Team, channel: Channel, others: int) -> None:
    """So many people beside the channel's: among enough of them its team is a small one."""
    for number in range(others):
        team.add(session, name=f"Other {number}")
    is_small = is_small_team(session, team.workspace_id, channel.slack_channel_id)
    assert is_small == (others > 0)


def draw(session: Session, team: Team, channel: Channel, *, threaded: bool = False) -> DrawnDigest:
    return draw_digest(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=channel.slack_channel_id,
        tz="Europe/Berlin",
        month=MARCH,
        proven_since=PROVEN,
        is_threaded=threaded,
    )


def store(session: Session, team: Team, channel: Channel, kudos_list: list[Given]) -> None:
    """Each with a word of its own: told where everybody may know of it, else hush."""
    session.execute(delete(Kudos))
    people = list_people(session, team, channel)
    for number, one in enumerate(kudos_list):
        is_told = any(one.tells_of(position) for position in range(len(one.recipients)))
        kudos = make_kudos(
            session,
            giver=people[one.giver],
            recipients=[people[who] for who in one.recipients],
            competencies=one.tags,
            message=f"{'told' if is_told else 'hush'}{number}",
            visibility=one.visibility,
            announcement=one.announcement,
            slack_channel_id=channel.slack_channel_id if one.is_here else "C0ELSEWHERE",
            given_at=IN_FEBRUARY if one.is_late else IN_MARCH,
        )
        for who, fact in zip(one.recipients, one.facts, strict=False):
            row = session.get_one(KudosRecipient, (kudos.id, people[who].id))
            row.is_hidden = fact == "hidden"
            row.announcement = "channel" if fact == "hidden" else fact
    session.flush()


def list_people(session: Session, team: Team, channel: Channel) -> list[Person]:
    """The channel's members."""
    statement = (
        select(Person)
        .join(ChannelMember, ChannelMember.slack_user_id == Person.slack_user_id)
        .where(
            Person.workspace_id == team.workspace_id,
            ChannelMember.slack_channel_id == channel.slack_channel_id,
        )
        .order_by(Person.id)
    )
    return list(session.scalars(statement))


def check_totals(figures: Figures, names: list[str], kudos_list: list[Given]) -> None:
    """Hold the digest's totals against a plain recount."""
    told = [
        (number, one, who)
        for number, one in enumerate(kudos_list)
        for position, who in enumerate(one.recipients)
        if one.tells_of(position)
    ]
    assert figures.kudos == len({number for number, _, _ in told})
    assert figures.givers == len({one.giver for _, one, _ in told})
    assert figures.recognised == len({who for _, _, who in told})
    expected = Counter(
        (names[who], tag.partition("/")[0], "/" in tag) for _, one, who in told for tag in one.tags
    )
    found: Counter[tuple[str, str, bool]] = Counter()
    for row in figures.rows:
        found[row.name, row.competency_key, False] += row.entry_count
        found[row.name, row.competency_key, True] += row.tag_count - row.entry_count
    assert +found == expected


@pytest.mark.parametrize("others", [0, 60], ids=["by_time", "by_members"])
@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(kudos_list=st.lists(GIVEN, max_size=12), threaded=st.booleans())
def test_totals_equal_a_recount_and_nothing_secret_shows(
    session: Session,
    team: Team,
    channel: Channel,
    company: None,
    kudos_list: list[Given],
    threaded: bool,
) -> None:
    store(session, team, channel, kudos_list)
    drawn = draw(session, team, channel, threaded=threaded)
    names = [one.name for one in list_people(session, team, channel)]
    check_totals(drawn.figures, names, kudos_list)
    report = draw_report(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=channel.slack_channel_id,
        tz="Europe/Berlin",
        month=MARCH,
        proven_since=PROVEN,
    )
    assert report is not None
    for content in (*drawn.parts, report):
        assert_slack_takes(content)
        assert "hush" not in content.as_json()
    # A private channel's words are for its members, and are quoted nowhere either.
    quoted = {number for number, one in enumerate(kudos_list) if one.visibility == "channel"}
    everything = "".join(content.as_json() for content in drawn.parts)
    assert not any(f"told{number}”" in everything for number in quoted)


@pytest.mark.parametrize("size", [0, 1, 120, 500])
def test_a_channel_of_any_size_is_readable_and_within_every_limit(
    session: Session, team: Team, size: int
) -> None:
    name = "Łukasz-Κωνσταντίνος & Ağlaya <támogatás> 多田 "
    people = [team.add(session, name=f"{name}{number:03}") for number in range(size)]
    channel = make_channel(session, workspace=team.row, members=people)
    for number, person in enumerate(people):
        make_kudos(
            session,
            giver=team.ana,
            recipients=[person],
            competencies=[TAGS[number % 4], "optimism", "team_capabilities"],
            message="said <b> & more " * 40,
            given_at=IN_MARCH,
        )
    for threaded in (False, True):
        parts = draw(session, team, channel, threaded=threaded).parts
        for part in parts:
            assert_slack_takes(part)
            assert len(part.blocks) <= 50
            assert len(json.dumps(part.blocks, ensure_ascii=False)) < 10_000
        text = "\n".join(part.text for part in parts)
        lines = text.split("\n")
        places = [lines.index(show_name(f"{name}{number:03}")) for number in range(size)]
        assert places == sorted(places)
        assert ("A quiet March" in text) == (size == 0)
