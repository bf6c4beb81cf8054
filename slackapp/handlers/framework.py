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
from slack_bolt import Ack, App, BoltContext
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.framework_form import (
    MOST_LINES,
    build_framework_changes,
    build_framework_form,
    build_framework_refusal,
    say_faults,
)
from slackapp.blocks.framework_words import list_change_lines
from slackapp.blocks.kit import escape
from slackapp.context import Context
from slackapp.delivery.downloads import DownloadError, NotAllowed, TooLarge
from slackapp.domain.outside import read_object
from slackapp.errors import UserFacingError
from slackapp.frameworks.loader import FrameworkError, decode_source
from slackapp.frameworks.toml_file import LARGEST
from slackapp.handlers.form_values import read_input, read_option
from slackapp.handlers.forms import WrongField, check_admin
from slackapp.handlers.reply import find_clicker, open_view
from slackapp.services.framework_versions import (
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
from slackapp.services.requests import record_request
from slackapp.services.workspaces import WorkspaceView

log = structlog.get_logger(__name__)

#: Slack's limit on what a view may carry.
_METADATA = 3_000
_UNREADABLE = (
    "Slack does not let me read this file. The app needs the scope files:read: whoever runs "
    "Kudoscope can add it."
)
_LATE = "Slack did not give me the file in time. Please try again."
_OTHER_FILE = "The file is not the one that you looked at. Please look again at what moves."


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


def register(app: App, tools: Context) -> None:
    """Attach the form and its second step."""

    @app.action(ids.FRAMEWORK)
    def handle_framework_button(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        workspace: WorkspaceView = context["workspace"]
        open_view(tools, ack, body, workspace, lambda session: _draw(session, workspace, body))

    @app.view(ids.FRAMEWORK_FORM)
    def handle_framework_submission(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        workspace: WorkspaceView = context["workspace"]
        try:
            _check_admin(tools, workspace, body)
            view = _look(tools, workspace, _read_wish(body))
        except UserFacingError as error:
            field = error.block_id if isinstance(error, WrongField) else ids.FRAMEWORK_CHOICE_BLOCK
            ack(response_action="errors", errors={field: str(error)})
        else:
            ack(response_action="push", view=view)

    @app.view(ids.FRAMEWORK_TAKE_FORM)
    def handle_framework_take(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        workspace: WorkspaceView = context["workspace"]
        try:
            _check_admin(tools, workspace, body)
            _take(tools, workspace, body, _read_metadata(body))
        except UserFacingError as error:
            ack(response_action="update", view=build_framework_refusal(str(error)))
        else:
            ack(response_action="clear")


def _draw(session: Session, workspace: WorkspaceView, body: dict[str, Any]) -> dict[str, Any]:
    check_admin(session, find_clicker(session, workspace, body))
    choices = list_choices(session, workspace_id=workspace.workspace_id)
    return build_framework_form(
        choices=[(one.key, one.title) for one in choices],
        used=next((one.key for one in choices if one.is_used), ""),
        may_read_files=may_read_files(session, workspace_id=workspace.workspace_id),
    )


def _check_admin(tools: Context, workspace: WorkspaceView, body: dict[str, Any]) -> None:
    """Before anything is fetched for them. Raises NotAdmin, or Refused."""
    with tools.sessions.read() as session:
        check_admin(session, find_clicker(session, workspace, body))


def _read_wish(body: dict[str, Any]) -> _Wish:
    """What the form asks for; a file goes before a choice. Raises WrongField."""
    values = body["view"]["state"]["values"]
    files = read_input(values, ids.FRAMEWORK_FILE_BLOCK).get("files")
    file = read_object(files[0]) if isinstance(files, list) and files else None
    if file is None:
        key = read_option(values, ids.FRAMEWORK_CHOICE_BLOCK)
        if not key:
            raise WrongField(ids.FRAMEWORK_CHOICE_BLOCK, "Choose one, or upload a file.")
        return _Wish(key=key)
    if file.get("user", body["user"]["id"]) != body["user"]["id"]:
        raise WrongField(ids.FRAMEWORK_FILE_BLOCK, _UNREADABLE)
    size = file.get("size")
    if isinstance(size, int) and size > LARGEST:
        raise WrongField(ids.FRAMEWORK_FILE_BLOCK, _say_too_large())
    url = file.get("url_private_download") or file.get("url_private")
    return _Wish(url=str(url or ""), file_name=str(file.get("name") or "file"))


def _look(tools: Context, workspace: WorkspaceView, wish: _Wish) -> dict[str, Any]:
    text = _fetch(tools, workspace, wish) if wish.url else None
    field = ids.FRAMEWORK_CHOICE_BLOCK if text is None else ids.FRAMEWORK_FILE_BLOCK
    with tools.sessions.read() as session:
        try:
            plan = _plan(session, workspace, wish, text)
        except FrameworkError as error:
            raise WrongField(field, say_faults(error.faults, wish.file_name)) from None
    if plan.is_used:
        raise WrongField(field, f"{plan.title} is what is used already: nothing would change.")
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
        raise WrongField(field, "The name of this file is too long. Please shorten it.")
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


def _fetch(tools: Context, workspace: WorkspaceView, wish: _Wish) -> str:
    """The text of the file. Raises WrongField."""
    try:
        content = tools.reader.download(workspace, wish.url, most=LARGEST)
        return decode_source(content, wish.file_name)
    except FrameworkError as error:
        sentence = say_faults(error.faults, wish.file_name)
    except DownloadError as error:
        log.warning("file_not_read", reason=type(error).__name__)
        sentence = _LATE
        if isinstance(error, TooLarge):
            sentence = _say_too_large()
        elif isinstance(error, NotAllowed):
            sentence = _UNREADABLE
    raise WrongField(ids.FRAMEWORK_FILE_BLOCK, sentence)


def _say_too_large() -> str:
    return f"The file is larger than {LARGEST // 1000} kB, too large for a framework."


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read_metadata(body: dict[str, Any]) -> _Wish:
    """What was looked at. Raises UserFacingError where the form does not say it."""
    try:
        held = json.loads(body["view"].get("private_metadata") or "")
        return _Wish(**{name: str(held[name]) for name in _Wish.__slots__})
    except (ValueError, TypeError, KeyError):
        raise UserFacingError(_OTHER_FILE) from None


def _take(tools: Context, workspace: WorkspaceView, body: dict[str, Any], wish: _Wish) -> None:
    """Fetch once more what was looked at, and use it. Raises UserFacingError."""
    text = _fetch(tools, workspace, wish) if wish.url else None
    if text is not None and _digest(text) != wish.digest:
        raise UserFacingError(_OTHER_FILE)
    view = body["view"]
    request_key = f"view:{view['id']}:{view.get('hash', '')}"
    with tools.sessions.begin() as session:
        now = tools.clock()
        if not record_request(
            session, workspace_id=workspace.workspace_id, request_key=request_key, now=now
        ):
            return
        person = find_clicker(session, workspace, body)
        check_admin(session, person)
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
    session: Session, tools: Context, workspace: WorkspaceView, wish: _Wish, text: str | None
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
