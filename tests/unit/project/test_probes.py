"""The probes tell of a run what coverage.py finds out by tracing it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from types import CodeType, ModuleType, SimpleNamespace
from typing import Any

import pytest
from coverage import Coverage

from probes import Probed, fill

#: Each kind of statement, some of whose ways are taken.
SOURCE = dedent(
    '''\
    """A module."""

    from __future__ import annotations

    import contextlib
    from dataclasses import dataclass


    @dataclass(frozen=True)
    class Value:
        """A value."""

        number: int = 3

        def double(self) -> int:
            """Twice as much."""
            return self.number * 2


    def only_words() -> None:
        """Nothing else."""


    def loops(numbers, end):
        found = []
        for number in numbers:
            if number == end:
                break
            elif (
                number
                > 5
            ):
                continue
            found.append(number)
        else:
            found.append(-1)
        while found and found[0] < 2:
            found.pop(0)
        while True:
            if not found:
                return "nothing"
            found.pop()


    def matches(value):
        match value:
            case int() if value > 3:
                return "large"
            case [first, *_]:
                found = first
            case None:
                return "nothing"
        if value == 2:
            found = "two"
        return found


    def every_match(value):
        match value:
            case 1:
                return "one"
            case _:
                return "other"


    def tries(act):
        try:
            act()
        except KeyError:
            return "key"
        except (
            ValueError,
            TypeError,
        ) as error:
            return str(error)
        else:
            done = "done"
        finally:
            done = "at last"
        return done


    def with_words(act):
        with contextlib.suppress(ValueError):
            act()
            return "acted"
        return (
            "suppressed"
            if act
            else "never"
        )


    def numbers(end):
        for number in range(end):
            yield number
        global last
        last = end


    async def wait(things):
        async for thing in things:
            assert thing
        async with things:
            pass


    if not Value().number:
        unlikely = 1
    '''
)


def fail(kind: type[Exception]) -> Callable[[], None]:
    """Something to do that fails."""

    def act() -> None:
        raise kind("it failed")

    return act


def run(name: str, module: Any) -> None:
    """Take some ways through the module."""
    match name:
        case "loaded":
            pass
        case "some ways":
            module.Value().double()
            module.loops([1, 9, 4], 4)
            module.matches(9)
            module.matches(2)
            module.every_match(2)
            module.tries(fail(ValueError))
            module.with_words(fail(ValueError))
            next(module.numbers(2))
        case "other ways":
            module.only_words()
            module.loops([1, 1], 4)
            module.matches([1])
            module.matches(None)
            module.every_match(1)
            module.tries(fail(KeyError))
            module.tries(lambda: None)
            module.with_words(lambda: None)
            list(module.numbers(2))
        case _:
            run("some ways", module)
            run("other ways", module)


def execute(code: CodeType, **names: Any) -> SimpleNamespace:
    """The module that this code makes."""
    module = ModuleType("measured")
    sys.modules["measured"] = module
    vars(module).update(names)
    try:
        exec(code, vars(module))
    finally:
        del sys.modules["measured"]
    return SimpleNamespace(**vars(module))


def missing(coverage: Coverage, file: Path) -> tuple[list[int], list[tuple[int, int]]]:
    """The lines that did not run, and the ways that were not taken."""
    report = file.with_suffix(".json")
    coverage.json_report(morfs=[str(file)], outfile=str(report))
    (told,) = json.loads(report.read_text(encoding="utf-8"))["files"].values()
    return told["missing_lines"], told["missing_branches"]


@pytest.mark.parametrize("name", ["loaded", "some ways", "other ways", "all of these ways"])
def test_probes_tell_what_tracing_tells(name: str, tmp_path: Path) -> None:
    file = tmp_path / "measured.py"
    file.write_text(SOURCE, encoding="utf-8")
    traced, measured = (
        Coverage(data_file=None, branch=True, include=[str(file)], config_file=False)
        for _ in range(2)
    )
    with traced.collect():
        run(name, execute(compile(SOURCE, str(file), "exec", dont_inherit=True)))

    probed = Probed(SOURCE)
    marks = [0] * len(probed.lines)
    run(name, execute(compile(probed.tree, str(file), "exec", dont_inherit=True), __seen__=marks))
    seen = [number for number, met in enumerate(marks) if met]
    fill(measured, {str(file): seen})

    assert missing(measured, file) == missing(traced, file)
    for one in (measured, traced):
        one.get_data().close(force=True)
