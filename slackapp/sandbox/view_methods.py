"""The Web API's views.* methods."""

from __future__ import annotations

from typing import Any

from slackapp.sandbox.content import with_ids
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.methods import Call, method
from slackapp.sandbox.shapes import view_json
from slackapp.sandbox.view_rules import find_view_errors, is_too_large


@method("views.open")
def views_open(call: Call) -> dict[str, Any]:
    """Show a modal to whoever just did something."""
    content = read_view(call, "modal")
    views, trigger = call.world.views, _need_trigger(call)
    user = views.take_trigger(trigger)
    return {"view": view_json(call.world, views.open(user, content, views.place_of(trigger)))}


@method("views.push")
def views_push(call: Call) -> dict[str, Any]:
    """Show a modal on top of another."""
    content = read_view(call, "modal")
    views, trigger = call.world.views, _need_trigger(call)
    user = views.take_trigger(trigger)
    return {"view": view_json(call.world, views.push(user, content, views.place_of(trigger)))}


@method("views.update")
def views_update(call: Call) -> dict[str, Any]:
    """Change an open view."""
    content = read_view(call, None)
    # Slack wants exactly one name of the view.
    if bool(call.text("view_id")) == bool(call.text("external_id")):
        raise SlackError("invalid_arguments")
    view = call.world.views.update(
        content,
        view_id=call.text("view_id") or None,
        external_id=call.text("external_id") or None,
        expected_hash=call.text("hash") or None,
    )
    return {"view": view_json(call.world, view)}


@method("views.publish")
def views_publish(call: Call) -> dict[str, Any]:
    """Show a person their Home."""
    content = read_view(call, "home")
    person = call.store.find_person(call.text("user_id"))
    if person is None or person.is_bot:
        raise SlackError("invalid_arguments")
    view = call.world.views.publish(person.id, content, call.text("hash") or None)
    return {"view": view_json(call.world, view)}


def _need_trigger(call: Call) -> str:
    trigger = call.text("trigger_id")
    if not trigger:
        raise SlackError("invalid_arguments")
    return trigger


def read_view(call: Call, kind: str | None) -> dict[str, Any]:
    """The view of a call, when Slack would take it."""
    view = check_view(call.structure("view", "invalid_arguments"), kind)
    if any((one.get("element") or {}).get("type") == "file_input" for one in view["blocks"]):
        call.check_scope("files:read")
    return view


def check_view(view: Any, kind: str | None) -> dict[str, Any]:
    """The view with every id, when Slack would take it; raises SlackError with the reason."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments")
    if is_too_large(view):
        raise SlackError("view_too_large")
    errors = find_view_errors(view)
    if kind is not None and view.get("type") != kind:
        errors.append(f"must be {kind} [json-pointer:/view/type]")
    if errors:
        messages = [f"[ERROR] {error}" for error in errors]
        raise SlackError("invalid_arguments", response_metadata={"messages": messages})
    return view | {"blocks": [with_ids(block) for block in view["blocks"]]}
