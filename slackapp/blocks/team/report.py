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
    section,
    show_name,
    split_mrkdwn,
)
from slackapp.blocks.team.words import report as words
from slackapp.blocks.team.words.tiers import count_tier, name_tier
from slackapp.blocks.workspace.words.lens import say_lens
from slackapp.frameworks.model import TIER_ORDER

#: So many series a chart may have.
_SERIES = 6
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
    title = words.say_title(page.month)
    reach = _reach(page)
    through = _through(page)
    lines = [_month(one, page) for one in page.months]
    unseen = _unrecognised(page)
    note = words.say_note(page.smallest_group)
    blocks: list[AnyBlock] = [
        HeaderBlock(title),
        section(reach),
        section(words.MONTHS),
        *(section(piece) for line in through for piece in split_mrkdwn(line)),
        *(section(line) for line in lines),
        *_charts(page),
        *(section(piece) for line in unseen for piece in split_mrkdwn(line)),
        section(words.PICK),
        ActionsBlock(
            [UserSelectMenu(placeholder=words.CHOOSE, action_id=ids.PERSON_PAGE)],
            block_id=f"{ids.PERSON_PAGE_BLOCK}:{page.key}",
        ),
        context(note),
    ]
    told = [title, reach, words.MONTHS, *through, *lines, *unseen, note]
    return compose("\n".join(told).replace("*", ""), blocks)


def _reach(page: ReportPage) -> str:
    lines = (
        words.say_reach(f"<#{page.slack_channel_id}>", page.members),
        words.say_recognised(_of(page.recognised, page)),
        words.say_gave(_of(page.gave, page)),
        words.say_hidden_balance(page.smallest_group)
        if page.top_tenth_share is None
        else words.say_balance(page.top_tenth_share),
    )
    return "\n".join(lines)


def _of(part: int | None, page: ReportPage) -> str:
    if part is None:
        return words.say_hidden(page.smallest_group)
    return words.say_part(part, page.members)


def _through(page: ReportPage) -> list[str]:
    if page.lens is None:
        return []
    lines = [say_lens(page.lens, page.apart)]
    if not all(one.is_through for one in page.months):
        lines.append(words.say_own_words(escape(page.own)))
    return lines


def _month(month: MonthLines, page: ReportPage) -> str:
    name = escape(month.name)
    clusters = [words.say_cluster(escape(one), count) for one, count in month.by_cluster]
    tiers = [
        count_tier(tier, month.by_tier[tier]) for tier in TIER_ORDER if month.by_tier.get(tier)
    ]
    if not clusters and not tiers:
        if month.is_whole:
            return words.say_empty_month(name)
        return words.say_hidden_month(name, page.smallest_group)
    if month.entry_share is not None:
        tiers.append(words.say_entry_share(month.entry_share))
    lines = [", ".join(clusters) or words.NO_CLUSTER, ", ".join(tiers) or words.NO_TIER]
    return words.say_month(name, "\n".join(lines))


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
        name_tier(tier): _series(told, tier, [one.by_tier for one in told]) for tier in TIER_ORDER
    }
    drawn: list[_Drawing] = [
        ("line", words.CLUSTERS_CHART, alike, clusters),
        ("bar", words.TIERS_CHART, told, tiers),
    ]
    return [
        build_chart(
            kind,
            title,
            categories=[one.name for one in months],
            series=dict([(name, one) for name, one in series.items() if one][:_SERIES]),
            y_label=words.CHART_AXIS,
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
        return [words.EVERYBODY_SEEN]
    named = [show_name(name) for name in page.unrecognised[:_NAMED]]
    return [words.say_unseen(named, len(page.unrecognised) - len(named))]
