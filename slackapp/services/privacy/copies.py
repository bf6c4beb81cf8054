"""Somebody's own copy of all that is stored about them, by direct message."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists
from sqlalchemy.orm import Session

from db import OutboxLane, OutboxMessage
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.due_times import local_date
from slackapp.services.files.export import Format
from slackapp.services.files.files import FileWish, promise_file
from slackapp.services.workspace.people import PersonView

_KEY = "own_data"


def promise_copy(
    session: Session,
    *,
    workspace_id: int,
    person: PersonView,
    form: Format,
    request_key: str,
    now: datetime,
) -> bool:
    """Promise the file; False where one of that form is on its way already."""
    key = f"{_KEY}:{form}"
    is_on_its_way = (
        exists()
        .where(
            OutboxMessage.lane_id == OutboxLane.id,
            OutboxLane.workspace_id == workspace_id,
            OutboxLane.slack_channel_id == person.slack_user_id,
            OutboxMessage.state == "pending",
            OutboxMessage.dedupe_key.startswith(f"file:{key}:", autoescape=True),
        )
        .select()
    )
    if session.scalar(is_on_its_way):
        return False
    this = Month.of(local_date(now, person.tz)).key
    promise_file(
        session,
        workspace_id=workspace_id,
        slack_user_id=person.slack_user_id,
        wish=FileWish("own_data", None, this, form=form),
        key=f"{key}:{request_key}",
        now=now,
    )
    return True
