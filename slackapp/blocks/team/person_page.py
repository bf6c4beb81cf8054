"""A page about one person for their leader: what the team can see anyway, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slackblocks import Block, HeaderBlock

from slackapp.blocks.base.kit import (
    Content,
    compose,
    context,
    escape,
    pack_lines,
    section,
    shorten,
    show_name,
    split_mrkdwn,
)
from slackapp.blocks.team.words import report as words
from slackapp.blocks.team.words.tiers import mark_competencies, say_legend, tell_competencies
from slackapp.blocks.workspace.words.lens import say_lens
from slackapp.frameworks.model import Tier

#: Kudos that the page quotes at most, and how much of each.
QUOTED = 10
_WORDS = 300
_TITLE = 150


@dataclass(frozen=True, slots=True)
class SeenKudos:
    """One kudos as the page quotes it; `message` is safe in mrkdwn as it is.

    `link` is where Slack shows its announcement; empty where that is not known.
    """

    day: str
    giver: str
    competencies: Sequence[str]
    message: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person's kudos in plain values: by cluster, competencies with their tiers; then each.

    `lens` is the vocabulary that it is read through, where that is not the workspace's own, and
    `apart` what has no counterpart in it.
    """

    name: str
    slack_channel_id: str
    months: str
    clusters: Sequence[tuple[str, Sequence[tuple[str, Sequence[Tier]]]]]
    kudos: Sequence[SeenKudos]
    lens: str | None = None
    apart: Sequence[str] = ()


def build_person_page(page: PersonPage) -> Content:
    """The page, for a leader alone."""
    title = shorten(words.say_page_title(page.name, page.months), _TITLE)
    who = f"<#{page.slack_channel_id}>", show_name(page.name), page.months
    if not page.kudos:
        text = words.say_nothing_seen(*who)
        return compose(text, [section(text)])
    head = words.say_seen(*who)
    lens = [say_lens(page.lens, page.apart)] if page.lens else []
    marked, told = (
        [words.say_competencies(escape(name), say(one)) for name, one in page.clusters]
        for say in (mark_competencies, tell_competencies)
    )
    quoted = [_quote(one) for one in page.kudos[:QUOTED]]
    more = len(page.kudos) - len(quoted)
    if more:
        quoted.append(words.say_more(more))
    blocks: list[Block] = [
        HeaderBlock(title),
        section(head),
        *map(section, pack_lines([*lens, *marked])),
        context(say_legend()),
        section(words.IN_THEIR_WORDS),
        *(section(piece) for line in quoted for piece in split_mrkdwn(line)),
        context(words.PAGE_NOTE),
    ]
    said = [head, *lens, *told, words.IN_THEIR_WORDS, *quoted, words.PAGE_NOTE]
    return compose("\n".join(said).replace("*", ""), blocks)


def _quote(kudos: SeenKudos) -> str:
    pieces = split_mrkdwn(" ".join(kudos.message.split()), _WORDS)
    said = f"\n> {pieces[0]}{' …' if len(pieces) > 1 else ''}" if pieces else ""
    what = escape(", ".join(kudos.competencies))
    head = words.say_kudos(kudos.day, show_name(kudos.giver), what, kudos.link)
    return f"{head}{said}"
