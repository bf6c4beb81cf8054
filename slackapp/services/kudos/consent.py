"""What recipients decide: how kudos to them are announced, and whether one may be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from db import Kudos, KudosRecipient, OutboxMessage
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.audience import AnnounceChoice, RecipientNotice, plan_notice
from slackapp.domain.kudos.kudos import KudosView
from slackapp.services.kudos.announcements import (
    enqueue_announcement,
    enqueue_updates,
    follow_choice,
)
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.kudos.visibility import is_mentioned, names_somebody, was_asked
from slackapp.services.workspace.people import PersonView, set_announce_choice


def choose_announcements(
    session: Session,
    *,
    workspace_id: int,
    person: PersonView,
    choice: AnnounceChoice,
    request_key: str,
    now: datetime,
) -> None:
    """Store how kudos to this person are to be announced; it holds for what still waits, too.

    An announcement that is not posted yet no longer names whoever does not want it; where it named
    nobody else it is not posted.
    """
    set_announce_choice(session, person_id=person.person_id, choice=choice)
    if choice is AnnounceChoice.PUBLIC:
        return
    waiting = session.execute(_select_waiting(workspace_id, person, choice)).all()
    for kudos_id, slack_group_id in waiting:
        session.execute(
            update(KudosRecipient)
            .where(
                KudosRecipient.kudos_id == kudos_id, KudosRecipient.person_id == person.person_id
            )
            .values(announcement=plan_notice(choice, in_group=slack_group_id is not None))
        )
        kudos = get_kudos(session, workspace_id=workspace_id, kudos_id=kudos_id or 0)
        changed: dict[str, Any] = {
            "workspace_id": workspace_id,
            "kudos": kudos,
            "request_key": f"{request_key}:{kudos_id}",
            "now": now,
        }
        enqueue_updates(session, **changed, only_direct=True)
        follow_choice(session, **changed)


def _select_waiting(
    workspace_id: int, person: PersonView, choice: AnnounceChoice
) -> Select[int | None, str | None]:
    """The kudos whose announcement is not posted yet, and names the person against the choice."""
    # Who was asked about one kudos and agreed stays named in it, unless they want none announced.
    is_named = names_somebody() if choice is AnnounceChoice.ME else is_mentioned()
    return (
        select(OutboxMessage.kudos_id, KudosRecipient.slack_group_id)
        .join(KudosRecipient, KudosRecipient.kudos_id == OutboxMessage.kudos_id)
        .where(
            OutboxMessage.workspace_id == workspace_id,
            OutboxMessage.state == "pending",
            OutboxMessage.dedupe_key.like("kudos:%:announcement"),
            KudosRecipient.person_id == person.person_id,
            is_named,
        )
    )


def answer_announcement(
    session: Session,
    *,
    workspace_id: int,
    recipient: PersonView,
    kudos_id: int,
    allow: bool,
    request_key: str,
    now: datetime,
) -> KudosView:
    """Record a recipient's word on whether their kudos may be announced.

    Raises NotYours where they were not asked; a second answer changes nothing.
    """
    # Two recipients who answer at once take their turns, so that the announcement names both.
    session.execute(
        select(Kudos.id)
        .where(Kudos.workspace_id == workspace_id, Kudos.id == kudos_id)
        .with_for_update(key_share=True)
    )
    kudos = get_kudos(session, workspace_id=workspace_id, kudos_id=kudos_id)
    own = kudos.find_recipient(recipient.slack_user_id)
    if own is None or own.notice is RecipientNotice.CHANNEL:
        raise NotYours
    answered = session.execute(
        update(KudosRecipient)
        .where(
            KudosRecipient.kudos_id == kudos_id,
            KudosRecipient.person_id == recipient.person_id,
            was_asked(),
        )
        .values(announcement=RecipientNotice.AGREED if allow else RecipientNotice.DIRECT)
        .returning(KudosRecipient.person_id)
    ).one_or_none()
    if answered is None:
        return kudos
    kudos = get_kudos(session, workspace_id=workspace_id, kudos_id=kudos_id)
    enqueue_updates(
        session, workspace_id=workspace_id, kudos=kudos, request_key=request_key, now=now
    )
    enqueue_announcement(session, workspace_id=workspace_id, kudos=kudos, now=now)
    return kudos
