"""Train the weights of suggestions on the examples, and write them: `make train`.

One multinomial logistic regression over words, roots, pairs and pieces of words. A label is a
behaviour of ECF, or none of them; a further competency that an example fits weighs less. The
framework's own texts are examples, too. The same examples give the same weights.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import resources
from math import log, sqrt
from pathlib import Path

import numpy
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from slackapp.domain.competency.text_features import read_features
from slackapp.domain.competency.weights import NONE
from slackapp.frameworks.loader import load_builtin
from training.examples import TRAIN, Example, name_examples, read_examples

#: Features of fewer examples are noise: pieces of words are many.
_LEAST_WORDS, _LEAST_PIECES = 3, 5
#: How much pieces of words count beside words.
_PIECES = 0.5
#: How freely the model follows the examples (the inverse of its regularisation).
_FREEDOM = 20
#: What the second and third competency of an example weigh.
_FURTHER = (1.0, 0.4, 0.3)
#: What an example of nothing weighs: to suggest nothing is better than to suggest anything.
_NOTHING = 1.2
#: Weights are stored as signed bytes; so much of them lies within the range.
_WITHIN = 0.9995


def main() -> None:
    """Train, and write the file."""
    examples = [*read_examples(TRAIN), *_framework_texts()]
    labels = [*_list_behaviours(), NONE]
    read = [read_features(one.text) for one in examples]
    parts = [
        _Features([words for words, _ in read], least=_LEAST_WORDS, share=1.0),
        _Features([pieces for _, pieces in read], least=_LEAST_PIECES, share=_PIECES),
    ]
    matrix = hstack([one.matrix for one in parts]).tocsr()
    places, wanted, weight = _arrange(examples, labels)
    model = LogisticRegression(C=_FREEDOM, max_iter=200, tol=1e-3)
    model.fit(matrix[places], wanted, sample_weight=weight)
    telling = {feature: one for part in parts for feature, one in part.telling.items()}
    path = Path(str(resources.files("slackapp.frameworks") / "data" / "suggestions.weights"))
    path.write_bytes(_write(model, labels, telling))
    print(f"{len(examples)} examples, {len(telling)} features, {path.stat().st_size:,} bytes")


class _Features:
    """The features of one kind in all examples, each as telling as it is rare."""

    def __init__(self, found: Sequence[frozenset[str]], *, least: int, share: float) -> None:
        seen = Counter(feature for one in found for feature in one)
        kept = sorted(feature for feature, count in seen.items() if count >= least)
        self.telling = {one: round(log(len(found) / seen[one]) + 1, 3) for one in kept}
        self._places = {feature: place for place, feature in enumerate(kept)}
        self.matrix = self._fill(found, share)

    def _fill(self, found: Sequence[frozenset[str]], share: float) -> csr_matrix:
        rows, columns, values = [], [], []
        for row, features in enumerate(found):
            known = sorted(one for one in features if one in self.telling)
            length = sqrt(sum(self.telling[one] ** 2 for one in known))
            rows += [row] * len(known)
            columns += [self._places[one] for one in known]
            values += [share * self.telling[one] / length for one in known]
        return csr_matrix((values, (rows, columns)), shape=(len(found), len(self.telling)))


def _framework_texts() -> Iterable[Example]:
    for competency in load_builtin().competencies():
        behaviours = [f"{competency.key}.{one.key}" for one in competency.behaviours]
        yield Example(f"{competency.name}: {competency.definition}", (competency.key,))
        for key, one in zip(behaviours, competency.behaviours, strict=True):
            yield Example(one.text, (key,))


def _list_behaviours() -> list[str]:
    framework = load_builtin()
    return [f"{one.key}.{deed.key}" for one in framework.competencies() for deed in one.behaviours]


def _arrange(
    examples: Sequence[Example], labels: Sequence[str]
) -> tuple[list[int], list[int], list[float]]:
    """Each example once for every label that it fits, and what that weighs."""
    places, wanted, weights = [], [], []
    for place, example in enumerate(examples):
        listed = zip(_FURTHER, example.fits, strict=False)
        for weight, fit in listed if example.fits else [(_NOTHING, NONE)]:
            found = [number for number, one in enumerate(labels) if _is_of(one, fit)]
            places += [place] * len(found)
            wanted += found
            weights += [weight / len(found)] * len(found)
    return places, wanted, weights


def _is_of(label: str, fit: str) -> bool:
    return label == fit or (bool(fit) and label.startswith(f"{fit}."))


def _write(model: LogisticRegression, labels: Sequence[str], telling: dict[str, float]) -> bytes:
    coefficients = model.coef_.T
    step = float(numpy.quantile(numpy.abs(coefficients), _WITHIN)) / 127
    rows = numpy.clip(numpy.rint(coefficients / step), -127, 127).astype(numpy.int8)
    head = {
        "examples": name_examples(TRAIN),
        "labels": list(labels),
        "bias": [round(float(one), 4) for one in model.intercept_],
        "step": step,
        "pieces": _PIECES,
    }
    listed = "\n".join(f"{feature}\t{one}" for feature, one in telling.items())
    return json.dumps(head).encode() + b"\n" + listed.encode() + b"\n\n" + bytes(rows.tobytes())


if __name__ == "__main__":
    main()
