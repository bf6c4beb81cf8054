"""Channels that another company is in: whether digest and report are on there.

They are off until an admin of the workspace switches them on, whoever leads the channel.
"""

from __future__ import annotations

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from db import Channel, Team
from slackapp.domain.team.errors import OthersReadHere, OthersReadHereAdmin
from slackapp.services.team.teams import ensure_team
from slackapp.services.workspace.people import is_admin


def is_shared(session: Session, *, workspace_id: int, slack_channel_id: str) -> bool:
    """Whether another company is in the channel, by what Slack last said of it."""
    found = exists().where(
        Channel.workspace_id == workspace_id,
        Channel.slack_channel_id == slack_channel_id,
        Channel.is_shared.is_(True),
    )
    return bool(session.scalar(select(found)))


def may_tell(session: Session, *, workspace_id: int, slack_channel_id: str) -> bool:
    """Whether the channel has a digest and a report: it is the company's own, or an admin said so.

    Its place must have been read for this.
    """
    allowed = exists().where(
        Team.workspace_id == workspace_id,
        Team.slack_channel_id == slack_channel_id,
        Team.tells_others.is_(True),
    )
    return bool(session.scalar(select(allowed))) or not is_shared(
        session, workspace_id=workspace_id, slack_channel_id=slack_channel_id
    )


def check_may_tell(session: Session, *, workspace_id: int, slack_channel_id: str) -> None:
    """Raise OthersReadHere where the channel has neither digest nor report."""
    if not may_tell(session, workspace_id=workspace_id, slack_channel_id=slack_channel_id):
        raise OthersReadHere


def switch_telling(
    session: Session, *, workspace_id: int, slack_channel_id: str, person_id: int, is_on: bool
) -> None:
    """Store an admin's word on a shared channel; of any other channel there is nothing to store.

    Raises OthersReadHereAdmin for anybody else who would switch it on.
    """
    if is_on and may_tell(session, workspace_id=workspace_id, slack_channel_id=slack_channel_id):
        return
    if is_on and not is_admin(session, person_id=person_id):
        raise OthersReadHereAdmin
    team_id = ensure_team(session, workspace_id, slack_channel_id)
    session.execute(update(Team).where(Team.id == team_id).values(tells_others=is_on))
