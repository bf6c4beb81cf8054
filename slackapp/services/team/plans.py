"""Plans: what a channel decided about its digest, what it wished for, and whose digest is due."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import DigestPlan, Team, Workspace
from slackapp.domain.base.digest_times import (
    Month,
    find_digest_due,
    find_told_month,
    find_working_day,
)
from slackapp.domain.base.due_times import find_hour
from slackapp.services.team.teams import ensure_team
from slackapp.services.workspace.working_days import get_working_days
from slackapp.services.workspace.workspaces import IS_WORKING

#: A digest that was missed is still made so long after it was due.
LATEST = timedelta(days=5)
#: What digests are called among the units of work: those that were wished for, and the others.
UNIT_KINDS = {True: "wished_digest", False: "digest"}


@dataclass(frozen=True, slots=True)
class PlanView:
    """What a channel decided about its digest; `next_due_at` is None while it is off.

    `lens_key` is what it is read through; None for the workspace's own framework.
    """

    working_day: int
    hour: int
    tz: str
    posts_empty: bool
    is_threaded: bool
    next_due_at: datetime | None
    lens_key: str | None = None


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """What a channel's form says: whether there is a digest, when, how, and read through what."""

    is_on: bool
    working_day: int
    hour: int
    tz: str
    posts_empty: bool
    is_threaded: bool
    lens_key: str | None = None


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A team whose digest is due, and the month that it tells of."""

    workspace_id: int
    team_id: int
    slack_channel_id: str
    tz: str
    posts_empty: bool
    month: Month
    is_late: bool
    was_wished: bool = False
    is_threaded: bool = False

    def is_so_far(self, now: datetime) -> bool:
        """Whether it tells of a month that is not over."""
        return not self.month.is_over(now, self.tz)


@dataclass(frozen=True, slots=True)
class DueTeam:
    """A team that a digest is to be made for, before anything is read of its plan.

    `moment` is when it is due, or which month was wished for; with the team it names the unit.
    """

    workspace_id: int
    team_id: int
    was_wished: bool
    moment: str

    @property
    def key(self) -> str:
        """Its name among the units of work."""
        return f"{self.team_id}:{self.moment}"


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
        lens_key=plan.lens_key,
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
    plan.next_due_at = _find_next(session, plan, now) if is_on else None
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
    plan.lens_key = choice.lens_key
    plan.next_due_at = _find_next(session, plan, now) if choice.is_on else None
    session.flush()


def _find_next(session: Session, plan: DigestPlan, now: datetime) -> datetime:
    return find_digest_due(
        hour=plan.hour,
        zone_name=plan.tz,
        after=now,
        working_day=plan.working_day,
        days=get_working_days(session, workspace_id=plan.workspace_id),
    )


def move_plans(session: Session, *, workspace_id: int, now: datetime) -> None:
    """Follow the workspace's working days with the digests that are not due yet."""
    days = get_working_days(session, workspace_id=workspace_id)
    plans = session.scalars(
        select(DigestPlan)
        .where(DigestPlan.workspace_id == workspace_id, DigestPlan.next_due_at > now)
        .with_for_update()
    )
    for plan in plans:
        assert plan.next_due_at is not None
        month = find_told_month(plan.next_due_at, plan.tz).after()
        day = find_working_day(month, plan.working_day, days)
        due = find_hour(day, plan.tz, plan.hour)
        # Where that would have passed by now, the month keeps its digest when it was due before.
        plan.next_due_at = due if due > now else plan.next_due_at
    session.flush()


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
    month: Month,
    now: datetime,
) -> None:
    """Have the digest of a month made, or corrected, at once."""
    plan = _ensure_plan(session, workspace_id, slack_channel_id, tz)
    plan.wished_at, plan.wished_month = now, month.key
    session.flush()


