"""The messages of a page of prompts: when each may go, its lane, and its row in the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Float, Select, Text, cast, func, literal, select
from sqlalchemy.orm import Session

from db import (
    OutboxLane,
    OutboxMessage,
    Person,
    ReflectionPrompt,
    insert_or_update,
    plus_seconds,
)
from slackapp.services.outbox import pace
from slackapp.services.outbox.outbox import PROMPT_LANE

#: The time between two prompts in one workspace: two thirds of what Slack lets us post, so that
#: kudos get through.
SPREAD = timedelta(seconds=0.3)
#: The row of the pace that says when the workspace's next prompt may go.
_PACE = "reflection_prompt"
#: Prompts have lanes of their own: a kudos to the same person does not wait for their turn.
_LANE: ColumnElement[str] = literal(PROMPT_LANE) + Person.slack_user_id


def take_slots(session: Session, workspace_id: int, count: int, now: datetime) -> datetime:
    """When the first of so many prompts may go; the others follow at the spread."""
    next_at = pace.lock_pace(session, workspace_id=workspace_id, method=_PACE, now=now)
    start_at = max(next_at, now)
    pace.write_pace(
        session, workspace_id=workspace_id, method=_PACE, next_at=start_at + count * SPREAD
    )
    return start_at


def wake_lanes(session: Session, page: Select[int], *, start_at: datetime, now: datetime) -> None:
    """Let the lanes of those people be due one after the other, beginning at that moment."""
    moment = OutboxLane.due_at.type
    place = func.row_number().over(order_by=Person.id) - 1
    turn = plus_seconds(literal(start_at, moment), cast(place * SPREAD.total_seconds(), Float))
    rows = select(
        Person.workspace_id,
        _LANE,
        turn,
        literal(now, moment),
        literal(now, moment),
    ).where(Person.id.in_(page))
    statement = insert_or_update(session, OutboxLane).from_select(
        ["workspace_id", "slack_channel_id", "due_at", "next_send_at", "leased_until"],
        rows,
        include_defaults=False,
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace_id", "slack_channel_id"],
            set_={"due_at": func.coalesce(OutboxLane.due_at, statement.excluded.due_at)},
        )
    )


def promise_messages(session: Session, page: Select[int], *, iso_week: int, now: datetime) -> None:
    """Promise a message for each prompt of that week that is due."""
    if session.get_bind().dialect.name == "sqlite":
        random_id: ColumnElement[str] = func.lower(func.hex(func.randomblob(16)))
    else:
        random_id = func.replace(cast(func.gen_random_uuid(), Text), "-", "")
    rows = (
        select(
            ReflectionPrompt.workspace_id,
            OutboxLane.id,
            ReflectionPrompt.id,
            literal("post"),
            literal("prompt:") + cast(ReflectionPrompt.id, Text) + literal(":1"),
            # Drawn when it is delivered: until then all of them have the same to say.
            literal("{}", OutboxMessage.payload.type),
            random_id,
            literal(False),
            literal(now, OutboxMessage.created_at.type),
        )
        .join(Person, Person.id == ReflectionPrompt.person_id)
        .join(
            OutboxLane,
            (OutboxLane.workspace_id == Person.workspace_id)
            & (OutboxLane.slack_channel_id == _LANE),
        )
        .where(
            ReflectionPrompt.person_id.in_(page),
            ReflectionPrompt.iso_week == iso_week,
            ReflectionPrompt.state == "due",
        )
    )
    columns = ["workspace_id", "lane_id", "prompt_id", "kind", "dedupe_key", "payload"]
    columns += ["delivery_id", "is_in_doubt", "created_at"]
    session.execute(
        insert_or_update(session, OutboxMessage)
        .from_select(columns, rows, include_defaults=False)
        .on_conflict_do_nothing(index_elements=["workspace_id", "dedupe_key"])
    )
