"""What a Home looks like: within Slack's limits, and with the views that its person has."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from slackapp.blocks import ids
from slackapp.blocks.home.answers import Entry, build_answers
from slackapp.blocks.home.home import build_home
from slackapp.blocks.home.mine import Counts, MinePage, build_mine
from slackapp.blocks.home.mirror import build_names
from slackapp.blocks.home.own_kudos import OwnKudosPage, Side, build_own_kudos_window
from slackapp.blocks.home.own_settings import OwnSettings
from slackapp.blocks.home.question import QuestionPage, Waiting
from slackapp.blocks.home.state import HomeState, HomeView, read_state
from slackapp.blocks.home.strengths import StrengthsPicture
from slackapp.blocks.home.team import MOST_TEAMS, LedTeam, TeamPage, build_team
from slackapp.blocks.home.trail import ShownAct
from slackapp.blocks.reflection.form import MAX_STEP
from slackapp.blocks.reflection.reflection import ReflectionCard
from slackapp.domain.kudos.audience import AnnounceChoice, Visibility
from slackapp.domain.profile.johari import View
from slackapp.domain.profile.strengths import Recognition, Threshold, weigh
from slackapp.frameworks.loader import load_builtin
from slackapp.frameworks.model import Tier
from slackapp.sandbox.view_rules import find_view_errors
from tests.unit.kudos_values import make_kudos

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
NAMES = [one.name for one in load_builtin("ecf").competencies()]
KEYS = [one.key for one in load_builtin("ecf").competencies()]


def excel_in_everything() -> StrengthsPicture:
    point = weigh(
        load_builtin("ecf"),
        [Recognition(1, key, "ana") for key in KEYS],
        strength=Threshold(1, 1),
        excellence=Threshold(1, 1),
    )
    practices = {key: dict.fromkeys(Tier, 9_999) for key in KEYS}
    return StrengthsPicture(point, Threshold(100, 100), Threshold(100, 100), practices=practices)


PAGE = MinePage(
    tz="Europe/Lisbon",
    now=NOW,
    counts=Counts(0, 0),
    said=[],
    links={},
    strengths=excel_in_everything(),
    question=QuestionPage(("Your next question comes on Friday.",), may_ask=True),
    months=6,
    mirror={View.BOTH: NAMES[:8], View.NOT_YET: NAMES[8:]},
    settings=OwnSettings(AnnounceChoice.PUBLIC, "*Weekly questions*\nFridays.", True, False),
)


def draw(page: MinePage) -> dict[str, Any]:
    home = build_home(HomeState(), build_mine(page), views=list(HomeView))
    assert find_view_errors(home) == []
    return home


def read(page: MinePage) -> str:
    return json.dumps(draw(page)["blocks"], ensure_ascii=False)


def test_the_fullest_home_is_within_the_limits() -> None:
    long = [replace(make_kudos(), kudos_id=number, message="&lt;" * 800) for number in range(3)]
    waiting = Waiting(7, "Empathy", "<" * 300)
    page = replace(
        PAGE,
        counts=Counts(10_001, 10_001, answers=1),
        said=long,
        links={number: f"https://harbour.slack.com/archives/C1/p{number}" for number in range(3)},
        question=QuestionPage((), waiting=waiting, has_answers=True),
        lenses=[("ecf", "E" * 200), ("other", "Other")],
        lens_key="ecf",
    )
    home = draw(page)
    assert len(home["blocks"]) < 60
    assert len(json.dumps(home)) < 30_000


def test_what_colleagues_said_comes_with_who_when_and_the_way_to_it() -> None:
    said = replace(make_kudos(), message="you stayed *calm*\nwith that caller", given_at=NOW)
    link = "https://harbour.slack.com/archives/C1/p1"
    shown = read(replace(PAGE, said=[said], links={said.kudos_id: link}))
    name = said.giver.name
    assert f"> you stayed *calm* with that caller\\n*{name}* · " in shown
    assert f" · 30 November · <{link}|see the post>" in shown
    last_year = replace(said, given_at=NOW - timedelta(days=400))
    assert "26 October 2025" in read(replace(PAGE, said=[last_year]))
    private = replace(said, visibility=Visibility.PRIVATE, message="")
    shown = read(replace(PAGE, said=[private], links={said.kudos_id: link}))
    assert "> Thank you for *" in shown and "told to you alone" in shown and link not in shown


def test_somebody_new_is_shown_three_steps_and_what_is_done_of_them() -> None:
    shown = read(PAGE)
    assert shown.count("○  ") == 3 and "Nobody has thanked you here yet." in shown
    half = read(replace(PAGE, counts=Counts(1, 0)))
    assert "✓  *Thank somebody*" in half and half.count("○  ") == 2
    chosen = replace(PAGE.settings, announce=AnnounceChoice.ASK)
    assert read(replace(PAGE, settings=chosen)).count("✓  *Choose who hears") == 1
    assert "120 kudos that you got" in read(replace(PAGE, counts=Counts(0, 120)))
    for begun in (Counts(1, 1), Counts(1, 0, answers=1), Counts(0, 3)):
        assert "three steps" not in read(replace(PAGE, counts=begun)).lower()


def test_the_mirror_counts_what_there_is_nothing_to_say_of_and_names_it_in_a_window() -> None:
    shown = read(PAGE)
    assert f"*We both see it*: {', '.join(NAMES[:5])} and 3 more" in shown
    assert "Not looked at yet: 17" in shown and NAMES[-1] not in shown.split("The mirror")[1]
    window = build_names(PAGE.mirror, 6)
    assert find_view_errors(window) == []
    assert f"*Not looked at yet* (17)\\n{', '.join(NAMES[8:])}" in json.dumps(window)


def test_answers_are_within_the_limits() -> None:
    card = ReflectionCard(
        3, 7, "Empathy", "How often?", 4, "&\n" * 1500, "<" * MAX_STEP, None, "N" * 80
    )
    window = build_answers(
        [Entry("Friday, 13 March 2026", card)] * 10, older_than=NOW.isoformat(), is_older=True
    )
    assert find_view_errors(window) == []
    assert find_view_errors(build_answers([])) == []


def test_a_page_of_kudos_is_within_the_limits_and_offers_what_may_be_done() -> None:
    view = replace(make_kudos(), message="&amp;" * 600, given_at=NOW)
    who = view.giver.slack_user_id
    page = OwnKudosPage(
        slack_user_id=who,
        tz="UTC",
        now=NOW,
        side=Side.GIVEN,
        words="w" * 80,
        kudos_list=[view] * 8,
        links={view.kudos_id: "https://harbour.slack.com/archives/C1/p1"},
        undo_since=NOW - timedelta(days=1),
        older="2026-11-30T12:00:00+00:00 7",
        is_older=True,
    )
    window = build_own_kudos_window(page)
    assert find_view_errors(window) == []
    shown = json.dumps(window)
    assert shown.count(ids.TAKE_BACK) == 8 and f'"{view.kudos_id}:home"' in shown
    over = build_own_kudos_window(replace(page, undo_since=NOW))
    assert ids.TAKE_BACK not in json.dumps(over)
    none = build_own_kudos_window(replace(page, kudos_list=[], searched_until=NOW))
    assert "Nothing found since 30 November." in json.dumps(none)
    assert "Look further back" in json.dumps(none)


def test_whoever_has_one_view_is_shown_no_buttons_of_views() -> None:
    alone = build_home(HomeState(), [], views=[HomeView.MINE])
    assert alone["blocks"] == []
    of_admin = build_home(
        HomeState(HomeView.WORKSPACE), [], views=[HomeView.MINE, HomeView.WORKSPACE]
    )
    (tabs,) = of_admin["blocks"]
    assert [one["text"]["text"] for one in tabs["elements"]] == ["Mine", "● Workspace"]


@pytest.mark.parametrize(
    "state",
    [HomeState(), HomeState(HomeView.TEAM), HomeState(HomeView.MINE, 12, "twelve_zealous")],
)
def test_a_home_says_how_it_was_drawn(state: HomeState) -> None:
    assert read_state(build_home(state, [], views=[])["private_metadata"]) == state


@pytest.mark.parametrize(
    "metadata", ["", "boss", "::", "mine:7", "x:y:z" * 50, "mine:6:" + "k" * 99]
)
def test_what_a_home_never_said_is_read_as_nothing(metadata: str) -> None:
    assert read_state(metadata).view is HomeView.MINE
    assert read_state(metadata).months == 6


def test_a_leader_of_very_many_teams_has_a_view_within_the_limits() -> None:
    act = ShownAct(kind="digest", slack_actor_id="U1", at=NOW, slack_channel_id="C1", act_id=1)
    team = LedTeam(
        team_id=1,
        slack_channel_id="C0123456789",
        members=[f"U{number:010}" for number in range(120)],
        leaders=[f"U{number:010}" for number in range(20)],
        next_digest="Friday, 1 May 2026, at 09:00",
        has_report=False,
        may_name=True,
        lately=[act, act],
    )
    page = TeamPage([team] * MOST_TEAMS, "Europe/Berlin", others=["C1"] * 40)
    home = build_home(HomeState(HomeView.TEAM), build_team(page), views=list(HomeView))
    assert find_view_errors(home) == []
    assert "Another company is in this channel" in str(
        build_team(TeamPage([team], "Europe/Berlin"))
    )
    agreed = replace(team, in_works_council_mode=True)
    assert "in works-council mode" in str(build_team(TeamPage([agreed], "Europe/Berlin")))
