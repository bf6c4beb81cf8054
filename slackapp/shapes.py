"""What each kind of request must look like, so that neither Bolt nor a handler stumbles over it.

A kind that is not described here goes no further; a field that is not described is not looked at.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from slackapp.guard import Refusal

#: An id, trigger or timestamp of Slack's.
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,255}$")]
#: What people write: no database takes a null byte, and pydantic refuses lone surrogates.
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]


def _read_blank(value: Any) -> Any:
    return None if value == "" else value


#: An id that Slack leaves out, sends as null, or sends empty where there is none.
OptionalId = Annotated[Id | None, BeforeValidator(_read_blank)]


def _check_absent(value: Any) -> None:
    if value is not None:
        raise ValueError("belongs to another kind of request")


#: Fields that tell the kinds apart for Bolt.
Absent = Annotated[Any, AfterValidator(_check_absent)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True)


class _Named(_Shape):
    id: Id | None = None
    team_id: OptionalId = None
    enterprise_id: OptionalId = None
    name: Words | None = None
    username: Words | None = None


class _Actor(_Named):
    id: Id


class _Authorization(_Shape):
    team_id: OptionalId = None
    enterprise_id: OptionalId = None


class _Request(_Shape):
    type: Absent = None
    command: Absent = None
    actions: Absent = None
    event: Absent = None
    view: Absent = None
    team: _Named | None = None
    user: _Named | None = None
    channel: _Named | None = None
    enterprise: _Named | None = None
    authorizations: list[_Authorization] | None = None
    team_id: OptionalId = None
    enterprise_id: OptionalId = None
    response_url: Words | None = None


class _Command(_Request):
    command: Words
    team_id: Id
    user: Absent = None
    user_id: Id
    user_name: Words | None = None
    channel_id: Id
    channel_name: Words | None = None
    trigger_id: Id
    text: Words | None = None


class _Option(_Shape):
    value: Words


class _Action(_Shape):
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


class _Actions(_Request):
    type: Words
    actions: Annotated[list[_Action], Field(min_length=1)]
    view: dict[str, Any] | None = None
    user: _Actor
    trigger_id: Id


class _State(_Shape):
    values: dict[Words, dict[Words, dict[str, Any]]]


class _Form(_Shape):
    id: Id
    hash: Words | None = None
    callback_id: Words
    private_metadata: Words = ""
    state: _State


class _View(_Request):
    type: Words
    view: _Form
    user: _Actor
    trigger_id: Id | None = None


class _Account(_Shape):
    #: All else of an account is read with care where it is stored, as that of a list is.
    id: Id


class _EventBody(_Shape):
    type: Words


class _PersonBody(_EventBody):
    user: _Account


class _HomeBody(_EventBody):
    user: Id
    tab: Words | None = None


class _Event(_Request):
    type: Words
    event_id: Id
    event: _EventBody

    @model_validator(mode="after")
    def _check_team(self) -> _Event:
        # Where both are there, the authorization says whose app it is that hears of the event.
        if not (self.team_id or (self.authorizations and self.authorizations[0].team_id)):
            raise ValueError("of no workspace")
        return self


class _PersonEvent(_Event):
    event: _PersonBody


class _HomeEvent(_Event):
    event: _HomeBody


class _UrlVerification(_Request):
    type: Words
    challenge: Words


class _RateLimited(_Request):
    type: Words
    minute_rate_limited: int | None = None


class _SslCheck(_Request):
    ssl_check: Literal["1"]


#: The kind of Slack's word that it sends no more events for now.
RATE_LIMITED = "rate_limited"

_TYPES: dict[str, tuple[str, type[_Request]]] = {
    "block_actions": ("action", _Actions),
    "event_callback": ("event", _Event),
    "view_submission": ("view", _View),
    "view_closed": ("view", _View),
    "app_rate_limited": (RATE_LIMITED, _RateLimited),
    "url_verification": ("check", _UrlVerification),
}
_EVENTS: dict[str, type[_Request]] = {
    "team_join": _PersonEvent,
    "user_change": _PersonEvent,
    "app_home_opened": _HomeEvent,
}


def check_shape(payload: dict[str, Any]) -> str:
    """The kind of a request: command, action, event, view, rate_limited, or check for a probe.

    Raises Refusal when it is of no kind that we know, or not shaped like it.
    """
    kind, shape = _find_shape(payload)
    try:
        shape.model_validate(payload)
    except ValidationError as error:
        # The places alone: pydantic's own words repeat what stood there.
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        places = {".".join(map(str, fault["loc"])) for fault in faults}
        raise Refusal(HTTPStatus.BAD_REQUEST, "shape", kind=kind, places=sorted(places)) from None
    return kind


def _find_shape(payload: dict[str, Any]) -> tuple[str, type[_Request]]:
    if "ssl_check" in payload:
        return "check", _SslCheck
    if "command" in payload:
        return "command", _Command
    found = _TYPES.get(str(payload.get("type")))
    if found is None:
        raise Refusal(HTTPStatus.BAD_REQUEST, "unknown_kind")
    kind, shape = found
    event = payload.get("event")
    if shape is _Event and isinstance(event, dict):
        shape = _EVENTS.get(str(event.get("type")), _Event)
    return kind, shape
