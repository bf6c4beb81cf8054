"""Joining in on a kudos that was announced, and taking that back."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from db import (
    IS_POSTED_KUDOS,
    Kudos,
    KudosMeToo,
    KudosRecipient,
    MeTooNotice,
    OutboxMessage,
    PerDialect,
    Person,
    as_filter,
    table_of,
)
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.me_too import OwnKudos, ThanksYou
from slackapp.services.kudos.announcements import announcement_key, enqueue_announcement_update
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.kudos.me_too_notes import forget_notices, redraw_notes
from slackapp.services.kudos.visibility import is_colleague, may_be_read_by, names_somebody
from slackapp.services.workspace.people import PersonView

_JOIN = PerDialect(
    KudosMeToo,
    lambda statement: statement.on_conflict_do_nothing(
        index_elements=["kudos_id", "person_id"]
    ).returning(KudosMeToo.person_id),
)


def set_me_too(
    session: Session,
    *,
    workspace_id: int,
    person: PersonView,
    kudos_id: int,
    wants: bool | None,
    now: datetime,
    acts_in: str = "",
) -> bool:
    """Add somebody to a kudos or take them off it; None for the other way round than it is.

    Returns whether they are on it now. `acts_in` is the channel in which Slack says they act.
    Raises NotYours where they cannot read that kudos, OwnKudos for its giver, ThanksYou for a
    recipient.
    """
    # One after the other; whoever takes the kudos back meanwhile comes before or after all of it.
    giver_id = session.scalar(
        select(Kudos.giver_id)
        .where(Kudos.workspace_id == workspace_id, Kudos.id == kudos_id)
        .with_for_update(key_share=True)
    )
    if giver_id is None:
        raise NotYours
    is_in = _is_on(session, KudosMeToo, kudos_id, person.person_id)
    wants = not is_in if wants is None else wants
    if wants:
        _check_may_join(session, workspace_id, person, kudos_id, giver_id, acts_in)
    if wants is is_in:
        return is_in
    if wants:
        _join(session, workspace_id, person, kudos_id, now)
    else:
        who = person.person_id
        leave_kudos(session, workspace_id=workspace_id, kudos_id=kudos_id, person_id=who, now=now)
    _redraw_announcement(session, workspace_id, kudos_id, now)
    return wants


def _check_may_join(
    session: Session,
    workspace_id: int,
    person: PersonView,
    kudos_id: int,
    giver_id: int,
    acts_in: str,
) -> None:
    if person.person_id == giver_id:
        raise OwnKudos
    is_readable = may_be_read_by(
        workspace_id=workspace_id,
        slack_user_id=person.slack_user_id,
        is_guest=person.is_guest,
        acts_in=acts_in,
    )
    if session.scalar(select(Kudos.id).where(Kudos.id == kudos_id, is_readable)) is None:
        raise NotYours
    if _is_on(session, KudosRecipient, kudos_id, person.person_id):
        raise ThanksYou


def _is_on(
    session: Session,
    table: type[KudosMeToo] | type[KudosRecipient],
    kudos_id: int,
    person_id: int,
) -> bool:
    wanted = select(table.kudos_id).where(table.kudos_id == kudos_id, table.person_id == person_id)
    return session.scalar(wanted) is not None


def _join(
    session: Session, workspace_id: int, person: PersonView, kudos_id: int, now: datetime
) -> None:
    joined = session.connection().scalar(
        _JOIN.of(session),
        {
            "kudos_id": kudos_id,
            "person_id": person.person_id,
            "workspace_id": workspace_id,
            "joined_at": now,
        },
    )
    if joined is None:
        return
    # Whom the announcement does not name, nobody who reads it knows of.
    told = session.scalars(
        select(KudosRecipient.person_id)
        .join(Person, Person.id == KudosRecipient.person_id)
        .where(
            KudosRecipient.kudos_id == kudos_id,
            names_somebody(),
            Person.wants_me_too.is_(True),
            Person.erased_at.is_(None),
            *is_colleague(),
        )
    ).all()
    rows = [
        {
            "kudos_id": kudos_id,
            "person_id": person.person_id,
            "recipient_id": recipient_id,
            "workspace_id": workspace_id,
        }
        for recipient_id in told
    ]
    if rows:
        session.connection().execute(insert(table_of(MeTooNotice)), rows)


def leave_kudos(
    session: Session, *, workspace_id: int, kudos_id: int, person_id: int, now: datetime
) -> None:
    """Take somebody off a kudos; notes that told of them tell of the others."""
    notes = forget_notices(session, kudos_id=kudos_id, person_id=person_id)
    session.execute(
        delete(KudosMeToo).where(KudosMeToo.kudos_id == kudos_id, KudosMeToo.person_id == person_id)
    )
    redraw_notes(session, workspace_id=workspace_id, message_ids=notes, now=now)


def _redraw_announcement(session: Session, workspace_id: int, kudos_id: int, now: datetime) -> None:
    enqueue_announcement_update(
        session,
        workspace_id=workspace_id,
        kudos=get_kudos(session, workspace_id=workspace_id, kudos_id=kudos_id),
        # Every time it is another change.
        request_key=f"me_too:{secrets.token_hex(8)}",
        now=now,
    )


def find_announced(
    session: Session, *, workspace_id: int, slack_channel_id: str, slack_ts: str
) -> int | None:
    """The kudos that a message of a channel announces, by Slack's names for both."""
    wanted = select(OutboxMessage.kudos_id, OutboxMessage.dedupe_key).where(
        IS_POSTED_KUDOS,
        OutboxMessage.slack_ts == slack_ts,
        OutboxMessage.slack_posted_channel_id == slack_channel_id,
        as_filter(OutboxMessage.workspace_id) == workspace_id,
    )
    return next(
        (
            kudos_id
            for kudos_id, dedupe_key in session.execute(wanted)
            if kudos_id is not None and dedupe_key == announcement_key(kudos_id)
        ),
        None,
    )
