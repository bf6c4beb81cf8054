"""Changing a workspace's working days: everything that is due by them moves with them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.domain.base.working_days import WorkingDays
from slackapp.services.reflection.schedule import move_schedules
from slackapp.services.team.plans import move_plans
from slackapp.services.workspace.working_days import record_working_days


def change_working_days(
    session: Session, *, workspace_id: int, days: WorkingDays, now: datetime
) -> None:
    """Store the days, and move the weekly questions and the digests that are not due yet."""
    record_working_days(session, workspace_id=workspace_id, days=days)
    move_schedules(session, workspace_id=workspace_id, now=now)
    move_plans(session, workspace_id=workspace_id, now=now)
