"""The payloads that Slack sends for commands, pressed buttons and events."""

from __future__ import annotations

import secrets
from typing import Any

from slackapp.sandbox.shapes import message_json, view_json
from slackapp.sandbox.state import Channel, Message, Person, Store
from slackapp.sandbox.view_state import State
from slackapp.sandbox.views import View
from slackapp.sandbox.world import World


def channel_name(channel: Channel) -> str:
    """The name that payloads give: private channels are not named, but group messages are."""
    if channel.kind == "im":
        return "directmessage"
    return "privategroup" if channel.kind == "private" else channel.name


def new_trigger_id(world: World, user: str, channel: str | None = None) -> str:
    """A trigger_id, different for every command and press; it may open a view for the person."""
    stamp = world.store.new_ts().replace(".", "")
    trigger = f"{stamp}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
    return world.views.issue_trigger(trigger, user, channel)


def shortcut_payload(
    world: World, person: Person, callback_id: str, channel_id: str | None = None
) -> dict[str, Any]:
    """A global shortcut: it names no channel, though the person looks at one."""
    return _interaction(world, person, "shortcut") | {
        "action_ts": world.store.new_ts(),
        "callback_id": callback_id,
        "trigger_id": new_trigger_id(world, person.id, channel_id),
    }


def message_action_payload(
    world: World,
    person: Person,
    channel: Channel,
    message: Message,
    callback_id: str,
    response_url: str,
) -> dict[str, Any]:
    """A shortcut of a message, with the whole message."""
    return _interaction(world, person, "message_action") | {
        "action_ts": world.store.new_ts(),
        "callback_id": callback_id,
        "trigger_id": new_trigger_id(world, person.id, channel.id),
        "response_url": response_url,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message_ts": message.ts,
        "message": message_json(world.store, message),
    }


def suggestion_payload(
    world: World, person: Person, block_id: str, action_id: str, value: str
) -> dict[str, Any]:
    """What an external select wants to know; the caller adds where it stands."""
    return _interaction(world, person, "block_suggestion") | {
        "block_id": block_id,
        "action_id": action_id,
        "value": value,
    }


def message_place(world: World, channel: Channel, message: Message) -> dict[str, Any]:
    """Where an element of a message stands; ephemeral messages are named but not shown."""
    is_ephemeral = message.ephemeral_to is not None
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": is_ephemeral,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    place = {
        "container": container,
        "channel": {"id": channel.id, "name": channel_name(channel)},
    }
    return place if is_ephemeral else place | {"message": message_json(world.store, message)}


def view_place(world: World, view: View) -> dict[str, Any]:
    """Where an element of a view stands, with what its inputs hold."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view_json(world, view)}


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
        "is_enterprise_install": str(world.store.is_org_install).lower(),
        **_enterprise_fields(world),
        "response_url": response_url,
        "trigger_id": new_trigger_id(world, person.id, channel.id),
    }


def block_actions_payload(
    world: World,
    person: Person,
    channel: Channel,
    message: Message,
    action: dict[str, Any],
    response_url: str,
) -> dict[str, Any]:
    """A pressed button or a made choice in a message."""
    chosen = {key: value for key, value in action.items() if key.startswith("selected_")}
    values: State = {}
    if chosen and action["type"] != "overflow":
        values[action["block_id"]] = {action["action_id"]: {"type": action["type"], **chosen}}
    return (
        _interaction(world, person, "block_actions")
        | message_place(world, channel, message)
        | {
            "trigger_id": new_trigger_id(world, person.id, channel.id),
            "state": {"values": values},
            "response_url": response_url,
            "actions": [action],
        }
    )


def view_actions_payload(
    world: World, person: Person, view: View, action: dict[str, Any]
) -> dict[str, Any]:
    """A pressed button or a made choice in a view; it has no response_url."""
    return (
        _interaction(world, person, "block_actions")
        | view_place(world, view)
        | {"trigger_id": new_trigger_id(world, person.id), "actions": [action]}
    )


def view_submission_payload(
    world: World, person: Person, view: View, response_urls: list[dict[str, Any]]
) -> dict[str, Any]:
    """A submitted modal."""
    return _interaction(world, person, "view_submission") | {
        "trigger_id": new_trigger_id(world, person.id),
        "view": view_json(world, view),
        "response_urls": response_urls,
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
        "enterprise": _enterprise(world),
        "is_enterprise_install": store.is_org_install,
    }


def _enterprise(world: World) -> dict[str, str] | None:
    enterprise_id = world.store.enterprise_id
    return None if enterprise_id is None else {"id": enterprise_id, "name": enterprise_id}


def _enterprise_fields(world: World) -> dict[str, str]:
    enterprise_id = world.store.enterprise_id
    fields = {"enterprise_id": enterprise_id or "", "enterprise_name": enterprise_id or ""}
    return fields if enterprise_id else {}


#: What Slack tells when the app is gone, or of an organisation: no installation hears of it.
_OF_NO_INSTALLATION = frozenset(
    {"app_uninstalled", "tokens_revoked", "team_access_granted", "team_access_revoked"}
)
_OF_THE_ORGANISATION = frozenset({"team_access_granted", "team_access_revoked"})


def event_payload(world: World, event: dict[str, Any]) -> dict[str, Any]:
    """An event in the wrapping of the Events API."""
    store, kind = world.store, event["type"]
    is_of_org = kind in _OF_THE_ORGANISATION or (
        store.is_org_install and kind in _OF_NO_INSTALLATION
    )
    return {
        "token": world.verification_token,
        "team_id": None if is_of_org else store.team_id,
        **({"enterprise_id": store.enterprise_id} if store.enterprise_id else {}),
        "api_app_id": store.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(store.clock()),
        "is_ext_shared_channel": False,
    } | ({"authorizations": []} if kind in _OF_NO_INSTALLATION else _installed_as(store))


def _installed_as(store: Store) -> dict[str, Any]:
    """For whom an event is."""
    return {
        "event_context": f"4-{secrets.token_hex(16)}",
        "authorizations": [
            {
                "enterprise_id": store.enterprise_id,
                "team_id": store.team_id,
                "user_id": store.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": store.is_org_install,
            }
        ],
    }
