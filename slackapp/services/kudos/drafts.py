"""Drafts: what somebody typed that lacks one thing, or a form that they opened, kept for a day."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from db import KudosDraft
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.kudos import MessageThanked
from slackapp.services.workspace.people import PersonView

#: How long a draft waits.
KEEP_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as its giver typed it, and where; `key` is random and names it outside.

    A form has no text. Its answer goes to the `response_url`, and it may change the kudos of that
    id, or give one for the message at which it was opened.
    """

    key: str
    text: str
    slack_channel_id: str
    channel_name: str
    slack_thread_ts: str = ""
    is_private: bool = False
    response_url: str = ""
    kudos_id: int | None = None
    created_at: datetime | None = None
    of_message: MessageThanked | None = None

    @property
    def version(self) -> str:
        """What tells this text from any other: a tap counts for the text that it was shown with."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    @property
    def request_key(self) -> str:
        """The request key of the kudos that it becomes: two taps give one kudos."""
        return name_request(self.key)


def name_request(draft_key: str) -> str:
    """The request key of the kudos that the draft of that key becomes."""
    return f"draft:{draft_key}"


def record_draft(
    session: Session,
    *,
    workspace_id: int,
    giver: PersonView,
    text: str,
    slack_channel_id: str,
    channel_name: str,
    now: datetime,
    slack_thread_ts: str = "",
    is_private: bool = False,
    response_url: str = "",
    kudos_id: int | None = None,
    key: str | None = None,
) -> Draft:
    """Keep what was typed, or a form that was opened, for a day.

    `key` is that of a former draft, which begins anew.
    """
    draft = Draft(
        key or secrets.token_urlsafe(16),
        text,
        slack_channel_id,
        channel_name,
        slack_thread_ts,
        is_private,
        response_url,
        kudos_id,
        now,
    )
    session.add(
        KudosDraft(
            workspace_id=workspace_id,
            key=draft.key,
            giver_id=giver.person_id,
            text=text,
            slack_channel_id=slack_channel_id,
            channel_name=channel_name,
            slack_thread_ts=slack_thread_ts or None,
            is_private=is_private,
            response_url=response_url or None,
            kudos_id=kudos_id,
            created_at=now,
        )
    )
    session.flush()
    return draft


def get_draft(
    session: Session, *, workspace_id: int, giver: PersonView, key: str, now: datetime
) -> Draft:
    """The giver's own draft. Raises NotYours for another's, an unknown or an old one."""
    row = session.scalar(
        select(KudosDraft).where(
            KudosDraft.workspace_id == workspace_id,
            KudosDraft.giver_id == giver.person_id,
            KudosDraft.key == key,
            KudosDraft.created_at > now - KEEP_FOR,
        )
    )
    if row is None:
        raise NotYours
    return _read(row)


def update_draft(session: Session, *, workspace_id: int, draft: Draft, text: str) -> Draft:
    """Keep the draft with what a tap has added so far. Raises NotYours where it was cancelled."""
    row = session.scalar(
        select(KudosDraft).where(
            KudosDraft.workspace_id == workspace_id, KudosDraft.key == draft.key
        )
    )
    if row is None:
        raise NotYours
    row.text = text
    return replace(draft, text=text)


def _read(row: KudosDraft) -> Draft:
    return Draft(
        row.key,
        row.text,
        row.slack_channel_id,
        row.channel_name,
        row.slack_thread_ts or "",
        row.is_private,
        row.response_url or "",
        row.kudos_id,
        row.created_at,
    )


def open_in_form(session: Session, *, workspace_id: int, draft: Draft, response_url: str) -> None:
    """Have the answer to the form of a draft go where the form was opened."""
    session.execute(
        update(KudosDraft)
        .where(KudosDraft.workspace_id == workspace_id, KudosDraft.key == draft.key)
        .values(response_url=response_url or None)
    )


def hold_draft(session: Session, *, workspace_id: int, draft: Draft) -> None:
    """Keep the draft from being cancelled in this transaction. Raises NotYours where it was."""
    wanted = select(KudosDraft.id).where(
        KudosDraft.workspace_id == workspace_id, KudosDraft.key == draft.key
    )
    if session.scalar(wanted.with_for_update()) is None:
        raise NotYours


def delete_draft(session: Session, *, workspace_id: int, draft: Draft) -> None:
    """Forget a draft that its giver cancelled, and that is held."""
    session.execute(
        delete(KudosDraft).where(
            KudosDraft.workspace_id == workspace_id, KudosDraft.key == draft.key
        )
    )


def delete_old_drafts(session: Session, *, now: datetime) -> int:
    """Forget drafts that nobody finished; returns how many."""
    result = session.execute(delete(KudosDraft).where(KudosDraft.created_at <= now - KEEP_FOR))
    return result.rowcount if isinstance(result, CursorResult) else 0
