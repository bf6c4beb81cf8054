"""What a digest says: the figures of a month in the framework's order, and in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import Content
from slackapp.blocks.team.digest import DigestPage, PersonLines, Quoted, build_digest
from slackapp.blocks.team.words import digest as words
from slackapp.domain.base.alphabet import alphabetical
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.slack_text import to_plain
from slackapp.frameworks.model import TIER_ORDER, Behaviour, Framework, Tier, list_clusters
from slackapp.services.kudos.links import find_links
from slackapp.services.kudos.plain_words import find_names
from slackapp.services.team.figures import (
    Figures,
    Quotation,
    count_competencies,
    read_figures,
    read_quotations,
)
from slackapp.services.team.rows import Recognised
from slackapp.services.team.told import find_told
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
    both = (of_month_before["window"][0], of_month["window"][1])
    found = find_told(session, **of_channel, window=both, proven_since=proven_since)
    figures = read_figures(session, **of_month, lens=chosen.lens, found=found)
    hides_names = get_works_council(session, workspace_id=workspace_id).hides_names
    quotations = {} if hides_names else read_quotations(session, **of_month, found=found)
    known = count_competencies(session, **of_month_before, lens=chosen.lens, found=found)
    framework = chosen.lens.framework_of(figures.apart)
    people = [] if hides_names else _sort_people(figures.rows)
    page = DigestPage(
        month=words.name_so_far(month.name) if is_so_far else month.name,
        slack_channel_id=slack_channel_id,
        kudos=figures.kudos,
        givers=figures.givers,
        recognised=figures.recognised,
        people=[
            PersonLines(name=own[0].name, clusters=_list_clusters(own, framework)) for own in people
        ],
        quotations=_list_quotations(session, workspace_id, people, quotations, month),
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


def _sort_people(rows: Sequence[Recognised]) -> list[list[Recognised]]:
    """Each one's rows, by name, as people look for themselves; nobody is ranked."""
    by_person: dict[int, list[Recognised]] = defaultdict(list)
    for row in rows:
        by_person[row.person_id].append(row)
    return sorted(by_person.values(), key=lambda one: (alphabetical(one[0].name), one[0].person_id))


def _list_quotations(
    session: Session,
    workspace_id: int,
    people: Sequence[Sequence[Recognised]],
    quotations: Mapping[int, Quotation],
    month: Month,
) -> list[Quoted]:
    """What was said, in the order of those who were told it; what several were told stands once.

    In plain words: mentioning people anew would notify them anew.
    """
    found: dict[int, Quotation] = {}
    told: dict[int, list[str]] = defaultdict(list)
    for own in people:
        if (one := quotations.get(own[0].person_id)) is not None:
            found[one.kudos_id] = one
            told[one.kudos_id].append(own[0].name)
    texts = [one.message for one in found.values()]
    names = find_names(session, workspace_id=workspace_id, texts=texts)
    links = find_links(session, workspace_id=workspace_id, kudos_ids=list(found))
    return [
        Quoted(
            message=to_plain(one.message, names),
            giver=one.giver_name,
            people=told[kudos_id],
            link=links.get(kudos_id, ""),
            lot=crc32(f"{month}:{kudos_id}".encode()),
        )
        for kudos_id, one in found.items()
    ]


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
