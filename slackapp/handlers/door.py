"""The door: whoever types, clicks, chooses, submits or looks is somebody who may, or is told why.

Nothing is stored for somebody who is refused, not even the answer to them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltContext, BoltResponse

from slackapp.blocks.home import build_refused_home
from slackapp.blocks.kudos_help import build_plain
from slackapp.context import Context
from slackapp.domain.outside import read_object
from slackapp.handlers.home import publish_home
from slackapp.handlers.people import ask_who
from slackapp.handlers.tell_beside import TellBeside, find_first_input
from slackapp.services.actors import Refused, check_actor, check_company, meet_actor
from slackapp.services.people import PersonView, find_people
from slackapp.services.workspaces import WorkspaceView

log = structlog.get_logger(__name__)

#: In the context of a request: that Slack was asked who somebody is. Slack waits three seconds for
#: the answer, so that nothing else is asked before it.
HAS_ASKED_SLACK = "has_asked_slack"


def register(app: App, tools: Context) -> None:
    """Put the door in front of every handler."""
    tell_beside = TellBeside(tools.slack.api_url)

    @app.middleware
    def admit(
        body: dict[str, Any], context: BoltContext, ack: Ack, next: Callable[[], None]
    ) -> BoltResponse | None:
        slack_user_id = find_actor_id(body)
        if slack_user_id is None or _begins_with_somebody(body):
            next()
            return None
        workspace: WorkspaceView = context["workspace"]
        known = _find_known(tools, workspace, slack_user_id)
        try:
            _check(tools, workspace, body, context, slack_user_id, known)
        except Refused as refusal:
            log.info("actor_refused", reason=refusal.code, workspace_id=workspace.workspace_id)
            if known is not None and _is_at_home(body):
                publish_home(tools, workspace, slack_user_id, build_refused_home(str(refusal)))
            return _answer(body, ack, refusal, tell_beside)
        next()
        return None


def find_actor_id(body: dict[str, Any]) -> str | None:
    """Slack's id of whoever acts; None where Slack itself tells something."""
    if "command" in body:
        return str(body["user_id"])
    event = body.get("event")
    if event is None:
        return str(body["user"]["id"]) if body.get("user") else None
    # Of the events that we get, the others are Slack's word about somebody.
    return str(event["user"]) if _is_at_home(body) else None


def _begins_with_somebody(body: dict[str, Any]) -> bool:
    """Whether it is a command that thanks: `give_kudos` checks its giver with the recipients.

    A read of its own would cost a quarter of what giving takes. `handlers/kudos.py` does for such a
    command what the door does for everything else.
    """
    return "command" in body and str(body.get("text") or "").lstrip().startswith("<@")


def _is_at_home(body: dict[str, Any]) -> bool:
    """Whether somebody looks at their Home, or pressed something on it."""
    event = body.get("event")
    if event is not None:
        return (event.get("type"), event.get("tab")) == ("app_home_opened", "home")
    view = read_object(body.get("view"))
    return (body.get("type"), view.get("type")) == ("block_actions", "home")


def _find_known(tools: Context, workspace: WorkspaceView, slack_user_id: str) -> PersonView | None:
    with tools.sessions.read() as session:
        return find_people(
            session, workspace_id=workspace.workspace_id, slack_user_ids=[slack_user_id]
        ).get(slack_user_id)


def _check(
    tools: Context,
    workspace: WorkspaceView,
    body: dict[str, Any],
    context: BoltContext,
    slack_user_id: str,
    known: PersonView | None,
) -> None:
    if known is not None:
        check_actor(known)
    user = body.get("user") or {}
    check_company(
        workspace,
        known,
        slack_team_id=user.get("team_id") or None,
        slack_enterprise_id=user.get("enterprise_id") or None,
    )
    if known is None:
        context[HAS_ASKED_SLACK] = True
        meet(tools, workspace, slack_user_id)


def meet(tools: Context, workspace: WorkspaceView, slack_user_id: str) -> None:
    """Ask Slack who somebody is, and store them. Raises Refused where they may not act."""
    user = ask_who(tools, workspace, slack_user_id)
    with tools.sessions.begin() as session:
        meet_actor(
            session,
            workspace=workspace,
            slack_user_id=slack_user_id,
            user=user,
            now=tools.clock(),
        )


def _answer(
    body: dict[str, Any], ack: Ack, refusal: Refused, tell_beside: TellBeside
) -> BoltResponse:
    """Say it where the person looks; nothing to an event, which has nobody who waits."""
    content = build_plain(str(refusal))
    if "command" in body:
        return ack(response_type="ephemeral", **content.as_payload())
    field = find_first_input(body)
    if field is not None:
        return ack(response_action="errors", errors={field: str(refusal).replace("`", "")})
    if body.get("response_url"):
        tell_beside.tell(str(body["response_url"]), content)
    return ack()
