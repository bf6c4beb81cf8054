"""What a digest says: the figures of a month in the framework's order, and in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import Content
from slackapp.blocks.team.digest import DigestPage, PersonLines, build_digest
from slackapp.blocks.team.words import digest as words
from slackapp.domain.base.alphabet import alphabetical
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.slack_text import to_plain
from slackapp.frameworks.model import TIER_ORDER, Behaviour, Framework, Tier, list_clusters
from slackapp.services.kudos.plain_words import find_names
from slackapp.services.team.figures import (
    Figures,
    Quotation,
    count_competencies,
    read_figures,
    read_quotations,
)
from slackapp.services.team.rows import Recognised
from slackapp.services.workspace.lenses import choose_lens, list_apart
from slackapp.services.workspace.works_council import get_works_council

#: Below so many in either month, it is chance which competencies are new; and so many are named.
_ENOUGH = 10
_MOST_NEW = 5


@dataclass(frozen=True, slots=True)
class DrawnDigest:
    """A digest before it is promised: its messages, and the figures behind them."""

    parts: tuple[Content, ...]
    figures: Figures


def draw_digest(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    tz: str,
    month: Month,
    proven_since: datetime,
    is_threaded: bool = False,
    is_so_far: bool = False,
    lens_key: str = "",
) -> DrawnDigest:
    """What a channel's digest of a month says, by its members as they are stored now.

    Where it `is_so_far`, the month is not over, and it says so. It is read through the lens of that
    key, or through the one that the channel chose.
    """
    of_channel: dict[str, Any] = {
        "workspace_id": workspace_id,
        "slack_channel_id": slack_channel_id,
    }
    chosen = choose_lens(session, **of_channel, key=lens_key)
    of_month = of_channel | {"window": month.window(tz), "proven_since": proven_since}
    of_month_before = of_month | {"window": month.before().window(tz)}
    figures = read_figures(session, **of_month, lens=chosen.lens)
    hides_names = get_works_council(session, workspace_id=workspace_id).hides_names
    quotations = {} if hides_names else read_quotations(session, **of_month)
    known = count_competencies(session, **of_month_before, lens=chosen.lens)
    framework = chosen.lens.framework_of(figures.apart)
    page = DigestPage(
        month=words.name_so_far(month.name) if is_so_far else month.name,
        slack_channel_id=slack_channel_id,
        kudos=figures.kudos,
        givers=figures.givers,
        recognised=figures.recognised,
        people=[]
        if hides_names
        else _list_people(
            figures.rows, quotations, _find_names(session, workspace_id, quotations), framework
        ),
        tiers=_count_tiers(figures.rows, framework),
        entry_share=_find_entry_share(figures.rows),
        look_for=_choose_look_for(chosen.lens.framework, month),
        before=month.before().name,
        new=_list_new(figures.rows, known, framework),
        is_threaded=is_threaded,
        lens=chosen.name,
        apart=list_apart(figures.apart),
    )
    return DrawnDigest(tuple(build_digest(page)), figures)


def _find_names(
    session: Session, workspace_id: int, quotations: Mapping[int, Quotation]
) -> Mapping[str, str]:
    """What those who are mentioned in the quotations are called."""
    texts = [one.message for one in quotations.values()]
    return find_names(session, workspace_id=workspace_id, texts=texts)


def _list_people(
    rows: Sequence[Recognised],
    quotations: Mapping[int, Quotation],
    names: Mapping[str, str],
    framework: Framework,
) -> list[PersonLines]:
    by_person: dict[int, list[Recognised]] = defaultdict(list)
    for row in rows:
        by_person[row.person_id].append(row)
    # By name, as people look for themselves; nobody is ranked.
    ordered = sorted(
        by_person.values(), key=lambda one: (alphabetical(one[0].name), one[0].person_id)
    )
    return [
        PersonLines(
            name=own[0].name,
            clusters=_list_clusters(own, framework),
            quotation=_quote(quotations.get(own[0].person_id), names),
        )
        for own in ordered
    ]


def _quote(quotation: Quotation | None, names: Mapping[str, str]) -> tuple[str, str] | None:
    """Plain words, and who said them: mentioning people anew would notify them anew."""
    if quotation is None:
        return None
    return to_plain(quotation.message, names), quotation.giver_name


def _list_clusters(
    rows: Sequence[Recognised], framework: Framework
) -> list[tuple[str, list[tuple[str, list[Tier]]]]]:
    tiers: dict[tuple[str, str], set[Tier]] = defaultdict(set)
    for row in rows:
        tiers[row.cluster_key, row.competency_key].update([Tier(row.tier)] if row.tier else [])
    return list_clusters(framework, lambda cluster, competency: tiers.get((cluster, competency)))


def _count_tiers(
    rows: Sequence[Recognised], framework: Framework
) -> list[tuple[str, list[tuple[Tier | None, int]]]]:
    """By cluster, in the tiers' order; what has no tier stands last."""
    counts: dict[tuple[str, str | None], int] = defaultdict(int)
    for row in rows:
        counts[row.cluster_key, row.tier] += row.tag_count
    return [
        (cluster.name, [(tier, counts[cluster.key, tier]) for tier in (*TIER_ORDER, None)])
        for cluster in framework.clusters
    ]


def _find_entry_share(rows: Sequence[Recognised]) -> tuple[int, int] | None:
    """How many of how many stand at an entry tier; None where there are none."""
    entries = sum(row.entry_count for row in rows)
    return (entries, sum(row.tag_count for row in rows)) if entries else None


def _list_new(
    rows: Sequence[Recognised], known: Mapping[str, int], framework: Framework
) -> list[str]:
    """Competencies that nobody was recognised for in the month before, the most frequent first.

    Equally frequent ones stand in the framework's order. None where either month has too little
    for that to say anything.
    """
    counts = Counter[str]()
    for row in rows:
        counts[row.competency_key] += row.tag_count
    if min(counts.total(), sum(known.values())) < _ENOUGH:
        return []
    new = [
        (counts[one.key], one.name)
        for one in framework.competencies()
        if one.key in counts and one.key not in known
    ]
    # Sorting keeps the order of equals; a database's order would be any.
    return [name for _, name in sorted(new, key=lambda one: -one[0])][:_MOST_NEW]


def _choose_look_for(framework: Framework, month: Month) -> tuple[str, Behaviour] | None:
    """A competency in turn, month by month, and one of its behaviours."""
    turn = month.year * 12 + month.number
    found = [(one.name, one.behaviours) for one in framework.competencies()]
    shown = [(name, practices) for name, practices in found if practices]
    if not shown:
        return None
    name, practices = shown[turn % len(shown)]
    return name, practices[turn // len(shown) % len(practices)]
