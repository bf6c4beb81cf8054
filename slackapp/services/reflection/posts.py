"""What Slack shows of a prompt and its answer, and of an answer that was shared."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from db import OutboxLane, OutboxMessage, Reflection, ReflectionPrompt
from slackapp.blocks.base.kit import Content
from slackapp.blocks.reflection.reflection import build_share_withdrawn
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from slackapp.services.workspace.people import PersonView
from slackapp.services.workspace.works_council import get_works_council


def show_on_posts(
    session: Session, prompt: ReflectionPrompt, content: Content, now: datetime
) -> None:
    """Let every post of the prompt show what became of it."""
    posts = session.scalars(
        select(OutboxMessage.id).where(
            OutboxMessage.prompt_id == prompt.id,
            OutboxMessage.kind == "post",
            OutboxMessage.state.in_(("pending", "sent")),
        )
    ).all()
    for post_id in posts:
        _update(session, prompt.workspace_id, post_id, content, prompt.id, now)


def share_with(
    session: Session,
    reflection: Reflection,
    content: Content,
    reader: PersonView,
    now: datetime,
) -> None:
    """Tell the chosen person; whoever was told already sees the change in the same message.

    Not where nothing is shared, nor while the share is hidden.
    """
    mode = get_works_council(session, workspace_id=reflection.workspace_id)
    if mode.is_on or reflection.share_is_hidden:
        return
    if reflection.share_message_id is not None:
        _update(session, reflection.workspace_id, reflection.share_message_id, content, None, now)
        return
    key = f"reflection:{reflection.id}:shared:{secrets.token_hex(8)}"
    message = OutgoingMessage(
        slack_channel_id=reader.slack_user_id,
        kind="post",
        dedupe_key=key,
        payload=content.as_payload(),
    )
    enqueue(session, workspace_id=reflection.workspace_id, messages=[message], now=now)
    reflection.share_message_id = session.scalars(
        select(OutboxMessage.id).where(
            OutboxMessage.workspace_id == reflection.workspace_id,
            OutboxMessage.dedupe_key == key,
        )
    ).one()
    session.flush()


def withdraw_share(
    session: Session, reflection: Reflection, owner_name: str, now: datetime
) -> None:
    """Take back what the reader was sent, and the words that wait or lie in the outbox."""
    reflection.share_is_hidden = False
    post_id = reflection.share_message_id
    if post_id is None:
        return
    content = build_share_withdrawn(owner_name)
    about_it = _take_words_out(session, post_id, content)
    # What nobody has begun to send need not be sent at all.
    session.execute(
        update(OutboxMessage)
        .where(about_it, OutboxMessage.state == "pending", OutboxMessage.attempts == 0)
        .values(state="cancelled", settled_at=now)
    )
    _update(session, reflection.workspace_id, post_id, content, None, now)
    reflection.share_message_id = None
    session.flush()


def show_hidden(session: Session, reflection: Reflection, content: Content, now: datetime) -> None:
    """Show that in place of what the reader was sent, and of what waits to be sent to them."""
    post_id = reflection.share_message_id
    if post_id is not None:
        _take_words_out(session, post_id, content)
        _update(session, reflection.workspace_id, post_id, content, None, now)


def _take_words_out(session: Session, post_id: int, content: Content) -> ColumnElement[bool]:
    """Let every message about a share say `content`, and return which these are."""
    about_it = or_(OutboxMessage.id == post_id, OutboxMessage.post_id == post_id)
    session.execute(update(OutboxMessage).where(about_it).values(payload=content.as_json()))
    return about_it


def _update(
    session: Session,
    workspace_id: int,
    post_id: int,
    content: Content,
    prompt_id: int | None,
    now: datetime,
) -> None:
    lane = session.scalars(
        select(OutboxLane.slack_channel_id)
        .join(OutboxMessage, OutboxMessage.lane_id == OutboxLane.id)
        .where(OutboxMessage.id == post_id)
    ).one()
    message = OutgoingMessage(
        slack_channel_id=lane,
        kind="update",
        # Of its own: a change back to what it was is a change too.
        dedupe_key=f"reflection:update:{secrets.token_hex(8)}",
        payload=content.as_payload(),
        prompt_id=prompt_id,
        post_id=post_id,
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)
