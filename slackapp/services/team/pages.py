"""Pages that are drawn when they are delivered: a report, one person's page, a digest's preview.

Of a large channel they take longer to read than Slack waits for an answer. So the command is
answered at once, and the page follows; whether the person still may have it is asked again then,
of the channel's members as they were read from Slack for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.team.words.report import say_nobody_known
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.errors import NotYours, UnknownPerson
from slackapp.domain.workspace.errors import Taken
from slackapp.errors import UserFacingError
from slackapp.services.kudos.sources import Telling
from slackapp.services.outbox.outbox import WISH, OutgoingMessage, enqueue
from slackapp.services.team.page import draw_digest
from slackapp.services.team.plans import find_plan
from slackapp.services.team.report import list_months
from slackapp.services.team.report_page import draw_person_page, draw_report
from slackapp.services.team.shared_channels import check_may_tell
from slackapp.services.team.teams import check_leads, list_leaders
from slackapp.services.workspace.people import PersonView, find_people
from slackapp.services.workspace.works_council import check_not_taken_away, get_works_council


@dataclass(frozen=True, slots=True)
class PageWish:
    """Which page somebody wants, of which channel and month (such as 202611), in the zone `tz`.

    That of a person is `about` them, by their Slack id. It is read through the lens of that key, or
    through the one that the channel chose.
    """

    kind: Literal["report", "preview", "person"]
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


def draw_page(
    session: Session,
    *,
    workspace_id: int,
    payload: Mapping[str, Any],
    proven_since: datetime,
    now: datetime,
    refusal: UserFacingError | None = None,
) -> dict[str, Any]:
    """What to send in place of a payload that holds a wish; where it cannot be had, why not.

    Of kudos from elsewhere it tells where Slack has said since `proven_since` that it is public
    there. A `refusal` says why nothing can be told: nobody knows who is in the channel.
    """
    details = dict(payload)
    wish = PageWish(**details.pop(WISH))
    try:
        if refusal is not None:
            raise refusal
        content = _draw(session, workspace_id, wish, proven_since, now)
    except UserFacingError as error:
        content = build_plain(str(error))
    # An answer is sent just once, so that its blocks must be such as every workspace takes.
    return (content.in_plain() if "response_url" in details else content).as_payload() | details


def find_telling(*, workspace_id: int, payload: Mapping[str, Any]) -> Telling:
    """What of its channel a wished page will tell."""
    wish = read_wish(payload)
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
) -> Content:
    who = wish.slack_user_id
    person = find_people(session, workspace_id=workspace_id, slack_user_ids=[who]).get(who)
    if person is None or person.is_deactivated:
        raise NotYours
    _check_not_taken_away(session, workspace_id, wish)
    of_channel: dict[str, Any] = {
        "workspace_id": workspace_id,
        "slack_channel_id": wish.slack_channel_id,
    }
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
        return report or build_plain(say_nobody_known(f"<#{wish.slack_channel_id}>"))
    if wish.kind == "person":
        about = get_person(session, workspace_id=workspace_id, slack_user_id=wish.about)
        return draw_person_page(session, **of_page, person=about)
    plan = find_plan(session, **of_channel)
    drawn = draw_digest(
        session,
        **of_page,
        is_threaded=plan is not None and plan.is_threaded,
        is_so_far=not month.is_over(now, wish.tz),
    )
    return drawn.parts[0]
