"""An admin's form for the workspace's framework: choose one, or upload the company's own values.

Two steps: what moves and what is lost is shown first, and only then taken. Between a click and its
answer lies one read from Slack, the file's, which has two seconds.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import escape
from slackapp.blocks.workspace.framework_form import (
    MOST_LINES,
    build_framework_changes,
    build_framework_form,
    build_framework_refusal,
    say_faults,
)
from slackapp.blocks.workspace.words import framework as words
from slackapp.blocks.workspace.words.changes import list_change_lines
from slackapp.delivery.downloads import DownloadError, NotAllowed, TooLarge
from slackapp.errors import UserFacingError
from slackapp.frameworks.loader import FrameworkError, decode_source
from slackapp.frameworks.toml_file import LARGEST
from slackapp.handlers.base.form_values import WrongField
from slackapp.handlers.base.forms import FormAnswer, get_admin
from slackapp.handlers.base.registration import on_form, on_opening
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.home.home import show_workspace
from slackapp.services.base.requests import record_request
from slackapp.services.home.setting import Scope, recorded
from slackapp.services.home.settings import FRAMEWORK
from slackapp.services.workspace.framework_versions import (
    FrameworkChoice,
    Plan,
    choose_framework,
    list_choices,
    load_own,
    may_read_files,
    plan_choice,
    plan_own,
    tell_chooser,
)
from slackapp.services.workspace.workspaces import WorkspaceView
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: Slack's limit on what a view may carry.
_METADATA = 3_000


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be used: a framework that is there, or a file in Slack.

    `from_key` and `digest` say what was looked at: what was used then, and what was in the file.
    """

    key: str = ""
    url: str = ""
    file_name: str = ""
    from_key: str = ""
    digest: str = ""


def register(app: App, tools: Tools) -> None:
    """Attach the form and its second step."""

    first = ids.FRAMEWORK_CHOICE_BLOCK
    on_opening(app, tools, ids.FRAMEWORK, draw_framework_form)
    on_form(app, tools, ids.FRAMEWORK_FORM, show_changes, first_block_id=first)
    on_form(app, tools, ids.FRAMEWORK_TAKE_FORM, take_framework, first_block_id=first)


