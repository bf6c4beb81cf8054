"""Taps that mend what somebody typed, and the two that end a draft: posting and cancelling it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, BoltContext
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.drafts import build_cancelled, mark_shared
from slackapp.blocks.kit import Content
from slackapp.context import Context
from slackapp.domain.counterparts import read_choices
from slackapp.domain.kudos_text import MAX_RECIPIENTS
from slackapp.domain.mend_text import add_competency, add_recipient, address
from slackapp.errors import NotYours
from slackapp.handlers.giving import Request, answer_giver, give_from_text, preview_from_text
from slackapp.handlers.reply import answer_click, find_clicker, promise_answer
from slackapp.services.drafts import Draft, delete_draft, get_draft, hold_draft
from slackapp.services.kudos import find_given
from slackapp.services.people import list_colleagues
from slackapp.services.workspaces import WorkspaceView

_SLACK_USER_ID = re.compile(r"[UW][A-Z0-9]+")


def register(app: App, tools: Context) -> None:
    """Attach whatever stands in a block of a draft."""

    @app.action({"block_id": re.compile(f"^{ids.DRAFT_BLOCK}:"), "action_id": re.compile(".")})
    def handle_draft_tap(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        workspace: WorkspaceView = context["workspace"]
        try:
            draft = _find_draft(tools, workspace, body, action["block_id"])
            content = _answer_tap(tools, workspace, body, action, draft)
        except NotYours as error:
            _refuse(tools, ack, body, workspace, error)
            return
        with tools.sessions.begin() as session:
            promise_answer(tools, session, body, workspace, content)
        tools.wake_delivery()
        ack()


def _answer_tap(
    tools: Context,
    workspace: WorkspaceView,
    body: dict[str, Any],
    action: dict[str, Any],
    draft: Draft,
) -> Content:
    request = _read_request(workspace, body, draft)
    action_id = str(action["action_id"])
    if action_id == ids.DRAFT_CANCEL:
        return _cancel(tools, request, draft)
    if action_id == ids.DRAFT_POST or action_id.startswith(f"{ids.DRAFT_COUNTERPART}:"):
        version, chosen = read_choices(str(action.get("value")))
        if version not in (draft.version, mark_shared(draft.version)):
            # Another tap has changed the text since: nothing is posted that was not shown.
            return preview_from_text(tools, request)
        knows = version != draft.version
        return give_from_text(tools, replace(request, knows_others_read=knows, chosen=chosen))
    text = _complete_text(tools, workspace, draft, action)
    return preview_from_text(tools, replace(request, text=text))


def _cancel(tools: Context, request: Request, draft: Draft) -> Content:
    workspace_id = request.workspace.workspace_id
    with tools.sessions.begin() as session:
        hold_draft(session, workspace_id=workspace_id, draft=draft)
        given = find_given(session, workspace_id=workspace_id, request_key=draft.request_key)
        if given is None:
            delete_draft(session, workspace_id=workspace_id, draft=draft)
    if given is not None:
        return answer_giver(given, request.workspace, channel_name=request.channel_name)
    return build_cancelled(draft.text)


def _refuse(
    tools: Context, ack: Ack, body: dict[str, Any], workspace: WorkspaceView, error: NotYours
) -> None:
    def work(_session: Session) -> None:
        raise error

    answer_click(tools, ack, body, workspace, work)


def _find_draft(
    tools: Context, workspace: WorkspaceView, body: dict[str, Any], block_id: str
) -> Draft:
    with tools.sessions.begin() as session:
        return get_draft(
            session,
            workspace_id=workspace.workspace_id,
            giver=find_clicker(session, workspace, body),
            key=block_id.partition(":")[2],
            now=tools.clock(),
        )


def _complete_text(
    tools: Context, workspace: WorkspaceView, draft: Draft, action: dict[str, Any]
) -> str:
    framework = tools.framework_of(workspace)
    action_id = str(action["action_id"])
    if action_id == ids.DRAFT_RECIPIENT or action_id.startswith(f"{ids.DRAFT_PERSON}:"):
        who = str(action.get("selected_user") or action.get("value"))
        if not _SLACK_USER_ID.fullmatch(who):
            raise NotYours
        names = _find_names(tools, workspace, who)
        return add_recipient(draft.text, who, framework, names=names)
    if action_id.startswith(f"{ids.DRAFT_ADDRESS}:"):
        return address(draft.text, _read_people(action))
    option = action.get("selected_option") or action
    key = str(option.get("value"))
    if not any(one.find_competency(key) for one in (framework, *framework.lenses)):
        raise NotYours
    return add_competency(draft.text, key)


def _read_people(action: dict[str, Any]) -> list[str]:
    people = str(action.get("value")).split(",")
    if len(people) > MAX_RECIPIENTS or not all(map(_SLACK_USER_ID.fullmatch, people)):
        raise NotYours
    return people


def _find_names(tools: Context, workspace: WorkspaceView, slack_user_id: str) -> list[str]:
    with tools.sessions.read() as session:
        found = list_colleagues(
            session, workspace_id=workspace.workspace_id, slack_user_id=slack_user_id
        )
    return [name for one in found for name in one.names]


def _read_request(workspace: WorkspaceView, body: dict[str, Any], draft: Draft) -> Request:
    """The request that a draft becomes: where it was typed, and in whose words."""
    return Request(
        workspace=workspace,
        slack_user_id=body["user"]["id"],
        slack_channel_id=draft.slack_channel_id,
        channel_name=draft.channel_name,
        text=draft.text,
        request_key=draft.request_key,
        draft=draft,
    )
