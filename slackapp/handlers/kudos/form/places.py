"""Where a kudos of the form goes: where the form was opened, or a channel chosen in it."""

from __future__ import annotations

from http.client import HTTPException

from slack_sdk.errors import SlackClientError

from slackapp.blocks import ids
from slackapp.blocks.base import words as base_words
from slackapp.blocks.kudos.words import form as words
from slackapp.domain.kudos.audience import ChannelKind, Place
from slackapp.handlers.base.form_values import WrongField
from slackapp.handlers.base.people import read_actor
from slackapp.handlers.base.places import find_known_place, learn_place
from slackapp.handlers.base.requests import Submission
from slackapp.pacing import MustWait
from slackapp.services.workspace.channels import find_members, record_members
from slackapp.services.workspace.workspaces import WorkspaceView
from slackapp.tools import Tools


def find_place_here(
    tools: Tools, submission: Submission, slack_channel_id: str, channel_name: str
) -> Place:
    """What is known of the channel that the form was opened in, which Slack vouched for."""
    return _find_known(tools, submission, slack_channel_id, channel_name) or learn_place(
        tools, submission.workspace, slack_channel_id
    )


def check_chosen_place(tools: Tools, submission: Submission, slack_channel_id: str) -> Place:
    """A channel that was chosen in the form, if a kudos of this person may be posted there.

    Raises WrongField where not, and where Slack was asked so much that it must be sent again.
    """
    known = _find_known(tools, submission, slack_channel_id, "")
    place = known or learn_place(tools, submission.workspace, slack_channel_id)
    if not place.is_proven:
        raise WrongField(ids.CHANNEL_BLOCK, base_words.PLACE_NOT_KNOWN)
    if place.is_archived:
        raise WrongField(ids.CHANNEL_BLOCK, words.ARCHIVED)
    if not place.app_is_member or place.kind is ChannelKind.DIRECT:
        raise WrongField(ids.CHANNEL_BLOCK, words.NOT_IN_CHOSEN)
    is_open = place.kind is ChannelKind.PUBLIC and not read_actor(tools, submission).is_guest
    if not is_open:
        _check_is_in(tools, submission, slack_channel_id, may_ask=known is not None)
    return place


def _find_known(
    tools: Tools, submission: Submission, slack_channel_id: str, channel_name: str
) -> Place | None:
    with tools.sessions.read() as session:
        return find_known_place(
            session,
            submission.workspace,
            slack_channel_id,
            channel_name=channel_name,
            now=tools.clock(),
        )


def _check_is_in(
    tools: Tools, submission: Submission, slack_channel_id: str, *, may_ask: bool
) -> None:
    """Whoever gives is in the channel. Slack is asked one thing before the answer, not two."""
    with tools.sessions.read() as session:
        members = find_members(
            session,
            workspace_id=submission.workspace.workspace_id,
            slack_channel_id=slack_channel_id,
            now=tools.clock(),
        )
    if members is None and not may_ask:
        raise WrongField(ids.CHANNEL_BLOCK, words.LOOKED_UP)
    if members is None:
        members = _learn_members(tools, submission.workspace, slack_channel_id)
    if submission.slack_user_id not in members:
        raise WrongField(ids.CHANNEL_BLOCK, words.NOT_YOUR_CHANNEL)


def _learn_members(tools: Tools, workspace: WorkspaceView, slack_channel_id: str) -> frozenset[str]:
    try:
        members = frozenset(tools.reader.read_members(workspace, slack_channel_id))
    except (MustWait, SlackClientError, HTTPException, OSError) as error:
        raise WrongField(ids.CHANNEL_BLOCK, base_words.PLACE_NOT_KNOWN) from error
    with tools.sessions.begin() as session:
        record_members(
            session,
            workspace_id=workspace.workspace_id,
            slack_channel_id=slack_channel_id,
            slack_user_ids=members,
            now=tools.clock(),
        )
    return members
