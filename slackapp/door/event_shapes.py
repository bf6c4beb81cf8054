"""What each kind of event must look like: what Slack tells of its own accord."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from slackapp.domain.base.outside import read_id, read_object
from slackapp.domain.base.slack_text import find_emoji_name
from slackapp.domain.command.mention import read_mention
from slackapp.domain.kudos import step
from slackapp.domain.kudos.reactions import HeardReaction
from slackapp.door.fields import Id, OptionalId, Part, Shape, Timestamp, Words
from slackapp.handlers.base.requests import (
    Event,
    InstallationNews,
    Mention,
    Request,
    StepRun,
)
from slackapp.services.workspace.workspaces import WorkspaceView

_REACTION_ADDED = "reaction_added"


class _Account(BaseModel):
    #: All else of an account is read with care where it is stored, as that of a list is.
    model_config = ConfigDict(strict=True, extra="allow")

    id: Id

    def as_told(self) -> dict[str, Any]:
        """The account as Slack told it."""
        return {"id": self.id, **(self.model_extra or {})}


class _EventBody(Part):
    type: Words


class _PersonBody(_EventBody):
    user: _Account


class _HomeBody(_EventBody):
    user: Id
    tab: Words | None = None


class _JoinedBody(_EventBody):
    user: Id
    channel: Id


class _MentionBody(_EventBody):
    channel: Id
    text: Words
    user: OptionalId = None
    bot_id: OptionalId = None
    thread_ts: OptionalId = None
    edited: Any = None


class _Parameter(Part):
    type: Words
    name: Words


class _Function(Part):
    callback_id: Words
    input_parameters: list[_Parameter]


class _StepBody(_EventBody):
    function: _Function
    inputs: dict[str, Any]
    function_execution_id: Id
    bot_access_token: Words

    def find_giver(self) -> str:
        """Whoever Slack says is at it, and whom nobody can fill in; empty where it says nobody."""
        types = {one.name: one.type for one in self.function.input_parameters}
        if types.get(step.GIVER) != step.ACTING_PERSON:
            return ""
        return _read_person(read_object(self.inputs.get(step.GIVER)).get("id"))

    def list_recipients(self) -> tuple[str, ...]:
        """The people whom the inputs name, each once."""
        named = self.inputs.get(step.RECIPIENTS)
        people = map(_read_person, named if isinstance(named, list) else [named])
        return tuple(dict.fromkeys(filter(None, people)))

    def read_words(self, name: str) -> str:
        """The text of an input; empty where it has none."""
        value = self.inputs.get(name)
        return value if isinstance(value, str) else ""


_PERSON = re.compile(r"[UW][A-Z0-9]{1,254}")


def _read_person(value: Any) -> str:
    return value if isinstance(value, str) and _PERSON.fullmatch(value) else ""


class _ReactedTo(Part):
    type: Words
    channel: Id | None = None
    ts: Timestamp | None = None


class _ReactionBody(_EventBody):
    user: Id
    reaction: Words
    item: _ReactedTo
    item_user: OptionalId = None
    event_ts: Timestamp


class _RevokedTokens(Part):
    oauth: list[Id] | None = None
    bot: list[Id] | None = None


class _InstallationBody(_EventBody):
    tokens: _RevokedTokens | None = None
    team_ids: list[Id] | None = None


class EventShape(Shape):
    """An event, of whatever kind."""

    kind = "event"

    type: Words
    event_id: Id
    event: _EventBody

    @model_validator(mode="after")
    def _check_team(self) -> EventShape:
        # Where both are there, the authorization says whose app it is that hears of the event.
        if not (self.team_id or (self.authorizations and self.authorizations[0].team_id)):
            raise ValueError("of no workspace")
        return self

    def for_workspace(self, workspace: WorkspaceView) -> Request:
        """What happened; of a kind that nobody here listens to, that it did."""
        return self.as_event(workspace)

    def as_event(self, workspace: WorkspaceView) -> Event:
        """The event, without anything of what happened."""
        return Event(workspace=workspace, slack_user_id="", request_key=self.event_id)


class _PersonEvent(EventShape):
    event: _PersonBody

    def for_workspace(self, workspace: WorkspaceView) -> Event:
        """The account that is new or has changed."""
        return replace(self.as_event(workspace), account=self.event.user.as_told())


class _HomeEvent(EventShape):
    event: _HomeBody

    def for_workspace(self, workspace: WorkspaceView) -> Event:
        """Whoever looks at their Home; on another tab nobody does anything."""
        told, is_home = self.as_event(workspace), self.event.tab == "home"
        return replace(told, slack_user_id=self.event.user if is_home else "", is_home=is_home)


class _JoinedEvent(EventShape):
    event: _JoinedBody

    def for_workspace(self, workspace: WorkspaceView) -> Event:
        """Where the app has joined a channel, which one; nobody does anything."""
        told, is_own = self.as_event(workspace), self.event.user == workspace.slack_bot_user_id
        return replace(told, slack_joined_channel_id=self.event.channel if is_own else "")


class _MentionEvent(EventShape):
    event: _MentionBody

    def for_workspace(self, workspace: WorkspaceView) -> Request:
        """What somebody wrote to the app, or of it; nothing where an app did, or it was edited."""
        said = self.event
        if not said.user or said.bot_id or said.edited or said.user == workspace.slack_bot_user_id:
            return self.as_event(workspace)
        read = read_mention(said.text, slack_app_user_id=workspace.slack_bot_user_id)
        return Mention(
            workspace=workspace,
            slack_user_id=said.user,
            request_key=self.event_id,
            slack_channel_id=said.channel,
            channel_name="",
            text=read.text,
            slack_thread_ts=said.thread_ts or "",
            is_addressed=read.is_addressed,
        )


class _StepEvent(EventShape):
    event: _StepBody

    def for_workspace(self, workspace: WorkspaceView) -> StepRun:
        """The run of a step; it is the same however often Slack tells of it."""
        told = self.event
        return StepRun(
            workspace=workspace,
            slack_user_id=told.find_giver(),
            request_key=f"function:{told.function_execution_id}",
            callback_id=told.function.callback_id,
            execution_id=told.function_execution_id,
            token=told.bot_access_token,
            slack_user_ids=told.list_recipients(),
            competency=told.read_words(step.COMPETENCY),
            message=told.read_words(step.MESSAGE),
            slack_channel_id=read_id(told.read_words(step.CHANNEL)) or "",
        )


class ReactionEvent(EventShape):
    """A reaction that was added or taken away; most of all events are of this kind."""

    event: _ReactionBody

    def for_workspace(self, workspace: WorkspaceView) -> Event:
        """Whoever reacted to a message, or took that away; to anything else, that it happened."""
        told, item = self.event, self.event.item
        happened = self.as_event(workspace)
        if item.type != "message" or item.channel is None or item.ts is None:
            return happened
        reaction = HeardReaction(
            slack_user_id=told.user,
            name=find_emoji_name(told.reaction) or "",
            slack_channel_id=item.channel,
            slack_ts=item.ts,
            slack_author_id=told.item_user or "",
            is_there=told.type == _REACTION_ADDED,
            event_ts=told.event_ts,
        )
        return replace(happened, reaction=reaction)


class InstallationEvent(EventShape):
    """Something about an installation, of which there may be none any more, or none yet."""

    event: _InstallationBody
    event_time: int = Field(ge=0, le=10**11)

    @model_validator(mode="after")
    def _check_team(self) -> InstallationEvent:
        # It may be about a whole organisation, and name no workspace.
        if not (self.team_id or self.enterprise_id):
            raise ValueError("of no workspace and no organisation")
        return self

    def as_news(self) -> InstallationNews | None:
        """What happened; None where it is about the tokens of people, of which we have none."""
        told = self.event
        if told.type == "tokens_revoked" and not (told.tokens and told.tokens.bot):
            return None
        team_id, enterprise_id = self.team_id or None, self.enterprise_id or None
        if team_id is not None and team_id.startswith("E"):
            # An organisation's own id may stand in the place of a team's.
            team_id, enterprise_id = None, enterprise_id or team_id
        names_team = team_id is not None
        if told.type in ("team_access_granted", "team_access_revoked") or self._is_of_org():
            team_id = None
        return InstallationNews(
            kind=told.type,
            slack_team_id=team_id,
            slack_enterprise_id=enterprise_id,
            slack_team_ids=tuple(told.team_ids or ()),
            told_at=datetime.fromtimestamp(self.event_time, UTC),
            is_clear=not names_team or team_id is not None,
        )

    def _is_of_org(self) -> bool:
        told = self.authorizations or []
        return any(one.is_enterprise_install in (True, "true") for one in told)


#: Of the kinds that somebody here listens to; any other is an event alone.
EVENTS: dict[str, type[Shape]] = {
    "team_join": _PersonEvent,
    "user_change": _PersonEvent,
    "app_home_opened": _HomeEvent,
    "member_joined_channel": _JoinedEvent,
    "app_mention": _MentionEvent,
    "function_executed": _StepEvent,
    _REACTION_ADDED: ReactionEvent,
    "reaction_removed": ReactionEvent,
    "app_uninstalled": InstallationEvent,
    "tokens_revoked": InstallationEvent,
    "team_access_granted": InstallationEvent,
    "team_access_revoked": InstallationEvent,
}
