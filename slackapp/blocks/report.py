"""A leader's report in words and pictures: reach, balance, clusters and tiers over half a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slackblocks import ActionsBlock, HeaderBlock, UserSelectMenu

from slackapp.blocks import ids
from slackapp.blocks.charts import build_chart
from slackapp.blocks.digest import SIGNS
from slackapp.blocks.kit import (
    AnyBlock,
    Content,
    compose,
    context,
    escape,
    join_words,
    section,
    show_name,
    split_mrkdwn,
)
from slackapp.frameworks.model import TIER_ORDER

_AXIS = "Times recognised"
#: So many series a chart may have.
_SERIES = 6
#: People who are named at most.
_NAMED = 40


@dataclass(frozen=True, slots=True)
class MonthLines:
    """A month's kudos by cluster, in the framework's order, and by tier; None where few people
    were recognised.
    """

    name: str
    by_cluster: Sequence[tuple[str, int]] | None = None
    by_tier: dict[str, int] | None = None
    entry_share: float = 0.0


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report in plain values; None stands for a number that is not shown.

    `unrecognised` are names; None where the workspace does not want them told. `key` is the team's
    id and the month, which the menu of people carries.
    """

    month: str
    slack_channel_id: str
    key: str
    members: int
    recognised: int | None
    gave: int | None
    top_tenth_share: float | None
    months: Sequence[MonthLines]
    smallest_group: int
    unrecognised: Sequence[str] | None


def build_report(page: ReportPage) -> Content:
    """The report, for a leader alone."""
    title = f"{page.month} in numbers"
    reach = "\n".join(
        (
            f"*Reach in <#{page.slack_channel_id}>* (members: {page.members})",
            f"Recognised: {_of(page.recognised, page)}",
            f"Gave kudos: {_of(page.gave, page)}",
            f"Balance: {_balance(page)}",
        )
    )
    head = "*Clusters and tiers, month by month*"
    lines = [_month(one, page.smallest_group) for one in page.months]
    note = _note(page.smallest_group)
    unseen = _unrecognised(page)
    pick = "*For a one-to-one*: choose a person to see what the team saw of them."
    blocks: list[AnyBlock] = [
        HeaderBlock(title),
        section(reach),
        section(head),
        *(section(line) for line in lines),
        *_charts(page),
        *(section(piece) for line in unseen for piece in split_mrkdwn(line)),
        section(pick),
        ActionsBlock(
            [UserSelectMenu(placeholder="Choose a person", action_id=ids.PERSON_PAGE)],
            block_id=f"{ids.PERSON_PAGE_BLOCK}:{page.key}",
        ),
        context(note),
    ]
    words = "\n".join([title, reach, head, *lines, *unseen, note]).replace("*", "")
    return compose(words, blocks)


def _note(smallest: int) -> str:
    return (
        f"Numbers are shown only where at least {smallest} people, and at least {smallest} others, "
        "stand behind them. Kudos are what people happened to see and say: none is no evidence of "
        "anything. Private kudos, and people who stay out of digests, are not in here."
    )


def _of(part: int | None, page: ReportPage) -> str:
    return _hidden(page) if part is None else f"{part} of {page.members}"


def _hidden(page: ReportPage) -> str:
    return f"not shown, as fewer than {page.smallest_group} people stand on one side of it"


def _balance(page: ReportPage) -> str:
    if page.top_tenth_share is None:
        return _hidden(page)
    share = f"{page.top_tenth_share:.0%}"
    return f"the tenth of the members who were recognised most received {share}"


def _month(month: MonthLines, smallest: int) -> str:
    if month.by_cluster is None or month.by_tier is None:
        return f"*{escape(month.name)}*: fewer than {smallest} people recognised"
    counted = ", ".join(f"{escape(name)} {count}" for name, count in month.by_cluster if count)
    signs = ", ".join(
        f"{SIGNS[tier]} {month.by_tier[tier]} {tier.label}"
        for tier in TIER_ORDER
        if month.by_tier.get(tier)
    )
    return f"*{escape(month.name)}*: {counted}\n{signs} ({month.entry_share:.0%} at the entry tier)"


def _charts(page: ReportPage) -> list[AnyBlock]:
    """The months that may be told as pictures; none where there is but one of them."""
    told = [(one.name, one.by_cluster, one.by_tier) for one in page.months if one.by_cluster]
    if len(told) < 2:
        return []
    months = [name for name, _, _ in told]
    clusters = {
        name: [dict(by_cluster or ()).get(name, 0) for _, by_cluster, _ in told]
        for name, _ in (told[0][1] or ())[:_SERIES]
    }
    tiers = {
        f"{SIGNS[tier]} {tier.label}": [(by_tier or {}).get(tier, 0) for _, _, by_tier in told]
        for tier in TIER_ORDER
    }
    return [
        build_chart("line", "Clusters by month", categories=months, series=clusters, y_label=_AXIS),
        build_chart("bar", "Tiers by month", categories=months, series=tiers, y_label=_AXIS),
    ]


def _unrecognised(page: ReportPage) -> list[str]:
    if page.unrecognised is None:
        return []
    if not page.unrecognised:
        return ["*An invitation to look*: in three months, the team saw kudos for everybody."]
    named = [show_name(name) for name in page.unrecognised[:_NAMED]]
    if more := len(page.unrecognised) - len(named):
        named.append(f"{more} more")
    return [
        "*An invitation to look*: for three months the team has seen no kudos for "
        f"{join_words(named)}. That says nothing about their work; perhaps nobody looked. What do "
        "you see them do well?"
    ]
