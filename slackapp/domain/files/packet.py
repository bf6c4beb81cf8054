"""A review packet as Markdown: strengths by cluster and tier, each with the kudos it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from slackapp.blocks.files.words import packet as words
from slackapp.domain.kudos.kudos import KudosView, Tag, list_apart
from slackapp.domain.profile.strengths import ClusterStrengths, Recognition, Threshold, weigh
from slackapp.frameworks.model import TIER_ORDER, Competency, Framework, Tier

# What Markdown may take for markup. "R&D", "<3" and snake_case mean nothing to it, and stay as they
# are for whoever reads the file as it is; so do addresses.
_SPECIAL = re.compile(
    r"[\\`*\[\]|]|(?<!/)~|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|(?<=[\w/\"'-])>|&(?=#?\w+;)"
)
#: What makes a heading, a list, a rule or a fence at the beginning of a line.
_LEADING = re.compile(r"^(\s*(?:\d+(?=[.)]))?)([#+\-=>.)])")


@dataclass(frozen=True, slots=True)
class Packet:
    """What a packet is made of; `kudos` are the evidence, the oldest first, in plain words.

    They are read through the `framework`: `lens` is its name where it is not the workspace's own.

    `days`, `months` and `links` are by the kudos' ids: when it was given, as people say it and as
    year and month, and where Slack shows it.
    """

    name: str
    period: str
    made_for: str
    reach: str
    kudos: Sequence[KudosView]
    days: Mapping[int, str]
    links: Mapping[int, str]
    framework: Framework
    strength: Threshold
    excellence: Threshold
    lens: str | None = None
    months: Mapping[int, tuple[int, int]] = field(default_factory=dict)


def render_packet(packet: Packet) -> str:
    """The whole file. Nothing in it is said without the numbers of the kudos that show it."""
    numbers = number_kudos(packet)
    givers = {one.giver.slack_user_id for one in packet.kudos}
    lines = [
        f"# {words.name_packet(_escape(packet.name))}",
        "",
        words.say_made_for(packet.period, _escape(packet.made_for)),
        "",
        words.say_basis(len(numbers), len(givers), packet.reach),
        "",
        words.PREFACE,
        "",
        *_say_lens(packet),
        *_strengths(packet, numbers),
        *_clusters(packet, numbers),
        f"## {words.THE_KUDOS}",
        "",
    ]
    for one in packet.kudos:
        lines += _evidence(one, numbers[one.kudos_id], packet)
    return "\n".join(lines).rstrip("\n") + "\n"


def number_kudos(packet: Packet) -> dict[int, int]:
    """The kudos' numbers in the packet, from 1, by their ids."""
    return {one.kudos_id: number for number, one in enumerate(packet.kudos, 1)}


def _say_lens(packet: Packet) -> list[str]:
    if packet.lens is None:
        return []
    apart = ", ".join(list_apart(packet.kudos))
    return [words.say_lens(_escape(packet.lens), _escape(apart)), ""]


def find_strengths(packet: Packet) -> Sequence[ClusterStrengths]:
    """What the kudos make a strength, by cluster."""
    found = weigh(
        packet.framework,
        [
            Recognition(one.kudos_id, tag.competency.key, one.giver.slack_user_id)
            for one in packet.kudos
            for tag in one.tags
        ],
        strength=packet.strength,
        excellence=packet.excellence,
    )
    return found.clusters


def _strengths(packet: Packet, numbers: Mapping[int, int]) -> list[str]:
    lines = [
        f"## {words.STRENGTHS}",
        "",
        words.say_thresholds(
            packet.strength.kudos,
            packet.strength.givers,
            excellent_kudos=packet.excellence.kudos,
            excellent_givers=packet.excellence.givers,
        ),
        "",
    ]
    listed = [
        _strength(packet, numbers, of, one) for of in find_strengths(packet) for one in of.strengths
    ]
    return [*lines, *(listed or [words.NO_STRENGTHS]), ""]


