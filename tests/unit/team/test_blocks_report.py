"""A leader's report in blocks: it fits into a message, whatever a company counts and is called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slackapp.blocks.team.report import build_report
from slackapp.blocks.team.report_page import MonthLines, ReportPage
from slackapp.frameworks.model import TIER_ORDER
from slackapp.sandbox.blocks import find_block_errors, is_too_long


def make_page(clusters: int, name: str = "Value") -> ReportPage:
    """Six months of a large company, each told by a digest."""
    names = [f"{name} {number}" for number in range(clusters)]
    months = [
        MonthLines(
            name=f"September 202{number}",
            by_cluster=[(one, 1234) for one in names],
            by_tier=dict.fromkeys(TIER_ORDER, 12345),
            entry_share=0.5,
            is_whole=True,
            recognised=1200,
            gave=1100,
            by_both=[(one, [(tier, 1234) for tier in (*TIER_ORDER, None)]) for one in names],
        )
        for number in range(6)
    ]
    return ReportPage(
        month="September 2025",
        slack_channel_id="C0123456789",
        key="1:2025-09",
        members=2400,
        recognised=1200,
        gave=1100,
        top_tenth_share=0.4,
        months=months,
        smallest_group=5,
        unrecognised=None,
        top_tenth=240,
        kudos=5000,
        givers=1100,
        digest_link="https://x.slack.com/archives/C0123456789/p1",
        thanked_since=2000,
        in_rings=8,
        from_outside=12,
    )


@pytest.mark.parametrize("clusters", [1, 5, 20, 40])
@pytest.mark.parametrize("name", ["Value", "&" * 60])
def test_it_fits_into_a_message(clusters: int, name: str) -> None:
    page = replace(
        make_page(clusters, name),
        unrecognised=["&" * 80] * 60,
        lens="Twelve Zealous",
        apart=["Emotional Awareness"] * 12,
        since="May 2025",
    )
    content = build_report(page)
    for blocks in (content.blocks, content.plain_blocks or []):
        assert find_block_errors(blocks) == []
        assert not is_too_long(blocks)
    assert "1200 of them were thanked, with 5000 kudos" in content.text


def test_what_fits_is_told_in_full_and_by_two_pictures_at_most() -> None:
    content = build_report(make_page(5))
    assert "September 2025: 1200 were thanked, 1100 thanked somebody" in content.text
    assert "Value 4: ● 1234 everyday service, ▲ 1234" in content.text
    assert content.text.count("Value 4 1234") == 5
    charts = [one for one in content.blocks if one["type"] == "data_visualization"]
    assert len(charts) == 2
