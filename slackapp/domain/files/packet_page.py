"""A review packet as a page: HTML that needs no network and no script, with its pictures in it.

It is written so that XML reads it, too. Everything that people wrote is escaped; what they wrote in
another direction than the page's stays in its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape as escape_markup

from slackapp.blocks.base.words import say_month
from slackapp.blocks.files.words import packet as words
from slackapp.blocks.team.words.tiers import SIGNS
from slackapp.domain.files.packet import (
    Packet,
    find_strengths,
    list_practices,
    number_kudos,
    tags_for,
)
from slackapp.domain.files.packet_style import PATTERNS, STYLE
from slackapp.domain.kudos.kudos import KudosView, Tag, list_apart
from slackapp.frameworks.model import TIER_ORDER, Competency, Tier

# What no document may hold, or no encoding takes.
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
#: What a browser asks for nothing from, whatever somebody wrote.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
#: The kinds of bars, in the tiers' order; what has no tier comes last.
_BARS: tuple[tuple[Tier | None, str], ...] = (
    (Tier.BASIC, "basic"),
    (Tier.HIGHER, "higher"),
    (Tier.LEADER, "leader"),
    (None, "none"),
)
#: So many months stand in the picture of months; of more, years do.
_MOST_MONTHS = 24


def render_packet_page(packet: Packet) -> str:
    """The whole file."""
    numbers = number_kudos(packet)
    title = _text(words.name_packet(packet.name))
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8" />',
        f'<meta http-equiv="Content-Security-Policy" content="{_text(_POLICY)}" />',
        '<meta name="viewport" content="width=device-width, initial-scale=1" />',
        '<meta name="color-scheme" content="light dark" />',
        '<meta name="referrer" content="no-referrer" />',
        f"<title>{title}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        PATTERNS,
        "<main>",
        *_head(packet, numbers),
        *_pictures(packet),
        *_strengths(packet, numbers),
        *_by_tier(packet, numbers),
        f'<section aria-labelledby="the-kudos"><h2 id="the-kudos">{words.THE_KUDOS}</h2>',
        *(line for one in packet.kudos for line in _evidence(one, numbers[one.kudos_id], packet)),
        "</section>",
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _text(text: str) -> str:
    """Safe between tags and within quotes."""
    return escape_markup(_NOT_TEXT.sub("\ufffd", text))


def _name(name: str) -> str:
    """A name, which turns nothing around it, whatever direction it is written in."""
    return f"<bdi>{_text(' '.join(name.split()))}</bdi>"


def _head(packet: Packet, numbers: Mapping[int, int]) -> Iterator[str]:
    givers = {one.giver.slack_user_id for one in packet.kudos}
    yield f"<header><h1>{words.name_packet(_name(packet.name))}</h1>"
    yield f'<p class="lead">{_text(words.say_made_for(packet.period, packet.made_for))}</p>'
    yield f"<p>{_text(words.say_basis(len(numbers), len(givers), packet.reach))}</p>"
    yield f"<p>{_text(words.PREFACE)}</p>"
    if packet.lens is not None:
        apart = ", ".join(list_apart(packet.kudos))
        yield f"<p>{_text(words.say_lens(packet.lens, apart))}</p>"
    yield "</header>"


# Pictures


def _pictures(packet: Packet) -> Iterator[str]:
    if not packet.kudos:
        return
    yield f'<section aria-labelledby="picture"><h2 id="picture">{words.PICTURE}</h2>'
    legend = " ".join(
        f'<span class="key"><svg width="18" height="14" aria-hidden="true">'
        f'<rect width="18" height="14" class="{kind}" /></svg>{_sign(tier)} {_text(tier.label)}'
        "</span>"
        for tier, kind in _BARS
        if tier is not None
    )
    yield f'<p class="legend">{legend}</p>'
    yield from _draw(words.BY_CLUSTER_PICTURE, words.CLUSTER, _count_clusters(packet))
    months = _count_months(packet)
    if len(months) > 1:
        yield from _draw(words.BY_MONTH_PICTURE, words.WHEN, months)
    yield "</section>"


#: A row of a picture: what it is about, and how often at each tier.
_Row = tuple[str, Counter[Tier | None]]


def _count_clusters(packet: Packet) -> list[_Row]:
    clusters = {one.key: one.name for one in packet.framework.clusters}
    of_key = {
        one.key: cluster.key
        for cluster in packet.framework.clusters
        for one in cluster.competencies
    }
    counts: dict[str, Counter[Tier | None]] = {key: Counter() for key in clusters}
    for tag in (tag for one in packet.kudos for tag in one.tags):
        key = of_key.get(tag.competency.key, "")
        counts.setdefault(key, Counter())[tag.tier] += 1
    return [(clusters.get(key, words.OTHERS), one) for key, one in counts.items()]


def _count_months(packet: Packet) -> list[_Row]:
    """By month, the empty ones too, or by year where there are many."""
    found: dict[tuple[int, int], Counter[Tier | None]] = {}
    for kudos in packet.kudos:
        year, month = packet.months[kudos.kudos_id]
        found.setdefault((year, month), Counter()).update(tag.tier for tag in kudos.tags)
    first, last = min(found), max(found)
    count = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    if count > _MOST_MONTHS:
        years: dict[int, Counter[Tier | None]] = {}
        for (year, _), one in found.items():
            years.setdefault(year, Counter()).update(one)
        return [(str(year), years.get(year, Counter())) for year in range(first[0], last[0] + 1)]
    every = [divmod(first[0] * 12 + first[1] - 1 + later, 12) for later in range(count)]
    return [
        (say_month(year, month + 1), found.get((year, month + 1), Counter()))
        for year, month in every
    ]


def _draw(title: str, heading: str, rows: Sequence[_Row]) -> Iterator[str]:
    """Bars beside their numbers: whoever does not see them reads the same."""
    most = max(sum(counts.values()) for _, counts in rows) or 1
    yield f"<table><caption>{_text(title)}</caption>"
    yield (
        f'<thead><tr><th scope="col">{_text(heading)}</th><th scope="col">{words.HOW_OFTEN}</th>'
        "</tr></thead><tbody>"
    )
    for name, counts in rows:
        yield (
            f'<tr><th scope="row">{_text(name)}</th><td><div class="bar">{_bar(counts, most)}'
            f'<span class="counts">{_say_counts(counts)}</span></div></td></tr>'
        )
    yield "</tbody></table>"


def _bar(counts: Counter[Tier | None], most: int) -> str:
    rects, start = [], 0.0
    for tier, kind in _BARS:
        width = 100 * counts[tier] / most
        if width:
            rects.append(
                f'<rect x="{start:.2f}%" width="{width:.2f}%" height="16" class="{kind}" />'
            )
        start += width
    return f'<svg width="100%" height="16" aria-hidden="true">{"".join(rects)}</svg>'


def _say_counts(counts: Counter[Tier | None]) -> str:
    told = []
    for tier, _ in _BARS:
        if counts[tier]:
            label = _text(tier.label if tier else words.NO_TIER)
            told.append(f'{_sign(tier)}&#160;<span class="read">{label}: </span>{counts[tier]}')
    return ", ".join(told) or "0"


def _sign(tier: Tier | None) -> str:
    return f'<span aria-hidden="true">{SIGNS[tier] if tier else "○"}</span>'


# What it says


def _strengths(packet: Packet, numbers: Mapping[int, int]) -> Iterator[str]:
    yield f'<section aria-labelledby="strengths"><h2 id="strengths">{words.STRENGTHS}</h2>'
    thresholds = words.say_thresholds(
        packet.strength.kudos,
        packet.strength.givers,
        excellent_kudos=packet.excellence.kudos,
        excellent_givers=packet.excellence.givers,
    )
    yield f"<p>{_text(thresholds)}</p>"
    lines = [
        _strength(packet, numbers, of.cluster.name, one, is_excellent=one in of.excellent)
        for of in find_strengths(packet)
        for one in of.strengths
    ]
    if lines:
        yield from ("<ul>", *lines, "</ul>")
    else:
        yield f"<p>{_text(words.NO_STRENGTHS)}</p>"
    yield "</section>"


def _strength(
    packet: Packet,
    numbers: Mapping[int, int],
    cluster: str,
    competency: Competency,
    *,
    is_excellent: bool,
) -> str:
    kudos = [one for one in packet.kudos if tags_for(one, competency)]
    says = words.say_strength_plainly(
        cluster,
        is_excellent=is_excellent,
        kudos=len(kudos),
        givers=len({one.giver.slack_user_id for one in kudos}),
    )
    return (
        f"<li><strong>{_text(competency.name)}</strong> {_text(says)} {_refer(kudos, numbers)}</li>"
    )


def _by_tier(packet: Packet, numbers: Mapping[int, int]) -> Iterator[str]:
    if not packet.kudos:
        return
    yield f'<section aria-labelledby="by-tier"><h2 id="by-tier">{words.BY_TIER}</h2>'
    for name, practices in list_practices(packet):
        yield f"<h3>{_text(name)}</h3><ul>"
        for competency, seen in practices:
            yield f"<li><strong>{_text(competency.name)}</strong><ul>"
            for tier, practice, kudos in seen:
                mark = f"{_sign(tier)} {_text(tier.label)}: " if tier else ""
                what = _text(practice or words.NO_BEHAVIOUR)
                yield f"<li>{mark}{what} {_refer(kudos, numbers)}</li>"
            yield "</ul></li>"
        yield "</ul>"
    yield "</section>"


def _refer(kudos_list: Iterable[KudosView], numbers: Mapping[int, int]) -> str:
    found = sorted({numbers[one.kudos_id] for one in kudos_list})
    links = ", ".join(
        f'<a href="#kudos-{one}" aria-label="{words.name_kudos(one)}">{one}</a>' for one in found
    )
    return f'<span class="refer">{links}</span>'


def _evidence(kudos: KudosView, number: int, packet: Packet) -> Iterator[str]:
    what = ", ".join(_describe(tag) for tag in kudos.tags)
    link = packet.links.get(kudos.kudos_id)
    shown = (
        f' (<a href="{_text(link)}" rel="noreferrer noopener">'
        f'{words.IN_SLACK}<span class="read">: {words.name_kudos(number)}</span></a>)'
        if link and link.startswith("https://")
        else ""
    )
    day = _text(packet.days[kudos.kudos_id])
    yield f'<article id="kudos-{number}"><h3>{words.name_kudos(number)}</h3>'
    yield f"<p>{words.say_kudos(day, _name(kudos.giver.name), _text(what))}{shown}</p>"
    said = kudos.message.strip()
    yield (
        f'<blockquote dir="auto">{_text(said)}</blockquote>' if said else f"<p>{words.NO_WORDS}</p>"
    )
    yield "</article>"


def _describe(tag: Tag) -> str:
    name, read = tag.name, tag.competency.name
    tier = tag.tier.label if tag.tier else ""
    return words.name_competency(name, read_as="" if name == read else read, tier=tier)


assert [tier for tier, _ in _BARS[:-1]] == list(TIER_ORDER)
