"""Somebody's own kudos, given and received."""

from __future__ import annotations

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from db import Kudos, KudosRecipient
from slackapp.domain.kudos import KudosView
from slackapp.errors import NotYours
from slackapp.services.kudos import read_kudos
from slackapp.services.people import PersonView


def set_hidden(
    session: Session, *, workspace_id: int, person: PersonView, kudos_id: int, is_hidden: bool
) -> None:
    """Keep a kudos to the person out of digests, or let it in. Raises NotYours for any other."""
    found = session.scalar(
        update(KudosRecipient)
        .where(
            KudosRecipient.workspace_id == workspace_id,
            KudosRecipient.kudos_id == kudos_id,
            KudosRecipient.person_id == person.person_id,
        )
        .values(is_hidden=is_hidden)
        .returning(KudosRecipient.kudos_id)
    )
    if found is None:
        raise NotYours


def list_own_kudos(
    session: Session, *, workspace_id: int, person: PersonView, limit: int
) -> list[KudosView]:
    """The latest kudos that the person gave or received, the newest first.

    One that is still held is shown to its giver alone.
    """
    received = exists().where(
        KudosRecipient.kudos_id == Kudos.id, KudosRecipient.person_id == person.person_id
    )
    wanted = (
        select(Kudos)
        .where(
            Kudos.workspace_id == workspace_id,
            or_(
                Kudos.giver_id == person.person_id,
                received & (Kudos.announcement != "held"),
            ),
        )
        .order_by(Kudos.given_at.desc(), Kudos.id.desc())
        .limit(limit)
    )
    return read_kudos(session, wanted)
