"""The beginning and the end of erasing somebody, and letting them in again.

Between the two lie the steps of `services/operate/erasure.py`. Whoever dies there leaves a row
behind that says it is not done (`jobs/erasing.py`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Erasing, Person
from slackapp.blocks.base.kit import build_plain
from slackapp.blocks.operate import words
from slackapp.errors import UserFacingError
from slackapp.services.operate.erasure import mark_erased
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from slackapp.services.workspace.admin_acts import record_act

#: What is written down of it; of whom, nobody can say afterwards.
ERASED = "person_erased"
READMITTED = "person_readmitted"


def begin_erasing(
    session: Session, *, person_id: int, due_at: datetime, tells_them: bool, now: datetime
) -> None:
    """Have the person take no further part, and note that the rest is to follow at `due_at`.

    Where that was noted before, it stays as it was but for the time.
    """
    mark_erased(session, person_id=person_id, now=now)
    person = session.get_one(Person, person_id)
    noted = session.get(Erasing, person_id, with_for_update=True)
    if noted is not None:
        noted.due_at, noted.tells_them = due_at, noted.tells_them or tells_them
        return
    session.add(
        Erasing(
            person_id=person_id,
            workspace_id=person.workspace_id,
            asked_at=now,
            due_at=due_at,
            tells_them=tells_them,
        )
    )
    record_act(
        session,
        workspace_id=person.workspace_id,
        actor_id=None,
        kind=ERASED,
        after={"asked_by": "themselves" if tells_them else "operator"},
        now=now,
    )


def claim_erasing(session: Session, *, now: datetime, until: datetime) -> tuple[int, int] | None:
    """Somebody whose erasing is due, and is ours to go on with until then; None where nobody is.

    The workspace, and the person.
    """
    due = (
        select(Erasing)
        .where(Erasing.due_at <= now)
        .order_by(Erasing.due_at, Erasing.person_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    noted = session.scalar(due)
    if noted is None:
        return None
    noted.due_at = until
    session.flush()
    return noted.workspace_id, noted.person_id


def end_erasing(session: Session, *, person_id: int, now: datetime) -> None:
    """Note that it is done; whoever asked for it themselves is told."""
    noted = session.get(Erasing, person_id, with_for_update=True)
    if noted is None:
        return
    if noted.tells_them:
        message = OutgoingMessage(
            slack_channel_id=session.get_one(Person, person_id).slack_user_id,
            kind="post",
            dedupe_key=f"erased:{person_id}:done:{noted.asked_at.timestamp():.0f}",
            payload=build_plain(words.ERASING_DONE).as_payload(),
        )
        enqueue(session, workspace_id=noted.workspace_id, messages=[message], now=now)
    session.delete(noted)
    session.flush()


class StillErasing(UserFacingError):
    """Somebody is to take part again whose erasing is under way."""

    code = "still_erasing"

    def __init__(self) -> None:
        super().__init__(words.STILL_ERASING)


class NotErased(UserFacingError):
    """Somebody is to take part again who never stopped."""

    code = "not_erased"

    def __init__(self) -> None:
        super().__init__(words.NOT_ERASED)


def readmit_person(session: Session, *, person_id: int) -> None:
    """Let somebody who was erased take part again, as somebody new to us.

    Slack's next word of them, the nightly reading at the latest, brings name and time zone. Raises
    NotErased for anybody else, and StillErasing while what they left behind is looked for.
    """
    person = session.get_one(Person, person_id, with_for_update=True)
    if person.erased_at is None:
        raise NotErased
    if session.get(Erasing, person_id) is not None:
        raise StillErasing
    person.erased_at, person.is_deactivated = None, False
    person.announce, person.in_digests, person.slack_updated_at = "public", True, 0
    person.wants_me_too, person.me_too_told_at = True, None
    person.name = person.slack_user_id
    session.flush()
