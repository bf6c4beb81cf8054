"""A leader's report in words and pictures: reach, balance, clusters and tiers over half a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from slackblocks import ActionsBlock, HeaderBlock, UserSelectMenu

from slackapp.blocks import ids
from slackapp.blocks.base.charts import build_chart
from slackapp.blocks.base.kit import (
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
from slackapp.blocks.team.digest import SIGNS
from slackapp.blocks.workspace.words.lens import say_lens
from slackapp.frameworks.model import TIER_ORDER

_AXIS = "Times recognised"
#: So many series a chart may have.
_SERIES = 6
_FEW = "the others too few to tell"
#: A chart's kind, title, months and lines.
_Drawing = tuple[
    Literal["bar", "line"], str, Sequence["MonthLines"], Mapping[str, list[int] | None]
]
#: People who are named at most.
_NAMED = 40


@dataclass(frozen=True, slots=True)
class MonthLines:
    """A month's kudos by cluster, in the framework's order, and by tier, without those of few
    people; `is_whole` where nothing had to be left out, as the digest told it. Where it is not
    `is_through`, its clusters are not those of the report's lens.
    """

    name: str
    by_cluster: Sequence[tuple[str, int]] = ()
    by_tier: Mapping[str, int] = field(default_factory=dict)
    entry_share: float | None = None
    is_whole: bool = False
    is_through: bool = True


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report in plain values; None stands for a number that is not shown.

    `unrecognised` are names; None where the workspace does not want them told. `key` is the team's
    id, the month, and the lens where one was named, which the menu of people carries. `lens` is the
    vocabulary that it is read through, where that is not the workspace's `own` framework, and
    `apart` what has no counterpart in it.
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
    lens: str | None = None
    apart: Sequence[str] = ()
    own: str = ""


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
    lines = [_month(one, page) for one in page.months]
    through = _through(page)
    note = _note(page.smallest_group)
    unseen = _unrecognised(page)
    pick = "*For a one-to-one*: choose a person to see what the team saw of them."
    blocks: list[AnyBlock] = [
        HeaderBlock(title),
        section(reach),
        section(head),
        *(section(piece) for line in through for piece in split_mrkdwn(line)),
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
    words = "\n".join([title, reach, head, *through, *lines, *unseen, note]).replace("*", "")
    return compose(words, blocks)


def _through(page: ReportPage) -> list[str]:
    if page.lens is None:
        return []
    lines = [say_lens(page.lens, page.apart)]
    if not all(one.is_through for one in page.months):
        lines.append(
            f"Months that no digest told the channel stand in the words of {escape(page.own)} "
            "whatever they are read through: told in two ways, their numbers could say something "
            "about few people."
        )
    return lines


def _note(smallest: int) -> str:
    return (
        f"Numbers are shown only where at least {smallest} people, and at least {smallest} others, "
        "stand behind them, and behind what is left out: a cluster or tier that is not named may "
        "have few or none. What a digest told the channel is shown in whole. Kudos are what people "
        "happened to see and say: none is no evidence of anything. Private kudos, and people who "
        "stay out of digests, are not in here."
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


def _month(month: MonthLines, page: ReportPage) -> str:
    smallest = page.smallest_group
    counted = [f"{escape(name)} {count}" for name, count in month.by_cluster]
    signs = [
        f"{SIGNS[tier]} {month.by_tier[tier]} {tier.label}"
        for tier in TIER_ORDER
        if month.by_tier.get(tier)
    ]
    if not counted and not signs:
        nothing = "no kudos" if month.is_whole else f"nothing with {smallest} people behind it"
        return f"*{escape(month.name)}*: {nothing}"
    if month.entry_share is not None:
        signs.append(f"{month.entry_share:.0%} at the entry tier")
    lines = [", ".join(counted) or _FEW, ", ".join(signs) or _FEW]
    return f"*{escape(month.name)}*: " + "\n".join(lines)


def _charts(page: ReportPage) -> list[AnyBlock]:
    """The months that may be told as pictures; none where there is but one of them."""
    told = [one for one in page.months if one.by_cluster and one.by_tier]
    # Clusters of two vocabularies do not go on one axis.
    alike = [one for one in told if one.is_through]
    names = list(dict.fromkeys(name for one in alike for name, _ in one.by_cluster))
    clusters = {
        name: _series(alike, name, [dict(one.by_cluster) for one in alike]) for name in names
    }
    tiers = {
        f"{SIGNS[tier]} {tier.label}": _series(told, tier, [one.by_tier for one in told])
        for tier in TIER_ORDER
    }
    drawn: list[_Drawing] = [
        ("line", "Clusters by month", alike, clusters),
        ("bar", "Tiers by month", told, tiers),
    ]
    return [
        build_chart(
            kind,
            title,
            categories=[one.name for one in months],
            series=dict([(name, one) for name, one in series.items() if one][:_SERIES]),
            y_label=_AXIS,
        )
        for kind, title, months, series in drawn
        if len(months) > 1 and any(series.values())
    ]


def _series(
    told: Sequence[MonthLines], key: str, counts: Sequence[Mapping[str, int]]
) -> list[int] | None:
    """A line of a chart; None where a month leaves it out, which is not the same as nothing."""
    if not all(key in one or month.is_whole for month, one in zip(told, counts, strict=True)):
        return None
    return [one.get(key, 0) for one in counts]


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
