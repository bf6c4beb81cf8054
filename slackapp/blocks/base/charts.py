"""Charts, as Slack's newest blocks draw them; the words beside a chart must say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from slackapp.blocks.base.kit import NUMBERED, shorten

#: Slack's limits on a chart: characters of a title, and of every label in it; series.
_TITLE = 50
_LABEL = 20
_SERIES = 6


def build_chart(
    kind: Literal["bar", "line"],
    title: str,
    *,
    categories: Sequence[str],
    series: Mapping[str, Sequence[int]],
    y_label: str,
) -> dict[str, Any]:
    """A chart of one number for each category in each of at most six series.

    Raises ValueError where a series has not one number for each category.
    """
    if len(series) > _SERIES:
        raise ValueError(f"{len(series)} series, where {_SERIES} are the limit")
    labels = _distinct(categories)
    names = _distinct(list(series))
    return {
        "type": "data_visualization",
        "block_id": NUMBERED,
        "title": shorten(title, _TITLE),
        "chart": {
            "type": kind,
            "series": [
                {
                    "name": name,
                    "data": [
                        {"label": label, "value": value}
                        for label, value in zip(labels, values, strict=True)
                    ],
                }
                for name, values in zip(names, series.values(), strict=True)
            ],
            "axis_config": {"categories": labels, "y_label": y_label},
        },
    }


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, short enough; two that begin alike get a number, as Slack wants them distinct."""
    found: list[str] = []
    for name in names:
        label, number = shorten(name, _LABEL), 1
        while label in found:
            number += 1
            label = f"{shorten(name, _LABEL - len(str(number)) - 1)} {number}"
        found.append(label)
    return found
