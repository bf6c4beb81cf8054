"""`kudoscope run`, `migrate` and `demo`: what stops them, and how they stop."""

from __future__ import annotations

import base64
import importlib.metadata
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
import structlog
from cryptography.fernet import Fernet
from sqlalchemy import inspect, make_url, select, text
from typer.testing import CliRunner, Result

from databases import Database, opened, sqlite_database, sqlite_template
from db import OutboxLane, OutboxMessage
from db.migrations import begin_migration, name_schema
from factories import make_workspace
from slackapp.cli import app, serve
from slackapp.cli.faults import OLDER_SCHEMA, OTHER_KEYS, UNREADABLE_ENV
from slackapp.cli.output import MISCONFIGURED
from slackapp.clock import utc_now
from slackapp.sandbox.server import Sandbox
from slackapp.services.operate.processes import ALL_PARTS, forget_process, record_process

#: Not random: every worker of a parallel run must name the same tests.
KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
#: Enough to be built; nothing listens at that port.
SETTINGS = {
    "SLACK_BOT_TOKEN": "xoxb-test",
    "SLACK_SIGNING_SECRET": "8f742231b10e88888f742231b10e8888",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "KUDOSCOPE_ENCRYPTION_KEYS": KEY,
    "KUDOSCOPE_PORT": "0",
}


@pytest.fixture(autouse=True)
def _process_as_before() -> Iterator[None]:
    """Logs and signals belong to the command while it runs, and to the tests afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    signals = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level
    logging.getLogger("slackapp").setLevel(logging.NOTSET)
    for number, handler in signals.items():
        signal.signal(number, handler)


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """All settings that an operator needs; change one, or take one away."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def fault_of(*arguments: str) -> str:
    """What the command says when it cannot do its work."""
    result = run(*arguments)
    # A start that only a change of settings can help is not to be tried again.
    assert result.exit_code in (1, MISCONFIGURED)
    assert result.stdout == ""
    return result.stderr


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


# migrate


def test_migrate_makes_the_tables_and_says_so_each_time(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database.url)
    for _ in range(2):
        result = run("migrate")
        assert result.exit_code == 0
        assert result.stdout.startswith("The database ")
        assert result.stdout.endswith(" is up to date.\n")
    assert "kudos" in inspect(empty_database.engine).get_table_names()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("kudoscope:hidden@127.0.0.1:9/kudos?", "kudoscope:***@127.0.0.1:9/kudos?"),
        ("127.0.0.1:9/kudos?password=hidden&sslpassword=hidden&", "127.0.0.1:9/kudos?"),
    ],
)
def test_a_database_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, given: str, told: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{given}connect_timeout=1")
    fault = fault_of("migrate")
    assert f"The database postgresql://{told}connect_timeout=1" in fault
    assert "hidden" not in fault


@pytest.mark.parametrize("command", [["migrate"], ["run"], ["run", "--skip-migrations"]])
@pytest.mark.parametrize("url", ["no address", "", "mongodb://localhost/kudos"])
def test_an_address_that_is_none_is_said_to_be_none(
    configured: pytest.MonkeyPatch, command: list[str], url: str
) -> None:
    configured.setenv("DATABASE_URL", url)
    assert "DATABASE_URL is no database address" in fault_of(*command)


def test_a_folder_that_is_not_there_is_no_place_for_a_database(
    configured: pytest.MonkeyPatch,
) -> None:
    configured.setenv("DATABASE_URL", "sqlite:///missing/kudoscope.db")
    fault = fault_of("run")
    assert "The database sqlite:///missing/kudoscope.db cannot be migrated" in fault
    assert "unable to open database file" in fault


