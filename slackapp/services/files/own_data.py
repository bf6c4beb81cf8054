"""All that is stored about somebody as a file for them: JSON, CSV, or a spreadsheet.

Each object is a row. In CSV the columns are those of all kinds; a spreadsheet has a sheet a kind.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import cache
from typing import Any, TextIO

from sqlalchemy.orm import Session

from db import check_only_reads
from slackapp.services.files.export import Format, neutralise
from slackapp.services.files.personal_data import FIELDS, export_person
from slackapp.services.files.sheet import Cell, Column, write_sheets

#: Those that hold sentences; the others are ids, times and choices.
_LONG = {"message", "text", "note", "next_step", "other_names"}
_WIDTHS = {True: 80, False: 20}


def write_own_data(out: TextIO, session: Session, *, person_id: int, form: Format) -> int:
    """Write it in `form`; returns how many objects. XLSX goes to the bytes beneath `out`."""
    check_only_reads(session)
    objects = export_person(session, person_id=person_id)
    match form:
        case "json":
            return _write_json(out, objects)
        case "csv":
            return _write_csv(out, objects)
        case "xlsx":
            return _write_xlsx(out, objects)


def list_columns() -> tuple[str, ...]:
    """The columns of CSV: the kind, and the fields of all kinds, each once."""
    return ("kind", *dict.fromkeys(field for fields in FIELDS.values() for field in fields))


def _write_json(out: TextIO, objects: Iterator[dict[str, Any]]) -> int:
    count = 0
    for count, one in enumerate(objects, 1):
        out.write("[\n" if count == 1 else ",\n")
        out.write(json.dumps(one, ensure_ascii=False))
    out.write("\n]\n" if count else "[]\n")
    return count


def _write_csv(out: TextIO, objects: Iterator[dict[str, Any]]) -> int:
    # Without this mark, spreadsheets take UTF-8 for something older.
    out.write("\ufeff")
    writer, columns, count = csv.writer(out), list_columns(), 0
    places = {column: place for place, column in enumerate(columns)}
    writer.writerow(columns)
    for one in objects:
        count += 1
        row = [""] * len(columns)
        for name, value in one.items():
            if value is not None:
                row[places[name]] = neutralise(str(_as_cell(value)))
        writer.writerow(row)
    return count


def _write_xlsx(out: TextIO, objects: Iterator[dict[str, Any]]) -> int:
    count = 0

    def list_rows() -> Iterator[tuple[str, list[Column], list[Cell]]]:
        nonlocal count
        for one in objects:
            count += 1
            kind = one["kind"]
            yield kind, _list_sheet_columns(kind), [_as_cell(one[name]) for name in FIELDS[kind]]

    write_sheets(out.buffer, list_rows())
    return count


@cache
def _list_sheet_columns(kind: str) -> list[Column]:
    return [Column(name, _WIDTHS[name in _LONG]) for name in FIELDS[kind]]


def _as_cell(value: Any) -> Cell:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return value
        case list():
            return ", ".join(map(str, value))
        case dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
