"""Coverage by probes in the code: what tracing finds out, for a fraction of its cost.

While Python 3.11 traces, all code runs at half the speed, that of libraries too. So
`PYTEST_PLUGINS=tests.probes pytest` measures without it: each module of ours is compiled with a
probe before each statement, and one wherever a branch is passed by. What they saw becomes data of
coverage.py, which tells what is missing and holds the run to its threshold.

Not by `-p`: a worker of pytest-xdist would load it only after our modules.
"""

from __future__ import annotations

import ast
import marshal
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from io import StringIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import CodeType, ModuleType
from typing import Any

import pytest
from coverage import Coverage
from coverage.parser import PythonParser

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("slackapp", "db")
_NAME = "__seen__"
#: Code with its probes, kept from run to run: to make it takes longer than all other imports.
_KEPT = ROOT / ".pytest_cache" / "probes"
_OWN_SOURCE = Path(__file__).read_bytes()
_SEEN = pytest.StashKey[dict[str, set[int]]]()
_REPORT = pytest.StashKey[str]()

#: What the probes of each file saw in this process: a place for each probe, 1 where it was met.
_marks: dict[str, list[int]] = {}


class Probed(ast.NodeTransformer):
    """A module with its probes, and what each probe tells: lines that ran, and ways taken.

    A way is a branching statement's line with the first line of what follows when its condition
    holds, or with None when it does not.
    """

    def __init__(self, source: str | bytes) -> None:
        self.lines: list[list[int]] = []
        self.branches: list[tuple[int, int]] = []
        self.ways: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
        self.tree = self.visit(ast.parse(source))

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Put probes into each block of a statement."""
        if isinstance(node, ast.expr):
            return node
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                setattr(node, name, list(self._block(block)))
        for inner in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            self.visit(inner)
        return node

    def _block(self, statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
        unprobed: list[int] = []
        for number, statement in enumerate(statements):
            if _stands_first(number, statement):
                # Nothing may come before it.
                unprobed.append(statement.lineno)
                yield statement
                continue
            yield self._probe(statement, [*unprobed, *_lines(statement)])
            unprobed.clear()
            yield self.visit(statement)
        if unprobed:
            yield self._probe(statements[-1], unprobed)

    def _probe(self, place: ast.AST, lines: list[int], *ways: tuple[int, int | None]) -> ast.stmt:
        number = len(self.lines)
        self.lines.append(lines)
        self.ways[number].extend(ways)
        # `__seen__[number] = 1`; asking the parser for it would be most of what a start takes.
        at = {name: getattr(place, name) for name in place._attributes}
        name, key = ast.Name(_NAME, ast.Load(), **at), ast.Constant(number, **at)
        target = ast.Subscript(name, key, ast.Store(), **at)
        return ast.Assign([target], ast.Constant(1, **at), **at)

    def _branching(self, node: ast.If | ast.For | ast.AsyncFor | ast.While) -> ast.AST:
        held = len(self.lines)
        orelse, node.orelse = node.orelse, []
        first = _lines(node.body[0])[0]
        self.generic_visit(node)
        self.branches.append((node.lineno, first))
        self.ways[held].append((node.lineno, first))
        passed = self._probe(node, [], (node.lineno, None))
        node.orelse = [passed, *self._block(orelse)]
        return node

    visit_If = visit_For = visit_AsyncFor = visit_While = _branching

    def visit_Match(self, node: ast.Match) -> ast.AST:
        """Each case tells of those before it that they did not fit."""
        passed: list[tuple[int, int | None]] = []
        for case in node.cases:
            line = case.pattern.lineno
            held = len(self.lines)
            first = _lines(case.body[0])[0]
            self.visit(case)
            self.branches.append((line, first))
            self.ways[held] += [*passed, (line, first)]
            self.lines[held] += [line, *(before for before, _ in passed)]
            passed.append((line, None))
        if not _fits_all(node.cases[-1]):
            probe = self._probe(node, [line for line, _ in passed], *passed)
            node.cases.append(ast.match_case(ast.MatchAs(), None, [probe]))
            ast.copy_location(node.cases[-1].pattern, node)
        return node

    def visit_Try(self, node: ast.Try) -> ast.AST:
        """A handler tells of those before it that they were asked."""
        asked: list[int] = []
        handlers, node.handlers = node.handlers, []
        self.generic_visit(node)
        for handler in handlers:
            held = len(self.lines)
            self.generic_visit(handler)
            asked.append(handler.lineno)
            self.lines[held] += asked
        node.handlers = handlers
        return node


def _stands_first(number: int, statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return number == 0
        case ast.ImportFrom(module="__future__"):
            return True
        case _:
            return False


def _lines(statement: ast.stmt) -> list[int]:
    decorators: Iterable[ast.expr] = getattr(statement, "decorator_list", ())
    return [*(decorator.lineno for decorator in decorators), statement.lineno]


def _fits_all(case: ast.match_case) -> bool:
    return case.guard is None and isinstance(case.pattern, ast.MatchAs) and not case.pattern.pattern


def _keep(path: Path, content: bytes) -> None:
    """Write the file at once, as other workers may look for it, or write it too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        """The module's code with its probes; never what a run without them left in a cache."""
        source = self.get_data(self.path)
        about = "\n".join([sys.version, self.path]).encode()
        kept = _KEPT / sha256(about + _OWN_SOURCE + source).hexdigest()
        try:
            count, code = marshal.loads(kept.read_bytes())
        except FileNotFoundError:
            probed = Probed(source)
            count = len(probed.lines)
            code = compile(probed.tree, self.path, "exec", dont_inherit=True)
            _keep(kept, marshal.dumps((count, code)))
        _marks[self.path] = [0] * count
        return code

    def exec_module(self, module: ModuleType) -> None:
        code = self.get_code(module.__name__)
        module.__dict__[_NAME] = _marks[self.path]
        exec(code, module.__dict__)


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Our modules, to be loaded with probes."""
        if fullname.partition(".")[0] not in PACKAGES:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Look out for our modules before anything imports them."""
    early = [name for name in sys.modules if name.partition(".")[0] in PACKAGES]
    assert not early, f"imported before they could be measured: {early}"
    sys.meta_path.insert(0, _Finder())


