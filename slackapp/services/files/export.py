"""Kudos as files (CSV, XLSX, JSON): read in pages and written as they come, however many."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Literal, TextIO

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from db import Kudos, check_only_reads
from slackapp.blocks.files.words.files import SHEET
from slackapp.domain.kudos.kudos import KudosView, PersonName, Tag
from slackapp.frameworks.crosswalk import Lens, family_of
from slackapp.frameworks.model import Competency
from slackapp.services.files.sheet import Cell, Column, write_sheet
from slackapp.services.kudos.history import select_own
from slackapp.services.kudos.kudos import read_kudos
from slackapp.services.kudos.plain_words import with_plain_words
from slackapp.services.kudos.visibility import tell_channel, tell_person
from slackapp.services.team.figures import select_told
from slackapp.services.team.told import find_told

#: What is written down where a team's kudos are given out.
TEAM_EXPORTED = "team_exported"

Format = Literal["csv", "xlsx", "json"]
Window = tuple[datetime, datetime]

_PAGE = 500
#: Which kudos there are is asked once, and not once a page: their ids come as they are needed.
_STREAM: dict[str, Any] = {"yield_per": _PAGE}

#: A row for each recipient and each competency of a kudos, so that a spreadsheet can count them;
#: with the width of each column in letters. New columns come last: programs may count them.
_WIDTHS = {
    "kudos": 8,
    "given_at": 19,
    "giver": 22,
    "giver_slack_id": 14,
    "recipient": 22,
    "recipient_slack_id": 14,
    "cluster": 20,
    "competency": 26,
    "behaviour": 44,
    "tier": 17,
    "tier_is_chosen": 13,
    "visibility": 10,
    "slack_channel_id": 14,
    "message": 80,
    "giver_word": 26,
}
COLUMNS = tuple(_WIDTHS)
#: Behind them, where it is read through a lens: this and the lens's key.
_THROUGH = "through_"

#: Spreadsheets take a cell that begins with one of these signs as a formula (OWASP, "CSV
#: Injection"), the wide forms too, and look past blanks and quotes.
_SIGN = '[ \u00a0\u200b\ufeff"]*[=+\\-@\uff1d\uff0b\uff0d\uff20]'
_FIRST = re.compile(f" *[\t\r\n]|{_SIGN}")
#: Where another cell begins for a spreadsheet that separates by something else than commas.
_NEXT = re.compile(f"([;|\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029])(?={_SIGN})")


def list_own(
    session: Session, *, workspace_id: int, person_id: int, slack_user_id: str, window: Window
) -> Generator[KudosView]:
    """All that the person gave or received, the oldest first, as far as they may know of it."""
    check_only_reads(session)
    own = union(
        *(
            one.where(Kudos.given_at >= window[0], Kudos.given_at < window[1])
            for one in select_own(workspace_id=workspace_id, person_id=person_id)
        )
    )
    ids = own.subquery()
    wanted = select(ids.c.id).order_by(ids.c.id).execution_options(**_STREAM)
    with closing(session.scalars(wanted)) as found:
        for page in _read_pages(session, iter(found)):
            told = tell_person(
                session, page, workspace_id=workspace_id, slack_user_id=slack_user_id
            )
            yield from with_plain_words(session, workspace_id, told)


def list_team(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    window: Window,
    proven_since: datetime,
) -> Generator[KudosView]:
    """The kudos that a channel's digests may tell of, the oldest first, with those recipients."""
    check_only_reads(session)
    of_month: dict[str, Any] = {
        "workspace_id": workspace_id,
        "slack_channel_id": slack_channel_id,
        "window": window,
        "proven_since": proven_since,
    }
    if (few := find_told(session, **of_month)) is not None:
        yield from _tell_team(session, iter(sorted(few.kudos_ids)), workspace_id, slack_channel_id)
        return
    wanted = select_told(**of_month).order_by(Kudos.id).execution_options(**_STREAM)
    with closing(session.execute(wanted)) as pairs:
        ids = (kudos_id for kudos_id, _ in groupby(pairs, key=itemgetter(0)))
        yield from _tell_team(session, ids, workspace_id, slack_channel_id)


def _tell_team(
    session: Session, ids: Iterator[int], workspace_id: int, slack_channel_id: str
) -> Iterator[KudosView]:
    for page in _read_pages(session, ids):
        told = tell_channel(
            session, page, workspace_id=workspace_id, slack_channel_id=slack_channel_id
        )
        yield from with_plain_words(session, workspace_id, told)


def _read_pages(session: Session, ids: Iterator[int]) -> Iterator[list[KudosView]]:
    """The kudos of those ids, in their order, a few at a time."""
    while page_ids := list(islice(ids, _PAGE)):
        wanted = select(Kudos).where(Kudos.id.in_(page_ids)).order_by(Kudos.id)
        yield read_kudos(session, wanted)


def write_kudos(
    out: TextIO, kudos_list: Iterator[KudosView], form: Format, lens: Lens | None = None
) -> int:
    """Write them as they come, in `form`; returns how many. Needs `newline=""` for CSV.

    XLSX is written to the bytes beneath `out`. With a lens, a column more says what each reads as
    through it; it is empty where the lens has nothing for it.
    """
    match form:
        case "csv":
            return _write_csv(out, kudos_list, lens)
        case "xlsx":
            return _write_xlsx(out, kudos_list, lens)
        case "json":
            return _write_json(out, kudos_list, lens)


