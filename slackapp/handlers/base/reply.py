"""What clicks share: answers promised with what the click did, and modals that it opens."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from typing import Any

import structlog
from slack_sdk.errors import SlackClientError
from sqlalchemy.orm import Session

from slackapp.blocks.base import words
from slackapp.blocks.base.kit import Content, build_plain, compose_notice
from slackapp.delivery.read_errors import name_read_error
from slackapp.domain.base.errors import NotYours, UnknownPerson
from slackapp.errors import UserFacingError
from slackapp.failpoints import failpoint
from slackapp.handlers.base.people import meet
from slackapp.handlers.base.requests import Click, Command, Shortcut
from slackapp.pacing import pause_for_token
from slackapp.services.base.requests import record_request
from slackapp.services.kudos.announcements import enqueue_response
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: Slack's word that a view is no longer the one that somebody acted in.
_CHANGED_SINCE = "hash_conflict"


class NotOpened(UserFacingError):
    """Slack did not show a form."""

    code = "not_opened"


def answer_click(
    tools: Tools,
    click: Click,
    work: Callable[[Session], Content | None],
    *,
    replace: bool = True,
) -> None:
    """Do `work` in one transaction, and promise its answer in the same one.

    An answer takes the place of the message that was clicked, or stands beside it where it is not
    to `replace` it. A UserFacingError changes nothing
    and is answered beside it. A click that comes a second time does nothing.
    """
    try:
        with tools.sessions.begin() as session:
            if record_request(
                session,
                workspace_id=click.workspace.workspace_id,
                request_key=click.request_key,
                now=tools.clock(),
            ):
                content = work(session)
                if content is not None:
                    promise_answer(tools, session, click, content, replace=replace)
    except UserFacingError as error:
        if click.is_home:
            show_notice(tools, click, str(error))
        with tools.sessions.begin() as session:
            promise_answer(tools, session, click, build_plain(str(error)), replace=False)
    failpoint("click_before_ack")
    tools.wake_delivery()


def answer_tap(tools: Tools, click: Click, work: Callable[[Tools, Click], Content | None]) -> None:
    """Do `work`, which has transactions of its own, and promise its answer after it."""
    try:
        content, replace = work(tools, click), True
    except UserFacingError as error:
        if click.is_home:
            show_notice(tools, click, str(error))
        content, replace = build_plain(str(error)), False
    if content is None:
        return
    with tools.sessions.begin() as session:
        promise_answer(tools, session, click, content, replace=replace)
    tools.wake_delivery()


def answer_in_one(
    tools: Tools, work: Callable[[Session], Content], *, command: Command | None = None
) -> Content:
    """Do `work` in one transaction and return its answer; a UserFacingError changes nothing.

    Where the `command` is given, somebody in it who joined only just now is met first.
    """
    try:
        try:
            content = _work(tools, work)
        except UnknownPerson as error:
            if command is None or not _meet_named(tools, command, error):
                raise
            content = _work(tools, work)
    except UserFacingError as error:
        return build_plain(str(error))
    tools.wake_delivery()
    return content


def _work(tools: Tools, work: Callable[[Session], Content]) -> Content:
    with tools.sessions.begin() as session:
        return work(session)


def _meet_named(tools: Tools, command: Command, error: UnknownPerson) -> bool:
    # Slack is asked one thing before the answer.
    return not command.has_asked_slack and meet(tools, command.workspace, error.slack_user_id)


def promise_answer(
    tools: Tools, session: Session, click: Click, content: Content, *, replace: bool = True
) -> None:
    """Promise an answer to whoever clicked; nothing where Slack gave no address for it."""
    if not click.response_url:
        return
    enqueue_response(
        session,
        workspace_id=click.workspace.workspace_id,
        slack_user_id=click.slack_user_id,
        response_url=click.response_url,
        content=content,
        request_key=click.request_key,
        replace=replace,
        now=tools.clock(),
    )


def read_id(text: str) -> int:
    """The number of a row as a button carries it. Raises NotYours for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotYours
    return int(text)


def open_view(tools: Tools, click: Click, draw: Callable[[Session], dict[str, Any]]) -> None:
    """Show a modal: the one call to Slack that lies between a click and its ack.

    A UserFacingError of `draw`, or a Slack that does not show it, is told beside the click.
    """
    try:
        with tools.sessions.read() as session:
            view = draw(session)
        show_view(tools, click, view)
    except UserFacingError as error:
        if click.is_home and not isinstance(error, NotOpened):
            show_notice(tools, click, str(error))
        with tools.sessions.begin() as session:
            promise_answer(tools, session, click, build_plain(str(error)), replace=False)
        tools.wake_delivery()


def show_notice(tools: Tools, click: Click, text: str) -> None:
    """Tell something to whoever pressed a button on their Home, where no answer can stand."""
    with suppress(NotOpened):
        show_view(tools, click, compose_notice(text))


def show_view(tools: Tools, asked: Click | Command | Shortcut, view: dict[str, Any]) -> None:
    """Have Slack show a modal to whoever asked. Raises NotOpened where it does not."""
    if not asked.trigger_id:
        raise NotOpened(words.OPENS_FROM_COMMAND)
    workspace = asked.workspace
    try:
        client = tools.slack.for_reading(workspace.bot_token)
        client.views_open(trigger_id=asked.trigger_id, view=view)
    except (SlackClientError, HTTPException, OSError) as error:
        log.warning("view_not_opened", error=name_read_error(error))
        lacks_token = pause_for_token(
            tools.sessions,
            workspace_id=workspace.workspace_id,
            token=workspace.bot_token,
            error=error,
            now=tools.clock(),
        )
        too_slow = words.ask_to_press_again(is_click=not isinstance(asked, Command))
        raise NotOpened(words.CANNOT_OPEN if lacks_token else too_slow) from error


def update_view(tools: Tools, click: Click, view: dict[str, Any]) -> None:
    """Show the view that was acted in anew, unless it has changed since: the next act shows it."""
    shown = click.view
    if shown is None:
        return
    try:
        client = tools.slack.for_reading(click.workspace.bot_token)
        client.views_update(view_id=shown.slack_view_id, hash=shown.view_hash, view=view)
    except (SlackClientError, HTTPException, OSError) as error:
        name = name_read_error(error)
        # Somebody who goes on typing or choosing is ahead of the answer now and then.
        tell = log.info if name == _CHANGED_SINCE else log.warning
        tell("view_not_updated", error=name)
