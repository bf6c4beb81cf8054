"""The app and its sandbox, running: one of each combination for a test, or one for a module."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import structlog

from databases import Database, sqlite_database, sqlite_template
from db import set_key_ring
from slackapp.clock import MovingClock
from slackapp.sandbox.server import Sandbox
from tests.flows.office import KEY, Office, running, wait_until_people_are_known

#: Seconds for which Slack waits for an answer here: how fast the machine is decides nothing.
PATIENCE = 20.0
MONDAY = datetime(2026, 3, 16, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def key_ring() -> list[str]:
    """The key of the running apps."""
    set_key_ring([KEY])
    return [KEY]


@pytest.fixture
def plain_tracebacks() -> Iterator[None]:
    """structlog's own default draws a traceback for longer than Slack waits for an answer."""
    processors = [structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()]
    structlog.configure(processors=processors)
    yield
    structlog.reset_defaults()


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> str:
    """Each way in which Slack reaches the app."""
    return request.param


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox of the test's own."""
    with Sandbox.start(port=0, ack_timeout=PATIENCE) as sandbox:
        yield sandbox


@pytest.fixture
def office(sandbox: Sandbox, database: Database, transport: str) -> Iterator[Office]:
    """An app of the test's own, over each transport and on each database."""
    with running(sandbox, database.url, transport=transport) as office:
        wait_until_people_are_known(office)
        yield office


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One app for all tests of a module: each makes its own people and channels in it.

    Its days begin on a Monday morning, so that no test meets a midnight or the weekly question.
    """
    clock = MovingClock(MONDAY)
    path = tmp_path_factory.mktemp("office") / "kudoscope.db"
    with (
        sqlite_database(path, template=sqlite_template()) as database,
        Sandbox.start(port=0, clock=clock.timestamp, ack_timeout=PATIENCE) as sandbox,
        running(sandbox, database.url, clock=clock, transport="http") as office,
    ):
        wait_until_people_are_known(office)
        yield office


@pytest.fixture(scope="module")
def no_ticks(shared_office: Office) -> None:
    """What is due every minute changes no row between two looks at them."""
    shared_office.app.scheduler.stop()
