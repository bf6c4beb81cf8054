"""Teams: channels, and the leaders named for them."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identifier, PersonId, TeamId, WorkspaceId


class Team(Base):
    """A channel for which leaders are named."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("workspace_id", "slack_channel_id"),)

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    slack_channel_id: Mapped[str]


class TeamLeader(Base):
    """A leader of a team."""

    __tablename__ = "team_leader"

    team_id: Mapped[TeamId] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(primary_key=True, index=True)
