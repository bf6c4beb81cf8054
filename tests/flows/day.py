"""A day on which somebody tries all there is: every word, and whatever is shown to be pressed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from slackapp.blocks import ids
from slackapp.cli.manifest import build_manifest
from slackapp.domain.kudos.step import GIVE_KUDOS
from slackapp.handlers.command import WORDS
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.view_state import find_elements
from slackapp.sandbox.views import View

#: Behind which of the Home's buttons there is another view of it.
_VIEWS = (ids.HOME_WORKSPACE, ids.HOME_TEAM, ids.HOME_MINE)
_THANKS = ("empathy for listening", "for staying calm", "wobbly", "")


def live_a_day(sandbox: Sandbox, who: str, other: str, room: str) -> None:
    """Have that person, an admin, do everything once; what is refused is part of the day.

    The app is installed as its manifest declares it.
    """
    sandbox.install(build_manifest(http_url=None))
    for text in [*(f"<@{other}> {one}" for one in _THANKS), *_list_commands(other)]:
        answer = sandbox.command(who, room, text)
        shown = [one for one in sandbox.messages(room, visible_to=who) if one.ts == answer.ts]
        for message in shown:
            for chosen in _list_choices(message.blocks or (), other):
                sandbox.press(who, room, message.ts, **chosen)
                _fill_in(sandbox, who, other)
    said = sandbox.say(other, room, f"<@{sandbox.bot_user_id}> thanks for everything")
    sandbox.react(who, room, said.ts, "tada")
    sandbox.message_shortcut(who, room, said.ts, ids.THANK_MESSAGE_SHORTCUT)
    _fill_in(sandbox, who, other)
    sandbox.shortcut(who, ids.GIVE_SHORTCUT, room)
    _fill_in(sandbox, who, other)
    step = {"recipients": [other], "competency": "empathy", "message": "for your calm"}
    sandbox.run_workflow(who, GIVE_KUDOS, channel=room, **step)
    sandbox.change_person(other, real_name="Ben the Second")
    sandbox.open_home(who)
    sandbox.wait_for(lambda: sandbox.home(who), message="no Home came")
    for view in _VIEWS:
        _press_all(sandbox, who, other, view)


def _list_commands(other: str) -> Iterator[str]:
    for word in sorted({one.word for one in WORDS} | {"help", "private"}):
        yield from (word, f"{word} <@{other}>")


def _press_all(sandbox: Sandbox, who: str, other: str, action_id: str) -> None:
    """Go to a view of the Home, and press everything on it."""
    home = sandbox.home(who)
    assert home is not None
    sandbox.press_in_view(who, home, action_id)
    for chosen in _list_choices(home.blocks, other):
        if chosen["action_id"] not in _VIEWS:
            sandbox.press_in_view(who, sandbox.home(who) or home, **chosen)
            _fill_in(sandbox, who, other)


def _fill_in(sandbox: Sandbox, who: str, other: str) -> None:
    """Press everything in the form that is open, send it, and close it."""
    view = sandbox.modal(who)
    if view is None:
        return
    for chosen in _list_choices(view.blocks, other):
        sandbox.press_in_view(who, view, **chosen)
        sandbox.options_in_view(who, view, chosen["action_id"], "emp")
    sandbox.submit(who, view, **dict(_list_inputs(view, other)))
    while (left := sandbox.modal(who)) is not None:
        sandbox.close_view(who, left)


def _list_inputs(view: View, other: str) -> Iterator[tuple[str, Any]]:
    for block, element in find_elements(view.blocks):
        if block["type"] == "input":
            yield block["block_id"], _choose(element, other).get("value", "1")


def _list_choices(blocks: Iterable[dict[str, Any]], other: str) -> list[dict[str, Any]]:
    return [_choose(element, other) for _, element in find_elements(blocks)]


def _choose(element: dict[str, Any], other: str) -> dict[str, Any]:
    """The first that can be chosen of an element, as the sandbox is told."""
    chosen: dict[str, Any] = {"action_id": element["action_id"]}
    options = element.get("options") or [
        option for group in element.get("option_groups", ()) for option in group["options"]
    ]
    match element["type"]:
        case "button":
            chosen |= {"value": element["value"]} if "value" in element else {}
        case "users_select":
            chosen["selected_user"] = other
        case "multi_users_select":
            chosen["selected_users"] = [other]
        case _ if options and "multi" not in element["type"]:
            chosen["selected_option"] = options[0]["value"]
        case _ if options:
            chosen["selected_options"] = [options[0]["value"]]
        case _:
            chosen["value"] = "1"
    return chosen
