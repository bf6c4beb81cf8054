"""A database and a sandbox that outlive the app's processes, and what must be true of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import URL, func, select

from db import OutboxMessage, SessionFactory, set_key_ring
from db.migrations import migrate
from faults.comparison import Comparison, compare
from faults.fast_clock import FastClock
from faults.load import Load
from faults.processes import AppProcess, app_process, run_command
from slackapp.clock import Clock, MovingClock, utc_now
from slackapp.sandbox.server import Sandbox
from slackapp.services.operate.verify import verify
from tests.databases import Database, opened, prepare_server
from tests.flows.office import KEY

#: The scopes by which a post in doubt can be looked up.
HISTORY = ("channels:history", "groups:history", "im:history")
#: Long enough for a call to the sandbox on a busy machine, and short enough to wait for.
LEASE_SECONDS = 5
SHORT_LEASE = ("faults.serve", f"--lease={LEASE_SECONDS}")
#: The longest that nothing goes out of an outbox: a lane of a dead process waits for a minute.
_PATIENCE = 180.0
#: The longest that the app takes to work again after trouble has passed.
_RECOVERY = 30.0


@dataclass(frozen=True)
class Result:
    """How one part ended: what was done, in figures, and every fault that was found."""

    name: str
    detail: str
    faults: tuple[str, ...]
    seconds: float = 0.0


@dataclass
class Site:
    """Where one part of the faults takes place."""

    sandbox: Sandbox
    database: Database
    folder: Path
    load: Load
    clock: Clock

    @property
    def sessions(self) -> SessionFactory:
        """The database, as the app's processes use it too."""
        return self.database.sessions

    def app(
        self, *, command: Sequence[str] = SHORT_LEASE, **options: Any
    ) -> AbstractContextManager[AppProcess]:
        """The app in a process of its own; `options` are those of `app_process`."""
        return app_process(
            self.sandbox,
            self.database.url,
            KEY,
            folder=self.folder,
            command=command,
            **options,
        )

    def run(self, *words: str) -> tuple[int, str]:
        """Run `kudoscope` with these words; its exit status, and what it said."""
        return run_command(self.sandbox, self.database.url, KEY, *words, folder=self.folder)

    def wait_until_sent(self) -> None:
        """Wait until nothing is left to send: less and less is, at the pace that Slack wants."""
        while left := self._count_pending():
            self.sandbox.wait_for(
                partial(self._has_sent, left), timeout=_PATIENCE, message="the outbox is not empty"
            )

    def _has_sent(self, left: int) -> bool:
        return self._count_pending() < left

    def wait_until_acked(self, more: int) -> None:
        """Wait until so many more kudos are acked than now, as the app is to recover."""
        wanted = len(self.load.acked) + more
        self.sandbox.wait_for(
            lambda: len(self.load.acked) >= wanted,
            timeout=_RECOVERY,
            message="the app does not ack again",
        )

    def _count_pending(self) -> int:
        pending = select(func.count()).where(OutboxMessage.state == "pending")
        with self.sessions.read() as session:
            return session.scalar(pending) or 0

    def check(self, *, is_settled: bool, may_double: bool) -> Comparison:
        """The invariants, and the sandbox against the database; faults of both."""
        with self.sessions.read() as session:
            findings = verify(session, now=self.clock())
        broken = [
            f"verify: {one.name}, {one.count} rows ({', '.join(one.ids)})"
            for one in findings
            if one.is_broken
        ]
        found = compare(
            self.sandbox,
            self.sessions,
            acked=tuple(self.load.acked),
            is_settled=is_settled,
            may_double=may_double,
        )
        return Comparison((*broken, *found.faults), found.posts, found.doubled)


@contextmanager
def open_site(
    run_folder: Path,
    backend: str,
    *,
    seed: int,
    is_granted: bool = False,
    clock: MovingClock | FastClock | None = None,
    ack_timeout: float = 3.0,
    schema: str = "head",
    **load: Any,
) -> Iterator[Site]:
    """A new site on a database of that kind, "sqlite" or "postgresql", and with that schema.

    Slack waits for an answer for `ack_timeout` seconds; `load` is what `Load` takes.
    """
    set_key_ring([KEY])
    folder = run_folder / uuid4().hex
    folder.mkdir()
    options: dict[str, Any] = {} if clock is None else {"clock": clock.timestamp}
    with (
        _open_database(run_folder, folder, backend, schema) as database,
        Sandbox.start(port=0, ack_timeout=ack_timeout, **options) as sandbox,
    ):
        if is_granted:
            sandbox.grant(*HISTORY)
        yield Site(sandbox, database, folder, Load(sandbox, seed=seed, **load), clock or utc_now)


@contextmanager
def _open_database(run_folder: Path, folder: Path, backend: str, schema: str) -> Iterator[Database]:
    if backend == "postgresql":
        url = make_postgresql_database(prepare_server(run_folder))
    else:
        url = f"sqlite:///{folder / 'kudoscope.db'}"
    with opened(url) as database:
        migrate(database.engine, schema)
        yield database


def make_postgresql_database(server: URL) -> str:
    """A new database; not one of the tests', which hold a connection: the server is restarted."""
    name = f"faults_{uuid4().hex}"
    address = server.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.set(database=name).render_as_string(hide_password=False)
