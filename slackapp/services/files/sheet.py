"""Rows as a spreadsheet: every cell is a text, a number or a date, and none of them acts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

Cell = str | int | datetime

#: What a sheet takes, its heading among them; the next rows go on in another.
_MOST_ROWS = 1_048_576
#: What a cell takes; in UTF-16, where some letters count twice.
_MOST_LETTERS = 32_767
#: Neither XML nor any spreadsheet has these.
_NO_LETTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: Texts are texts, whatever they look like: no formulas, no links, no numbers.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, and its width in letters."""

    heading: str
    width: int


def write_sheet(
    out: IO[bytes], rows: Iterable[Sequence[Cell]], *, name: str, columns: Sequence[Column]
) -> None:
    """Write the rows as they come, as an XLSX file; times are UTC.

    Raises OSError where it cannot be written.
    """

    def fill(book: _Book) -> None:
        book.begin(name, columns)
        for row in rows:
            book.write(name, columns, row)

    _write(out, fill)


def write_sheets(
    out: IO[bytes], rows: Iterable[tuple[str, Sequence[Column], Sequence[Cell]]]
) -> None:
    """The same for rows of several sheets, each with the name of its sheet and that one's columns.

    The sheets stand in the order of their first rows.
    """

    def fill(book: _Book) -> None:
        for name, columns, row in rows:
            book.write(name, columns, row)

    _write(out, fill)


def _write(out: IO[bytes], fill: Callable[[_Book], None]) -> None:
    """Until it is whole it lies in a folder of the system's for temporary files, for us alone."""
    # When it is first needed: few people want one.
    import xlsxwriter

    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole"
        workbook = xlsxwriter.Workbook(str(whole), {**_OPTIONS, "tmpdir": folder})
        try:
            fill(_Book(workbook))
        except BaseException:
            # Else it would be written all the same, when Python forgets it.
            workbook.fileclosed = True
            for sheet in workbook.worksheets():
                sheet._opt_close()
            raise
        workbook.use_zip64()
        try:
            workbook.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            workbook.fileclosed = True
            raise OSError(*error.args[0].args) from error
        # Only now: what `out` does not take, it may refuse without leaving half a file in hand.
        with whole.open("rb") as file:
            shutil.copyfileobj(file, out)


class _Book:
    """Its sheets; one that is full goes on in another, with a number behind its name."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._bold = workbook.add_format({"bold": True})
        self._moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        #: The sheet that is written now, its number, and the next free line.
        self._open: dict[str, tuple[Any, int, int]] = {}

    def begin(self, name: str, columns: Sequence[Column], number: int = 1) -> tuple[Any, int, int]:
        """A sheet with its headings."""
        sheet = self._workbook.add_worksheet(name if number == 1 else f"{name} {number}")
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.heading, self._bold)
        self._open[name] = sheet, number, 1
        return self._open[name]

    def write(self, name: str, columns: Sequence[Column], row: Sequence[Cell]) -> None:
        """A row at the end of that sheet."""
        sheet, number, line = self._open.get(name) or self.begin(name, columns)
        if line == _MOST_ROWS:
            sheet, number, line = self.begin(name, columns, number + 1)
        for place, cell in enumerate(row):
            _write_cell(sheet, line, place, cell, self._moment)
        self._open[name] = sheet, number, line + 1


def _write_cell(sheet: Any, line: int, place: int, cell: Cell, moment: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(line, place, cell.astimezone(UTC).replace(tzinfo=None), moment)
    elif isinstance(cell, int):
        sheet.write_number(line, place, cell)
    else:
        sheet.write_string(line, place, _clean(cell))


def _clean(text: str) -> str:
    found = _NO_LETTERS.sub("\ufffd", text)
    # The library takes a text within these marks for its own, and writes it without escaping it.
    if found.startswith("<r>") and found.endswith("</r>"):
        found = f" {found}"
    if len(found) * 2 > _MOST_LETTERS:
        in_utf16 = found.encode("utf-16-le")[: 2 * (_MOST_LETTERS - 1)]
        found = in_utf16.decode("utf-16-le", errors="ignore")
    return found
