"""What each kind of request must look like, so that neither Bolt nor a handler stumbles over it.

A kind that is not described here goes no further; a field that is not described is not looked at.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from slackapp.door.event_shapes import EVENTS, EventShape
from slackapp.door.fields import Absent, Id, Named, OptionalId, Part, Shape, Words
from slackapp.handlers.base.form_values import Values
from slackapp.handlers.base.requests import (
    Click,
    Command,
    MessageView,
    Shortcut,
    Submission,
    Suggestion,
    View,
)
from slackapp.refusal import Refusal
from slackapp.services.workspace.workspaces import WorkspaceView

#: The kind of Slack's word that it sends no more events for now.
RATE_LIMITED = "rate_limited"


class _Command(Shape):
    kind = "command"

    command: Words
    team_id: Id
    user: Absent = None
    user_id: Id
    user_name: Words | None = None
    channel_id: Id
    channel_name: Words | None = None
    trigger_id: Id
    text: Words | None = None

    def for_workspace(self, workspace: WorkspaceView) -> Command:
        """The command as it was typed."""
        return Command(
            workspace=workspace,
            slack_user_id=self.user_id,
            request_key=self.trigger_id,
            slack_channel_id=self.channel_id,
            channel_name=self.channel_name or "",
            text=(self.text or "").strip(),
            response_url=self.response_url or "",
        )


class _Actor(Named):
    id: Id


class _Option(Part):
    value: Words


class _Action(Part):
    type: Words
    action_id: Words
    block_id: Words
    value: Words | None = None
    selected_option: _Option | None = None
    selected_user: Id | None = None

    @model_validator(mode="after")
    def _check_choice(self) -> _Action:
        if self.type == "users_select" and self.selected_user is None:
            raise ValueError("nobody was chosen")
        return self

    @property
    def chosen(self) -> str:
        """What the button carries, the value of the chosen option, or the chosen person."""
        if self.selected_option is not None:
            return self.selected_option.value
        return self.selected_user or self.value or ""


class _State(Part):
    values: dict[Words, dict[Words, dict[str, Any]]]


class _View(Part):
    id: Id
    #: Bolt looks here, too, for the workspace that a request is from.
    app_installed_team_id: OptionalId = None
    team_id: OptionalId = None
    type: Words | None = None
    hash: Words | None = None
    private_metadata: Words | None = None
    state: _State | None = None

    def as_value(self) -> View:
        """The view with what its inputs hold."""
        return View(
            slack_view_id=self.id,
            view_hash=self.hash or "",
            is_home=self.type == "home",
            metadata=self.private_metadata or "",
            values=Values({} if self.state is None else self.state.values),
        )


class _Actions(Shape):
    kind = "action"

    type: Words
    actions: Annotated[list[_Action], Field(min_length=1)]
    view: _View | None = None
    user: _Actor
    trigger_id: Id

    def for_workspace(self, workspace: WorkspaceView) -> Click:
        """What was pressed or chosen: Slack sends one at a time."""
        action = self.actions[0]
        return Click(
            workspace=workspace,
            slack_user_id=self.user.id,
            request_key=self.trigger_id,
            action_id=action.action_id,
            block_id=action.block_id,
            value=action.chosen,
            slack_channel_id=(self.channel and self.channel.id) or "",
            channel_name=(self.channel and self.channel.name) or "",
            response_url=self.response_url or "",
            view=None if self.view is None else self.view.as_value(),
        )


class _Looking(Shape):
    kind = "options"

    type: Words
    action_id: Words
    block_id: Words
    value: Words
    view: _View | None = None
    user: _Actor

    def for_workspace(self, workspace: WorkspaceView) -> Suggestion:
        """What was typed so far."""
        return Suggestion(
            workspace=workspace,
            slack_user_id=self.user.id,
            request_key="",
            action_id=self.action_id,
            block_id=self.block_id,
            typed=self.value,
            view=None if self.view is None else self.view.as_value(),
        )


class _Shortcut(Shape):
    kind = "shortcut"

    type: Words
    callback_id: Words
    user: _Actor
    trigger_id: Id

    def for_workspace(self, workspace: WorkspaceView) -> Shortcut:
        """The shortcut that was chosen."""
        return Shortcut(
            workspace=workspace,
            slack_user_id=self.user.id,
            request_key=self.trigger_id,
            callback_id=self.callback_id,
            response_url=self.response_url or "",
        )


class _Message(Part):
    ts: Id
    user: OptionalId = None
    bot_id: OptionalId = None
    thread_ts: OptionalId = None
    text: Words | None = None


class _Place(Named):
    id: Id


class _MessageShortcut(_Shortcut):
    channel: _Place
    message: _Message

    def for_workspace(self, workspace: WorkspaceView) -> Shortcut:
        """The shortcut, with the message that it was chosen at."""
        ts = self.message.ts
        message = MessageView(
            slack_channel_id=self.channel.id,
            slack_ts=ts,
            slack_author_id=self.message.user or "",
            is_from_app=self.message.bot_id is not None,
            text=self.message.text or "",
            # What has answers names itself as their thread.
            slack_thread_ts=thread if (thread := self.message.thread_ts or "") != ts else "",
        )
        chosen = super().for_workspace(workspace)
        return replace(chosen, channel_name=self.channel.name or "", message=message)


class _Form(_View):
    #: Bolt stumbles over a form that is of no type.
    type: Words
    callback_id: Words
    state: _State


class _Sending(Shape):
    kind = "view"

    type: Words
    view: _Form
    user: _Actor
    trigger_id: Id | None = None

    def for_workspace(self, workspace: WorkspaceView) -> Submission:
        """The form that was sent."""
        view = self.view.as_value()
        return Submission(
            workspace=workspace,
            slack_user_id=self.user.id,
            request_key=f"view:{view.slack_view_id}:{view.view_hash}",
            callback_id=self.view.callback_id,
            view=view,
        )


class _UrlVerification(Shape):
    kind = "check"

    type: Words
    challenge: Words


class _RateLimited(Shape):
    kind = RATE_LIMITED

    type: Words
    minute_rate_limited: int | None = None


class _SslCheck(Shape):
    kind = "check"

    ssl_check: Literal["1"]


_TYPES: dict[str, type[Shape]] = {
    "block_actions": _Actions,
    "block_suggestion": _Looking,
    "shortcut": _Shortcut,
    "message_action": _MessageShortcut,
    "event_callback": EventShape,
    "view_submission": _Sending,
    "view_closed": _Sending,
    "app_rate_limited": _RateLimited,
    "url_verification": _UrlVerification,
}


def check_shape(payload: dict[str, Any]) -> Shape:
    """A request of its kind: command, action, options, shortcut, event, view, rate_limited, check.

    Raises Refusal when it is of no kind that we know, or not shaped like it.
    """
    shape = _find_shape(payload)
    try:
        return shape.model_validate(payload)
    except ValidationError as error:
        # The places alone: pydantic's own words repeat what stood there.
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        places = sorted({".".join(map(str, fault["loc"])) for fault in faults})
        refused = {"kind": shape.kind, "places": places}
        raise Refusal(HTTPStatus.BAD_REQUEST, "shape", **refused) from None


def _find_shape(payload: dict[str, Any]) -> type[Shape]:
    if "ssl_check" in payload:
        return _SslCheck
    if "command" in payload:
        return _Command
    shape = _TYPES.get(str(payload.get("type")))
    if shape is None:
        raise Refusal(HTTPStatus.BAD_REQUEST, "unknown_kind")
    event = payload.get("event")
    if shape is EventShape and isinstance(event, dict):
        return EVENTS.get(str(event.get("type")), EventShape)
    return shape
