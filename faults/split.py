"""The app's stories on tables that are split by workspace, and how many parts statements read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, update

from db import Base, Kudos, SessionFactory, set_key_ring
from faults.site import Result, make_postgresql_database
from faults.split_schema import PARTS, make_split_tables, naming_workspace
from slackapp.clock import utc_now
from slackapp.jobs import retention
from slackapp.jobs.erasing import erase
from slackapp.sandbox.server import Sandbox
from slackapp.services.operate.verify import verify
from slackapp.services.workspace.giving_policy import GivingPolicyView, change_giving_policy
from tests.databases import opened, prepare_server
from tests.factories import make_kudos, make_person, make_workspace
from tests.flows.office import KEY, Office, running, wait_until_people_are_known
from tests.flows.reflecting import (
    OFTEN,
    ask,
    look,
    look_at_workspace,
    open_form,
    run_round,
    stored,
    submit,
)
from tests.flows.telling import digests, make_due

#: Other workspaces, so that every part has rows.
_OTHERS = 12
_KUDOS = 40


def run(folder: Path, *, seed: int) -> Iterator[Result]:
    """Make the tables, live through a day with them, and ask what each statement reads."""
    set_key_ring([KEY])
    with opened(make_postgresql_database(prepare_server(folder))) as database:
        notes = make_split_tables(database.engine)
        _fill_others(database.sessions)
        with (
            Sandbox.start(port=0) as sandbox,
            naming_workspace(notes),
            _listening() as heard,
            running(sandbox, database.url, transport="http") as office,
        ):
            wait_until_people_are_known(office)
            _live(office)
            with office.sessions.read() as session:
                findings = verify(session, now=office.clock())
        read = _count_parts(database.engine, heard)
    for line in notes.list_lines():
        print(f"  {line}", flush=True)
    told = ", ".join(f"{count} {what}" for what, count in sorted(read.items()))
    detail = f"{len(notes.split)} tables in {PARTS} parts; of {read.total()} statements {told}"
    # Kudos of the others were stored without their announcements, which are no matter here.
    stored_alone = ("kudos_not_announced", _OTHERS * _KUDOS)
    broken = [one for one in findings if one.is_broken and (one.name, one.count) != stored_alone]
    faults = tuple(f"verify: {one.name}, {one.count} rows" for one in broken)
    yield Result("split by workspace", detail, faults)


def _fill_others(sessions: SessionFactory) -> None:
    """Workspaces that the app was removed from, so that every part has rows."""
    for _ in range(_OTHERS):
        with sessions.begin() as session:
            workspace = make_workspace(session, bot_token=None, people_synced_at=utc_now())
            giver, thanked = (make_person(session, workspace=workspace) for _ in range(2))
            for _ in range(_KUDOS):
                make_kudos(session, giver=giver, recipients=[thanked])


def _live(office: Office) -> None:
    """What people do with it; raises AssertionError where anything goes otherwise."""
    admin, ana, ben, cleo = office.person(is_admin=True), *(office.person() for _ in range(3))
    room = office.room(admin, ana, ben, cleo)
    _give(office, ana, ben, cleo, room)
    assert "Taken back" in office.kudos(ana, room, "undo").text
    office.settle()
    assert [one.deleted for one in office.posts(room)] == [False, True]
    _reflect(office, ben)
    _tell(office, admin, room)
    for words in ("me", "privacy", "report", "packet"):
        assert office.kudos(ben, room, words).ok
    look(office, ben)
    look_at_workspace(office, admin)
    retention.run(office.app.tools)
    person = office.find_person(cleo)
    assert person is not None
    erase(office.sessions, office.clock, person_id=person.id)
    office.settle()


def _give(office: Office, ana: str, ben: str, cleo: str, room: str) -> None:
    assert "Your kudos to" in office.kudos(ana, room, f"<@{ben}> empathy calm and clear").text
    assert office.kudos(ana, room, f"private <@{cleo}> teamwork for the draft").ok
    office.settle()
    [announced] = office.posts(room)
    assert office.tap(cleo, room, announced, "Add yours").ok
    assert "Your kudos to" in office.kudos(ana, room, f"<@{cleo}> influence too early").text
    office.settle()
    assert len(office.posts(room)) == 2
    _react(office, ana, cleo, room)


def _react(office: Office, ana: str, cleo: str, room: str) -> None:
    person = office.find_person(ana)
    assert person is not None
    with office.sessions.begin() as session:
        wanted = GivingPolicyView(takes_reactions=True, reaction="kudos")
        change_giving_policy(session, workspace_id=person.workspace_id, policy=wanted)
    office.app.tools.workspaces.forget(office.sandbox.team_id)
    said = office.sandbox.say(cleo, room, "The rota is done")
    told = len(office.told(ana))
    office.sandbox.react(ana, room, said.ts, "kudos")
    office.sandbox.wait_for(lambda: len(office.told(ana)) == told + 1)


def _reflect(office: Office, person: str) -> None:
    question = ask(office, person)
    assert submit(office, person, open_form(office, person, question), **OFTEN).ok
    assert len(stored(office, person)) == 1
    # A second round finds nobody due.
    run_round(office)


def _tell(office: Office, admin: str, room: str) -> None:
    assert "The next digest of" in office.kudos(admin, room, "digest on").text
    assert office.kudos(admin, room, f"leaders <@{admin}>").ok
    last_month = office.clock().replace(day=1) - timedelta(days=3)
    with office.sessions.begin() as session:
        here = Kudos.slack_channel_id == room
        session.execute(update(Kudos).where(here).values(given_at=last_month))
    make_due(office)
    assert len(digests(office, room)) == 1


@contextmanager
def _listening() -> Iterator[dict[str, Any]]:
    """Every statement that is asked meanwhile, each once, with its values."""
    heard: dict[str, Any] = {}

    def hear(
        _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            heard.setdefault(statement, parameters[0] if many else parameters)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def _count_parts(engine: Engine, heard: dict[str, Any]) -> Counter[str]:
    """How many statements read one part of each table, or several, by PostgreSQL's own plans."""
    counts: Counter[str] = Counter()
    with engine.connect() as connection:
        for statement, parameters in heard.items():
            asked = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
            parts = Counter(
                name.rpartition("_")[0]
                for name in set(_list_relations(asked.scalar_one()))
                if name.rpartition("_")[0] in Base.metadata.tables
            )
            if parts:
                several = any(count > 1 for count in parts.values())
                counts["read several parts of a table" if several else "read one"] += 1
            else:
                counts["read nothing that is split"] += 1
    return counts


def _list_relations(plan: Any) -> Iterator[str]:
    match plan:
        case list():
            for one in plan:
                yield from _list_relations(one)
        case dict():
            if "Relation Name" in plan:
                yield plan["Relation Name"]
            yield from _list_relations(list(plan.values()))
