"""The monthly digest: each person's recognised strengths by cluster and tier, and the team's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from slackblocks import Block, DividerBlock, HeaderBlock

from slackapp.blocks.kit import (
    Content,
    compose,
    context,
    cut,
    describe_outstanding,
    escape,
    join_words,
    section,
    show_name,
    split_mrkdwn,
)
from slackapp.domain.due_times import find_zone, say_day
from slackapp.frameworks.model import Behaviour, Tier

#: A sign for each tier, so that it reads without colour; the words stand beside it.
SIGNS = {Tier.BASIC: "●", Tier.HIGHER: "▲", Tier.LEADER: "■"}

#: Slack takes 50 blocks and about 13,000 characters a message.
_BLOCKS = 45
_CHARACTERS = 9_000
_QUOTE = 200


@dataclass(frozen=True, slots=True)
class PersonLines:
    """One person: for each cluster, the competencies with the tiers of their practices."""

    name: str
    clusters: Sequence[tuple[str, Sequence[tuple[str, Sequence[Tier]]]]]
    quotation: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A team's month in words and figures; `tiers` counts by cluster, in the tiers' order."""

    month: str
    slack_channel_id: str
    kudos: int
    givers: int
    recognised: int
    people: Sequence[PersonLines]
    tiers: Sequence[tuple[str, Sequence[tuple[Tier, int]]]]
    entry_share: str | None
    look_for: tuple[str, Behaviour] | None


def build_digest(page: DigestPage) -> list[Content]:
    """The digest's messages: the first is the post, the others go into its thread."""
    if not page.people:
        return [_build_empty(page)]
    parts: list[tuple[list[Block], list[str]]] = [([], [])]
    for blocks, words in _pieces(page):
        held, said = parts[-1]
        size = sum(map(len, said)) + len(words)
        if held and (len(held) + len(blocks) > _BLOCKS or 2 * size > _CHARACTERS):
            parts.append(([], []))
        parts[-1][0].extend(blocks)
        parts[-1][1].append(words)
    return [compose("\n".join(words), blocks) for blocks, words in parts]


def _build_empty(page: DigestPage) -> Content:
    text = (
        f"A quiet {escape(page.month)} in <#{page.slack_channel_id}>: no kudos to tell of. "
        "Somebody surely did something worth a `/kudos`."
    )
    return compose(text, [section(text)])


def _pieces(page: DigestPage) -> Iterator[tuple[list[Block], str]]:
    """What must stay together, with the same in words."""
    title = f"{page.month}: what we thanked each other for"
    opening = (
        f"Thank you, <#{page.slack_channel_id}>! {_count(page.recognised, 'person', 'people')} "
        f"{'was' if page.recognised == 1 else 'were'} recognised, with {page.kudos} kudos from "
        f"{_count(page.givers, 'colleague', 'colleagues')}."
    )
    legend = " · ".join(f"{sign} {tier.label}" for tier, sign in SIGNS.items())
    yield [HeaderBlock(title), section(opening), context(legend)], f"{title}\n{opening}\n{legend}"
    for person in page.people:
        yield _person(person)
    yield [DividerBlock(), *_team(page)], _team_words(page)
    if page.look_for is not None:
        text = _look_for(*page.look_for)
        yield [section(text)], text


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _person(person: PersonLines) -> tuple[list[Block], str]:
    lines = [f"*{show_name(person.name)}*"]
    for cluster, competencies in person.clusters:
        named = [
            f"{escape(name)} {' '.join(f'{SIGNS[tier]} {tier.label}' for tier in tiers)}".strip()
            for name, tiers in competencies
        ]
        lines.append(f"{escape(cluster)}: {', '.join(named)}")
    if person.quotation is not None:
        message, giver = person.quotation
        words = cut(" ".join(message.split()), _QUOTE)
        lines.append(f"“{words}” ({show_name(giver)})")
    text = "\n".join(lines)
    return [section(piece) for piece in split_mrkdwn(text)], text.replace("*", "")


def _team(page: DigestPage) -> list[Block]:
    return [section(piece) for piece in split_mrkdwn(_team_words(page))]


def _team_words(page: DigestPage) -> str:
    lines = ["*The team's month*"]
    for cluster, tiers in page.tiers:
        counts = [f"{SIGNS[tier]} {count} {tier.label}" for tier, count in tiers if count]
        lines.append(f"{escape(cluster)}: {join_words(counts) or 'none'}")
    if page.entry_share is not None:
        lines.append(page.entry_share)
    return "\n".join(lines)


def _look_for(competency_name: str, behaviour: Behaviour) -> str:
    known = describe_outstanding(behaviour)
    return (
        f"*Something to look for next month: {escape(competency_name)}.* For example, somebody who "
        f"“{escape(behaviour.text[:1].lower() + behaviour.text[1:])}”"
        f"{f' ({known})' if known else ''}."
    )


def build_plan(slack_channel_id: str, *, next_due_at: datetime | None, tz: str) -> Content:
    """Whether a channel has a digest, when the next one comes, and how that is changed."""
    channel = f"<#{slack_channel_id}>"
    hint = (
        "`/kudos digest on` or `off`; `preview` shows last month's to you alone; `now` posts it, "
        "or brings a posted one up to date. `/kudos digest leave` leaves you out, anywhere."
    )
    if next_due_at is None:
        text = f"{channel} has no monthly digest."
    else:
        local = next_due_at.astimezone(find_zone(tz))
        text = (
            f"The next digest of {channel} comes on {say_day(next_due_at, tz)} at {local:%H:%M} "
            f"({escape(tz)})."
        )
    return compose(f"{text}\n{hint}", [section(text), context(hint)])
