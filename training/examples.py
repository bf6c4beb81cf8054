"""The examples that suggestions are trained on, and those that they are measured on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources

_FOLDER = resources.files("slackapp.frameworks") / "data" / "examples"
TRAIN = "train.jsonl"
#: Kept aside: nothing is ever trained on them.
TEST = "test.jsonl"


@dataclass(frozen=True, slots=True)
class Example:
    """A message, and what it fits, best first: "competency.behaviour" or "competency"; or nothing.

    Whatever is listed is an acceptable answer.
    """

    text: str
    fits: tuple[str, ...]

    @property
    def competencies(self) -> tuple[str, ...]:
        """The keys of the competencies that it fits, the best first."""
        return tuple(dict.fromkeys(one.partition(".")[0] for one in self.fits))


def read_examples(name: str) -> list[Example]:
    """The examples of a file."""
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [Example(one["text"], tuple(one["fits"])) for one in found]


def name_examples(name: str) -> str:
    """What tells these examples from others that the file may have held."""
    return sha256((_FOLDER / name).read_bytes()).hexdigest()[:16]
