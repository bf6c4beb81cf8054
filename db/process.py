"""The processes that run on this database, as each of them says of itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.base import Base, Identifier


class RunningProcess(Base):
    """One process; no workspace's, and only on PostgreSQL, where there may be several.

    It runs as long as it says so again before `alive_until`. `parts` are the parts of the work that
    it does, with blanks between. One that receives over Socket Mode has a `socket_place`, and one
    that waits for a place has none.
    """

    __tablename__ = "running_process"

    id: Mapped[Identifier]
    name: Mapped[str] = mapped_column(unique=True)
    parts: Mapped[str]
    alive_until: Mapped[datetime]
    socket_place: Mapped[int | None] = mapped_column(unique=True)


#: Locks of rows would not keep out a process that is new. Whoever only reads goes on.
_LOCK = text("LOCK TABLE running_process IN SHARE ROW EXCLUSIVE MODE")


def lock_processes(session: Session) -> None:
    """Let nobody else write of processes in this transaction."""
    # On SQLite, whoever writes is alone.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_LOCK)
