"""`/kudos leaders`, and what all words for leaders share: who may, and which months."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.base.undo_button import offer_undo
from slackapp.blocks.kudos import command_help
from slackapp.blocks.team.teams import build_leaders
from slackapp.domain.base import digest_times
from slackapp.domain.base.digest_times import FIRST_MONTH, Month
from slackapp.domain.base.due_times import local_date
from slackapp.domain.base.errors import NotYours
from slackapp.domain.base.period import MOST_MONTHS, Period, parse_period
from slackapp.domain.base.slack_text import AddresseeKind, find_runs
from slackapp.domain.team.errors import NameNotPicked, NoMonth, NoPeriod, NotThere
from slackapp.errors import UserFacingError
from slackapp.handlers.base.command_word import Word
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.places import is_direct_message, is_group_message
from slackapp.handlers.base.requests import Command
from slackapp.services.base.requests import record_request
from slackapp.services.kudos.kudos import check_leader_named
from slackapp.services.team.naming import name_leaders
from slackapp.services.team.plans import find_plan
from slackapp.services.team.teams import (
    check_may_ask,
    find_team_channel,
    list_leaders,
)
from slackapp.services.workspace.people import PersonView, find_people
from slackapp.services.workspace.workspaces import WorkspaceView
from slackapp.tools import Tools

#: The word that takes all leaders away.
NOBODY = "none"


def names_leaders(rest: str) -> bool:
    """Whether the words behind `leaders` are people alone, the word for nobody, or nothing."""
    if rest.lower() in ("", NOBODY):
        return True
    runs = find_runs(rest)
    people = [one for run in runs for one in run]
    is_whole = len(runs) == 1 and (people[0].start, people[-1].end) == (0, len(rest))
    return is_whole and all(one.kind is AddresseeKind.PERSON for one in people)


def answer_leaders(tools: Tools, command: Command, rest: str) -> Content:
    """Show the leaders of the channel, or name them anew."""
    try:
        return _answer(tools, command, rest)
    except UserFacingError as error:
        return build_plain(str(error))


def _answer(tools: Tools, command: Command, rest: str) -> Content:
    _check_is_channel(command)
    workspace_id, channel = command.workspace.workspace_id, command.slack_channel_id
    find_leaders = partial(list_leaders, workspace_id=workspace_id, slack_channel_id=channel)
    if not rest:
        with tools.sessions.read() as session:
            leaders = find_leaders(session)
        return build_leaders(command.slack_channel_id, [one.slack_user_id for one in leaders])
    wanted = [one.value for run in find_runs(rest) for one in run]
    now, acts = tools.clock(), list[int]()
    with tools.sessions.begin() as session:
        asker = get_actor(session, command)
        check_leader(session, command, asker)
        people = find_people(session, workspace_id=workspace_id, slack_user_ids=wanted)
        chosen = [check_leader_named(people.get(who), who) for who in wanted]
        # A replayed command must not undo what was chosen since.
        if record_request(
            session,
            workspace_id=workspace_id,
            request_key=command.request_key,
            now=now,
        ):
            acts = name_leaders(
                session,
                workspace_id=workspace_id,
                slack_channel_id=channel,
                person_ids=[one.person_id for one in chosen],
                actor_id=asker.person_id,
                now=now,
            )
        leaders = find_leaders(session)
    named = [one.slack_user_id for one in leaders]
    absent = [one.slack_user_id for one in chosen if one.slack_user_id not in named]
    return offer_undo(build_leaders(channel, named, absent=list(dict.fromkeys(absent))), acts)


def _check_is_channel(command: Command) -> None:
    if is_direct_message(command.channel_name) or is_group_message(command.channel_name):
        raise NotThere


def check_leader(session: Session, command: Command, person: PersonView) -> None:
    """Raise NotThere outside a channel, NotLeader for whoever is neither leader nor admin."""
    _check_is_channel(command)
    check_may_ask(
        session,
        workspace_id=command.workspace.workspace_id,
        slack_channel_id=command.slack_channel_id,
        person_id=person.person_id,
        is_typed_there=True,
    )


def check_team(session: Session, workspace: WorkspaceView, person: PersonView, team_id: int) -> str:
    """The team's channel. Raises NotYours for no team of theirs, NotLeader for whoever may not."""
    channel = find_team_channel(session, workspace_id=workspace.workspace_id, team_id=team_id)
    if channel is None:
        raise NotYours
    check_may_ask(
        session,
        workspace_id=workspace.workspace_id,
        slack_channel_id=channel,
        person_id=person.person_id,
    )
    return channel


def find_team_tz(
    session: Session, workspace: WorkspaceView, slack_channel_id: str, person: PersonView
) -> str:
    """The zone of a channel's months; the person's own while it has no digest."""
    plan = find_plan(
        session, workspace_id=workspace.workspace_id, slack_channel_id=slack_channel_id
    )
    return person.tz if plan is None else plan.tz


def read_month(text: str, now: datetime, tz: str) -> Month:
    """The month named, or the last one; raises NoMonth for any that cannot be told of."""
    _check_no_typed_name(text)
    this = Month.of(local_date(now, tz))
    if not text:
        return this.before()
    try:
        return digest_times.read_month(text, this)
    except ValueError:
        raise NoMonth(str(this)) from None


def read_period(text: str, this: Month, *, default: Period, example: str) -> Period:
    """The period named, up to `this` month, or the default; raises NoPeriod for any other."""
    _check_no_typed_name(text)
    if not text:
        return default
    try:
        return parse_period(text, this)
    except ValueError:
        raise NoPeriod(example, most=MOST_MONTHS, first=str(FIRST_MONTH), this=str(this)) from None


def _check_no_typed_name(text: str) -> None:
    """Raise NameNotPicked where a name was typed that Slack linked to nobody."""
    if any(word.startswith("@") for word in text.split()):
        raise NameNotPicked


LEADERS = Word("leaders", answer_leaders, command_help.LEADERS, names_leaders)
