"""Digests: when they are due, what they say, and promising them once a channel and month."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import Digest, DigestPlan, OutboxMessage, PerDialect, Team, Workspace
from slackapp.blocks.digest import build_app_is_away, build_leftover
from slackapp.blocks.kit import Content
from slackapp.domain.digest_times import Month, find_digest_due, find_told_month
from slackapp.services.digest_page import draw_digest
from slackapp.services.outbox import OutgoingMessage, enqueue
from slackapp.services.report_page import promise_leaders_report
from slackapp.services.teams import ensure_team, list_leaders

#: A digest that was missed is still made so long after it was due.
LATEST = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A team whose digest is due, and the month that it tells of."""

    workspace_id: int
    team_id: int
    slack_channel_id: str
    tz: str
    posts_empty: bool
    month: Month | None
    is_late: bool
    was_wished: bool = False
    is_threaded: bool = False


@dataclass(frozen=True, slots=True)
class PlanView:
    """What a channel decided about its digest; `next_due_at` is None while it is off."""

    working_day: int
    hour: int
    tz: str
    posts_empty: bool
    is_threaded: bool
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """What a channel's form says: whether there is a digest, when, and how it is laid out."""

    is_on: bool
    working_day: int
    hour: int
    tz: str
    posts_empty: bool
    is_threaded: bool


_RECORD = PerDialect(
    Digest,
    lambda statement: statement.on_conflict_do_nothing(
        index_elements=["team_id", "month"]
    ).returning(Digest.id),
)


def find_plan(session: Session, *, workspace_id: int, slack_channel_id: str) -> PlanView | None:
    """The channel's decision; None while it has made none."""
    row = session.scalar(
        select(DigestPlan)
        .join(Team, Team.id == DigestPlan.team_id)
        .where(Team.workspace_id == workspace_id, Team.slack_channel_id == slack_channel_id)
    )
    return None if row is None else _view(row)


def _view(plan: DigestPlan) -> PlanView:
    return PlanView(
        working_day=plan.working_day,
        hour=plan.hour,
        tz=plan.tz,
        posts_empty=plan.posts_empty,
        is_threaded=plan.is_threaded,
        next_due_at=plan.next_due_at,
    )


def switch_digest(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    tz: str,
    is_on: bool,
    now: datetime,
) -> PlanView:
    """Have a channel's digest posted from the next month on, or no longer."""
    plan = _ensure_plan(session, workspace_id, slack_channel_id, tz)
    plan.next_due_at = _find_next(plan, now) if is_on else None
    session.flush()
    session.refresh(plan)
    return _view(plan)


def change_plan(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    choice: PlanChoice,
    now: datetime,
) -> None:
    """Store a channel's form; the next digest moves to the time that it says."""
    plan = _ensure_plan(session, workspace_id, slack_channel_id, choice.tz)
    plan.working_day, plan.hour, plan.tz = choice.working_day, choice.hour, choice.tz
    plan.posts_empty, plan.is_threaded = choice.posts_empty, choice.is_threaded
    plan.next_due_at = _find_next(plan, now) if choice.is_on else None
    session.flush()


def _find_next(plan: DigestPlan, now: datetime) -> datetime:
    return find_digest_due(
        hour=plan.hour, zone_name=plan.tz, after=now, working_day=plan.working_day
    )


def _ensure_plan(session: Session, workspace_id: int, slack_channel_id: str, tz: str) -> DigestPlan:
    team_id = ensure_team(session, workspace_id, slack_channel_id)
    plan = session.get(DigestPlan, team_id)
    if plan is None:
        plan = DigestPlan(
            team_id=team_id,
            workspace_id=workspace_id,
            tz=tz,
            working_day=1,
            hour=9,
            is_threaded=False,
        )
        session.add(plan)
        session.flush()
    return plan


def wish_digest(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    tz: str,
    month: Month | None,
    now: datetime,
) -> None:
    """Have the digest of a month made, or corrected, at once; without one, the members read."""
    plan = _ensure_plan(session, workspace_id, slack_channel_id, tz)
    plan.wished_at = now
    if month is not None:
        plan.wished_month = month.key
    session.flush()


def list_due_digests(
    session: Session, *, now: datetime, limit: int, passing_over: Collection[int] = ()
) -> list[DueDigest]:
    """Teams whose digest is wished for or due, the longest due first, so many of each at most.

    Those teams are passed over whose ids are given.
    """
    wished = _list_plans(session, DigestPlan.wished_at, now, limit, passing_over)
    found = [
        DueDigest(
            workspace_id=plan.workspace_id,
            team_id=plan.team_id,
            slack_channel_id=slack_channel_id,
            tz=plan.tz,
            posts_empty=True,
            month=None if plan.wished_month is None else Month.of_key(plan.wished_month),
            is_late=False,
            was_wished=True,
            is_threaded=plan.is_threaded,
        )
        for plan, slack_channel_id in wished
    ]
    due = _list_plans(session, DigestPlan.next_due_at, now, limit, passing_over)
    return found + [
        DueDigest(
            workspace_id=plan.workspace_id,
            team_id=plan.team_id,
            slack_channel_id=slack_channel_id,
            tz=plan.tz,
            posts_empty=plan.posts_empty,
            month=find_told_month(plan.next_due_at, plan.tz),
            is_late=now - plan.next_due_at > LATEST,
            is_threaded=plan.is_threaded,
        )
        for plan, slack_channel_id in due
        if plan.next_due_at is not None
    ]


