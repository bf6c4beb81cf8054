"""Thanking with a reaction: what comes of one that people add to a message, or take away."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt import App

from slackapp.domain.kudos.reactions import HeardReaction
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_event
from slackapp.handlers.base.requests import Event
from slackapp.handlers.workspace.door import meet
from slackapp.services.kudos.reactions import hear_reaction
from slackapp.services.workspace.actors import Refused
from slackapp.services.workspace.giving_policy import get_giving_policy
from slackapp.services.workspace.people import find_people
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the events."""
    on_event(app, tools, "reaction_added", handle_reaction_event)
    on_event(app, tools, "reaction_removed", handle_reaction_event)


def handle_reaction_event(tools: Tools, event: Event) -> None:
    """Ask what the reaction thanks for, where it is the one that thanks in this workspace."""
    heard = event.reaction
    if heard is None or heard.name != event.workspace.thanking_reaction:
        return
    if not _is_wanted(tools, event, heard):
        return
    request = replace(event, slack_user_id=heard.slack_user_id)
    try:
        if not _is_known(tools, request):
            meet(tools, request)
        framework = tools.framework_of(event.workspace)
        with tools.sessions.begin() as session:
            hear_reaction(
                session,
                workspace=event.workspace,
                person=get_actor(session, request),
                framework=framework,
                heard=heard,
                now=tools.clock(),
            )
    except Refused:
        # Whoever may not act is not told so at every emoji.
        return
    tools.wake_delivery()


def _is_wanted(tools: Tools, event: Event, heard: HeardReaction) -> bool:
    # The workspace may be remembered, and another process may have changed this a moment ago.
    with tools.sessions.read() as session:
        policy = get_giving_policy(session, workspace_id=event.workspace.workspace_id)
    return policy.takes_reactions and heard.name == policy.reaction


def _is_known(tools: Tools, request: Event) -> bool:
    with tools.sessions.read() as session:
        found = find_people(
            session,
            workspace_id=request.workspace.workspace_id,
            slack_user_ids=[request.slack_user_id],
        )
    return bool(found)
