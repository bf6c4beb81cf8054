"""Messages on their way to Slack, and the lanes that keep their order and pace."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import (
    Base,
    EncryptedText,
    Identifier,
    KudosId,
    LaneId,
    MessageId,
    PromptId,
    WorkspaceId,
)

_OF_KUDOS = text("kudos_id IS NOT NULL")
_OF_PROMPT = text("prompt_id IS NOT NULL")
_OF_POST = text("post_id IS NOT NULL")
#: In a question, as in the index: a value that is bound would not let SQLite use it.
IS_POSTED_KUDOS = text("kind = 'post' AND kudos_id IS NOT NULL AND slack_ts IS NOT NULL")
_IS_FAILED = text("state = 'failed'")
_HAS_WORDS = text("NOT is_emptied AND settled_at IS NOT NULL")


class OutboxLane(Base):
    """One channel of one workspace: its messages go one at a time and in order.

    `slack_channel_id` may be a person's id, which is how Slack addresses a direct message.
    `due_at` is when the lane has something to do next, NULL when it has nothing;
    `next_send_at` is when its next post is allowed. Whoever works on the lane holds it until
    `leased_until` under `lease_token`, and may record an outcome only with that token.
    """

    __tablename__ = "outbox_lane"
    __table_args__ = (
        UniqueConstraint("workspace_id", "slack_channel_id"),
        Index(None, "due_at"),
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    slack_channel_id: Mapped[str]
    due_at: Mapped[datetime | None]
    next_send_at: Mapped[datetime]
    leased_until: Mapped[datetime]
    lease_token: Mapped[int] = mapped_column(server_default="0")


class OutboxMessage(Base):
    """One call to Slack that was promised in the transaction which made it necessary.

    `payload` is JSON with the arguments of the call. An `update` names in `post_id` the message
    whose post it changes; a `response` goes to a response_url, a `whisper` to one member of a
    channel alone, and both are tried once; a `file` says what
    is to be written into one, which is done when it is delivered; a `place` asks what the channel
    of a kudos is, before anything is posted there. A `delete` takes the post `post_id` away, and
    holds what to put in its place where Slack does not allow that. A `function` tells how the step
    of a workflow ended, with the step's own token, and is emptied then. `kudos_id` says what the
    message is about. One with a `prompt_id` is drawn when it is delivered: what to ask
    is chosen then. `dedupe_key` makes a repeated promise harmless.

    `delivery_id` is random, and goes to Slack as the post's metadata. `is_in_doubt` says that it
    may have been posted although nobody recorded that: it is set before every call, and taken
    back when Slack's answer shows that nothing was posted. One that `is_emptied` has lost its
    words: what is settled needs them no longer. `request_id` names the request of Slack's that made
    it necessary, as the log names it. `faults` is how many calls in a row began and ended
    without Slack's word: something unexpected was raised, the lease was lost, or the process died.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("workspace_id", "dedupe_key"),
        Index(None, "lane_id", "state", "id"),
        # Each message is about one of them at most; the other index does not hold it.
        Index(None, "kudos_id", sqlite_where=_OF_KUDOS, postgresql_where=_OF_KUDOS),
        Index(None, "prompt_id", sqlite_where=_OF_PROMPT, postgresql_where=_OF_PROMPT),
        Index(None, "post_id", sqlite_where=_OF_POST, postgresql_where=_OF_POST),
        # Which kudos somebody points at, by what Slack calls its post.
        Index(
            "ix_outbox_message_posted",
            "slack_ts",
            sqlite_where=IS_POSTED_KUDOS,
            postgresql_where=IS_POSTED_KUDOS,
        ),
        Index(
            "ix_outbox_message_failed", "id", sqlite_where=_IS_FAILED, postgresql_where=_IS_FAILED
        ),
        # Those whose words may have to go, in the order in which they were settled.
        Index(
            "ix_outbox_message_words",
            "settled_at",
            sqlite_where=_HAS_WORDS,
            postgresql_where=_HAS_WORDS,
        ),
        CheckConstraint(
            "kind IN ('post', 'update', 'delete', 'response', 'whisper', 'file', 'place', "
            "'function')",
            name="kind",
        ),
        CheckConstraint("state IN ('pending', 'sent', 'failed', 'cancelled')", name="state"),
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    lane_id: Mapped[LaneId]
    kudos_id: Mapped[KudosId | None]
    prompt_id: Mapped[PromptId | None]
    kind: Mapped[str]
    dedupe_key: Mapped[str]
    payload: Mapped[str] = mapped_column(EncryptedText)
    post_id: Mapped[MessageId | None]
    state: Mapped[str] = mapped_column(server_default="pending")
    attempts: Mapped[int] = mapped_column(server_default="0")
    faults: Mapped[int] = mapped_column(server_default="0")
    request_id: Mapped[str | None]
    delivery_id: Mapped[str] = mapped_column(default=lambda: secrets.token_hex(16))
    is_in_doubt: Mapped[bool] = mapped_column(default=False)
    is_emptied: Mapped[bool] = mapped_column(server_default=false())
    error: Mapped[str | None]
    slack_ts: Mapped[str | None]
    slack_posted_channel_id: Mapped[str | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class OutboxPace(Base):
    """When a method may be called again in a workspace, over all its channels.

    `next_at` is the time at which the next call would be exactly on pace; a burst may go ahead
    of it.
    """

    __tablename__ = "outbox_pace"

    workspace_id: Mapped[WorkspaceId] = mapped_column(primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]
