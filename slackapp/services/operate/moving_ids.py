"""Calling people by their new ids, wherever the old ones are stored; safe to do again.

Texts come first and people last: where this is interrupted, what is left is found by the same map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Table, and_, delete, null, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import (
    Base,
    ChannelMember,
    OutboxLane,
    OutboxMessage,
    Person,
    ThankedMessage,
    UserGroupMember,
    list_encrypted_columns,
    table_of,
)
from slackapp.domain.workspace.moved_ids import replace_ids, replace_mentions
from slackapp.services.outbox.outbox import OWN_LANES

_PAYLOAD = table_of(OutboxMessage).c.payload


def list_ids(session: Session, *, workspace_id: int) -> list[str]:
    """Slack's ids of everybody who is known there."""
    rows = session.scalars(
        select(Person.slack_user_id)
        .where(Person.workspace_id == workspace_id)
        .order_by(Person.slack_user_id)
    )
    return list(rows)


def list_texts() -> Iterator[Column[Any]]:
    """The columns in which people may be mentioned."""
    for column in list_encrypted_columns():
        if "workspace_id" in column.table.columns:
            yield column


def move_texts(
    session: Session,
    column: Column[Any],
    *,
    workspace_id: int,
    ids: Mapping[str, str],
    after_id: int,
    limit: int,
) -> tuple[int, int] | None:
    """Change a page of texts; the last id of the page, and how many changed; then None."""
    table, is_payload = column.table, column is _PAYLOAD
    key = table.c.dedupe_key if is_payload else null()
    rows = session.execute(
        select(table.c.id, column, key)
        .where(table.c.workspace_id == workspace_id, table.c.id > after_id, column.is_not(None))
        .order_by(table.c.id)
        .limit(limit)
    ).all()
    if not rows:
        return None
    change = replace_ids if is_payload else replace_mentions
    changed = 0
    for row_id, text, dedupe_key in rows:
        new: dict[str, str] = {column.name: change(text, ids)}
        if dedupe_key is not None:
            # It may name whom the message is for, so that nobody is told twice.
            new["dedupe_key"] = replace_ids(dedupe_key, ids)
        if new[column.name] == text and new.get("dedupe_key") == dedupe_key:
            continue
        session.execute(
            update(table)
            .where(table.c.workspace_id == workspace_id, table.c.id == row_id)
            .values(new)
        )
        changed += new[column.name] != text
    return rows[-1][0], changed


def move_person(session: Session, *, workspace_id: int, old: str, new: str) -> bool:
    """Call somebody by their new id; True where two rows of theirs became one.

    Slack may have told of them by the new id already: what that row has goes to the older one.
    """
    _move_members(session, workspace_id=workspace_id, old=old, new=new)
    for prefix in OWN_LANES:
        _move_lane(session, workspace_id=workspace_id, old=prefix + old, new=prefix + new)
    session.execute(
        update(ThankedMessage)
        .where(ThankedMessage.workspace_id == workspace_id, ThankedMessage.slack_author_id == old)
        .values(slack_author_id=new)
    )
    known: dict[str, int] = {}
    for person_id, slack_user_id in session.execute(
        select(Person.id, Person.slack_user_id).where(
            Person.workspace_id == workspace_id, Person.slack_user_id.in_((old, new))
        )
    ):
        known[slack_user_id] = person_id
    if old not in known:
        return False
    if new in known:
        _merge(session, workspace_id=workspace_id, kept_id=known[old], other_id=known[new])
    session.execute(
        update(Person)
        .where(Person.workspace_id == workspace_id, Person.id == known[old])
        .values(slack_user_id=new)
    )
    return new in known


def _move_members(session: Session, *, workspace_id: int, old: str, new: str) -> None:
    for kind, place in (
        (ChannelMember, table_of(ChannelMember).c.slack_channel_id),
        (UserGroupMember, table_of(UserGroupMember).c.slack_group_id),
    ):
        table = table_of(kind)
        of_workspace = table.c.workspace_id == workspace_id
        are_there = select(place).where(of_workspace, table.c.slack_user_id == new)
        session.execute(
            delete(table).where(
                of_workspace, table.c.slack_user_id == old, place.in_(are_there.scalar_subquery())
            )
        )
        session.execute(
            update(table)
            .where(of_workspace, table.c.slack_user_id == old)
            .values(slack_user_id=new)
        )


def _move_lane(session: Session, *, workspace_id: int, old: str, new: str) -> None:
    rows = session.execute(
        select(OutboxLane.slack_channel_id, OutboxLane.id, OutboxLane.due_at).where(
            OutboxLane.workspace_id == workspace_id, OutboxLane.slack_channel_id.in_((old, new))
        )
    )
    lanes = {name: (lane_id, due_at) for name, lane_id, due_at in rows}
    if old not in lanes:
        return
    lane_id, due_at = lanes[old]
    if new not in lanes:
        session.execute(
            update(OutboxLane)
            .where(OutboxLane.workspace_id == workspace_id, OutboxLane.id == lane_id)
            .values(slack_channel_id=new)
        )
        return
    other_id, other_due_at = lanes[new]
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.workspace_id == workspace_id, OutboxMessage.lane_id == lane_id)
        .values(lane_id=other_id)
    )
    moments = [one for one in (due_at, other_due_at) if one is not None]
    session.execute(
        update(OutboxLane)
        .where(OutboxLane.workspace_id == workspace_id, OutboxLane.id == other_id)
        .values(due_at=min(moments, default=None))
    )
    session.execute(
        delete(OutboxLane).where(OutboxLane.workspace_id == workspace_id, OutboxLane.id == lane_id)
    )


def _merge(session: Session, *, workspace_id: int, kept_id: int, other_id: int) -> None:
    """Give all that refers to one row of a person to the other, and delete the first.

    Where both have the same, such as a question of the same week, that of the kept one stays.
    """
    for table, column in _list_references():
        keys = list(table.primary_key.columns)
        rows = session.execute(select(*keys).where(column == other_id)).all()
        for row in rows:
            is_row = and_(*(key == value for key, value in zip(keys, row, strict=True)))
            try:
                with session.begin_nested():
                    session.execute(update(table).where(is_row).values({column.name: kept_id}))
            except IntegrityError:
                session.execute(delete(table).where(is_row))
    session.execute(
        delete(Person).where(Person.workspace_id == workspace_id, Person.id == other_id)
    )


def _list_references() -> Iterator[tuple[Table, Column[Any]]]:
    people = table_of(Person)
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.references(people) for key in column.foreign_keys):
                yield table, column


def count_people(session: Session, *, workspace_id: int, ids: Mapping[str, str]) -> tuple[int, int]:
    """How many people have old ids, and of how many the new one is known, too."""
    known = set(list_ids(session, workspace_id=workspace_id))
    old = known & ids.keys()
    return len(old), len({one for one in old if ids[one] in known})
