"""`make mutants`: change each decision a little; whatever no test notices has to be explained.

mutmut runs in a copy of the checkout, for one module after the other, with the tests that
`modules.toml` names for it. What survives has to stand in `survivors.toml`, with the reason.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
HERE = CHECKOUT / "mutation"
COPIED = ("slackapp", "db", "alembic", "tests", "docs")
WORKERS = 2
#: One kind of database does where nothing depends on which.
FILTER = ["-k", "not postgresql", "-p", "no:cacheprovider"]
#: What mutmut calls a mutant that the tests noticed; who waits for ever is noticed too.
NOTICED = {"killed", "timeout"}
UNTRIED = {"not checked", "check was interrupted by user"}


@dataclass(frozen=True)
class Mutant:
    """One change of a function: the lines that it takes and those that it puts there instead."""

    function: str
    change: str


@dataclass(frozen=True)
class Outcome:
    """What became of the mutants of a module."""

    counts: Counter[str]
    survivors: list[Mutant]
    seconds: float


def main() -> int:
    """Run the modules that are named, or all; 1 where a survivor is not explained."""
    modules = tomllib.loads((HERE / "modules.toml").read_text("utf-8"))
    parser = argparse.ArgumentParser(prog="python -m mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="visibility, retry …")
    names = parser.parse_args().modules or list(modules)
    if unknown := sorted(set(names) - modules.keys()):
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(modules)}")
    wrong = 0
    for name in names:
        outcome = run(name, **modules[name])
        wrong += report(name, outcome, explained(name))
    return 1 if wrong else 0


def explained(name: str) -> list[Mutant]:
    """The survivors of a module that somebody gave a reason for."""
    entries = tomllib.loads((HERE / "survivors.toml").read_text("utf-8")).get(name, [])
    return [
        Mutant(entry["function"], change.strip())
        for entry in entries
        for change in entry["changes"]
    ]


def run(name: str, *, path: str, tests: list[str], functions: Collection[str] = ()) -> Outcome:
    """Make a module's mutants, or those of some functions, and see which its tests notice."""
    began = time.monotonic()
    folder = prepare(name, path, tests)
    wanted = [f"*{sign}{one}__mutmut_*" for one in functions for sign in (".x_", "ǁ")]
    # Each mutant is a run of pytest that ends before it tidies up.
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        is_done = _succeeds(folder, scratch, "mutmut", "run", f"--max-children={WORKERS}", *wanted)
        # Where the tests fail for another reason by now, every mutant seemed to be noticed.
        is_green = is_done and _succeeds(folder, scratch, "pytest", "-x", "-q", *FILTER, *tests)
    statuses = {
        mutant: status
        for mutant, status in _statuses(folder)
        if not functions or _function_of(mutant).rpartition(".")[2] in functions
    }
    if not is_green or not statuses or UNTRIED & set(statuses.values()):
        raise SystemExit(f"{name}: the run did not come to its end; see {folder}/*.log")
    survivors = [
        _show(folder, mutant) for mutant, status in statuses.items() if status not in NOTICED
    ]
    return Outcome(Counter(statuses.values()), survivors, time.monotonic() - began)


def _succeeds(folder: Path, scratch: str, tool: str, *arguments: str) -> bool:
    with (folder / f"{tool}.log").open("wb") as output:
        done = subprocess.run(
            ["nice", "-n", "3", _tool(tool), *arguments],
            cwd=folder,
            env={**os.environ, "TMPDIR": scratch},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    return done.returncode == 0


def prepare(name: str, path: str, tests: list[str]) -> Path:
    """A copy of the checkout for mutmut, with its settings."""
    folder = CHECKOUT / "build" / "mutants" / name
    shutil.rmtree(folder, ignore_errors=True)
    for copied in COPIED:
        shutil.copytree(
            CHECKOUT / copied, folder / copied, ignore=shutil.ignore_patterns("__pycache__")
        )
    settings = {
        "source_paths": ["slackapp"],
        "only_mutate": [path],
        "also_copy": ["db", "alembic", "docs"],
        "pytest_add_cli_args": FILTER,
        "pytest_add_cli_args_test_selection": tests,
        # What a log line or a refusal says decides nothing.
        "do_not_mutate_patterns": [
            r"\blog\.\w+\(",
            r"\braise \w+\(",
            r"\bsuper\(\)\.__init__\(",
        ],
        "use_git_change_detection": False,
        "track_dependencies": False,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in settings.items()]
    project = (CHECKOUT / "pyproject.toml").read_text("utf-8")
    (folder / "pyproject.toml").write_text(
        "\n".join([project, "[tool.mutmut]", *lines, ""]), encoding="utf-8"
    )
    return folder


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(f"'{one}'" for one in value) + "]"
    return str(value)


def _tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _ask(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        [_tool("mutmut"), *arguments], cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def _statuses(folder: Path) -> Iterator[tuple[str, str]]:
    for line in _ask(folder, "results", "--all", "true").splitlines():
        mutant, colon, status = line.strip().partition(": ")
        if colon:
            yield mutant, status


def _show(folder: Path, mutant: str) -> Mutant:
    lines = _ask(folder, "show", mutant).splitlines()
    changed = [
        line[0] + " " + line[1:].strip()
        for line in lines
        if line[:1] in ("-", "+") and not line.startswith(("---", "+++"))
    ]
    return Mutant(_function_of(mutant), "\n".join(changed))


def _function_of(mutant: str) -> str:
    """The function, behind its class, of a name such as `package.module.xǁClassǁname__mutmut_1`."""
    return re.sub(r"^.*\.x_?|__mutmut_\d+$", "", mutant).replace("ǁ", ".").strip(".")


def report(name: str, outcome: Outcome, known: list[Mutant]) -> int:
    """Say how a module fared; gives how many survivors, or explanations, are amiss."""
    # The same change may be made in two places of a function: each wants its reason.
    unexplained = list((Counter(outcome.survivors) - Counter(known)).elements())
    outlived = list((Counter(known) - Counter(outcome.survivors)).elements())
    total = outcome.counts.total()
    noticed = sum(outcome.counts[status] for status in NOTICED)
    print(
        f"{name}: {total} mutants, {noticed} noticed (of them {outcome.counts['timeout']} by"
        f" taking too long), {len(outcome.survivors)} survived, of which {len(unexplained)}"
        f" unexplained; {outcome.seconds:.0f} s",
        flush=True,
    )
    for mutant in unexplained:
        print(f"  survived in {mutant.function}\n{_indent(mutant.change)}", flush=True)
    for mutant in outlived:
        print(f"  explained in vain in {mutant.function}\n{_indent(mutant.change)}", flush=True)
    return len(unexplained) + len(outlived)


def _indent(text: str) -> str:
    return "\n".join("    " + line for line in text.splitlines())


if __name__ == "__main__":
    sys.exit(main())
