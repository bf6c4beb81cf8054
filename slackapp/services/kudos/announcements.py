"""Who hears of a kudos: promising its messages, and what giver and recipients decide later."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select, update
from sqlalchemy.orm import Session

from db import OutboxLane, OutboxMessage
from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos.kudos import build_announcement, build_direct, build_gone
from slackapp.domain.kudos.audience import Announcement, RecipientNotice
from slackapp.domain.kudos.kudos import KudosView, Recipient
from slackapp.domain.kudos.me_too import NOBODY, Joined
from slackapp.services.kudos.thanked.telling import tell_thanked
from slackapp.services.kudos.visibility import find_joined, tell_words
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.outbox.latest import GATHER_FOR, enqueue_latest
from slackapp.services.outbox.outbox import (
    RESPONSE_LANE,
    THREAD,
    OutgoingMessage,
    enqueue,
    is_person,
)

#: In an announcement's payload: who must be in the channel, or be told directly instead.
MENTIONS = "mentions"
#: In the payload of an announcement that is tried again: people have read that it was refused.
WAS_REFUSED = "was_refused"
#: In the payload of a post about a kudos that thanks for a message: it is drawn when it is made,
#: for only then is it known whether the message may be told.
THANKS_FOR = "thanks_for"

#: In the dedupe key of the question to a giver where a kudos goes that is held.
HELD = ":held:"
#: How somebody hears of a kudos who is told at once, and not by the announcement.
_TOLD_DIRECTLY = (RecipientNotice.ASKED, RecipientNotice.DIRECT, RecipientNotice.GROUP)


def announcement_key(kudos_id: int) -> str:
    """The dedupe key of a kudos' announcement."""
    return f"kudos:{kudos_id}:announcement"


def was_posted(session: Session, *, workspace_id: int, kudos_id: int) -> bool:
    """Whether the announcement of a kudos stands in its channel by now."""
    sent = select(literal(1)).where(
        OutboxMessage.workspace_id == workspace_id,
        OutboxMessage.dedupe_key == announcement_key(kudos_id),
        OutboxMessage.state == "sent",
    )
    return session.scalar(sent) is not None


def enqueue_announcement(
    session: Session, *, workspace_id: int, kudos: KudosView, now: datetime
) -> None:
    """Promise whatever the kudos makes: the announcement and direct messages, or nothing yet.

    What was promised before is not promised twice, so it may be called again after a decision.
    """
    if kudos.awaits_place:
        _ask_place(session, workspace_id, kudos, now)
    if kudos.announcement is Announcement.HELD:
        return
    messages = []
    if kudos.is_announceable:
        messages.append(_announce(session, workspace_id, kudos))
    messages += [
        _tell(session, workspace_id, kudos, one)
        for one in kudos.recipients
        if one.notice in _TOLD_DIRECTLY and one.slack_user_id
    ]
    enqueue(session, workspace_id=workspace_id, messages=messages, now=now)


def _ask_place(session: Session, workspace_id: int, kudos: KudosView, now: datetime) -> None:
    """Promise to find out what the channel is, in the lane that the announcement would take."""
    message = OutgoingMessage(
        slack_channel_id=kudos.slack_channel_id,
        kind="place",
        dedupe_key=f"kudos:{kudos.kudos_id}:place:{now.isoformat()}",
        payload={},
        kudos_id=kudos.kudos_id,
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)


def retire_announcement(session: Session, *, workspace_id: int, kudos_id: int) -> None:
    """Make room for a new announcement where Slack refused the one before."""
    key = announcement_key(kudos_id)
    refused = session.scalar(
        select(OutboxMessage).where(
            OutboxMessage.workspace_id == workspace_id,
            OutboxMessage.dedupe_key == key,
            OutboxMessage.state == "failed",
        )
    )
    if refused is not None:
        refused.state, refused.kudos_id = "cancelled", None
        refused.dedupe_key = f"{key}:refused:{refused.id}"
        session.flush()


def lock_lanes(session: Session, *, workspace_id: int, kudos_id: int) -> None:
    """Let nobody begin a call about the kudos: whatever is on its way now is known as such."""
    of_kudos = select(OutboxMessage.lane_id).where(
        OutboxMessage.workspace_id == workspace_id, OutboxMessage.kudos_id == kudos_id
    )
    lanes = select(OutboxLane.id).where(
        OutboxLane.workspace_id == workspace_id, OutboxLane.id.in_(of_kudos)
    )
    # Once more, as whoever held one of them may have promised something in another.
    for _ in range(2):
        session.execute(lanes.order_by(OutboxLane.slack_channel_id).with_for_update()).all()


def is_withdrawn(claimed: ClaimedMessage) -> bool:
    """Whether a message tells of a kudos that was taken back since it was promised.

    The question to its giver where a held one goes is about no kudos, and tells nobody else.
    """
    key = claimed.dedupe_key
    return claimed.kudos_id is None and key.startswith("kudos:") and HELD not in key