def list_due_teams(
    session: Session,
    *,
    now: datetime,
    limit: int,
    passing_over: Collection[int] = (),
    passing_over_wishes: Collection[int] = (),
) -> list[DueTeam]:
    """Teams whose digest is wished for or due, the longest due first, so many of each at most.

    Those teams are passed over whose ids are given: their due digests, or their wished ones.
    """
    wished = _list_plans(session, DigestPlan.wished_at, now, limit, passing_over_wishes)
    due = _list_plans(session, DigestPlan.next_due_at, now, limit, passing_over)
    return [
        *(
            DueTeam(plan.workspace_id, plan.team_id, True, str(plan.wished_month))
            for plan, _ in wished
        ),
        *(
            DueTeam(plan.workspace_id, plan.team_id, False, f"{plan.next_due_at:%Y-%m-%dT%H:%M}")
            for plan, _ in due
        ),
    ]


def find_due_digest(session: Session, team: DueTeam, *, now: datetime) -> DueDigest | None:
    """The digest that is to be made for a team; None where another process has made it."""
    moment = DigestPlan.wished_at if team.was_wished else DigestPlan.next_due_at
    found = _list_plans(session, moment, now, 1, (), DigestPlan.team_id == team.team_id)
    if not found:
        return None
    [(plan, slack_channel_id)] = found
    if team.was_wished:
        month = Month.of_key(plan.wished_month or 0)
    else:
        month = find_told_month(plan.next_due_at or now, plan.tz)
    return DueDigest(
        workspace_id=plan.workspace_id,
        team_id=plan.team_id,
        slack_channel_id=slack_channel_id,
        tz=plan.tz,
        posts_empty=team.was_wished or plan.posts_empty,
        month=month,
        is_late=not team.was_wished and now - (plan.next_due_at or now) > LATEST,
        was_wished=team.was_wished,
        is_threaded=plan.is_threaded,
    )


def _list_plans(
    session: Session,
    moment: InstrumentedAttribute[datetime | None],
    now: datetime,
    limit: int,
    passing_over: Collection[int],
    *wanted: ColumnElement[bool],
) -> list[tuple[DigestPlan, str]]:
    rows = session.execute(
        select(DigestPlan, Team.slack_channel_id)
        .join(Team, Team.id == DigestPlan.team_id)
        .join(Workspace, Workspace.id == DigestPlan.workspace_id)
        .where(
            moment <= now,
            IS_WORKING,
            DigestPlan.team_id.not_in(passing_over),
            *wanted,
        )
        .order_by(moment)
        .limit(limit)
    )
    return [(plan, slack_channel_id) for plan, slack_channel_id in rows]


def end_wish(session: Session, *, team_id: int) -> bool:
    """Note that the digest which was wished for is made; False where another process did."""
    plan = session.get_one(DigestPlan, team_id, with_for_update=True)
    if plan.wished_at is None:
        return False
    plan.wished_at = plan.wished_month = None
    session.flush()
    return True


def move_on(session: Session, *, team_id: int, now: datetime) -> None:
    """Note when a team's digest is due again."""
    plan = session.get_one(DigestPlan, team_id, with_for_update=True)
    if plan.next_due_at is not None and plan.next_due_at <= now:
        plan.next_due_at = _find_next(session, plan, now)
        session.flush()


def set_digest_aside(session: Session, team: DueTeam, *, now: datetime) -> None:
    """Let what stands behind a digest that cannot be made go on: the wish ends, or is next month's.

    `wish_again` brings it back.
    """
    if not team.was_wished:
        move_on(session, team_id=team.team_id, now=now)
        return
    plan = session.get_one(DigestPlan, team.team_id, with_for_update=True)
    if str(plan.wished_month) == team.moment:
        plan.wished_at = plan.wished_month = None
        session.flush()


def wish_again(session: Session, *, key: str, was_wished: bool, now: datetime) -> None:
    """Have a digest that was set aside made after all, as if somebody wished for it now."""
    team_id, _, moment = key.partition(":")
    plan = session.get(DigestPlan, int(team_id), with_for_update=True)
    if plan is None or plan.wished_at is not None:
        return
    if was_wished:
        month = int(moment)
    else:
        month = find_told_month(datetime.fromisoformat(f"{moment}+00:00"), plan.tz).key
    plan.wished_at, plan.wished_month = now, month
    session.flush()
