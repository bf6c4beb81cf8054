"""A review packet as Markdown: strengths by cluster and tier, each with the kudos it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
        f"# Review packet: {_escape(packet.name)}",
        "",
        f"{packet.period}. Made for {_escape(packet.made_for)}.",
        "",
        f"{_count(len(numbers), 'kudos', 'kudos')} from "
        f"{_count(len(givers), 'colleague', 'colleagues')}. The numbers in brackets lead to the "
        f"kudos that a line rests on. {packet.reach}",
        "",
        "Kudos are what people happened to see and say: where there is none, that is no evidence "
        "of anything.",
        "",
        *_say_lens(packet),
        *_strengths(packet, numbers),
        *_clusters(packet, numbers),
        "## The kudos",
        "",
    ]
    for one in packet.kudos:
        lines += _evidence(one, numbers[one.kudos_id], packet)
    return "\n".join(lines).rstrip("\n") + "\n"


def _say_lens(packet: Packet) -> list[str]:
    if packet.lens is None:
        return []
    apart = ", ".join(list_apart(packet.kudos))
    return [
        f"Read through {_escape(packet.lens)}: the same kudos in other words."
        + (f" Not in it, and told apart: {_escape(apart)}." if apart else ""),
        "",
    ]


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
        "## Strengths",
        "",
        f"A strength is a competency that somebody was recognised for in at least "
        f"{packet.strength.kudos} kudos from {packet.strength.givers} people in this period, an "
        f"excellent one in at least {packet.excellence.kudos} from {packet.excellence.givers}.",
        "",
    ]
    listed = [_strength(packet, numbers, of, one) for of in found.clusters for one in of.strengths]
    return [*lines, *(listed or ["Not enough kudos for one yet."]), ""]


def _strength(
    packet: Packet, numbers: Mapping[int, int], of: ClusterStrengths, competency: Competency
) -> str:
    kudos = [one for one in packet.kudos if _tags_for(one, competency)]
    givers = {one.giver.slack_user_id for one in kudos}
    standing = "excellent" if competency in of.excellent else "a strength"
    return (
        f"- **{_escape(competency.name)}** ({_escape(of.cluster.name)}), {standing}: "
        f"{_count(len(kudos), 'kudos', 'kudos')} from "
        f"{_count(len(givers), 'colleague', 'colleagues')} {_refer(kudos, numbers)}"
    )


def _clusters(packet: Packet, numbers: Mapping[int, int]) -> list[str]:
    if not packet.kudos:
        return []
    lines = ["## By cluster and tier", ""]
    named = [(one.name, one.competencies) for one in packet.framework.clusters]
    known = {one.key for one in packet.framework.competencies()}
    tags = [tag for one in packet.kudos for tag in one.tags]
    others = {tag.competency.key: tag.competency for tag in tags if tag.competency.key not in known}
    for name, competencies in [*named, ("Others", tuple(others.values()))]:
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
        label = f"{tier.label}: " if tier else ""
        lines += [
            f"  - {label}{_escape(practice) or 'recognised for it, no behaviour named'} "
            f"{_refer(kudos, numbers)}"
            for practice, kudos in seen.items()
        ]
    return [f"- **{_escape(competency.name)}**", *lines] if lines else []


def _evidence(kudos: KudosView, number: int, packet: Packet) -> list[str]:
    what = ", ".join(_describe(tag) for tag in kudos.tags)
    link = packet.links.get(kudos.kudos_id)
    shown = f" ([in Slack]({link}))" if link else ""
    said = [f"> {_escape_line(line)}".rstrip() for line in kudos.message.strip().splitlines()]
    return [
        f"### Kudos {number}",
        "",
        f"{packet.days[kudos.kudos_id]}, {_escape(kudos.giver.name)}, for {what}{shown}",
        "",
        # Two blanks keep the line ends that people set.
        *("  \n".join(said).split("\n") if said else ["No words."]),
        "",
    ]


def _describe(tag: Tag) -> str:
    label = f" ({tag.tier.label})" if tag.tier else ""
    name, read = tag.name, tag.competency.name
    as_read = "" if name == read else f", read as {_escape(read)}"
    return f"{_escape(name)}{as_read}{label}"


def _tags_for(kudos: KudosView, competency: Competency) -> list[Tag]:
    return [tag for tag in kudos.tags if tag.competency.key == competency.key]


def _refer(kudos_list: Iterable[KudosView], numbers: Mapping[int, int]) -> str:
    found = sorted({numbers[one.kudos_id] for one in kudos_list})
    return ", ".join(f"[\\[{number}\\]](#kudos-{number})" for number in found)


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def _escape_line(line: str) -> str:
    # Four blanks before a line would make code of it.
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", line.lstrip()))
