"""What admins and leaders did and decided, written down with what held before and after.

Never a text, and no name: whoever acts, and whoever it is about, are named by their rows alone, so
that an erasure takes them out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from db import AdminAct

#: The value of a setting, and settings by their names.
Value = str | int | bool | None | list[str]
Settings = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Act:
    """One act; `before` and `after` hold the settings that it changed."""

    act_id: int
    workspace_id: int
    actor_id: int | None
    kind: str
    slack_channel_id: str | None
    person_id: int | None
    before: Settings
    after: Settings
    at: datetime
    undone_at: datetime | None
    undoes_id: int | None


def record_act(
    session: Session,
    *,
    workspace_id: int,
    actor_id: int | None,
    kind: str,
    now: datetime,
    slack_channel_id: str | None = None,
    person_id: int | None = None,
    before: Settings | None = None,
    after: Settings | None = None,
    undoes_id: int | None = None,
) -> int:
    """Write down what somebody did, in the transaction that does it; returns its number.

    An act that nobody in Slack did, such as one of a job's, has no actor.
    """
    row = AdminAct(
        workspace_id=workspace_id,
        actor_id=actor_id,
        kind=kind,
        slack_channel_id=slack_channel_id,
        person_id=person_id,
        before=None if before is None else dict(before),
        after=None if after is None else dict(after),
        at=now,
        undoes_id=undoes_id,
    )
    session.add(row)
    session.flush()
    return row.id


@contextmanager
def recording(
    session: Session,
    read: Callable[[], Settings],
    *,
    workspace_id: int,
    actor_id: int | None,
    kind: str,
    now: datetime,
    slack_channel_id: str | None = None,
    undoes_id: int | None = None,
) -> Iterator[list[int]]:
    """Write down which settings change within this block; nothing where all are as they were.

    The number of the act, if there is one, is in the list when the block has ended.
    """
    acts: list[int] = []
    before = read()
    yield acts
    after = read()
    changed = [name for name in after if before.get(name) != after[name]]
    if changed:
        act_id = record_act(
            session,
            workspace_id=workspace_id,
            actor_id=actor_id,
            kind=kind,
            slack_channel_id=slack_channel_id,
            before={name: before.get(name) for name in changed},
            after={name: after[name] for name in changed},
            undoes_id=undoes_id,
            now=now,
        )
        acts.append(act_id)


def list_acts(
    session: Session,
    *,
    workspace_id: int,
    limit: int,
    since: datetime | None = None,
    slack_channel_id: str | None = None,
    before: tuple[datetime, int] | None = None,
) -> list[Act]:
    """The newest acts, newest first: `since` a time, about a channel, older than an act.

    That act is named by its time and number.
    """
    wanted = select(AdminAct).where(AdminAct.workspace_id == workspace_id)
    if since is not None:
        wanted = wanted.where(AdminAct.at >= since)
    if slack_channel_id is not None:
        wanted = wanted.where(AdminAct.slack_channel_id == slack_channel_id)
    if before is not None:
        at, act_id = before
        is_older = or_(AdminAct.at < at, and_(AdminAct.at == at, AdminAct.id < act_id))
        wanted = wanted.where(is_older)
    newest = wanted.order_by(AdminAct.at.desc(), AdminAct.id.desc()).limit(limit)
    return [view_act(row) for row in session.scalars(newest)]


def view_act(row: AdminAct) -> Act:
    """The act of a row."""
    return Act(
        act_id=row.id,
        workspace_id=row.workspace_id,
        actor_id=row.actor_id,
        kind=row.kind,
        slack_channel_id=row.slack_channel_id,
        person_id=row.person_id,
        before=row.before or {},
        after=row.after or {},
        at=row.at,
        undone_at=row.undone_at,
        undoes_id=row.undoes_id,
    )
