"""Attaching a feature's functions to what Slack sends: who listens knows nothing of Bolt.

A function takes the tools and the value of what was sent, and returns its answer. Where it is one
transaction it takes the session too, and a UserFacingError that it raises changes nothing and is
told where the person looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from slack_bolt import Ack, App, BoltContext
from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import Content
from slackapp.handlers.base.forms import FormAnswer, answer_form, store_form
from slackapp.handlers.base.reply import answer_click, answer_tap, open_view
from slackapp.handlers.base.requests import (
    REQUEST,
    Click,
    Command,
    Event,
    Mention,
    Shortcut,
    StepRun,
    Submission,
    Suggestion,
)
from slackapp.tools import Tools
from slackapp.traces import span

#: The id of an action, a pattern of them, or patterns of a block's and an action's.
Action = str | re.Pattern[str] | dict[str, str | re.Pattern[str]]
#: Groups of a menu's options, as Slack wants them.
Options = list[dict[str, Any]]


def _handling(kind: str, what: Action) -> AbstractContextManager[None]:
    """The span of a handler, under the id that it listens to."""
    ids = what.values() if isinstance(what, dict) else [what]
    names = [one if isinstance(one, str) else one.pattern for one in ids]
    return span(f"{kind} {' '.join(names)}")


def on_command(
    app: App, tools: Tools, name: str, answer: Callable[[Tools, Command], Content | None]
) -> None:
    """Answer a command, so that only the person who typed it sees; None where a form has opened."""

    @app.command(name)
    def listen(ack: Ack, context: BoltContext) -> None:
        with _handling("command", name):
            content = answer(tools, context[REQUEST])
            if content is None:
                ack()
            else:
                ack(response_type="ephemeral", **content.in_plain().as_payload())


def on_click(
    app: App,
    tools: Tools,
    action: Action,
    work: Callable[[Tools, Session, Click], Content | None],
    *,
    replace: bool = True,
    then: Callable[[Tools, Click], None] | None = None,
) -> None:
    """Have a click do `work` once, in one transaction with the promise of its answer.

    The answer takes the place of what was clicked, or stands beside it where it is not to `replace`
    it. `then` is what is shown after the commit.
    """

    @app.action(action)
    def listen(ack: Ack, context: BoltContext) -> None:
        with _handling("click", action):
            click: Click = context[REQUEST]
            answer_click(tools, click, lambda session: work(tools, session, click), replace=replace)
            if then is not None:
                then(tools, click)
            ack()


def on_tap(
    app: App, tools: Tools, action: Action, work: Callable[[Tools, Click], Content | None]
) -> None:
    """The same for a click whose work asks Slack something, or has transactions of its own."""

    @app.action(action)
    def listen(ack: Ack, context: BoltContext) -> None:
        with _handling("click", action):
            answer_tap(tools, context[REQUEST], work)
            ack()


def on_opening(
    app: App,
    tools: Tools,
    action: Action,
    draw: Callable[[Tools, Session, Click], dict[str, Any]],
) -> None:
    """Open the form that a click asks for."""

    @app.action(action)
    def listen(ack: Ack, context: BoltContext) -> None:
        with _handling("click", action):
            click: Click = context[REQUEST]
            open_view(tools, click, lambda session: draw(tools, session, click))
            ack()


def on_submission(
    app: App,
    tools: Tools,
    callback_id: str,
    store: Callable[[Tools, Session, Submission], None],
    *,
    first_block_id: str,
    then: Callable[[Tools, Submission], None] | None = None,
) -> None:
    """Store a form once, whole or not at all, in one transaction; `then` comes after the commit.

    A WrongField is told at its field, any other UserFacingError at the form's first.
    """

    def work(tools: Tools, submission: Submission) -> None:
        store_form(tools, submission, lambda session: store(tools, session, submission))
        if then is not None:
            then(tools, submission)

    on_form(app, tools, callback_id, work, first_block_id=first_block_id)


def on_form(
    app: App,
    tools: Tools,
    callback_id: str,
    work: Callable[[Tools, Submission], FormAnswer | None],
    *,
    first_block_id: str,
) -> None:
    """The same for a form whose work asks Slack something, or leads on to another form."""

    @app.view(callback_id)
    def listen(ack: Ack, context: BoltContext) -> None:
        with _handling("form", callback_id):
            ack(**answer_form(tools, context[REQUEST], work, first_block_id=first_block_id))


def on_suggestion(
    app: App, tools: Tools, action_id: str, look_up: Callable[[Tools, Suggestion], Options]
) -> None:
    """Look up the options of a menu for what was typed so far, in groups by their label."""

    @app.options(action_id)
    def listen(ack: Ack, context: BoltContext) -> None:
        with _handling("menu", action_id):
            groups = look_up(tools, context[REQUEST])
            # Nothing found is said as a list without options: Slack's menus know that one for sure.
            if groups:
                ack(option_groups=groups)
            else:
                ack(options=[])


def on_shortcut(
    app: App, tools: Tools, callback_id: str, work: Callable[[Tools, Shortcut], None]
) -> None:
    """Do what a shortcut is for, such as opening a form."""

    @app.shortcut(callback_id)
    def listen(ack: Ack, context: BoltContext) -> None:
        with _handling("shortcut", callback_id):
            work(tools, context[REQUEST])
            ack()


def on_event(app: App, tools: Tools, kind: str, take: Callable[[Tools, Event], None]) -> None:
    """Take what happened."""

    @app.event(kind)
    def listen(context: BoltContext) -> None:
        with _handling("event", kind):
            take(tools, context[REQUEST])


def on_mention(app: App, tools: Tools, take: Callable[[Tools, Mention], None]) -> None:
    """Take what somebody writes to the app; nothing where an app wrote it."""

    @app.event("app_mention")
    def listen(context: BoltContext) -> None:
        with _handling("event", "app_mention"):
            request = context[REQUEST]
            if isinstance(request, Mention):
                take(tools, request)


def on_step(app: App, tools: Tools, take: Callable[[Tools, StepRun], None]) -> None:
    """Take a run of a workflow's step, whichever step it is."""

    @app.event("function_executed")
    def listen(context: BoltContext) -> None:
        with _handling("event", "function_executed"):
            take(tools, context[REQUEST])
