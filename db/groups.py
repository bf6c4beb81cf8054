"""User groups as Slack last told them, and who is in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identifier, WorkspaceId


class UserGroup(Base):
    """A group of Slack's under one handle, such as @support; a disabled one is offered nowhere."""

    __tablename__ = "user_group"
    __table_args__ = (UniqueConstraint("workspace_id", "slack_group_id"),)

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    slack_group_id: Mapped[str]
    handle: Mapped[str]
    is_disabled: Mapped[bool] = mapped_column(server_default=false())


class UserGroupMember(Base):
    """Who was in a group when it was last read."""

    __tablename__ = "user_group_member"
    __table_args__ = (Index(None, "workspace_id", "slack_user_id"),)

    workspace_id: Mapped[WorkspaceId] = mapped_column(primary_key=True)
    slack_group_id: Mapped[str] = mapped_column(primary_key=True)
    slack_user_id: Mapped[str] = mapped_column(primary_key=True)


class GroupReading(Base):
    """When the groups of a workspace were last read, and whether Slack let us.

    `due_at` is when they are read next; while somebody reads them, that is when another may try.
    `read_at` is when that last came to its end; `refusal` is Slack's word for why it did not.
    """

    __tablename__ = "group_reading"

    workspace_id: Mapped[WorkspaceId] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    refusal: Mapped[str | None]
