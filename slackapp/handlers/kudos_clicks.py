"""The buttons and menus that kudos come with: behaviours, held kudos, consent."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import Ack, App, BoltContext
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.kit import Content
from slackapp.blocks.kudos import KNOWS_OTHERS_READ
from slackapp.context import Context
from slackapp.errors import NotYours
from slackapp.handlers.giving import answer_giver
from slackapp.handlers.own_kudos import show_own_kudos
from slackapp.handlers.places import learn_place
from slackapp.handlers.reply import answer_click, find_clicker, read_id
from slackapp.services.kudos import get_kudos
from slackapp.services.kudos_decisions import (
    answer_announcement,
    choose_behaviour,
    release_privately,
    release_to_channel,
)
from slackapp.services.kudos_history import set_hidden
from slackapp.services.workspaces import WorkspaceView


def register(app: App, tools: Context) -> None:
    """Attach every button and menu."""
    _register_behaviours(app, tools)
    _register_held(app, tools)
    _register_consent(app, tools)
    _register_hiding(app, tools)


def _register_hiding(app: App, tools: Context) -> None:
    @app.action(re.compile(f"^({ids.HIDE_FROM_DIGESTS}|{ids.SHOW_IN_DIGESTS})$"))
    def handle_hiding_button(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        workspace: WorkspaceView = context["workspace"]

        def work(session: Session) -> Content:
            person = find_clicker(session, workspace, body)
            kudos_id, _, lens_key = str(action.get("value") or "").partition(":")
            set_hidden(
                session,
                workspace_id=workspace.workspace_id,
                person=person,
                kudos_id=read_id(kudos_id),
                is_hidden=action["action_id"] == ids.HIDE_FROM_DIGESTS,
            )
            return show_own_kudos(session, workspace, person, lens_key=lens_key)

        answer_click(tools, ack, body, workspace, work)


def _register_behaviours(app: App, tools: Context) -> None:
    @app.action(ids.CHOOSE_BEHAVIOUR)
    def handle_behaviour_choice(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        workspace: WorkspaceView = context["workspace"]
        tag_id, _, behaviour_key = str(action.get("value") or "").partition(":")

        def work(session: Session) -> Content:
            kudos = choose_behaviour(
                session,
                workspace_id=workspace.workspace_id,
                giver=find_clicker(session, workspace, body),
                tag_id=read_id(tag_id),
                behaviour_key=behaviour_key,
                request_key=body["trigger_id"],
                now=tools.clock(),
            )
            return answer_giver(kudos, workspace, channel_name=_read_channel_name(body))

        answer_click(tools, ack, body, workspace, work)


def _register_held(app: App, tools: Context) -> None:
    @app.action(ids.SEND_PRIVATELY)
    def handle_private_choice(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        workspace: WorkspaceView = context["workspace"]

        def work(session: Session) -> Content:
            kudos = release_privately(
                session,
                workspace_id=workspace.workspace_id,
                giver=find_clicker(session, workspace, body),
                kudos_id=read_id(action.get("value")),
                now=tools.clock(),
            )
            return answer_giver(kudos, workspace, channel_name=_read_channel_name(body))

        answer_click(tools, ack, body, workspace, work)

    @app.action(re.compile(f"^({ids.POST_HERE}|{ids.POST_IN_DEFAULT})$"))
    def handle_channel_choice(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        workspace: WorkspaceView = context["workspace"]
        in_default = action["action_id"] == ids.POST_IN_DEFAULT
        value, _, mark = str(action.get("value")).partition(":")
        knows_others_read = mark == KNOWS_OTHERS_READ
        # The channel is read anew from what we stored, never from the click.
        channel = _find_held_channel(tools, workspace, body, value, in_default=in_default)
        place = learn_place(tools, workspace, channel) if channel else None

        def work(session: Session) -> Content:
            if place is None:
                raise NotYours
            kudos = release_to_channel(
                session,
                workspace_id=workspace.workspace_id,
                giver=find_clicker(session, workspace, body),
                kudos_id=read_id(value),
                place=place,
                knows_others_read=knows_others_read,
                request_key=body["trigger_id"],
                now=tools.clock(),
            )
            return answer_giver(
                kudos,
                workspace,
                channel_name=_read_channel_name(body),
                others_read=place.is_shared and not knows_others_read,
            )

        answer_click(tools, ack, body, workspace, work)


def _find_held_channel(
    tools: Context,
    workspace: WorkspaceView,
    body: dict[str, Any],
    value: str,
    *,
    in_default: bool,
) -> str | None:
    try:
        with tools.sessions.read() as session:
            kudos = get_kudos(
                session,
                workspace_id=workspace.workspace_id,
                kudos_id=read_id(value),
            )
    except NotYours:
        return None
    if kudos.giver.slack_user_id != body["user"]["id"]:
        return None
    return workspace.slack_default_channel_id if in_default else kudos.slack_channel_id


def _register_consent(app: App, tools: Context) -> None:
    @app.action(re.compile(f"^({ids.ALLOW_ANNOUNCEMENT}|{ids.KEEP_PRIVATE})$"))
    def handle_announcement_answer(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        workspace: WorkspaceView = context["workspace"]

        def work(session: Session) -> None:
            # The direct message itself is updated, so the click needs no other answer.
            answer_announcement(
                session,
                workspace_id=workspace.workspace_id,
                recipient=find_clicker(session, workspace, body),
                kudos_id=read_id(action.get("value")),
                allow=action["action_id"] == ids.ALLOW_ANNOUNCEMENT,
                request_key=body["trigger_id"],
                now=tools.clock(),
            )

        answer_click(tools, ack, body, workspace, work)


def _read_channel_name(body: dict[str, Any]) -> str:
    return str((body.get("channel") or {}).get("name") or "")
