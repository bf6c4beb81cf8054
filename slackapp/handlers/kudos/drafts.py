"""Taps that mend what somebody typed, and the two that end a draft: posting and cancelling it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos.choosing import read_look
from slackapp.blocks.kudos.drafts import build_cancelled, read_seen
from slackapp.domain.base.errors import NotYours
from slackapp.domain.base.slack_text import find_mentioned
from slackapp.domain.command.privately import mark_private
from slackapp.domain.kudos.counterparts import read_choices
from slackapp.domain.kudos.mend_text import (
    add_competency,
    add_recipient,
    address,
    without_person,
)
from slackapp.domain.kudos.text import MAX_RECIPIENTS
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import Action, on_tap
from slackapp.handlers.base.requests import Click, Command
from slackapp.handlers.kudos.form.drawing import describe_where, draw_new, open_once
from slackapp.handlers.kudos.gifts import answer_giver_again
from slackapp.handlers.kudos.giving import (
    Typed,
    browse_competencies,
    give_from_text,
    preview_from_text,
)
from slackapp.services.kudos.drafts import Draft, delete_draft, get_draft, hold_draft, open_in_form
from slackapp.services.kudos.kudos import find_given
from slackapp.services.kudos.thanked.messages import find_of_draft
from slackapp.services.workspace.people import list_colleagues
from slackapp.services.workspace.workspaces import WorkspaceView
from slackapp.tools import Tools

_SLACK_USER_ID = re.compile(r"[UW][A-Z0-9]+")
#: Whatever stands in a block of a draft.
_ANY: Action = {"block_id": re.compile(f"^{ids.DRAFT_BLOCK}:"), "action_id": re.compile(".")}
_COUNTERPART = f"{ids.DRAFT_COUNTERPART}:"
_GIVE = f"{ids.DRAFT_GIVE}:"
_BROWSE = f"{ids.DRAFT_BROWSE}:"


def register(app: App, tools: Tools) -> None:
    """Attach whatever stands in a block of a draft."""
    on_tap(app, tools, _ANY, handle_draft_tap)


def handle_draft_tap(tools: Tools, click: Click) -> Content | None:
    """Mend, post or cancel a draft of whoever taps. Raises NotYours for any other."""
    draft = _get_draft(tools, click)
    typed = Typed(_read_command(click, draft), draft, is_private=draft.is_private)
    if click.action_id == ids.DRAFT_CANCEL:
        return _cancel(tools, click, draft)
    if click.action_id == ids.DRAFT_POST or click.action_id.startswith(_COUNTERPART):
        shown, chosen = read_choices(click.value)
        seen = read_seen(shown)
        if seen.version != draft.version:
            # Another tap has changed the text since: nothing is posted that was not shown.
            return preview_from_text(tools, typed)
        return give_from_text(
            tools,
            replace(
                typed,
                knows_others_read=seen.others_read,
                seen_people=seen.people,
                may_repeat=seen.said_before,
                chosen=chosen,
            ),
        )
    if click.action_id == ids.DRAFT_OPEN:
        _open_form(tools, click, draft)
        return None
    if click.action_id.startswith(_GIVE):
        return _give_for(tools, click, typed, draft)
    if click.action_id.startswith(_BROWSE):
        return browse_competencies(tools, typed, draft, read_look(click.value))
    text = _complete_text(tools, click, draft)
    return preview_from_text(tools, replace(typed, command=replace(typed.command, text=text)))


def _open_form(tools: Tools, click: Click, draft: Draft) -> None:
    """Open the form of a reaction's draft: it gives the same kudos, once, and ends with it."""

    def draw(session: Session) -> dict[str, Any]:
        workspace_id, url = click.workspace.workspace_id, click.response_url
        open_in_form(session, workspace_id=workspace_id, draft=draft, response_url=url)
        where, people = describe_where(click, draft), sorted(find_mentioned(draft.text))
        return draw_new(draft, where, slack_user_ids=people)

    open_once(tools, click, draw)


def _give_for(tools: Tools, click: Click, typed: Typed, draft: Draft) -> Content:
    """Give the draft for the competency that was tapped: that is the giver's word."""
    version, _, key = click.value.partition(":")
    text = add_competency(draft.text, _check_competency(tools, click, key))
    completed = replace(typed, command=replace(typed.command, text=text))
    # Another tap may have changed the text since it was shown.
    is_shown = version == draft.version
    return give_from_text(tools, completed) if is_shown else preview_from_text(tools, completed)


def _cancel(tools: Tools, click: Click, draft: Draft) -> Content:
    workspace_id = click.workspace.workspace_id
    with tools.sessions.begin() as session:
        hold_draft(session, workspace_id=workspace_id, draft=draft)
        given = find_given(session, workspace_id=workspace_id, request_key=draft.request_key)
        if given is not None:
            return answer_giver_again(
                session, given, click.workspace, channel_name=draft.channel_name
            )
        delete_draft(session, workspace_id=workspace_id, draft=draft)
    return build_cancelled(mark_private(draft.text) if draft.is_private else draft.text)


def _get_draft(tools: Tools, click: Click) -> Draft:
    workspace_id = click.workspace.workspace_id
    with tools.sessions.begin() as session:
        draft = get_draft(
            session,
            workspace_id=workspace_id,
            giver=get_actor(session, click),
            key=click.block_id.partition(":")[2],
            now=tools.clock(),
        )
        message = find_of_draft(session, workspace_id=workspace_id, draft=draft)
    return replace(draft, of_message=message)


def _complete_text(tools: Tools, click: Click, draft: Draft) -> str:
    workspace, action_id = click.workspace, click.action_id
    framework = tools.framework_of(workspace)
    if action_id == ids.DRAFT_WITHOUT_ME:
        return without_person(draft.text, click.slack_user_id, framework)
    if action_id == ids.DRAFT_RECIPIENT or action_id.startswith(f"{ids.DRAFT_PERSON}:"):
        who = click.value
        if not _SLACK_USER_ID.fullmatch(who):
            raise NotYours
        names = _find_names(tools, workspace, who)
        return add_recipient(draft.text, who, framework, names=names)
    if action_id.startswith(f"{ids.DRAFT_ADDRESS}:"):
        return address(draft.text, _read_people(click.value))
    # The menu stands beneath answers of before.
    if action_id.partition(":")[0] in (ids.DRAFT_COMPETENCY, ids.DRAFT_COMPETENCY_LIST):
        return add_competency(draft.text, _check_competency(tools, click, click.value))
    raise NotYours


def _check_competency(tools: Tools, click: Click, key: str) -> str:
    framework = tools.framework_of(click.workspace)
    if not any(one.find_competency(key) for one in (framework, *framework.lenses)):
        raise NotYours
    return key


def _read_people(value: str) -> list[str]:
    people = value.split(",")
    if len(people) > MAX_RECIPIENTS or not all(map(_SLACK_USER_ID.fullmatch, people)):
        raise NotYours
    return people


def _find_names(tools: Tools, workspace: WorkspaceView, slack_user_id: str) -> list[str]:
    with tools.sessions.read() as session:
        found = list_colleagues(
            session, workspace_id=workspace.workspace_id, slack_user_id=slack_user_id
        )
    return [name for one in found for name in one.names]


def _read_command(click: Click, draft: Draft) -> Command:
    """The command that a draft was and becomes: where it was typed, and in whose words."""
    return Command(
        workspace=click.workspace,
        slack_user_id=click.slack_user_id,
        request_key=draft.request_key,
        slack_channel_id=draft.slack_channel_id,
        channel_name=draft.channel_name,
        text=draft.text,
        slack_thread_ts=draft.slack_thread_ts,
    )
