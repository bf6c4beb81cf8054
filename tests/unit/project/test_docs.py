"""What operators and engineers look up stands in the documents."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from db import Base
from documents.site import lay_out, list_pages
from slackapp.cli import app
from slackapp.config import Settings
from slackapp.domain.installation.scopes import OPTIONAL_SCOPE_REASONS, SCOPE_REASONS
from slackapp.handlers.command import WORDS as KUDOS_WORDS

CHECKOUT = Path(__file__).resolve().parents[3]
WORDS = [
    *("kudos", "giver", "recipient", "framework", "domain", "cluster", "competency", "behaviour"),
    *("tier", "tag", "reflection", "prompt", "digest", "team", "leader", "recognised for"),
    *("strength", "workspace", "outbox", "lane"),
]
SETTINGS = [(field.alias or name).upper() for name, field in Settings.model_fields.items()]


def _walk(command: Any, path: str) -> Iterator[str]:
    if children := getattr(command, "commands", None):
        for name, child in children.items():
            yield from _walk(child, f"{path} {name}")
    else:
        yield path


COMMANDS = list(_walk(typer.main.get_command(app), "kudoscope"))
ROOTS = ("slackapp", "db", "alembic", "tests")
LAYERS = ("handlers", "services", "domain", "blocks")
#: What every noun may have, and the map need not repeat.
UNDER_EVERY_NOUN = {("domain", "errors"), ("blocks", "words")}
PAGES = [*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").glob("*.md")]
FOLDERS = [path.parent.name for path in sorted((CHECKOUT / "slackapp").glob("*/__init__.py"))]


def _make_targets() -> list[str]:
    shown = subprocess.run(
        ["make", "--no-print-directory", "-C", CHECKOUT, "help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return re.findall(r"^ +make (\S+)", shown, re.MULTILINE)


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_explained_to_operators(setting: str) -> None:
    assert f"\n| `{setting}` |" in _read("docs/reference.md")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_explained_to_operators(command: str) -> None:
    assert f"\n| `{command}` |" in _read("docs/reference.md")


@pytest.mark.parametrize("scope", SCOPE_REASONS | OPTIONAL_SCOPE_REASONS)
def test_every_scope_is_explained_to_operators(scope: str) -> None:
    assert f"\n| `{scope}` |" in _read("docs/reference.md")


@pytest.mark.parametrize("word", sorted({word.word for word in KUDOS_WORDS}))
def test_every_word_behind_kudos_is_explained_to_everybody(word: str) -> None:
    assert re.search(rf"^\| `/kudos {word}\b", _read("docs/kudos.md"), re.MULTILINE)


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_ours_has_an_entry_in_the_glossary(word: str) -> None:
    # An entry begins its line: in bold, as a heading, a list item or a row of a table.
    entry = rf"^[-*|# ]+{word}\b"
    assert re.search(entry, _read("GLOSSARY.md"), re.MULTILINE | re.IGNORECASE)


def test_what_each_table_takes_and_how_long_it_is_kept_is_told_to_operators() -> None:
    page = _read("docs/operate.md")
    growth = page[page.index("\n## What grows") : page.index("\n## What to watch")]
    assert [name for name in Base.metadata.tables if f"`{name}`" not in growth] == []


def test_which_tables_do_not_know_their_workspace_is_told_where_splitting_is() -> None:
    tables = Base.metadata.tables.values()
    without = {table.name for table in tables if "workspace_id" not in table.columns}
    page = _read("docs/scaling.md")
    assert f"**{len(tables) - len(without)} of {len(tables)} tables have" in page
    told = page.split("Those without are", 1)[1].split("\n\n", 1)[0]
    assert set(re.findall(r"`(\w+)`", told)) == without


def test_every_make_target_is_explained() -> None:
    targets = _make_targets()
    assert {"help", "install", "demo", "test", "check", "run", "bench"} <= set(targets)
    explained = _read("README.md") + _read("CONTRIBUTING.md")
    assert [target for target in targets if f"make {target}" not in explained] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_of_the_app_has_a_place_on_the_tour(folder: str) -> None:
    assert f"{folder}/" in _read("ARCHITECTURE.md")


def test_the_map_shows_every_module_in_its_layer_by_its_noun() -> None:
    rows = re.findall(r"^\| \*\*(\w+)\*\* \|[^|]*\|(.*)\|$", _read("ARCHITECTURE.md"), re.MULTILINE)
    shown = {
        f"{layer}/{noun}/{module}.py"
        for noun, cells in rows
        for layer, cell in zip(LAYERS, cells.split("|"), strict=True)
        for module in re.findall(r"`(\w+)`", cell)
    }
    app = CHECKOUT / "slackapp"
    modules = [path.relative_to(app) for layer in LAYERS for path in app.glob(f"{layer}/*/*.py")]
    there = {
        module.as_posix()
        for module in modules
        if module.stem != "__init__" and (module.parts[0], module.stem) not in UNDER_EVERY_NOUN
    }
    assert shown == there


def test_every_module_and_name_that_the_tour_speaks_of_is_there() -> None:
    modules = [path for root in ROOTS for path in (CHECKOUT / root).rglob("*.py")]
    spans = re.findall(r"`([\w/]+\.py)(?::\s([\w.]+))?`", _read("ARCHITECTURE.md"))
    lost = []
    for path, names in spans:
        texts = [one.read_text() for one in modules if one.as_posix().endswith(f"/{path}")]
        needed = [rf"^ *(?:def |class )?{name}\b" for name in names.split(".") if name]
        if not any(all(re.search(name, text, re.M) for name in needed) for text in texts):
            lost.append(f"{path}: {names}")
    assert len(spans) > 50 and lost == []


def test_every_link_between_documents_leads_somewhere() -> None:
    lost = []
    for page in PAGES:
        links = re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text(encoding="utf-8"))
        for path, heading in links:
            target = page.parent / path if path else page
            if not target.exists() or (heading and heading not in _list_headings(target)):
                lost.append(f"{page.name}: {path}#{heading}")
    assert lost == []


def test_every_picture_is_there_is_used_and_says_in_words_what_it_shows() -> None:
    images = CHECKOUT / "docs" / "images"
    shown = set()
    for page in PAGES:
        for words, path in re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", page.read_text("utf-8")):
            assert len(words) > 20, f"{page.name}: {path} says too little in words"
            shown.add((page.parent / path).resolve())
    pictures = set(images.glob("*.png"))
    assert len(shown) > 10
    assert shown == pictures
    assert {path.with_suffix(".txt") for path in pictures} == set(images.glob("*.txt"))
    assert sum(path.stat().st_size for path in pictures) < 2_000_000


def test_the_site_has_every_document(tmp_path: Path) -> None:
    site = tomllib.loads(_read("zensical.toml"))["project"]
    named = list(_walk_nav(site["nav"]))
    documents = {place for place in list_pages().values() if place.endswith(".md")}
    assert set(named) == documents and len(named) == len(documents) > 10
    lay_out(tmp_path)
    assert (tmp_path / "images" / "kudos.png").is_file()
    assert "](guide-givers.md)" in (tmp_path / "index.md").read_text(encoding="utf-8")


def _walk_nav(entries: list[dict[str, Any]]) -> Iterator[str]:
    for entry in entries:
        for place in entry.values():
            yield from [place] if isinstance(place, str) else _walk_nav(place)


def _list_headings(page: Path) -> list[str]:
    """The names by which a page's headings are linked to."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


def _read(document: str) -> str:
    return (CHECKOUT / document).read_text(encoding="utf-8")


def test_every_check_that_the_threat_table_names_is_there() -> None:
    table = [line for line in _read("SECURITY.md").splitlines() if line.startswith("| ")]
    rows = [line.split("|")[1:-1] for line in table[1:]]
    assert len(rows) > 15
    for threat, against, checks, left in rows:
        named = re.findall(r"`(tests/\S+\.py)`", checks)
        assert threat.strip() and against.strip() and left.strip()
        assert named, threat
        assert [path for path in named if not (CHECKOUT / path).is_file()] == []
