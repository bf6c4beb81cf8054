"""The messages that kudos thank for."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, DraftId, EncryptedText, Identifier, KudosId, WorkspaceId


class ThankedMessage(Base):
    """The message that a kudos thanks for, or the form in which one is being given.

    `slack_author_id` is empty where an app without an account wrote it. `slack_permalink` and
    `is_open` (anybody in the company may read it) are what Slack said when a post about the kudos
    was last made; until then it `is_settled` not, and is told nobody.
    """

    __tablename__ = "thanked_message"
    __table_args__ = (
        UniqueConstraint("kudos_id"),
        UniqueConstraint("draft_id"),
        Index(None, "workspace_id", "slack_author_id"),
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    kudos_id: Mapped[KudosId | None]
    draft_id: Mapped[DraftId | None]
    slack_channel_id: Mapped[str]
    slack_ts: Mapped[str]
    slack_author_id: Mapped[str]
    text: Mapped[str] = mapped_column(EncryptedText)
    slack_permalink: Mapped[str | None]
    is_open: Mapped[bool] = mapped_column(server_default=false())
    is_settled: Mapped[bool] = mapped_column(server_default=false())
