"""Pages that are drawn when they are delivered: reports, one person's page, previews, plans.

Of a large channel they take longer to read than Slack waits for an answer. So the command is
answered at once, and the page follows; whether the person still may have it is asked again then,
of the channel's members as they were read from Slack for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.team.words.digest import say_goes_on
from slackapp.blocks.team.words.report import say_nobody_known
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.errors import NotYours, UnknownPerson
from slackapp.domain.workspace.errors import Taken
from slackapp.errors import UserFacingError
from slackapp.services.kudos.sources import Telling
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.outbox.outbox import ELSE_TO, WISH, OutgoingMessage, enqueue
from slackapp.services.team.next_digest import check_is_there, draw_next_digest
from slackapp.services.team.page import draw_digest
from slackapp.services.team.plans import find_plan
from slackapp.services.team.report import list_months
from slackapp.services.team.report_page import draw_person_page, draw_report
from slackapp.services.team.shared_channels import check_may_tell
from slackapp.services.team.teams import (
    check_leads,
    find_team_id,
    list_leaders,
    may_read_as_leader,
)
from slackapp.services.workspace.people import PersonView, find_people
from slackapp.services.workspace.works_council import check_not_taken_away, get_works_council

#: Slack takes so many answers to one command.
_MOST_ANSWERS = 5


class PeopleNotMet(Exception):
    """Nobody of a channel is known yet: the people of the workspace are still being read."""


@dataclass(frozen=True, slots=True)
class PageWish:
    """Which page somebody wants, of which channel and month (such as 202611), in the zone `tz`.

    That of a person is `about` them, by their Slack id. It is read through the lens of that key, or
    through the one that the channel chose.
    """

    kind: Literal["report", "preview", "person", "plan"]
    slack_channel_id: str
    slack_user_id: str
    tz: str
    month: int
    about: str = ""
    lens_key: str = ""


def promise_page(
    session: Session,
    *,
    workspace_id: int,
    wish: PageWish,
    response_url: str,
    key: str,
    now: datetime,
) -> None:
    """Promise a page, once for each `key`: a report by direct message, any other as an answer.

    That stands where it was asked for, for that person alone; without a `response_url` it comes by
    direct message, too. Raises TakenAway where the workspace has no such pages.
    """
    _check_not_taken_away(session, workspace_id, wish)
    who = wish.slack_user_id
    payload: dict[str, Any] = {WISH: asdict(wish)}
    is_answer = wish.kind != "report" and bool(response_url)
    if is_answer:
        payload |= {
            "response_url": response_url,
            "response_type": "ephemeral",
            "replace_original": False,
            ELSE_TO: {"channel": wish.slack_channel_id, "user": who},
        }
    message = OutgoingMessage(
        slack_channel_id=f"response:{who}" if is_answer else who,
        kind="response" if is_answer else "post",
        dedupe_key=f"{wish.kind}:{wish.slack_channel_id}:{key}:{who}",
        payload=payload,
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)


#: What each kind of page is to works-council mode, which leaves the others alone.
_TAKEN = {"report": Taken.REPORT, "person": Taken.PAGE}


def _check_not_taken_away(session: Session, workspace_id: int, wish: PageWish) -> None:
    if wish.kind in _TAKEN:
        check_not_taken_away(session, workspace_id=workspace_id, what=_TAKEN[wish.kind])


def promise_reports(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    tz: str,
    month: Month,
    now: datetime,
) -> None:
    """Promise each of a channel's leaders the report that comes with a digest, if there are any."""
    if get_works_council(session, workspace_id=workspace_id).is_on:
        return
    leaders = list_leaders(session, workspace_id=workspace_id, slack_channel_id=slack_channel_id)
    for leader in leaders:
        promise_page(
            session,
            workspace_id=workspace_id,
            wish=PageWish("report", slack_channel_id, leader.slack_user_id, tz, month.key),
            response_url="",
            key=str(month),
            now=now,
        )


def read_wish(payload: Mapping[str, Any]) -> PageWish:
    """The wish that a promised payload holds."""
    return PageWish(**payload[WISH])


