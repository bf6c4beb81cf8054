"""Units of work that raised something unexpected: tried again later, or set aside."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from db.base import Base, Identifier, WorkspaceId

_IS_SET_ASIDE = text("set_aside_at IS NOT NULL")


class TroubledUnit(Base):
    """One digest, question, page of people … whose work failed in a way that nobody foresaw.

    `kind` names the loop that works on it, `key` the unit within that. It is left alone until
    `retry_at`; once it has failed too often it is set aside, which an operator is told. `error` is
    the name of an exception: its words may be somebody's. Messages of the outbox have their own
    columns for all of this.
    """

    __tablename__ = "troubled_unit"
    __table_args__ = (
        UniqueConstraint("workspace_id", "kind", "key"),
        Index(
            "ix_troubled_unit_set_aside",
            "id",
            sqlite_where=_IS_SET_ASIDE,
            postgresql_where=_IS_SET_ASIDE,
        ),
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    kind: Mapped[str]
    key: Mapped[str]
    tries: Mapped[int]
    error: Mapped[str]
    failed_at: Mapped[datetime]
    retry_at: Mapped[datetime]
    set_aside_at: Mapped[datetime | None]
