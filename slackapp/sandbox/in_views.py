"""What people do in modals and on the app's Home."""

from __future__ import annotations

import secrets
from typing import Any

from slackapp.sandbox.actions import build_action, state_after
from slackapp.sandbox.delivery import Delivery
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.humans import Answer, Humans
from slackapp.sandbox.payloads import (
    view_actions_payload,
    view_closed_payload,
    view_submission_payload,
)
from slackapp.sandbox.response_urls import ResponseUrls
from slackapp.sandbox.shapes import upload_json, view_json
from slackapp.sandbox.state import File
from slackapp.sandbox.tour import Deed
from slackapp.sandbox.view_methods import check_view
from slackapp.sandbox.view_state import State, check_filled, fill, find_inputs
from slackapp.sandbox.views import View
from slackapp.sandbox.world import World


class InViews:
    """Acts for people in views that the app has shown them."""

    def __init__(
        self, world: World, delivery: Delivery, humans: Humans, response_urls: ResponseUrls
    ) -> None:
        self._world = world
        self._store = world.store
        self._delivery = delivery
        self._humans = humans
        self._response_urls = response_urls

    def open_home(self, user: str) -> str | None:
        """Look at the app's Home, which the app is told; the event's id."""
        person = self._humans.get_actor(user)
        im = self._store.open_im(user, self._store.bot_user_id)
        home = self._world.views.home(user)
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": im.id,
            "tab": "home",
            "event_ts": self._store.new_ts(),
        }
        if home is not None:
            event["view"] = view_json(self._world, home)
        return self._world.tell_app(event, None)

    async def press(
        self, user: str, view_id: str, values: dict[str, Any] | None = None, **chosen: Any
    ) -> Answer:
        """Use an element of a view, while its inputs hold `values`; `chosen` as in `build_action`.

        Of inputs, only those that dispatch their action are told to the app at once.
        """
        person = self._humans.get_actor(user)
        views = self._world.views
        view = views.find(user, view_id)
        state = self._fill(user, view, values or {})
        find_option = self._world.offers.finder(user, view.id)
        action = build_action(self._world, view.blocks, state, find_option, **chosen)
        view = views.hold(view, state_after(state, action))
        payload = view_actions_payload(self._world, person, view, action)
        ack = await self._delivery.deliver("interactive", payload)
        if ack.error is None:
            self._world.tour.notice(Deed("acted", user, action["action_id"]))
        return Answer(ok=ack.error is None, error=ack.error, raw=ack.payload)

    async def submit(self, user: str, view_id: str, values: dict[str, Any]) -> Answer:
        """Submit a modal; the app's errors are shown at their fields, and it stays open."""
        person = self._humans.get_actor(user)
        views = self._world.views
        view = views.find(user, view_id)
        state = self._fill(user, view, values)
        check_filled(view.blocks, state)
        view = views.hold(view, state)
        urls = self._issue_urls(user, view)
        payload = view_submission_payload(self._world, person, view, urls)
        ack = await self._delivery.deliver("interactive", payload)
        if ack.error is not None:
            return Answer(ok=False, error=ack.error, raw=ack.payload)
        answer = self._follow(user, view, ack.payload if isinstance(ack.payload, dict) else {})
        if answer.ok:
            self._world.tour.notice(Deed("acted", user, view.content.get("callback_id", "")))
        return answer

    def _issue_urls(self, user: str, view: View) -> list[dict[str, Any]]:
        """An address for answers into each conversation that was chosen where the app asked so."""
        issued = []
        for block, element in find_inputs(view.blocks):
            held = view.state[block["block_id"]][element["action_id"]]
            channel = held.get("selected_conversation") or held.get("selected_channel")
            if element.get("response_url_enabled") and channel:
                issued.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": channel,
                        "response_url": self._response_urls.issue(channel, user),
                    }
                )
        return issued

    def _follow(self, user: str, view: View, answer: dict[str, Any]) -> Answer:
        """Do what the app answered to a submission."""
        views = self._world.views
        match answer.get("response_action"):
            case "errors":
                errors = answer.get("errors")
                inputs = {one["block_id"] for one in view.blocks if one["type"] == "input"}
                if not isinstance(errors, dict) or not errors or errors.keys() - inputs:
                    return Answer(ok=False, error="invalid_errors", raw=answer)
                views.show_errors(view, dict(errors))
                return Answer(ok=False, error="errors", raw=answer)
            case "update":
                views.update(check_view(answer.get("view"), "modal"), view_id=view.id)
            case "push":
                views.push(user, check_view(answer.get("view"), "modal"))
            case "clear":
                views.close(user, all_of_them=True)
            case None:
                views.close(user)
            case _:
                return Answer(ok=False, error="invalid_response_action", raw=answer)
        return Answer(ok=True, raw=answer)

    def upload(self, user: str, name: str, content: bytes) -> File:
        """Pick a file for a form; Slack keeps it for whoever picked it, and the app may read it."""
        file = File(
            id=self._store.new_id("F"),
            name=name,
            title=name,
            size=len(content),
            upload_key=secrets.token_hex(16),
            content=content,
            owner_id=self._humans.get_actor(user).id,
        )
        self._store.put_file(file)
        return file

    def _fill(self, user: str, view: View, values: dict[str, Any]) -> State:
        """The state of a form that somebody filled in; files are given by their ids."""
        inputs = find_inputs(view.blocks)
        pickers = {block["block_id"] for block, one in inputs if one["type"] == "file_input"}
        picked = {
            block_id: [self._find_own_file(user, one) for one in values[block_id] or ()]
            for block_id in pickers & values.keys()
        }
        self._check_conversations(user, view, values)
        find_option = self._world.offers.finder(user, view.id)
        return fill(view.blocks, view.state, values | picked, find_option)

    def _check_conversations(self, user: str, view: View, values: dict[str, Any]) -> None:
        """Raise channel_not_found for one that the person could not see in the list."""
        for block, element in find_inputs(view.blocks):
            given = values.get(block["block_id"])
            if given and "conversations_select" in element["type"]:
                for channel in given if isinstance(given, list) else [given]:
                    self._humans.get_channel(user, channel)

    def _find_own_file(self, user: str, file_id: str) -> dict[str, Any]:
        file = self._store.find_file(file_id)
        if file is None or file.owner_id != user:
            raise SlackError("file_not_found")
        return upload_json(self._world, file)

    async def close(self, user: str, view_id: str) -> Answer:
        """Close a modal without submitting it, with all below it where it says so."""
        person = self._humans.get_actor(user)
        view = self._world.views.find(user, view_id)
        is_cleared = bool(view.content.get("clear_on_close"))
        self._world.views.close(user, all_of_them=is_cleared)
        if view.content.get("notify_on_close"):
            payload = view_closed_payload(self._world, person, view, is_cleared=is_cleared)
            ack = await self._delivery.deliver("interactive", payload)
            return Answer(ok=ack.error is None, error=ack.error, raw=ack.payload)
        return Answer(ok=True)
