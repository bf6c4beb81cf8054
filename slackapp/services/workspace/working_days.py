"""On which days a workspace works: read wherever something is due, and changed by its admins."""

from __future__ import annotations

from sqlalchemy import RowMapping, select, update
from sqlalchemy.orm import Session

from db import Workspace
from slackapp.domain.base.working_days import WorkingDays

#: What a query selects that needs the days too.
WORKING_DAYS_COLUMNS = (
    Workspace.working_weekdays,
    Workspace.holiday_country,
    Workspace.holiday_region,
)


def get_working_days(session: Session, *, workspace_id: int) -> WorkingDays:
    """The workspace's decision. Raises sqlalchemy's NoResultFound where there is no workspace."""
    row = session.execute(select(*WORKING_DAYS_COLUMNS).where(Workspace.id == workspace_id))
    return view_working_days(row.mappings().one())


def view_working_days(row: RowMapping) -> WorkingDays:
    """The days of a row with those columns."""
    return WorkingDays(
        weekdays=frozenset(map(int, row[Workspace.working_weekdays])),
        country=row[Workspace.holiday_country],
        region=row[Workspace.holiday_region],
    )


def record_working_days(session: Session, *, workspace_id: int, days: WorkingDays) -> None:
    """Store the decision alone: what is due by it is moved by whoever calls this."""
    session.execute(
        update(Workspace)
        .where(Workspace.id == workspace_id)
        .values(
            working_weekdays="".join(map(str, sorted(days.weekdays))),
            holiday_country=days.country,
            holiday_region=days.region,
        )
    )
