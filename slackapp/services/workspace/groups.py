"""User groups, kept as Slack last told them: reading them is claimed, recorded, and asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from db import GroupReading, PerDialect, Person, UserGroup, UserGroupMember
from slackapp.domain.base.outside import read_id, read_name, read_object

#: How long a complete reading of all groups counts.
READ_EVERY = timedelta(hours=1)
#: Members that one statement names.
_PAGE = 500
#: What no handle has, and what would be markup where one is shown.
_NO_HANDLE = re.compile(r"[^\w.-]")

# Two processes may be the first to read at the same moment.
_BEGIN_READING = PerDialect(
    GroupReading,
    lambda statement: statement.on_conflict_do_nothing(index_elements=["workspace_id"]),
)


@dataclass(frozen=True, slots=True)
class GroupView:
    """One group, with Slack's ids of those in it, in order; without apps it may have fewer."""

    slack_group_id: str
    handle: str
    is_disabled: bool
    members: tuple[str, ...]


def claim_group_reading(
    session: Session, *, workspace_id: int, lease: timedelta, now: datetime
) -> bool:
    """Take on to read the workspace's groups, if that is due and no other process is at it."""
    session.execute(
        _BEGIN_READING.of(session), {"workspace_id": workspace_id, "due_at": now, "read_at": None}
    )
    claimed = session.scalar(
        update(GroupReading)
        .where(GroupReading.workspace_id == workspace_id, GroupReading.due_at <= now)
        .values(due_at=now + lease)
        .returning(GroupReading.workspace_id)
    )
    return claimed is not None


def put_off_group_reading(session: Session, *, workspace_id: int, until: datetime) -> None:
    """Let nobody read them before `until`."""
    session.execute(
        update(GroupReading).where(GroupReading.workspace_id == workspace_id).values(due_at=until)
    )


def end_group_reading(
    session: Session, *, workspace_id: int, refusal: str | None = None, now: datetime
) -> None:
    """Note that they were read, or Slack's word for why not."""
    values: dict[str, Any] = {"due_at": now + READ_EVERY, "refusal": refusal}
    session.execute(
        update(GroupReading)
        .where(GroupReading.workspace_id == workspace_id)
        .values(values if refusal else values | {"read_at": now})
    )


def find_group_reading(session: Session, *, workspace_id: int) -> tuple[bool, str | None]:
    """Whether the workspace's groups were ever read, and why Slack does not let us, if so."""
    row = session.get(GroupReading, workspace_id)
    return (False, None) if row is None else (row.read_at is not None, row.refusal)


def ask_for_groups(session: Session, *, workspace_id: int, now: datetime) -> None:
    """Have the groups read again at the next tick, as somebody named one that we do not know."""
    session.execute(
        update(GroupReading)
        .where(GroupReading.workspace_id == workspace_id, GroupReading.due_at > now)
        .values(due_at=now)
    )


def read_told_groups(groups: Iterable[Any]) -> list[GroupView]:
    """Slack's objects of groups as values; one that cannot be read is left out."""
    found = []
    for told in map(read_object, groups):
        slack_group_id = read_id(told.get("id"))
        users = told.get("users")
        if slack_group_id is None or told.get("is_external"):
            continue
        members = filter(None, map(read_id, users if isinstance(users, list) else ()))
        handle = read_name([told.get("handle"), told.get("name")], default=slack_group_id)
        handle = _NO_HANDLE.sub("", handle) or slack_group_id
        is_disabled = bool(told.get("date_delete"))
        found.append(GroupView(slack_group_id, handle, is_disabled, tuple(dict.fromkeys(members))))
    return found


def list_groups(session: Session, *, workspace_id: int) -> dict[str, GroupView]:
    """Every group that is stored, by its id."""
    groups = session.scalars(select(UserGroup).where(UserGroup.workspace_id == workspace_id)).all()
    return _with_members(session, workspace_id, groups, None)


