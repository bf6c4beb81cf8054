"""Who joined in on an announced kudos, and which recipients have not heard of that yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, KudosId, MessageId, PersonId, PlainNumber, WorkspaceId

#: In a question, as in the index: a value that is bound would not let SQLite use it.
IS_UNTOLD = text("message_id IS NULL")
_IS_TOLD = text("message_id IS NOT NULL")


class KudosMeToo(Base):
    """Somebody who joined in on a kudos; the row goes when they take that back."""

    __tablename__ = "kudos_me_too"
    __table_args__ = (Index(None, "person_id"),)

    kudos_id: Mapped[KudosId] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(primary_key=True)
    workspace_id: Mapped[WorkspaceId]
    joined_at: Mapped[datetime]


class MeTooNotice(Base):
    """That a recipient is to hear of somebody who joined in.

    Until then there is no `message_id`; afterwards it is that of the note that tells of it.
    """

    __tablename__ = "me_too_notice"
    __table_args__ = (
        ForeignKeyConstraint(
            ["kudos_id", "person_id"],
            ["kudos_me_too.kudos_id", "kudos_me_too.person_id"],
            ondelete="CASCADE",
        ),
        Index(
            "ix_me_too_notice_untold",
            "recipient_id",
            sqlite_where=IS_UNTOLD,
            postgresql_where=IS_UNTOLD,
        ),
        Index(
            "ix_me_too_notice_told",
            "message_id",
            sqlite_where=_IS_TOLD,
            postgresql_where=_IS_TOLD,
        ),
    )

    kudos_id: Mapped[PlainNumber] = mapped_column(primary_key=True)
    person_id: Mapped[PlainNumber] = mapped_column(primary_key=True)
    recipient_id: Mapped[PersonId] = mapped_column(primary_key=True)
    workspace_id: Mapped[WorkspaceId]
    message_id: Mapped[MessageId | None]