def follow_choice(
    session: Session, *, workspace_id: int, kudos: KudosView, request_key: str, now: datetime
) -> None:
    """Let an announcement that waits name those alone who want it; without any it is not posted.

    One that is on its way already is followed by a change.
    """
    key = announcement_key(kudos.kudos_id)
    lock_lanes(session, workspace_id=workspace_id, kudos_id=kudos.kudos_id)
    waiting = session.scalar(
        select(OutboxMessage)
        .where(
            OutboxMessage.workspace_id == workspace_id,
            OutboxMessage.dedupe_key == key,
            OutboxMessage.state == "pending",
        )
        .with_for_update()
    )
    if waiting is None:
        return
    if waiting.is_in_doubt:
        enqueue_updates(
            session, workspace_id=workspace_id, kudos=kudos, request_key=request_key, now=now
        )
    elif not kudos.is_announceable:
        waiting.state, waiting.settled_at, waiting.kudos_id = "cancelled", now, None
        # Whoever agrees later has it announced after all.
        waiting.dedupe_key = f"{key}:withdrawn:{waiting.id}"
        session.flush()
    redraw_posts(session, workspace_id=workspace_id, kudos=kudos)
    enqueue_announcement(session, workspace_id=workspace_id, kudos=kudos, now=now)


def enqueue_direct(
    session: Session,
    *,
    workspace_id: int,
    kudos: KudosView,
    slack_user_ids: Sequence[str],
    now: datetime,
) -> None:
    """Promise direct messages to recipients whom the announcement does not reach."""
    messages = [
        _tell(session, workspace_id, kudos, one)
        for one in kudos.recipients
        if one.slack_user_id in slack_user_ids
    ]
    enqueue(session, workspace_id=workspace_id, messages=messages, now=now)


def enqueue_updates(
    session: Session,
    *,
    workspace_id: int,
    kudos: KudosView,
    request_key: str,
    now: datetime,
    only_direct: bool = False,
) -> None:
    """Promise that every post about the kudos, or every direct one, will show what it is now."""
    posts = session.execute(
        select(OutboxMessage.id, OutboxLane.slack_channel_id)
        .join(OutboxLane, OutboxLane.id == OutboxMessage.lane_id)
        .where(
            OutboxMessage.workspace_id == workspace_id,
            OutboxMessage.kudos_id == kudos.kudos_id,
            OutboxMessage.kind == "post",
            OutboxMessage.state.in_(("pending", "sent")),
        )
    )
    updates = []
    for post_id, slack_channel_id in posts:
        recipient = kudos.find_recipient(slack_channel_id)
        if recipient is None and is_person(slack_channel_id):
            content = build_gone()  # whoever it was for was erased
        elif recipient is None and only_direct:
            continue
        else:
            content = _draw_as_it_is(session, workspace_id, kudos, recipient)
        updates.append(_change(kudos, post_id, slack_channel_id, content, request_key))
    enqueue_latest(session, workspace_id=workspace_id, updates=updates, now=now)


def enqueue_announcement_update(
    session: Session, *, workspace_id: int, kudos: KudosView, request_key: str, now: datetime
) -> None:
    """Promise that the announcement alone will show what the kudos is now, in a moment.

    Many may join in at once: what comes within that moment is one update.
    """
    announcement = session.execute(
        select(OutboxMessage.id, OutboxLane.slack_channel_id)
        .join(OutboxLane, OutboxLane.id == OutboxMessage.lane_id)
        .where(
            OutboxMessage.workspace_id == workspace_id,
            OutboxMessage.dedupe_key == announcement_key(kudos.kudos_id),
            OutboxMessage.state.in_(("pending", "sent")),
        )
    ).one_or_none()
    if announcement is None:
        return
    content = _draw_as_it_is(session, workspace_id, kudos, None)
    enqueue_latest(
        session,
        workspace_id=workspace_id,
        updates=[_change(kudos, *announcement, content, request_key)],
        now=now,
        due_at=now + GATHER_FOR,
    )


def _change(
    kudos: KudosView, post_id: int, slack_channel_id: str, content: Content, request_key: str
) -> OutgoingMessage:
    return OutgoingMessage(
        slack_channel_id=slack_channel_id,
        kind="update",
        dedupe_key=f"{request_key}:update:{post_id}",
        payload=content.as_payload(),
        kudos_id=kudos.kudos_id,
        post_id=post_id,
    )


def enqueue_response(
    session: Session,
    *,
    workspace_id: int,
    slack_user_id: str,
    response_url: str,
    content: Content,
    request_key: str,
    replace: bool,
    now: datetime,
) -> None:
    """Promise an answer that only the person who pressed something sees; it is tried once."""
    payload = {
        **content.in_plain().as_payload(),
        "response_url": response_url,
        "response_type": "ephemeral",
        "replace_original": replace,
    }
    message = OutgoingMessage(
        # A lane of its own: an answer neither waits for the channel's pace nor holds it up.
        slack_channel_id=f"{RESPONSE_LANE}{slack_user_id}",
        kind="response",
        dedupe_key=f"{request_key}:response",
        payload=payload,
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)


