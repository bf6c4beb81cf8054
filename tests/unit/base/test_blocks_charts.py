"""Charts: within Slack's limits whatever the framework calls its clusters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.blocks.base.charts import build_chart
from slackapp.blocks.base.kit import compose
from slackapp.sandbox.blocks import find_block_errors

NAMES = st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=6, unique=True)


@given(categories=NAMES, series=NAMES)
def test_long_and_like_names_stay_apart_and_within_the_limits(
    categories: list[str], series: list[str]
) -> None:
    numbers = {name: list(range(len(categories))) for name in series}
    chart = build_chart("bar", "T" * 80, categories=categories, series=numbers, y_label="Times")
    content = compose("words", [chart])
    assert find_block_errors(content.blocks) == []
    drawn = content.blocks[0]["chart"]
    assert len({one["name"] for one in drawn["series"]}) == len(series)
    assert len(set(drawn["axis_config"]["categories"])) == len(categories)


def test_a_series_must_have_a_number_for_each_category() -> None:
    with pytest.raises(ValueError, match="shorter"):
        build_chart("line", "T", categories=["a", "b"], series={"one": [1]}, y_label="Times")


def test_more_series_than_a_chart_may_have_are_an_error() -> None:
    with pytest.raises(ValueError, match="7 series"):
        build_chart(
            "bar", "T", categories=["a"], series={str(n): [n] for n in range(7)}, y_label=""
        )


def test_content_with_a_chart_has_a_plain_form_without_it() -> None:
    chart = build_chart("bar", "T", categories=["a"], series={"one": [1]}, y_label="Times")
    divider = {"type": "divider", "block_id": "numbered"}
    content = compose("words", [chart, divider])
    assert [one["type"] for one in content.in_plain().blocks] == ["divider"]
    assert content.as_payload()["plain_blocks"] == content.in_plain().blocks
    assert compose("words", [divider]).plain_blocks is None
