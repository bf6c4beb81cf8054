"""A Slack installation, and what we know of its channels."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Identifier, OptionalOrganisationId, WorkspaceId
from db.installation import Installation


class Workspace(Installation, Base):
    """One Slack installation; `scopes` are what Slack granted, comma between.

    `slack_url` is the workspace's address in Slack, with a slash at its end. Its people work on
    the `working_weekdays` (a digit each, Monday is 0), but on no public holiday of the country
    (such as DE) and its region (such as BY), where these are set.
    One person gives `daily_limit` kudos a day, or any number where that is 0.
    `people_synced_at` is when all people were last read; until `people_leased_until` one process
    is at it.

    While Slack takes the token no longer, the workspace waits: `paused_since` that moment, for
    `pause_reason`, Slack's own word for it. `token_tried_at` is when the token was last tried.

    Where the whole organisation has the app, its token is copied here. `is_from_environment` says
    that the token is the one of the settings.
    """

    __tablename__ = "workspace"

    id: Mapped[Identifier]
    slack_team_id: Mapped[str] = mapped_column(unique=True)
    slack_enterprise_id: Mapped[str | None]
    name: Mapped[str]
    slack_url: Mapped[str | None]
    organisation_id: Mapped[OptionalOrganisationId]
    is_from_environment: Mapped[bool] = mapped_column(default=True, server_default=true())
    framework_key: Mapped[str] = mapped_column(server_default="ecf")
    daily_limit: Mapped[int]
    slack_default_channel_id: Mapped[str | None]
    people_synced_at: Mapped[datetime | None]
    working_weekdays: Mapped[str] = mapped_column(server_default="01234")
    holiday_country: Mapped[str | None]
    holiday_region: Mapped[str | None]
    people_leased_until: Mapped[datetime | None]
    paused_since: Mapped[datetime | None]
    pause_reason: Mapped[str | None]
    token_tried_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class WorkspaceRules(Base):
    """Where a workspace gives kudos, and who may do what; one without a row keeps the defaults.

    Where there are `pilot_channels`, Slack's ids with commas between, kudos are given in these
    alone. Leaders name the leaders of their channel where `leaders_name_leaders`, else only admins.
    """

    __tablename__ = "workspace_rules"

    workspace_id: Mapped[WorkspaceId] = mapped_column(primary_key=True)
    pilot_channels: Mapped[str]
    guests_may_give: Mapped[bool] = mapped_column(server_default=true())
    leaders_name_leaders: Mapped[bool] = mapped_column(server_default=true())


class Channel(Base):
    """What Slack last said of a channel; `kind` is private unless it is proven to be public.

    Where it `is_shared`, people of another company read in it.
    """

    __tablename__ = "channel"
    __table_args__ = (
        UniqueConstraint("workspace_id", "slack_channel_id"),
        CheckConstraint("kind IN ('public', 'private', 'direct')", name="kind"),
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    slack_channel_id: Mapped[str]
    kind: Mapped[str]
    is_shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    app_is_member: Mapped[bool]
    checked_at: Mapped[datetime]
    members_checked_at: Mapped[datetime | None]


class ChannelMember(Base):
    """Who was in a channel when its members were last read."""

    __tablename__ = "channel_member"
    __table_args__ = (Index(None, "workspace_id", "slack_user_id"),)

    workspace_id: Mapped[WorkspaceId] = mapped_column(primary_key=True)
    slack_channel_id: Mapped[str] = mapped_column(primary_key=True)
    slack_user_id: Mapped[str] = mapped_column(primary_key=True)


class HandledRequest(Base):
    """A request of Slack's whose effect is stored, so that a repeat of it changes nothing.

    `request_key` is Slack's event id or trigger id; the row is written with the effect.
    """

    __tablename__ = "handled_request"
    __table_args__ = (Index(None, "handled_at"),)

    workspace_id: Mapped[WorkspaceId] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(primary_key=True)
    handled_at: Mapped[datetime]
