"""The lock files are complete, and every set-up takes them as they are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

CHECKOUT = Path(__file__).resolve().parents[3]
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
#: What each lock is made for: extras of the project, and groups.
LOCKS = {
    "requirements.lock": (["demo"], ["build"]),
    "requirements-dev.lock": (["demo", "otel", "sentry"], ["dev"]),
}
#: Where people are told how to set up, or a machine is.
SET_UPS = ["Makefile", "README.md", "CONTRIBUTING.md", *sorted((CHECKOUT / "docs").glob("*.md"))]


def read_pins(lock: str) -> dict[str, Version]:
    """The versions that a lock pins for this machine, by name; fails for what is not a pin."""
    text = (CHECKOUT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    pins = {}
    for line in re.sub(r"(?m)^\s*#.*$", "", text).splitlines():
        if not line.strip():
            continue
        requirement = Requirement(line.partition(" --hash")[0])
        [pin] = requirement.specifier
        assert pin.operator == "==" and "--hash=sha256:" in line, line
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            pins[canonicalize_name(requirement.name)] = Version(pin.version)
    return pins


def asked_by_project(lock: str) -> Iterator[Requirement]:
    """What the project itself asks for in that lock."""
    extras, groups = LOCKS[lock]
    yield from map(Requirement, PROJECT["project"]["dependencies"])
    for extra in extras:
        yield from map(Requirement, PROJECT["project"]["optional-dependencies"][extra])
    while groups:
        for entry in PROJECT["dependency-groups"][groups[0]]:
            if isinstance(entry, dict):
                groups = [*groups, entry["include-group"]]
            else:
                yield Requirement(entry)
        groups = groups[1:]


def asked_by(name: str, extras: set[str]) -> Iterator[Requirement]:
    """What an installed library asks for, on this machine, with these extras of it."""
    for text in requires(name) or []:
        requirement = Requirement(text)
        if requirement.marker is None or any(
            requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras)
        ):
            yield requirement


def find_gaps(lock: str) -> list[str]:
    """Each requirement in the lock's tree, extras included, that no pin of the lock meets."""
    pins = read_pins(lock)
    gaps = []
    waiting = list(asked_by_project(lock))
    seen = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, str(requirement)) in seen:
            continue
        seen.add((name, str(requirement)))
        if name not in pins or not requirement.specifier.contains(pins[name], prereleases=True):
            gaps.append(f"{requirement} (pinned: {pins.get(name)})")
            continue
        try:
            waiting += asked_by(name, requirement.extras)
        except PackageNotFoundError:
            gaps.append(f"{requirement} is pinned and not installed")
    return gaps


@pytest.mark.parametrize("lock", ["requirements-training.lock", "requirements-documents.lock"])
def test_a_lock_of_a_tool_pins_what_the_others_pin(lock: str) -> None:
    ours, theirs = read_pins(lock), read_pins("requirements-dev.lock")
    assert {name: theirs[name] for name in ours if name in theirs} == {
        name: pin for name, pin in ours.items() if name in theirs
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_all_that_its_tree_asks_for(lock: str) -> None:
    assert len(read_pins(lock)) > 30
    assert find_gaps(lock) == []


def test_a_requirement_under_an_extra_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = {"pytest-cov": ["coverage[toml]>=7"], "coverage": ['tomli; extra == "toml"']}
    monkeypatch.setattr(f"{__name__}.requires", tree.get)
    monkeypatch.setattr(f"{__name__}.asked_by_project", lambda lock: [Requirement("pytest-cov")])
    pins = {"pytest-cov": Version("6"), "coverage": Version("7.10")}
    monkeypatch.setattr(f"{__name__}.read_pins", lambda lock: pins)
    assert find_gaps("any") == ['tomli; extra == "toml" (pinned: None)']


@pytest.mark.parametrize("place", SET_UPS, ids=lambda place: Path(place).name)
def test_no_set_up_resolves_a_lock_again(place: str | Path) -> None:
    """pip 23 takes `coverage[toml]` for unpinned as soon as a newer coverage is out."""
    text = (CHECKOUT / place).read_text(encoding="utf-8")
    text = text.replace("$(PIP_INSTALL)", "pip install --no-deps")
    if place == "Makefile":
        assert "PIP_INSTALL := $(PIP) install -qq --no-deps" in text
    installs = [line for line in text.splitlines() if "--require-hashes" in line]
    assert all("--no-deps" in line for line in installs), installs


def test_every_set_up_from_a_lock_is_followed_by_a_check() -> None:
    operate = (CHECKOUT / "docs" / "operate.md").read_text(encoding="utf-8")
    assert operate.count("requirements.lock\n") == operate.count("venv/bin/pip check\n") == 2
    assert "$(PIP) check" in (CHECKOUT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_each_library_has_an_oldest_version_and_the_lock_none_before_it(lock: str) -> None:
    pins = read_pins(lock)
    for requirement in asked_by_project(lock):
        assert any(one.operator == ">=" for one in requirement.specifier), requirement
        assert pins[canonicalize_name(requirement.name)] in requirement.specifier, requirement