# run


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SLACK_SIGNING_SECRET", "", "set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET"),
        ("SLACK_SIGNING_SECRET", "  ", "set SLACK_APP_TOKEN (Socket Mode) or"),
        ("KUDOSCOPE_ENCRYPTION_KEYS", "", "set KUDOSCOPE_ENCRYPTION_KEYS"),
        ("KUDOSCOPE_ENCRYPTION_KEYS", "password", "is not a Fernet key"),
        ("KUDOSCOPE_ENCRYPTION_KEYS", f"{KEY},é", "is not a Fernet key"),
        ("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN is not set"),
        ("KUDOSCOPE_PORT", "http", "kudoscope_port: Input should be a valid integer"),
        ("KUDOSCOPE_DAILY_LIMIT", "-1", "kudoscope_daily_limit: Input should be greater"),
        ("SLACK_API_URL", "http://127.0.0.1:9/api/", "Slack cannot be reached at http://127.0.0"),
    ],
)
def test_run_says_which_setting_it_lacks(
    configured: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    Path("kudoscope.db").write_bytes(sqlite_template())
    configured.setenv(name, value)
    assert words in fault_of("run")


def test_run_without_settings_leaves_no_database_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = fault_of("run")
    assert "SLACK_BOT_TOKEN is not set" in fault
    assert "`kudoscope init` makes one" in fault
    assert not Path("kudoscope.db").exists()


def test_run_says_that_slack_refuses_the_token(configured: pytest.MonkeyPatch) -> None:
    with Sandbox.start() as sandbox:
        configured.setenv("SLACK_API_URL", sandbox.api_url)
        result = run("run")
    assert "Slack refuses SLACK_BOT_TOKEN: invalid_auth." in result.stderr
    # To try again with the same settings would come to the same.
    assert result.exit_code == MISCONFIGURED


def test_a_slack_that_may_answer_later_is_worth_another_try(
    configured: pytest.MonkeyPatch,
) -> None:
    assert run("run").exit_code == 1


def test_run_says_that_its_port_is_taken(configured: pytest.MonkeyPatch, taken_port: int) -> None:
    configured.setenv("KUDOSCOPE_PORT", str(taken_port))
    assert f"The address 127.0.0.1:{taken_port} cannot be used" in fault_of("run")


def test_run_without_migrations_leaves_the_database_as_it_is(
    configured: pytest.MonkeyPatch,
) -> None:
    fault = fault_of("run", "--skip-migrations")
    assert fault == "The database has no tables of ours: `kudoscope migrate` makes them.\n"
    with opened("sqlite:///kudoscope.db") as database:
        assert inspect(database.engine).get_table_names() == []


def migrated(revision: str | None = None) -> None:
    """The database of the folder that the test runs in, with that revision noted."""
    with (
        sqlite_database(Path("kudoscope.db"), template=sqlite_template()) as database,
        database.sessions.begin() as session,
    ):
        make_workspace(session, bot_token="xoxb-stored")
        if revision is not None:
            session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})


@pytest.mark.parametrize(
    "command", [["migrate"], ["run"], ["run", "--skip-migrations"], ["outbox", "status"]]
)
def test_a_database_of_a_newer_version_is_said_to_be_one(
    configured: pytest.MonkeyPatch, command: list[str]
) -> None:
    migrated("9999")
    if command[0] == "outbox":
        assert run(*command).exit_code == 0
        return
    fault = fault_of(*command)
    assert "its schema is 9999" in fault
    assert f"`kudoscope downgrade --to {name_schema()}`" in fault
    assert run(*command).exit_code == MISCONFIGURED


def test_a_database_of_an_older_version_is_to_be_migrated(configured: pytest.MonkeyPatch) -> None:
    migrated("0001")
    assert fault_of("run", "--skip-migrations") == f"{OLDER_SCHEMA}\n"


def test_another_key_than_the_one_of_what_is_stored_is_said_to_be_one(
    configured: pytest.MonkeyPatch,
) -> None:
    migrated()
    configured.setenv("KUDOSCOPE_ENCRYPTION_KEYS", Fernet.generate_key().decode())
    assert fault_of("run") == f"{OTHER_KEYS}\n"


def test_settings_that_cannot_be_read_are_said_to_be_so(configured: pytest.MonkeyPatch) -> None:
    Path(".env").write_bytes(b"KUDOSCOPE_HOST=\xff\xfe\n")
    for command in (["run"], ["migrate"], ["outbox", "status"]):
        assert fault_of(*command) == f"{UNREADABLE_ENV}\n"


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"username": "nobody", "password": "hidden"}, "it does not let us in."),
        ({"database": "nowhere"}, "there is no such database."),
        ({"host": "127.0.0.1", "port": 9, "query": {}}, "nothing answers there."),
        ({"host": "kudos.invalid", "query": {}}, "its host is not known."),
    ],
)
def test_a_postgresql_that_cannot_be_used_is_described_in_one_sentence(
    database: Database, configured: pytest.MonkeyPatch, parts: dict[str, Any], words: str
) -> None:
    url = make_url(database.url).set(**parts)
    configured.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
    for command in (["run"], ["run", "--skip-migrations"], ["migrate"], ["outbox", "status"]):
        fault = fault_of(*command)
        assert words in fault
        assert len(fault.splitlines()) == 1
        assert "hidden" not in fault


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)
def test_who_waits_for_another_that_migrates_says_so(
    database: Database, configured: pytest.MonkeyPatch
) -> None:
    configured.setenv("DATABASE_URL", database.url)
    with process_saying("migrate") as waiting_never:
        assert waiting_never.communicate()[1] == ""
    with ExitStack() as stack:
        with begin_migration(database.engine):
            waiting = stack.enter_context(process_saying("migrate"))
            assert waiting.stderr is not None
            assert "Waiting for another process that migrates" in waiting.stderr.readline()
        assert waiting.wait() == 0


