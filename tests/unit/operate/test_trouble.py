"""Trouble: the one useful word for each kind, and logs that say it once and not every second."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from databases import Database, opened
from db import KeyRingError, SessionFactory, build_engine
from db.room import Room
from db.trouble import Trouble, is_worth_repeating, name_trouble
from factories import make_workspace
from slackapp.trouble import SENTENCES, TroubleLog, name_error

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


def meet(url: str, statement: str = "SELECT 1") -> SQLAlchemyError:
    """The error that a database of that address answers a statement with."""
    with opened(url) as database:
        try:
            with database.sessions.begin() as session:
                session.execute(text(statement))
        except SQLAlchemyError as error:
            return error
    raise AssertionError("it went well")


def change(url: str, **parts: object) -> str:
    """That address with another part."""
    return make_url(url).set(**parts).render_as_string(hide_password=False)


# Words


@on_postgresql
def test_who_is_not_let_in_is_told_why(database: Database) -> None:
    url = database.url
    assert name_trouble(meet(change(url, username="nobody"))) is Trouble.PASSWORD
    assert name_trouble(meet(change(url, database="nowhere"))) is Trouble.MISSING
    assert name_trouble(meet(change(url, port=9, host="127.0.0.1", query={}))) is Trouble.REFUSED
    assert name_trouble(meet(change(url, host="kudos.invalid", query={}))) is Trouble.HOST
    assert name_trouble(meet(change(url, query={"host": "/nowhere"}))) is Trouble.REFUSED


@pytest.mark.parametrize("statement", ["SELECT * FROM nowhere", "SELECT nowhere FROM person"])
def test_a_table_or_column_that_is_not_there_is_a_matter_of_the_schema(
    database: Database, statement: str
) -> None:
    assert name_trouble(meet(database.url, statement)) is Trouble.SCHEMA


@on_postgresql
@pytest.mark.parametrize(
    ("state", "trouble"),
    [
        ("53100", Trouble.FULL),
        ("57014", Trouble.TIMEOUT),
        ("55P03", Trouble.LOCKED),
        ("40P01", Trouble.DEADLOCK),
        ("40001", Trouble.DEADLOCK),
        ("53300", Trouble.CROWDED),
        ("25006", Trouble.READ_ONLY),
        ("42501", Trouble.PERMISSION),
        ("58030", Trouble.DISK),
        ("XX001", Trouble.BROKEN),
        ("57P01", Trouble.LOST),
        ("22012", Trouble.OTHER),
    ],
)
def test_postgresql_is_understood_by_its_codes(
    database: Database, state: str, trouble: Trouble
) -> None:
    error = meet(
        database.url,
        f"DO $$ BEGIN RAISE EXCEPTION 'in whatever language' USING ERRCODE = '{state}'; END $$",
    )
    assert name_trouble(error) is trouble


@on_sqlite
def test_sqlite_is_understood_by_its_names(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("no database at all, but a text that is long enough to be one\n" * 20)
    assert name_trouble(meet(f"sqlite:///{path}")) is Trouble.BROKEN
    assert name_trouble(meet(f"sqlite:///{tmp_path}/missing/kudoscope.db")) is Trouble.CANNOT_OPEN
    read_only = f"sqlite:///file:{tmp_path}/kudoscope.db?mode=ro&uri=true"
    with contextlib.suppress(AssertionError):
        assert name_trouble(meet(read_only, "DELETE FROM person")) is Trouble.READ_ONLY


@on_sqlite
def test_a_full_disk_is_the_word_also_for_those_whose_commit_it_spoiled(
    database: Database,
) -> None:
    with pytest.raises(SQLAlchemyError) as caught, full(database), database.sessions.begin() as it:
        fill(it)
    assert name_trouble(caught.value) is Trouble.FULL
    assert not is_worth_repeating(caught.value)


def test_what_is_no_trouble_of_a_database_has_its_own_name() -> None:
    assert name_trouble(ValueError("secret words")) is None
    assert name_error(ValueError("secret words")) == "ValueError"
    assert name_error(OSError(errno.ENOSPC, "secret words")) == "ENOSPC"
    assert name_error(KeyRingError("secret words")) == "key"


def test_every_kind_has_a_sentence_that_follows_a_colon() -> None:
    assert set(SENTENCES) == set(Trouble) - {Trouble.OTHER}
    for sentence in SENTENCES.values():
        assert sentence.endswith(".")


# Room


@contextlib.contextmanager
def full(database: Database) -> Iterator[None]:
    """SQLite takes no page more than it has, on the one connection that writes."""
    with database.sessions.begin() as session:
        session.execute(text("PRAGMA max_page_count = 1"))
    yield
    with contextlib.suppress(SQLAlchemyError), database.sessions.begin() as session:
        session.execute(text("PRAGMA max_page_count = 1073741823"))


def fill(session: object) -> None:
    """More than fits into the pages that there are."""
    for number in range(200):
        make_workspace(session, slack_team_id=f"TFULL{number}", name="x" * 2_000)  # type: ignore[arg-type]


@on_sqlite
def test_one_write_that_found_no_room_counts_for_a_while_and_then_until_a_write_succeeds(
    database: Database, request: pytest.FixtureRequest
) -> None:
    now = [0.0]
    sessions = SessionFactory(build_engine(database.url), Room(lambda: now[0]))
    request.addfinalizer(sessions.close)
    here = Database(database.url, sessions.engine, sessions)
    assert sessions.find_room_fault() is None
    with full(here):
        with contextlib.suppress(SQLAlchemyError), sessions.begin() as session:
            fill(session)
        assert sessions.find_room_fault() is Trouble.FULL
        # Somebody found a gap: that is no reason to be content.
        with sessions.begin() as session:
            session.execute(text("SELECT 1"))
        assert sessions.find_room_fault() is Trouble.FULL
    now[0] += 61
    assert sessions.find_room_fault() is None


def test_a_try_to_write_changes_nothing(database: Database) -> None:
    database.sessions.try_to_write()
    database.sessions.try_to_write()
    assert database.sessions.find_room_fault() is None


# The log


class Times:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def logs() -> Iterator[list[structlog.typing.EventDict]]:
    with structlog.testing.capture_logs() as logs:
        yield logs


def shown(logs: list[structlog.typing.EventDict]) -> list[structlog.typing.EventDict]:
    """What an operator sees who has not asked for more."""
    return [one for one in logs if one["log_level"] != "debug"]


def repeat(note: Callable[[], None], times: Times, *, seconds: int, every: float = 1.0) -> None:
    for _ in range(int(seconds / every)):
        times.now += every
        note()


def test_trouble_every_second_is_a_line_at_growing_intervals(
    logs: list[structlog.typing.EventDict],
) -> None:
    times = Times()
    trouble = TroubleLog("delivery_failed", monotonic=times)
    error = KeyRingError("secret words")
    repeat(lambda: trouble.note(error), times, seconds=3600)
    lines = shown(logs)
    assert len(lines) < 10
    assert {(one["event"], one["reason"]) for one in lines} == {("delivery_failed", "key")}
    assert [("exc_info" in one) for one in lines] == [True] + [False] * (len(lines) - 1)
    assert 1 + sum(one.get("times_since", 0) for one in lines) > 1800


def test_another_kind_of_trouble_is_said_at_once(logs: list[structlog.typing.EventDict]) -> None:
    trouble = TroubleLog("tick_failed", monotonic=Times())
    for error in (KeyRingError(), ValueError(), KeyRingError(), ValueError()):
        trouble.note(error, about="people_sync", tick="people_sync")
    trouble.note(KeyRingError(), about="retention", tick="retention")
    assert [(one["reason"], one["tick"]) for one in shown(logs)] == [
        ("key", "people_sync"),
        ("ValueError", "people_sync"),
        ("key", "retention"),
    ]


def test_two_faults_of_ours_are_two_though_they_have_one_name(
    logs: list[structlog.typing.EventDict],
) -> None:
    trouble = TroubleLog("tick_failed", monotonic=Times())
    for divide in (lambda: 1 / 0, lambda: 2 / 0):
        try:
            divide()
        except ZeroDivisionError as error:
            trouble.note(error)
    # Both stand in one line of this file, so that only the line tells them apart.
    assert len(shown(logs)) == 1
    try:
        1 // 0  # noqa: B018
    except ZeroDivisionError as error:
        trouble.note(error)
    assert len(shown(logs)) == 2


def test_the_end_of_trouble_is_said_once(logs: list[structlog.typing.EventDict]) -> None:
    times = Times()
    trouble = TroubleLog("delivery_failed", monotonic=times)
    trouble.over()
    trouble.note(KeyRingError())
    trouble.note(KeyRingError())
    times.now += 5
    trouble.over(quiet=10)
    assert len(shown(logs)) == 1
    times.now += 10
    trouble.over(quiet=10)
    trouble.over()
    last = shown(logs)[-1]
    assert (last["event"], last["reason"]) == ("delivery_failed_over", "key")
    assert (last["times"], last["seconds"]) == (2, 15)
    assert len(shown(logs)) == 2
