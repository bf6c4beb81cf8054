"""`kudoscope backup` and `restore`: whole, private, rotated, and made while people give."""

from __future__ import annotations

import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import URL, make_url, select, text
from typer.testing import CliRunner, Result

from databases import Database, find_programs, postgresql_database, sqlite_database
from db import Kudos, SessionFactory, build_engine
from db.migrations import downgrade
from factories import NOW
from services.team import Team
from slackapp.cli import app
from slackapp.services.operate.verify import verify
from tests.flows.office import KEY

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def configured(
    request: pytest.FixtureRequest, database: Database, monkeypatch: pytest.MonkeyPatch
) -> pytest.MonkeyPatch:
    """The settings of an operator at that database."""
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("KUDOSCOPE_ENCRYPTION_KEYS", KEY)
    if "postgresql" in database.url:
        server: URL = request.getfixturevalue("_postgresql")
        monkeypatch.setenv("PATH", f"{find_programs(server)}:/usr/bin:/bin")
    return monkeypatch


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def back_up(*arguments: str) -> Path:
    """The copy that the command says it made."""
    result = run("backup", *arguments)
    assert result.exit_code == 0, result.output
    return Path(result.stdout.split(" (")[0])


@contextmanager
def other_database(database: Database, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database of the same kind, to restore into."""
    if "postgresql" in database.url:
        server = request.getfixturevalue("_postgresql")
        with postgresql_database(server, template="template1") as other:
            yield other
    else:
        with sqlite_database(Path("other.db").resolve()) as other:
            yield other


@contextmanager
def giving(database: Database) -> Iterator[list[int]]:
    """People who give without a pause, as another process has it; the kudos given so far."""
    given: list[int] = []
    over = threading.Event()
    sessions = SessionFactory(build_engine(database.url))
    with sessions.begin() as session:
        team = Team(session, daily_limit=0)
        team.open_support(session)

    def give() -> None:
        while not over.is_set():
            with sessions.begin() as session:
                receipt = team.give(session)
            given.append(receipt.kudos.kudos_id)

    thread = threading.Thread(target=give)
    thread.start()
    try:
        yield given
    finally:
        over.set()
        thread.join()
        sessions.close()


def wait_for_more(given: list[int], *, than: int) -> None:
    deadline = time.monotonic() + 60
    while len(given) <= than:
        assert time.monotonic() < deadline, "nobody gives"
        time.sleep(0.01)


def read_kudos(database: Database) -> set[int]:
    with database.sessions.read() as session:
        return set(session.scalars(select(Kudos.id)))


def test_a_copy_made_under_load_is_whole_and_has_all_that_was_there_when_it_began(
    database: Database, configured: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    with giving(database) as given:
        wait_for_more(given, than=20)
        before = set(given)
        copy = back_up()
        wait_for_more(given, than=len(given))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    with other_database(database, request) as other:
        other.engine.dispose()
        configured.setenv("DATABASE_URL", other.url)
        result = run("restore", str(copy), "--yes")
        assert result.exit_code == 0, result.output
        assert before <= read_kudos(other) < read_kudos(database)
        with other.sessions.read() as session:
            assert [one.name for one in verify(session, now=NOW) if one.is_broken] == []


def test_what_was_there_before_is_kept_and_can_be_put_back(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        team.give(session)
    copy = back_up()
    with database.sessions.begin() as session:
        team.give(session)
    database.engine.dispose()
    said = run("restore", str(copy), "--yes").stdout
    [line] = [line for line in said.splitlines() if line.startswith("What was there before")]
    assert len(read_kudos(database)) == 1
    database.engine.dispose()
    kept = line.removeprefix("What was there before is in ").removesuffix(".")
    # Within the same second, too.
    again = run("restore", kept, "--yes")
    assert again.exit_code == 0, again.output
    assert len(read_kudos(database)) == 2


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_postgresql_knows_at_once_how_much_was_restored(database: Database) -> None:
    with database.sessions.begin() as session:
        Team(session).give(session)
    copy = back_up()
    database.engine.dispose()
    assert run("restore", str(copy), "--yes").exit_code == 0
    with database.sessions.read() as session:
        rows = session.scalar(text("SELECT reltuples FROM pg_class WHERE relname = 'kudos'"))
        assert rows == 1


def test_nothing_is_replaced_while_somebody_uses_it(database: Database) -> None:
    copy = back_up()
    with database.sessions.read() as session:
        session.execute(text("SELECT 1 FROM workspace"))
        result = run("restore", str(copy), "--yes")
    assert result.exit_code == 1
    assert "Stop Kudoscope first" in result.stderr


def test_an_older_copy_is_restored_and_migrated(database: Database) -> None:
    with database.sessions.begin() as session:
        Team(session)
    downgrade(database.engine, "0034")
    database.engine.dispose()
    copy = back_up()
    assert run("restore", str(copy), "--yes").exit_code == 0
    assert run("migrate").exit_code == 0


def test_a_copy_that_other_keys_wrote_says_so(
    database: Database, configured: pytest.MonkeyPatch
) -> None:
    with database.sessions.begin() as session:
        Team(session)
    database.engine.dispose()
    copy = back_up()
    configured.setenv("KUDOSCOPE_ENCRYPTION_KEYS", Fernet.generate_key().decode())
    result = run("restore", str(copy), "--yes")
    assert result.exit_code == 1
    assert "The keys do not open what is stored" in result.stderr


@on_sqlite
def test_the_newest_copies_alone_are_kept_and_nothing_else_is_touched(database: Database) -> None:
    folder = Path("copies")
    folder.mkdir()
    older = [folder / f"kudoscope-2026-03-0{day}T030000Z.db" for day in (1, 2, 3)]
    others = [folder / "kudoscope-mine.db", folder / "kudoscope-2026-03-01T030000Z.dump"]
    for path in (*older, *others):
        path.touch()
    copy = back_up("--into", str(folder), "--keep", "2")
    assert set(folder.iterdir()) == {copy, older[2], *others}


@on_sqlite
@pytest.mark.parametrize("words", [b"no database at all" * 100, b""])
def test_what_is_no_copy_replaces_nothing(database: Database, words: bytes) -> None:
    Path("copy.db").write_bytes(words)
    database.engine.dispose()
    result = run("restore", "copy.db", "--yes")
    assert result.exit_code == 1
    assert read_kudos(database) == set()


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_where_there_is_no_pg_dump_it_is_said(
    database: Database, configured: pytest.MonkeyPatch
) -> None:
    configured.setenv("PATH", "/nowhere")
    result = run("backup")
    assert result.exit_code == 1
    assert "pg_dump is not installed here" in result.stderr
    assert make_url(database.url).render_as_string(hide_password=True) in result.stderr
    assert list(Path("backups").iterdir()) == []
