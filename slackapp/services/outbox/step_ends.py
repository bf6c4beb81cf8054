"""How the step of a workflow ended, which Slack is told with the step's own token."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from db import OutboxMessage
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.outbox.outbox import STEP_LANE, OutgoingMessage, enqueue
from slackapp.services.outbox.upkeep import EMPTIED


def enqueue_step_end(
    session: Session,
    *,
    workspace_id: int,
    slack_user_id: str,
    execution_id: str,
    token: str,
    outputs: dict[str, Any] | None,
    error: str,
    now: datetime,
) -> None:
    """Promise to say that it is done, with its outputs, or without any why it failed."""
    ended: dict[str, Any] = {"error": error} if outputs is None else {"outputs": outputs}
    message = OutgoingMessage(
        slack_channel_id=f"{STEP_LANE}{slack_user_id}",
        kind="function",
        dedupe_key=f"function:{execution_id}:end",
        payload={"token": token, "function_execution_id": execution_id, **ended},
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)


def forget_step_token(session: Session, claimed: ClaimedMessage) -> None:
    """Forget the token of a step that has ended, with all that went with it."""
    session.execute(
        update(OutboxMessage).where(OutboxMessage.id == claimed.message_id).values(EMPTIED)
    )
