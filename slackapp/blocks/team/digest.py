"""The monthly digest: each person's recognised strengths by cluster and tier, and the team's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from slackblocks import ActionsBlock, Button, DividerBlock, HeaderBlock

from slackapp.blocks import ids
from slackapp.blocks.base.charts import build_chart
from slackapp.blocks.base.kit import (
    AnyBlock,
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
from slackapp.blocks.workspace.words.lens import say_lens
from slackapp.domain.base.due_times import say_day
from slackapp.domain.base.zones import find_zone
from slackapp.frameworks.model import Behaviour, Tier

#: A sign for each tier, so that it reads without colour; the words stand beside it.
SIGNS = {Tier.BASIC: "●", Tier.HIGHER: "▲", Tier.LEADER: "■"}
#: What a vocabulary names without a tier.
_NO_TIER, _NO_SIGN = "no tier", "○"

#: Slack takes 50 blocks and about 13,000 characters a message.
_BLOCKS = 45
_CHARACTERS = 9_000
#: What a chart takes of them: five clusters with three tiers each, and their names.
_CHART = 1_500
_QUOTE = 200
#: From so many on, a picture says more than the words beside it.
_CHART_FROM = 5
#: A company's own values may have more clusters than a picture holds.
_MOST_BARS = 20


@dataclass(frozen=True, slots=True)
class PersonLines:
    """One person: for each cluster, the competencies with the tiers of their practices.

    `quotation` is what they were told, in plain words, and by whom.
    """

    name: str
    clusters: Sequence[tuple[str, Sequence[tuple[str, Sequence[Tier]]]]]
    quotation: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A team's month in words and figures; `tiers` counts by cluster, in the tiers' order.

    `new` are competencies that nobody was recognised for in the month before, which is `before`.
    `lens` is the vocabulary that it is read through, where that is not the workspace's own, and
    `apart` what has no counterpart in it.
    """

    month: str
    slack_channel_id: str
    kudos: int
    givers: int
    recognised: int
    people: Sequence[PersonLines]
    tiers: Sequence[tuple[str, Sequence[tuple[Tier | None, int]]]]
    entry_share: str | None
    look_for: tuple[str, Behaviour] | None
    before: str = ""
    new: Sequence[str] = ()
    is_threaded: bool = False
    lens: str | None = None
    apart: Sequence[str] = ()


def build_digest(page: DigestPage) -> list[Content]:
    """The digest's messages: the first is the post, the others go into its thread."""
    if not page.people:
        return [_build_empty(page)]
    people = [_person(person) for person in page.people]
    if page.is_threaded:
        head = [*_opening(page), *_closing(page), _piece(_IN_THREAD)]
        return [*_pack(head), *_pack(people)]
    return _pack([*_opening(page), *people, *_closing(page)])


#: Blocks that must stay together, with the same in words.
_Piece = tuple[list[AnyBlock], str]
_IN_THREAD = "Who was recognised for what stands in the thread below."


def _pack(pieces: Sequence[_Piece]) -> list[Content]:
    """The pieces in as few messages as Slack's limits allow."""
    parts: list[list[_Piece]] = [[]]
    for piece in pieces:
        more = [*parts[-1], piece]
        blocks = sum(len(blocks) for blocks, _ in more)
        if parts[-1] and (blocks > _BLOCKS or sum(map(_size, more)) > _CHARACTERS):
            parts.append([piece])
        else:
            parts[-1] = more
    return [
        compose(
            "\n".join(words for _, words in part), [block for blocks, _ in part for block in blocks]
        )
        for part in parts
    ]


def _size(piece: _Piece) -> int:
    """What a piece takes of a message's characters, at most: its words, their frame, a chart."""
    blocks, words = piece
    return 2 * len(words) + _CHART * sum(isinstance(block, dict) for block in blocks)


def _piece(text: str) -> _Piece:
    return [section(text)], text


def _build_empty(page: DigestPage) -> Content:
    text = (
        f"A quiet {escape(page.month)} in <#{page.slack_channel_id}>: no kudos to tell of. "
        "Somebody surely did something worth a `/kudos`."
    )
    return compose(text, [section(text)])


def build_leftover() -> Content:
    """What stands in a part of a posted digest that it no longer needs."""
    return compose(_LEFTOVER, [context(_LEFTOVER)])


def build_being_redrawn() -> Content:
    """What stands in the place of a digest until it is drawn anew, a minute later."""
    text = "This part of the digest is being brought up to date, and is back in a minute."
    return compose(text, [context(text)])


def build_month_is_over(month: str, *, is_told: bool) -> Content:
    """What stands in the place of a month so far, once it is over and told of, or not."""
    end = "The digest of the whole month was posted since." if is_told else "That month is over."
    text = f"Here stood {escape(month)} so far. {end}"
    return compose(text, [context(text)])


_LEFTOVER = "This part is no longer needed: the digest was brought up to date."


def build_so_far_comes(month: str, *, is_on: bool) -> Content:
    """What is answered to whoever has a month told that is not over; whether the digest is on."""
    later = (
        "The digest of the whole month comes on its day all the same."
        if is_on
        else "The digest of the whole month is off: `/kudos digest on` has it posted on its day."
    )
    text = (
        f"{escape(month)} is not over: what there is to tell so far comes within a minute. If it "
        f"was posted before, that post is brought up to date. {later}"
    )
    return compose(text, [section(text)])


def build_app_is_away(slack_channel_id: str, month: str) -> Content:
    """What leaders are told when their digest cannot be made."""
    text = (
        f"The digest of {escape(month)} for <#{slack_channel_id}> was not made: I am not in that "
        "channel. Type `/invite @kudoscope` there, then `/kudos digest now`; or `/kudos digest "
        "off`, and I ask no more."
    )
    return compose(text, [section(text)])