def redraw_posts(session: Session, *, workspace_id: int, kudos: KudosView) -> None:
    """Let posts about the kudos that wait for their turn show what it is now.

    Whoever was told directly meanwhile is no longer mentioned: one notification for each kudos.
    They have read that it could not be posted, and read anew once it is.
    """
    posts = session.execute(
        select(OutboxMessage.id, OutboxMessage.state, OutboxLane.slack_channel_id)
        .join(OutboxLane, OutboxLane.id == OutboxMessage.lane_id)
        .where(
            OutboxMessage.workspace_id == workspace_id,
            OutboxMessage.kudos_id == kudos.kudos_id,
            OutboxMessage.kind == "post",
            OutboxMessage.state.in_(("pending", "sent")),
        )
    ).all()
    told = [post.slack_channel_id for post in posts]
    for message_id, state, lane in posts:
        if state != "pending":
            continue
        payload = _build_payload(session, workspace_id, kudos, lane, told)
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id)
            .values(payload=json.dumps(payload, ensure_ascii=False), is_emptied=False)
        )


def draw_post(
    session: Session, *, workspace_id: int, kudos: KudosView, slack_channel_id: str
) -> dict[str, Any]:
    """The payload of a post that is just being made, in that channel or for that person."""
    told = session.scalars(
        select(OutboxLane.slack_channel_id)
        .join(OutboxMessage, OutboxMessage.lane_id == OutboxLane.id)
        .where(
            OutboxMessage.workspace_id == workspace_id,
            OutboxMessage.kudos_id == kudos.kudos_id,
            OutboxMessage.kind == "post",
            OutboxMessage.state.in_(("pending", "sent")),
        )
    ).all()
    return _build_payload(session, workspace_id, kudos, slack_channel_id, told)


def _build_payload(
    session: Session, workspace_id: int, kudos: KudosView, lane: str, told: Collection[str]
) -> dict[str, Any]:
    recipient = kudos.find_recipient(lane)
    if recipient is not None:
        return _direct_payload(session, workspace_id, kudos, recipient)
    joined = find_joined(session, kudos_id=kudos.kudos_id)
    return _announcement_payload(session, workspace_id, kudos, told, joined)


def _direct_payload(
    session: Session, workspace_id: int, kudos: KudosView, recipient: Recipient
) -> dict[str, Any]:
    content = _draw(session, workspace_id, kudos, recipient)
    return content.as_payload() | ({THANKS_FOR: True} if kudos.of_message else {})


def _draw(
    session: Session,
    workspace_id: int,
    kudos: KudosView,
    recipient: Recipient | None,
    told: Collection[str] = (),
    joined: Joined = NOBODY,
) -> Content:
    """What one recipient reads of a kudos, or without one the channel."""
    who = recipient.slack_user_id if recipient else None
    shown = tell_words(session, kudos, workspace_id=workspace_id, slack_user_id=who)
    shown = tell_thanked(session, shown, workspace_id=workspace_id, recipient=recipient)
    if recipient:
        return build_direct(shown, recipient)
    return build_announcement(shown, told=told, joined=joined)


def _draw_as_it_is(
    session: Session, workspace_id: int, kudos: KudosView, recipient: Recipient | None
) -> Content:
    """The same of one that was told before, so that others may have joined in."""
    joined = NOBODY if recipient else find_joined(session, kudos_id=kudos.kudos_id)
    return _draw(session, workspace_id, kudos, recipient, joined=joined)


def _announce(session: Session, workspace_id: int, kudos: KudosView) -> OutgoingMessage:
    return OutgoingMessage(
        slack_channel_id=kudos.slack_channel_id,
        kind="post",
        dedupe_key=announcement_key(kudos.kudos_id),
        payload=_announcement_payload(session, workspace_id, kudos, ()),
        kudos_id=kudos.kudos_id,
    )


def _announcement_payload(
    session: Session,
    workspace_id: int,
    kudos: KudosView,
    told: Collection[str],
    joined: Joined = NOBODY,
) -> dict[str, Any]:
    mentions = [
        one.slack_user_id
        for one in kudos.recipients
        if one.notice is RecipientNotice.CHANNEL
        and one.slack_user_id
        and one.slack_user_id not in told
    ]
    content = _draw(session, workspace_id, kudos, None, told, joined)
    payload = {**content.as_payload(), MENTIONS: mentions}
    if kudos.slack_thread_ts:
        payload[THREAD] = kudos.slack_thread_ts
    if kudos.of_message:
        payload[THANKS_FOR] = True
    is_another_try = kudos.announcement is Announcement.REFUSED
    return payload | ({WAS_REFUSED: True} if is_another_try else {})


def _tell(
    session: Session, workspace_id: int, kudos: KudosView, recipient: Recipient
) -> OutgoingMessage:
    return OutgoingMessage(
        slack_channel_id=recipient.slack_user_id,
        kind="post",
        dedupe_key=f"kudos:{kudos.kudos_id}:direct:{recipient.slack_user_id}",
        payload=_direct_payload(session, workspace_id, kudos, recipient),
        kudos_id=kudos.kudos_id,
    )
