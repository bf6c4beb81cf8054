"""The Home: the views that it has, and showing it anew after whatever changes it."""

from __future__ import annotations

from datetime import datetime
from http.client import HTTPException
from typing import Any

import structlog
from slack_bolt import App
from slack_sdk.errors import SlackClientError
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.home.home import build_home
from slackapp.blocks.home.mine import build_mine
from slackapp.blocks.home.state import HomeState, HomeView, read_state
from slackapp.blocks.home.team import build_team
from slackapp.blocks.home.workspace import build_workspace
from slackapp.delivery.read_errors import name_read_error
from slackapp.handlers.base.people import read_actor
from slackapp.handlers.base.registration import on_event, on_tap
from slackapp.handlers.base.requests import Click, Event, Request
from slackapp.pacing import pause_for_token
from slackapp.services.home.mine import read_mine
from slackapp.services.home.team import read_team
from slackapp.services.home.views import list_views
from slackapp.services.home.workspace import read_workspace
from slackapp.services.workspace.people import PersonView
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: What the button of each view is called to Slack.
_VIEWS = {
    ids.HOME_MINE: HomeView.MINE,
    ids.HOME_TEAM: HomeView.TEAM,
    ids.HOME_WORKSPACE: HomeView.WORKSPACE,
}


def register(app: App, tools: Tools) -> None:
    """Attach the Home and the buttons of its views."""

    on_event(app, tools, "app_home_opened", handle_home_opened)
    for action_id in _VIEWS:
        on_tap(app, tools, action_id, handle_view_button)


def handle_home_opened(tools: Tools, event: Event) -> None:
    """Show the Home to whoever looks at it."""
    if event.is_home:
        show_home(tools, event)


def handle_view_button(tools: Tools, click: Click) -> None:
    """Show another view of the Home."""
    show_home(tools, click, view=_VIEWS[click.action_id])


def refresh_home(tools: Tools, click: Click) -> None:
    """Show the Home anew, in the same view, to whoever pressed something on it."""
    if click.is_home:
        show_home(tools, click)


def show_workspace(tools: Tools, request: Request) -> None:
    """Show the view that a form of the workspace was opened from, with what it changed."""
    tools.workspaces.forget(request.workspace.slack_team_id)
    show_home(tools, request, view=HomeView.WORKSPACE)


def show_home(
    tools: Tools,
    request: Request,
    *,
    view: HomeView | None = None,
    state: HomeState | None = None,
    notice: str = "",
) -> None:
    """Draw the Home of whoever acts anew; where Slack does not take it, the next look shows it.

    Without a `view` or a `state` it is the one that they pressed something on, else their own; so
    it is where the view is for others. A `notice` says what has just been done.
    """
    person = read_actor(tools, request)
    wanted = state or (HomeState(view) if view else _find_state(request))
    with tools.sessions.read() as session:
        drawn = _draw(session, request, person, wanted, notice, tools.clock())
    publish_home(tools, request, drawn)


def _find_state(request: Request) -> HomeState:
    if isinstance(request, Click) and request.view is not None and request.is_home:
        return read_state(request.view.metadata)
    return HomeState()


def _draw(
    session: Session,
    request: Request,
    person: PersonView,
    wanted: HomeState,
    notice: str,
    now: datetime,
) -> dict[str, Any]:
    workspace = request.workspace
    views = list_views(session, workspace_id=workspace.workspace_id, person_id=person.person_id)
    who: dict[str, Any] = {"workspace": workspace, "person": person, "now": now}
    if wanted.view not in views:
        wanted = HomeState()
    match wanted.view:
        case HomeView.TEAM:
            blocks = build_team(read_team(session, **who))
        case HomeView.WORKSPACE:
            blocks = build_workspace(read_workspace(session, **who))
        case HomeView.MINE:
            blocks = build_mine(read_mine(session, **who, state=wanted))
    return build_home(wanted, blocks, views=views, notice=notice)


def publish_home(tools: Tools, request: Request, view: dict[str, Any]) -> None:
    """Show a Home to whoever acts; one that Slack does not take is told to the log."""
    workspace = request.workspace
    try:
        client = tools.slack.for_reading(workspace.bot_token)
        client.views_publish(user_id=request.slack_user_id, view=view)
    except (SlackClientError, HTTPException, OSError) as error:
        log.warning("home_not_shown", error=name_read_error(error))
        pause_for_token(
            tools.sessions,
            workspace_id=workspace.workspace_id,
            token=workspace.bot_token,
            error=error,
            now=tools.clock(),
        )
