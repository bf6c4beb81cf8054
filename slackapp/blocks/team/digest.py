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
    build_plain,
    compose,
    context,
    cut,
    describe_outstanding,
    escape,
    section,
    show_name,
    split_mrkdwn,
)
from slackapp.blocks.base.words import explain_refusal
from slackapp.blocks.team.words import digest as words
from slackapp.blocks.team.words.tiers import SIGNS, name_tier, say_competencies, say_legend
from slackapp.blocks.workspace.words.lens import say_lens
from slackapp.domain.base.due_times import say_day
from slackapp.domain.base.zones import find_zone
from slackapp.frameworks.model import Behaviour, Tier

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
    people = [_person(person) for person in page.people]
    if not people:
        return _pack([*_opening(page), *_closing(page), _piece(words.NAMES_NOBODY)])
    if page.is_threaded:
        head = [*_opening(page), *_closing(page), _piece(words.IN_THREAD)]
        return [*_pack(head), *_pack(people)]
    return _pack([*_opening(page), *people, *_closing(page)])


#: Blocks that must stay together, with the same in words.
_Piece = tuple[list[AnyBlock], str]


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
            "\n".join(text for _, text in part), [block for blocks, _ in part for block in blocks]
        )
        for part in parts
    ]


def _size(piece: _Piece) -> int:
    """What a piece takes of a message's characters, at most: its words, their frame, a chart."""
    blocks, text = piece
    return 2 * len(text) + _CHART * sum(isinstance(block, dict) for block in blocks)


def _piece(text: str) -> _Piece:
    return [section(text)], text


def _build_empty(page: DigestPage) -> Content:
    text = words.say_quiet_month(escape(page.month), f"<#{page.slack_channel_id}>")
    return compose(text, [section(text)])


def build_leftover() -> Content:
    """What stands in a part of a posted digest that it no longer needs."""
    return compose(words.LEFTOVER, [context(words.LEFTOVER)])


def build_being_redrawn() -> Content:
    """What stands in the place of a digest until it is drawn anew, a minute later."""
    return compose(words.BEING_REDRAWN, [context(words.BEING_REDRAWN)])


def build_month_is_over(month: str, *, is_told: bool) -> Content:
    """What stands in the place of a month so far, once it is over and told of, or not."""
    text = words.say_month_is_over(escape(month), is_told=is_told)
    return compose(text, [context(text)])


def build_so_far_comes(month: str, *, is_on: bool) -> Content:
    """What is answered to whoever has a month told that is not over; whether the digest is on."""
    text = words.say_so_far_comes(escape(month), is_on=is_on)
    return compose(text, [section(text)])


def build_app_is_away(slack_channel_id: str, month: str) -> Content:
    """What leaders are told when their digest cannot be made."""
    text = words.say_app_is_away(f"<#{slack_channel_id}>", escape(month))
    return compose(text, [section(text)])


def build_others_read(slack_channel_id: str, month: str) -> Content:
    """What leaders are told when their digest is off because another company is in the channel."""
    text = words.say_others_read(f"<#{slack_channel_id}>", escape(month))
    return compose(text, [section(text)])


def _opening(page: DigestPage) -> Iterator[_Piece]:
    title = words.say_title(page.month)
    opening = words.say_thanks(
        f"<#{page.slack_channel_id}>",
        recognised=page.recognised,
        kudos=page.kudos,
        givers=page.givers,
    )
    legend = say_legend()
    yield [HeaderBlock(title), section(opening), context(legend)], f"{title}\n{opening}\n{legend}"
    if page.lens:
        text = say_lens(page.lens, page.apart)
        yield [section(piece) for piece in split_mrkdwn(text)], text


def _closing(page: DigestPage) -> Iterator[_Piece]:
    yield [DividerBlock(), *_team(page)], _team_words(page)
    if page.new:
        yield _piece(words.say_new([escape(name) for name in page.new], escape(page.before)))
    if page.look_for is not None:
        yield _piece(_look_for(*page.look_for))


def _person(person: PersonLines) -> _Piece:
    lines = [f"*{show_name(person.name)}*"]
    lines += [
        f"{escape(cluster)}: {say_competencies(competencies)}"
        for cluster, competencies in person.clusters
    ]
    if person.quotation is not None:
        message, giver = person.quotation
        said = cut(" ".join(message.split()), _QUOTE)
        lines.append(words.say_quotation(said, show_name(giver)))
    text = "\n".join(lines)
    return [section(piece) for piece in split_mrkdwn(text)], text.replace("*", "")


def _team(page: DigestPage) -> list[AnyBlock]:
    lines: list[AnyBlock] = [section(piece) for piece in split_mrkdwn(_team_words(page))]
    total = sum(count for _, tiers in page.tiers for _, count in tiers)
    is_drawn = total >= _CHART_FROM and len(page.tiers) <= _MOST_BARS
    return [*lines, _draw_tiers(page)] if is_drawn else lines


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


def _team_words(page: DigestPage) -> str:
    lines = [words.TEAMS_MONTH]
    lines += [words.say_cluster(escape(cluster), tiers) for cluster, tiers in page.tiers]
    if page.entry_share is not None:
        lines.append(words.say_entry_share(*page.entry_share))
    return "\n".join(lines)


def _look_for(competency_name: str, behaviour: Behaviour) -> str:
    practice = behaviour.text[:1].lower() + behaviour.text[1:]
    return words.say_look_for(
        escape(competency_name), escape(practice), describe_outstanding(behaviour)
    )


def build_plan(
    slack_channel_id: str, *, team_id: int, next_due_at: datetime | None, tz: str
) -> Content:
    """Whether a channel has a digest, when the next one comes, and how that is changed."""
    channel = f"<#{slack_channel_id}>"
    settings = Button(words.SETTINGS, action_id=ids.DIGEST_SETTINGS, value=str(team_id))
    if next_due_at is None:
        text = words.say_no_plan(channel)
    else:
        local = next_due_at.astimezone(find_zone(tz))
        text = words.say_plan(
            channel, day=say_day(next_due_at, tz), hour=f"{local:%H:%M}", tz=escape(tz)
        )
    blocks = [section(text), ActionsBlock([settings]), context(words.PLAN_HINT)]
    return compose(f"{text}\n{words.PLAN_HINT}", blocks)


def build_digest_refused(slack_channel_id: str, *, month: str, error: str | None) -> Content:
    """What leaders read when their channel's digest could not be posted."""
    reason = explain_refusal(error)
    return build_plain(words.say_refused(f"<#{slack_channel_id}>", escape(month), reason))
