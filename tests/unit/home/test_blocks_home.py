"""What a Home looks like: within Slack's limits, and with the views that its person has."""

from __future__ import annotations

import pytest

from slackapp.blocks.home.home import build_home
from slackapp.blocks.home.mine import Entry, MinePage, build_mine
from slackapp.blocks.home.state import HomeState, HomeView, read_state
from slackapp.blocks.profile.strengths import StrengthsPicture
from slackapp.blocks.reflection.form import MAX_STEP
from slackapp.blocks.reflection.reflection import ReflectionCard
from slackapp.domain.profile.johari import View
from slackapp.domain.profile.strengths import Recognition, Threshold, weigh
from slackapp.frameworks.loader import load_builtin
from slackapp.sandbox.view_rules import find_view_errors


def excel_in_everything() -> StrengthsPicture:
    keys = [one.key for one in load_builtin("ecf").competencies()]
    point = weigh(
        load_builtin("ecf"),
        [Recognition(1, key, "ana") for key in keys],
        strength=Threshold(1, 1),
        excellence=Threshold(1, 1),
    )
    return StrengthsPicture(point, Threshold(100, 100), Threshold(100, 100))


def test_the_fullest_home_is_within_the_limits() -> None:
    names = [one.name for one in load_builtin("ecf").competencies()]
    card = ReflectionCard(
        3, 7, "Empathy", "How often?", 4, "&\n" * 1500, "<" * MAX_STEP, None, "N" * 80
    )
    page = MinePage(
        next_question="Your next question comes on Friday.",
        months=6,
        mirror={View.NOT_YET: names, View.BOTH: names},
        strengths=excel_in_everything(),
        entries=[Entry("Friday, 13 March 2026", card)] * 10,
        older_than="2026-03-13T15:00:00+00:00",
        is_older=True,
    )
    home = build_home(HomeState(), build_mine(page), views=list(HomeView))
    assert find_view_errors(home) == []


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