def _list_columns(lens: Lens | None) -> dict[str, int]:
    """The headings, each with its width."""
    return _WIDTHS if lens is None else _WIDTHS | {_THROUGH + family_of(lens.framework.key): 26}


def _write_csv(out: TextIO, kudos_list: Iterator[KudosView], lens: Lens | None) -> int:
    # Without this mark, spreadsheets take UTF-8 for something older.
    out.write("\ufeff")
    writer = csv.writer(out)
    columns = tuple(_list_columns(lens))
    writer.writerow(columns)
    count = 0
    for kudos in kudos_list:
        count += 1
        for recipient in kudos.recipients:
            for tag in kudos.tags:
                row = _as_row(kudos, recipient, tag, lens)
                writer.writerow([neutralise(str(row[column])) for column in columns])
    return count


def neutralise(cell: str) -> str:
    """The text of a cell, so that no spreadsheet takes it, or a part of it, for a formula.

    One that separates by semicolons or tabs begins a new cell after each of them, and after a line
    end, for it does not see our quotes.
    """
    text = _NEXT.sub(r"\1'", cell)
    return f"'{text}" if _FIRST.match(cell) else text


def _write_xlsx(out: TextIO, kudos_list: Iterator[KudosView], lens: Lens | None) -> int:
    count, widths = 0, _list_columns(lens)

    def list_rows() -> Iterator[list[Cell]]:
        nonlocal count
        for kudos in kudos_list:
            count += 1
            for recipient in kudos.recipients:
                for tag in kudos.tags:
                    row = _as_row(kudos, recipient, tag, lens) | {"given_at": kudos.given_at}
                    yield [row[column] for column in widths]

    columns = [Column(heading, width) for heading, width in widths.items()]
    write_sheet(out.buffer, list_rows(), name=SHEET, columns=columns)
    return count


def _as_row(kudos: KudosView, recipient: PersonName, tag: Tag, lens: Lens | None) -> dict[str, Any]:
    row = {
        "kudos": kudos.kudos_id,
        "given_at": _say_moment(kudos),
        "giver": kudos.giver.name,
        "giver_slack_id": kudos.giver.slack_user_id,
        "recipient": recipient.name,
        "recipient_slack_id": recipient.slack_user_id,
        "cluster": tag.cluster_name,
        "competency": tag.competency.name,
        "behaviour": tag.behaviour.text if tag.behaviour else "",
        "tier": tag.tier.label if tag.tier else "",
        "tier_is_chosen": "no" if tag.is_entry_tier else "yes",
        "visibility": str(kudos.visibility),
        "slack_channel_id": kudos.slack_channel_id,
        "message": kudos.message,
        "giver_word": tag.name,
    }
    if lens is not None:
        read = _read(tag, lens)
        row[_THROUGH + family_of(lens.framework.key)] = read.name if read else ""
    return row


def _read(tag: Tag, lens: Lens) -> Competency | None:
    """What the tag reads as through the lens; None where that has nothing for it."""
    assert tag.stored is not None, tag.tag_id
    read = lens.read(tag.stored)
    return read.competency if read.has_counterpart else None


def _say_moment(kudos: KudosView) -> str:
    return kudos.given_at.astimezone(UTC).isoformat(timespec="seconds")


def _write_json(out: TextIO, kudos_list: Iterator[KudosView], lens: Lens | None) -> int:
    count = 0
    for count, kudos in enumerate(kudos_list, 1):
        out.write("[\n" if count == 1 else ",\n")
        out.write(json.dumps(_as_object(kudos, lens), ensure_ascii=False))
    out.write("\n]\n" if count else "[]\n")
    return count


def _as_object(kudos: KudosView, lens: Lens | None) -> dict[str, Any]:
    return {
        "kudos": kudos.kudos_id,
        "given_at": _say_moment(kudos),
        "giver": _name(kudos.giver),
        "recipients": [_name(one) for one in kudos.recipients],
        "competencies": [
            {
                "cluster": tag.cluster_name,
                "key": tag.competency.key,
                "name": tag.competency.name,
                "behaviour": tag.behaviour.text if tag.behaviour else None,
                "tier": tag.tier.label if tag.tier else None,
                "tier_is_chosen": not tag.is_entry_tier,
                "giver_word": tag.name,
                **_as_read(tag, lens),
            }
            for tag in kudos.tags
        ],
        "visibility": str(kudos.visibility),
        "slack_channel_id": kudos.slack_channel_id,
        "message": kudos.message,
    }


def _as_read(tag: Tag, lens: Lens | None) -> dict[str, Any]:
    if lens is None:
        return {}
    read = _read(tag, lens)
    what = {"key": read.key, "name": read.name} if read else None
    return {_THROUGH + family_of(lens.framework.key): what}


def _name(person: PersonName) -> dict[str, str]:
    return {"slack_user_id": person.slack_user_id, "name": person.name}
