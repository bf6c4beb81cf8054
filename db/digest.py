"""The monthly digests: what a channel decided about them, and which were made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identifier, TeamId, WorkspaceId


class DigestPlan(Base):
    """When a team's digest is posted, in the zone `tz`; `next_due_at` is NULL while it is off.

    `posts_empty` says that an empty month is told, too. `wished_at` is when somebody wished for the
    digest of `wished_month` at once, or, without one, for the members to be read.
    """

    __tablename__ = "digest_plan"
    __table_args__ = (
        Index(None, "next_due_at"),
        Index(None, "wished_at"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
    )

    team_id: Mapped[TeamId] = mapped_column(primary_key=True)
    workspace_id: Mapped[WorkspaceId]
    hour: Mapped[int] = mapped_column(server_default="9")
    tz: Mapped[str]
    posts_empty: Mapped[bool] = mapped_column(server_default=true())
    next_due_at: Mapped[datetime | None]
    wished_at: Mapped[datetime | None]
    wished_month: Mapped[int | None]


class Digest(Base):
    """The digest of one team and month, such as 202611; its parts are messages of the outbox."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("team_id", "month"),)

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    team_id: Mapped[TeamId]
    month: Mapped[int]
    parts: Mapped[int]
    made_at: Mapped[datetime]
