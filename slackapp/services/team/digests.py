"""Digests: what they say, and promising them once a channel and month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Digest, PerDialect
from slackapp.blocks.team.digest_notes import (
    build_app_is_away,
    build_month_is_over,
    build_others_read,
)
from slackapp.services.kudos.sources import Telling
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from slackapp.services.team.page import DrawnDigest, draw_digest
from slackapp.services.team.plans import DueDigest, end_wish
from slackapp.services.team.posts import DigestPosts, bring_up_to_date, promise_parts
from slackapp.services.team.teams import list_leaders


@dataclass(frozen=True, slots=True)
class ReadDigest:
    """What a digest says."""

    drawn: DrawnDigest
    is_so_far: bool = False

    def is_told(self, due: DueDigest) -> bool:
        """Whether it is posted at all: a month without kudos may be passed over in silence."""
        return bool(self.drawn.figures.rows) or due.posts_empty


_RECORD = PerDialect(
    Digest,
    lambda statement: statement.on_conflict_do_nothing(
        index_elements=["team_id", "month"]
    ).returning(Digest.id),
)


def read_digest(
    session: Session, *, due: DueDigest, proven_since: datetime, now: datetime
) -> ReadDigest:
    """Read and draw what a digest says; it is recorded in a transaction of its own."""
    is_so_far = due.is_so_far(now)
    drawn = draw_digest(
        session,
        workspace_id=due.workspace_id,
        slack_channel_id=due.slack_channel_id,
        tz=due.tz,
        month=due.month,
        proven_since=proven_since,
        is_threaded=due.is_threaded,
        is_so_far=is_so_far,
    )
    return ReadDigest(drawn, is_so_far)


def find_telling(due: DueDigest) -> Telling:
    """What of its channel a digest tells: its month, and what is new in it since the one before."""
    window = (due.month.before().window(due.tz)[0], due.month.window(due.tz)[1])
    return Telling(due.workspace_id, due.slack_channel_id, window)


def fulfil_wish(
    session: Session, *, due: DueDigest, read: ReadDigest | None, request_key: str, now: datetime
) -> bool:
    """Make or correct the digest that somebody wished for, unless another process has.

    True where a month's digest was made.
    """
    if not end_wish(session, team_id=due.team_id) or read is None:
        return False
    if read.is_so_far:
        tell_so_far(session, due=due, read=read, request_key=request_key, now=now)
        return False
    if promise_digest(session, due=due, read=read, now=now):
        return True
    update_digest(session, due=due, drawn=read.drawn, request_key=request_key, now=now)
    return False


def promise_digest(session: Session, *, due: DueDigest, read: ReadDigest, now: datetime) -> bool:
    """Record and promise a digest as it was read; False where the month's was made already.

    What was posted of the month so far gives way to it.
    """
    parts = read.drawn.parts if read.is_told(due) else ()
    digest_id = _record(session, due, parts=len(parts), now=now)
    if digest_id is None:
        digest_id = _complete(session, due, parts=len(parts), now=now)
    if digest_id is None:
        return False
    promise_parts(session, _posts(due, digest_id), parts, now=now)
    bring_up_to_date(
        session,
        _posts(due, digest_id, is_so_far=True),
        [],
        request_key="whole",
        now=now,
        leftover=build_month_is_over(due.month.name, is_told=bool(parts)),
    )
    return True


def tell_so_far(
    session: Session, *, due: DueDigest, read: ReadDigest, request_key: str, now: datetime
) -> None:
    """Post what a month that is not over has to tell, or bring that up to date.

    The month's digest comes all the same.
    """
    _record(session, due, parts=0, now=now, is_so_far=True)
    digest = _lock_digest(session, due)
    if digest is not None and digest.is_so_far:
        posts = _posts(due, digest.id, is_so_far=True)
        bring_up_to_date(session, posts, read.drawn.parts, request_key=request_key, now=now)


def _record(
    session: Session, due: DueDigest, *, parts: int, now: datetime, is_so_far: bool = False
) -> int | None:
    """The id of the team's and month's new digest; None where it has one."""
    digest_id: int | None = session.connection().scalar(
        _RECORD.of(session),
        {
            "workspace_id": due.workspace_id,
            "team_id": due.team_id,
            "month": due.month.key,
            "parts": parts,
            "made_at": now,
            "is_so_far": is_so_far,
        },
    )
    return digest_id


def _complete(session: Session, due: DueDigest, *, parts: int, now: datetime) -> int | None:
    """The id of the month's digest, of which only the month so far was told; else None."""
    digest = _lock_digest(session, due)
    if digest is None or not digest.is_so_far:
        return None
    digest.is_so_far, digest.parts, digest.made_at = False, parts, now
    session.flush()
    return digest.id


def _lock_digest(session: Session, due: DueDigest) -> Digest | None:
    return session.scalar(
        select(Digest)
        .where(Digest.team_id == due.team_id, Digest.month == due.month.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _posts(due: DueDigest, digest_id: int, *, is_so_far: bool = False) -> DigestPosts:
    return DigestPosts.of(due.workspace_id, due.slack_channel_id, digest_id, is_so_far=is_so_far)


def tell_not_made(
    session: Session, *, due: DueDigest, why: Literal["away", "shared"], now: datetime
) -> None:
    """Promise the leaders word that there is no digest, once for each month.

    The app is not in their channel, or another company is and no admin switched the digest on.
    """
    leaders = list_leaders(
        session, workspace_id=due.workspace_id, slack_channel_id=due.slack_channel_id
    )
    # That the month so far could not be told is no word about its digest.
    month = f"{due.month}:so-far" if due.is_so_far(now) else str(due.month)
    build = build_app_is_away if why == "away" else build_others_read
    content = build(due.slack_channel_id, due.month.name)
    messages = [
        OutgoingMessage(
            slack_channel_id=one.slack_user_id,
            kind="post",
            dedupe_key=f"digest:{why}:{due.team_id}:{month}:{one.person_id}",
            payload=content.as_payload(),
        )
        for one in leaders
    ]
    enqueue(session, workspace_id=due.workspace_id, messages=messages, now=now)


def update_digest(
    session: Session, *, due: DueDigest, drawn: DrawnDigest, request_key: str, now: datetime
) -> bool:
    """Show a posted digest as it was drawn anew, in its place; False where none was made.

    Parts that it lacked are added to its thread; parts too many say so.
    """
    digest = _lock_digest(session, due)
    if digest is None or digest.is_so_far:
        return False
    posts = _posts(due, digest.id)
    digest.parts = bring_up_to_date(session, posts, drawn.parts, request_key=request_key, now=now)
    session.flush()
    return True
