"""A member of a workspace, as Slack tells it, with the person's own choices; and who is going."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identifier, PersonId, WorkspaceId

_WAS_ERASED = text("erased_at IS NOT NULL")


class Person(Base):
    """One account; bots, strangers and deactivated ones too, so that an id can be explained.

    One with `erased_at` was erased at their wish: nothing of Slack's is stored again. `announce`
    is how kudos to this person are announced: publicly, after asking, or only to them. A guest
    is in some channels alone: they may give and be thanked, lead nothing, and are asked nothing.
    `other_names` are what else Slack calls them, a line each: nobody sees these. Where Slack
    names a zone that this machine does not know, that is `unknown_tz`, and `tz` a fixed offset.
    Who joined in on kudos to them they are told where they want that: when last, says
    `me_too_told_at`. `is_admin` is Slack's word, and `is_named_admin` that of an admin here.
    """

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("workspace_id", "slack_user_id"),
        # Few were erased; the other index would look at everybody.
        Index(
            "ix_person_erased",
            "workspace_id",
            sqlite_where=_WAS_ERASED,
            postgresql_where=_WAS_ERASED,
        ),
        CheckConstraint("announce IN ('public', 'ask', 'me')", name="announce"),
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    slack_user_id: Mapped[str]
    name: Mapped[str]
    other_names: Mapped[str | None]
    tz: Mapped[str] = mapped_column(server_default="UTC")
    unknown_tz: Mapped[str | None]
    is_bot: Mapped[bool]
    is_deactivated: Mapped[bool]
    is_stranger: Mapped[bool]
    is_guest: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_admin: Mapped[bool]
    is_named_admin: Mapped[bool] = mapped_column(server_default=false())
    announce: Mapped[str] = mapped_column(server_default="public")
    in_digests: Mapped[bool] = mapped_column(server_default=true())
    wants_me_too: Mapped[bool] = mapped_column(server_default=true())
    me_too_told_at: Mapped[datetime | None]
    slack_updated_at: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class Erasing(Base):
    """Somebody who is being erased: the row is there until that is done, whoever dies meanwhile.

    `due_at` is when the next one may go on with it; whoever is at it has put it off. Where the
    person asked for it in Slack, it `tells_them` once it is done.
    """

    __tablename__ = "erasing"

    person_id: Mapped[PersonId] = mapped_column(primary_key=True)
    workspace_id: Mapped[WorkspaceId]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tells_them: Mapped[bool]
