"""What follows when Slack refuses a message for good: whoever counts on it is told the truth."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db import Digest, Kudos, OutboxMessage, PacketRequest, Person, Reflection, Team, Workspace
from slackapp.blocks.base.kit import Content
from slackapp.blocks.files.packet import build_question_refused
from slackapp.blocks.kudos.refusals import build_not_posted
from slackapp.blocks.reflection.reflection import build_share_refused
from slackapp.blocks.team.digest_notes import build_digest_refused
from slackapp.domain.base.digest_times import Month
from slackapp.domain.kudos.audience import Announcement, RecipientNotice
from slackapp.services.files.files import promise_file_failed
from slackapp.services.kudos.announcements import announcement_key, enqueue_direct, enqueue_updates
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.outbox.claims import ClaimedMessage, is_still_about_kudos
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from slackapp.services.reflection.prompts import record_not_asked
from slackapp.services.reflection.questions import name_competency
from slackapp.services.team.teams import list_leaders

_DIGEST = re.compile(r"digest:(\d+):(?:so-far:)?0")
_SHARED = re.compile(r"reflection:(\d+):shared:.*")
_PACKET_ASKED = re.compile(r"packet_asked:(\w+)")


def record_refused(
    session: Session, claimed: ClaimedMessage, *, error: str | None, now: datetime
) -> None:
    """Note that a message will not get through, and promise word to whoever counts on it."""
    if claimed.kind == "file":
        promise_file_failed(session, claimed, error=error, now=now)
    if claimed.kind != "post":
        return
    key = claimed.dedupe_key
    if claimed.prompt_id is not None:
        record_not_asked(session, prompt_id=claimed.prompt_id)
    elif claimed.kudos_id is not None and key == announcement_key(claimed.kudos_id):
        if not is_still_about_kudos(session, claimed):
            return
        _record_not_announced(session, claimed, claimed.kudos_id, error, now)
    elif found := _DIGEST.fullmatch(key):
        _tell_leaders(session, claimed, int(found[1]), error, now)
    elif found := _SHARED.fullmatch(key):
        _tell_owner(session, claimed, int(found[1]), now)
    elif found := _PACKET_ASKED.fullmatch(key):
        _tell_asker(session, claimed, found[1], now)


def _record_not_announced(
    session: Session, claimed: ClaimedMessage, kudos_id: int, error: str | None, now: datetime
) -> None:
    workspace_id = claimed.workspace_id
    session.execute(
        update(Kudos)
        .where(Kudos.id == kudos_id, Kudos.workspace_id == workspace_id)
        .values(announcement=Announcement.REFUSED)
    )
    kudos = get_kudos(session, workspace_id=workspace_id, kudos_id=kudos_id)
    # Those who agreed to be announced have read that they were.
    enqueue_updates(
        session,
        workspace_id=workspace_id,
        kudos=kudos,
        request_key=f"not_posted:{claimed.message_id}:{now.isoformat()}",
        now=now,
    )
    mentioned = [
        one.slack_user_id for one in kudos.recipients if one.notice is RecipientNotice.CHANNEL
    ]
    enqueue_direct(
        session, workspace_id=workspace_id, kudos=kudos, slack_user_ids=mentioned, now=now
    )
    default = session.scalar(
        select(Workspace.slack_default_channel_id).where(Workspace.id == workspace_id)
    )
    content = build_not_posted(kudos, error=error, slack_default_channel_id=default)
    if kudos.giver.slack_user_id:  # not erased
        _tell(session, claimed, kudos.giver.slack_user_id, content, now)


def _tell_leaders(
    session: Session, claimed: ClaimedMessage, digest_id: int, error: str | None, now: datetime
) -> None:
    digest = session.get(Digest, digest_id)
    if digest is None or digest.workspace_id != claimed.workspace_id:
        return
    channel = session.get_one(Team, digest.team_id).slack_channel_id
    month = Month.of_key(digest.month).name
    content = build_digest_refused(channel, month=month, error=error)
    for leader in list_leaders(
        session, workspace_id=claimed.workspace_id, slack_channel_id=channel
    ):
        _tell(session, claimed, leader.slack_user_id, content, now)


def _tell_owner(
    session: Session, claimed: ClaimedMessage, reflection_id: int, now: datetime
) -> None:
    row = session.execute(
        select(Reflection, Person.slack_user_id)
        .join(Person, Person.id == Reflection.person_id)
        .where(Reflection.id == reflection_id, Reflection.workspace_id == claimed.workspace_id)
    ).one_or_none()
    if row is None or row[0].share_message_id != claimed.message_id:
        return  # deleted or withdrawn meanwhile
    reflection, owner = row
    content = build_share_refused(
        reader=f"<@{claimed.slack_post_to}>",
        owner=f"<@{owner}>",
        competency_name=name_competency(session, reflection)[0],
    )
    _tell(session, claimed, owner, content, now)


def _tell_asker(session: Session, claimed: ClaimedMessage, key: str, now: datetime) -> None:
    leader = session.scalar(
        select(Person.slack_user_id)
        .join(PacketRequest, PacketRequest.leader_id == Person.id)
        .where(PacketRequest.key == key, PacketRequest.workspace_id == claimed.workspace_id)
    )
    if leader is None:
        return
    # Nobody was asked, so that the leader may ask again; this question is not sent any more.
    session.execute(delete(PacketRequest).where(PacketRequest.key == key))
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == claimed.message_id)
        .values(state="cancelled")
    )
    content = build_question_refused(person=f"<@{claimed.slack_post_to}>")
    _tell(session, claimed, leader, content, now)


def _tell(
    session: Session, claimed: ClaimedMessage, who: str, content: Content, now: datetime
) -> None:
    """Promise a direct message, once for each refusal and person."""
    message = OutgoingMessage(
        slack_channel_id=who,
        kind="post",
        dedupe_key=f"refused:{claimed.delivery_id}:{who}",
        payload=content.as_payload(),
    )
    enqueue(session, workspace_id=claimed.workspace_id, messages=[message], now=now)
