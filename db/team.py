"""Teams and their leaders, what a workspace lets them read, and what they asked to read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identifier, PersonId, TeamId, WorkspaceId


class Team(Base):
    """A channel for which leaders are named.

    Where another company reads in it, it has a digest and reports only if it `tells_others`, which
    an admin says.
    """

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("workspace_id", "slack_channel_id"),)

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    slack_channel_id: Mapped[str]
    tells_others: Mapped[bool] = mapped_column(default=False, server_default=false())


class TeamLeader(Base):
    """A leader of a team, in its workspace; versions before schema 0044 do not write which."""

    __tablename__ = "team_leader"

    team_id: Mapped[TeamId] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(primary_key=True, index=True)
    workspace_id: Mapped[WorkspaceId | None]


class RecognitionPolicy(Base):
    """What a workspace decided about reading kudos; one without a row keeps the defaults.

    A competency is a strength from `strength_kudos` kudos by `strength_givers` people on, and
    excellent from the second pair on. No number is told about fewer than `smallest_group` people.
    Where it `names_unrecognised`, leaders are told who was not recognised for a while.
    """

    __tablename__ = "recognition_policy"
    __table_args__ = (
        CheckConstraint("strength_kudos BETWEEN 1 AND 100", name="strength_kudos"),
        CheckConstraint("strength_givers BETWEEN 1 AND 100", name="strength_givers"),
        CheckConstraint("excellence_kudos BETWEEN 1 AND 100", name="excellence_kudos"),
        CheckConstraint("excellence_givers BETWEEN 1 AND 100", name="excellence_givers"),
        CheckConstraint("smallest_group BETWEEN 3 AND 100", name="smallest_group"),
    )

    workspace_id: Mapped[WorkspaceId] = mapped_column(primary_key=True)
    strength_kudos: Mapped[int] = mapped_column(server_default="3")
    strength_givers: Mapped[int] = mapped_column(server_default="2")
    excellence_kudos: Mapped[int] = mapped_column(server_default="6")
    excellence_givers: Mapped[int] = mapped_column(server_default="3")
    smallest_group: Mapped[int] = mapped_column(server_default="5")
    names_unrecognised: Mapped[bool] = mapped_column(server_default=false())


class WorksCouncil(Base):
    """Whether a workspace is in works-council mode; one without a row is not.

    Where it `is_on`, leaders get no reports, pages, files or packets, and reflections are not
    shared; where it `hides_names`, digests name nobody. While it `is_settled`, all that was shared
    before shows what the mode wants.
    """

    __tablename__ = "works_council"
    __table_args__ = (CheckConstraint("is_on OR NOT hides_names", name="hides_names"),)

    workspace_id: Mapped[WorkspaceId] = mapped_column(primary_key=True)
    is_on: Mapped[bool] = mapped_column(server_default=false())
    hides_names: Mapped[bool] = mapped_column(server_default=false())
    is_settled: Mapped[bool] = mapped_column(server_default=true())


class PacketRequest(Base):
    """A leader's wish for a review packet about one of their team, who agrees to it or does not.

    It tells of `first_month` to `last_month`, such as 202611. `key` is random, and what the
    buttons of the question carry.
    """

    __tablename__ = "packet_request"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "leader_id"),
        Index(None, "team_id"),
        CheckConstraint("state IN ('asked', 'agreed', 'refused')", name="state"),
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    key: Mapped[str] = mapped_column(unique=True)
    team_id: Mapped[TeamId]
    person_id: Mapped[PersonId]
    leader_id: Mapped[PersonId]
    first_month: Mapped[int]
    last_month: Mapped[int]
    state: Mapped[str] = mapped_column(server_default="asked")
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
