"""Answers to a click that has no answer of its own: promised with what the click did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from slackapp.blocks.kit import Content
from slackapp.blocks.kudos_help import build_plain
from slackapp.context import Context
from slackapp.errors import UserFacingError
from slackapp.failpoints import failpoint
from slackapp.services.announcements import enqueue_response
from slackapp.services.requests import record_request
from slackapp.services.workspaces import WorkspaceView


def answer_click(
    context: Context,
    ack: Ack,
    body: dict[str, Any],
    workspace: WorkspaceView,
    work: Callable[[Session], Content | None],
) -> None:
    """Do `work` in one transaction, promise its answer in the same one, then ack.

    An answer takes the place of the message that was clicked. A UserFacingError changes nothing
    and is answered beside it. A click that comes a second time does nothing.
    """
    try:
        with context.sessions.begin() as session:
            if record_request(
                session,
                workspace_id=workspace.workspace_id,
                request_key=str(body["trigger_id"]),
                now=context.clock(),
            ):
                content = work(session)
                if content is not None:
                    promise_answer(context, session, body, workspace, content)
    except UserFacingError as error:
        with context.sessions.begin() as session:
            answer = build_plain(str(error))
            promise_answer(context, session, body, workspace, answer, replace=False)
    failpoint("click_before_ack")
    context.wake_delivery()
    ack()


def promise_answer(
    context: Context,
    session: Session,
    body: dict[str, Any],
    workspace: WorkspaceView,
    content: Content,
    *,
    replace: bool = True,
) -> None:
    """Promise an answer to whoever clicked; nothing where Slack gave no address for it."""
    response_url = body.get("response_url")
    if not response_url:
        return
    enqueue_response(
        session,
        workspace_id=workspace.workspace_id,
        slack_user_id=body["user"]["id"],
        response_url=response_url,
        content=content,
        request_key=str(body["trigger_id"]),
        replace=replace,
        now=context.clock(),
    )
