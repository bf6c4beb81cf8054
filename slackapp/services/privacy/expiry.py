"""What is too old: counting it, and deleting it in pages.

A kudos that goes by its age leaves strengths, digests that are drawn from then on, reports and
files. What was posted in Slack stays as it is, for Slack has ages of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from db import (
    AdminAct,
    AuditEntry,
    Kudos,
    OutboxMessage,
    PacketRequest,
    Reflection,
    ReflectionPrompt,
    ThankedMessage,
)
from slackapp.services.outbox.upkeep import EMPTIED, is_old_and_settled
from slackapp.services.privacy.retention_policy import RetentionView, find_cutoff


@dataclass(frozen=True, slots=True)
class Expired:
    """How many of each kind are too old, or went because they were."""

    kudos: int = 0
    words: int = 0
    answers: int = 0
    questions: int = 0
    requests: int = 0
    acts: int = 0
    sent: int = 0

    @property
    def without_sent(self) -> Expired:
        """The same without the words of what was sent, which go every day."""
        return replace(self, sent=0)


NOTHING = Expired()

#: When a kudos was given, and its number: by these they stand in order.
Place = tuple[datetime, int]
#: A kind, and what is so of its rows that are too old.
_Old = tuple[str, tuple[ColumnElement[bool], ...]]


def count_expired(
    session: Session, *, workspace_id: int, policy: RetentionView, now: datetime
) -> Expired:
    """What would go now, if that were the policy."""
    counts = dict.fromkeys(asdict(NOTHING), 0)
    for kind, conditions in _list_old(workspace_id, policy, now):
        counts[kind] += session.scalar(select(func.count()).where(*conditions)) or 0
    return Expired(**counts)


def _list_old(workspace_id: int, policy: RetentionView, now: datetime) -> Iterator[_Old]:
    """Each kind, and what is so of the rows of it that are too old."""
    if kudos := find_cutoff(now, months=policy.kudos_months):
        yield "kudos", _is_old_kudos(workspace_id, kudos)
    if before := find_cutoff(now, months=policy.words_months):
        stay = [] if kudos is None else [Kudos.given_at >= kudos]
        yield "words", (*_has_old_words(workspace_id, before), *stay)
    if before := find_cutoff(now, months=policy.answers_months):
        yield "answers", (Reflection.workspace_id == workspace_id, Reflection.answered_at < before)
        yield "questions", _is_old_question(workspace_id, before)
    if before := find_cutoff(now, months=policy.requests_months):
        yield "requests", _is_old_request(workspace_id, before)
    if before := find_cutoff(now, months=policy.acts_months):
        yield "acts", (AdminAct.workspace_id == workspace_id, AdminAct.at < before)
        yield "acts", (AuditEntry.workspace_id == workspace_id, AuditEntry.at < before)
    if before := find_cutoff(now, days=policy.sent_days):
        yield "sent", is_old_and_settled(workspace_id, before)


def _is_old_request(workspace_id: int, before: datetime) -> tuple[ColumnElement[bool], ...]:
    return PacketRequest.workspace_id == workspace_id, PacketRequest.asked_at < before


def _is_old_kudos(workspace_id: int, before: datetime) -> tuple[ColumnElement[bool], ...]:
    return Kudos.workspace_id == workspace_id, Kudos.given_at < before


def _has_old_words(workspace_id: int, before: datetime) -> tuple[ColumnElement[bool], ...]:
    return *_is_old_kudos(workspace_id, before), Kudos.is_emptied.is_(False)


def _is_old_question(workspace_id: int, before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Whether nobody answered it, or its answer goes, too."""
    return (
        ReflectionPrompt.workspace_id == workspace_id,
        ReflectionPrompt.recorded_at < before,
        ~exists().where(
            Reflection.prompt_id == ReflectionPrompt.id, Reflection.answered_at >= before
        ),
    )


def list_old_kudos(
    session: Session,
    *,
    workspace_id: int,
    before: datetime,
    after: Place | None,
    limit: int,
    with_words: bool = False,
) -> list[Place]:
    """A page of the kudos given before that time, behind one of them, in the order of giving.

    Only those that have their words still, where that is asked. Read apart from what is then
    written: where most words are gone already, this looks at many.
    """
    is_old = _has_old_words if with_words else _is_old_kudos
    wanted = select(Kudos.given_at, Kudos.id).where(*is_old(workspace_id, before))
    if after is not None:
        given_at, kudos_id = after
        # The first condition is what the index is asked.
        wanted = wanted.where(
            Kudos.given_at >= given_at, or_(Kudos.given_at > given_at, Kudos.id > kudos_id)
        )
    rows = session.execute(wanted.order_by(Kudos.given_at, Kudos.id).limit(limit))
    return [(given_at, kudos_id) for given_at, kudos_id in rows]


def expire_kudos(
    session: Session, *, workspace_id: int, before: datetime, ids: Collection[int]
) -> int:
    """Delete those of the kudos that were given before that time; returns how many.

    One of which something waits to be sent is passed over until that is done.
    """
    locked = _lock(session, _is_old_kudos(workspace_id, before), ids)
    # Asked once the rows are ours: whoever promises something about a kudos has locked it before.
    busy = set(
        session.scalars(
            select(OutboxMessage.kudos_id).where(
                OutboxMessage.kudos_id.in_(locked), OutboxMessage.state == "pending"
            )
        )
    )
    gone = [one for one in locked if one not in busy]
    # What was sent of it stays as messages of their own, without its words.
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.kudos_id.in_(gone))
        .values(kudos_id=None, **EMPTIED)
    )
    session.execute(delete(Kudos).where(Kudos.id.in_(gone)))
    return len(gone)


def empty_kudos(
    session: Session, *, workspace_id: int, before: datetime, ids: Collection[int]
) -> int:
    """Take the words out of those of the kudos given before that time, and what they thank for."""
    locked = _lock(session, _has_old_words(workspace_id, before), ids)
    session.execute(update(Kudos).where(Kudos.id.in_(locked)).values(message="", is_emptied=True))
    session.execute(delete(ThankedMessage).where(ThankedMessage.kudos_id.in_(locked)))
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.kudos_id.in_(locked), OutboxMessage.state != "pending")
        .values(EMPTIED)
    )
    return len(locked)


def _lock(
    session: Session, which: tuple[ColumnElement[bool], ...], ids: Collection[int]
) -> list[int]:
    """Those of the ids for which it is still so, and that nobody else works on."""
    wanted = select(Kudos.id).where(*which, Kudos.id.in_(ids)).order_by(Kudos.id)
    return list(session.scalars(wanted.with_for_update(skip_locked=True)))


def expire_acts(session: Session, *, workspace_id: int, before: datetime, limit: int) -> int:
    """Delete a page of what was written down before that time; returns how many."""
    count = 0
    for table in (AdminAct, AuditEntry):
        old = (
            select(table.id)
            .where(table.workspace_id == workspace_id, table.at < before)
            .order_by(table.at)
            .limit(limit)
        )
        ids = session.scalars(old).all()
        session.execute(delete(table).where(table.id.in_(ids)))
        count += len(ids)
    return count


def expire_requests(session: Session, *, workspace_id: int, before: datetime, limit: int) -> int:
    """Delete a page of requests for packets that were asked before that time; returns how many."""
    old = select(PacketRequest.id).where(*_is_old_request(workspace_id, before)).limit(limit)
    ids = session.scalars(old).all()
    session.execute(delete(PacketRequest).where(PacketRequest.id.in_(ids)))
    return len(ids)
