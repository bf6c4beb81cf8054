"""The form of a channel's digest: when it comes, who leads the team, how it is laid out."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.home.state import HomeView
from slackapp.blocks.kudos import command_help
from slackapp.blocks.team.digest_settings import (
    EMPTY,
    MOST_LEADERS,
    OF_HOME,
    ON,
    THREAD,
    DigestSettings,
    build_digest_form,
)
from slackapp.blocks.team.words import settings as words
from slackapp.domain.base.zones import find_near_zone, is_zone
from slackapp.domain.team.errors import AdminsNameLeaders, OthersReadHereAdmin
from slackapp.errors import UserFacingError
from slackapp.handlers.base.command_word import Word
from slackapp.handlers.base.form_values import Values, WrongField
from slackapp.handlers.base.forms import store_form
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.places import find_known_place, learn_place
from slackapp.handlers.base.registration import on_form, on_opening
from slackapp.handlers.base.reply import read_id, show_view
from slackapp.handlers.base.requests import Click, Command, Submission
from slackapp.handlers.home.home import show_home
from slackapp.handlers.team.teams import check_leader, check_team
from slackapp.services.home.setting import Scope, recorded
from slackapp.services.home.settings import DIGEST_PLAN
from slackapp.services.kudos.kudos import check_leader_named
from slackapp.services.team.naming import list_named_ids, name_leaders
from slackapp.services.team.plans import PlanChoice, change_plan, find_plan
from slackapp.services.team.shared_channels import switch_telling
from slackapp.services.team.teams import ensure_team
from slackapp.services.workspace.lenses import name_lenses
from slackapp.services.workspace.people import find_people
from slackapp.services.workspace.workspaces import WorkspaceView
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the button that opens the form, and the form."""

    on_opening(app, tools, ids.DIGEST_SETTINGS, draw_digest_form)
    on_form(app, tools, ids.DIGEST_FORM, take_digest_form, first_block_id=ids.DAY_BLOCK)


