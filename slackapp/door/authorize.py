"""Which workspace a request is of, and with what token the app answers there."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from slack_bolt import BoltContext
from slack_bolt.authorization import AuthorizeResult

from slackapp.domain.installation.installing import Defaults
from slackapp.door.event_shapes import ReactionEvent
from slackapp.handlers.base.requests import SENT, Sent
from slackapp.refusal import Refusal
from slackapp.services.installation.organisations import let_in, mark_unread
from slackapp.services.workspace.workspaces import WorkspaceView, find_workspace
from slackapp.tools import Tools


def build_authorize(tools: Tools, *, defaults: Defaults) -> Callable[..., AuthorizeResult]:
    """What Bolt asks of every request; it raises Refusal where nothing is installed.

    To read a workspace costs a sixth of what a kudos costs in all, so what was read is good for a
    second where a person acts: whoever looks them up asks in the same statement whether the app is
    still installed (`find_people`), so that nobody acts by what is remembered. So it is with
    reactions, which most events are: they mean nothing, or whoever reacted is looked up. Where
    nobody acts, as with other events, and where it is not known, the database is asked.
    """
    memory = tools.workspaces

    # Bolt passes arguments by their names, so the request's context must be called `context`, and
    # this be no method.
    def authorize(context: BoltContext, team_id: str | None) -> AuthorizeResult:
        sent: Sent | None = context.get(SENT)
        is_event = sent is not None and sent.kind == "event"
        is_read_anew = is_event and not isinstance(sent, ReactionEvent)
        workspace = None if is_read_anew else memory.recall(team_id or "")
        if workspace is None:
            workspace = _find(tools, context, team_id or "", defaults)
            memory.keep(workspace)
        context["workspace"] = workspace
        return AuthorizeResult(
            enterprise_id=workspace.slack_enterprise_id,
            team_id=workspace.slack_team_id,
            bot_user_id=workspace.slack_bot_user_id,
            bot_token=workspace.bot_token,
        )

    return authorize


def _find(tools: Tools, context: BoltContext, team_id: str, defaults: Defaults) -> WorkspaceView:
    with tools.sessions.read() as session:
        workspace = find_workspace(session, slack_team_id=team_id)
    if workspace is None and team_id and context.is_enterprise_install:
        # Its organisation has let it in, before we have heard of that.
        with tools.sessions.begin() as session:
            let_in(
                session,
                slack_enterprise_id=context.enterprise_id or "",
                teams={team_id: ""},
                defaults=defaults,
                now=tools.clock(),
            )
            # Or it is the workspace of somebody from another company, who clicked in a channel that
            # both share: Slack is asked next.
            mark_unread(session, slack_enterprise_id=context.enterprise_id or "")
            workspace = find_workspace(session, slack_team_id=team_id)
    if workspace is None or workspace.bot_token is None:
        raise Refusal(HTTPStatus.FORBIDDEN, "unknown_workspace", slack_team_id=team_id)
    return workspace
