"""The weights by which suggestions are made: a file that `make train` writes from examples.

A line of JSON with `labels`, `bias`, `step` and `pieces` (how much pieces of words count), then a
line for each feature with how telling it is, then a row of one signed byte for each feature and
label. The labels are ECF's behaviours, such as "empathy.hears_feelings", and "" for none of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import exp, sqrt

import structlog

from slackapp.domain.competency.text_features import read_features

log = structlog.get_logger(__name__)

#: What fits no behaviour of the framework.
NONE = ""

#: A word of two letters alone, or its root with the sign before it, tells nothing.
_SHORTEST_WORD = 4

FILE = resources.files("slackapp.frameworks") / "data" / "suggestions.weights"


@dataclass(frozen=True, slots=True)
class Weights:
    """How strongly each feature speaks for each label: a linear model, one softmax over labels.

    `features` holds for each its row and how telling it is (an inverse document frequency).
    """

    labels: Sequence[str]
    bias: Sequence[float]
    step: float
    pieces: float
    features: Mapping[str, tuple[int, float]]
    rows: memoryview

    def read(self, message: str) -> dict[str, float]:
        """How likely each label is, from 0 to 1; together they are 1."""
        totals = list(self.bias)
        words, pieces = read_features(message)
        if not any(one in self.features and len(one) >= _SHORTEST_WORD for one in words):
            return {label: float(label == NONE) for label in self.labels}
        for found, share in ((words, 1.0), (pieces, self.pieces)):
            self._add(totals, found, share)
        highest = max(totals)
        likely = [exp(one - highest) for one in totals]
        whole = sum(likely)
        return {label: one / whole for label, one in zip(self.labels, likely, strict=True)}

    def _add(self, totals: list[float], found: frozenset[str], share: float) -> None:
        known = [self.features[one] for one in found if one in self.features]
        if not known:
            return
        width, rows = len(self.labels), self.rows
        scale = share * self.step / sqrt(sum(telling * telling for _, telling in known))
        for row, telling in known:
            weight = scale * telling
            at = row * width
            totals[:] = [
                total + weight * one
                for total, one in zip(totals, rows[at : at + width], strict=True)
            ]


def parse_weights(content: bytes) -> Weights:
    """The weights in a file's content. Raises ValueError for anything else."""
    first, _, rest = content.partition(b"\n")
    head = json.loads(first)
    listed, _, rows = rest.partition(b"\n\n")
    features = {}
    for number, line in enumerate(listed.decode().split("\n")):
        feature, _, telling = line.partition("\t")
        features[feature] = (number, float(telling))
    labels = tuple(head["labels"])
    is_whole = len(rows) == len(features) * len(labels) and len(head["bias"]) == len(labels)
    if not is_whole or NONE not in labels:
        raise ValueError("the weights do not fit their labels")
    return Weights(
        labels=labels,
        bias=tuple(map(float, head["bias"])),
        step=float(head["step"]),
        pieces=float(head["pieces"]),
        features=features,
        rows=memoryview(rows).cast("b"),
    )


@lru_cache(maxsize=1)
def load_weights() -> Weights | None:
    """The weights that come with Kudoscope, read once; None where they cannot be read."""
    try:
        return parse_weights(FILE.read_bytes())
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("no_suggestions", error=type(error).__name__)
        return None
