"""Who changed what others may have read, what admins and leaders did, and the rules for giving."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identifier, OptionalPersonId, PlainNumber, WorkspaceId


class AuditEntry(Base):
    """One change to a kudos that was given: who made it, when, and of what kind; never a text.

    `kudos_id` is the number that the kudos has, or had: one that is taken back is gone. It leaves
    its `request_key` here, so that the request that gave it gives nothing when it comes again.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("workspace_id", "request_key"),
        Index(None, "workspace_id", "at"),
        CheckConstraint("kind IN ('changed', 'taken_back')", name="kind"),
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    kudos_id: Mapped[PlainNumber]
    actor_id: Mapped[OptionalPersonId]
    kind: Mapped[str]
    request_key: Mapped[str | None]
    at: Mapped[datetime]


class AdminAct(Base):
    """What an admin or a leader did or decided: who, when, of what kind; never a text of anybody's.

    It is about a channel where `slack_channel_id` names one, and about somebody where `person_id`
    does. `before` and `after` hold the settings that changed, by their names; neither names people.
    `undone_at` is when it was put back, and that is an act of its own, which `undoes_id` this one.
    """

    __tablename__ = "admin_act"
    __table_args__ = (Index(None, "workspace_id", "at"),)

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    actor_id: Mapped[OptionalPersonId]
    kind: Mapped[str]
    slack_channel_id: Mapped[str | None]
    person_id: Mapped[OptionalPersonId]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undoes_id: Mapped[PlainNumber | None]


class GivingPolicy(Base):
    """What a workspace decided about giving; one without a row keeps the defaults.

    Givers may change a kudos and take it back for `undo_hours`. Where it `takes_reactions`, the
    `reaction` of that name to a message is a wish to thank for it. A kudos to a user group goes to
    `most_in_group` people at most. Where it `gives_hints`, the form asks for more once, where a
    message says nothing.
    """

    __tablename__ = "giving_policy"
    __table_args__ = (
        CheckConstraint("undo_hours BETWEEN 0 AND 8760", name="undo_hours"),
        CheckConstraint("most_in_group BETWEEN 1 AND 100", name="most_in_group"),
    )

    workspace_id: Mapped[WorkspaceId] = mapped_column(primary_key=True)
    undo_hours: Mapped[int] = mapped_column(server_default="24")
    takes_reactions: Mapped[bool] = mapped_column(server_default=false())
    reaction: Mapped[str] = mapped_column(server_default="kudos")
    most_in_group: Mapped[int] = mapped_column(server_default="30")
    gives_hints: Mapped[bool] = mapped_column(server_default=true())
