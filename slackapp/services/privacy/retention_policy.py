"""For how long a workspace keeps what: what its admins decided, kind by kind."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import PerDialect, ReflectionPolicy, RetentionPolicy

_MONTH = timedelta(days=30.44)


@dataclass(frozen=True, slots=True)
class RetentionView:
    """Ages in months, and in days of what was sent to Slack; 0 is for ever.

    The defaults are those of a workspace that decided nothing.
    """

    kudos_months: int = 0
    words_months: int = 0
    answers_months: int = 24
    requests_months: int = 3
    acts_months: int = 24
    sent_days: int = 30


_COLUMNS = {
    name: getattr(RetentionPolicy, name)
    for name in asdict(RetentionView())
    if name != "answers_months"
}
_RECORD = PerDialect(
    RetentionPolicy,
    lambda statement: statement.on_conflict_do_update(
        index_elements=["workspace_id"],
        set_={name: statement.excluded[name] for name in _COLUMNS},
    ),
)
_RECORD_FIRST = PerDialect(
    RetentionPolicy,
    lambda statement: statement.on_conflict_do_nothing(index_elements=["workspace_id"]),
)


def get_retention(session: Session, *, workspace_id: int) -> RetentionView:
    """What the workspace decided, or the defaults."""
    answers = session.scalar(
        select(ReflectionPolicy.keep_months).where(ReflectionPolicy.workspace_id == workspace_id)
    )
    decided = session.execute(
        select(*_COLUMNS.values()).where(RetentionPolicy.workspace_id == workspace_id)
    ).one_or_none()
    ages = {} if decided is None else dict(zip(_COLUMNS, decided, strict=True))
    if answers is not None:
        ages["answers_months"] = answers
    return RetentionView(**ages)


def change_retention(session: Session, *, workspace_id: int, policy: RetentionView) -> None:
    """Store the decisions in place of those before."""
    values = asdict(policy)
    session.execute(
        update(ReflectionPolicy)
        .where(ReflectionPolicy.workspace_id == workspace_id)
        .values(keep_months=values.pop("answers_months"))
    )
    session.connection().execute(_RECORD.of(session), {"workspace_id": workspace_id, **values})


def record_first_retention(session: Session, *, workspace_id: int, sent_days: int) -> None:
    """Store how long sent messages keep their words, unless that was decided already."""
    values = {"workspace_id": workspace_id, "sent_days": sent_days}
    session.connection().execute(_RECORD_FIRST.of(session), values)


def find_cutoff(now: datetime, *, months: int = 0, days: int = 0) -> datetime | None:
    """What is older goes; None where it is kept for ever."""
    age = months * _MONTH + timedelta(days=days)
    return now - age if age else None