def find_groups(
    session: Session, *, workspace_id: int, slack_group_ids: Collection[str]
) -> dict[str, GroupView]:
    """Those of the groups that the workspace has, by their ids."""
    groups = session.scalars(
        select(UserGroup).where(
            UserGroup.workspace_id == workspace_id, UserGroup.slack_group_id.in_(slack_group_ids)
        )
    ).all()
    return _with_members(session, workspace_id, groups, slack_group_ids)


def _with_members(
    session: Session,
    workspace_id: int,
    groups: Sequence[UserGroup],
    slack_group_ids: Collection[str] | None,
) -> dict[str, GroupView]:
    wanted = (
        select(UserGroupMember.slack_group_id, UserGroupMember.slack_user_id)
        .where(UserGroupMember.workspace_id == workspace_id)
        .order_by(UserGroupMember.slack_group_id, UserGroupMember.slack_user_id)
    )
    if slack_group_ids is not None:
        wanted = wanted.where(UserGroupMember.slack_group_id.in_(slack_group_ids))
    members: dict[str, list[str]] = {}
    for slack_group_id, slack_user_id in session.execute(wanted):
        members.setdefault(slack_group_id, []).append(slack_user_id)
    return {
        one.slack_group_id: GroupView(
            one.slack_group_id,
            one.handle,
            one.is_disabled,
            tuple(members.get(one.slack_group_id, ())),
        )
        for one in groups
    }


def record_group(session: Session, *, workspace_id: int, group: GroupView) -> None:
    """Bring one group up to date: only who came and who left is written."""
    row = session.scalar(
        select(UserGroup)
        .where(
            UserGroup.workspace_id == workspace_id,
            UserGroup.slack_group_id == group.slack_group_id,
        )
        .with_for_update()
    )
    if row is None:
        row = UserGroup(workspace_id=workspace_id, slack_group_id=group.slack_group_id)
        session.add(row)
    row.handle, row.is_disabled = group.handle, group.is_disabled
    session.flush()
    of_group = (
        UserGroupMember.workspace_id == workspace_id,
        UserGroupMember.slack_group_id == group.slack_group_id,
    )
    known = set(session.scalars(select(UserGroupMember.slack_user_id).where(*of_group)))
    # Whoever was erased may be in the group, and is not to be stored again.
    wanted = set(group.members) - _find_erased(session, workspace_id, group.members)
    for page in _pages(known - wanted):
        session.execute(
            delete(UserGroupMember).where(*of_group, UserGroupMember.slack_user_id.in_(page))
        )
    for page in _pages(wanted - known):
        rows = [
            {
                "workspace_id": workspace_id,
                "slack_group_id": group.slack_group_id,
                "slack_user_id": slack_user_id,
            }
            for slack_user_id in page
        ]
        session.execute(insert(UserGroupMember), rows)


def forget_groups(session: Session, *, workspace_id: int, slack_group_ids: Collection[str]) -> None:
    """Forget groups that Slack no longer tells of."""
    for page in _pages(slack_group_ids):
        for table in (UserGroupMember, UserGroup):
            session.execute(
                delete(table).where(
                    table.workspace_id == workspace_id, table.slack_group_id.in_(page)
                )
            )


def _find_erased(session: Session, workspace_id: int, slack_user_ids: Sequence[str]) -> set[str]:
    erased: set[str] = set()
    for page in _pages(slack_user_ids):
        erased |= set(
            session.scalars(
                select(Person.slack_user_id).where(
                    Person.workspace_id == workspace_id,
                    Person.slack_user_id.in_(page),
                    Person.erased_at.is_not(None),
                )
            )
        )
    return erased


def _pages(slack_ids: Collection[str]) -> Iterable[Sequence[str]]:
    ordered = sorted(slack_ids)
    return [ordered[start : start + _PAGE] for start in range(0, len(ordered), _PAGE)]
