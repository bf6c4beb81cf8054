"""The outbox: promising messages to Slack."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func
from sqlalchemy.orm import Session

from db import OutboxLane, OutboxMessage, PerDialect
from slackapp.traces import find_request_id

#: Before a person's id: the lane of their prompts, which wait for their turn and for the morning.
PROMPT_LANE = "prompt:"

#: In a payload: what is to be drawn in its place when it is delivered (`services/team/pages.py`).
WISH = "wish"
#: In the payload of a post that was drawn so: its wish. Whoever asked may not have the page by the
#: time that it is tried again, and it is drawn anew then.
DRAWN_FROM = "drawn_from"
#: In the payload of an answer: where else it is shown if Slack does not take it, as where a command
#: was typed too long ago; a channel, and the one who reads it.
ELSE_TO = "else_to"
#: In the payload of a file: Slack's id of it, once it is uploaded and about to be shared.
FILE_ID = "slack_file_id"
#: Before a person's id: the lane of answers to their taps, which need no token.
RESPONSE_LANE = "response:"
#: Before a person's id: the lane of what they alone are shown in a channel.
WHISPER_LANE = "whisper:"
#: Before a person's id: the lane of how steps of their workflows ended, with tokens of their own.
STEP_LANE = "function:"
#: Before a person's id, whichever lane of theirs it is.
OWN_LANES = ("", PROMPT_LANE, RESPONSE_LANE, WHISPER_LANE, STEP_LANE)

#: Answers that nobody could tell from a repeat: they are tried once.
TRIED_ONCE = frozenset({"response", "whisper"})
#: In a post's payload: the message in whose thread it stands, in Slack's own words.
THREAD = "thread_ts"

#: Why what nobody could tell from a repeat was not sent again.
UNKNOWN_OUTCOME = "unknown_outcome"
#: Why an update, or a reply in a thread, was cancelled: what it belongs to is not there.
POST_WAS_NOT_MADE = "post_was_not_made"


def is_person(slack_channel_id: str) -> bool:
    """Whether a lane is somebody's direct messages: it is named by their id."""
    return slack_channel_id.startswith(("U", "W"))


#: Why a message was set aside whose calls began and were never recorded.
NEVER_ENDED = "call_never_ended"
#: Before the name of what a message raised, where an operator reads why it was set aside.
UNEXPECTED = "unexpected:"


def is_own_fault(error: str | None) -> bool:
    """Whether a message failed by a fault of ours, and Slack said nothing of it."""
    return error is not None and (error == NEVER_ENDED or error.startswith(UNEXPECTED))


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to promise. `payload` holds the arguments of the call, as JSON can carry them.

    `slack_channel_id` names the lane: a channel, or a person for a direct message. An update
    gives in `post_id` the outbox message whose post it changes; a post that gives one goes into the
    thread of that.
    """

    slack_channel_id: str
    kind: str
    dedupe_key: str
    payload: dict[str, Any]
    kudos_id: int | None = None
    prompt_id: int | None = None
    post_id: int | None = None


_NOW = bindparam("now", type_=OutboxLane.due_at.type)
_DUE = bindparam("due", type_=OutboxLane.due_at.type)

# The lane's row stays locked until the commit, so numbers within a lane follow the commits.
_WAKE_LANE = PerDialect(
    OutboxLane,
    lambda statement: (
        statement.values(due_at=_DUE, next_send_at=_NOW, leased_until=_NOW)
        .on_conflict_do_update(
            index_elements=["workspace_id", "slack_channel_id"],
            set_={
                "due_at": func.coalesce(
                    OutboxLane.due_at,
                    case((OutboxLane.next_send_at > _DUE, OutboxLane.next_send_at), else_=_DUE),
                )
            },
        )
        .returning(OutboxLane.id)
    ),
)

_PROMISE = PerDialect(
    OutboxMessage,
    lambda statement: statement.on_conflict_do_nothing(
        index_elements=["workspace_id", "dedupe_key"]
    ),
)


def enqueue(
    session: Session,
    *,
    workspace_id: int,
    messages: Sequence[OutgoingMessage],
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """Promise the messages, each lane in the order given; a repeated dedupe key adds nothing.

    A lane that has nothing to do is due at once, or at `due_at`.
    """
    # In one order for everybody, so that two transactions never wait for each other's lanes.
    lane_ids = {
        channel: session.connection().scalar(
            _WAKE_LANE.of(session),
            {
                "workspace_id": workspace_id,
                "slack_channel_id": channel,
                "now": now,
                "due": due_at or now,
            },
        )
        for channel in sorted({message.slack_channel_id for message in messages})
    }
    for message in messages:
        session.connection().execute(
            _PROMISE.of(session),
            {
                "workspace_id": workspace_id,
                "lane_id": lane_ids[message.slack_channel_id],
                "kudos_id": message.kudos_id,
                "prompt_id": message.prompt_id,
                "kind": message.kind,
                "dedupe_key": message.dedupe_key,
                "payload": write_payload(message.payload),
                "post_id": message.post_id,
                "request_id": find_request_id(),
                "created_at": now,
            },
        )


def write_payload(payload: dict[str, Any]) -> str:
    """The arguments of a call, as the outbox stores them."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
