"""What tests and the demo let people do in a running sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.executions import Execution
from slackapp.sandbox.humans import Answer
from slackapp.sandbox.parts import Parts
from slackapp.sandbox.state import Message
from slackapp.sandbox.views import View

T = TypeVar("T")


class Acting:
    """Acts as people, and waits for what comes back; a part of `Sandbox`."""

    _parts: Parts
    _loop: asyncio.AbstractEventLoop | None

    def command(
        self,
        user: str,
        channel: str,
        text: str,
        command: str = "/kudos",
        thread_ts: str | None = None,
    ) -> Answer:
        """Type a command, and wait for what comes back; in a thread Slack takes none."""
        line = f"{command} {text}".strip()
        return self._answer(self._parts.humans.command(user, channel, line, thread_ts))

    def shortcut(self, user: str, callback_id: str, channel: str | None = None) -> Answer:
        """Choose a global shortcut, while looking at a channel, which the app is not told."""
        return self._answer(self._parts.shortcuts.run(user, callback_id, channel))

    def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Answer:
        """Choose a shortcut of a message."""
        return self._answer(self._parts.shortcuts.run_on_message(user, channel, ts, callback_id))

    def press(self, user: str, channel: str, ts: str, action_id: str, **chosen: Any) -> Answer:
        """Press a button or choose from a menu, and wait for the acknowledgement.

        `chosen` are `block_id` and one of `slackapp.sandbox.actions.CHOSEN`; an option is named by
        its value.
        """
        return self._answer(
            self._parts.humans.press(user, channel, ts, action_id=action_id, **chosen)
        )

    def options(
        self, user: str, channel: str, ts: str, action_id: str, query: str, **where: str
    ) -> Answer:
        """Type into an external select of a message; `raw` is what the app offers."""
        work = self._parts.options.ask_in_message(user, channel, ts, action_id, query, **where)
        return self._answer(work)

    def open_home(self, user: str) -> str | None:
        """Look at the app's Home as a person; the id of the event that tells the app."""
        return self._parts.in_views.open_home(user)

    def home(self, user: str) -> View | None:
        """The Home that the app has shown a person."""
        return self._parts.world.views.home(user)

    def modal(self, user: str) -> View | None:
        """The modal that a person has open, the one on top."""
        return self._parts.world.views.modal(user)

    def press_in_view(
        self, user: str, view: View, action_id: str, *, values: Any = None, **chosen: Any
    ) -> Answer:
        """Use an element of a view while its inputs hold `values`; `chosen` as for `press`."""
        work = self._parts.in_views.press(user, view.id, values, action_id=action_id, **chosen)
        return self._answer(work)

    def options_in_view(
        self, user: str, view: View, action_id: str, query: str, **where: str
    ) -> Answer:
        """Type into an external select of a view; `raw` is what the app offers."""
        work = self._parts.options.ask_in_view(user, view.id, action_id, query, **where)
        return self._answer(work)

    def submit(self, user: str, view: View, **values: Any) -> Answer:
        """Submit a modal with these values, by block id; options by their value."""
        return self._answer(self._parts.in_views.submit(user, view.id, values))

    def upload(self, user: str, name: str, content: bytes) -> str:
        """Pick a file for a form as a person; its id, which is what the form then holds."""
        return self._parts.in_views.upload(user, name, content).id

    def close_view(self, user: str, view: View) -> Answer:
        """Close a modal without submitting it."""
        return self._answer(self._parts.in_views.close(user, view.id))

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write a message as a person, in a thread or not."""
        return self._parts.humans.say(user, channel, text, thread_ts)

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete a message of one's own as a person."""
        self._parts.humans.delete(user, channel, ts)

    def react(self, user: str, channel: str, ts: str, name: str) -> None:
        """React to a message as a person; raises SlackError."""
        self._parts.reactions.add(user, channel, ts, name)

    def unreact(self, user: str, channel: str, ts: str, name: str) -> None:
        """Take one's own reaction away."""
        self._parts.reactions.remove(user, channel, ts, name)

    def run_workflow(self, user: str, callback_id: str, **inputs: Any) -> Execution:
        """Run a workflow with this step of the app's; raises SlackError."""
        return self._parts.workflows.run(user, callback_id, inputs)

    def execution(self, execution_id: str) -> Execution:
        """How a workflow's step stands now."""
        found = self._parts.world.executions.find(execution_id)
        if found is None:
            raise LookupError(execution_id)
        return found

    def _answer(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        try:
            return self._call(work)
        except SlackError as error:
            return Answer(ok=False, error=error.error)

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        if self._loop is None:
            work.close()
            raise RuntimeError("the sandbox is not running")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
