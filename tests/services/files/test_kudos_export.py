"""Kudos as files: who is in them, in pages, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import event
from sqlalchemy.orm import Session

from db import KudosRecipient
from factories import NOW, PROVEN, make_channel, make_kudos
from services.team import Team
from slackapp.domain.kudos.kudos import KudosView
from slackapp.services.files import export as kudos_export
from slackapp.services.files.export import COLUMNS, list_own, list_team, neutralise, write_kudos

EVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def own(session: Session, team: Team, window: tuple[datetime, datetime] = EVER) -> list[KudosView]:
    """Ben's."""
    return list(
        list_own(
            session,
            workspace_id=team.workspace_id,
            person_id=team.ben.id,
            slack_user_id=team.ben.slack_user_id,
            window=window,
        )
    )


def test_one_s_own_are_those_given_and_received_private_ones_too(
    session: Session, team: Team
) -> None:
    make_kudos(session, giver=team.ana, recipients=[team.ben], message="first")
    make_kudos(session, giver=team.ben, recipients=[team.cem], message="second")
    make_kudos(
        session, giver=team.ana, recipients=[team.ben], message="third", visibility="private"
    )
    make_kudos(session, giver=team.ana, recipients=[team.cem], message="not Ben's")
    other = Team(session)
    make_kudos(session, giver=other.ana, recipients=[other.ben], message="elsewhere")
    assert [one.message for one in own(session, team)] == ["first", "second", "third"]


def test_a_held_kudos_is_its_giver_s_alone(session: Session, team: Team) -> None:
    make_kudos(session, giver=team.ana, recipients=[team.ben], announcement="held")
    make_kudos(session, giver=team.ben, recipients=[team.ana], announcement="held")
    assert [one.giver.name for one in own(session, team)] == ["Ben"]


def test_a_recipient_does_not_learn_of_those_who_were_told_alone(
    session: Session, team: Team
) -> None:
    dia = team.add(session, name="Dia")
    kudos = make_kudos(session, giver=team.ana, recipients=[team.ben, team.cem, dia])
    given_by_ben = make_kudos(session, giver=team.ben, recipients=[team.cem, dia])
    for one in (kudos, given_by_ben):
        session.get_one(KudosRecipient, (one.id, dia.id)).announcement = "direct"
    session.flush()
    received, sent = own(session, team)
    assert [one.name for one in received.recipients] == ["Ben", "Cem"]
    assert [one.name for one in sent.recipients] == ["Cem", "Dia"]


def test_a_period_takes_its_first_moment_and_not_its_end(session: Session, team: Team) -> None:
    for moment in (NOW, NOW + timedelta(hours=1)):
        make_kudos(session, giver=team.ana, recipients=[team.ben], given_at=moment)
    window = (NOW, NOW + timedelta(hours=1))
    assert [one.given_at for one in own(session, team, window)] == [NOW]


def test_a_team_s_are_those_that_its_digests_may_tell_of(session: Session, team: Team) -> None:
    channel = make_channel(session, workspace=team.row, members=[team.ana, team.ben])
    here = channel.slack_channel_id
    give = make_kudos
    give(session, giver=team.cem, recipients=[team.ben, team.cem], message="to Ben of the team")
    give(session, giver=team.ana, recipients=[team.cem], message="to somebody else")
    give(session, giver=team.ana, recipients=[team.ben], message="private", visibility="private")
    for where, message in ((here, "in this channel"), ("C0OTHER", "in another")):
        give(
            session,
            giver=team.ana,
            recipients=[team.ben],
            message=message,
            visibility="channel",
            slack_channel_id=where,
        )
    hidden = give(session, giver=team.ben, recipients=[team.ana], message="hidden")
    session.get_one(KudosRecipient, (hidden.id, team.ana.id)).is_hidden = True
    session.flush()
    found = list(
        list_team(
            session,
            workspace_id=team.workspace_id,
            slack_channel_id=here,
            window=EVER,
            proven_since=PROVEN,
        )
    )
    assert [one.message for one in found] == ["to Ben of the team", "in this channel"]
    assert [one.name for one in found[0].recipients] == ["Ben"]


