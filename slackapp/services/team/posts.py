"""The messages of a digest: each promised once under a name of its own, and changed in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import Digest, OutboxMessage, Team
from slackapp.blocks.base.kit import Content
from slackapp.blocks.team.digest_notes import build_leftover
from slackapp.domain.base.digest_times import Month
from slackapp.services.kudos.retry import retry_failed
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue


@dataclass(frozen=True, slots=True)
class DigestPosts:
    """Where a digest's messages go, and the name that their dedupe keys begin with."""

    workspace_id: int
    slack_channel_id: str
    name: str

    @classmethod
    def of(
        cls, workspace_id: int, slack_channel_id: str, digest_id: int, *, is_so_far: bool = False
    ) -> DigestPosts:
        """Those of a digest, or of what was told of its month so far."""
        name = f"digest:{digest_id}" + (":so-far" if is_so_far else "")
        return cls(workspace_id, slack_channel_id, name)


def find_posts(session: Session, posts: DigestPosts) -> dict[int, int]:
    """The messages of a digest's parts, by number, up to the first that it lacks."""
    first_id = _find_first(session, posts)
    if first_id is None:
        return {}
    behind = session.execute(
        select(OutboxMessage.dedupe_key, OutboxMessage.id).where(
            OutboxMessage.workspace_id == posts.workspace_id,
            OutboxMessage.post_id == first_id,
            OutboxMessage.kind == "post",
        )
    )
    by_key = {key: message_id for key, message_id in behind}
    found = {0: first_id}
    while (message_id := by_key.get(f"{posts.name}:{len(found)}")) is not None:
        found[len(found)] = message_id
    return found


def _find_first(session: Session, posts: DigestPosts) -> int | None:
    return session.scalar(
        select(OutboxMessage.id).where(
            OutboxMessage.workspace_id == posts.workspace_id,
            OutboxMessage.dedupe_key == f"{posts.name}:0",
        )
    )


def promise_parts(
    session: Session,
    posts: DigestPosts,
    parts: Sequence[Content],
    *,
    now: datetime,
    known: int = 0,
) -> None:
    """Promise each part that is not among the known; those behind the first wait for it."""

    def promise(numbers: range, post_id: int | None) -> None:
        messages = [
            OutgoingMessage(
                slack_channel_id=posts.slack_channel_id,
                kind="post",
                dedupe_key=f"{posts.name}:{number}",
                payload=parts[number].as_payload(),
                post_id=post_id,
            )
            for number in numbers
        ]
        enqueue(session, workspace_id=posts.workspace_id, messages=messages, now=now)

    if parts and not known:
        promise(range(1), None)
    behind = range(max(known, 1), len(parts))
    if behind:
        promise(behind, _find_first(session, posts))


def _retry_refused(session: Session, message_ids: Sequence[int], now: datetime) -> None:
    refused = session.scalars(
        select(OutboxMessage.id).where(
            OutboxMessage.id.in_(message_ids), OutboxMessage.state == "failed"
        )
    ).all()
    if refused:
        retry_failed(session, message_ids=refused, now=now)


def _draw_waiting(session: Session, found: dict[int, int], parts: Sequence[Content]) -> None:
    """Let parts that are not sent yet say at once what they are to be changed to."""
    for number, content in enumerate(parts):
        if number in found:
            session.execute(
                update(OutboxMessage)
                .where(
                    OutboxMessage.id == found[number],
                    OutboxMessage.state == "pending",
                    OutboxMessage.is_in_doubt.is_(False),
                )
                .values(payload=content.as_json())
            )


def bring_up_to_date(
    session: Session,
    posts: DigestPosts,
    parts: Sequence[Content],
    *,
    request_key: str,
    now: datetime,
    leftover: Content | None = None,
) -> int:
    """Change what is posted, and add what it lacked; returns how many messages there are then.

    What Slack refused is tried again first. What is posted and no longer needed says so, or what
    `leftover` says.
    """
    found = find_posts(session, posts)
    _draw_waiting(session, found, parts)
    _retry_refused(session, list(found.values()), now)
    spare = [leftover or build_leftover()] * len(found)
    messages = [
        OutgoingMessage(
            slack_channel_id=posts.slack_channel_id,
            kind="update",
            dedupe_key=f"{posts.name}:{number}:update:{request_key}",
            payload=content.as_payload(),
            post_id=found[number],
        )
        for number, content in enumerate([*parts, *spare])
        if number in found
    ]
    enqueue(session, workspace_id=posts.workspace_id, messages=messages, now=now)
    promise_parts(session, posts, parts, now=now, known=len(found))
    return max(len(parts), len(found))


def list_told_months(
    session: Session, *, workspace_id: int, slack_channel_id: str, months: Sequence[Month]
) -> frozenset[Month]:
    """Those of the months of which a whole digest told the channel."""
    keys = session.scalars(
        select(Digest.month)
        .join(Team, Team.id == Digest.team_id)
        .where(
            Team.workspace_id == workspace_id,
            Team.slack_channel_id == slack_channel_id,
            Digest.month.in_([one.key for one in months]),
            Digest.parts > 0,
            Digest.is_so_far.is_(False),
        )
    )
    return frozenset(map(Month.of_key, keys))
