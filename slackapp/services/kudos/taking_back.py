"""Taking back a kudos that was given: it is gone at once, and whatever told of it follows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db import AuditEntry, Kudos, OutboxLane, OutboxMessage, Person
from slackapp.blocks.kudos.taken_back import (
    build_announcement_gone,
    build_direct_gone,
    build_perhaps_posted,
    build_told_giver,
)
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.errors import TooLateToTakeBack
from slackapp.domain.kudos.kudos import KudosView, PersonName
from slackapp.services.base.redraws import mark_digests
from slackapp.services.kudos.announcements import lock_lanes
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.kudos.me_too_notes import forget_notices, redraw_notes
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue, is_person
from slackapp.services.workspace.giving_policy import get_giving_policy
from slackapp.services.workspace.people import PersonView, is_admin


def find_latest_to_take_back(
    session: Session, *, workspace_id: int, giver: PersonView, now: datetime
) -> int | None:
    """The latest kudos that somebody gave and may still take back."""
    since = now - get_giving_policy(session, workspace_id=workspace_id).undo_time
    return session.scalar(
        select(Kudos.id)
        .where(
            Kudos.workspace_id == workspace_id,
            Kudos.giver_id == giver.person_id,
            Kudos.given_at > since,
        )
        .order_by(Kudos.given_at.desc(), Kudos.id.desc())
        .limit(1)
    )


def take_back(
    session: Session, *, workspace_id: int, actor: PersonView, kudos_id: int, now: datetime
) -> KudosView:
    """Delete a kudos, at the word of its giver or of an admin; returns what it was.

    Its announcement is deleted, direct messages say that it was taken back, and digests that tell
    of it are drawn anew. What waits to be sent is not sent, and what is on its way is followed.
    Raises NotYours for anybody else, TooLateToTakeBack for the giver after the workspace's time.
    """
    kudos = lock_own(session, workspace_id=workspace_id, actor=actor, kudos_id=kudos_id, now=now)
    notes = forget_notices(session, kudos_id=kudos_id)
    _withdraw(session, workspace_id, kudos, now)
    row = session.get_one(Kudos, kudos_id)
    entry = AuditEntry(
        workspace_id=workspace_id,
        kudos_id=kudos_id,
        actor_id=actor.person_id,
        kind="taken_back",
        request_key=row.request_key,
        at=now,
    )
    session.add(entry)
    session.flush()
    # What was sent of it stays as messages of their own, for the ones that take it away.
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.workspace_id == workspace_id, OutboxMessage.kudos_id == kudos_id)
        .values(kudos_id=None)
    )
    session.execute(delete(Kudos).where(Kudos.workspace_id == workspace_id, Kudos.id == kudos_id))
    redraw_notes(session, workspace_id=workspace_id, message_ids=notes, now=now)
    mark_digests(session, workspace_id=workspace_id, given_at=[kudos.given_at], now=now)
    if row.giver_id != actor.person_id and kudos.giver.slack_user_id:
        _tell_giver(session, workspace_id, kudos, actor, now)
    return kudos


def _tell_giver(
    session: Session, workspace_id: int, kudos: KudosView, admin: PersonView, now: datetime
) -> None:
    content = build_told_giver(kudos, PersonName(admin.slack_user_id, admin.name))
    message = OutgoingMessage(
        slack_channel_id=kudos.giver.slack_user_id,
        kind="post",
        dedupe_key=f"taken_back:{kudos.kudos_id}:giver",
        payload=content.as_payload(),
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)


def lock_own(
    session: Session, *, workspace_id: int, actor: PersonView, kudos_id: int, now: datetime
) -> KudosView:
    """The kudos, if this person may still change it or take it back; nobody begins a call about it.

    Raises NotYours, or TooLateToTakeBack for the giver after the workspace's time.
    """
    # Two taps at once take their turns: the second finds nothing. Whoever records a post of it
    # meanwhile, and promises more about it, is let go on: they end before the lanes are ours.
    given = session.execute(
        select(Kudos.giver_id, Kudos.given_at)
        .where(Kudos.workspace_id == workspace_id, Kudos.id == kudos_id)
        .with_for_update(key_share=True)
    ).one_or_none()
    if given is None:
        raise NotYours
    if not is_admin(session, person_id=actor.person_id):
        undo_time = get_giving_policy(session, workspace_id=workspace_id).undo_time
        if given.giver_id != actor.person_id:
            raise NotYours
        if given.given_at <= now - undo_time:
            raise TooLateToTakeBack(undo_time)
    lock_lanes(session, workspace_id=workspace_id, kudos_id=kudos_id)
    return get_kudos(session, workspace_id=workspace_id, kudos_id=kudos_id)


def _withdraw(session: Session, workspace_id: int, kudos: KudosView, now: datetime) -> None:
    """Send nothing more of it, and have what was posted, or is just being posted, taken away."""
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.workspace_id == workspace_id,
            OutboxMessage.kudos_id == kudos.kudos_id,
            OutboxMessage.state == "pending",
            OutboxMessage.is_in_doubt.is_(False),
        )
        .values(state="cancelled", settled_at=now)
    )
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
    messages = []
    for post_id, slack_channel_id in posts:
        is_direct = is_person(slack_channel_id)
        content = build_direct_gone(kudos.giver) if is_direct else build_announcement_gone()
        messages.append(
            OutgoingMessage(
                slack_channel_id=slack_channel_id,
                kind="update" if is_direct else "delete",
                dedupe_key=f"taken_back:{post_id}",
                payload=content.as_payload(),
                post_id=post_id,
            )
        )
    enqueue(session, workspace_id=workspace_id, messages=messages, now=now)


def tell_perhaps_posted(session: Session, claimed: ClaimedMessage, *, now: datetime) -> None:
    """Tell whoever took a kudos back that Slack never said whether it had been posted before."""
    kudos_id = int(claimed.dedupe_key.split(":")[1])
    actor = session.scalar(
        select(Person.slack_user_id)
        .join(AuditEntry, AuditEntry.actor_id == Person.id)
        .where(AuditEntry.workspace_id == claimed.workspace_id, AuditEntry.kudos_id == kudos_id)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    if actor is None:  # erased
        return
    is_direct = is_person(claimed.slack_channel_id)
    place = f"<@{claimed.slack_channel_id}>" if is_direct else f"<#{claimed.slack_channel_id}>"
    content = build_perhaps_posted(place, is_direct=is_direct)
    message = OutgoingMessage(
        slack_channel_id=actor,
        kind="post",
        dedupe_key=f"taken_back:{claimed.message_id}:perhaps",
        payload=content.as_payload(),
    )
    enqueue(session, workspace_id=claimed.workspace_id, messages=[message], now=now)
