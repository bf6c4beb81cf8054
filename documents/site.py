"""`python -m documents.site`: lay the documents out for a site, as `zensical build` takes them.

On the site they lie beside each other, and the README is its first page. What is no document, such
as a file of `deploy/`, is named there and not linked.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath

CHECKOUT = Path(__file__).resolve().parents[1]
#: Where `zensical.toml` looks for them.
LAID_OUT = CHECKOUT / "build" / "documents"
_LINK = re.compile(r"(!?)\[([^\]]+)\]\((?!https?:)([^)#]*)(#[^)]*)?\)")
_ITEM = re.compile(r"(-|\d+\.) ")


def list_pages() -> dict[str, str]:
    """Every document and picture by its path in the checkout, with its place on the site."""
    found = [*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*")]
    kinds = (".md", ".png", ".toml")
    paths = [path.relative_to(CHECKOUT) for path in found if path.suffix in kinds]
    pages = {path.as_posix(): path.as_posix().removeprefix("docs/") for path in sorted(paths)}
    return pages | {"README.md": "index.md"}


def lay_out(folder: Path) -> None:
    """Write all of them there, and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    pages = list_pages()
    for path, place in pages.items():
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix == ".md":
            text = (CHECKOUT / path).read_text(encoding="utf-8")
            target.write_text(_indent(_link(text, path, pages)), encoding="utf-8")
        else:
            shutil.copyfile(CHECKOUT / path, target)


def _link(text: str, path: str, pages: dict[str, str]) -> str:
    """The same with links as they are on the site."""

    def link(found: re.Match[str]) -> str:
        picture, words, target, heading = found.groups(default="")
        if not target:
            return found[0]
        found_at = _find(path, target)
        if place := pages.get(found_at):
            return f"{picture}[{words}]({place}{heading})"
        return words if (CHECKOUT / found_at).exists() else found[0]

    return _LINK.sub(link, text)


def _find(path: str, target: str) -> str:
    """The path in the checkout of what a document links to."""
    parts: list[str] = []
    for part in (PurePosixPath(path).parent / target).parts:
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
    return "/".join(parts)


def _indent(text: str) -> str:
    """The same with four spaces before what belongs to an item, as Python-Markdown wants it."""
    lines, added, is_fenced = [], 0, False
    for line in text.splitlines():
        if line.startswith("```"):
            is_fenced = not is_fenced
        elif not is_fenced and (item := _ITEM.match(line)):
            added = 4 - item.end()
        elif line and not line.startswith(" "):
            added = 0
        lines.append(f"{' ' * added}{line}" if line.startswith("  ") and not is_fenced else line)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    lay_out(LAID_OUT)