# SQLite's own wait for a writer is not interrupted: there it takes up to five seconds.
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_process_that_is_told_to_stop_before_it_serves_ends_at_once(
    database: Database, configured: pytest.MonkeyPatch
) -> None:
    configured.setenv("DATABASE_URL", database.url)
    with begin_migration(database.engine), process_saying("run") as waiting:
        assert waiting.stderr is not None
        assert "Waiting for another process" in waiting.stderr.readline()
        # Without a handler, the first process of a container would hear nothing.
        assert "0000000000004000" in _read_caught(waiting.pid)
        waiting.send_signal(signal.SIGTERM)
        assert waiting.wait() == 128 + signal.SIGTERM


def _read_caught(pid: int) -> str:
    """The signals that a process has a handler for, but SIGINT, as a mask."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    [caught] = [line.split()[1] for line in status.splitlines() if line.startswith("SigCgt")]
    return f"{int(caught, 16) & 1 << signal.SIGTERM - 1:016x}"


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_postgresql_with_fewer_places_than_one_process_may_take_is_warned_of(
    database: Database, configured: pytest.MonkeyPatch
) -> None:
    configured.setenv("DATABASE_URL", database.url)
    configured.setenv("KUDOSCOPE_DATABASE_CONNECTIONS", "450")
    assert "few_connections" in fault_of("run")
    configured.setenv("KUDOSCOPE_DATABASE_CONNECTIONS", "30")
    assert "few_connections" not in fault_of("run")


# downgrade


def test_a_database_goes_back_to_the_schema_of_an_older_version_and_up_again(
    configured: pytest.MonkeyPatch,
) -> None:
    migrated()
    told = run("downgrade", "--to", "0033", "--yes").stdout
    assert told.startswith(f"Taken back: {name_schema()}, ")
    assert told.endswith(", 0034. Install the older version now.\n")
    assert fault_of("run", "--skip-migrations") == f"{OLDER_SCHEMA}\n"
    assert run("downgrade", "--to", "0033", "--yes").stdout.endswith("schema 0033 already.\n")
    assert "has no schema 0034 behind it" in fault_of("downgrade", "--to", "0034", "--yes")
    assert run("migrate").exit_code == 0


def test_a_database_is_not_taken_back_without_being_asked_for(
    configured: pytest.MonkeyPatch,
) -> None:
    migrated()
    result = CliRunner().invoke(app, ["downgrade", "--to", "0033"], input="n\n")
    assert result.exit_code == 1
    assert "What only newer schemas than 0033 hold is lost" in result.output
    assert run("migrate").exit_code == 0


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_database_is_not_taken_back_under_processes_that_run(
    database: Database, configured: pytest.MonkeyPatch
) -> None:
    configured.setenv("DATABASE_URL", database.url)
    until = utc_now() + timedelta(minutes=1)
    with database.sessions.begin() as session:
        record_process(session, name="another", parts=ALL_PARTS, alive_until=until)
    assert "Stop every process first" in fault_of("downgrade", "--to", name_schema(), "--yes")
    with database.sessions.begin() as session:
        forget_process(session, name="another")
    assert "already" in run("downgrade", "--to", name_schema(), "--yes").stdout


def test_the_version_names_its_schema() -> None:
    version = importlib.metadata.version("kudoscope")
    assert run("--version").stdout == f"kudoscope {version} (database schema {name_schema()})\n"


# demo


def test_the_demo_says_what_is_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "slackapp.sandbox.server", None)
    assert "install kudoscope[demo], or use `make demo`" in fault_of("demo")


# As a process


@contextmanager
def process(*arguments: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """The command as an operator starts it; ended at the latest with the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "slackapp", *arguments],
        env={**os.environ, **settings, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


@contextmanager
def process_saying(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The command, with its standard error to be read; waited for outside of what holds it up."""
    with subprocess.Popen(
        [sys.executable, "-m", "slackapp", *arguments],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        yield running


def read_line(running: subprocess.Popen[str], words: str) -> str:
    """The next line of its output that holds the words."""
    assert running.stdout is not None
    for line in running.stdout:
        if words in line:
            return line
    raise AssertionError(f"it ended without saying {words!r}")


def stop(running: subprocess.Popen[str]) -> int:
    running.send_signal(signal.SIGTERM)
    read_line(running, "letting what is under way end")
    return running.wait()


def test_a_running_app_that_is_told_to_stop_records_the_call_under_way(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kudoscope.db'}"
    with Sandbox.start() as sandbox:
        settings = {
            **SETTINGS,
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_APP_TOKEN": sandbox.app_token,
            "SLACK_API_URL": sandbox.api_url,
            "DATABASE_URL": url,
        }
        support = sandbox.channel("support")
        sandbox.fault("chat.postMessage", "timeout_before", seconds=2)
        with process("run", **settings) as running:
            assert "over Socket Mode" in read_line(running, "Kudoscope receives")
            sandbox.wait_for(lambda: sandbox.socket_count)
            for words in ("the first", "the second"):
                answer = sandbox.command(
                    sandbox.user("ana"), support, f"<@{sandbox.user('ben')}> empathy {words}"
                )
                assert answer.ok
            sandbox.wait_for(lambda: sandbox.calls("chat.postMessage"))
            assert stop(running) == 0
    with opened(url) as database, database.sessions.read() as session:
        messages = session.execute(
            select(OutboxMessage.state, OutboxMessage.attempts, OutboxMessage.error)
            # What the channel is may have been asked in its lane first.
            .where(OutboxMessage.kind == "post")
            .order_by(OutboxMessage.id)
        ).all()
        (leased_until,) = session.scalars(select(OutboxLane.leased_until))
    assert messages == [("pending", 1, "ProtocolError"), ("pending", 0, None)]
    assert leased_until <= utc_now()


HANGING = """
import threading
from types import SimpleNamespace
from slackapp.cli import serve

serve.STOP_WITHIN = 0.2
app = SimpleNamespace(start=lambda: None, stop=threading.Event().wait)
serve.serve(app, "It runs")
"""

#: Told to stop just as it is about to wait for that, and twice.
IMPATIENT = """
import os, signal
from types import SimpleNamespace
from slackapp.cli import serve

def tell():
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGINT)

serve.serve(SimpleNamespace(start=tell, stop=lambda: None), "It runs")
"""


#: Told to stop while it waits, by signals that another thread takes, as happens when two come.
ELSEWHERE = """
import signal, threading, time
from types import SimpleNamespace
from slackapp.cli import serve

def tell():
    time.sleep(0.1)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.pthread_kill(threading.get_ident(), number)
    time.sleep(60)

def start():
    threading.Thread(target=tell, daemon=True).start()

serve._LOOK = 0.1
serve.serve(SimpleNamespace(start=start, stop=lambda: None), "It runs")
"""


def test_an_end_that_hangs_is_cut_short_and_says_what_hung() -> None:
    hanging = [sys.executable, "-c", HANGING]
    with subprocess.Popen(hanging, stdout=PIPE, stderr=PIPE, text=True) as running:
        assert running.stdout is not None
        assert "It runs" in running.stdout.readline()
        running.send_signal(signal.SIGTERM)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "_serve_until" in said


@pytest.mark.parametrize("source", [IMPATIENT, ELSEWHERE])
def test_a_process_that_is_told_to_stop_twice_stops_in_order(source: str) -> None:
    done = subprocess.run([sys.executable, "-c", source], stdout=PIPE, text=True, timeout=60)
    assert done.returncode == 0
    assert done.stdout.splitlines() == ["It runs", "Stopping: letting what is under way end."]


def test_what_a_process_may_take_to_end_is_what_the_pages_say() -> None:
    docs = Path(__file__).resolve().parents[3] / "docs"
    assert serve.STOP_WITHIN < 30
    assert "After 30 seconds at most" in (docs / "operate.md").read_text(encoding="utf-8")
