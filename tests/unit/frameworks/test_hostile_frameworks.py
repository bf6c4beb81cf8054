"""`kudoscope framework check` of what is no framework: one sentence, status 1, and soon."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from slackapp.cli.framework import app
from slackapp.frameworks.toml_file import UnreadableFileError, read_toml, show_text

HEAD = 'key = "values"\nname = "Our values"\n'
CLUSTER = 'clusters = [{ key = "us", name = "Us", domain = "d", competencies = [%s] }]\n'
KIND = '{ key = "kind", name = "Be kind", definition = "Is kind", crosswalk = ["empathy"] }'
GOOD = HEAD + CLUSTER % KIND


def check(file: Path, *options: str) -> Result:
    # What is no framework must not raise anything here.
    return CliRunner().invoke(app, ["check", str(file), *options], catch_exceptions=False)


def refusal_of(file: Path) -> str:
    """The one line that the command says of it."""
    result = check(file)
    assert result.exit_code == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{file}")
    assert line.isprintable()
    assert json.loads(check(file, "--json").stdout)["faults"] == [line]
    return line.removeprefix(f"{file}: ")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x7fELF\x02\x01\x01\0\0\xff\xfe", "is not a text file in UTF-8"),
        (b"\xff\xfek\0e\0y\0", "is not a text file in UTF-8"),
        (HEAD.encode() + b'x = "\xed\xa0\x80"', "is not a text file in UTF-8"),
        (b"key\0 = 1", "is not valid TOML: "),
        (b"\x1b[31m = 1", "is not valid TOML: "),
        (b"a = " + b"[" * 100_000, "is nested too deeply"),
        (b"a = " + b"{ a = " * 50_000, "is nested too deeply"),
        (b"a." * 100_000 + b"a = 1", "has a key of more than 20 parts"),
        (b"[" + b'"a" . ' * 50_000 + b"a]", "has a key of more than 20 parts"),
        (b"a = " + b"9" * 5_000, "is not valid TOML: it holds an impossible number"),
        (b"a = 2026-02-30", "is not valid TOML: "),
        (b"# " + b"x" * 400_000, "is larger than 400 kB, too large for a framework"),
        (b"a = 1\na = 2\n", "is not valid TOML: "),
    ],
)
def test_a_file_that_holds_anything_else_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "values.toml"
    file.write_bytes(content)
    assert refusal_of(file).startswith(sentence)


def _folder(place: Path) -> None:
    place.mkdir()


def _loop(place: Path) -> None:
    place.symlink_to(place)


def _pipe(place: Path) -> None:
    os.mkfifo(place)


def _endless(place: Path) -> None:
    place.symlink_to("/dev/zero")


def _nothing(place: Path) -> None:
    place.symlink_to(place.with_name("nowhere"))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_folder, "cannot be read: Is a directory"),
        (_loop, "cannot be read: Too many levels of symbolic links"),
        (_pipe, "is not a file that can be read to its end"),
        (_endless, "is not a file that can be read to its end"),
        (_nothing, "cannot be read: No such file or directory"),
    ],
)
def test_what_is_no_file_is_refused_in_one_sentence(
    tmp_path: Path, make: Callable[[Path], None], sentence: str
) -> None:
    place = tmp_path / "values.toml"
    make(place)
    assert refusal_of(place) == sentence


def test_a_file_that_may_not_be_read_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "values.toml"
    file.write_text(GOOD, encoding="utf-8")

    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Whoever is root may read everything.
    monkeypatch.setattr(Path, "open", refuse)
    assert refusal_of(file) == "cannot be read: Permission denied"


def test_a_name_that_no_file_can_have_is_refused_in_one_sentence() -> None:
    with pytest.raises(UnreadableFileError, match="cannot be read: there is no file"):
        read_toml(Path("a\0b"))


def test_the_mark_with_which_some_editors_begin_a_file_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "values.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert check(file).exit_code == 0


@pytest.mark.parametrize(
    "wrong",
    [
        "1",
        "true",
        "2026-01-01",
        "07:32:00",
        "inf",
        "[1, 2]",
        "[[[]]]",
        "{}",
        "{ a = { a = 1 } }",
        "[{ a = 1 }]",
        "0x" + "f" * 9_000,
        '"\\u001b[31mred"',
        '"' + "x" * 9_000 + '"',
        '"\\u0000"',
    ],
)
@pytest.mark.parametrize(
    "place", ["key", "name", "clusters", "competencies", "kind", "aliases", "crosswalk"]
)
def test_values_of_another_kind_are_named_in_a_few_printable_words(
    tmp_path: Path, place: str, wrong: str
) -> None:
    texts = {
        "key": f'key = {wrong}\nname = "n"\n' + CLUSTER % KIND,
        "name": f'key = "values"\nname = {wrong}\n' + CLUSTER % KIND,
        "clusters": HEAD + f"clusters = {wrong}\n",
        "competencies": HEAD + CLUSTER % wrong,
        "kind": HEAD + CLUSTER % KIND.replace('"kind"', wrong),
        "aliases": HEAD + CLUSTER % KIND.replace(" }", f", aliases = {wrong} }}"),
        "crosswalk": HEAD + CLUSTER % KIND.replace('["empathy"]', wrong),
    }
    file = tmp_path / "values.toml"
    file.write_text(texts[place], encoding="utf-8")
    result = check(file)
    # Where a text belongs, these are too long, or hold what nobody sees.
    assert result.exit_code == 1
    for line in result.stderr.splitlines():
        assert line.isprintable()
        assert len(line) < 700


def test_of_thousands_of_faults_people_are_told_the_first(tmp_path: Path) -> None:
    file = tmp_path / "values.toml"
    unknown = "".join(f"field{number} = 1\n" for number in range(3_000))
    file.write_text(unknown + GOOD, encoding="utf-8")
    result = check(file)
    assert result.exit_code == 1
    *named, rest = result.stderr.splitlines()
    assert (len(named), rest) == (100, "… and 2900 more faults")
    assert len(json.loads(check(file, "--json").stdout)["faults"]) == 3_000


@given(st.binary(max_size=300))
def test_no_bytes_are_an_error_of_another_kind(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(content)
    assert check(file).exit_code == 1


@given(st.text(st.characters(), max_size=200))
def test_what_is_shown_of_a_file_is_short_and_does_nothing(text: str) -> None:
    shown = show_text(text)
    assert shown.isprintable()
    assert "\x1b" not in shown
