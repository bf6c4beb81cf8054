"""A person's own strengths on their Home: a picture, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slackblocks import Block, HeaderBlock

from slackapp.blocks.base.kit import context, escape, join_words, pack_lines, section
from slackapp.blocks.workspace.lens_words import say_lens
from slackapp.domain.profile.strengths import (
    EXCELLENT_NEEDED,
    ClusterStrengths,
    Threshold,
    TippingPoint,
)
from slackapp.frameworks.model import Competency

# Signs of different shape, so that the picture reads without colour.
_EXCELLENT, _STRENGTH, _NOT_YET = "◆", "■", "□"
_KEY = f"{_EXCELLENT} excellent · {_STRENGTH} strength · {_NOT_YET} not enough kudos yet to say"
_LIMITS = (
    "A heuristic to develop by, not a verdict. People thank for what they happen to see, so no "
    "kudos is no evidence of weakness. Nobody else sees this."
)


@dataclass(frozen=True, slots=True)
class StrengthsPicture:
    """What kudos of the last twelve months say, and the thresholds that this was read by.

    `through` is the same read through the vocabulary of the name `lens`, where that is not ECF, and
    `apart` what has no counterpart in it.
    """

    point: TippingPoint
    strength: Threshold
    excellence: Threshold
    through: TippingPoint | None = None
    lens: str = ""
    apart: Sequence[str] = ()


def build_strengths(picture: StrengthsPicture) -> list[Block]:
    """The picture in words; short and kind where there is nothing to draw yet."""
    point, shown = picture.point, picture.through or picture.point
    header = HeaderBlock("Your strengths")
    through = [section(one) for one in pack_lines(_say_through(picture))]
    if not (point.has_evidence or shown.has_evidence):
        return [
            header,
            *through,
            section(
                "Not enough yet to draw a picture. As soon as you have "
                f"{_say_evidence(picture.strength)} for the same competency, it shows here."
            ),
            context(_LIMITS),
        ]
    return [
        header,
        section("What colleagues thanked you for in the last twelve months."),
        *through,
        *(section(one) for one in _say_clusters(shown, is_ecf=picture.through is None)),
        context(f"{_KEY}. {_say_rule(picture.strength, picture.excellence)}"),
        section(_say_way(point)),
        context(_LIMITS),
    ]


def _say_through(picture: StrengthsPicture) -> list[str]:
    if picture.through is None:
        return []
    return [say_lens(picture.lens, picture.apart)]


def _say_clusters(point: TippingPoint, *, is_ecf: bool) -> list[str]:
    """A text for each block: other vocabularies may have more clusters than a Home has room for."""
    texts = [_say_cluster(one) for one in point.clusters]
    return texts if is_ecf else pack_lines(texts)


def _say_cluster(one: ClusterStrengths) -> str:
    strong, excellent = len(one.strengths), len(one.excellent)
    bar = _draw_bar(len(one.cluster.competencies), excellent=excellent, strong=strong - excellent)
    head = f"{bar}  *{escape(one.cluster.name)}*: {_count_strengths(strong, excellent)}"
    others = [competency for competency in one.strengths if competency not in one.excellent]
    lines = []
    if one.excellent:
        lines.append(f"Excellent: {_list_names(one.excellent)}")
    if others:
        lines.append(f"{'Also strong' if lines else 'Strong'}: {_list_names(others)}")
    return "\n".join([head, *lines])


def _count_strengths(strong: int, excellent: int) -> str:
    if not strong:
        return "not enough yet"
    if strong == 1:
        return "1 strength, an excellent one" if excellent else "1 strength"
    count = f"{strong} strengths"
    if excellent == strong:
        return f"{count}, all excellent"
    return f"{count}, {excellent} of them excellent" if excellent else count


def _list_names(competencies: Sequence[Competency]) -> str:
    return escape(join_words([one.name for one in competencies]))


def _say_way(point: TippingPoint) -> str:
    """The way to the tipping point, with a bar of its own for each of its two parts."""
    clusters, strong = len(point.clusters), point.strong_cluster_count
    return "\n".join(
        [
            f"The framework sees a *tipping point* at {EXCELLENT_NEEDED} excellent competencies "
            f"and a strength in each of the {clusters} clusters. "
            f"{'You have both:' if point.is_reached else 'So far:'}",
            _say_excellent(point.excellent_count),
            f"{_draw_bar(clusters, strong=strong)}  *{strong} of {clusters}* clusters with a "
            "strength",
        ]
    )


def _say_excellent(count: int) -> str:
    bar = _draw_bar(EXCELLENT_NEEDED, excellent=min(count, EXCELLENT_NEEDED))
    if count > EXCELLENT_NEEDED:
        return f"{bar}  *{count}* competencies excellent, of the {EXCELLENT_NEEDED} that it takes"
    return f"{bar}  *{count} of {EXCELLENT_NEEDED}* competencies excellent"


def _draw_bar(length: int, *, excellent: int = 0, strong: int = 0) -> str:
    return _EXCELLENT * excellent + _STRENGTH * strong + _NOT_YET * (length - excellent - strong)


def _say_rule(strength: Threshold, excellence: Threshold) -> str:
    return (
        f"A strength takes {_say_evidence(strength)}; excellent takes {_say_evidence(excellence)}."
    )


def _say_evidence(threshold: Threshold) -> str:
    givers = "one colleague" if threshold.givers == 1 else f"{threshold.givers} colleagues"
    return f"{threshold.kudos} kudos from {givers}"
