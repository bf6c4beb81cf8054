"""What recipients hear of those who joined in: one short note, and not more than one a day."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from db import (
    IS_UNTOLD,
    Kudos,
    KudosMeToo,
    MeTooNotice,
    OutboxLane,
    OutboxMessage,
    Person,
    table_of,
)
from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos.me_too import News, build_note, build_note_gone
from slackapp.domain.kudos.me_too import Joined
from slackapp.services.base.units import EVERYTHING, Among
from slackapp.services.kudos.kudos import read_kudos
from slackapp.services.kudos.visibility import is_colleague, may_be_said_to_join
from slackapp.services.outbox.latest import enqueue_latest
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue

#: After one note, so long until the next.
NOTE_EVERY = timedelta(days=1)
#: What the dedupe keys of notes begin with.
NOTE = "me_too_note:"


def set_wants_notes(session: Session, *, person_id: int, wants: bool) -> None:
    """Store whether somebody hears of those who join in; what waited is not told later."""
    session.execute(update(Person).where(Person.id == person_id).values(wants_me_too=wants))
    if not wants:
        forget_untold(session, recipient_id=person_id)


def wants_notes(session: Session, *, person_id: int) -> bool:
    """Whether somebody hears of those who join in on kudos to them."""
    return session.get_one(Person, person_id).wants_me_too


def forget_untold(session: Session, *, recipient_id: int) -> None:
    """Tell somebody nothing of what they have not been told yet."""
    session.execute(delete(MeTooNotice).where(IS_UNTOLD, MeTooNotice.recipient_id == recipient_id))


def tell_joined(session: Session, *, limit: int, now: datetime, among: Among = EVERYTHING) -> int:
    """Promise a note to each recipient who has had none for a day; returns how many those were.

    All of it stands or falls with the transaction, so that nobody is told twice.
    """
    due = session.execute(
        _select_due(limit, now, among).with_for_update(skip_locked=True, key_share=True)
    ).all()
    for workspace_id, person_id in due:
        _tell(session, workspace_id, person_id, now)
    return len(due)


def list_due(
    session: Session, *, limit: int, now: datetime, among: Among = EVERYTHING
) -> list[tuple[int, int]]:
    """The recipients whom `tell_joined` would tell, each with their workspace before it."""
    rows = session.execute(_select_due(limit, now, among))
    return [(workspace_id, person_id) for workspace_id, person_id in rows]


def _select_due(limit: int, now: datetime, among: Among) -> Select[int, int]:
    return (
        select(Person.workspace_id, Person.id)
        .where(
            Person.id.in_(select(MeTooNotice.recipient_id).where(IS_UNTOLD)),
            or_(Person.me_too_told_at.is_(None), Person.me_too_told_at <= now - NOTE_EVERY),
            *among.where(table_of(Person).c.id),
        )
        .order_by(Person.id)
        .limit(limit)
    )


def _tell(session: Session, workspace_id: int, person_id: int, now: datetime) -> None:
    slack_user_id = session.scalar(
        select(Person.slack_user_id).where(
            Person.workspace_id == workspace_id,
            Person.id == person_id,
            Person.wants_me_too.is_(True),
            Person.erased_at.is_(None),
            *is_colleague(),
        )
    )
    if slack_user_id is None:
        forget_untold(session, recipient_id=person_id)
        return
    # First these, then the lane, as whoever takes something back does.
    session.execute(
        select(MeTooNotice.kudos_id)
        .where(IS_UNTOLD, MeTooNotice.recipient_id == person_id)
        .with_for_update()
    ).all()
    message_id = _begin_note(session, workspace_id, person_id, slack_user_id, now)
    session.execute(
        update(MeTooNotice)
        .where(IS_UNTOLD, MeTooNotice.recipient_id == person_id)
        .values(message_id=message_id)
        .execution_options(synchronize_session=False)
    )
    news = _read_news(session, message_id)
    if not news:  # whoever joined in has left since; with the note goes what it was to tell
        session.execute(delete(OutboxMessage).where(OutboxMessage.id == message_id))
        return
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .values(payload=build_note(news).as_json())
    )
    session.execute(update(Person).where(Person.id == person_id).values(me_too_told_at=now))


def _begin_note(
    session: Session, workspace_id: int, person_id: int, slack_user_id: str, now: datetime
) -> int:
    """Promise a note whose words follow within the transaction."""
    # Whoever tells the same person waits for their row, so that no two notes have one key.
    key = f"{NOTE}{person_id}:{now.isoformat()}"
    message = OutgoingMessage(slack_user_id, kind="post", dedupe_key=key, payload={})
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)
    return session.scalars(
        select(OutboxMessage.id).where(
            OutboxMessage.workspace_id == workspace_id, OutboxMessage.dedupe_key == key
        )
    ).one()


def _read_news(session: Session, message_id: int) -> list[News]:
    """What a note tells now: the kudos, the latest first, with who joined in and may be named."""
    names = defaultdict[int, list[str]](list)
    rows = session.execute(
        select(MeTooNotice.kudos_id, Person.name)
        .join(Person, Person.id == MeTooNotice.person_id)
        .join(
            KudosMeToo,
            (KudosMeToo.kudos_id == MeTooNotice.kudos_id)
            & (KudosMeToo.person_id == MeTooNotice.person_id),
        )
        .where(MeTooNotice.message_id == message_id, *may_be_said_to_join())
        .order_by(KudosMeToo.joined_at, KudosMeToo.person_id)
    )
    for kudos_id, name in rows:
        names[kudos_id].append(name)
    wanted = (
        select(Kudos).where(Kudos.id.in_(names)).order_by(Kudos.given_at.desc(), Kudos.id.desc())
    )
    return [
        News(kudos, Joined(tuple(names[kudos.kudos_id]), len(names[kudos.kudos_id])))
        for kudos in read_kudos(session, wanted)
    ]


def list_notes(session: Session, *, kudos_id: int) -> list[int]:
    """The notes that tell of a kudos."""
    wanted = (
        select(MeTooNotice.message_id)
        .distinct()
        .where(MeTooNotice.kudos_id == kudos_id, MeTooNotice.message_id.is_not(None))
    )
    return [message_id for message_id in session.scalars(wanted) if message_id is not None]


def forget_notices(
    session: Session, *, kudos_id: int, person_id: int | None = None
) -> list[int | None]:
    """Tell nobody of those who joined in on a kudos, or of one of them; returns the notes that do.

    Whoever writes such a note just now ends first.
    """
    gone = delete(MeTooNotice).where(MeTooNotice.kudos_id == kudos_id)
    if person_id is not None:
        gone = gone.where(MeTooNotice.person_id == person_id)
    return list(session.scalars(gone.returning(MeTooNotice.message_id)))


def redraw_notes(
    session: Session, *, workspace_id: int, message_ids: Iterable[int | None], now: datetime
) -> None:
    """Have notes tell what is true now; one of which nothing is, and that waits, is not sent."""
    for message_id in sorted({one for one in message_ids if one is not None}):
        news = _read_news(session, message_id)
        _show(session, workspace_id, message_id, build_note(news) if news else None, now)


def _show(
    session: Session, workspace_id: int, message_id: int, content: Content | None, now: datetime
) -> None:
    channel = session.scalars(
        select(OutboxLane.slack_channel_id)
        .join(OutboxMessage, OutboxMessage.lane_id == OutboxLane.id)
        .where(OutboxMessage.id == message_id)
        .with_for_update(of=OutboxLane)
    ).one()
    row = session.get_one(OutboxMessage, message_id, populate_existing=True)
    if row.state == "pending" and not row.is_in_doubt:
        if content is None:
            row.state, row.settled_at = "cancelled", now
        else:
            row.payload = content.as_json()
        session.flush()
        return
    if row.state not in ("pending", "sent"):
        return
    change = OutgoingMessage(
        slack_channel_id=channel,
        kind="update",
        dedupe_key=f"me_too:{secrets.token_hex(8)}",
        payload=(content or build_note_gone()).as_payload(),
        post_id=message_id,
    )
    enqueue_latest(session, workspace_id=workspace_id, updates=[change], now=now)
