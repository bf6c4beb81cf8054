"""An admin's form for the channels in which kudos are given, and the one offered elsewhere."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.workspace.rules import MOST_CHANNELS, build_channels_form
from slackapp.blocks.workspace.words import rules as words
from slackapp.domain.kudos.audience import ChannelKind, Place
from slackapp.handlers.base.form_values import Values, WrongField
from slackapp.handlers.base.forms import get_admin, store_form
from slackapp.handlers.base.places import find_known_place, learn_place
from slackapp.handlers.base.registration import on_form, on_opening
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.home.home import show_workspace
from slackapp.services.home.setting import Scope, recorded
from slackapp.services.home.settings import CHANNELS
from slackapp.services.workspace.rules import Rules, get_rules
from slackapp.tools import Tools

#: Seconds. Slack waits three for the answer, and one read may take two.
_READ_FOR = 0.7


def register(app: App, tools: Tools) -> None:
    """Attach the form."""
    first = ids.PILOT_BLOCK
    on_opening(app, tools, ids.CHANNEL_RULES, draw_channels)
    on_form(app, tools, ids.CHANNEL_RULES_FORM, store_channels, first_block_id=first)


def draw_channels(_tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form, for admins."""
    get_admin(session, click)
    rules = get_rules(session, workspace_id=click.workspace.workspace_id)
    return build_channels_form(
        slack_pilot_channel_ids=rules.slack_pilot_channel_ids,
        slack_default_channel_id=rules.slack_default_channel_id,
    )


def store_channels(tools: Tools, submission: Submission) -> None:
    """Store what the form says, for admins; what is new in it must be channels with the app."""
    with tools.sessions.read() as session:
        get_admin(session, submission)
        rules = get_rules(session, workspace_id=submission.workspace.workspace_id)
    pilot, default = _read_choice(submission.values)
    _check_channels(tools, submission, rules, pilot, default)
    store_form(tools, submission, partial(_store, tools, submission, pilot, default))
    show_workspace(tools, submission)


def _read_choice(values: Values) -> tuple[list[str], str | None]:
    pilot = list(dict.fromkeys(values.conversations(ids.PILOT_BLOCK)))
    default = values.conversation(ids.DEFAULT_CHANNEL_BLOCK) or None
    if len(pilot) > MOST_CHANNELS:
        raise WrongField(ids.PILOT_BLOCK, words.say_too_many(MOST_CHANNELS))
    if pilot and default and default not in pilot:
        raise WrongField(ids.DEFAULT_CHANNEL_BLOCK, words.DEFAULT_OUTSIDE)
    return pilot, default


def _store(
    tools: Tools, submission: Submission, pilot: list[str], default: str | None, session: Session
) -> None:
    admin, now = get_admin(session, submission), tools.clock()
    scope = Scope(submission.workspace.workspace_id, admin.person_id)
    with recorded(session, CHANNELS, scope, now=now):
        CHANNELS.write(session, scope, {"pilot": pilot, "default": default}, now)


def _check_channels(
    tools: Tools, submission: Submission, rules: Rules, pilot: list[str], default: str | None
) -> None:
    """Raise WrongField at the first that kudos cannot be posted in. Those set already may stay."""
    began = time.monotonic()
    for channel in pilot:
        if channel not in rules.slack_pilot_channel_ids:
            place = _find_place(tools, submission, channel, began, ids.PILOT_BLOCK)
            _check(place, ids.PILOT_BLOCK, words.ONE_IS_ARCHIVED, words.APP_NOT_IN_ONE)
    if default and default not in (rules.slack_default_channel_id, *pilot):
        block_id = ids.DEFAULT_CHANNEL_BLOCK
        place = _find_place(tools, submission, default, began, block_id)
        _check(place, block_id, words.ARCHIVED, words.APP_NOT_THERE)


def _find_place(
    tools: Tools, submission: Submission, channel: str, began: float, block_id: str
) -> Place:
    with tools.sessions.read() as session:
        known = find_known_place(
            session, submission.workspace, channel, channel_name="", now=tools.clock()
        )
    if known is not None:
        return known
    if time.monotonic() - began > _READ_FOR:
        # What was read is kept: the next try goes on from there.
        raise WrongField(block_id, words.ASK_AGAIN)
    return learn_place(tools, submission.workspace, channel)


def _check(place: Place, block_id: str, archived: str, away: str) -> None:
    if not place.is_proven:
        raise WrongField(block_id, words.NOT_KNOWN)
    if place.is_archived:
        raise WrongField(block_id, archived)
    if place.kind is ChannelKind.DIRECT:
        raise WrongField(block_id, words.NOT_A_CHANNEL)
    if not place.app_is_member:
        raise WrongField(block_id, away)
