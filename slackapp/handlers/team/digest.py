"""`/kudos digest`: on, off, settings, a preview, and posting one now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.base.undo_button import offer_undo
from slackapp.blocks.kudos import command_help
from slackapp.blocks.team.digest_notes import build_so_far_comes
from slackapp.blocks.team.words import digest as words
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.due_times import local_date
from slackapp.domain.command.through import split_through
from slackapp.domain.kudos.audience import ChannelKind
from slackapp.domain.team.errors import AppNotHere, LensIsSetting, NotLeader
from slackapp.errors import UserFacingError
from slackapp.handlers.base.command_word import Word
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.places import find_known_place, learn_place
from slackapp.handlers.base.requests import Command
from slackapp.handlers.team.teams import check_leader, find_team_tz, read_month
from slackapp.services.base.requests import record_request
from slackapp.services.home.setting import Scope, recorded
from slackapp.services.home.settings import DIGEST_PLAN
from slackapp.services.team.next_digest import draw_next_digest
from slackapp.services.team.pages import PageWish, promise_page
from slackapp.services.team.plans import find_plan, switch_digest, wish_digest
from slackapp.services.team.shared_channels import check_may_tell, switch_telling
from slackapp.services.team.teams import ensure_team
from slackapp.services.workspace.lenses import read_lens_key
from slackapp.services.workspace.people import PersonView, set_in_digests
from slackapp.tools import Tools

_WORDS = ("", "on", "off", "preview", "now", "leave", "join", "settings")
#: What is done with a channel that the app must be in.
_IN_CHANNEL = ("on", "preview", "now")


def is_digest_word(rest: str) -> bool:
    """Whether the words behind `digest` are among those that it takes."""
    typed, through = split_through(rest.lower())
    word, _, month = typed.partition(" ")
    return word in _WORDS and (not month or word in ("now", "preview") or through is not None)


def answer_digest(tools: Tools, command: Command, rest: str) -> Content:
    """Do what the words say, and return the answer that only the person who typed it sees."""
    try:
        typed, through = split_through(rest.lower())
        word, _, month_text = typed.partition(" ")
        if through is not None and not word:
            word = "preview"
        is_known = word not in _IN_CHANNEL or ask_whether_app_is_there(tools, command)
        content = _answer(tools, command, word, month_text, through, is_known=is_known)
    except UserFacingError as error:
        return build_plain(str(error))
    tools.wake_delivery()
    return content


def ask_whether_app_is_there(tools: Tools, command: Command) -> bool:
    """Whether it is known, or Slack says at once, that the app is in the channel.

    Raises AppNotHere where it is not; False where Slack does not say now.
    """
    with tools.sessions.read() as session:
        place = find_known_place(
            session,
            command.workspace,
            command.slack_channel_id,
            channel_name=command.channel_name,
            now=tools.clock(),
        )
    if place is None and command.has_asked_slack:
        return False
    if place is None:
        place = learn_place(tools, command.workspace, command.slack_channel_id)
    if place.is_proven and not (place.app_is_member or place.kind is ChannelKind.DIRECT):
        raise AppNotHere
    return place.is_proven


def _answer(
    tools: Tools,
    command: Command,
    word: str,
    month_text: str,
    through: str | None,
    *,
    is_known: bool,
) -> Content:
    now = tools.clock()
    with tools.sessions.begin() as session:
        person = get_actor(session, command)
        if through is not None and word != "preview":
            raise LensIsSetting
        if word in _SAID:
            set_in_digests(session, person_id=person.person_id, is_in=word == "join")
            return build_plain(_SAID[word])
        if not word:
            return _show_plan(session, command, person, now)
        check_leader(session, command, person)
        if word == "preview":
            return _show_preview(session, command, person, month_text, through, now)
        if word == "now":
            answer = _post(session, command, person, month_text, now)
        else:
            acts = _switch(session, command, person, is_on=word == "on", now=now)
            answer = offer_undo(_show_plan(session, command, person, now), acts)
        if is_known:
            return answer
        # Whether the app is there shows once Slack answers, which is told without being asked.
        _promise_plan(session, command, person, now)
        return build_plain(words.say_asks_slack(_BEGUN[word]))


_SAID = {"leave": words.LEFT, "join": words.JOINED}
#: What is said of that which is done before Slack has said whether the app is in the channel.
_BEGUN = {"on": words.SWITCHED_ON, "now": words.COMES_IF_THERE}


def _show_preview(
    session: Session,
    command: Command,
    person: PersonView,
    month_text: str,
    through: str | None,
    now: datetime,
) -> Content:
    workspace, channel = command.workspace, command.slack_channel_id
    check_may_tell(session, **_here(command))
    lens_key = read_lens_key(session, workspace_id=workspace.workspace_id, through=through)
    tz = find_team_tz(session, workspace, channel, person)
    month = read_month(month_text, now, tz)
    promise_page(
        session,
        workspace_id=workspace.workspace_id,
        wish=PageWish("preview", channel, command.slack_user_id, tz, month.key, lens_key=lens_key),
        response_url=command.response_url,
        key=command.request_key,
        now=now,
    )
    return build_plain(words.say_preview_comes(month.name))


def _post(
    session: Session, command: Command, person: PersonView, month_text: str, now: datetime
) -> Content:
    check_may_tell(session, **_here(command))
    plan = find_plan(session, **_here(command))
    tz = person.tz if plan is None else plan.tz
    month = read_month(month_text, now, tz)
    # A replayed command must not post again what was changed since.
    workspace_id = command.workspace.workspace_id
    if record_request(session, workspace_id=workspace_id, request_key=command.request_key, now=now):
        wish_digest(session, **_here(command), tz=tz, month=month, now=now)
    if not month.is_over(now, tz):
        return build_so_far_comes(
            month.name, is_on=plan is not None and plan.next_due_at is not None
        )
    return build_plain(words.say_digest_comes(month.name))


def _switch(
    session: Session, command: Command, person: PersonView, *, is_on: bool, now: datetime
) -> list[int]:
    """Switch it on or off; returns the number of the act, if that changed anything."""
    scope = Scope(**_here(command), actor_id=person.person_id)
    with recorded(session, DIGEST_PLAN, scope, now=now) as acts:
        switch_telling(session, **_here(command), person_id=person.person_id, is_on=is_on)
        switch_digest(session, **_here(command), tz=person.tz, is_on=is_on, now=now)
    return acts


def _show_plan(session: Session, command: Command, person: PersonView, now: datetime) -> Content:
    """When the next digest comes, for everybody; leaders may change that there."""
    try:
        check_leader(session, command, person)
    except NotLeader:
        if person.is_guest:
            # Of channels that they are in alone, which is read anew for it.
            _promise_plan(session, command, person, now)
            return build_plain(words.LOOKED_UP)
        return draw_next_digest(session, **_here(command), person=person)
    team_id = ensure_team(session, command.workspace.workspace_id, command.slack_channel_id)
    return draw_next_digest(session, **_here(command), person=person, team_id=team_id)


def _promise_plan(session: Session, command: Command, person: PersonView, now: datetime) -> None:
    workspace_id, channel = command.workspace.workspace_id, command.slack_channel_id
    month = Month.of(local_date(now, person.tz))
    promise_page(
        session,
        workspace_id=workspace_id,
        wish=PageWish("plan", channel, command.slack_user_id, person.tz, month.key),
        response_url=command.response_url,
        key=command.request_key,
        now=now,
    )


def _here(command: Command) -> dict[str, Any]:
    """The channel that it was typed in, as services ask for it."""
    return {
        "workspace_id": command.workspace.workspace_id,
        "slack_channel_id": command.slack_channel_id,
    }


DIGEST = Word("digest", answer_digest, command_help.DIGEST, is_digest_word)
