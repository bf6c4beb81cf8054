"""The door: whoever types, clicks, chooses, submits or looks is somebody who may, or is told why.

Nothing is stored for somebody who is refused, not even the answer to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltContext, BoltResponse

from slackapp.blocks.base.kit import build_plain
from slackapp.blocks.home.home import build_refused_home
from slackapp.handlers.base.people import ask_who
from slackapp.handlers.base.requests import (
    REQUEST,
    SENT,
    Click,
    Command,
    Event,
    Mention,
    Request,
    Sent,
    StepRun,
)
from slackapp.handlers.base.tell_beside import TellBeside, find_first_input
from slackapp.handlers.home.home import publish_home
from slackapp.refusal import Refusal
from slackapp.services.workspace.actors import Refused, check_actor, check_company, meet_actor
from slackapp.services.workspace.people import PersonView, find_people
from slackapp.services.workspace.workspaces import find_workspace
from slackapp.tools import Tools

log = structlog.get_logger(__name__)


def register(app: App, tools: Tools) -> None:
    """Put the door in front of every handler."""
    tell_beside = TellBeside(tools.slack.api_url)

    @app.middleware
    def admit(
        body: dict[str, Any], context: BoltContext, ack: Ack, next: Callable[[], None]
    ) -> BoltResponse | None:
        sent: Sent = context[SENT]
        request = sent.for_workspace(context["workspace"])
        context[REQUEST] = request
        if not request.slack_user_id or _begins_with_somebody(request):
            next()
            return None
        known = _find_known(tools, request)
        try:
            _check_company(request, body.get("user") or {}, known)
            if known is None:
                meet(tools, request)
                context[REQUEST] = _note_that_slack_was_asked(request)
        except Refused as refusal:
            log.info(
                "actor_refused",
                reason=refusal.code,
                workspace_id=request.workspace.workspace_id,
            )
            if known is not None and _is_at_home(request):
                publish_home(tools, request, build_refused_home(str(refusal)))
            if isinstance(request, StepRun):
                tell_beside.fail_step(request, str(refusal))
            if isinstance(request, Mention):
                tell_beside.whisper(request, build_plain(str(refusal)))
            return _answer(body, ack, refusal, tell_beside)
        next()
        return None


def _begins_with_somebody(request: Request) -> bool:
    """Whether it is a command that thanks: `give_kudos` checks its giver with the recipients.

    A read of its own would cost a quarter of what giving takes. `handlers/command.py` does for such
    a command what the door does for everything else.
    """
    if not isinstance(request, Command) or isinstance(request, Mention):
        return False
    return request.text.startswith("<@")


def _is_at_home(request: Request) -> bool:
    """Whether somebody looks at their Home, or pressed something on it."""
    return isinstance(request, Click | Event) and request.is_home


def _find_known(tools: Tools, request: Request) -> PersonView | None:
    with tools.sessions.read() as session:
        return find_people(
            session,
            workspace_id=request.workspace.workspace_id,
            slack_user_ids=[request.slack_user_id],
            who_act=True,
        ).get(request.slack_user_id)


def _check_company(request: Request, user: dict[str, Any], known: PersonView | None) -> None:
    if known is not None:
        check_actor(known)
    check_company(
        request.workspace,
        known,
        slack_team_id=user.get("team_id") or None,
        slack_enterprise_id=user.get("enterprise_id") or None,
    )


def meet(tools: Tools, request: Request) -> None:
    """Ask Slack who somebody is, and store them. Raises Refused where they may not act.

    Raises Refusal where the app was uninstalled since the request was let in.
    """
    with tools.sessions.read() as session:
        known = find_workspace(session, slack_team_id=request.workspace.slack_team_id)
    if known is None or known.bot_token is None:
        raise Refusal(
            HTTPStatus.FORBIDDEN,
            "unknown_workspace",
            slack_team_id=request.workspace.slack_team_id,
        )
    user = ask_who(tools, request.workspace, request.slack_user_id)
    with tools.sessions.begin() as session:
        meet_actor(
            session,
            workspace=request.workspace,
            slack_user_id=request.slack_user_id,
            user=user,
            now=tools.clock(),
        )


def _note_that_slack_was_asked(request: Request) -> Request:
    # Slack waits three seconds for the answer, so that nothing else is asked before it.
    return replace(request, has_asked_slack=True) if isinstance(request, Command) else request


def _answer(
    body: dict[str, Any], ack: Ack, refusal: Refused, tell_beside: TellBeside
) -> BoltResponse:
    """Say it where the person looks; nothing to an event that nobody waits for."""
    content = build_plain(str(refusal))
    if "command" in body:
        return ack(response_type="ephemeral", **content.as_payload())
    field = find_first_input(body)
    if field is not None:
        return ack(response_action="errors", errors={field: str(refusal).replace("`", "")})
    if body.get("response_url"):
        tell_beside.tell(str(body["response_url"]), content)
    return ack()
