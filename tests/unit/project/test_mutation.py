"""What `make mutants` says of a run, and that its lists speak of what there is."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from mutation.__main__ import CHECKOUT, HERE, Mutant, Outcome, explained, report

MODULES = tomllib.loads((HERE / "modules.toml").read_text("utf-8"))
ONE, OTHER = Mutant("check", "- a\n+ b"), Mutant("check", "- a\n+ c")


@pytest.mark.parametrize("name", MODULES)
def test_a_module_and_its_tests_are_there(name: str) -> None:
    paths: list[Path] = [CHECKOUT / one for one in (MODULES[name]["path"], *MODULES[name]["tests"])]
    assert [path for path in paths if not path.is_file()] == []


def test_what_is_explained_is_of_modules_that_are_mutated() -> None:
    entries = tomllib.loads((HERE / "survivors.toml").read_text("utf-8"))
    assert set(entries) <= set(MODULES)
    assert all(entry["why"] for each in entries.values() for entry in each)
    assert all(explained(name) for name in entries)


@pytest.mark.parametrize(
    ("known", "wrong"),
    [
        ([ONE, OTHER], 0),
        ([ONE], 1),
        ([], 2),
        ([ONE, OTHER, Mutant("check", "+ d")], 1),
        ([ONE, ONE, OTHER], 1),
    ],
)
def test_a_run_fails_for_survivors_nobody_explained_and_for_explanations_in_vain(
    known: list[Mutant], wrong: int, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = Counter({"killed": 5, "timeout": 1, "survived": 2})
    assert report("drafts", Outcome(counts, [ONE, OTHER], 2.0), known) == wrong
    said = capsys.readouterr().out
    assert "drafts: 8 mutants, 6 noticed (of them 1 by taking too long), 2 survived" in said
    assert ("+ c" in said) == (OTHER not in known)
