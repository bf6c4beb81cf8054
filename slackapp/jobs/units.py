"""The edge of a unit of work: what one raises unexpectedly stops nothing behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.orm import Session

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.services.base.units import (
    WAITS,
    Among,
    forget_failure,
    note_failure,
    read_troubled,
)

log = structlog.get_logger(__name__)

#: So many units that fail in one run are no odd ones: the run itself is ill, and ends.
_TOO_MANY = 25


class Units:
    """The units of one kind in one run of a job.

    `most_tries` is 1 where the job runs once a day: nobody should hear of it days later.
    """

    def __init__(
        self,
        sessions: SessionFactory,
        clock: Clock,
        kind: str,
        *,
        most_tries: int = len(WAITS) + 1,
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._kind = kind
        self._most_tries = most_tries
        with sessions.read() as session:
            self._troubled = read_troubled(session, kind=kind, now=clock())
        self._failed: set[str] = set()
        self._set_aside: set[str] = set()

    def is_left_alone(self, key: object) -> bool:
        """Whether that unit has failed in this run, or before and is not to be tried yet."""
        return str(key) in self._failed or self._troubled.get(str(key), False)

    def has_failed(self, key: object) -> bool:
        """Whether that unit has failed in this run, and will be tried again soon."""
        return str(key) in self._failed - self._set_aside

    @property
    def others(self) -> Among:
        """All units but those that are left alone; for kinds whose keys are ids."""
        alone = (key for key, is_left in self._troubled.items() if is_left)
        return Among(frozenset(int(key) for key in (*alone, *self._failed)))

    @contextmanager
    def guard(
        self,
        workspace_id: int,
        key: object,
        *,
        through: tuple[type[BaseException], ...] = (),
        on_set_aside: Callable[[Session], None] | None = None,
    ) -> Iterator[None]:
        """Work on one unit in the block; what it raises is logged, noted and goes no further.

        Only `through` gets out, and says nothing of the unit. `on_set_aside` frees what stands
        behind the unit, in the transaction that sets it aside. Where even the note cannot be
        written, the error gets out: then the database is what ails.
        """
        try:
            yield
        except through:
            raise
        except Exception as error:
            self._note(workspace_id, str(key), error, on_set_aside)
        else:
            if str(key) in self._troubled:
                with self._sessions.begin() as session:
                    forget_failure(
                        session, workspace_id=workspace_id, kind=self._kind, key=str(key)
                    )

    def _note(
        self,
        workspace_id: int,
        key: str,
        error: Exception,
        on_set_aside: Callable[[Session], None] | None,
    ) -> None:
        ids = {"kind": self._kind, "workspace_id": workspace_id, "key": key}
        try:
            is_set_aside = self._write_note(workspace_id, key, error, on_set_aside)
        except Exception:
            if on_set_aside is None:
                raise
            log.exception("unit_stays_in_the_way", **ids)
            is_set_aside = self._write_note(workspace_id, key, error, None)
        log.error("unit_failed", exc_info=error, is_set_aside=is_set_aside, **ids)
        self._failed.add(key)
        if is_set_aside:
            self._set_aside.add(key)
        if len(self._failed) >= _TOO_MANY:
            raise error

    def _write_note(
        self,
        workspace_id: int,
        key: str,
        error: Exception,
        on_set_aside: Callable[[Session], None] | None,
    ) -> bool:
        with self._sessions.begin() as session:
            is_set_aside = note_failure(
                session,
                workspace_id=workspace_id,
                kind=self._kind,
                key=key,
                error=type(error).__name__,
                most_tries=self._most_tries,
                now=self._clock(),
            )
            if is_set_aside and on_set_aside is not None:
                on_set_aside(session)
        return is_set_aside


def work_off(
    units: Units,
    sessions: SessionFactory,
    *,
    work: Callable[[Session, Among, int], int],
    list_units: Callable[[Session, Among, int], list[tuple[int, int]]],
    page: int,
    after: Callable[[], None] = lambda: None,
) -> int:
    """Work through all units in pages, a transaction each; returns how many were done.

    `work` does as many as it is told and says how many those were. Where a page fails, its units
    are worked on one by one: `list_units` names them, each with its workspace.
    """
    done = 0
    while True:
        among, count = units.others, 0
        try:
            with sessions.begin() as session:
                count = work(session, among, page)
        except Exception as error:
            with sessions.read() as session:
                found = list_units(session, among, page)
            if not found:
                raise
            log.warning("page_failed", error=type(error).__name__, units=len(found))
            for workspace_id, unit_id in found:
                with units.guard(workspace_id, unit_id), sessions.begin() as session:
                    count += work(session, Among(only=unit_id), 1)
            if units.others == among and not count:
                raise  # no unit of the page is to blame
            is_last = False
        else:
            is_last = count < page
        done += count
        after()
        if is_last:
            return done
