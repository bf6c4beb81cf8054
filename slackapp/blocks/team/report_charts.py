"""The pictures of a leader's report: reach and clusters over the months, or tiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from slackapp.blocks.base.charts import build_chart
from slackapp.blocks.team.report_page import MonthLines
from slackapp.blocks.team.words import report as words
from slackapp.blocks.team.words.tiers import name_tier
from slackapp.frameworks.model import TIER_ORDER

#: So many charts a message may have, and so many series each.
_CHARTS, _SERIES = 2, 6
#: A picture of a single month is drawn from so much on.
_CHART_FROM = 5
_Series = Mapping[str, list[int] | None]


def draw_charts(months: Sequence[MonthLines]) -> list[dict[str, Any]]:
    """The two pictures that say most of the months; the words beside them say the same."""
    return [one for one in _list_charts(months) if one is not None][:_CHARTS]


def _list_charts(months: Sequence[MonthLines]) -> Iterator[dict[str, Any] | None]:
    yield _draw_reach(months)
    told = [one for one in months if one.by_cluster and one.by_tier]
    # Clusters of two vocabularies do not go on one axis.
    alike = [one for one in told if one.is_through]
    names = dict.fromkeys(name for one in alike for name, _ in one.by_cluster)
    counts = [dict(one.by_cluster) for one in alike]
    yield _draw(
        "line",
        words.CLUSTERS_CHART,
        alike,
        {name: _count(alike, name, counts) for name in names},
        words.CHART_AXIS,
    )
    yield _draw(
        "bar",
        words.TIERS_CHART,
        told,
        {name_tier(tier): _count(told, tier, [one.by_tier for one in told]) for tier in TIER_ORDER},
        words.CHART_AXIS,
    )
    yield _draw_month(months[-1])


def _draw_reach(months: Sequence[MonthLines]) -> dict[str, Any] | None:
    told = [one for one in months if one.recognised is not None]
    gave = [one.gave for one in told if one.gave is not None]
    series: _Series = {
        words.THANKED: [one.recognised or 0 for one in told],
        words.THANKING: gave if len(gave) == len(told) else None,
    }
    return _draw("line", words.REACH_CHART, told, series, words.REACH_AXIS)


def _draw_month(month: MonthLines) -> dict[str, Any] | None:
    """The last month by cluster and tier, as its digest drew it."""
    counts = [dict(tiers) for _, tiers in month.by_both]
    if sum(count for one in counts for count in one.values()) < _CHART_FROM:
        return None
    return build_chart(
        "bar",
        words.MONTH_CHART,
        categories=[name for name, _ in month.by_both],
        series={name_tier(tier): [one.get(tier, 0) for one in counts] for tier in TIER_ORDER},
        y_label=words.CHART_AXIS,
    )


def _draw(
    kind: Literal["bar", "line"],
    title: str,
    months: Sequence[MonthLines],
    series: _Series,
    y_label: str,
) -> dict[str, Any] | None:
    """A chart of the series that are told of every month; None where there is but one month."""
    told = dict([(name, one) for name, one in series.items() if one][:_SERIES])
    if len(months) < 2 or not told:
        return None
    return build_chart(
        kind, title, categories=[one.name for one in months], series=told, y_label=y_label
    )


def _count(
    told: Sequence[MonthLines], key: str, counts: Sequence[Mapping[str, int]]
) -> list[int] | None:
    """A line of a chart; None where a month leaves it out, which is not the same as nothing."""
    if not all(key in one or month.is_whole for month, one in zip(told, counts, strict=True)):
        return None
    return [one.get(key, 0) for one in counts]
