"""All that is stored about somebody, as a file for them: row by row what the database has."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Table, insert, inspect, select
from sqlalchemy.orm import Session

from db import Base, Kudos, KudosRecipient, Person
from factories import (
    NOW,
    make_channel,
    make_kudos,
    make_lane,
    make_me_too,
    make_message,
    make_prompt,
    make_reaction,
    make_reflection,
    make_schedule,
    make_team,
)
from services.team import Team
from slackapp.domain.kudos.kudos import MessageThanked
from slackapp.services.files.export import _PAGE
from slackapp.services.files.own_data import list_columns, write_own_data
from slackapp.services.files.personal_data import _TABLES, FIELDS, count_stored, export_person
from slackapp.services.kudos.drafts import record_draft
from slackapp.services.privacy.stored import read_stored
from slackapp.services.workspace.admin_acts import record_act

NAMES = ("Ольга", "أمينة", "陈小龙", "=cmd|' /C calc'!A0", "Zoë 🦊", "<r>bold</r>")
MESSAGES = (
    "=1+1",
    "+49 30",
    "-x",
    "@here",
    "\tTab",
    "a;=b",
    "Danke, große Hilfe! 🎉",
    "line\nline",
)


@pytest.fixture
def team(session: Session) -> Team:
    """Ben has something of every kind; colleagues have odd names and write odd words."""
    team = Team(session)
    others = [team.add(session, name=name) for name in NAMES]
    make_schedule(session, person=team.ben)
    for note in ("first", "=2+2"):
        make_reflection(session, prompt=make_prompt(session, person=team.ben), note=note)
    theirs = make_reflection(session, prompt=make_prompt(session, person=team.cem), note="Cem's")
    theirs.shared_with_id = team.ben.id
    for number, (other, message) in enumerate(zip(others * 2, MESSAGES, strict=False)):
        at = NOW + timedelta(minutes=number)
        make_kudos(session, giver=other, recipients=[team.ben], message=message, given_at=at)
        make_kudos(session, giver=team.ben, recipients=[other], message=message, given_at=at)
    make_kudos(session, giver=team.ana, recipients=[team.cem], message="not Ben's")
    joined = make_kudos(session, giver=team.ana, recipients=[team.cem])
    make_me_too(session, kudos=joined, person=team.ben)
    said = MessageThanked("C1", "1.1", team.ben.slack_user_id, "It is done")
    team.give(session, team.ben, thanked=said)
    channel = make_channel(session, workspace=team.row, members=[team.ben])
    make_team(session, channel=channel, leaders=[team.ben])
    make_reaction(session, person=team.ben)
    record_draft(
        session,
        workspace_id=team.workspace_id,
        giver=team.view(session, team.ben),
        text="a draft",
        slack_channel_id="C1",
        channel_name="c",
        now=NOW,
    )
    lane = make_lane(
        session, workspace=team.row, slack_channel_id=f"prompt:{team.ben.slack_user_id}"
    )
    make_message(session, lane=lane, state="sent", settled_at=NOW)
    record_act(
        session,
        workspace_id=team.workspace_id,
        actor_id=team.ana.id,
        kind="admin_named",
        person_id=team.ben.id,
        after={"hours": 3},
        now=NOW,
    )
    return team


def write(session: Session, person: Person, form: Any) -> tuple[int, bytes]:
    out = io.BytesIO()
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    count = write_own_data(text, session, person_id=person.id, form=form)
    text.detach()
    return count, out.getvalue()


def as_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return json.dumps(value) if isinstance(value, dict) else str(value)


def test_a_file_has_every_row_that_the_database_has_in_each_form(
    session: Session, team: Team
) -> None:
    wanted = list(export_person(session, person_id=team.ben.id))
    count, content = write(session, team.ben, "json")
    assert json.loads(content) == wanted and count == len(wanted)

    count, content = write(session, team.ben, "csv")
    heading, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert tuple(heading) == list_columns() and count == len(rows) == len(wanted)
    for one, row in zip(wanted, rows, strict=True):
        told = dict(zip(heading, row, strict=True))
        for field in heading:
            cell = as_cell(one.get(field))
            # A mark before what a spreadsheet would run, and nothing else is changed.
            assert told[field].replace("'", "") == cell.replace("'", ""), field
            assert not told[field].startswith(("=", "+", "-", "@", "\t")), field

    count, content = write(session, team.ben, "xlsx")
    book = load_workbook(io.BytesIO(content))
    assert count == len(wanted) == sum(one.max_row - 1 for one in book.worksheets)
    for kind in FIELDS:
        rows_of_kind = [one for one in wanted if one["kind"] == kind]
        if not rows_of_kind:
            assert kind not in book.sheetnames
            continue
        heading, *sheet = book[kind].values
        assert tuple(heading) == FIELDS[kind]
        told = [["" if cell is None else str(cell).strip() for cell in row] for row in sheet]
        assert told == [[as_cell(one[name]).strip() for name in heading] for one in rows_of_kind]
        assert all(cell.data_type != "f" for row in book[kind].rows for cell in row)


def test_an_object_has_the_fields_that_are_declared_and_every_kind_is_met(
    session: Session, team: Team
) -> None:
    found = list(export_person(session, person_id=team.ben.id))
    for one in found:
        assert set(one) == {"kind", *FIELDS[one["kind"]]}
    met = {one["kind"] for one in found}
    assert FIELDS.keys() - met == {
        "packet_request",
        "audit_entry",
        "member_of_group",
        "joined_yours",
    }


def test_the_rows_of_a_kind_are_those_of_its_table(session: Session, team: Team) -> None:
    found = list(export_person(session, person_id=team.ben.id))
    given = [one for one in found if one["kind"] == "kudos_given"]
    rows = session.scalars(
        select(Kudos).where(Kudos.giver_id == team.ben.id).order_by(Kudos.id)
    ).all()
    assert [(one["kudos"], one["given_at"], one["message"]) for one in given] == [
        (row.id, row.given_at.isoformat(), row.message) for row in rows
    ]
    received = {one["kudos"] for one in found if one["kind"] == "kudos_received"}
    assert received == set(
        session.scalars(
            select(KudosRecipient.kudos_id).where(KudosRecipient.person_id == team.ben.id)
        )
    )
    assert {one["giver_name"] for one in found if one["kind"] == "kudos_received"} >= set(NAMES)
    assert "not Ben's" not in str(found) and "Cem's" not in str(found)


def test_what_is_counted_is_what_is_in_the_file(session: Session, team: Team) -> None:
    for person in (team.ben, team.ana, team.cem):
        counted = count_stored(session, person_id=person.id)
        found = Counter(one["kind"] for one in export_person(session, person_id=person.id))
        assert {kind: count for kind, count in counted.items() if count} == found
    ben = team.view(session, team.ben)
    stored = read_stored(session, workspace_id=team.workspace_id, person=ben)
    assert (stored.shared, stored.is_last_admin) == (0, False)


#: Tables that name somebody and are in no export of theirs, each with the reason.
NOT_THEIRS = {
    "kudos": "told as kudos_given, as its giver may read it",
    "kudos_recipient": "told as kudos_received",
    "me_too_notice": "told as joined_yours",
    "team_leader": "told as leads",
    "channel_member": "told as member_of",
    "user_group_member": "told as member_of_group",
    "thanked_message": "told as thanked_message",
    "outbox_lane": "told as sent_message",
    "erasing": "somebody of whom nothing is given out any more",
}


def test_every_table_that_names_people_is_told_or_says_why_not() -> None:
    def names_people(table: Table) -> bool:
        return any(
            column.name in ("slack_user_id", "slack_author_id")
            or any(key.column.table.name == "person" for key in column.foreign_keys)
            for column in table.columns
        )

    told = {str(inspect(one).local_table) for one in _TABLES.values()}
    there = {one.name for one in Base.metadata.sorted_tables if names_people(one)}
    assert there - told == NOT_THEIRS.keys() - {"outbox_lane"}


def test_more_kudos_than_a_page_are_written_whole(session: Session, team: Team) -> None:
    before, _ = write(session, team.cem, "csv")
    columns = {
        "workspace_id": team.workspace_id,
        "giver_id": team.cem.id,
        "message": "thanks",
        "slack_channel_id": "C1",
        "visibility": "public",
        "announcement": "channel",
        "given_at": NOW,
    }
    many = [columns | {"request_key": f"many-{number}"} for number in range(_PAGE + 1)]
    session.execute(insert(Kudos), many)
    assert write(session, team.cem, "csv")[0] == before + len(many)
