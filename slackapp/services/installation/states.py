"""Somebody's way through Slack's page and back: the state goes along, and is good once."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db import InstallState

#: For so long somebody may look at Slack's page.
LIFETIME = timedelta(minutes=10)
#: So many may be on their way; of more, those who set out first have to begin anew.
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """What goes through Slack's address, and what stays in a cookie of that browser."""

    state: str
    browser: str


def begin_install(session: Session, *, browser: str = "", now: datetime) -> OnTheWay:
    """A new way, of which hashes are stored alone: whoever reads the database can go none.

    A `browser` that is on one already keeps its secret, so that it may be on two.
    """
    going = OnTheWay(secrets.token_urlsafe(32), browser or secrets.token_urlsafe(32))
    session.execute(delete(InstallState).where(InstallState.expires_at <= now))
    count = session.scalar(select(func.count()).select_from(InstallState)) or 0
    if count >= _MOST:
        oldest = (
            select(InstallState.state_hash)
            .order_by(InstallState.expires_at)
            .limit(count - _MOST + 1)
        )
        session.execute(delete(InstallState).where(InstallState.state_hash.in_(oldest)))
    session.add(
        InstallState(
            state_hash=_hash(going.state),
            browser_hash=_hash(going.browser),
            expires_at=now + LIFETIME,
        )
    )
    session.flush()
    return going


def end_install(session: Session, *, state: str, browser: str, now: datetime) -> bool:
    """Whether that state was given to that browser, lately, and comes back for the first time.

    One that comes with another browser is left: whoever has it may still come.
    """
    found = session.execute(
        select(InstallState.browser_hash, InstallState.expires_at).where(
            InstallState.state_hash == _hash(state)
        )
    ).one_or_none()
    if found is None or not hmac.compare_digest(found[0], _hash(browser)) or found[1] <= now:
        return False
    ended = session.execute(
        delete(InstallState)
        .where(InstallState.state_hash == _hash(state))
        .returning(InstallState.state_hash)
    )
    return ended.one_or_none() is not None


def _hash(value: str) -> str:
    return sha256(value.encode(errors="replace")).hexdigest()
