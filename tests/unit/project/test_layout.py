"""What stands where: no folder hides the library `alembic`, and no handler reads what Bolt has."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
SHOW_LIBRARY = "import alembic, alembic.command; print(alembic.__file__)"


def test_the_folder_of_migrations_is_no_package() -> None:
    assert (CHECKOUT / "alembic" / "env.py").exists()
    assert not list((CHECKOUT / "alembic").rglob("__init__.py"))


@pytest.mark.parametrize("first_on_path", ["", str(CHECKOUT)])
def test_importing_alembic_from_the_checkout_gives_the_library(first_on_path: str) -> None:
    put_first = f"import sys; sys.path.insert(0, {first_on_path!r}); "
    done = subprocess.run(
        [sys.executable, "-c", put_first + SHOW_LIBRARY],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    library = Path(done.stdout.strip())
    assert library.name == "__init__.py"
    assert not library.is_relative_to(CHECKOUT / "alembic")


def test_no_folder_of_tests_is_a_package() -> None:
    assert not list((CHECKOUT / "tests").rglob("__init__.py"))


def test_one_place_knows_a_workspaces_framework() -> None:
    """Whoever reads ECF itself, for strengths and mirror, or lists what there is, says so here."""
    who_may = {
        "services/workspace/frameworks.py",
        "services/workspace/framework_versions.py",
        "services/profile/mirror.py",
        "services/profile/strengths.py",
        "cli/framework.py",
        "domain/competency/suggest.py",
    }
    app = CHECKOUT / "slackapp"
    found = {
        str(path.relative_to(app))
        for path in app.rglob("*.py")
        if "load_builtin" in path.read_text() and path.parent.name != "frameworks"
    }
    assert found == who_may


#: Modules that answer before, or without, the value that was made of what Slack sent.
DOOR = {"door.py", "error_reply.py", "tell_beside.py", "registration.py"}
#: What Bolt calls the whole and the parts of what Slack sent, and the answer to it.
PARTS = {"ack", "action", "body", "event", "options", "payload", "shortcut", "view"}


def test_no_handler_takes_apart_what_slack_sent() -> None:
    found = []
    for path in sorted((CHECKOUT / "slackapp" / "handlers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if path.name not in DOOR and _is_of_bolt(node):
                found.append(f"{path.name}: {ast.unparse(node)}")
    assert found == []


def _is_of_bolt(node: ast.AST) -> bool:
    match node:
        case ast.Subscript(value=ast.Name(name)):
            return name in PARTS
        case ast.Attribute(value=ast.Name(name), attr="get"):
            return name in PARTS
        case ast.arg(name):
            return name in {"ack", "body"}
        case ast.ImportFrom(module=module, names=names):
            is_bolt = str(module).startswith("slack_bolt")
            return is_bolt and any(one.name != "App" for one in names)
    return False


def test_no_module_of_tests_needs_another_one() -> None:
    """What tests share stands in modules of its own, such as `flows/office.py`."""
    modules = list((CHECKOUT / "tests").rglob("test_*.py"))
    stems = {one.stem for one in modules}
    needed = {}
    for module in modules:
        names: set[str] = set()
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.ImportFrom):
                names |= {*(node.module or "").split("."), *(one.name for one in node.names)}
            elif isinstance(node, ast.Import):
                names |= {part for one in node.names for part in one.name.split(".")}
        needed[module.stem] = names & stems
    assert {module: names for module, names in needed.items() if names} == {}
