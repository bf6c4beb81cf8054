"""Changing a kudos that was given: what it was for and its words, wherever it is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from db import AuditEntry, Kudos, KudosTag
from slackapp.domain.kudos.kudos import KudosView
from slackapp.frameworks.crosswalk import Counted
from slackapp.services.base.redraws import mark_digests
from slackapp.services.kudos.announcements import enqueue_updates, redraw_posts
from slackapp.services.kudos.kudos import get_kudos, store_tags
from slackapp.services.kudos.me_too_notes import list_notes, redraw_notes
from slackapp.services.kudos.taking_back import lock_own
from slackapp.services.workspace.people import PersonView


def change_kudos(
    session: Session,
    *,
    workspace_id: int,
    actor: PersonView,
    kudos_id: int,
    named: tuple[Counted, ...],
    message: str,
    request_key: str,
    now: datetime,
) -> KudosView:
    """Give a kudos other competencies and words, at the word of its giver or of an admin.

    Announcement, direct messages, notes and digests are drawn anew. Raises NotYours for anybody
    else, TooLateToTakeBack for the giver after the workspace's time.
    """
    before = lock_own(session, workspace_id=workspace_id, actor=actor, kudos_id=kudos_id, now=now)
    session.execute(
        update(Kudos)
        .where(Kudos.workspace_id == workspace_id, Kudos.id == kudos_id)
        # These words are new: that others went for their age is over.
        .values(message=message, is_emptied=False)
    )
    session.execute(
        delete(KudosTag).where(KudosTag.workspace_id == workspace_id, KudosTag.kudos_id == kudos_id)
    )
    store_tags(session, workspace_id, kudos_id, named)
    kudos = get_kudos(session, workspace_id=workspace_id, kudos_id=kudos_id)
    if _says(kudos) == _says(before):
        return kudos
    session.add(
        AuditEntry(
            workspace_id=workspace_id,
            kudos_id=kudos_id,
            actor_id=actor.person_id,
            kind="changed",
            at=now,
        )
    )
    session.flush()
    redraw_posts(session, workspace_id=workspace_id, kudos=kudos)
    enqueue_updates(
        session, workspace_id=workspace_id, kudos=kudos, request_key=request_key, now=now
    )
    notes = list_notes(session, kudos_id=kudos_id)
    redraw_notes(session, workspace_id=workspace_id, message_ids=notes, now=now)
    mark_digests(session, workspace_id=workspace_id, given_at=[kudos.given_at], now=now)
    return kudos


def _says(kudos: KudosView) -> tuple[object, ...]:
    """All that a change may change."""
    return kudos.message, [(one.stored, one.word) for one in kudos.tags]
