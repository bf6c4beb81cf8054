"""What Slack gave the app when somebody installed it: in one workspace, or in an organisation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, EncryptedText, Identifier


class Installation:
    """The columns of an installation; `bot_token` is empty once it was taken away.

    A token that rotates ends at `token_expires_at`; `refresh_token` is good once, for the next one.
    Until `refresh_leased_until` one process is at that. `installed_at` is when Slack last gave a
    token, and `uninstalled_at` since when there is none.
    """

    bot_token: Mapped[str | None] = mapped_column(EncryptedText)
    slack_bot_user_id: Mapped[str]
    scopes: Mapped[str] = mapped_column(default="")
    refresh_token: Mapped[str | None] = mapped_column(EncryptedText)
    token_expires_at: Mapped[datetime | None]
    refresh_leased_until: Mapped[datetime | None]
    installed_at: Mapped[datetime | None]
    uninstalled_at: Mapped[datetime | None]


class Organisation(Installation, Base):
    """The app in all of an Enterprise organisation: one token, for each workspace that is let in.

    Those are rows of their own, with a copy of the token. `teams_read_at` is empty while Slack has
    still to say which they are; `teams_changes` counts what was told of them, so that nobody stores
    what was read before that.
    """

    __tablename__ = "organisation"

    id: Mapped[Identifier]
    slack_enterprise_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    teams_read_at: Mapped[datetime | None]
    teams_changes: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]


class InstallState(Base):
    """Somebody who is on the way through Slack's page: what has to come back, and from whom.

    Both are hashes: of what goes through the address, and of what only that browser holds.
    """

    __tablename__ = "install_state"
    __table_args__ = (Index(None, "expires_at"),)

    state_hash: Mapped[str] = mapped_column(primary_key=True)
    browser_hash: Mapped[str]
    expires_at: Mapped[datetime]
