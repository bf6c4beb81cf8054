"""Every sentence that people read in Slack stands in the words of its feature."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[3] / "slackapp"

#: Two words that follow each other, or a label of one word.
SENTENCE = re.compile(r"[A-Za-z']{2,}[,:;.]? [a-z']+|^[A-Z][a-z]+(?: [A-Za-z']+|[…!?.:]|$)")

#: What is read in a terminal or a log, by whoever runs it, and not in Slack; and what is read by
#: the app alone, such as the words that a giver may type, or by a browser, such as markup.
ELSEWHERE = {
    "cli",
    "sandbox",
    "door",
    "delivery",
    "telemetry",
    "app.py",
    "config.py",
    "failpoints.py",
    "logs.py",
    "metrics.py",
    "secret_checks.py",
    "trouble.py",
    "domain/base/word_forms.py",
    "domain/command/words.py",
    "domain/competency/ordinary_words.py",
    "domain/files/file_names.py",
    "domain/files/packet_page.py",
    "domain/files/packet_style.py",
    "domain/kudos/recipient_words.py",
    "domain/base/zones.py",
    "domain/command/vocabulary.py",
    "domain/kudos/plain_names.py",
    "domain/kudos/recipient_places.py",
    "domain/workspace/pause.py",
    "domain/installation/scopes.py",
    "jobs/connecting.py",
    "services/files/sheet.py",
    "services/operate/set_aside.py",
    "services/operate/verify.py",
    "services/operate/verify_groups.py",
    "services/operate/verify_more.py",
    "services/operate/verify_tags.py",
}


def is_words(path: Path) -> bool:
    """Whether a module holds the words of a feature."""
    return "words" in (path.stem, path.parent.name) and path.parts[0] in ("blocks", "frameworks")


def list_modules() -> list[Path]:
    found = (path.relative_to(APP) for path in sorted(APP.rglob("*.py")))
    return [
        path for path in found if not is_words(path) and not ELSEWHERE & {str(path), path.parts[0]}
    ]


def find_sentences(source: str) -> Iterator[str]:
    """The sentences of a module that are neither docstrings, nor logged, nor for developers."""
    tree = ast.parse(source)
    aside: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as said):
                aside.add(id(said))
            case ast.Call(func=ast.Attribute(attr="debug" | "info" | "warning" | "error")):
                aside |= {id(one) for one in ast.walk(node)}
            # SQL for the database.
            case ast.Call(func=ast.Name(id="text"), args=[ast.Constant() as statement]):
                aside.add(id(statement))
            case ast.ClassDef(bases=[ast.Name(id=name)]) if name in vars(builtins):
                aside |= {id(one) for one in ast.walk(node)}
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name))) if name in vars(builtins):
                aside |= {id(one) for one in ast.walk(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in aside and SENTENCE.search(text):
                yield f"line {node.lineno}: {text}"


@pytest.mark.parametrize("path", list_modules(), ids=str)
def test_sentences_stand_with_the_words_of_their_feature(path: Path) -> None:
    assert list(find_sentences((APP / path).read_text(encoding="utf-8"))) == []


def test_a_sentence_is_found_wherever_it_stands() -> None:
    source = '''
"""A docstring is none."""
log.warning("This is logged")
TITLE = "Cancel"
def build(name):
    """Nor is this."""
    if name == "plain":
        raise ValueError("a builder was asked for nothing")
    return section(f"*{name}* has thanked you.")
'''
    assert list(find_sentences(source)) == ["line 4: Cancel", "line 9: * has thanked you."]
