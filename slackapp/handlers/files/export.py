"""`/kudos export`: somebody's kudos, or those of a leader's team, as a file by direct message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.files.words import files as words
from slackapp.blocks.kudos import command_help
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.due_times import local_date
from slackapp.domain.base.period import Period, last_months
from slackapp.domain.command.through import split_through
from slackapp.handlers.base.command_word import Word
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.reply import answer_in_one
from slackapp.handlers.base.requests import Command
from slackapp.handlers.team.teams import check_leader, find_team_tz, read_period
from slackapp.services.base.requests import record_request
from slackapp.services.files.export import TEAM_EXPORTED, Format
from slackapp.services.files.files import FileWish, promise_file
from slackapp.services.workspace.admin_acts import record_act
from slackapp.services.workspace.lenses import read_lens_key
from slackapp.services.workspace.people import PersonView
from slackapp.tools import Tools

_TEAM = "team"
#: What people type for a form.
_FORMS: dict[str, Format] = {"csv": "csv", "json": "json", "xlsx": "xlsx", "excel": "xlsx"}
#: Months of a team's kudos where no period is named, as many as its report looks back.
_TEAM_MONTHS = 6


def answer_export(tools: Tools, command: Command, rest: str) -> Content:
    """Promise the file, and say that it comes."""
    return answer_in_one(tools, lambda session: _answer(session, command, rest, tools.clock()))


def _answer(session: Session, command: Command, rest: str, now: datetime) -> Content:
    before, through = split_through(rest.lower())
    typed = before.split()
    is_team = typed[:1] == [_TEAM]
    asker = get_actor(session, command)
    if is_team:
        check_leader(session, command, asker)
    lens_key = read_lens_key(session, workspace_id=command.workspace.workspace_id, through=through)
    wish = (
        _read_team_wish(session, command, asker, typed[1:], lens_key, now)
        if is_team
        else _read_own_wish(asker, typed, lens_key, now)
    )
    workspace_id, request_key = command.workspace.workspace_id, command.request_key
    promise_file(
        session,
        workspace_id=workspace_id,
        slack_user_id=command.slack_user_id,
        wish=wish,
        key=request_key,
        now=now,
    )
    form = wish.form.upper()
    if is_team:
        # A command that comes again gets no second file, and is no second act.
        if record_request(session, workspace_id=workspace_id, request_key=request_key, now=now):
            record_act(
                session,
                workspace_id=workspace_id,
                actor_id=asker.person_id,
                kind=TEAM_EXPORTED,
                slack_channel_id=command.slack_channel_id,
                now=now,
            )
        channel = f"<#{command.slack_channel_id}>"
        return build_plain(words.say_team_come(channel, wish.period.name, form))
    return build_plain(words.say_own_come(wish.period.name, form))


def _read_own_wish(
    asker: PersonView, typed: Sequence[str], lens_key: str, now: datetime
) -> FileWish:
    form, named = _read_form(typed)
    this = Month.of(local_date(now, asker.tz))
    period = read_period(named, this, default=Period(None, this), example=words.EXAMPLE)
    return FileWish.of("own_kudos", period, form=form, lens_key=lens_key)


def _read_team_wish(
    session: Session,
    command: Command,
    asker: PersonView,
    typed: Sequence[str],
    lens_key: str,
    now: datetime,
) -> FileWish:
    form, named = _read_form(typed)
    channel = command.slack_channel_id
    tz = find_team_tz(session, command.workspace, channel, asker)
    this = Month.of(local_date(now, tz))
    default = last_months(_TEAM_MONTHS, this)
    period = read_period(named, this, default=default, example=words.EXAMPLE)
    return FileWish.of(
        "team_kudos", period, form=form, slack_channel_id=channel, tz=tz, lens_key=lens_key
    )


def _read_form(typed: Sequence[str]) -> tuple[Format, str]:
    """The form that is typed last, CSV where there is none, and what else is typed."""
    forms = [_FORMS[word] for word in typed if word in _FORMS]
    return forms[-1] if forms else "csv", " ".join(word for word in typed if word not in _FORMS)


EXPORT = Word("export", answer_export, command_help.EXPORT)
