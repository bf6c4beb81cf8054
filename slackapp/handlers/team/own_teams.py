"""What a leader does for a team from their Home: name its leaders, and have its report sent."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.home.state import HomeView
from slackapp.blocks.team.own_teams import build_leaders_form
from slackapp.blocks.team.words import own_teams as words
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.due_times import local_date
from slackapp.domain.team.errors import AdminsNameLeaders
from slackapp.handlers.base.form_values import WrongField
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_opening, on_submission, on_tap
from slackapp.handlers.base.reply import read_id, show_notice
from slackapp.handlers.base.requests import Click, Request, Submission
from slackapp.handlers.home.home import show_home
from slackapp.handlers.team.digest_settings import read_leaders
from slackapp.handlers.team.teams import check_team, find_team_tz
from slackapp.services.base.requests import record_request
from slackapp.services.team.naming import list_named_ids, name_leaders
from slackapp.services.team.pages import PageWish, promise_page
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the buttons, and the form."""
    on_opening(app, tools, ids.TEAM_LEADERS, draw_leaders)
    on_submission(
        app,
        tools,
        ids.TEAM_LEADERS_FORM,
        store_leaders,
        first_block_id=ids.LEADERS_BLOCK,
        then=show_team,
    )
    on_tap(app, tools, ids.TEAM_REPORT, handle_report_button)


def show_team(tools: Tools, request: Request) -> None:
    """Show the view that a form of a team was opened from."""
    show_home(tools, request, view=HomeView.TEAM)


def draw_leaders(_tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form, for the team's leaders and admins."""
    person, team_id = get_actor(session, click), read_id(click.value)
    channel = check_team(session, click.workspace, person, team_id)
    named = list_named_ids(
        session, workspace_id=click.workspace.workspace_id, slack_channel_id=channel
    )
    return build_leaders_form(channel, named, team_id=team_id)


def store_leaders(tools: Tools, session: Session, submission: Submission) -> None:
    """Name those whom the form names, in place of those that the team had."""
    person, workspace = get_actor(session, submission), submission.workspace
    channel = check_team(session, workspace, person, read_id(submission.view.metadata))
    try:
        name_leaders(
            session,
            workspace_id=workspace.workspace_id,
            slack_channel_id=channel,
            person_ids=read_leaders(session, workspace, submission.values),
            actor_id=person.person_id,
            now=tools.clock(),
        )
    except AdminsNameLeaders as error:
        raise WrongField(ids.LEADERS_BLOCK, str(error)) from None


def handle_report_button(tools: Tools, click: Click) -> None:
    """Promise last month's report of a team, by direct message, and say so."""
    now, workspace = tools.clock(), click.workspace
    with tools.sessions.begin() as session:
        leader = get_actor(session, click)
        channel = check_team(session, workspace, leader, read_id(click.value))
        tz = find_team_tz(session, workspace, channel, leader)
        month = Month.of(local_date(now, tz)).before()
        if record_request(
            session,
            workspace_id=workspace.workspace_id,
            request_key=click.request_key,
            now=now,
        ):
            promise_page(
                session,
                workspace_id=workspace.workspace_id,
                wish=PageWish("report", channel, leader.slack_user_id, tz, month.key),
                response_url="",
                key=click.request_key,
                now=now,
            )
    tools.wake_delivery()
    show_notice(tools, click, words.say_report_comes(month.name, f"<#{channel}>"))