@pytest.mark.parametrize("count", [1, 4, 5, 11])
def test_pages_lose_and_repeat_nothing(
    session: Session, team: Team, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kudos_export, "_PAGE", 5)
    channel = make_channel(session, workspace=team.row, members=[team.ben])
    for number in range(count):
        make_kudos(session, giver=team.ana, recipients=[team.ben], message=f"no {number}")
    expected = [f"no {number}" for number in range(count)]
    assert [one.message for one in own(session, team)] == expected
    listed = list_team(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=channel.slack_channel_id,
        window=EVER,
        proven_since=PROVEN,
    )
    assert [one.message for one in listed] == expected


def test_both_forms_hold_the_same(session: Session, team: Team) -> None:
    make_kudos(
        session,
        giver=team.ana,
        recipients=[team.ben, team.cem],
        competencies=["empathy", "influence"],
        message=f'said "so", <@{team.cem.slack_user_id}> &lt;3\nand <https://a.b|more>',
    )
    as_csv, as_json = io.StringIO(), io.StringIO()
    assert write_kudos(as_csv, iter(own(session, team)), "csv") == 1
    assert write_kudos(as_json, iter(own(session, team)), "json") == 1
    rows = list(csv.DictReader(io.StringIO(as_csv.getvalue()[1:], newline="")))
    assert tuple(rows[0]) == COLUMNS
    (kudos,) = json.loads(as_json.getvalue())
    assert kudos["message"] == 'said "so", @Cem <3\nand more (https://a.b)'
    assert [(row["recipient"], row["competency"]) for row in rows] == [
        (who["name"], what["name"]) for who in kudos["recipients"] for what in kudos["competencies"]
    ]
    for row in rows:
        assert row["message"] == kudos["message"]
        assert row["given_at"] == kudos["given_at"] == "2026-03-10T09:30:00+00:00"


@pytest.mark.parametrize("form", ["csv", "json"])
def test_nothing_is_a_whole_file_too(form: str) -> None:
    out = io.StringIO()
    assert write_kudos(out, iter(()), form) == 0  # type: ignore[arg-type]
    assert out.getvalue() == ("[]\n" if form == "json" else "\ufeff" + ",".join(COLUMNS) + "\r\n")


SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
nasty_text = st.one_of(
    st.text(), st.text(st.sampled_from([*SIGNS, *"; ,|\t\r\n\"'a1", "\u2028", "\u00a0"]))
)


def acts(cell: str) -> bool:
    """Whether a spreadsheet might take the cell for a formula."""
    return cell.lstrip(' \u00a0"\t\r\n').startswith(SIGNS)


@given(nasty_text)
def test_no_cell_begins_as_a_formula(text: str) -> None:
    cell = neutralise(text)
    assert cell.replace("'", "") == text.replace("'", "")
    assert not acts(cell)
    assert not cell.lstrip(" ").startswith(("\t", "\r", "\n"))


@given(st.lists(nasty_text, min_size=1, max_size=3), st.sampled_from(",;\t|"))
def test_no_cell_acts_whatever_a_spreadsheet_separates_by(texts: list[str], mark: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(["1", *map(neutralise, texts), "end"])
    rows = list(csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=mark))
    if mark != ",":
        # And one that knows nothing of quotes.
        rows += [line.split(mark) for line in re.split("[\r\n]+", out.getvalue())]
    assert not [cell for row in rows for cell in row if acts(cell)]


@pytest.mark.parametrize("text", ["=1+1", " =1", "+1", "-1", "@x", "\tx", "\rx", "\uff1d1", '"=1'])
def test_what_would_be_a_formula_is_text(text: str) -> None:
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("thanks;=1+1", "thanks;'=1+1"),
        ("thanks; =1+1", "thanks;' =1+1"),
        ('thanks;"=1+1"', 'thanks;\'"=1+1"'),
        ("thanks\n@SUM(A1)", "thanks\n'@SUM(A1)"),
        ("thanks\r\n-1", "thanks\r\n'-1"),
        ("thanks\t+1", "thanks\t'+1"),
        ("thanks|\uff0b1", "thanks|'\uff0b1"),
        ("first; second\nthird = 3; 4-5, a@b.c", "first; second\nthird = 3; 4-5, a@b.c"),
    ],
)
def test_what_would_be_a_formula_behind_another_separator_is_text(text: str, told: str) -> None:
    assert neutralise(text) == told


