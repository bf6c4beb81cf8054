"""External selects: the app is asked for options, and its answer is checked as Slack does."""

from __future__ import annotations

from typing import Any

from slackapp.sandbox.blocks import BlockChecker
from slackapp.sandbox.delivery import Delivery
from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.humans import Answer, Humans
from slackapp.sandbox.payloads import message_place, suggestion_payload, view_place
from slackapp.sandbox.view_state import find_elements
from slackapp.sandbox.world import World

#: Letters that Slack waits for where the element does not say.
MIN_QUERY_LENGTH = 3
MAX_OPTIONS = 100


def find_option_errors(answer: Any) -> list[str]:
    """Every broken rule of an app's answer, each with its place."""
    checker = _AnswerChecker()
    checker.answer(answer)
    return checker.errors


class _AnswerChecker(BlockChecker):
    """Walks over the options that an app gave."""

    def answer(self, answer: Any) -> None:
        if not isinstance(answer, dict) or ("options" in answer) == ("option_groups" in answer):
            self.fail("/", "must have either options or option_groups")
            return
        if "options" in answer:
            self.options("", {"type": "external_select", **answer}, 0, MAX_OPTIONS)
        else:
            self.option_groups("", {"type": "external_select", **answer}, least=0)


class Options:
    """Asks for options as somebody types, and remembers what was offered."""

    def __init__(self, world: World, delivery: Delivery, humans: Humans) -> None:
        self._world = world
        self._delivery = delivery
        self._humans = humans

    async def ask_in_view(
        self, user: str, view_id: str, action_id: str, query: str, block_id: str | None = None
    ) -> Answer:
        """Type into an external select of a view; `raw` of the answer has what is offered."""
        self._humans.get_actor(user)
        view = self._world.views.find(user, view_id)
        place = view_place(self._world, view)
        return await self._ask(user, view.id, view.blocks, place, action_id, query, block_id)

    async def ask_in_message(
        self,
        user: str,
        channel_id: str,
        ts: str,
        action_id: str,
        query: str,
        block_id: str | None = None,
    ) -> Answer:
        """Type into an external select of a message."""
        channel, message = self._humans.get_message(user, channel_id, ts)
        place = message_place(self._world, channel, message)
        blocks = list(message.blocks or ())
        return await self._ask(user, message.ts, blocks, place, action_id, query, block_id)

    async def _ask(
        self,
        user: str,
        container: str,
        blocks: list[dict[str, Any]],
        place: dict[str, Any],
        action_id: str,
        query: str,
        block_id: str | None,
    ) -> Answer:
        block, element = _find_select(blocks, action_id, block_id)
        if len(query) < element.get("min_query_length", MIN_QUERY_LENGTH):
            return Answer(ok=False, error="query_too_short")
        person = self._humans.get_actor(user)
        payload = suggestion_payload(self._world, person, block["block_id"], action_id, query)
        ack = await self._delivery.deliver("interactive", payload | place)
        if ack.error is not None:
            return Answer(ok=False, error=ack.error, raw=ack.payload)
        if errors := find_option_errors(ack.payload):
            return Answer(ok=False, error="invalid_options", text="; ".join(errors))
        self._world.offers.add(user, container, block["block_id"], element, ack.payload)
        return Answer(ok=True, raw=ack.payload)


def _find_select(
    blocks: list[dict[str, Any]], action_id: str, block_id: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    for block, element in find_elements(blocks):
        is_it = element.get("action_id") == action_id and block_id in (None, block["block_id"])
        if is_it and element["type"] in ("external_select", "multi_external_select"):
            return block, element
    raise SlackError("action_not_found")
