"""Saying hello where the app has joined a channel: once, however often it comes and goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.blocks.kudos.welcome import build_welcome
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from slackapp.services.workspace.rules import get_rules


def enqueue_welcome(
    session: Session, *, workspace_id: int, slack_channel_id: str, now: datetime
) -> None:
    """Promise the hello; nothing where a pilot has other channels, or it was said before."""
    pilot = get_rules(session, workspace_id=workspace_id).slack_pilot_channel_ids
    if pilot and slack_channel_id not in pilot:
        return
    message = OutgoingMessage(
        slack_channel_id=slack_channel_id,
        kind="post",
        dedupe_key=f"welcome:{slack_channel_id}",
        payload=build_welcome().as_payload(),
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)
