"""`/kudos report`: a leader's numbers of a team's month, and what the team saw of one person."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.kudos import command_help
from slackapp.blocks.team.words import report as words
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.due_times import local_date
from slackapp.domain.base.slack_text import find_person_named
from slackapp.domain.command.through import split_through
from slackapp.handlers.base.command_word import Word, names_nobody
from slackapp.handlers.base.people import get_actor, read_actor
from slackapp.handlers.base.registration import on_click
from slackapp.handlers.base.reply import answer_in_one, promise_answer, read_id
from slackapp.handlers.base.requests import Click, Command
from slackapp.handlers.team.teams import (
    check_leader,
    check_team,
    find_team_tz,
    read_month,
)
from slackapp.services.team.pages import PageWish, get_person, promise_page
from slackapp.services.team.teams import ensure_team
from slackapp.services.workspace.lenses import read_lens_key
from slackapp.services.workspace.people import PersonView
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the menu of people that a report carries."""
    on_click(app, tools, ids.PERSON_PAGE, handle_person_page_choice, replace=False)


def names_one_at_most(rest: str) -> bool:
    """Whether the words are about one person at most, in front of anything else."""
    return names_nobody(rest) or find_person_named(rest) is not None


def answer_report(tools: Tools, command: Command, rest: str) -> Content:
    """Send the report of last month, or of the one named, to a leader or an admin alone.

    Where a person is named, what the team saw of them comes as an answer.
    """
    asker = read_actor(tools, command)
    named = find_person_named(rest)
    if named is None:
        work = partial(_promise_report, tools, command, rest, asker)
    else:
        work = partial(_promise_asked_page, tools, command, named, asker)
    return answer_in_one(tools, work, command=command)


def _promise_asked_page(
    tools: Tools,
    command: Command,
    named: tuple[str, str],
    asker: PersonView,
    session: Session,
) -> Content:
    who, rest = named
    check_leader(session, command, asker)
    month_text, through = split_through(rest)
    workspace, channel, now = command.workspace, command.slack_channel_id, tools.clock()
    get_person(session, workspace_id=workspace.workspace_id, slack_user_id=who)
    tz = find_team_tz(session, workspace, channel, asker)
    month = _reach_today(read_month(month_text, now, tz), now, tz)
    lens_key = read_lens_key(session, workspace_id=workspace.workspace_id, through=through)
    promise_page(
        session,
        workspace_id=workspace.workspace_id,
        wish=PageWish("person", channel, command.slack_user_id, tz, month.key, who, lens_key),
        response_url=command.response_url,
        key=command.request_key,
        now=now,
    )
    return _build_page_comes(channel, who)


def _reach_today(month: Month, now: datetime, tz: str) -> Month:
    """This month in place of the last: who is about to talk to somebody wants the latest, too."""
    this = Month.of(local_date(now, tz))
    return this if month == this.before() else month


def _build_page_comes(channel: str, who: str) -> Content:
    return build_plain(words.say_page_comes(f"<#{channel}>", f"<@{who}>"))


def _promise_report(
    tools: Tools, command: Command, rest: str, asker: PersonView, session: Session
) -> Content:
    now = tools.clock()
    check_leader(session, command, asker)
    month_text, through = split_through(rest)
    workspace_id, channel = command.workspace.workspace_id, command.slack_channel_id
    tz = find_team_tz(session, command.workspace, channel, asker)
    month = read_month(month_text, now, tz)
    lens_key = read_lens_key(session, workspace_id=command.workspace.workspace_id, through=through)
    # The menu in it names the team.
    ensure_team(session, workspace_id, channel)
    promise_page(
        session,
        workspace_id=workspace_id,
        wish=PageWish("report", channel, command.slack_user_id, tz, month.key, lens_key=lens_key),
        response_url=command.response_url,
        key=command.request_key,
        now=now,
    )
    return build_plain(words.say_report_comes(month.name))


def handle_person_page_choice(tools: Tools, session: Session, click: Click) -> None:
    """Promise a leader what the team saw of the person whom they chose."""
    now, workspace = tools.clock(), click.workspace
    _, team, month_text, lens_key = [*click.block_id.split(":"), "", "", ""][:4]
    leader = get_actor(session, click)
    channel = check_team(session, workspace, leader, read_id(team))
    tz = find_team_tz(session, workspace, channel, leader)
    month = _reach_today(read_month(month_text, now, tz), now, tz)
    who = click.value
    get_person(session, workspace_id=workspace.workspace_id, slack_user_id=who)
    # Before the page, which comes after it in the same lane.
    promise_answer(tools, session, click, _build_page_comes(channel, who), replace=False)
    promise_page(
        session,
        workspace_id=workspace.workspace_id,
        wish=PageWish("person", channel, leader.slack_user_id, tz, month.key, who, lens_key),
        response_url=click.response_url,
        key=click.request_key,
        now=now,
    )


REPORT = Word("report", answer_report, command_help.REPORT, names_one_at_most)
