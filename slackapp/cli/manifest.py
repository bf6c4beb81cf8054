"""`kudoscope manifest`: what Slack must know to create the app, for either way of receiving."""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from slackapp.blocks import ids
from slackapp.blocks.kudos.words.form import GIVE, THANK_FOR_MESSAGE
from slackapp.cli.workflow_step import build_functions
from slackapp.errors import ConfigurationError

#: Where Slack's requests arrive over HTTP.
_EVENTS_PATH = "/slack/events"
_LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}

#: What the app may do in a workspace, and why.
SCOPE_REASONS = {
    "commands": "to be called with /kudos",
    "app_mentions:read": "to be called by its name in a message: @kudoscope @rep empathy",
    "chat:write": "to announce kudos in channels that it was invited to, and to tell people of "
    "kudos by direct message",
    "users:read": "to know who is a colleague, a bot or deactivated, by users.list and the events "
    "team_join and user_change",
    "channels:read": "to see which public channels it is in, and whether the recipient is there, "
    "and to say hello in one that it was invited to (event member_joined_channel)",
    "groups:read": "to see the same of private channels that it was invited to",
    "files:read": "to read the file of your own values that an admin uploads in the form for "
    "it, and no other",
    "files:write": "to send people the files that they ask for: exports and review packets",
    "im:write": "to open the direct message that such a file goes to",
}

#: What it may do besides, where whoever installs it grants that: without it nothing else is missed.
OPTIONAL_SCOPE_REASONS = {
    "reactions:read": "to hear of the reaction that thanks, where an admin switched that on",
    "usergroups:read": "to see who is in a user group that somebody thanks, such as @support",
}

_EVENTS = (
    "app_home_opened",
    "app_mention",
    "member_joined_channel",
    "reaction_added",
    "reaction_removed",
    "team_join",
    "user_change",
)

_LONG_DESCRIPTION = (
    "Thank a colleague with /kudos @rep empathy, and say what for. Every kudos names a competency "
    "of a published emotional-competence framework, so that people see which strengths they are "
    "recognised for. It is announced where it was given. Kudoscope is open source and hosted by "
    "your own company: what people write stays on your own server."
)


def manifest(
    socket: Annotated[
        bool, typer.Option("--socket", help="For Socket Mode: no public address is needed.")
    ] = False,
    http: Annotated[
        str | None,
        typer.Option("--http", metavar="URL", help="For HTTP: the app's public https address."),
    ] = None,
    workflow_step: Annotated[
        bool,
        typer.Option(
            "--workflow-step/--no-workflow-step",
            help="With the step for Workflow Builder, or without where Slack does not take it.",
        ),
    ] = True,
) -> None:
    """Print Slack's app manifest as JSON, to create the app from."""
    if socket == (http is not None):
        raise typer.BadParameter("Give one of the two: --socket, or --http with the app's address.")
    try:
        built = build_manifest(http_url=http, has_step=workflow_step)
    except ConfigurationError as error:
        raise typer.BadParameter(str(error)) from error
    typer.echo(json.dumps(built, indent=2))
    prefix = urlsplit(http or "").path.rstrip("/")
    if prefix:
        typer.echo(
            f"Slack will send to {prefix}{_EVENTS_PATH}: have your proxy take {prefix} away, or "
            f"set KUDOSCOPE_PATH_PREFIX={prefix}.",
            err=True,
        )


def build_manifest(*, http_url: str | None, has_step: bool = True) -> dict[str, Any]:
    """Slack's app manifest: for HTTP at that address, for Socket Mode when it is None.

    Without the step, nothing is offered to Workflow Builder.
    Raises ConfigurationError where Slack could not use the address.
    """
    events_url = None if http_url is None else _events_url(http_url)
    receive = {"request_url": events_url} if events_url else {}
    command = {
        "command": "/kudos",
        "description": "Thank a colleague for a strength",
        "usage_hint": "@rep empathy thanks for …",
        # People arrive as ids, never as names to be guessed.
        "should_escape": True,
    } | ({"url": events_url} if events_url else {})
    built = {
        "display_information": {
            "name": "Kudoscope",
            "description": "Kudos that name what someone did well",
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#1f3d3a",
        },
        "features": {
            # People get direct messages, which the tab shows, and the app reads no replies.
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "kudoscope", "always_online": True},
            "slash_commands": [command],
            "shortcuts": [
                {
                    "name": GIVE,
                    "type": "global",
                    "callback_id": ids.GIVE_SHORTCUT,
                    "description": "Thank a colleague for a strength, in a form",
                },
                {
                    "name": THANK_FOR_MESSAGE,
                    "type": "message",
                    "callback_id": ids.THANK_MESSAGE_SHORTCUT,
                    "description": "Thank whoever wrote it, for a strength that it shows",
                },
            ],
        },
        # Slack wants those that are optional among all of them, too.
        "oauth_config": {
            "scopes": {
                "bot": [*SCOPE_REASONS, *OPTIONAL_SCOPE_REASONS],
                "bot_optional": list(OPTIONAL_SCOPE_REASONS),
            }
        },
        "settings": {
            "event_subscriptions": receive | {"bot_events": list(_EVENTS)},
            "interactivity": {"is_enabled": True} | receive,
            "org_deploy_enabled": False,
            "socket_mode_enabled": http_url is None,
            "token_rotation_enabled": False,
        },
    }
    return _with_step(built) if has_step else built


def _with_step(built: dict[str, Any]) -> dict[str, Any]:
    """The same with the step for workflows.

    Slack takes one from apps alone that an organisation could install, and that run elsewhere.
    """
    settings = built["settings"]
    events = settings["event_subscriptions"]
    events = events | {"bot_events": sorted([*events["bot_events"], "function_executed"])}
    settings = settings | {
        "event_subscriptions": events,
        "org_deploy_enabled": True,
        "function_runtime": "remote",
    }
    return built | {"settings": settings, "functions": build_functions()}


def _events_url(http_url: str) -> str:
    parts = urlsplit(http_url)
    is_local = parts.hostname in _LOCAL_HOSTS
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_local)):
        raise ConfigurationError(
            f"Slack sends requests to https addresses alone, and {http_url!r} is none. "
            "Give the app's public address, such as https://kudos.example.com; "
            "http is possible for localhost only."
        )
    return http_url.rstrip("/") + _EVENTS_PATH
