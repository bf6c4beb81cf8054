"""Slack's rules for the chart of a data_visualization block, as its reference page has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slackapp.sandbox.blocks import BlockChecker

#: Of a message.
MAX_CHARTS = 2
_TITLE = 50
_AXIS = 50
_LABEL = 20
#: Segments of a pie, and series of any other chart.
_PARTS = 6
#: The reference names no limit of points; this one is ours, to stay on the safe side.
_POINTS = 20
_PLOTS = ("bar", "line", "area")


def check_chart(checker: BlockChecker, place: str, block: dict[str, Any]) -> None:
    """Collect what is wrong with a data_visualization block."""
    checker.string(place, block, "title", _TITLE)
    chart = block.get("chart")
    where = f"{place}/chart"
    if not isinstance(chart, dict):
        checker.fail(where, "must be an object")
        return
    kind = chart.get("type")
    if kind == "pie":
        _check_pie(checker, where, chart)
    elif kind in _PLOTS:
        _check_plot(checker, where, chart)
    else:
        checker.fail(f"{where}/type", f"must be one of: pie, {', '.join(_PLOTS)}")


def _check_pie(checker: BlockChecker, place: str, chart: dict[str, Any]) -> None:
    checker.fields(place, chart, frozenset({"segments"}), frozenset())
    for where, segment in checker.items(f"{place}/segments", chart.get("segments"), 1, _PARTS):
        if not isinstance(segment, dict):
            checker.fail(where, "must be an object")
            continue
        checker.fields(where, segment, frozenset({"label", "value"}), frozenset())
        checker.string(where, segment, "label", _LABEL)
        if not _is_number(segment.get("value")) or segment["value"] <= 0:
            checker.fail(f"{where}/value", "must be greater than 0")


def _check_plot(checker: BlockChecker, place: str, chart: dict[str, Any]) -> None:
    checker.fields(place, chart, frozenset({"series", "axis_config"}), frozenset())
    categories = _check_axis(checker, f"{place}/axis_config", chart.get("axis_config"))
    names: set[str] = set()
    for where, series in checker.items(f"{place}/series", chart.get("series"), 1, _PARTS):
        if not isinstance(series, dict):
            checker.fail(where, "must be an object")
            continue
        checker.fields(where, series, frozenset({"name", "data"}), frozenset())
        checker.string(where, series, "name", _LABEL)
        name = str(series.get("name"))
        if name in names:
            checker.fail(f"{where}/name", f"series name `{name}` already exists")
        names.add(name)
        _check_points(checker, f"{where}/data", series.get("data"), categories)


def _check_axis(checker: BlockChecker, place: str, axis: Any) -> list[str]:
    if not isinstance(axis, dict):
        checker.fail(place, "must be an object")
        return []
    checker.fields(place, axis, frozenset({"categories"}), frozenset({"x_label", "y_label"}))
    for name in ("x_label", "y_label"):
        if name in axis:
            checker.string(place, axis, name, _AXIS)
    found = []
    for where, category in checker.items(f"{place}/categories", axis.get("categories"), 1, _POINTS):
        if not isinstance(category, str) or not 0 < len(category) <= _LABEL:
            checker.fail(where, f"must be a string of 1 to {_LABEL} characters")
        found.append(str(category))
    if len(set(found)) < len(found):
        checker.fail(f"{place}/categories", "must be unique")
    return found


def _check_points(checker: BlockChecker, place: str, points: Any, categories: list[str]) -> None:
    labels = []
    for where, point in checker.items(place, points, 1, _POINTS):
        if not isinstance(point, dict):
            checker.fail(where, "must be an object")
            continue
        checker.fields(where, point, frozenset({"label", "value"}), frozenset())
        if not _is_number(point.get("value")):
            checker.fail(f"{where}/value", "must be a number")
        labels.append(str(point.get("label")))
    if sorted(labels) != sorted(categories):
        checker.fail(place, "labels must match the categories")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
