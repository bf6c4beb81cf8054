"""A person's own strengths on their Home: a picture, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slackblocks import Block, HeaderBlock

from slackapp.blocks.base.kit import context, escape, pack_lines, section
from slackapp.blocks.base.words import join_words
from slackapp.blocks.profile import words
from slackapp.blocks.workspace.words.lens import say_lens
from slackapp.domain.profile.strengths import (
    EXCELLENT_NEEDED,
    ClusterStrengths,
    Threshold,
    TippingPoint,
)
from slackapp.frameworks.model import Competency

# Signs of different shape, so that the picture reads without colour.
_EXCELLENT, _STRENGTH, _NOT_YET = "◆", "■", "□"


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
    header = HeaderBlock(words.STRENGTHS_TITLE)
    through = [section(one) for one in pack_lines(_say_through(picture))]
    limits = context(words.STRENGTHS_LIMITS)
    if not (point.has_evidence or shown.has_evidence):
        needed = words.say_no_strength(picture.strength.kudos, picture.strength.givers)
        return [header, *through, section(needed), limits]
    return [
        header,
        section(words.STRENGTHS_OF),
        *through,
        *(section(one) for one in _say_clusters(shown, is_ecf=picture.through is None)),
        context(_say_key(picture)),
        section(_say_way(point)),
        limits,
    ]


def _say_through(picture: StrengthsPicture) -> list[str]:
    if picture.through is None:
        return []
    return [say_lens(picture.lens, picture.apart)]


def _say_key(picture: StrengthsPicture) -> str:
    strength, excellence = picture.strength, picture.excellence
    rule = words.say_rule(
        strength=(strength.kudos, strength.givers), excellence=(excellence.kudos, excellence.givers)
    )
    return f"{words.say_signs(_EXCELLENT, _STRENGTH, _NOT_YET)} {rule}"


def _say_clusters(point: TippingPoint, *, is_ecf: bool) -> list[str]:
    """A text for each block: other vocabularies may have more clusters than a Home has room for."""
    texts = [_say_cluster(one) for one in point.clusters]
    return texts if is_ecf else pack_lines(texts)


def _say_cluster(one: ClusterStrengths) -> str:
    strong, excellent = len(one.strengths), len(one.excellent)
    bar = _draw_bar(len(one.cluster.competencies), excellent=excellent, strong=strong - excellent)
    others = [competency for competency in one.strengths if competency not in one.excellent]
    return "\n".join(
        [
            words.say_cluster(bar, escape(one.cluster.name), strong=strong, excellent=excellent),
            *words.list_strengths(_list_names(one.excellent), _list_names(others)),
        ]
    )


def _list_names(competencies: Sequence[Competency]) -> str:
    return escape(join_words([one.name for one in competencies]))


def _say_way(point: TippingPoint) -> str:
    """The way to the tipping point, with a bar of its own for each of its two parts."""
    clusters, strong = len(point.clusters), point.strong_cluster_count
    excellent = point.excellent_count
    bar = _draw_bar(EXCELLENT_NEEDED, excellent=min(excellent, EXCELLENT_NEEDED))
    return "\n".join(
        [
            words.say_tipping_point(
                needed=EXCELLENT_NEEDED, clusters=clusters, is_reached=point.is_reached
            ),
            words.say_excellent(bar, excellent, needed=EXCELLENT_NEEDED),
            words.say_strong_clusters(
                _draw_bar(clusters, strong=strong), strong, clusters=clusters
            ),
        ]
    )


def _draw_bar(length: int, *, excellent: int = 0, strong: int = 0) -> str:
    return _EXCELLENT * excellent + _STRENGTH * strong + _NOT_YET * (length - excellent - strong)
