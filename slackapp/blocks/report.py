"""A leader's report in words: reach, balance, and clusters and tiers over half a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slackblocks import Block, HeaderBlock

from slackapp.blocks.digest import SIGNS
from slackapp.blocks.kit import Content, compose, context, escape, section
from slackapp.frameworks.model import TIER_ORDER

_HIDDEN = "not shown, as fewer than five people stand on one side of it"
_NOTE = (
    "Numbers are shown only where at least five people, and at least five others, stand behind "
    "them. Kudos are what people happened to see and say: none is no evidence of anything. Private "
    "kudos, and people who stay out of digests, are not in here."
)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report in plain values; None stands for a number that is not shown."""

    month: str
    slack_channel_id: str
    members: int
    recognised: int | None
    gave: int | None
    top_tenth_share: float | None
    #: Month, and counts by cluster name in the framework's order, by tier, and the entry share.
    months: Sequence[tuple[str, Sequence[tuple[str, int]], dict[str, int], float] | tuple[str]]


def build_report(page: ReportPage) -> Content:
    """The report, for the leader alone."""
    title = f"{page.month} in numbers"
    reach = "\n".join(
        (
            f"*Reach in <#{page.slack_channel_id}>* (members: {page.members})",
            f"Recognised: {_of(page.recognised, page.members)}",
            f"Gave kudos: {_of(page.gave, page.members)}",
            f"Balance: {_balance(page.top_tenth_share)}",
        )
    )
    lines = ["*Clusters and tiers, month by month*", *(_month(one) for one in page.months)]
    blocks: list[Block] = [
        HeaderBlock(title),
        section(reach),
        *(section(line) for line in lines),
        context(_NOTE),
    ]
    words = "\n".join([title, reach, *lines, _NOTE]).replace("*", "")
    return compose(words, blocks)


def _of(part: int | None, whole: int) -> str:
    return _HIDDEN if part is None else f"{part} of {whole}"


def _balance(share: float | None) -> str:
    if share is None:
        return _HIDDEN
    return f"the tenth of the members who were recognised most received {share:.0%}"


def _month(
    month: tuple[str, Sequence[tuple[str, int]], dict[str, int], float] | tuple[str],
) -> str:
    if len(month) == 1:
        return f"*{escape(month[0])}*: fewer than five people recognised"
    name, clusters, tiers, entry_share = month
    counted = ", ".join(f"{escape(cluster)} {count}" for cluster, count in clusters if count)
    signs = ", ".join(
        f"{SIGNS[tier]} {tiers[tier]} {tier.label}" for tier in TIER_ORDER if tiers.get(tier)
    )
    return f"*{escape(name)}*: {counted}\n{signs} ({entry_share:.0%} at the entry tier)"