def draw_digest_form(_tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form of the team that the button names, for its leaders and admins."""
    person, team_id = get_actor(session, click), read_id(click.value)
    channel = check_team(session, click.workspace, person, team_id)
    here = click.workspace.workspace_id
    return _draw(session, here, team_id, channel, person.tz, is_of_home=click.is_home)


def _is_settings(rest: str) -> bool:
    return rest.lower() == "settings"


def open_settings(tools: Tools, command: Command, _rest: str) -> Content | None:
    """Open the form for whoever typed the command; None where it opened, else what to tell them."""
    try:
        with tools.sessions.begin() as session:
            view = _draw_here(session, command)
        show_view(tools, command, view)
    except UserFacingError as error:
        return build_plain(str(error))
    return None


def _draw_here(session: Session, command: Command) -> dict[str, Any]:
    person = get_actor(session, command)
    check_leader(session, command, person)
    workspace_id, channel = command.workspace.workspace_id, command.slack_channel_id
    team_id = ensure_team(session, workspace_id, channel)
    return _draw(session, workspace_id, team_id, channel, person.tz)


def _draw(
    session: Session,
    workspace_id: int,
    team_id: int,
    channel: str,
    own_tz: str,
    *,
    is_of_home: bool = False,
) -> dict[str, Any]:
    plan = find_plan(session, workspace_id=workspace_id, slack_channel_id=channel)
    settings = DigestSettings(
        # Whoever opens the form of a channel without a plan has come to switch it on.
        is_on=plan is None or plan.next_due_at is not None,
        working_day=1 if plan is None else plan.working_day,
        hour=9 if plan is None else plan.hour,
        tz=own_tz if plan is None else plan.tz,
        # Those who were named and are not there yet, too: a form does not remove whom it hides.
        slack_leader_ids=list_named_ids(
            session, workspace_id=workspace_id, slack_channel_id=channel
        ),
        is_threaded=plan is not None and plan.is_threaded,
        lenses=name_lenses(session, workspace_id=workspace_id),
        lens_key=(plan and plan.lens_key) or "",
        posts_empty=plan is None or plan.posts_empty,
    )
    return build_digest_form(channel, team_id=team_id, settings=settings, is_of_home=is_of_home)


def take_digest_form(tools: Tools, submission: Submission) -> None:
    """Store what the form says; a digest is switched on only where it can come."""
    if ON in submission.values.options(ids.ON_BLOCK):
        _check_can_come(tools, submission)
    store_form(tools, submission, lambda session: _store_digest_form(tools, session, submission))
    if submission.view.metadata.endswith(OF_HOME):
        show_home(tools, submission, view=HomeView.TEAM)


def _check_can_come(tools: Tools, submission: Submission) -> None:
    """Raises WrongField where the app is not in the channel, as far as Slack says now."""
    workspace = submission.workspace
    with tools.sessions.read() as session:
        person = get_actor(session, submission)
        channel = check_team(session, workspace, person, _read_team(submission))
        plan = find_plan(session, workspace_id=workspace.workspace_id, slack_channel_id=channel)
        known = find_known_place(session, workspace, channel, channel_name="", now=tools.clock())
    if known is not None or (plan is not None and plan.next_due_at is not None):
        return
    place = learn_place(tools, workspace, channel)
    if place.is_proven and place.is_archived:
        raise WrongField(ids.ON_BLOCK, words.ARCHIVED)
    if place.is_proven and not place.app_is_member:
        raise WrongField(ids.ON_BLOCK, words.APP_NOT_THERE)


def _read_team(submission: Submission) -> int:
    return read_id(submission.view.metadata.removesuffix(OF_HOME))


def _store_digest_form(tools: Tools, session: Session, submission: Submission) -> None:
    workspace, values, now = submission.workspace, submission.values, tools.clock()
    person = get_actor(session, submission)
    channel = check_team(session, workspace, person, _read_team(submission))
    where: dict[str, Any] = {
        "workspace_id": workspace.workspace_id,
        "slack_channel_id": channel,
    }
    choice = _read_plan(session, workspace, values)
    leaders = read_leaders(session, workspace, values)
    with recorded(session, DIGEST_PLAN, Scope(**where, actor_id=person.person_id), now=now):
        try:
            switch_telling(session, **where, person_id=person.person_id, is_on=choice.is_on)
        except OthersReadHereAdmin as error:
            raise WrongField(ids.ON_BLOCK, str(error)) from None
        change_plan(session, **where, choice=choice, now=now)
    try:
        name_leaders(session, **where, person_ids=leaders, actor_id=person.person_id, now=now)
    except AdminsNameLeaders as error:
        raise WrongField(ids.LEADERS_BLOCK, str(error)) from None


def _read_plan(session: Session, workspace: WorkspaceView, values: Values) -> PlanChoice:
    return PlanChoice(
        is_on=ON in values.options(ids.ON_BLOCK),
        working_day=_read_choice(
            values, ids.DAY_BLOCK, range(1, len(words.WORKING_DAYS) + 1), words.CHOOSE_DAY
        ),
        hour=_read_choice(values, ids.HOUR_BLOCK, range(24), words.CHOOSE_HOUR),
        tz=_read_zone(values),
        posts_empty=EMPTY in values.options(ids.EMPTY_BLOCK),
        is_threaded=values.option(ids.LAYOUT_BLOCK) == THREAD,
        lens_key=_read_lens(session, workspace, values),
    )


def _read_choice(values: Values, block_id: str, allowed: range, wrong: str) -> int:
    text = values.option(block_id)
    if text not in map(str, allowed):
        raise WrongField(block_id, wrong)
    return int(text)


def _read_lens(session: Session, workspace: WorkspaceView, values: Values) -> str | None:
    """The key of the lens that was chosen; None for the workspace's own framework."""
    lenses = name_lenses(session, workspace_id=workspace.workspace_id)
    key = values.option(ids.LENS_BLOCK) or lenses[0][0]
    if key not in dict(lenses):
        raise WrongField(ids.LENS_BLOCK, words.CHOOSE_LENS)
    return None if key == lenses[0][0] else key


def _read_zone(values: Values) -> str:
    name = values.text(ids.ZONE_BLOCK)
    if is_zone(name):
        return name
    raise WrongField(ids.ZONE_BLOCK, words.say_unknown_zone(find_near_zone(name)))


def read_leaders(session: Session, workspace: WorkspaceView, values: Values) -> list[int]:
    """Those whom a form names, by our own numbers. Raises WrongField where one cannot lead."""
    wanted = values.users(ids.LEADERS_BLOCK)
    if len(wanted) > MOST_LEADERS:
        raise WrongField(ids.LEADERS_BLOCK, words.say_too_many(MOST_LEADERS))
    people = find_people(session, workspace_id=workspace.workspace_id, slack_user_ids=wanted)
    try:
        return [check_leader_named(people.get(who), who).person_id for who in wanted]
    except UserFacingError:
        # The error's own sentence names them by a mention, which a form shows as it stands.
        raise WrongField(ids.LEADERS_BLOCK, words.NO_LEADER) from None


SETTINGS = Word("digest", open_settings, command_help.DIGEST_SETTINGS, _is_settings)
