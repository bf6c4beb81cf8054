"""What clicks share: answers promised with what the click did, and modals that it opens."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException
from typing import Any

import structlog
from slack_bolt import Ack
from slack_sdk.errors import SlackClientError
from sqlalchemy.orm import Session

from slackapp.blocks.kit import Content
from slackapp.blocks.kudos_help import build_plain
from slackapp.context import Context
from slackapp.delivery.read_errors import name_read_error
from slackapp.errors import NotYours, UserFacingError
from slackapp.failpoints import failpoint
from slackapp.pacing import pause_for_token
from slackapp.services.actors import find_actor
from slackapp.services.announcements import enqueue_response
from slackapp.services.people import PersonView
from slackapp.services.requests import record_request
from slackapp.services.workspaces import WorkspaceView

log = structlog.get_logger(__name__)

_TOO_SLOW = "Slack took too long to open this. Please press it again."
_NOT_ALLOWED = (
    "I cannot open this now: Slack does not let me in. Please tell whoever runs Kudoscope in your "
    "company; they can mend it."
)


def answer_click(
    context: Context,
    ack: Ack,
    body: dict[str, Any],
    workspace: WorkspaceView,
    work: Callable[[Session], Content | None],
    *,
    replace: bool = True,
) -> None:
    """Do `work` in one transaction, promise its answer in the same one, then ack.

    An answer takes the place of the message that was clicked, or stands beside it where it is not
    to `replace` it. A UserFacingError changes nothing
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
                    promise_answer(context, session, body, workspace, content, replace=replace)
    except UserFacingError as error:
        with context.sessions.begin() as session:
            answer = build_plain(str(error))
            promise_answer(context, session, body, workspace, answer, replace=False)
    failpoint("click_before_ack")
    context.wake_delivery()
    ack()


def answer_in_one(context: Context, work: Callable[[Session], Content]) -> Content:
    """Do `work` in one transaction and return its answer; a UserFacingError changes nothing."""
    try:
        with context.sessions.begin() as session:
            content = work(session)
    except UserFacingError as error:
        return build_plain(str(error))
    context.wake_delivery()
    return content


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


def find_clicker(session: Session, workspace: WorkspaceView, body: dict[str, Any]) -> PersonView:
    """Whoever clicked or submitted. Raises Refused where they may not."""
    return find_actor(
        session,
        workspace_id=workspace.workspace_id,
        slack_user_id=str(body["user"]["id"]),
    )


def read_id(value: Any) -> int:
    """The number of a row as a button carries it. Raises NotYours for anything else."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotYours
    return int(text)


def open_view(
    context: Context,
    ack: Ack,
    body: dict[str, Any],
    workspace: WorkspaceView,
    draw: Callable[[Session], dict[str, Any]],
) -> None:
    """Show a modal: the one call to Slack that lies between a click and its ack.

    A UserFacingError of `draw`, or a Slack that does not show it, is told beside the click.
    """
    try:
        with context.sessions.read() as session:
            view = draw(session)
        client = context.slack.for_reading(workspace.bot_token)
        client.views_open(trigger_id=str(body["trigger_id"]), view=view)
    except UserFacingError as error:
        _tell(context, body, workspace, str(error))
    except (SlackClientError, HTTPException, OSError) as error:
        log.warning("view_not_opened", error=name_read_error(error))
        lacks_token = pause_for_token(
            context.sessions,
            workspace_id=workspace.workspace_id,
            token=workspace.bot_token,
            error=error,
            now=context.clock(),
        )
        _tell(context, body, workspace, _NOT_ALLOWED if lacks_token else _TOO_SLOW)
    ack()


def _tell(context: Context, body: dict[str, Any], workspace: WorkspaceView, sentence: str) -> None:
    with context.sessions.begin() as session:
        promise_answer(context, session, body, workspace, build_plain(sentence), replace=False)
    context.wake_delivery()
