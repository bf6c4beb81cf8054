"""The form in which a leader asks somebody of their team for a review packet, from their Home."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_notice
from slackapp.blocks.base.number_field import NumberField
from slackapp.blocks.files.words import asking
from slackapp.blocks.team.own_teams import build_packet_form
from slackapp.blocks.team.words import own_teams as words
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.due_times import local_date
from slackapp.domain.base.errors import UnknownPerson
from slackapp.domain.base.period import MOST_MONTHS, Period, last_months
from slackapp.domain.files.errors import AlreadyAsked, NotInTeam
from slackapp.domain.workspace.errors import Taken
from slackapp.handlers.base.form_values import WrongField
from slackapp.handlers.base.forms import FormAnswer, store_form
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_form, on_opening
from slackapp.handlers.base.reply import read_id
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.files.packet import DEFAULT_MONTHS, ask_person
from slackapp.handlers.team.teams import check_team
from slackapp.services.workspace.works_council import check_not_taken_away
from slackapp.tools import Tools

_MONTHS = NumberField(ids.PACKET_MONTHS_BLOCK, words.MONTHS, words.MONTHS_HINT, 1, MOST_MONTHS)


def register(app: App, tools: Tools) -> None:
    """Attach the button and its form."""
    on_opening(app, tools, ids.TEAM_PACKET, draw_packet_form)
    on_form(
        app,
        tools,
        ids.TEAM_PACKET_FORM,
        ask_from_form,
        first_block_id=ids.PACKET_PERSON_BLOCK,
    )


def draw_packet_form(_tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form, for the team's leaders and admins."""
    person, team_id = get_actor(session, click), read_id(click.value)
    channel = check_team(session, click.workspace, person, team_id)
    check_not_taken_away(session, workspace_id=click.workspace.workspace_id, what=Taken.PACKET)
    return build_packet_form(channel, team_id=team_id, months=(_MONTHS, DEFAULT_MONTHS))


def ask_from_form(tools: Tools, submission: Submission) -> FormAnswer:
    """Promise the question to whom the form names, once, and say so in its place."""
    who = submission.values.user(ids.PACKET_PERSON_BLOCK)
    months = submission.values.number(_MONTHS)
    if not who:
        raise WrongField(ids.PACKET_PERSON_BLOCK, words.CHOOSE_PERSON)
    if who == submission.slack_user_id:
        raise WrongField(ids.PACKET_PERSON_BLOCK, words.CHOOSE_OTHER)
    now = tools.clock()
    with tools.sessions.read() as session:
        tz = get_actor(session, submission).tz
    period = last_months(months, Month.of(local_date(now, tz)))
    try:
        store_form(tools, submission, lambda session: _ask(tools, session, submission, who, period))
    except AlreadyAsked:
        # A field shows no mention: the person's name stands above it.
        raise WrongField(ids.PACKET_PERSON_BLOCK, words.ASKED_ALREADY) from None
    except NotInTeam:
        raise WrongField(ids.PACKET_PERSON_BLOCK, words.NOT_IN_TEAM) from None
    except UnknownPerson:
        raise WrongField(ids.PACKET_PERSON_BLOCK, words.NO_COLLEAGUE) from None
    tools.wake_delivery()
    return FormAnswer("update", compose_notice(asking.say_asked(f"<@{who}>", period.name)))


def _ask(tools: Tools, session: Session, submission: Submission, who: str, period: Period) -> None:
    leader, workspace = get_actor(session, submission), submission.workspace
    channel = check_team(session, workspace, leader, read_id(submission.view.metadata))
    ask_person(
        session,
        workspace.workspace_id,
        channel,
        leader=leader,
        who=who,
        period=period,
        now=tools.clock(),
    )
