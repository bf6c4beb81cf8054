"""A spreadsheet of rows: what people wrote is text in it, whatever it looks like."""

from __future__ import annotations

import errno
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from slackapp.domain.files.errors import FileTooLarge
from slackapp.services.files import sheet
from slackapp.services.files.sheet import Cell, Column, write_sheet

COLUMNS = (Column("first", 10), Column("second", 20))


def write(rows: Sequence[Sequence[Cell]]) -> bytes:
    out = io.BytesIO()
    write_sheet(out, rows, name="Kudos", columns=COLUMNS)
    return out.getvalue()


def read(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def values(content: bytes) -> list[tuple[Any, ...]]:
    (page,) = read(content).worksheets
    return list(page.values)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("https://evil.example","click")',
        "{=1+1}",
        "+1",
        "-1",
        "@SUM(A1)",
        "https://example.com",
        "mailto:a@b.c",
        "internal:Sheet1!A1",
        "12345",
        "1e5",
        "TRUE",
        "2026-03-10",
        "<r><t>x</t></r>",
        "<r></is><c><f>1+1</f></c></r>",
        "_x0041_",
        "  blanks  ",
        "line\nline\ttab",
        "Émile 🎉 & <b>",
    ],
)
def test_a_text_is_a_text_whatever_it_looks_like(text: str) -> None:
    content = write([(text, "next")])
    (page,) = read(content).worksheets
    # Spreadsheets read "_x005F_" as the sign that it stands for.
    assert page["A2"].value.replace("_x005F_", "_", 1) in (text, f" {text}")
    assert page["A2"].data_type in ("s", "inlineStr")
    assert page["A2"].hyperlink is None
    assert page["B2"].value == "next"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in b"".join(archive.read(name) for name in archive.namelist())


@given(st.lists(st.tuples(st.text(st.characters()), st.text(st.characters())), max_size=5))
@example([("<r>\ud800</r>", "\0\x0b\uffff")])
def test_every_text_makes_a_file_that_can_be_read(rows: list[tuple[str, str]]) -> None:
    found = values(write(rows))
    assert found[0] == ("first", "second")
    assert len(found) == len(rows) + 1 or not any(map(any, rows))


def test_a_text_that_is_too_long_for_a_cell_is_cut() -> None:
    ((_, _), (text, emoji)) = values(write([("x" * 40_000, "🎉" * 20_000)]))
    assert text == "x" * 32_766
    assert emoji == "🎉" * 16_383


def test_dates_are_dates_in_utc_and_numbers_are_numbers() -> None:
    berlin = timezone(timedelta(hours=1))
    rows: list[tuple[Cell, Cell]] = [(datetime(2026, 3, 10, 10, 30, tzinfo=berlin), 12)]
    assert values(write(rows))[1] == (datetime(2026, 3, 10, 9, 30), 12)


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, [0]), (1, [1]), (4, [4]), (5, [4, 1]), (8, [4, 4]), (9, [4, 4, 1])]
)
def test_what_a_sheet_does_not_hold_goes_on_in_another(
    count: int, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "_MOST_ROWS", 5)
    pages = read(write([(number, "x") for number in range(count)])).worksheets
    assert [page.title for page in pages] == ["Kudos", "Kudos 2", "Kudos 3"][: len(sizes)]
    numbers: list[object] = []
    for page, size in zip(pages, sizes, strict=True):
        heading, *rows = page.values
        assert (heading, len(rows)) == (("first", "second"), size)
        numbers += [row[0] for row in rows]
    assert numbers == list(range(count))


def test_rows_that_end_in_an_error_leave_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Iterator[Sequence[Cell]]:
        yield ("private words", "x")
        assert [path for path in tmp_path.rglob("*") if path.is_file()]
        raise LookupError

    out = io.BytesIO()
    with pytest.raises(LookupError):
        write_sheet(out, rows(), name="Kudos", columns=COLUMNS)
    assert os.listdir(tmp_path) == []
    assert out.getvalue() == b""


class Full(io.BytesIO):
    """A disk without room, or a file that takes no more."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def write(self, _content: object) -> int:
        raise self.error


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), FileTooLarge()])
def test_what_a_file_does_not_take_is_said_as_of_any_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(type(error), match=re.escape(str(error))):
        write_sheet(Full(error), [("a", "b")], name="Kudos", columns=COLUMNS)
    assert os.listdir(tmp_path) == []


def test_a_moment_of_utc_stays_as_it_is() -> None:
    moment = datetime(2026, 3, 10, 9, 30, 5, tzinfo=UTC)
    assert values(write([(moment, "x")]))[1][0] == moment.replace(tzinfo=None)
