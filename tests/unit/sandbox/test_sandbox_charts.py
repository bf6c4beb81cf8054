"""Slack's rules for charts, as the sandbox holds apps to them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from slackapp.sandbox.blocks import find_block_errors

Path = tuple[str | int, ...]

BARS: dict[str, Any] = {
    "type": "data_visualization",
    "title": "The team's month",
    "chart": {
        "type": "bar",
        "series": [
            {"name": "one", "data": [{"label": "A", "value": 1}, {"label": "B", "value": 2.5}]},
            {"name": "two", "data": [{"label": "B", "value": -1}, {"label": "A", "value": 0}]},
        ],
        "axis_config": {"categories": ["A", "B"], "x_label": "What", "y_label": "Times"},
    },
}
PIE: dict[str, Any] = {
    "type": "data_visualization",
    "title": "Shares",
    "chart": {"type": "pie", "segments": [{"label": "A", "value": 1}, {"label": "B", "value": 3}]},
}
MISSING = object()


def change(block: dict[str, Any], path: Path, value: object) -> dict[str, Any]:
    changed = copy.deepcopy(block)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    if value is MISSING:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


def errors(*blocks: dict[str, Any]) -> list[str]:
    return find_block_errors(list(blocks), newer_blocks=True)


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
def test_plots_are_taken(kind: str) -> None:
    assert errors(change(BARS, ("chart", "type"), kind)) == []


def test_a_pie_is_taken() -> None:
    assert errors(PIE) == []


POINTS = ("chart", "series", 0, "data")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("title",), MISSING),
        (("title",), "x" * 51),
        (("chart",), "bars"),
        (("chart", "type"), "radar"),
        (("chart", "series"), []),
        (("chart", "series"), MISSING),
        (("chart", "series"), [{"name": str(n), "data": []} for n in range(7)]),
        (("chart", "series", 0), "one"),
        (("chart", "series", 0, "name"), "x" * 21),
        (("chart", "series", 0, "name"), "two"),
        (("chart", "series", 0, "colour"), "red"),
        (POINTS, []),
        (POINTS, [{"label": "A", "value": 1}]),
        ((*POINTS, 0), 1),
        ((*POINTS, 0, "label"), "C"),
        ((*POINTS, 0, "value"), "1"),
        ((*POINTS, 0, "value"), True),
        (("chart", "axis_config"), MISSING),
        (("chart", "axis_config", "categories"), []),
        (("chart", "axis_config", "categories"), ["A", "A"]),
        (("chart", "axis_config", "categories", 0), "x" * 21),
        (("chart", "axis_config", "categories", 0), 3),
        (("chart", "axis_config", "y_label"), "x" * 51),
        (("chart", "axis_config", "z_label"), "up"),
    ],
)
def test_what_a_plot_may_not_be_is_refused(path: Path, value: object) -> None:
    assert errors(change(BARS, path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("chart", "segments"), []),
        (("chart", "segments"), MISSING),
        (("chart", "segments"), [{"label": str(n), "value": 1} for n in range(7)]),
        (("chart", "segments", 0), "A"),
        (("chart", "segments", 0, "label"), ""),
        (("chart", "segments", 0, "value"), 0),
        (("chart", "segments", 0, "value"), "1"),
        (("chart", "segments", 0, "share"), 1),
        (("chart", "axis_config"), {"categories": ["A"]}),
    ],
)
def test_what_a_pie_may_not_be_is_refused(path: Path, value: object) -> None:
    assert errors(change(PIE, path, value))


def test_a_message_has_two_charts_at_most() -> None:
    assert errors(BARS, PIE) == []
    assert errors(BARS, PIE, BARS)


def test_an_older_workspace_takes_none() -> None:
    assert find_block_errors([BARS], newer_blocks=False)
