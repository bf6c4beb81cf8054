"""What the shapes of all requests share: their fields' kinds, and what each must have or lack."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
)

#: An id, trigger or timestamp of Slack's.
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,255}$")]
#: Slack's time of a message or an event, in seconds.
Timestamp = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}\.[0-9]{1,9}$")]
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


class Part(BaseModel):
    """A part of what Slack sends, each field of exactly its kind."""

    model_config = ConfigDict(strict=True)


class Named(Part):
    """Somebody or something that a request names."""

    id: Id | None = None
    team_id: OptionalId = None
    enterprise_id: OptionalId = None
    name: Words | None = None
    username: Words | None = None


class _Authorization(Part):
    team_id: OptionalId = None
    enterprise_id: OptionalId = None
    #: True, or the word for it, as in a form.
    is_enterprise_install: Any = None


class Shape(Part):
    """What all kinds of requests share."""

    #: The kind as metrics name it.
    kind: ClassVar[str]

    type: Absent = None
    command: Absent = None
    actions: Absent = None
    event: Absent = None
    view: Absent = None
    team: Named | None = None
    user: Named | None = None
    channel: Named | None = None
    enterprise: Named | None = None
    authorizations: list[_Authorization] | None = None
    team_id: OptionalId = None
    enterprise_id: OptionalId = None
    response_url: Words | None = None
