"""The buttons and menus that kudos come with: behaviours, held kudos, consent."""

from __future__ import annotations

import re

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos.answers import KNOWS_OTHERS_READ
from slackapp.domain.base.errors import NotYours
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.places import learn_place
from slackapp.handlers.base.registration import on_click, on_tap
from slackapp.handlers.base.reply import answer_click, read_id
from slackapp.handlers.base.requests import Click
from slackapp.handlers.home.windows import show_kudos_anew
from slackapp.handlers.kudos.gifts import answer_giver_again
from slackapp.handlers.kudos.own_kudos import show_own_kudos
from slackapp.services.kudos.consent import answer_announcement
from slackapp.services.kudos.decisions import (
    choose_behaviour,
    release_privately,
    release_to_channel,
)
from slackapp.services.kudos.history import set_hidden
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.kudos.limits import check_place
from slackapp.tools import Tools

_HIDING = re.compile(f"^({ids.HIDE_FROM_DIGESTS}|{ids.SHOW_IN_DIGESTS})$")
_CHANNELS = re.compile(f"^({ids.POST_HERE}|{ids.POST_IN_DEFAULT})$")
_CONSENT = re.compile(f"^({ids.ALLOW_ANNOUNCEMENT}|{ids.KEEP_PRIVATE})$")


def register(app: App, tools: Tools) -> None:
    """Attach every button and menu."""
    on_click(app, tools, ids.CHOOSE_BEHAVIOUR, handle_behaviour_choice)
    on_click(app, tools, ids.SEND_PRIVATELY, handle_private_choice)
    on_tap(app, tools, _CHANNELS, handle_channel_choice)
    on_click(app, tools, _CONSENT, handle_announcement_answer)
    on_click(app, tools, _HIDING, handle_hiding_button, then=show_kudos_anew)


def handle_behaviour_choice(tools: Tools, session: Session, click: Click) -> Content:
    """Say by which behaviour a competency showed."""
    tag_id, _, behaviour_key = click.value.partition(":")
    kudos = choose_behaviour(
        session,
        workspace_id=click.workspace.workspace_id,
        giver=get_actor(session, click),
        tag_id=read_id(tag_id),
        behaviour_key=behaviour_key,
        request_key=click.request_key,
        now=tools.clock(),
    )
    return answer_giver_again(session, kudos, click.workspace, channel_name=click.channel_name)


def handle_private_choice(tools: Tools, session: Session, click: Click) -> Content:
    """Send a kudos that is held to its recipients alone."""
    kudos = release_privately(
        session,
        workspace_id=click.workspace.workspace_id,
        giver=get_actor(session, click),
        kudos_id=read_id(click.value),
        now=tools.clock(),
    )
    return answer_giver_again(session, kudos, click.workspace, channel_name=click.channel_name)


def handle_channel_choice(tools: Tools, click: Click) -> None:
    """Post a kudos that is held where it was typed, or in the default channel."""
    kudos_id, _, mark = click.value.partition(":")
    knows_others_read = mark == KNOWS_OTHERS_READ
    # The channel is read anew from what we stored, never from the click.
    place = learn_place(tools, click.workspace, _get_held_channel(tools, click, read_id(kudos_id)))

    def release(session: Session) -> Content:
        kudos = release_to_channel(
            session,
            workspace_id=click.workspace.workspace_id,
            giver=get_actor(session, click),
            kudos_id=read_id(kudos_id),
            place=place,
            knows_others_read=knows_others_read,
            request_key=click.request_key,
            now=tools.clock(),
        )
        return answer_giver_again(
            session,
            kudos,
            click.workspace,
            channel_name=click.channel_name,
            others_read=place.is_shared and not knows_others_read,
        )

    answer_click(tools, click, release)


def _get_held_channel(tools: Tools, click: Click, kudos_id: int) -> str:
    workspace = click.workspace
    with tools.sessions.read() as session:
        kudos = get_kudos(session, workspace_id=workspace.workspace_id, kudos_id=kudos_id)
    in_default = click.action_id == ids.POST_IN_DEFAULT
    channel = workspace.slack_default_channel_id if in_default else kudos.slack_channel_id
    if kudos.giver.slack_user_id != click.slack_user_id or not channel:
        raise NotYours
    # It may have been given before kudos were tried out elsewhere.
    check_place(workspace, channel)
    return channel


def handle_announcement_answer(tools: Tools, session: Session, click: Click) -> None:
    """Take a recipient's word on an announcement.

    The direct message itself is updated, so the click needs no other answer.
    """
    answer_announcement(
        session,
        workspace_id=click.workspace.workspace_id,
        recipient=get_actor(session, click),
        kudos_id=read_id(click.value),
        allow=click.action_id == ids.ALLOW_ANNOUNCEMENT,
        request_key=click.request_key,
        now=tools.clock(),
    )


def handle_hiding_button(tools: Tools, session: Session, click: Click) -> Content:
    """Keep a received kudos out of digests, or let it in again."""
    person = get_actor(session, click)
    kudos_id, _, lens_key = click.value.partition(":")
    set_hidden(
        session,
        workspace_id=click.workspace.workspace_id,
        person=person,
        kudos_id=read_id(kudos_id),
        is_hidden=click.action_id == ids.HIDE_FROM_DIGESTS,
    )
    return show_own_kudos(session, click.workspace, person, now=tools.clock(), lens_key=lens_key)
