"""Fixtures of every test: databases of both kinds, keys, a fixed time, a clean environment."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, settings
from sqlalchemy import URL
from sqlalchemy.orm import Session

from databases import (
    Database,
    UsedAgain,
    postgresql_database,
    prepare_server,
    sqlite_database,
    sqlite_template,
    stop_server,
)
from db import set_key_ring
from factories import NOW

_RUN_FOLDER = pytest.StashKey[Path]()
#: How the names of settings begin.
_OURS = ("SLACK_", "KUDOSCOPE_", "DATABASE_URL", "OTEL_", "SENTRY_")
_KEY = Fernet.generate_key().decode()

# How fast the machine is decides nothing.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    """Forget the developer's own settings, and make the folder that all workers share."""
    for name in list(os.environ):
        # Which Chromium to test with is a setting of the tests, not of the app.
        is_ours = name.startswith(_OURS) or name == "PORT"
        if is_ours and name != "KUDOSCOPE_CHROMIUM":
            del os.environ[name]
    if _is_worker(config):
        config.stash[_RUN_FOLDER] = Path(config.workerinput["run_folder"])
        return
    signal.signal(signal.SIGTERM, _interrupt_once)
    folder = config.stash[_RUN_FOLDER] = Path(tempfile.mkdtemp(prefix="kudoscope-tests-"))
    # Registered before the server's library registers its own last act, so that it comes after.
    atexit.register(shutil.rmtree, folder)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where the shared folder is."""
    node.workerinput["run_folder"] = str(node.config.stash[_RUN_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what the run started."""
    if not _is_worker(config):
        stop_server(config.stash[_RUN_FOLDER])


def _interrupt_once(_signal: int, _frame: object) -> None:
    # A run that is told to end still stops its PostgreSQL, as after Ctrl-C; being told again, as
    # `timeout` and process groups do, must not disturb it in that.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let long tests begin first, one share at the head of each worker's, so that none is last."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [one for one in items if one.get_closest_marker("long")]
    rest = [one for one in items if one not in long]
    share = -(-len(rest) // workers)
    items[:] = [
        one
        for worker in range(workers)
        for one in (*long[worker::workers], *rest[worker * share : (worker + 1) * share])
    ]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while tests are gathered, nor later among those 9,000, which stay."""
    gc.disable()
    gathered = yield
    gc.freeze()
    gc.set_threshold(700, 10, 100)
    gc.enable()
    return gathered


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


@pytest.fixture(autouse=True)
def _empty_working_folder() -> Iterator[None]:
    """No test reads a developer's `.env`, or leaves a database file behind."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        yield


@pytest.fixture(autouse=True)
def key_ring() -> list[str]:
    """The keys that encrypt texts at rest during this test."""
    keys = [_KEY]
    set_key_ring(keys)
    return keys


@pytest.fixture
def now() -> datetime:
    """A fixed moment, which the factories use too."""
    return NOW


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return request.param


@pytest.fixture
def database(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database of the test's own: it may commit, from as many threads as it likes."""
    if backend == "sqlite":
        made = sqlite_database(tmp_path / "kudoscope.db", template=sqlite_template())
    else:
        made = request.getfixturevalue("_postgresql_used_again").database()
    with made as database:
        yield database


@pytest.fixture
def empty_database(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Database]:
    """A database without any table."""
    if backend == "sqlite":
        made = sqlite_database(tmp_path / "empty.db")
    else:
        made = postgresql_database(request.getfixturevalue("_postgresql"), template="template1")
    with made as database:
        yield database


@pytest.fixture
def session(backend: str, request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session whose work is rolled back after the test, commits included.

    All tests of a worker share its database, so this is the quick one, for services.
    """
    shared: Database = request.getfixturevalue(f"_shared_{backend}")
    with shared.engine.connect() as connection:
        outer = connection.begin()
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session:
            yield session
        outer.rollback()


@pytest.fixture(scope="session")
def _postgresql(pytestconfig: pytest.Config) -> URL:
    return prepare_server(pytestconfig.stash[_RUN_FOLDER])


@pytest.fixture(scope="session")
def _postgresql_used_again(_postgresql: URL) -> UsedAgain:
    return UsedAgain(_postgresql)


@pytest.fixture(scope="session")
def _shared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("sqlite") / "shared.db"
    with sqlite_database(path, template=sqlite_template()) as database:
        yield database


@pytest.fixture(scope="session")
def _shared_postgresql(_postgresql: URL) -> Iterator[Database]:
    with postgresql_database(_postgresql) as database:
        yield database