def _strength(
    packet: Packet, numbers: Mapping[int, int], of: ClusterStrengths, competency: Competency
) -> str:
    kudos = [one for one in packet.kudos if tags_for(one, competency)]
    givers = {one.giver.slack_user_id for one in kudos}
    line = words.say_strength(
        _escape(competency.name),
        _escape(of.cluster.name),
        is_excellent=competency in of.excellent,
        kudos=len(kudos),
        givers=len(givers),
        numbers=_refer(kudos, numbers),
    )
    return f"- {line}"


#: What was seen of a competency: its tier, the behaviour or nothing, and the kudos that show it.
Seen = tuple[Tier | None, str, list[KudosView]]


def list_practices(packet: Packet) -> list[tuple[str, list[tuple[Competency, list[Seen]]]]]:
    """By cluster, each competency with its practices that were seen, by tier."""
    named = [(one.name, one.competencies) for one in packet.framework.clusters]
    known = {one.key for one in packet.framework.competencies()}
    tags = [tag for one in packet.kudos for tag in one.tags]
    others = {tag.competency.key: tag.competency for tag in tags if tag.competency.key not in known}
    found = [
        (name, [(one, seen) for one in competencies if (seen := _list_seen(one, packet.kudos))])
        for name, competencies in [*named, (words.OTHERS, tuple(others.values()))]
    ]
    return [(name, practices) for name, practices in found if practices]


def _list_seen(competency: Competency, kudos_list: Sequence[KudosView]) -> list[Seen]:
    found: list[Seen] = []
    for tier in [*TIER_ORDER, None]:
        seen: dict[str, list[KudosView]] = {}
        for kudos in kudos_list:
            for tag in tags_for(kudos, competency):
                if tag.tier is tier:
                    practice = tag.behaviour.text if tag.behaviour else ""
                    seen.setdefault(practice, []).append(kudos)
        found += [(tier, practice, kudos) for practice, kudos in seen.items()]
    return found


def _clusters(packet: Packet, numbers: Mapping[int, int]) -> list[str]:
    if not packet.kudos:
        return []
    lines = [f"## {words.BY_TIER}", ""]
    for name, practices in list_practices(packet):
        lines += [f"### {_escape(name)}", ""]
        for competency, seen in practices:
            lines.append(f"- **{_escape(competency.name)}**")
            for tier, practice, kudos in seen:
                label = tier.label if tier else ""
                says = words.say_practice(label, _escape(practice), _refer(kudos, numbers))
                lines.append(f"  - {says}")
        lines.append("")
    return lines


def _evidence(kudos: KudosView, number: int, packet: Packet) -> list[str]:
    what = ", ".join(_describe(tag) for tag in kudos.tags)
    link = packet.links.get(kudos.kudos_id)
    shown = f" ([{words.IN_SLACK}]({link}))" if link else ""
    said = [f"> {_escape_line(line)}".rstrip() for line in kudos.message.strip().splitlines()]
    return [
        f"### {words.name_kudos(number)}",
        "",
        words.say_kudos(packet.days[kudos.kudos_id], _escape(kudos.giver.name), what) + shown,
        "",
        # Two blanks keep the line ends that people set.
        *("  \n".join(said).split("\n") if said else [words.NO_WORDS]),
        "",
    ]


def _describe(tag: Tag) -> str:
    name, read = tag.name, tag.competency.name
    return words.name_competency(
        _escape(name),
        read_as="" if name == read else _escape(read),
        tier=tag.tier.label if tag.tier else "",
    )


def tags_for(kudos: KudosView, competency: Competency) -> list[Tag]:
    """The kudos' tags that read as that competency."""
    return [tag for tag in kudos.tags if tag.competency.key == competency.key]


def _refer(kudos_list: Iterable[KudosView], numbers: Mapping[int, int]) -> str:
    found = sorted({numbers[one.kudos_id] for one in kudos_list})
    return ", ".join(f"[\\[{number}\\]](#kudos-{number})" for number in found)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def _escape_line(line: str) -> str:
    # Four blanks before a line would make code of it.
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", line.lstrip()))
