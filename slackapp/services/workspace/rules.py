"""What a workspace decided about where kudos are given, how many a day, and who may do what."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import PerDialect, Workspace, WorkspaceRules
from slackapp.services.workspace.workspaces import split_channels


@dataclass(frozen=True, slots=True)
class Rules:
    """A workspace's decisions.

    Where there are `slack_pilot_channel_ids`, kudos are given in these channels alone. A limit of 0
    is none. Leaders name the leaders of their channel, or admins alone do.
    """

    slack_pilot_channel_ids: tuple[str, ...]
    slack_default_channel_id: str | None
    daily_limit: int
    guests_may_give: bool
    leaders_name_leaders: bool


_RECORD_RULES = PerDialect(
    WorkspaceRules,
    lambda statement: statement.on_conflict_do_update(
        index_elements=["workspace_id"],
        set_={
            name: statement.excluded[name]
            for name in ("pilot_channels", "guests_may_give", "leaders_name_leaders")
        },
    ),
)


def get_rules(session: Session, *, workspace_id: int) -> Rules:
    """The workspace's decisions."""
    row = session.execute(
        select(
            Workspace.slack_default_channel_id,
            Workspace.daily_limit,
            WorkspaceRules.pilot_channels,
            WorkspaceRules.guests_may_give,
            WorkspaceRules.leaders_name_leaders,
        )
        .select_from(Workspace)
        .outerjoin(WorkspaceRules, WorkspaceRules.workspace_id == Workspace.id)
        .where(Workspace.id == workspace_id)
    ).one()
    return Rules(
        slack_pilot_channel_ids=split_channels(row.pilot_channels or ""),
        slack_default_channel_id=row.slack_default_channel_id,
        daily_limit=row.daily_limit,
        guests_may_give=row.guests_may_give is not False,
        leaders_name_leaders=row.leaders_name_leaders is not False,
    )


def change_rules(session: Session, *, workspace_id: int, rules: Rules) -> None:
    """Store the decisions in place of those before."""
    session.execute(
        update(Workspace)
        .where(Workspace.id == workspace_id)
        .values(
            slack_default_channel_id=rules.slack_default_channel_id,
            daily_limit=rules.daily_limit,
        )
    )
    values = {
        "workspace_id": workspace_id,
        "pilot_channels": ",".join(rules.slack_pilot_channel_ids),
        "guests_may_give": rules.guests_may_give,
        "leaders_name_leaders": rules.leaders_name_leaders,
    }
    session.connection().execute(_RECORD_RULES.of(session), values)
