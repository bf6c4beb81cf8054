"""The monthly digest: what was said, each person's recognised strengths, and the team's month.

What stands in blocks as a sign stands in the message's text as a word, for screen readers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from slackblocks import DividerBlock, HeaderBlock

from slackapp.blocks.base.charts import build_chart
from slackapp.blocks.base.kit import (
    AnyBlock,
    Content,
    compose,
    context,
    cut,
    describe_outstanding,
    escape,
    isolate,
    section,
    show_name,
    split_mrkdwn,
)
from slackapp.blocks.team.words import digest as words
from slackapp.blocks.team.words.tiers import (
    SIGNS,
    mark_competencies,
    name_tier,
    say_legend,
    tell_competencies,
)
from slackapp.blocks.workspace.words.lens import say_lens
from slackapp.frameworks.model import Behaviour, Tier

#: Slack takes 50 blocks and about 13,000 characters of them a message.
_BLOCKS = 45
_CHARACTERS = 9_500
_QUOTE = 200
#: Slack's limit on one text of small print is 2,000.
_SMALL_PRINT = 1_900
#: What a long digest quotes in its post; the other quotations are in the thread.
_QUOTED_FIRST = 6
#: From so many on, a picture says more than the words beside it.
_CHART_FROM = 5
#: A company's own values may have more clusters than a picture holds.
_MOST_BARS = 20


@dataclass(frozen=True, slots=True)
class PersonLines:
    """One person: for each cluster, the competencies with the tiers of their practices."""

    name: str
    clusters: Sequence[tuple[str, Sequence[tuple[str, Sequence[Tier]]]]]


@dataclass(frozen=True, slots=True)
class Quoted:
    """What was said in a kudos, in plain words, by whom and to whom.

    `link` is where Slack shows it, or empty. By its `lot`, as good as random, a long digest chooses
    what stands in its post.
    """

    message: str
    giver: str
    people: Sequence[str]
    link: str = ""
    lot: int = 0


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A team's month in words and figures; `tiers` counts by cluster, in the tiers' order.

    `entry_share` is how many of how many stand at the entry tier; None where there are none.
    `new` are competencies that nobody was recognised for in the month before, which is `before`.
    `lens` is the vocabulary that it is read through, where that is not the workspace's own, and
    `apart` what has no counterpart in it. Where people were recognised and `people` is empty, it
    names nobody.
    """

    month: str
    slack_channel_id: str
    kudos: int
    givers: int
    recognised: int
    people: Sequence[PersonLines]
    quotations: Sequence[Quoted]
    tiers: Sequence[tuple[str, Sequence[tuple[Tier | None, int]]]]
    entry_share: tuple[int, int] | None
    look_for: tuple[str, Behaviour] | None
    before: str = ""
    new: Sequence[str] = ()
    is_threaded: bool = False
    lens: str | None = None
    apart: Sequence[str] = ()


def build_digest(page: DigestPage) -> list[Content]:
    """The digest's messages: the first is the post, the others go into its thread."""
    if not page.recognised:
        return [_build_empty(page)]
    quotations = [_quote(one) for one in page.quotations]
    people = [_person(person) for person in page.people]
    opening, legend, closing = [*_opening(page)], [*_legend(page)], [*_closing(page)]
    if not people:
        return _compose(_pack([*opening, *legend, *closing, _piece(words.NAMES_NOBODY)]))
    whole = _pack([*opening, *quotations, *legend, *people, *closing])
    if len(whole) == 1 and not page.is_threaded:
        return _compose(whole)
    drawn = _draw_lots(page.quotations)
    first = [quotations[number] for number in drawn]
    others = [one for number, one in enumerate(quotations) if number not in drawn]
    note = _piece(words.say_in_thread(first=len(first), others=len(others)))
    head = _pack([*opening, *first, note, *legend, *closing])
    return _compose([*head, *_pack([*others, *people])])


def _draw_lots(quotations: Sequence[Quoted]) -> list[int]:
    """Which of the quotations stand in the post of a long digest, in their order."""
    by_lot = sorted(range(len(quotations)), key=lambda number: (quotations[number].lot, number))
    return sorted(by_lot[:_QUOTED_FIRST])


class _Piece(NamedTuple):
    """Blocks that must stay together, with the same in words."""

    blocks: list[AnyBlock]
    text: str


def _pack(pieces: Iterable[_Piece]) -> list[list[_Piece]]:
    """The pieces in as few messages as Slack's limits allow."""
    parts: list[list[_Piece]] = []
    blocks = characters = 0
    for piece in pieces:
        more, size = len(piece.blocks), _measure(piece.blocks)
        if not parts or blocks + more > _BLOCKS or characters + size > _CHARACTERS:
            parts.append([])
            blocks = characters = 0
        parts[-1].append(piece)
        blocks, characters = blocks + more, characters + size
    return parts


