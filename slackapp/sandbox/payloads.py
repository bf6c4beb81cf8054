"""The payloads that Slack sends for commands, pressed buttons and events."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.shapes import message_json, view_json
from slackapp.sandbox.state import Channel, Message, Person
from slackapp.sandbox.views import State, View
from slackapp.sandbox.world import World


def channel_name(channel: Channel) -> str:
    """The name that payloads give: private channels are not named, but group messages are."""
    if channel.kind == "im":
        return "directmessage"
    return "privategroup" if channel.kind == "private" else channel.name


def new_trigger_id(world: World, user: str) -> str:
    """A trigger_id, different for every command and press; it may open a view for the person."""
    stamp = world.store.new_ts().replace(".", "")
    trigger = f"{stamp}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
    return world.views.issue_trigger(trigger, user)


def command_payload(
    world: World, person: Person, channel: Channel, command: str, text: str, response_url: str
) -> dict[str, Any]:
    """A slash command's fields; all of them are text."""
    return {
        "token": world.verification_token,
        "team_id": world.store.team_id,
        "team_domain": world.store.team_domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": world.store.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": new_trigger_id(world, person.id),
    }


def block_actions_payload(
    world: World,
    person: Person,
    channel: Channel,
    message: Message,
    action: dict[str, Any],
    response_url: str,
) -> dict[str, Any]:
    """A pressed button or a made choice; ephemeral messages are named but not shown."""
    store = world.store
    ephemeral = message.ephemeral_to is not None
    payload: dict[str, Any] = _interaction(world, person, "block_actions") | {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        },
        "trigger_id": new_trigger_id(world, person.id),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [action],
    }
    if action["type"] != "button":
        chosen = {key: value for key, value in action.items() if key.startswith("selected_")}
        payload["state"]["values"] = {
            action["block_id"]: {action["action_id"]: {"type": action["type"], **chosen}}
        }
    if not ephemeral:
        payload["message"] = message_json(store, message)
    return payload


def view_actions_payload(
    world: World, person: Person, view: View, action: dict[str, Any], state: State
) -> dict[str, Any]:
    """A pressed button or a made choice in a view; it has no response_url."""
    return _interaction(world, person, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": new_trigger_id(world, person.id),
        "view": view_json(world, view, state),
        "actions": [action],
    }


def view_submission_payload(
    world: World, person: Person, view: View, state: State
) -> dict[str, Any]:
    """A submitted modal."""
    return _interaction(world, person, "view_submission") | {
        "trigger_id": new_trigger_id(world, person.id),
        "view": view_json(world, view, state),
        "response_urls": [],
    }


def view_closed_payload(
    world: World, person: Person, view: View, *, is_cleared: bool
) -> dict[str, Any]:
    """A closed modal whose app wanted to know."""
    return _interaction(world, person, "view_closed") | {
        "view": view_json(world, view),
        "is_cleared": is_cleared,
    }


def _interaction(world: World, person: Person, kind: str) -> dict[str, Any]:
    store = world.store
    return {
        "type": kind,
        "team": {"id": store.team_id, "domain": store.team_domain},
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": person.team_id,
        },
        "api_app_id": store.app_id,
        "token": world.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def event_payload(world: World, event: dict[str, Any]) -> dict[str, Any]:
    """An event in the wrapping of the Events API."""
    store = world.store
    return {
        "token": world.verification_token,
        "team_id": store.team_id,
        "api_app_id": store.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(store.clock()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": store.team_id,
                "user_id": store.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def build_action(
    world: World,
    blocks: Iterable[dict[str, Any]],
    *,
    action_id: str,
    block_id: str | None = None,
    value: str | None = None,
    selected_user: str | None = None,
    selected_option: str | None = None,
) -> dict[str, Any]:
    """What a person did with one element of these blocks; options are named by their value.

    Raises SlackError when they have no such element or option.
    """
    for block, element in _elements(blocks):
        fits = element.get("action_id") == action_id and block_id in (None, block["block_id"])
        if not fits or (value is not None and element.get("value") != value):
            continue
        action = {
            "type": element["type"],
            "block_id": block["block_id"],
            "action_id": action_id,
            "action_ts": world.store.new_ts(),
        }
        if element["type"] == "button":
            shown = {key: element[key] for key in ("text", "value", "style") if key in element}
            return action | shown
        if selected_user is not None and "users_select" in element["type"]:
            return action | {"selected_user": selected_user}
        for option in element.get("options", []):
            if option["value"] == selected_option:
                return action | {"selected_option": option}
        raise SlackError("option_not_found")
    raise SlackError("action_not_found")


def _elements(
    blocks: Iterable[dict[str, Any]],
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for block in blocks:
        elements = block.get("elements", []) if block["type"] == "actions" else []
        for element in [*elements, *([block["accessory"]] if "accessory" in block else [])]:
            yield block, element
