"""A review packet as Markdown: strengths by cluster and tier, each with the kudos it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from slackapp.blocks.files.words import packet as words
from slackapp.domain.kudos.kudos import KudosView, Tag, list_apart
from slackapp.domain.profile.strengths import ClusterStrengths, Recognition, Threshold, weigh
from slackapp.frameworks.model import TIER_ORDER, Competency, Framework

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

    `days` and `links` are by the kudos' ids: when it was given, and where Slack shows it.
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


def render_packet(packet: Packet) -> str:
    """The whole file. Nothing in it is said without the numbers of the kudos that show it."""
    numbers = {one.kudos_id: number for number, one in enumerate(packet.kudos, 1)}
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


def _say_lens(packet: Packet) -> list[str]:
    if packet.lens is None:
        return []
    apart = ", ".join(list_apart(packet.kudos))
    return [words.say_lens(_escape(packet.lens), _escape(apart)), ""]


def _strengths(packet: Packet, numbers: Mapping[int, int]) -> list[str]:
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
    listed = [_strength(packet, numbers, of, one) for of in found.clusters for one in of.strengths]
    return [*lines, *(listed or [words.NO_STRENGTHS]), ""]


def _strength(
    packet: Packet, numbers: Mapping[int, int], of: ClusterStrengths, competency: Competency
) -> str:
    kudos = [one for one in packet.kudos if _tags_for(one, competency)]
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


def _clusters(packet: Packet, numbers: Mapping[int, int]) -> list[str]:
    if not packet.kudos:
        return []
    lines = [f"## {words.BY_TIER}", ""]
    named = [(one.name, one.competencies) for one in packet.framework.clusters]
    known = {one.key for one in packet.framework.competencies()}
    tags = [tag for one in packet.kudos for tag in one.tags]
    others = {tag.competency.key: tag.competency for tag in tags if tag.competency.key not in known}
    for name, competencies in [*named, (words.OTHERS, tuple(others.values()))]:
        found = [line for one in competencies for line in _competency(one, packet.kudos, numbers)]
        if found:
            lines += [f"### {_escape(name)}", "", *found, ""]
    return lines


def _competency(
    competency: Competency, kudos_list: Sequence[KudosView], numbers: Mapping[int, int]
) -> list[str]:
    """The competency's practices that were seen, by tier, each with its kudos."""
    lines: list[str] = []
    for tier in [*TIER_ORDER, None]:
        seen: dict[str, list[KudosView]] = {}
        for kudos in kudos_list:
            for tag in _tags_for(kudos, competency):
                if tag.tier is tier:
                    practice = tag.behaviour.text if tag.behaviour else ""
                    seen.setdefault(practice, []).append(kudos)
        label = tier.label if tier else ""
        lines += [
            f"  - {words.say_practice(label, _escape(practice), _refer(kudos, numbers))}"
            for practice, kudos in seen.items()
        ]
    return [f"- **{_escape(competency.name)}**", *lines] if lines else []


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


def _tags_for(kudos: KudosView, competency: Competency) -> list[Tag]:
    return [tag for tag in kudos.tags if tag.competency.key == competency.key]


def _refer(kudos_list: Iterable[KudosView], numbers: Mapping[int, int]) -> str:
    found = sorted({numbers[one.kudos_id] for one in kudos_list})
    return ", ".join(f"[\\[{number}\\]](#kudos-{number})" for number in found)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def _escape_line(line: str) -> str:
    # Four blanks before a line would make code of it.
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", line.lstrip()))
