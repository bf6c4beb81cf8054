"""The form of a channel's digest: when it comes, who leads the team, how it is laid out."""

from __future__ import annotations

from datetime import datetime
from http.client import HTTPException
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltContext
from slack_sdk.errors import SlackClientError
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.digest_settings import (
    EMPTY,
    MOST_LEADERS,
    ON,
    THREAD,
    WORKING_DAYS,
    build_digest_form,
)
from slackapp.blocks.kit import Content
from slackapp.blocks.kudos_help import build_plain
from slackapp.context import Context
from slackapp.delivery.read_errors import name_read_error
from slackapp.domain.zones import find_near_zone, is_zone
from slackapp.errors import OthersReadHereAdmin, UserFacingError
from slackapp.handlers.form_values import read_option, read_options, read_text, read_users
from slackapp.handlers.forms import WrongField, store_form
from slackapp.handlers.giving import Request, find_asker
from slackapp.handlers.reply import find_clicker, open_view, read_id
from slackapp.handlers.teams import check_leader, check_team
from slackapp.services.digests import PlanChoice, change_plan, find_plan
from slackapp.services.kudos import check_leader_named
from slackapp.services.lenses import name_lenses
from slackapp.services.people import PersonView, find_people
from slackapp.services.shared_channels import switch_telling
from slackapp.services.teams import ensure_team, list_leaders, set_leaders
from slackapp.services.workspaces import WorkspaceView

log = structlog.get_logger(__name__)

_NO_LEADER = (
    "Leaders are colleagues: one of those chosen is an app or a guest, has left, or is of another "
    "company."
)


def register(app: App, tools: Context) -> None:
    """Attach the button that opens the form, and the form."""

    @app.action(ids.DIGEST_SETTINGS)
    def handle_digest_settings_button(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext
    ) -> None:
        workspace: WorkspaceView = context["workspace"]

        def draw(session: Session) -> dict[str, Any]:
            person = find_clicker(session, workspace, body)
            team_id = read_id(action.get("value"))
            channel = check_team(session, workspace, person, team_id)
            return _draw(session, workspace.workspace_id, team_id, channel, person.tz)

        open_view(tools, ack, body, workspace, draw)

    @app.view(ids.DIGEST_FORM)
    def handle_digest_submission(
        ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext
    ) -> None:
        store_form(
            tools,
            ack,
            context["workspace"],
            body,
            lambda session, workspace, person, values, now: _store(
                session, workspace, person, read_id(view.get("private_metadata")), values, now
            ),
            first_block_id=ids.DAY_BLOCK,
            is_on_home=False,
        )


def open_settings(tools: Context, request: Request) -> Content | None:
    """Open the form for whoever typed the command; None where it opened, else what to tell them."""
    workspace = request.workspace
    try:
        with tools.sessions.begin() as session:
            person = find_asker(session, request)
            check_leader(session, request, person)
            channel = request.slack_channel_id
            team_id = ensure_team(session, workspace.workspace_id, channel)
            view = _draw(session, workspace.workspace_id, team_id, channel, person.tz)
        client = tools.slack.for_reading(workspace.bot_token)
        client.views_open(trigger_id=request.request_key, view=view)
    except UserFacingError as error:
        return build_plain(str(error))
    except (SlackClientError, HTTPException, OSError) as error:
        log.warning("view_not_opened", error=name_read_error(error))
        return build_plain("Slack took too long to open this. Please type it again.")
    return None


def _draw(
    session: Session, workspace_id: int, team_id: int, channel: str, own_tz: str
) -> dict[str, Any]:
    plan = find_plan(session, workspace_id=workspace_id, slack_channel_id=channel)
    leaders = list_leaders(session, workspace_id=workspace_id, slack_channel_id=channel)
    return build_digest_form(
        channel,
        team_id=team_id,
        # Whoever opens the form of a channel without a plan has come to switch it on.
        is_on=plan is None or plan.next_due_at is not None,
        working_day=1 if plan is None else plan.working_day,
        hour=9 if plan is None else plan.hour,
        tz=own_tz if plan is None else plan.tz,
        posts_empty=plan is None or plan.posts_empty,
        is_threaded=plan is not None and plan.is_threaded,
        slack_leader_ids=[one.slack_user_id for one in leaders],
        lenses=name_lenses(session, workspace_id=workspace_id),
        lens_key=(plan and plan.lens_key) or "",
    )


def _store(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    team_id: int,
    values: dict[str, Any],
    now: datetime,
) -> None:
    channel = check_team(session, workspace, person, team_id)
    choice = PlanChoice(
        is_on=ON in read_options(values, ids.ON_BLOCK),
        working_day=_read_choice(
            values, ids.DAY_BLOCK, range(1, len(WORKING_DAYS) + 1), "Choose a day."
        ),
        hour=_read_choice(values, ids.HOUR_BLOCK, range(24), "Choose an hour."),
        tz=_read_zone(values),
        posts_empty=EMPTY in read_options(values, ids.EMPTY_BLOCK),
        is_threaded=read_option(values, ids.LAYOUT_BLOCK) == THREAD,
        lens_key=_read_lens(session, workspace, values),
    )
    try:
        switch_telling(
            session,
            workspace_id=workspace.workspace_id,
            slack_channel_id=channel,
            person_id=person.person_id,
            is_on=choice.is_on,
        )
    except OthersReadHereAdmin as error:
        raise WrongField(ids.ON_BLOCK, str(error)) from None
    change_plan(
        session,
        workspace_id=workspace.workspace_id,
        slack_channel_id=channel,
        choice=choice,
        now=now,
    )
    set_leaders(
        session,
        workspace_id=workspace.workspace_id,
        slack_channel_id=channel,
        person_ids=_read_leaders(session, workspace, values),
    )


def _read_choice(values: dict[str, Any], block_id: str, allowed: range, wrong: str) -> int:
    text = read_option(values, block_id)
    if text not in map(str, allowed):
        raise WrongField(block_id, wrong)
    return int(text)


def _read_lens(session: Session, workspace: WorkspaceView, values: dict[str, Any]) -> str | None:
    """The key of the lens that was chosen; None for the workspace's own framework."""
    lenses = name_lenses(session, workspace_id=workspace.workspace_id)
    key = read_option(values, ids.LENS_BLOCK) or lenses[0][0]
    if key not in dict(lenses):
        raise WrongField(ids.LENS_BLOCK, "Choose one of these.")
    return None if key == lenses[0][0] else key


def _read_zone(values: dict[str, Any]) -> str:
    name = read_text(values, ids.ZONE_BLOCK)
    if is_zone(name):
        return name
    near = find_near_zone(name)
    hint = f"Did you mean {near}?" if near else "Name it by continent and city: Europe/Vienna."
    raise WrongField(ids.ZONE_BLOCK, f"I do not know this time zone. {hint}")


def _read_leaders(session: Session, workspace: WorkspaceView, values: dict[str, Any]) -> list[int]:
    wanted = read_users(values, ids.LEADERS_BLOCK)
    if len(wanted) > MOST_LEADERS:
        raise WrongField(ids.LEADERS_BLOCK, f"A team has at most {MOST_LEADERS} leaders.")
    people = find_people(session, workspace_id=workspace.workspace_id, slack_user_ids=wanted)
    try:
        return [check_leader_named(people.get(who), who).person_id for who in wanted]
    except UserFacingError:
        # The error's own sentence names them by a mention, which a form shows as it stands.
        raise WrongField(ids.LEADERS_BLOCK, _NO_LEADER) from None
