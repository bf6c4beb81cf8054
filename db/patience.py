"""How long PostgreSQL is waited for: less long than Slack waits where a person does.

The server gives up by itself what takes too long (a statement, a lock). A server that says nothing
any more cannot, so the client stops waiting too: a connection that has fallen silent is closed, and
nothing of its transaction was committed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.exc import InvalidatePoolError

Result = TypeVar("Result")

#: Seconds for which nobody but one tries to connect, where connecting has come to nothing.
_PAUSE = 1.0
#: Seconds since its last use for which a connection is taken to be there.
_TRUSTED_FOR = 1.0
#: In the pool's record of a connection: when it was given back.
_USED_AT = "kudoscope_used_at"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for one statement, for a lock, for an idle transaction, and for silence; 0 for ever.

    `connect` counts for each address of the server. `busy` is for SQLite, where another process
    writes: who waits there keeps all writers of this process waiting. Where PostgreSQL `is_helped`,
    it may have processes of its own help with one statement.
    """

    connect: int
    statement: float = 0
    lock: float = 0
    idle: float = 0
    silence: float = 0
    pool: float = 30
    busy: float = 5
    is_helped: bool = True


#: While a person waits for an answer: within a request there is a limit for all of it, too. A
#: deadlock, which PostgreSQL looks for after a second, is found before the lock is given up. To
#: start helpers takes longer than most of what is asked, and where nothing has been analysed yet,
#: they are started by a guess.
PEOPLE = Patience(connect=2, statement=2.0, lock=1.8, idle=10, silence=2.5, pool=2, is_helped=False)
#: Delivery and ticks, which try again by themselves.
JOBS = Patience(connect=10, statement=60, lock=30, idle=60, silence=75, busy=1)
#: Commands and migrations, which an operator can end.
OPERATORS = Patience(connect=10)

_limits = threading.local()


class NoAnswer(psycopg.OperationalError):
    """The server took too long to answer, or to let us in."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Wait for the database no longer than that in this block, and in this thread."""
    outer: float | None = getattr(_limits, "ends_at", None)
    ends_at = time.monotonic() + seconds
    _limits.ends_at = ends_at if outer is None else min(outer, ends_at)
    try:
        yield
    finally:
        _limits.ends_at = outer


def seconds_left() -> float | None:
    """How long this thread may still wait for the database; None where nothing is set."""
    ends_at: float | None = getattr(_limits, "ends_at", None)
    return None if ends_at is None else ends_at - time.monotonic()


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is closed when the server falls silent."""

    gate: Gate | None = None

    def wait(self, gen: Generator[Any, Any, Result], *args: Any, **options: Any) -> Result:
        """Wait for the server as psycopg does, up to the limits. Raises NoAnswer."""
        return super().wait(self._limit(gen), *args, **options)

    def _limit(self, gen: Generator[Any, Any, Result]) -> Generator[Any, Any, Result]:
        begun_at = time.monotonic()
        send: Callable[[Any], Any] = lambda _: next(gen)  # noqa: E731
        ready: Any = None
        while True:
            try:
                wanted = send(ready)
            except StopIteration as end:
                result: Result = end.value
                return result
            send = gen.send
            # psycopg says ten times a second that nothing has come.
            ready = yield wanted
            if not ready and self._is_over(begun_at):
                self.close()
                raise NoAnswer("the database does not answer")

    def _is_over(self, begun_at: float) -> bool:
        left = seconds_left()
        if left is not None and left <= 0:
            return True
        return self.gate is not None and self.gate.is_over(begun_at)


class Gate:
    """How one engine connects, and how long its connections wait."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._hurry_at: float | None = None
        self._lock = threading.Lock()
        self._next_try_at: float | None = None

    def watch(self, engine: Engine) -> None:
        """Have the engine connect by this gate."""
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "connect", self._set_limits)
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", partial(_check_alive, engine.dialect))

    def hurry(self, seconds: float) -> None:
        """Wait for no silent server any longer than so many seconds from now."""
        self._hurry_at = time.monotonic() + seconds

    def is_over(self, begun_at: float) -> bool:
        """Whether a silence that began then has lasted long enough."""
        now = time.monotonic()
        if self._hurry_at is not None and now > self._hurry_at:
            return True
        return bool(self._patience.silence) and now - begun_at > self._patience.silence

    def _connect(self, _dialect: Any, _record: Any, args: Any, options: Any) -> PatientConnection:
        left = seconds_left()
        if left is None:
            connection = PatientConnection.connect(*args, **options)
        else:
            self._take_turn()
            try:
                connection = _connect_within(left, args, options)
            except (NoAnswer, psycopg.errors.ConnectionTimeout):
                with self._lock:
                    self._next_try_at = time.monotonic() + _PAUSE
                raise
            self._next_try_at = None
        connection.gate = self
        return connection

    def _take_turn(self) -> None:
        # Where the server lets nobody in, one at a time finds out; the others need not wait for it.
        with self._lock:
            now = time.monotonic()
            if self._next_try_at is None:
                return
            if now < self._next_try_at:
                raise NoAnswer("the database did not answer a moment ago")
            self._next_try_at = now + self._patience.connect + _PAUSE

    def _set_limits(self, connection: PatientConnection, _record: Any) -> None:
        limits = {
            "statement_timeout": self._patience.statement,
            "lock_timeout": self._patience.lock,
            "idle_in_transaction_session_timeout": self._patience.idle,
        }
        given = {name: f"{seconds * 1000:.0f}" for name, seconds in limits.items() if seconds}
        if not self._patience.is_helped:
            given["max_parallel_workers_per_gather"] = "0"
        if given:
            wanted = ", ".join("set_config(%s, %s, false)" for _ in given)
            values = [value for pair in given.items() for value in pair]
            connection.execute(f"SELECT {wanted}".encode(), values)
            connection.commit()


def _note_use(_connection: Any, record: Any) -> None:
    record.info[_USED_AT] = time.monotonic()


def _check_alive(dialect: Dialect, connection: Any, record: Any, _proxy: Any) -> None:
    """Have connections opened anew where one that lay idle is gone, as after a restart.

    Asked of each that is taken, it would be one round trip in twelve of a kudos. One that was used
    a moment ago is gone as seldom as it is in the midst of a transaction, which is tried again.
    """
    now = time.monotonic()
    if now - record.info.get(_USED_AT, now) < _TRUSTED_FOR:
        return
    try:
        dialect.do_ping(connection)
    except psycopg.Error as error:
        if not connection.closed:
            raise
        raise InvalidatePoolError from error


def _connect_within(seconds: float, args: Any, options: Any) -> PatientConnection:
    # psycopg waits at least two seconds, and that for each address. So somebody else waits.
    if seconds <= 0:
        raise NoAnswer("there is no time left to connect")
    coming: Future[PatientConnection] = Future()

    def connect() -> None:
        try:
            coming.set_result(PatientConnection.connect(*args, **options))
        except BaseException as error:
            coming.set_exception(error)

    threading.Thread(target=connect, name="database-connect", daemon=True).start()
    try:
        return coming.result(timeout=seconds)
    except TimeoutError:
        coming.add_done_callback(_close_late)
        raise NoAnswer("the database does not answer") from None


def _close_late(coming: Future[PatientConnection]) -> None:
    if coming.exception() is None:
        coming.result().close()


def connect_options(patience: Patience) -> dict[str, Any]:
    """What libpq is told, so that a server that is gone is found out."""
    return {
        "connect_timeout": patience.connect,
        "keepalives": 1,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": int(max(patience.silence, 10) * 1000),
    }
