"""`@kudoscope …` in a channel or thread: read as the command is, and answered to its writer."""

from __future__ import annotations

from slack_bolt import App

from slackapp.blocks.base.kit import Content
from slackapp.handlers.base.registration import on_mention
from slackapp.handlers.base.requests import Mention
from slackapp.handlers.command import answer_command
from slackapp.handlers.kudos.giving import preview_if_kudos
from slackapp.services.base.requests import record_request, was_handled
from slackapp.services.outbox.whispers import enqueue_whisper
from slackapp.services.workspace.actors import Refused
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the event."""
    on_mention(app, tools, handle_mention)


def handle_mention(tools: Tools, mention: Mention) -> None:
    """Do what the message says, once, and promise the answer that its writer alone sees.

    Slack tells of a message up to four times. What it gives is found by its request key.
    """
    workspace_id, key = mention.workspace.workspace_id, f"{mention.request_key}:answered"
    with tools.sessions.read() as session:
        if was_handled(session, workspace_id=workspace_id, request_key=key):
            return
    content = _answer(tools, mention)
    if content is None:
        return
    now = tools.clock()
    with tools.sessions.begin() as session:
        if record_request(session, workspace_id=workspace_id, request_key=key, now=now):
            enqueue_whisper(
                session,
                workspace_id=workspace_id,
                slack_user_id=mention.slack_user_id,
                slack_channel_id=mention.slack_channel_id,
                slack_thread_ts=mention.slack_thread_ts,
                content=content,
                request_key=mention.request_key,
                now=now,
            )
    tools.wake_delivery()


def _answer(tools: Tools, mention: Mention) -> Content | None:
    """None where the message was not meant for the app, or its writer was erased meanwhile."""
    try:
        if mention.is_addressed:
            return answer_command(tools, mention)
        return preview_if_kudos(tools, mention)
    except Refused:
        return None