def test_names_and_words_of_others_are_neutralised_in_the_file(
    session: Session, team: Team
) -> None:
    evil = team.add(session, name="=HYPERLINK()")
    make_kudos(session, giver=evil, recipients=[team.ben], message="@SUM(A1)")
    out = io.StringIO()
    write_kudos(out, iter(own(session, team)), "csv")
    (row,) = csv.DictReader(io.StringIO(out.getvalue()[1:], newline=""))
    assert (row["giver"], row["message"]) == ("'=HYPERLINK()", "'@SUM(A1)")


# Spreadsheets


def sheet_of(content: bytes) -> Worksheet:
    (sheet,) = load_workbook(io.BytesIO(content)).worksheets
    return sheet


def as_xlsx(kudos_list: list[KudosView]) -> bytes:
    content = io.BytesIO()
    out = io.TextIOWrapper(content, encoding="utf-8", newline="", write_through=True)
    assert write_kudos(out, iter(kudos_list), "xlsx") == len(kudos_list)
    out.detach()
    return content.getvalue()


def test_a_spreadsheet_holds_the_same_as_the_other_forms(session: Session, team: Team) -> None:
    make_kudos(
        session,
        giver=team.ana,
        recipients=[team.ben, team.cem],
        competencies=["empathy", "influence"],
        message='one;two\n"three", four',
    )
    kudos_list = own(session, team)
    out = io.StringIO()
    write_kudos(out, iter(kudos_list), "csv")
    in_csv = list(csv.DictReader(io.StringIO(out.getvalue()[1:], newline="")))
    heading, *rows = sheet_of(as_xlsx(kudos_list)).values
    assert heading == COLUMNS
    for row, same in zip(rows, in_csv, strict=True):
        found = dict(zip(COLUMNS, row, strict=True))
        # A real date and a real number, which can be sorted and counted.
        assert found.pop("given_at") == datetime(2026, 3, 10, 9, 30)
        assert found.pop("kudos") == int(same.pop("kudos"))
        assert same.pop("given_at") == "2026-03-10T09:30:00+00:00"
        assert {name: cell or "" for name, cell in found.items()} == same


def test_the_heading_of_a_spreadsheet_stays_in_sight(session: Session, team: Team) -> None:
    make_kudos(session, giver=team.ana, recipients=[team.ben])
    sheet = sheet_of(as_xlsx(own(session, team)))
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet["B2"].number_format == "yyyy-mm-dd hh:mm:ss"
    widths = {name: sheet.column_dimensions[name].width for name in "ABN"}
    assert widths["A"] < widths["B"] < widths["N"]


def test_no_kudos_are_a_whole_spreadsheet_too() -> None:
    assert list(sheet_of(as_xlsx([])).values) == [COLUMNS]


@pytest.fixture
def statements(session: Session) -> Iterator[list[str]]:
    """Every statement that is run from here on."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        found.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("pages", [2, 6])
def test_which_kudos_a_file_holds_is_asked_once_however_many_pages_it_takes(
    session: Session,
    team: Team,
    monkeypatch: pytest.MonkeyPatch,
    statements: list[str],
    pages: int,
) -> None:
    channel = make_channel(session, workspace=team.row, members=[team.ana, team.ben])
    for _ in range(4 * pages):
        make_kudos(session, giver=team.ana, recipients=[team.ben])
    monkeypatch.setattr(kudos_export, "_PAGE", 4)
    session.flush()
    statements.clear()
    found = list_team(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=channel.slack_channel_id,
        window=EVER,
        proven_since=PROVEN,
    )
    assert len(list(found)) == 4 * pages
    # The window is asked for once.
    assert sum("given_at >=" in one for one in statements) == 1
    # Before it, whether the team is small. Each page has its kudos, their recipients, tags, people,
    # and who of them may be named, by id.
    assert len(statements) <= 2 + 5 * pages
    statements.clear()
    assert len(own(session, team)) == 4 * pages
    assert len(statements) <= 1 + 5 * pages


def test_a_file_that_nobody_reads_further_reads_no_further_pages(
    session: Session, team: Team, monkeypatch: pytest.MonkeyPatch, statements: list[str]
) -> None:
    for _ in range(20):
        make_kudos(session, giver=team.ana, recipients=[team.ben])
    monkeypatch.setattr(kudos_export, "_PAGE", 2)
    session.flush()
    statements.clear()
    kudos_list = list_own(
        session,
        workspace_id=team.workspace_id,
        person_id=team.ben.id,
        slack_user_id=team.ben.slack_user_id,
        window=EVER,
    )
    next(kudos_list)
    kudos_list.close()
    assert len(statements) <= 6
