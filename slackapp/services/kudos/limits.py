"""Where somebody may give, and how often: so many a day, and the same words only if they say so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, literal, select
from sqlalchemy.orm import Session

from db import AuditEntry, Kudos, KudosRecipient, KudosTag, Person
from slackapp.domain.base.due_times import start_of_local_day
from slackapp.domain.kudos.errors import (
    DailyLimitReached,
    GuestsMayNotGive,
    NotInPilot,
    SaidBefore,
    TakenBack,
)
from slackapp.frameworks.crosswalk import Counted
from slackapp.services.workspace.people import PersonView
from slackapp.services.workspace.workspaces import WorkspaceView

#: For so long the same words to the same person are asked about.
SAME_WORDS_FOR = timedelta(minutes=10)
#: So many of the giver's latest kudos to somebody are compared.
_COMPARED = 10

# Built once, as they are run for every kudos: building one costs five times as much as running it.
# Weaker than FOR UPDATE: a kudos refers to the rows of its recipients, and two people who thank
# each other at the same moment would wait for one another.
_LOCK_PERSON = (
    select(Person.id).where(Person.id == bindparam("person_id")).with_for_update(key_share=True)
)
_COUNT_GIVEN = select(func.count(Kudos.id)).where(
    Kudos.giver_id == bindparam("giver_id"),
    Kudos.given_at >= bindparam("since"),
    Kudos.request_key != bindparam("request_key"),
)
_GAVE_LATELY = (
    select(literal(1))
    .where(Kudos.giver_id == bindparam("giver_id"), Kudos.given_at > bindparam("lately"))
    .exists()
)
_WAS_TAKEN_BACK = (
    select(literal(1))
    .where(
        AuditEntry.workspace_id == bindparam("workspace_id"),
        AuditEntry.request_key == bindparam("request_key"),
    )
    .exists()
)
_LOOK_BACK = select(_COUNT_GIVEN.scalar_subquery(), _GAVE_LATELY, _WAS_TAKEN_BACK)


@lru_cache(maxsize=32)
def _find_latest_to(count: int) -> Select[int, str, str, int]:
    """The giver's latest kudos to some of so many people; built once for each number of them."""
    ids: list[BindParameter[int]] = [bindparam(f"id_{number}") for number in range(count)]
    return (
        select(Kudos.id, Kudos.message, Kudos.request_key, KudosRecipient.person_id)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .where(
            Kudos.giver_id == bindparam("giver_id"),
            Kudos.given_at > bindparam("since"),
            KudosRecipient.person_id.in_(ids),
        )
        .order_by(Kudos.given_at.desc(), Kudos.id.desc())
        .limit(_COMPARED)
    )


def check_may_give(workspace: WorkspaceView, giver: PersonView, slack_channel_id: str) -> None:
    """Raise GuestsMayNotGive or NotInPilot."""
    check_guest(workspace, giver)
    check_place(workspace, slack_channel_id)


def check_place(workspace: WorkspaceView, slack_channel_id: str) -> None:
    """Raise NotInPilot where the workspace tries kudos out in other channels."""
    if not workspace.takes_kudos(slack_channel_id):
        raise NotInPilot(workspace.slack_pilot_channel_ids)


def check_guest(workspace: WorkspaceView, giver: PersonView) -> None:
    """Raise GuestsMayNotGive for a guest, where the workspace decided so."""
    if giver.is_guest and not workspace.guests_may_give:
        raise GuestsMayNotGive


def check_daily_limit(
    session: Session,
    *,
    workspace: WorkspaceView,
    giver: PersonView,
    request_key: str,
    now: datetime,
) -> bool:
    """Count the giver's other kudos of their own day; returns whether they gave any lately.

    Raises DailyLimitReached, where 0 is no limit, and TakenBack where this very request gave one
    that was taken back. Locks the giver's row first, so that two kudos at once cannot both be the
    last one, or both be the first with their words. SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.connection().execute(_LOCK_PERSON, {"person_id": giver.person_id})
    asked = {
        "workspace_id": workspace.workspace_id,
        "request_key": request_key,
        "giver_id": giver.person_id,
        "since": start_of_local_day(now, giver.tz),
        "lately": now - SAME_WORDS_FOR,
    }
    given, gave_lately, was_taken_back = session.connection().execute(_LOOK_BACK, asked).one()
    if was_taken_back:
        raise TakenBack
    if 0 < workspace.daily_limit <= given:
        raise DailyLimitReached(workspace.daily_limit)
    return bool(gave_lately)


def check_same_words(
    session: Session,
    *,
    giver: PersonView,
    recipients: Sequence[PersonView],
    named: Sequence[Counted],
    message: str,
    request_key: str,
    may_repeat: bool,
    now: datetime,
) -> tuple[str, ...]:
    """Slack's ids of those whom the giver has just thanked in the same words, which they know.

    Raises SaidBefore unless they `may_repeat` themselves.
    """
    said_before = _find_said_before(session, giver, recipients, named, message, request_key, now)
    if said_before and not may_repeat:
        raise SaidBefore(said_before)
    return said_before


def _find_said_before(
    session: Session,
    giver: PersonView,
    recipients: Sequence[PersonView],
    named: Sequence[Counted],
    message: str,
    request_key: str,
    now: datetime,
) -> tuple[str, ...]:
    """Slack's ids of those whom the giver has just thanked in the same words.

    Without words it is the same competency that is looked for. The same request is no repeat.
    """
    by_id = {one.person_id: one.slack_user_id for one in recipients}
    asked: dict[str, Any] = {f"id_{number}": person_id for number, person_id in enumerate(by_id)}
    asked |= {"giver_id": giver.person_id, "since": now - SAME_WORDS_FOR}
    rows = session.connection().execute(_find_latest_to(len(by_id)), asked).all()
    if any(row.request_key == request_key for row in rows):
        return ()
    same = [row for row in rows if _fold(row.message) == _fold(message)]
    if same and not message:
        tagged = _find_tagged(session, [row.id for row in same], named)
        same = [row for row in same if row.id in tagged]
    found = {row.person_id for row in same}
    return tuple(who for person_id, who in by_id.items() if person_id in found)


def _fold(message: str) -> str:
    return " ".join(message.split()).casefold()


def _find_tagged(session: Session, kudos_ids: Sequence[int], named: Sequence[Counted]) -> set[int]:
    """Which of those kudos name one of these competencies."""
    keys = [one.competency.key for one in named]
    wanted = select(KudosTag.kudos_id).where(
        KudosTag.kudos_id.in_(kudos_ids), KudosTag.competency_key.in_(keys)
    )
    return set(session.scalars(wanted))
