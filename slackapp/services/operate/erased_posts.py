"""Posts about no kudos and no question that tell of somebody who was erased: changing them.

Reports that named them, requests for packets, what a giver was told of a kudos to them. Where such
a post lost its words already, as they do after a while, only a request for a packet is still known.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, or_, select
from sqlalchemy.orm import Session

from db import OutboxLane, OutboxMessage, PacketRequest, Person, Reflection
from slackapp.blocks.base.words import SOMEBODY
from slackapp.blocks.files.packet import build_request_closed
from slackapp.blocks.kudos.kudos import build_gone
from slackapp.blocks.reflection.reflection import build_share_withdrawn
from slackapp.domain.base.traces import Traces
from slackapp.services.kudos.me_too_notes import NOTE
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue

_ASKED = "packet_asked:"
_SHARED = "reflection:"
#: What such posts say is about people, so that a name of one word is one there, too.
_ABOUT_PEOPLE = ("report:", "packet_refused:")


def show_post_without(
    session: Session, row: OutboxMessage, *, person_id: int, traces: Traces, now: datetime
) -> None:
    """Promise that Slack shows a sent post without them; the row must still have its words."""
    if row.kind != "post" or row.state != "sent" or row.kudos_id or row.prompt_id:
        return
    if row.dedupe_key.startswith(("digest:", NOTE)) or _is_shared_now(session, row):
        return  # these are drawn anew
    if row.dedupe_key.startswith(_ASKED):
        content = build_request_closed().as_payload()
    elif row.dedupe_key.startswith(_SHARED):
        content = build_share_withdrawn(SOMEBODY.capitalize()).as_payload()
    else:
        is_about_people = row.dedupe_key.startswith(_ABOUT_PEOPLE)
        payload = json.loads(row.payload)
        content = traces.take_out_of_payload(payload, is_about_them=is_about_people)
        if content == payload:
            return
        if not is_about_people:  # whatever could be chosen there may have been
            content["blocks"] = [one for one in content["blocks"] if one["type"] != "actions"]
    _promise(session, row, content, person_id, now)


def show_own_as_gone(
    session: Session, lanes: Select[int], *, person_id: int, now: datetime
) -> None:
    """Promise that what was sent to the person in those lanes is shown as erased."""
    posts = select(OutboxMessage).where(
        OutboxMessage.lane_id.in_(lanes),
        OutboxMessage.kind == "post",
        OutboxMessage.state == "sent",
        OutboxMessage.kudos_id.is_(None),
        OutboxMessage.prompt_id.is_(None),
    )
    for row in session.scalars(posts).all():
        _promise(session, row, build_gone().as_payload(), person_id, now)


def close_requests(session: Session, *, person_id: int, now: datetime) -> None:
    """Promise that what was asked by them, or about them, for a packet is shown as closed."""
    keys = session.scalars(
        select(PacketRequest.key).where(
            or_(PacketRequest.person_id == person_id, PacketRequest.leader_id == person_id)
        )
    )
    posts = select(OutboxMessage).where(
        OutboxMessage.workspace_id == _workspace_of(person_id),
        OutboxMessage.dedupe_key.in_([f"{_ASKED}{key}" for key in keys]),
        OutboxMessage.state == "sent",
    )
    for row in session.scalars(posts).all():
        _promise(session, row, build_request_closed().as_payload(), person_id, now)


def _workspace_of(person_id: int) -> ScalarSelect[int]:
    return select(Person.workspace_id).where(Person.id == person_id).scalar_subquery()


def _is_shared_now(session: Session, row: OutboxMessage) -> bool:
    shared = select(Reflection.id).where(
        Reflection.workspace_id == row.workspace_id, Reflection.share_message_id == row.id
    )
    return session.scalar(shared) is not None


def _promise(
    session: Session, row: OutboxMessage, payload: dict[str, Any], person_id: int, now: datetime
) -> None:
    message = OutgoingMessage(
        slack_channel_id=session.get_one(OutboxLane, row.lane_id).slack_channel_id,
        kind="update",
        dedupe_key=f"erased:{person_id}:post:{row.id}",
        payload=payload,
        post_id=row.id,
    )
    enqueue(session, workspace_id=row.workspace_id, messages=[message], now=now)
