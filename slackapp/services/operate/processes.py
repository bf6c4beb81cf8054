"""Which processes run, what each of them does, and which receive over Socket Mode."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import RunningProcess, lock_processes


class Part(StrEnum):
    """A part of the work, which processes may share or have apart."""

    RECEIVE = "receive"
    DELIVER = "deliver"
    TICK = "tick"


ALL_PARTS = frozenset(Part)

#: Slack keeps ten connections of an app open, and each process has two.
SOCKET_PLACES = 5


@dataclass(frozen=True, slots=True)
class Held:
    """A process that runs on; `socket_place` is its place for Socket Mode, if it has one."""

    socket_place: int | None


def record_process(
    session: Session, *, name: str, parts: Collection[Part], alive_until: datetime
) -> None:
    """Note that a process has begun."""
    told = " ".join(part for part in Part if part in parts)
    session.add(RunningProcess(name=name, parts=told, alive_until=alive_until))


def hold_process(
    session: Session, *, name: str, wants_place: bool, lease: timedelta, now: datetime
) -> Held | None:
    """Note that a process runs on, with a place for Socket Mode where it wants one and one is free.

    None where the process is not known, or was taken for dead. Others that are dead are forgotten.
    """
    lock_processes(session)
    known = list(session.scalars(select(RunningProcess).order_by(RunningProcess.id)))
    own = next((one for one in known if one.name == name), None)
    if own is None:
        return None
    own.alive_until = now + lease
    dead = [one for one in known if one is not own and one.alive_until <= now]
    for one in dead:
        session.delete(one)
    if wants_place and own.socket_place is None:
        session.flush()
        taken = {one.socket_place for one in known if one not in dead}
        free = [place for place in range(1, SOCKET_PLACES + 1) if place not in taken]
        own.socket_place = free[0] if free else None
    return Held(own.socket_place)


def forget_process(session: Session, *, name: str) -> None:
    """Note that a process ends."""
    session.execute(delete(RunningProcess).where(RunningProcess.name == name))


def count_parts(session: Session, *, now: datetime) -> dict[str, int]:
    """How many processes do each part of the work now; 0 for what nobody does."""
    alive = session.scalars(select(RunningProcess.parts).where(RunningProcess.alive_until > now))
    counts = Counter(word for parts in alive for word in parts.split())
    return {part.value: counts[part] for part in Part}


def list_undone(session: Session, *, now: datetime) -> list[str]:
    """The parts of the work that nobody does, where anybody does any."""
    counts = count_parts(session, now=now)
    return [part for part, count in counts.items() if not count] if any(counts.values()) else []