def draw_pages(
    session: Session,
    *,
    workspace_id: int,
    payload: Mapping[str, Any],
    proven_since: datetime,
    now: datetime,
    refusal: UserFacingError | None = None,
    is_last_try: bool = True,
) -> list[dict[str, Any]]:
    """What to send in place of a payload that holds a wish; where it cannot be had, why not.

    A long preview is several messages. Of kudos from elsewhere it tells where Slack has said since
    `proven_since` that it is public there. A `refusal` says why nothing can be told: nobody knows
    who is in the channel. Raises PeopleNotMet while nobody of it is known, unless `is_last_try`.
    """
    details = dict(payload)
    wish = PageWish(**details.pop(WISH))
    try:
        if refusal is not None:
            raise refusal
        contents = _draw(session, workspace_id, wish, proven_since, now)
    except PeopleNotMet:
        if not is_last_try:
            raise
        contents = [build_plain(say_nobody_known(f"<#{wish.slack_channel_id}>"))]
    except UserFacingError as error:
        contents = [build_plain(str(error))]
    if "response_url" not in details:
        return [one.as_payload() | details for one in contents]
    # An answer is sent just once, so that its blocks must be such as every workspace takes.
    return [one.in_plain().as_payload() | details for one in fit_answers(contents)]


def fit_answers(contents: Sequence[Content]) -> Sequence[Content]:
    """As many messages as one command may be answered with; the last says what is left out."""
    if len(contents) <= _MOST_ANSWERS:
        return contents
    shown = contents[: _MOST_ANSWERS - 1]
    return [*shown, build_plain(say_goes_on(len(contents) - len(shown)))]


def promise_rest(
    session: Session, claimed: ClaimedMessage, payloads: Sequence[dict[str, Any]], *, now: datetime
) -> None:
    """Promise what follows the first message of a page, once, behind it in its lane.

    What goes to somebody directly stands in the thread of the first.
    """
    messages = [
        OutgoingMessage(
            slack_channel_id=claimed.slack_channel_id,
            kind=claimed.kind,
            dedupe_key=f"{claimed.dedupe_key}:{number}",
            payload=payload,
            post_id=claimed.message_id if claimed.kind == "post" else None,
        )
        for number, payload in enumerate(payloads, start=1)
    ]
    enqueue(session, workspace_id=claimed.workspace_id, messages=messages, now=now)


def find_telling(*, workspace_id: int, payload: Mapping[str, Any]) -> Telling | None:
    """What of its channel a wished page will tell; None where that is about the reader alone."""
    wish = read_wish(payload)
    if wish.kind == "plan":
        return None
    month = Month.of_key(wish.month)
    window = (list_months(month)[0].window(wish.tz)[0], month.window(wish.tz)[1])
    return Telling(workspace_id, wish.slack_channel_id, window)


def get_person(session: Session, *, workspace_id: int, slack_user_id: str) -> PersonView:
    """The person whom a page is to be about. Raises UnknownPerson."""
    found = find_people(session, workspace_id=workspace_id, slack_user_ids=[slack_user_id])
    if slack_user_id not in found:
        raise UnknownPerson(slack_user_id)
    return found[slack_user_id]


def _draw(
    session: Session, workspace_id: int, wish: PageWish, proven_since: datetime, now: datetime
) -> Sequence[Content]:
    who = wish.slack_user_id
    person = find_people(session, workspace_id=workspace_id, slack_user_ids=[who]).get(who)
    if person is None or person.is_deactivated:
        raise NotYours
    _check_not_taken_away(session, workspace_id, wish)
    of_channel: dict[str, Any] = {
        "workspace_id": workspace_id,
        "slack_channel_id": wish.slack_channel_id,
    }
    if wish.kind == "plan":
        return [_draw_plan(session, person, **of_channel)]
    check_leads(session, **of_channel, person_id=person.person_id)
    check_may_tell(session, **of_channel)
    month = Month.of_key(wish.month)
    of_page = of_channel | {
        "tz": wish.tz,
        "month": month,
        "proven_since": proven_since,
        "lens_key": wish.lens_key,
    }
    if wish.kind == "report":
        report = draw_report(session, **of_page)
        if report is None:
            raise PeopleNotMet
        return [report]
    if wish.kind == "person":
        about = get_person(session, workspace_id=workspace_id, slack_user_id=wish.about)
        return [draw_person_page(session, **of_page, person=about)]
    plan = find_plan(session, **of_channel)
    drawn = draw_digest(
        session,
        **of_page,
        is_threaded=plan is not None and plan.is_threaded,
        is_so_far=not month.is_over(now, wish.tz),
    )
    return drawn.parts


def _draw_plan(
    session: Session, person: PersonView, *, workspace_id: int, slack_channel_id: str
) -> Content:
    of_channel: dict[str, Any] = {
        "workspace_id": workspace_id,
        "slack_channel_id": slack_channel_id,
    }
    check_is_there(session, **of_channel, person=person)
    leads = may_read_as_leader(session, **of_channel, person_id=person.person_id)
    team_id = find_team_id(session, **of_channel) if leads else None
    return draw_next_digest(session, **of_channel, person=person, team_id=team_id)
