"""`/kudos digest`: on, off, a preview, and posting one now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.blocks.digest import build_plan
from slackapp.blocks.kit import Content
from slackapp.blocks.kudos_help import build_plain
from slackapp.context import Context
from slackapp.domain.digest_times import Month
from slackapp.domain.due_times import local_date
from slackapp.errors import NoMonth, NotLeader, NotThere, UserFacingError
from slackapp.handlers.giving import Request
from slackapp.services.digests import (
    DueDigest,
    draw_digest,
    find_plan,
    promise_digest,
    switch_digest,
    update_digest,
)
from slackapp.services.people import PersonView, ensure_person, is_admin, set_in_digests
from slackapp.services.requests import record_request
from slackapp.services.teams import ensure_team, list_leaders

_DIRECT = ("directmessage", "mpdm-")
_WORDS = ("", "on", "off", "preview", "now", "leave", "join")


def is_digest_word(rest: str) -> bool:
    """Whether the words behind `digest` are among those that it takes."""
    word, _, month = rest.lower().partition(" ")
    return word in _WORDS and (not month or word in ("now", "preview"))


def answer_digest(tools: Context, request: Request, rest: str) -> Content:
    """Do what the words say, and return the answer that only the person who typed it sees."""
    try:
        return _answer(tools, request, rest)
    except UserFacingError as error:
        return build_plain(str(error))


def _answer(tools: Context, request: Request, rest: str) -> Content:
    word, _, month_text = rest.lower().partition(" ")
    now = tools.clock()
    with tools.sessions.begin() as session:
        person = ensure_person(
            session,
            workspace=request.workspace,
            slack_user_id=request.slack_user_id,
            name=request.user_name,
            now=now,
        )
        if word in ("leave", "join"):
            set_in_digests(session, person_id=person.person_id, is_in=word == "join")
            return build_plain(_SAID[word])
        if request.channel_name.startswith(_DIRECT):
            raise NotThere
        _check_leader(session, request, person)
        if word in ("preview", "now"):
            return _show_or_post(session, request, person, word, month_text, now, tools)
        if word:
            switch_digest(
                session,
                workspace_id=request.workspace.workspace_id,
                slack_channel_id=request.slack_channel_id,
                tz=person.tz,
                is_on=word == "on",
                now=now,
            )
        plan = find_plan(
            session,
            workspace_id=request.workspace.workspace_id,
            slack_channel_id=request.slack_channel_id,
        )
    return build_plan(
        request.slack_channel_id,
        next_due_at=None if plan is None else plan.next_due_at,
        tz=person.tz if plan is None else plan.tz,
    )


_SAID = {
    "leave": "You are left out of digests from now on. `/kudos digest join` brings you back.",
    "join": "Digests tell of kudos to you again. `/kudos digest leave` leaves you out.",
}


def _check_leader(session: Session, request: Request, person: PersonView) -> None:
    leaders = list_leaders(
        session,
        workspace_id=request.workspace.workspace_id,
        slack_channel_id=request.slack_channel_id,
    )
    is_leader = person.person_id in [one.person_id for one in leaders]
    if not (is_leader or is_admin(session, person_id=person.person_id)):
        raise NotLeader


def _show_or_post(
    session: Session,
    request: Request,
    person: PersonView,
    word: str,
    month_text: str,
    now: datetime,
    tools: Context,
) -> Content:
    workspace_id, channel = request.workspace.workspace_id, request.slack_channel_id
    plan = find_plan(session, workspace_id=workspace_id, slack_channel_id=channel)
    tz = person.tz if plan is None else plan.tz
    month = _read_month(month_text, now, tz)
    if word == "preview":
        drawn = draw_digest(
            session, workspace_id=workspace_id, slack_channel_id=channel, tz=tz, month=month
        )
        return drawn.parts[0]
    due = DueDigest(
        workspace_id=workspace_id,
        team_id=ensure_team(session, workspace_id, channel),
        slack_channel_id=channel,
        tz=tz,
        posts_empty=True,
        month=month,
        is_late=False,
    )
    # A replayed command must not post again what was changed since.
    if record_request(
        session, workspace_id=workspace_id, request_key=request.request_key, now=now
    ) and not promise_digest(session, due=due, now=now):
        update_digest(session, due=due, request_key=request.request_key, now=now)
        return build_plain(
            f"The digest of {month.name} was posted before; it is brought up to date."
        )
    return build_plain(f"The digest of {month.name} is on its way.")


def _read_month(text: str, now: datetime, tz: str) -> Month:
    this = Month.of(local_date(now, tz))
    if not text:
        return this.before()
    try:
        month = Month.parse(text.strip())
    except ValueError:
        raise NoMonth from None
    if month.key > this.key:
        raise NoMonth
    return month
