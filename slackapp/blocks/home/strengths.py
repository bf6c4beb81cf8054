"""A person's own strengths on their Home: a picture, and the same in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from slackblocks import Block, HeaderBlock

from slackapp.blocks.base.kit import context, escape, pack_lines, section
from slackapp.blocks.base.words import join_words
from slackapp.blocks.home.words import strengths as words
from slackapp.blocks.team.words.tiers import SIGNS, say_legend
from slackapp.blocks.workspace.words.lens import say_lens
from slackapp.domain.profile.strengths import (
    EXCELLENT_NEEDED,
    ClusterStrengths,
    Threshold,
    TippingPoint,
)
from slackapp.frameworks.model import Competency, Tier

# Signs of different shape, so that the picture reads without colour.
_EXCELLENT, _STRENGTH, _NOT_YET = "◆", "◇", "□"
#: So many competencies of a cluster are named of which there is too little to say.
_SO_FAR = 4


@dataclass(frozen=True, slots=True)
class StrengthsPicture:
    """What kudos of the last twelve months say, and the thresholds that this was read by.

    `through` is the same read through the vocabulary of the name `lens`, where that is not ECF, and
    `apart` what has no counterpart in it. `practices` are, for each competency of ECF, how many
    kudos were for practices of each tier.
    """

    point: TippingPoint
    strength: Threshold
    excellence: Threshold
    through: TippingPoint | None = None
    lens: str = ""
    apart: Sequence[str] = ()
    practices: Mapping[str, Mapping[Tier, int]] = field(default_factory=dict)

    @property
    def has_anything(self) -> bool:
        """Whether there is anything to read in one vocabulary or another."""
        through = self.through is not None
        return through or self.point.has_evidence or bool(self.practices)


def build_strengths(picture: StrengthsPicture) -> list[Block]:
    """The picture in words; short and kind where there is nothing to draw yet."""
    point, shown = picture.point, picture.through or picture.point
    header = HeaderBlock(words.TITLE)
    through = [section(one) for one in pack_lines(_say_through(picture))]
    limits = context(words.LIMITS)
    if not (point.has_evidence or shown.has_evidence):
        return [header, *through, section(_say_nothing_yet(picture)), limits]
    return [
        header,
        section(words.OF),
        *through,
        *(section(one) for one in _say_clusters(picture)),
        context(_say_key(picture)),
        section(_say_way(point)),
        limits,
    ]


def _say_through(picture: StrengthsPicture) -> list[str]:
    if picture.through is None:
        return []
    return [say_lens(picture.lens, picture.apart)]


def _say_nothing_yet(picture: StrengthsPicture) -> str:
    needed = words.say_no_strength(picture.strength.kudos, picture.strength.givers)
    competencies = [
        one for cluster in picture.point.clusters for one in cluster.cluster.competencies
    ]
    so_far = _list_so_far(picture, competencies)
    return f"{so_far}\n{needed}" if so_far else needed


def _say_key(picture: StrengthsPicture) -> str:
    strength, excellence = picture.strength, picture.excellence
    rule = words.say_rule(
        strength=(strength.kudos, strength.givers), excellence=(excellence.kudos, excellence.givers)
    )
    tiers = [words.say_tiers(say_legend())] if _shows_practices(picture) else []
    signs = words.say_signs(_EXCELLENT, _STRENGTH, _NOT_YET)
    return " ".join([signs, *tiers, rule])


def _shows_practices(picture: StrengthsPicture) -> bool:
    """Tiers are those of ECF: what is read in other words has none."""
    return picture.through is None and bool(picture.practices)


def _say_clusters(picture: StrengthsPicture) -> list[str]:
    """A text for each block: other vocabularies may have more clusters than a Home has room for."""
    if picture.through is None:
        return [_say_cluster(picture, one) for one in picture.point.clusters]
    return pack_lines([_say_cluster(picture, one) for one in picture.through.clusters])


def _say_cluster(picture: StrengthsPicture, one: ClusterStrengths) -> str:
    strong, excellent = len(one.strengths), len(one.excellent)
    bar = _draw_bar(len(one.cluster.competencies), excellent=excellent, strong=strong - excellent)
    others = [competency for competency in one.strengths if competency not in one.excellent]
    so_far = _list_so_far(
        picture, [each for each in one.cluster.competencies if each not in one.strengths]
    )
    return "\n".join(
        [
            words.say_cluster(bar, escape(one.cluster.name), strong=strong, excellent=excellent),
            *words.list_strengths(
                _list_names(picture, one.excellent), _list_names(picture, others)
            ),
            *filter(None, [so_far]),
        ]
    )


def _list_names(picture: StrengthsPicture, competencies: Iterable[Competency]) -> str:
    return join_words([_name(picture, one) for one in competencies])


def _name(picture: StrengthsPicture, competency: Competency) -> str:
    counts = picture.practices.get(competency.key, {}) if picture.through is None else {}
    practices = " ".join(f"{SIGNS[tier]} {counts[tier]}" for tier in SIGNS if counts.get(tier))
    return words.say_practices(escape(competency.name), practices)


def _list_so_far(picture: StrengthsPicture, competencies: Iterable[Competency]) -> str:
    """What somebody was thanked for too seldom yet, the most often first; empty for nothing."""
    if picture.through is not None:
        return ""
    counts = {one: sum(picture.practices.get(one.key, {}).values()) for one in competencies}
    found = sorted(filter(counts.__getitem__, counts), key=lambda one: -counts[one])
    if not found:
        return ""
    more = len(found) - _SO_FAR
    named = [_name(picture, one) for one in found[:_SO_FAR]]
    listed = ", ".join(named) if more > 0 else join_words(named)
    return words.say_so_far(words.say_more(listed, max(more, 0)))


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
