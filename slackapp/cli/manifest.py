"""`kudoscope manifest`: what Slack must know to create the app, for either way of receiving."""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from slackapp.blocks import ids
from slackapp.blocks.kudos.words.form import GIVE, THANK_FOR_MESSAGE
from slackapp.cli.workflow_step import build_functions
from slackapp.domain.installation.scopes import OPTIONAL_SCOPE_REASONS, SCOPE_REASONS
from slackapp.errors import ConfigurationError

#: Where Slack's requests arrive over HTTP, and where it leads people back to who install the app.
_EVENTS_PATH = "/slack/events"
_REDIRECT_PATH = "/slack/oauth_redirect"
_LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}

_EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "member_joined_channel",
    "reaction_added",
    "reaction_removed",
    "team_join",
    "tokens_revoked",
    "user_change",
)
#: Of an organisation that has the app in all of it: which workspaces it lets in.
_ORGANISATION_EVENTS = ("team_access_granted", "team_access_revoked")

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
    token_rotation: Annotated[
        bool,
        typer.Option(
            "--token-rotation",
            help="Tokens end after twelve hours, and are renewed. Slack lets nobody undo this.",
        ),
    ] = False,
) -> None:
    """Print Slack's app manifest as JSON, to create the app from."""
    if token_rotation and socket:
        raise typer.BadParameter(
            "Tokens rotate where people install the app by its page: --token-rotation goes with "
            "--http."
        )
    if socket == (http is not None):
        raise typer.BadParameter("Give one of the two: --socket, or --http with the app's address.")
    try:
        built = build_manifest(http_url=http, has_step=workflow_step, rotates_tokens=token_rotation)
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


def build_manifest(
    *, http_url: str | None, has_step: bool = True, rotates_tokens: bool = False
) -> dict[str, Any]:
    """Slack's app manifest: for HTTP at that address, for Socket Mode when it is None.

    Without the step, nothing is offered to Workflow Builder.
    Raises ConfigurationError where Slack could not use the address.
    """
    base = None if http_url is None else _check_address(http_url)
    events_url = base and base + _EVENTS_PATH
    redirect = {"redirect_urls": [base + _REDIRECT_PATH]} if base else {}
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
        "oauth_config": redirect
        | {
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
            "token_rotation_enabled": rotates_tokens,
        },
    }
    return _with_step(built) if has_step else built


def _with_step(built: dict[str, Any]) -> dict[str, Any]:
    """The same with the step for workflows.

    Slack takes one from apps alone that an organisation could install, and that run elsewhere.
    """
    settings = built["settings"]
    events = settings["event_subscriptions"]
    bot_events = sorted([*events["bot_events"], *_ORGANISATION_EVENTS, "function_executed"])
    events = events | {"bot_events": bot_events}
    settings = settings | {
        "event_subscriptions": events,
        "org_deploy_enabled": True,
        "function_runtime": "remote",
    }
    return built | {"settings": settings, "functions": build_functions()}


def _check_address(http_url: str) -> str:
    """The app's public address, without a slash at its end."""
    parts = urlsplit(http_url)
    is_local = parts.hostname in _LOCAL_HOSTS
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_local)):
        raise ConfigurationError(
            f"Slack sends requests to https addresses alone, and {http_url!r} is none. "
            "Give the app's public address, such as https://kudos.example.com; "
            "http is possible for localhost only."
        )
    return http_url.rstrip("/")
