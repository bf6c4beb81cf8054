"""A workspace's own frameworks: its values, in every version that kudos were given in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from db.base import Base, Identifier, WorkspaceId


class OwnFramework(Base):
    """One version of a framework that a workspace loaded; `content` is its file.

    What is stored with kudos is `key@version`, so that a version never changes once it is here.
    """

    __tablename__ = "own_framework"
    __table_args__ = (UniqueConstraint("workspace_id", "key", "version"),)

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    key: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    content: Mapped[str]
    loaded_at: Mapped[datetime]