def draw_framework_form(_tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form, for admins."""
    get_admin(session, click)
    workspace = click.workspace
    choices = list_choices(session, workspace_id=workspace.workspace_id)
    return build_framework_form(
        choices=[(one.key, one.title) for one in choices],
        used=next((one.key for one in choices if one.is_used), ""),
        may_read_files=may_read_files(session, workspace_id=workspace.workspace_id),
    )


def show_changes(tools: Tools, submission: Submission) -> FormAnswer:
    """Show what moves and what is lost, before it is taken."""
    _check_admin(tools, submission)
    return FormAnswer("push", _look(tools, submission.workspace, _read_wish(submission)))


def take_framework(tools: Tools, submission: Submission) -> FormAnswer:
    """Use what was looked at, or say why not in its place."""
    try:
        _check_admin(tools, submission)
        _take(tools, submission, _read_metadata(submission.view.metadata))
    except UserFacingError as error:
        return FormAnswer("update", build_framework_refusal(str(error)))
    show_workspace(tools, submission)
    return FormAnswer("clear")


def _check_admin(tools: Tools, submission: Submission) -> None:
    """Before anything is fetched for them. Raises NotAdmin, or Refused."""
    with tools.sessions.read() as session:
        get_admin(session, submission)


def _read_wish(submission: Submission) -> _Wish:
    """What the form asks for; a file goes before a choice. Raises WrongField."""
    file = submission.values.file(ids.FRAMEWORK_FILE_BLOCK)
    if file is None:
        key = submission.values.option(ids.FRAMEWORK_CHOICE_BLOCK)
        if not key:
            raise WrongField(ids.FRAMEWORK_CHOICE_BLOCK, words.CHOOSE_ONE)
        return _Wish(key=key)
    if file.slack_user_id not in ("", submission.slack_user_id):
        raise WrongField(ids.FRAMEWORK_FILE_BLOCK, words.UNREADABLE)
    if file.size is not None and file.size > LARGEST:
        raise WrongField(ids.FRAMEWORK_FILE_BLOCK, words.say_too_large(LARGEST // 1000))
    return _Wish(url=file.url, file_name=file.name or "file")


def _look(tools: Tools, workspace: WorkspaceView, wish: _Wish) -> dict[str, Any]:
    text = _fetch(tools, workspace, wish) if wish.url else None
    field = ids.FRAMEWORK_CHOICE_BLOCK if text is None else ids.FRAMEWORK_FILE_BLOCK
    with tools.sessions.read() as session:
        try:
            plan = _plan(session, workspace, wish, text)
        except FrameworkError as error:
            raise WrongField(field, say_faults(error.faults, wish.file_name)) from None
    if plan.is_used:
        raise WrongField(field, words.say_used_already(plan.title))
    metadata = json.dumps(
        {
            "key": wish.key,
            "url": wish.url,
            "file_name": wish.file_name,
            "from_key": plan.from_key,
            "digest": "" if text is None else _digest(text),
        }
    )
    if len(metadata) > _METADATA:
        raise WrongField(field, words.LONG_NAME)
    return build_framework_changes(
        title=plan.title,
        lines=list_change_lines(plan.changes, lambda name: f"*{escape(name)}*", MOST_LINES),
        metadata=metadata,
        is_new=not plan.is_known,
    )


def _plan(session: Session, workspace: WorkspaceView, wish: _Wish, text: str | None) -> Plan:
    here = workspace.workspace_id
    if text is None:
        return plan_choice(session, workspace_id=here, key=wish.key)
    return plan_own(session, workspace_id=here, text=text, file_name=wish.file_name)


def _fetch(tools: Tools, workspace: WorkspaceView, wish: _Wish) -> str:
    """The text of the file. Raises WrongField."""
    try:
        content = tools.reader.download(workspace, wish.url, most=LARGEST)
        return decode_source(content, wish.file_name)
    except FrameworkError as error:
        sentence = say_faults(error.faults, wish.file_name)
    except DownloadError as error:
        log.warning("file_not_read", reason=type(error).__name__)
        sentence = words.LATE
        if isinstance(error, TooLarge):
            sentence = words.say_too_large(LARGEST // 1000)
        elif isinstance(error, NotAllowed):
            sentence = words.UNREADABLE
    raise WrongField(ids.FRAMEWORK_FILE_BLOCK, sentence)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read_metadata(metadata: str) -> _Wish:
    """What was looked at. Raises UserFacingError where the form does not say it."""
    try:
        held = json.loads(metadata)
        return _Wish(**{name: str(held[name]) for name in _Wish.__slots__})
    except (ValueError, TypeError, KeyError):
        raise UserFacingError(words.OTHER_FILE) from None


def _take(tools: Tools, submission: Submission, wish: _Wish) -> None:
    """Fetch once more what was looked at, and use it. Raises UserFacingError."""
    workspace, request_key = submission.workspace, submission.request_key
    text = _fetch(tools, workspace, wish) if wish.url else None
    if text is not None and _digest(text) != wish.digest:
        raise UserFacingError(words.OTHER_FILE)
    with tools.sessions.begin() as session:
        now = tools.clock()
        if not record_request(
            session, workspace_id=workspace.workspace_id, request_key=request_key, now=now
        ):
            return
        person = get_admin(session, submission)
        scope = Scope(workspace.workspace_id, person.person_id)
        with recorded(session, FRAMEWORK, scope, now=now):
            chosen = _use(session, tools, workspace, wish, text)
        tell_chooser(
            session,
            workspace_id=workspace.workspace_id,
            slack_user_id=person.slack_user_id,
            chosen=chosen,
            from_key=wish.from_key,
            request_key=request_key,
            now=now,
        )
    tools.wake_delivery()
    log.info("framework_chosen", workspace_id=workspace.workspace_id, framework_key=chosen.key)


def _use(
    session: Session, tools: Tools, workspace: WorkspaceView, wish: _Wish, text: str | None
) -> FrameworkChoice:
    here = workspace.workspace_id
    try:
        if text is None:
            return choose_framework(
                session, workspace_id=here, key=wish.key, from_key=wish.from_key
            )
        return load_own(
            session,
            workspace_id=here,
            text=text,
            file_name=wish.file_name,
            from_key=wish.from_key,
            now=tools.clock(),
        )
    except FrameworkError as error:
        raise UserFacingError(say_faults(error.faults, wish.file_name)) from None
