"""Answering a form: where the person looks, or by direct message."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import Content, build_plain
from slackapp.errors import UserFacingError
from slackapp.handlers.base.requests import Request, Shortcut
from slackapp.services.kudos.announcements import enqueue_response
from slackapp.services.kudos.drafts import Draft
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from slackapp.tools import Tools

#: Slack takes answers for half an hour; what goes out a little later must still arrive.
_ANSWERS_TAKEN = timedelta(minutes=28)


def promise_form_answer(
    session: Session,
    request: Request,
    draft: Draft,
    content: Content,
    *,
    replace: bool,
    now: datetime,
) -> None:
    """Promise an answer where the form was opened from, or by direct message where that is over."""
    workspace_id = request.workspace.workspace_id
    opened_at = draft.created_at
    if draft.response_url and opened_at is not None and now - opened_at < _ANSWERS_TAKEN:
        enqueue_response(
            session,
            workspace_id=workspace_id,
            slack_user_id=request.slack_user_id,
            response_url=draft.response_url,
            content=content,
            request_key=draft.request_key,
            replace=replace,
            now=now,
        )
        return
    message = OutgoingMessage(
        slack_channel_id=request.slack_user_id,
        kind="post",
        dedupe_key=f"{draft.request_key}:answer",
        payload=content.as_payload(),
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)


def tell_not_opened(tools: Tools, shortcut: Shortcut, error: UserFacingError) -> None:
    """Tell whoever chose a shortcut why no form opened, by direct message."""
    with tools.sessions.begin() as session:
        promise_form_answer(
            session,
            shortcut,
            Draft(shortcut.request_key, "", "", ""),
            build_plain(str(error)),
            replace=False,
            now=tools.clock(),
        )
    tools.wake_delivery()