def _list_plans(
    session: Session,
    moment: InstrumentedAttribute[datetime | None],
    now: datetime,
    limit: int,
    passing_over: Collection[int],
) -> list[tuple[DigestPlan, str]]:
    rows = session.execute(
        select(DigestPlan, Team.slack_channel_id)
        .join(Team, Team.id == DigestPlan.team_id)
        .join(Workspace, Workspace.id == DigestPlan.workspace_id)
        .where(
            moment <= now,
            Workspace.bot_token.is_not(None),
            DigestPlan.team_id.not_in(passing_over),
        )
        .order_by(moment)
        .limit(limit)
    )
    return [(plan, slack_channel_id) for plan, slack_channel_id in rows]


def fulfil_wish(session: Session, *, due: DueDigest, request_key: str, now: datetime) -> None:
    """Make or correct the digest that somebody wished for, unless another process has."""
    plan = session.get_one(DigestPlan, due.team_id, with_for_update=True)
    if plan.wished_at is None:
        return
    plan.wished_at = plan.wished_month = None
    session.flush()
    if due.month is not None and not promise_digest(session, due=due, now=now):
        update_digest(session, due=due, request_key=request_key, now=now)


def move_on(session: Session, *, team_id: int, now: datetime) -> None:
    """Note when a team's digest is due again."""
    plan = session.get_one(DigestPlan, team_id, with_for_update=True)
    if plan.next_due_at is not None and plan.next_due_at <= now:
        plan.next_due_at = _find_next(plan, now)
        session.flush()


def promise_digest(session: Session, *, due: DueDigest, now: datetime) -> bool:
    """Record and promise a digest; False where the month's was made already."""
    month = _month_of(due)
    drawn = draw_digest(
        session,
        workspace_id=due.workspace_id,
        slack_channel_id=due.slack_channel_id,
        tz=due.tz,
        month=month,
        is_threaded=due.is_threaded,
    )
    parts = drawn.parts if drawn.figures.rows or due.posts_empty else ()
    digest_id = session.connection().scalar(
        _RECORD.of(session),
        {
            "workspace_id": due.workspace_id,
            "team_id": due.team_id,
            "month": month.key,
            "parts": len(parts),
            "made_at": now,
        },
    )
    if digest_id is None:
        return False
    _promise_parts(session, due, digest_id, parts, now)
    if parts:
        promise_leaders_report(
            session,
            workspace_id=due.workspace_id,
            slack_channel_id=due.slack_channel_id,
            tz=due.tz,
            month=month,
            now=now,
        )
    return True


def tell_app_is_away(session: Session, *, due: DueDigest, now: datetime) -> None:
    """Promise the leaders word that the app is not in their channel, once for each month."""
    if due.month is None:
        return
    leaders = list_leaders(
        session, workspace_id=due.workspace_id, slack_channel_id=due.slack_channel_id
    )
    content = build_app_is_away(due.slack_channel_id, due.month.name)
    messages = [
        OutgoingMessage(
            slack_channel_id=one.slack_user_id,
            kind="post",
            dedupe_key=f"digest:away:{due.team_id}:{due.month}:{one.person_id}",
            payload=content.as_payload(),
        )
        for one in leaders
    ]
    enqueue(session, workspace_id=due.workspace_id, messages=messages, now=now)


def update_digest(session: Session, *, due: DueDigest, request_key: str, now: datetime) -> bool:
    """Draw a posted digest anew, in its place; False where none was made.

    Parts that it lacked are added to its thread; parts too many say so.
    """
    digest = session.scalar(
        select(Digest)
        .where(Digest.team_id == due.team_id, Digest.month == _month_of(due).key)
        .with_for_update()
    )
    if digest is None:
        return False
    month = _month_of(due)
    drawn = draw_digest(
        session,
        workspace_id=due.workspace_id,
        slack_channel_id=due.slack_channel_id,
        tz=due.tz,
        month=month,
        is_threaded=due.is_threaded,
    )
    posts = _find_posts(session, due.workspace_id, digest.id)
    messages = [
        OutgoingMessage(
            slack_channel_id=due.slack_channel_id,
            kind="update",
            dedupe_key=f"digest:{digest.id}:{number}:update:{request_key}",
            payload=content.as_payload(),
            post_id=posts[number],
        )
        for number, content in enumerate([*drawn.parts, *[build_leftover()] * len(posts)])
        if number in posts
    ]
    enqueue(session, workspace_id=due.workspace_id, messages=messages, now=now)
    _promise_parts(session, due, digest.id, drawn.parts, now, known=len(posts))
    digest.parts = max(len(drawn.parts), len(posts))
    session.flush()
    return True


def _month_of(due: DueDigest) -> Month:
    if due.month is None:
        raise ValueError("no month was wished for")
    return due.month


def _find_posts(session: Session, workspace_id: int, digest_id: int) -> dict[int, int]:
    """The messages of a digest's parts, by number."""
    posts: dict[int, int] = {}
    while True:
        message_id = session.scalar(
            select(OutboxMessage.id).where(
                OutboxMessage.workspace_id == workspace_id,
                OutboxMessage.dedupe_key == f"digest:{digest_id}:{len(posts)}",
            )
        )
        if message_id is None:
            return posts
        posts[len(posts)] = message_id


def _promise_parts(
    session: Session,
    due: DueDigest,
    digest_id: int,
    parts: Sequence[Content],
    now: datetime,
    *,
    known: int = 0,
) -> None:
    """Promise each part under a key of its own; those behind the first wait for it."""
    for number, content in enumerate(parts):
        if number < known:
            continue
        posts = _find_posts(session, due.workspace_id, digest_id) if number else {}
        message = OutgoingMessage(
            slack_channel_id=due.slack_channel_id,
            kind="post",
            dedupe_key=f"digest:{digest_id}:{number}",
            payload=content.as_payload(),
            post_id=posts.get(0),
        )
        enqueue(session, workspace_id=due.workspace_id, messages=[message], now=now)
