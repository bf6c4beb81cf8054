"""A leader's report: what a month was like in sentences, its shape, then the months in numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator

from slackblocks import ActionsBlock, DividerBlock, HeaderBlock, UserSelectMenu

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    AnyBlock,
    Content,
    compose,
    context,
    escape,
    pack_lines,
    section,
    show_name,
)
from slackapp.blocks.team.report_charts import draw_charts
from slackapp.blocks.team.report_page import MonthLines, ReportPage
from slackapp.blocks.team.words import report as words
from slackapp.blocks.team.words.tiers import count_tier
from slackapp.blocks.workspace.words.lens import say_lens
from slackapp.frameworks.model import TIER_ORDER

#: People who are named at most, and where there is little room.
_NAMED, _NAMED_IN_SHORT = 40, 10
#: What the blocks of a message may take (Slack refuses from about 13,000 on), and the steps to it.
_CHARACTERS, _SLIMMEST = 10_000, 5
#: Clusters that are named as what a month was mostly for.
_MOSTLY = 2


def build_report(page: ReportPage) -> Content:
    """The report, for a leader alone: with less and less of it until it fits into a message."""
    content = _compose(page, 0)
    for slim in range(1, _SLIMMEST + 1):
        if len(json.dumps(content.blocks, ensure_ascii=False)) <= _CHARACTERS:
            break
        content = _compose(page, slim)
    return content


def _compose(page: ReportPage, slim: int) -> Content:
    """The report without what takes most room: from 1 on without what earlier months were for.

    From 2 on it names fewer people, from 3 on it tells the month no longer by cluster and tier at
    once, from 4 on it has no pictures, and at 5 it leaves to the digest what the month was for.
    """
    title, note = words.say_title(page.month), words.say_note(page.smallest_group)
    lead, shape = list(_lead(page)), list(_shape(page))
    shape = [words.ROUND, *shape] if shape else []
    left_out = _left_out(page)
    unseen = _unrecognised(page, _NAMED if slim < 2 else _NAMED_IN_SHORT)
    last, *earlier = reversed(page.months)
    lines = [
        *_through(page),
        _month(last, in_full=slim < 3, tells_what=slim < 5),
        *(_month(one, tells_what=slim < 1) for one in earlier),
    ]
    blocks: list[AnyBlock] = [
        HeaderBlock(title),
        *map(section, pack_lines(lead)),
        *map(section, pack_lines(shape)),
        *map(context, left_out),
        *map(section, pack_lines(unseen)),
        *(draw_charts(page.months) if slim < 4 else ()),
        section(words.MONTHS),
        *(section(piece) for line in lines for piece in pack_lines([line])),
        DividerBlock(),
        section(words.PICK),
        ActionsBlock(
            [UserSelectMenu(placeholder=words.CHOOSE, action_id=ids.PERSON_PAGE)],
            block_id=f"{ids.PERSON_PAGE_BLOCK}:{page.key}",
        ),
        context(note),
    ]
    told = [title, *lead, *shape, *left_out, *unseen, words.MONTHS, *lines, note]
    return compose("\n".join(told).replace("*", ""), blocks)


def _lead(page: ReportPage) -> Iterator[str]:
    """What the month was like, in a few sentences."""
    acts: list[str] = []
    if page.recognised:
        acts.append(words.say_recognised(page.recognised, kudos=page.kudos, givers=page.givers))
    if page.gave:
        acts.append(words.say_gave(page.gave))
    month = escape(page.month)
    if acts:
        told = words.say_month_told(month, acts)
    else:
        told = (words.say_little if page.recognised is None else words.say_quiet)(month)
    mostly = _find_mostly(page.months[-1])
    if mostly:
        told = f"{told} {words.say_mostly([escape(one) for one in mostly])}"
    yield f"{words.say_members(f'<#{page.slack_channel_id}>', page.members)} {told}"
    if page.digest_link:
        yield words.say_digest(page.digest_link)
    if page.since:
        yield words.say_began(escape(page.since))


def _find_mostly(month: MonthLines) -> list[str]:
    """The clusters that most of the month was for, where there are others beside them."""
    ordered = sorted(month.by_cluster, key=lambda one: -one[1])
    if len(ordered) <= _MOSTLY:
        return []
    return [name for name, _ in ordered[:_MOSTLY]]


def _shape(page: ReportPage) -> Iterator[str]:
    """How recognition goes round over the months, as far as that may be told."""
    if page.thanked_since is not None:
        first = escape(page.months[0].name)
        yield words.say_since(first, page.thanked_since, page.members)
    if page.top_tenth_share is not None:
        yield words.say_balance(page.top_tenth, page.top_tenth_share)
    if page.in_rings is not None:
        yield words.say_rings(page.in_rings)
    if page.from_outside is not None:
        yield words.say_from_outside(page.from_outside)


def _left_out(page: ReportPage) -> list[str]:
    missing = [
        name
        for name, number in (
            (words.LEFT_RECOGNISED, page.recognised),
            (words.LEFT_GAVE, page.gave),
            (words.LEFT_BALANCE, page.top_tenth_share),
        )
        if number is None
    ]
    return [words.say_left_out(missing, page.smallest_group)] if missing else []


def _through(page: ReportPage) -> list[str]:
    if page.lens is None:
        return []
    lines = [say_lens(page.lens, page.apart)]
    if not all(one.is_through for one in page.months):
        lines.append(words.say_own_words(escape(page.own)))
    return lines


def _month(month: MonthLines, *, in_full: bool = False, tells_what: bool = True) -> str:
    name = escape(month.name)
    reach = [
        say(number)
        for say, number in (
            (words.say_thanked, month.recognised),
            (words.say_thanking, month.gave),
        )
        if number
    ]
    counts = list(_count(month, in_full)) if tells_what else []
    if tells_what and month.entry_share is not None:
        share = words.say_entry_share(month.entry_share)
        counts = (
            [*counts[:-1], f"{counts[-1]}, {share}"] if counts and not in_full else [*counts, share]
        )
    if not reach and not counts:
        if month.is_whole:
            return words.say_empty_month(name)
        return words.say_hidden_month(name)
    return words.say_month(name, "\n".join([", ".join(reach), *counts] if reach else counts))


def _count(month: MonthLines, in_full: bool) -> Iterator[str]:
    """What a month was for: `in_full` by cluster and tier, as its digest told it, or by each."""
    if in_full and month.by_both:
        for cluster, tiers in month.by_both:
            counts = ", ".join(count_tier(tier, count) for tier, count in tiers if count)
            if counts:
                yield words.say_cluster_by_tier(escape(cluster), counts)
        return
    clusters = [words.say_cluster(escape(one), count) for one, count in month.by_cluster]
    by_tier = [
        count_tier(tier, month.by_tier[tier]) for tier in TIER_ORDER if month.by_tier.get(tier)
    ]
    for line in (clusters, by_tier):
        if line:
            yield ", ".join(line)


def _unrecognised(page: ReportPage, most: int) -> list[str]:
    if page.unrecognised is None:
        return []
    if not page.unrecognised:
        return [words.EVERYBODY_SEEN]
    named = [show_name(name) for name in page.unrecognised[:most]]
    return [words.say_unseen(named, len(page.unrecognised) - len(named))]
