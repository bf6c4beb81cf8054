"""What somebody did in Slack, as values: made once, of what was checked, with the workspace."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from slackapp.domain.kudos.reactions import HeardReaction
from slackapp.handlers.base.form_values import Values
from slackapp.services.workspace.workspaces import WorkspaceView

#: In the context of Bolt's: what Slack sent, of a shape that was checked, and the value made of it.
SENT = "sent"
REQUEST = "request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Whatever somebody did; its key is the same when Slack, or anybody, sends it again.

    `slack_user_id` is empty where nobody acts, and Slack itself tells something.
    """

    workspace: WorkspaceView
    slack_user_id: str
    request_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Request):
    """A command as it was typed, and where; the text has no blanks around it.

    `slack_thread_ts` names the thread where one was typed in a message; no command works in one.
    """

    slack_channel_id: str
    channel_name: str
    text: str
    response_url: str = ""
    #: Whether Slack was asked already who they are: nothing more is asked before the answer.
    has_asked_slack: bool = False
    slack_thread_ts: str = ""

    @property
    def trigger_id(self) -> str:
        """What opens a form; empty where nothing does."""
        return self.request_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Command):
    """A message that mentions the app, read as the command is: the text is what follows.

    Where the message does not begin with the app, it need not be meant for it: `is_addressed` is
    false, and the text is the whole message.
    """

    is_addressed: bool

    @property
    def trigger_id(self) -> str:
        """Nothing opens a form: Slack gives no trigger with a message."""
        return ""


@dataclass(frozen=True, slots=True)
class View:
    """A Home or a modal, with what its inputs hold. Its metadata comes from outside."""

    slack_view_id: str
    view_hash: str
    is_home: bool
    metadata: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Click(Request):
    """A pressed button, or a choice from a menu: in a message, or in the `view`.

    `value` is what the button carries, or the value of the chosen option, or the chosen person.
    """

    action_id: str
    block_id: str
    value: str
    slack_channel_id: str = ""
    channel_name: str = ""
    response_url: str = ""
    view: View | None = None

    @property
    def trigger_id(self) -> str:
        """What opens a form."""
        return self.request_key

    @property
    def is_home(self) -> bool:
        """Whether it was pressed on a Home."""
        return self.view is not None and self.view.is_home


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion(Request):
    """What was typed so far into a menu whose options are looked up; nothing is stored of it."""

    action_id: str
    block_id: str
    typed: str
    view: View | None = None


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message of somebody's, as its shortcut came with it.

    `slack_author_id` is empty where an app wrote it that has no account. `text` is Slack's mrkdwn.
    `slack_thread_ts` is the thread that it answers in; empty where it is none.
    """

    slack_channel_id: str
    slack_ts: str
    slack_author_id: str
    is_from_app: bool
    text: str
    slack_thread_ts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut(Request):
    """A shortcut that was chosen: of a message, or from anywhere."""

    callback_id: str
    channel_name: str = ""
    response_url: str = ""
    message: MessageView | None = None

    @property
    def trigger_id(self) -> str:
        """What opens a form."""
        return self.request_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission(Request):
    """A form that was sent."""

    callback_id: str
    view: View

    @property
    def values(self) -> Values:
        """What its inputs hold."""
        return self.view.values


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Request):
    """What happened: somebody looks at their Home or reacts, or an account is new or has changed.

    An account is read with care where it is stored, as those of a list are. Most reactions are
    nothing to us, so that whoever reacts is named in the reaction alone.
    """

    is_home: bool = False
    reaction: HeardReaction | None = None
    #: The channel that the app itself has joined.
    slack_joined_channel_id: str = ""
    account: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRun(Request):
    """A run of a step of ours in somebody's workflow, with what its inputs hold.

    `slack_user_id` is whoever Slack itself says is at it; empty where it says nobody. The `token`
    is good for this run.
    """

    callback_id: str
    execution_id: str
    token: str = field(repr=False)
    slack_user_ids: tuple[str, ...]
    competency: str
    message: str
    slack_channel_id: str


class Sent(Protocol):
    """What Slack sent, of a shape that was checked, before the workspace is known."""

    @property
    def kind(self) -> str:
        """The kind of request, as metrics name it."""

    def for_workspace(self, workspace: WorkspaceView) -> Request:
        """The value that it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationNews:
    """What Slack tells of an installation, in whatever order, and where there may be none.

    `slack_team_id` is None where it is about the whole organisation; `slack_team_ids` are those of
    its workspaces that it is about. `told_at` is Slack's own time of it. It is not clear where it
    names one workspace, too, beside the whole organisation.
    """

    kind: str
    slack_team_id: str | None
    slack_enterprise_id: str | None
    slack_team_ids: tuple[str, ...]
    told_at: datetime
    is_clear: bool = True

    @property
    def ids(self) -> dict[str, str | None]:
        """Which installation it is about."""
        return {
            "slack_team_id": self.slack_team_id,
            "slack_enterprise_id": self.slack_enterprise_id,
        }
