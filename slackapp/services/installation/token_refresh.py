"""Tokens that end: one process at a time has the next one made, before the old one's end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from db import Organisation, Workspace
from slackapp.domain.installation.installing import Grant
from slackapp.services.installation.rows import copy_token

#: So long before its end a token is renewed: Slack's last twelve hours.
BEFORE_END = timedelta(hours=2)
#: For so long nobody else tries; Slack's answer is waited for less long.
_LEASE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An installation whose next token this process is to fetch."""

    is_of_org: bool
    id: int
    bot_token: str
    refresh_token: str


def claim_refresh(session: Session, *, now: datetime) -> Claimed | None:
    """Take one whose token ends soon, and that nobody is at; None where there is no more."""
    return _claim(session, Workspace, now) or _claim(session, Organisation, now)


def _claim(
    session: Session, kind: type[Workspace] | type[Organisation], now: datetime
) -> Claimed | None:
    wanted = (
        select(kind.id, kind.bot_token, kind.refresh_token)
        .where(
            kind.bot_token.is_not(None),
            kind.refresh_token.is_not(None),
            kind.token_expires_at <= now + BEFORE_END,
            or_(kind.refresh_leased_until.is_(None), kind.refresh_leased_until <= now),
        )
        .order_by(kind.token_expires_at)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    found = session.execute(wanted).one_or_none()
    if found is None:
        return None
    id_, bot_token, refresh_token = found
    if bot_token is None or refresh_token is None:
        return None
    session.execute(update(kind).where(kind.id == id_).values(refresh_leased_until=now + _LEASE))
    return Claimed(kind is Organisation, id_, bot_token, refresh_token)


def record_refresh(session: Session, *, claimed: Claimed, grant: Grant, now: datetime) -> bool:
    """Store the next token; False where somebody has installed the app anew meanwhile, or ended it.

    What is under way goes on with the old one, which is good until its own end.
    """
    row = _lock(session, claimed)
    if row is None:
        return False
    # The lease stays: where Slack's tokens last no longer than `BEFORE_END`, the next is not due at
    # once, and again at once.
    row.bot_token, row.refresh_token = grant.bot_token, grant.refresh_token
    row.token_expires_at = grant.expires_at
    row.scopes = grant.scopes or row.scopes
    if isinstance(row, Workspace):
        row.paused_since = row.pause_reason = row.token_tried_at = None
        session.flush()
    else:
        session.flush()
        copy_token(session, organisation=row, now=now)
    return True


def put_off_refresh(session: Session, *, claimed: Claimed, until: datetime) -> None:
    """Leave it alone until then: Slack gave no answer."""
    row = _lock(session, claimed)
    if row is not None:
        row.refresh_leased_until = until
        session.flush()


def give_up_refresh(session: Session, *, claimed: Claimed) -> None:
    """Ask no more with a refresh token that Slack refuses: the app has to be installed anew."""
    row = _lock(session, claimed)
    if row is not None:
        row.refresh_token = row.refresh_leased_until = None
        session.flush()


def _lock(session: Session, claimed: Claimed) -> Workspace | Organisation | None:
    row: Workspace | Organisation | None
    if claimed.is_of_org:
        row = session.get(Organisation, claimed.id, with_for_update={"key_share": True})
    else:
        row = session.get(Workspace, claimed.id, with_for_update={"key_share": True})
    if row is None or row.bot_token != claimed.bot_token:
        return None
    # Without one, somebody was refused who took ours for abandoned, while we were given the next.
    return row if row.refresh_token in (claimed.refresh_token, None) else None
