"""`/kudos packet`: a review packet of one's own, or a leader's request for one, with consent."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.files.packet import build_packet_question
from slackapp.blocks.files.words import asking as words
from slackapp.blocks.kudos import command_help
from slackapp.domain.base.digest_times import FIRST_MONTH, Month
from slackapp.domain.base.due_times import local_date
from slackapp.domain.base.errors import UnknownPerson
from slackapp.domain.base.period import Period, last_months
from slackapp.domain.base.slack_text import find_person_named
from slackapp.domain.command.through import split_through
from slackapp.domain.files.errors import PacketLensIsSetting
from slackapp.handlers.base.command_word import Word
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.registration import on_click
from slackapp.handlers.base.reply import answer_in_one
from slackapp.handlers.base.requests import Click, Command
from slackapp.handlers.team.report import names_one_at_most
from slackapp.handlers.team.teams import check_leader, read_period
from slackapp.services.files.files import FileWish, promise_file
from slackapp.services.files.packet import (
    OPEN_FOR,
    PacketForm,
    RequestView,
    ask_for_packet,
    decide_request,
)
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from slackapp.services.workspace.lenses import read_lens_key
from slackapp.services.workspace.people import PersonView, find_people
from slackapp.services.workspace.workspaces import WorkspaceView
from slackapp.tools import Tools

#: Where no period is named.
DEFAULT_MONTHS = 12
#: What people type for a form.
_FORMS: dict[str, PacketForm] = {"html": "html", "md": "md", "markdown": "md"}


def register(app: App, tools: Tools) -> None:
    """Attach the two buttons of the question."""
    on_click(app, tools, ids.PACKET_AGREE, handle_decision)
    on_click(app, tools, ids.PACKET_REFUSE, handle_decision)


def answer_packet(tools: Tools, command: Command, rest: str) -> Content:
    """Promise somebody's own packet, or ask the person that a leader named."""
    work = partial(_answer, tools, command=command, rest=rest)
    return answer_in_one(tools, work, command=command)


def _answer(tools: Tools, session: Session, *, command: Command, rest: str) -> Content:
    now = tools.clock()
    asker = get_actor(session, command)
    who, named = find_person_named(rest) or (asker.slack_user_id, rest)
    form, named = _read_form(named)
    named, through = split_through(named)
    period = _read_period(named, Month.of(local_date(now, asker.tz)))
    if who != asker.slack_user_id:
        if through is not None:
            raise PacketLensIsSetting
        return _ask(tools, session, command, asker, who, period)
    promise_file(
        session,
        workspace_id=command.workspace.workspace_id,
        slack_user_id=who,
        wish=FileWish.of(
            "own_packet",
            period,
            lens_key=read_lens_key(
                session, workspace_id=command.workspace.workspace_id, through=through
            ),
            packet_form=form,
        ),
        key=command.request_key,
        now=now,
    )
    return build_plain(words.say_own_comes(period.name))


def _read_form(text: str) -> tuple[PacketForm, str]:
    """The form that is named, a page where there is none, and what else is said."""
    typed = text.split()
    forms = [_FORMS[word.lower()] for word in typed if word.lower() in _FORMS]
    others = " ".join(word for word in typed if word.lower() not in _FORMS)
    return forms[-1] if forms else "html", others


def _read_period(text: str, this: Month) -> Period:
    default = last_months(DEFAULT_MONTHS, this)
    period = read_period(text, this, default=default, example=words.EXAMPLE)
    return Period(period.first or FIRST_MONTH, period.last)


def _ask(
    tools: Tools, session: Session, command: Command, leader: PersonView, who: str, period: Period
) -> Content:
    check_leader(session, command, leader)
    workspace_id, now = command.workspace.workspace_id, tools.clock()
    channel = command.slack_channel_id
    ask_person(session, workspace_id, channel, leader=leader, who=who, period=period, now=now)
    return build_plain(words.say_asked(f"<@{who}>", period.name))


def ask_person(
    session: Session,
    workspace_id: int,
    slack_channel_id: str,
    *,
    leader: PersonView,
    who: str,
    period: Period,
    now: datetime,
) -> None:
    """Promise the question to somebody of a team, for a leader who was found to be one."""
    found = find_people(session, workspace_id=workspace_id, slack_user_ids=[who])
    if who not in found:
        raise UnknownPerson(who)
    asked = ask_for_packet(
        session,
        workspace_id=workspace_id,
        slack_channel_id=slack_channel_id,
        leader=leader,
        person=found[who],
        period=period,
        now=now,
    )
    question = build_packet_question(
        f"<@{leader.slack_user_id}>",
        slack_channel_id,
        period.name,
        key=asked.key,
        days=OPEN_FOR.days,
    )
    _promise_words(session, workspace_id, who, question, f"packet_asked:{asked.key}", now)


def handle_decision(tools: Tools, session: Session, click: Click) -> Content:
    """Take a person's word on a leader's request: both get the same file, or nobody gets any."""
    person, now = get_actor(session, click), tools.clock()
    workspace, agrees = click.workspace, click.action_id == ids.PACKET_AGREE
    request = decide_request(
        session,
        workspace_id=workspace.workspace_id,
        key=click.value,
        person=person,
        agrees=agrees,
        now=now,
    )
    leader = f"<@{request.leader_slack_id}>"
    if not agrees:
        told = build_plain(words.say_refused(f"<@{person.slack_user_id}>"))
        _promise_words(
            session,
            workspace.workspace_id,
            request.leader_slack_id,
            told,
            f"packet_refused:{request.key}",
            now,
        )
        return build_plain(words.say_you_refused(leader))
    _promise_both(session, workspace, request, now)
    return build_plain(words.say_you_agreed(leader, request.period.name))


def _promise_both(
    session: Session, workspace: WorkspaceView, request: RequestView, now: datetime
) -> None:
    for who in (request.person_slack_id, request.leader_slack_id):
        promise_file(
            session,
            workspace_id=workspace.workspace_id,
            slack_user_id=who,
            wish=FileWish.of("asked_packet", request.period, request_key=request.key),
            key=f"packet:{request.key}",
            now=now,
        )


def _promise_words(
    session: Session, workspace_id: int, who: str, content: Content, key: str, now: datetime
) -> None:
    message = OutgoingMessage(
        slack_channel_id=who, kind="post", dedupe_key=key, payload=content.as_payload()
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)


PACKET = Word("packet", answer_packet, command_help.PACKET, names_one_at_most)