def pytest_configure(config: pytest.Config) -> None:
    """Begin without anything seen."""
    config.stash[_SEEN] = defaultdict(set)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add what a worker of pytest-xdist saw."""
    _add(node.config, getattr(node, "workeroutput", {}).get("probes", {}))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what was seen here."""
    here = {path: [n for n, met in enumerate(marks) if met] for path, marks in _marks.items()}
    if session.config.option.collectonly:
        return
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["probes"] = here
    else:
        _add(session.config, here)
        session.config.stash[_REPORT], enough = report(session.config.stash[_SEEN])
        if not enough and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Show what is not covered."""
    if config.option.collectonly:
        return
    terminalreporter.section("coverage")
    terminalreporter.write(config.stash[_REPORT])


def _add(config: pytest.Config, seen: Mapping[str, Iterable[int]]) -> None:
    for path, numbers in seen.items():
        config.stash[_SEEN][path].update(numbers)


def report(seen: Mapping[str, Iterable[int]]) -> tuple[str, bool]:
    """The report of coverage.py on what was seen, and whether it is enough."""
    coverage = Coverage(config_file=str(ROOT / "pyproject.toml"), data_file=str(ROOT / ".coverage"))
    coverage.erase()
    files = [str(file) for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    fill(coverage, {file: seen.get(file, ()) for file in files})
    coverage.save()
    written = StringIO()
    total = coverage.report(file=written)
    needed = float(str(coverage.get_option("report:fail_under")))
    if total < needed:
        written.write(f"{total:.2f} % of it ran; {needed:g} % are needed.\n")
    return written.getvalue(), total >= needed


def fill(coverage: Coverage, seen: Mapping[str, Iterable[int]]) -> None:
    """Give coverage.py what the probes of these files saw."""
    excluded = "|".join(coverage.get_exclude_list())
    data = coverage.get_data()
    data.add_arcs(
        {file: arcs(Path(file).read_text("utf-8"), met, excluded) for file, met in seen.items()}
    )
    data.touch_files(seen)


def arcs(source: str, seen: Iterable[int], excluded: str) -> set[tuple[int, int]]:
    """The ways through a module that its probes tell of, as coverage.py writes them."""
    parser = PythonParser(text=source, exclude=excluded)
    parser.parse_source()
    probed = Probed(source)
    possible: dict[int, set[int]] = defaultdict(set)
    for start, end in parser.arcs():
        possible[start].add(end)
    branching = {parser.first_line(line): parser.first_line(held) for line, held in probed.branches}
    lines = {parser.first_line(line) for number in seen for line in probed.lines[number]}
    # Where no probe tells which way was taken, as after `finally`, each that leads on was.
    taken = {(line, end) for line in lines - branching.keys() for end in possible[line]}
    for number in seen:
        for line, held in probed.ways[number]:
            start = parser.first_line(line)
            ends = possible[start] - {branching[start]}
            if held is not None:
                ends = {branching[start]}
            taken |= {(start, end) for end in ends}
    # To coverage.py both ends of a way are lines that ran.
    return {(start, end) for start, end in taken if end < 0 or end in lines} | {
        (-1, line) for line in lines
    }