def _compose(parts: Iterable[Sequence[_Piece]]) -> list[Content]:
    return [
        compose(
            "\n".join(piece.text for piece in part if piece.text),
            [block for piece in part for block in piece.blocks],
        )
        for part in parts
    ]


def _measure(blocks: Iterable[AnyBlock]) -> int:
    """What blocks take of a message's characters."""
    rendered = (block if isinstance(block, dict) else block._resolve() for block in blocks)
    return sum(len(json.dumps(block, ensure_ascii=False)) for block in rendered)


def _piece(text: str) -> _Piece:
    return _Piece([section(text)], text)


def _build_empty(page: DigestPage) -> Content:
    text = words.say_quiet_month(escape(page.month), f"<#{page.slack_channel_id}>")
    return compose(text, [section(text)])


def _opening(page: DigestPage) -> Iterator[_Piece]:
    title = words.say_title(page.month)
    opening = words.say_thanks(
        f"<#{page.slack_channel_id}>",
        recognised=page.recognised,
        kudos=page.kudos,
        givers=page.givers,
    )
    yield _Piece([HeaderBlock(title), section(opening)], f"{title}\n{opening}")
    if page.lens:
        text = say_lens(page.lens, page.apart)
        yield _Piece([section(piece) for piece in split_mrkdwn(text)], text)


def _quote(quoted: Quoted) -> _Piece:
    said = cut(" ".join(quoted.message.split()), _QUOTE)
    giver, *people = map(show_name, [quoted.giver, *quoted.people])
    told = words.tell_quotation(said, giver, words.say_people(people))
    who = words.say_who_to_whom(isolate(giver), words.say_people([*map(isolate, people)]))
    shown = f"<{escape(quoted.link)}|{who}>" if quoted.link else who
    return _Piece([section(words.say_quotation(isolate(said), shown))], told.replace("*", ""))


def _legend(page: DigestPage) -> Iterator[_Piece]:
    """What the signs mean, once; nothing where the vocabulary has no tiers."""
    if any(tier and count for _, tiers in page.tiers for tier, count in tiers):
        # The text has words in place of the signs.
        yield _Piece([context(say_legend())], "")


def _person(person: PersonLines) -> _Piece:
    name = show_name(person.name)
    clusters = [(escape(cluster), named) for cluster, named in person.clusters]
    marked = [words.say_of_cluster(one, mark_competencies(named)) for one, named in clusters]
    told = [words.say_of_cluster(one, tell_competencies(named)) for one, named in clusters]
    pieces = split_mrkdwn(words.say_person(isolate(name), marked), _SMALL_PRINT)
    return _Piece(
        [context(piece) for piece in pieces], words.tell_person(name, told).replace("*", "")
    )


def _closing(page: DigestPage) -> Iterator[_Piece]:
    yield _team(page)
    if page.new:
        yield _piece(words.say_new([escape(name) for name in page.new], escape(page.before)))
    if page.look_for is not None:
        yield _piece(_look_for(*page.look_for))
    note = words.say_notes(page.entry_share)
    yield _Piece([context(note)], note)


def _team(page: DigestPage) -> _Piece:
    counted = [(escape(cluster), tiers) for cluster, tiers in page.tiers if _sum(tiers)]
    quiet = [escape(cluster) for cluster, tiers in page.tiers if not _sum(tiers)]
    total = sum(_sum(tiers) for _, tiers in counted)
    # Of a handful of kudos it says nothing that a cluster is not among them.
    beside = [words.say_quiet_clusters(quiet)] if quiet and total >= _CHART_FROM else []
    shown = [*(words.show_cluster(*one) for one in counted), *beside]
    told = [words.TEAMS_MONTH, *(words.say_cluster(*one) for one in counted), *beside]
    blocks: list[AnyBlock] = [
        DividerBlock(),
        section(words.TEAMS_MONTH),
        *(context(piece) for piece in split_mrkdwn("\n".join(shown), _SMALL_PRINT)),
    ]
    if total >= _CHART_FROM and len(page.tiers) <= _MOST_BARS:
        blocks.append(_draw_tiers(page))
    return _Piece(blocks, "\n".join(told))


def _sum(tiers: Sequence[tuple[Tier | None, int]]) -> int:
    return sum(count for _, count in tiers)


def _draw_tiers(page: DigestPage) -> AnyBlock:
    shown = list[Tier | None](SIGNS)
    if any(tier is None and count for _, tiers in page.tiers for tier, count in tiers):
        shown.append(None)
    by_tier = {
        name_tier(tier): [dict(tiers).get(tier, 0) for _, tiers in page.tiers] for tier in shown
    }
    return build_chart(
        "bar",
        words.CHART,
        categories=[cluster for cluster, _ in page.tiers],
        series=by_tier,
        y_label=words.CHART_AXIS,
    )


def _look_for(competency_name: str, behaviour: Behaviour) -> str:
    practice = behaviour.text[:1].lower() + behaviour.text[1:]
    return words.say_look_for(
        escape(competency_name), escape(practice), describe_outstanding(behaviour)
    )
