"""The monthly digests: what a channel decided about them, and which were made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identifier, TeamId, WorkspaceId

_IS_STALE = text("redraw_at IS NOT NULL")


class DigestPlan(Base):
    """When a team's digest is posted, in the zone `tz`; `next_due_at` is NULL while it is off.

    It is due on that `working_day` of the month, at that `hour`. Where it `is_threaded`, the post
    in the channel is short and the people follow in its thread.
    `posts_empty` says that an empty month is told, too. `wished_at` is when somebody wished for the
    digest of `wished_month` at once. It is read through the framework `lens_key`, or through the
    workspace's own.
    """

    __tablename__ = "digest_plan"
    __table_args__ = (
        Index(None, "next_due_at"),
        Index(None, "wished_at"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
        CheckConstraint("working_day BETWEEN 1 AND 10", name="working_day"),
    )

    team_id: Mapped[TeamId] = mapped_column(primary_key=True)
    workspace_id: Mapped[WorkspaceId]
    working_day: Mapped[int] = mapped_column(server_default="1")
    hour: Mapped[int] = mapped_column(server_default="9")
    tz: Mapped[str]
    posts_empty: Mapped[bool] = mapped_column(server_default=true())
    is_threaded: Mapped[bool] = mapped_column(server_default=false())
    next_due_at: Mapped[datetime | None]
    wished_at: Mapped[datetime | None]
    wished_month: Mapped[int | None]
    lens_key: Mapped[str | None]


class Digest(Base):
    """The digest of one team and month, such as 202611; its parts are messages of the outbox.

    While it `is_so_far`, it was told before the month's end, at somebody's wish, and has no parts:
    the digest of the whole month is still to come. `redraw_at` is since when it tells of somebody
    whom it may no longer tell of, and is to be drawn anew.
    """

    __tablename__ = "digest"
    __table_args__ = (
        UniqueConstraint("team_id", "month"),
        # Few digests wait to be drawn anew.
        Index(None, "redraw_at", sqlite_where=_IS_STALE, postgresql_where=_IS_STALE),
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    team_id: Mapped[TeamId]
    month: Mapped[int]
    parts: Mapped[int]
    made_at: Mapped[datetime]
    redraw_at: Mapped[datetime | None]
    is_so_far: Mapped[bool] = mapped_column(server_default=false())