def build_others_read(slack_channel_id: str, month: str) -> Content:
    """What leaders are told when their digest is off because another company is in the channel."""
    text = (
        f"The digest of {escape(month)} for <#{slack_channel_id}> was not made: people of another "
        "company read there now. An admin of the workspace can switch digest and reports on with "
        "`/kudos digest on`, typed there; `/kudos digest off`, and I ask no more."
    )
    return compose(text, [section(text)])


def _opening(page: DigestPage) -> Iterator[_Piece]:
    title = f"{page.month}: what we thanked each other for"
    opening = (
        f"Thank you, <#{page.slack_channel_id}>! {_count(page.recognised, 'person', 'people')} "
        f"{'was' if page.recognised == 1 else 'were'} recognised, with {page.kudos} kudos from "
        f"{_count(page.givers, 'colleague', 'colleagues')}."
    )
    legend = " · ".join(f"{sign} {tier.label}" for tier, sign in SIGNS.items())
    yield [HeaderBlock(title), section(opening), context(legend)], f"{title}\n{opening}\n{legend}"
    if page.lens:
        text = say_lens(page.lens, page.apart)
        yield [section(piece) for piece in split_mrkdwn(text)], text


def _closing(page: DigestPage) -> Iterator[_Piece]:
    yield [DividerBlock(), *_team(page)], _team_words(page)
    if page.new:
        names = join_words([escape(name) for name in page.new])
        yield _piece(f"*New since {escape(page.before)}:* {names}.")
    if page.look_for is not None:
        yield _piece(_look_for(*page.look_for))


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _person(person: PersonLines) -> _Piece:
    lines = [f"*{show_name(person.name)}*"]
    lines += [
        f"{escape(cluster)}: {say_competencies(competencies)}"
        for cluster, competencies in person.clusters
    ]
    if person.quotation is not None:
        message, giver = person.quotation
        words = cut(" ".join(message.split()), _QUOTE)
        lines.append(f"“{words}” ({show_name(giver)})")
    text = "\n".join(lines)
    return [section(piece) for piece in split_mrkdwn(text)], text.replace("*", "")


def say_competencies(competencies: Sequence[tuple[str, Sequence[Tier]]]) -> str:
    """Competencies, each with the tiers of its practices, as sign and word."""
    return ", ".join(
        f"{escape(name)} {' '.join(f'{SIGNS[tier]} {tier.label}' for tier in tiers)}".strip()
        for name, tiers in competencies
    )


def _team(page: DigestPage) -> list[AnyBlock]:
    words: list[AnyBlock] = [section(piece) for piece in split_mrkdwn(_team_words(page))]
    total = sum(count for _, tiers in page.tiers for _, count in tiers)
    is_drawn = total >= _CHART_FROM and len(page.tiers) <= _MOST_BARS
    return [*words, _draw_tiers(page)] if is_drawn else words


def _draw_tiers(page: DigestPage) -> AnyBlock:
    shown = list[Tier | None](SIGNS)
    if any(tier is None and count for _, tiers in page.tiers for tier, count in tiers):
        shown.append(None)
    by_tier = {
        _name_tier(tier): [dict(tiers).get(tier, 0) for _, tiers in page.tiers] for tier in shown
    }
    return build_chart(
        "bar",
        "Recognised by cluster and tier",
        categories=[cluster for cluster, _ in page.tiers],
        series=by_tier,
        y_label="Times",
    )


def _team_words(page: DigestPage) -> str:
    lines = ["*The team's month*"]
    for cluster, tiers in page.tiers:
        counts = [_name_tier(tier, count) for tier, count in tiers if count]
        lines.append(f"{escape(cluster)}: {join_words(counts) or 'none'}")
    if page.entry_share is not None:
        lines.append(page.entry_share)
    return "\n".join(lines)


def _name_tier(tier: Tier | None, count: int | None = None) -> str:
    """Sign and word, with a number between them."""
    sign, word = (SIGNS[tier], tier.label) if tier else (_NO_SIGN, _NO_TIER)
    return f"{sign} {word}" if count is None else f"{sign} {count} {word}"


def _look_for(competency_name: str, behaviour: Behaviour) -> str:
    known = describe_outstanding(behaviour)
    return (
        f"*Something to look for next month: {escape(competency_name)}.* For example, somebody who "
        f"“{escape(behaviour.text[:1].lower() + behaviour.text[1:])}”"
        f"{f' ({known})' if known else ''}."
    )


def build_plan(
    slack_channel_id: str, *, team_id: int, next_due_at: datetime | None, tz: str
) -> Content:
    """Whether a channel has a digest, when the next one comes, and how that is changed."""
    channel = f"<#{slack_channel_id}>"
    hint = (
        "`/kudos digest on` or `off`; `settings` for day, hour, leaders and layout; `preview` "
        "shows last month's to you alone; `now` posts it, or brings a posted one up to date. "
        "`/kudos digest leave` leaves you out, anywhere."
    )
    settings = Button("Settings", action_id=ids.DIGEST_SETTINGS, value=str(team_id))
    if next_due_at is None:
        text = f"{channel} has no monthly digest."
    else:
        local = next_due_at.astimezone(find_zone(tz))
        text = (
            f"The next digest of {channel} comes on {say_day(next_due_at, tz)} at {local:%H:%M} "
            f"({escape(tz)})."
        )
    return compose(f"{text}\n{hint}", [section(text), ActionsBlock([settings]), context(hint)])
