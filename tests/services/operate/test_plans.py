"""How SQLite finds what is asked for: never by reading a whole company's kudos for a few of them.

A database that nobody has analysed yet is an ordinary one, and so is one with statistics. The rows
of the plans are SQLite's own; PostgreSQL plans by statistics that it keeps by itself.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from bench.company import fill_company
from databases import Database, sqlite_database, sqlite_template
from db import Person, SessionFactory, Workspace, keep_statistics, list_tables, set_key_ring
from slackapp.blocks.home.own_kudos import Side
from slackapp.blocks.home.state import HomeState
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.period import last_months
from slackapp.services.files.export import list_own
from slackapp.services.files.packet import write_own_packet
from slackapp.services.home.mine import read_mine
from slackapp.services.home.own_kudos import Place, read_own_kudos
from slackapp.services.kudos.decisions import release_overdue
from slackapp.services.kudos.history import (
    count_own,
    list_own_kudos,
    list_received,
    list_received_me_too,
    list_received_tags,
)
from slackapp.services.kudos.me_too import find_announced
from slackapp.services.kudos.me_too_notes import tell_joined
from slackapp.services.kudos.sources import Telling, list_unproven
from slackapp.services.operate.erasure import erase_own
from slackapp.services.reflection.schedule import refresh_schedules
from slackapp.services.team import told
from slackapp.services.team.page import draw_digest
from slackapp.services.team.report_page import draw_person_page, draw_report
from slackapp.services.workspace.people import PersonView, find_people
from slackapp.services.workspace.workspaces import find_workspace

MONTH = Month(2026, 3)
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
#: Since when Slack has said that the channels are public.
PROVEN = datetime(2025, 1, 1, tzinfo=UTC)
YEAR = (NOW - timedelta(days=365), NOW)
TEAM = {"workspace_id": 1, "slack_channel_id": "C1"}

_BIG = "kudos|kudos_recipient|kudos_tag|person|channel_member|outbox_message"
#: A whole table, or a whole workspace of it, under whatever name the statement gives it.
_ALL_OF_IT = re.compile(
    rf"SCAN ({_BIG})(_\d+)?(?! USING INDEX ix_kudos_held)( |$)"
    r"|SEARCH (kudos|person)(_\d+)? USING .*\(workspace_id=\?\)$"
)
#: A month of everybody's kudos.
_MONTH_OF_ALL = "ix_kudos_workspace_id_given_at"


def person(session: Session) -> PersonView:
    return find_people(session, workspace_id=1, slack_user_ids=["U5"])["U5"]


def home(session: Session) -> object:
    slack_team_id = session.scalars(select(Workspace.slack_team_id)).one()
    workspace = find_workspace(session, slack_team_id=slack_team_id)
    assert workspace is not None
    of_person = {"workspace": workspace, "person": person(session), "now": NOW}
    return read_mine(session, **of_person, state=HomeState())


#: What is read of one person, or for one.
OF_A_PERSON: dict[str, Callable[[Session], Any]] = {
    "their latest kudos": lambda session: list_own_kudos(
        session, workspace_id=1, person=person(session), limit=10
    ),
    "what colleagues said to them": lambda session: list_received(
        session, workspace_id=1, person=person(session), limit=3
    ),
    "how many they gave and received": lambda session: count_own(
        session, workspace_id=1, person_id=5, most=10
    ),
    "those of their kudos that hold a word": lambda session: read_own_kudos(
        session,
        workspace_id=1,
        person=person(session),
        side=Side.ALL,
        words="calm",
        before=Place(NOW, 9),
        now=NOW,
    ),
    "their Home": home,
    "their export": lambda session: list(
        list_own(session, workspace_id=1, person_id=5, slack_user_id="U5", window=YEAR)
    ),
    "their tags, for mirror and strengths": lambda session: list_received_tags(
        session, workspace_id=1, person_id=5, since=YEAR[0]
    ),
    "who joined in on them": lambda session: list_received_me_too(
        session, workspace_id=1, person_id=5, since=YEAR[0]
    ),
    "a kudos by its announcement": lambda session: find_announced(
        session, workspace_id=1, slack_channel_id="C1", slack_ts="1.1"
    ),
    "the notes that are due": lambda session: tell_joined(session, limit=100, now=NOW),
    "their review packet": lambda session: write_own_packet(
        io.StringIO(),
        session,
        workspace_id=1,
        person=person(session),
        period=last_months(12, MONTH),
    ),
    "a leader's page about them": lambda session: draw_person_page(
        session, **TEAM, person=person(session), tz="UTC", month=MONTH, proven_since=PROVEN
    ),
    "the places that kudos to them come from": lambda session: list_unproven(
        session, Telling(1, "C1", YEAR, person_id=5), proven_since=NOW
    ),
    "erasing them": lambda session: erase_own(session, person_id=5, now=NOW),
    "what Slack tells of a page of people": lambda session: refresh_schedules(
        session, workspace_id=1, person_ids=range(1, 20), now=NOW
    ),
    "held kudos that are overdue": lambda session: release_overdue(session, limit=100, now=NOW),
}
#: What is read of a team's months.
OF_A_TEAM: dict[str, Callable[[Session], Any]] = {
    "a digest": lambda session: draw_digest(
        session, **TEAM, tz="UTC", month=MONTH, proven_since=PROVEN
    ),
    "a report": lambda session: draw_report(
        session, **TEAM, tz="UTC", month=MONTH, proven_since=PROVEN
    ),
}


_KEY = Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def key_ring() -> list[str]:
    set_key_ring([_KEY])
    return [_KEY]


@pytest.fixture(scope="module", params=["without statistics", "with statistics"])
def company(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("company") / "kudoscope.db"
    with sqlite_database(path, template=sqlite_template()) as database:
        set_key_ring([_KEY])
        fill_company(database.engine, people=1_000, kudos=12_000)
        if request.param == "with statistics":
            keep_all_statistics(database.sessions)
            database.engine.dispose()
        yield database


def keep_all_statistics(sessions: SessionFactory) -> None:
    with sessions.begin() as session:
        for table in list_tables(session):
            keep_statistics(session, table=table)


def read_plans(company: Database, act: Callable[[Session], Any]) -> list[str]:
    """The rows of the plans of all that `act` asks, and which statement each is of."""
    asked: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        asked.setdefault(statement, given)

    connection = company.engine.connect()
    outer = connection.begin()
    event.listen(company.engine, "before_cursor_execute", note)
    try:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            act(session)
    finally:
        event.remove(company.engine, "before_cursor_execute", note)
    driver: Any = connection.connection.driver_connection
    rows = []
    for statement, given in asked.items():
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            explained = driver.execute(f"EXPLAIN QUERY PLAN {statement}", given)
            rows += [f"{row[3]}   in: {' '.join(statement.split())}" for row in explained]
    outer.rollback()
    connection.close()
    assert rows
    return rows


def wrong(rows: list[str], rule: Callable[[str], Any]) -> list[str]:
    found = [row for row in rows if rule(row.partition("   in: ")[0])]
    # The first of a workspace's kudos stands at the beginning of its index, and whether a team is
    # small is known once so many people were counted as twelve to each of its members.
    few = ("in: SELECT min(kudos.given_at)", "in: SELECT person.workspace_id FROM person WHERE")
    return [row for row in found if not any(one in row for one in few)]


@pytest.mark.parametrize("what", OF_A_PERSON)
def test_what_one_person_has_is_found_by_their_own_rows(company: Database, what: str) -> None:
    rows = read_plans(company, OF_A_PERSON[what])
    assert wrong(rows, _ALL_OF_IT.search) == []
    assert wrong(rows, lambda row: _MONTH_OF_ALL in row) == []


@pytest.mark.parametrize("what", OF_A_TEAM)
def test_a_large_team_s_month_is_read_once_and_not_once_a_person(
    company: Database, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told, "_MONTHS", 10**6)  # no team is small
    rows = read_plans(company, OF_A_TEAM[what])
    once_a_person = [row for row in rows if "EXISTS (SELECT kudos.id" in row]
    assert wrong(once_a_person, lambda row: "ix_kudos_giver_id_given_at" in row)
    assert wrong(once_a_person, lambda row: _MONTH_OF_ALL in row) == []
    assert wrong([row for row in rows if row not in once_a_person], _ALL_OF_IT.search) == []


@pytest.mark.parametrize("what", OF_A_TEAM)
def test_a_small_team_s_month_is_read_from_what_its_members_got(
    company: Database, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told, "_MONTHS", 0)  # every team is small
    rows = read_plans(company, OF_A_TEAM[what])
    by_person = [row for row in rows if "ix_kudos_recipient_person_id" in row.partition("in:")[0]]
    assert by_person
    assert wrong(rows, lambda row: _MONTH_OF_ALL in row) == []
    assert wrong(rows, _ALL_OF_IT.search) == []


def test_the_places_of_a_team_s_kudos_are_found_by_its_month(company: Database) -> None:
    telling = Telling(1, "C1", MONTH.window("UTC"))
    rows = read_plans(company, lambda session: list_unproven(session, telling, proven_since=NOW))
    assert wrong(rows, _ALL_OF_IT.search) == []


def test_statistics_are_there_after_they_were_kept(company: Database) -> None:
    keep_all_statistics(company.sessions)
    with company.sessions.read() as session:
        known = set(session.scalars(text("SELECT tbl FROM sqlite_stat1")))
    assert {"kudos", "kudos_recipient", "kudos_tag", "person"} <= known


def test_the_company_has_whom_the_plans_are_asked_for(company: Database) -> None:
    with company.sessions.read() as session:
        assert session.get_one(Person, 5).slack_user_id == "U5"
        assert len(list_own_kudos(session, workspace_id=1, person=person(session), limit=10)) == 10
