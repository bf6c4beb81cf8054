"""Digests that were told and are not true any more: marking them, so that they are drawn anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from db import Digest
from slackapp.domain.base.digest_times import Month

#: A month begins in the first zone so long before it begins in UTC, and ends so long after.
_A_DAY = timedelta(days=1)


def mark_digests(
    session: Session, *, workspace_id: int, given_at: Iterable[datetime], now: datetime
) -> int:
    """Have every digest drawn anew that may tell of kudos of those moments; returns how many."""
    months = {
        Month.of((moment + shift).date()).key for moment in given_at for shift in (-_A_DAY, _A_DAY)
    }
    marked = session.scalars(
        update(Digest)
        .where(
            Digest.workspace_id == workspace_id,
            Digest.month.in_(sorted(months)),
            or_(Digest.parts > 0, Digest.is_so_far.is_(True)),
        )
        .values(redraw_at=now)
        .returning(Digest.id)
    )
    return len(marked.all())


def mark_all_digests(session: Session, *, workspace_id: int, now: datetime) -> None:
    """Have every digest of a workspace drawn anew that Slack shows."""
    session.execute(
        update(Digest)
        .where(
            Digest.workspace_id == workspace_id,
            or_(Digest.parts > 0, Digest.is_so_far.is_(True)),
        )
        .values(redraw_at=now)
    )
