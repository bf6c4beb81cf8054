"""Somebody's own kudos, given and received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from db import Kudos, KudosRecipient, KudosTag
from slackapp.domain.kudos import KudosView
from slackapp.errors import NotYours
from slackapp.frameworks.loader import read_as_ecf
from slackapp.services.kudos import read_kudos
from slackapp.services.people import PersonView


@dataclass(frozen=True, slots=True)
class ReceivedTag:
    """A tag of a kudos to somebody, by the competency of ECF that it counts as."""

    kudos_id: int
    competency_key: str
    giver_id: int
    given_at: datetime


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


def list_received_tags(
    session: Session, *, workspace_id: int, person_id: int, since: datetime
) -> list[ReceivedTag]:
    """What kudos to the person since then were for, whoever else may see them.

    They are the person's own, so private and hidden ones count; not those that are still held,
    of which they do not know yet.
    """
    rows = session.execute(
        select(
            Kudos.id,
            KudosTag.framework_key,
            KudosTag.competency_key,
            Kudos.giver_id,
            Kudos.given_at,
        )
        .join(Kudos, Kudos.id == KudosTag.kudos_id)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .where(
            Kudos.workspace_id == workspace_id,
            KudosRecipient.person_id == person_id,
            Kudos.given_at >= since,
            Kudos.announcement != "held",
        )
        .order_by(Kudos.given_at, KudosTag.id)
    )
    return [
        ReceivedTag(kudos_id, read_as_ecf(framework_key, key), giver_id, given_at)
        for kudos_id, framework_key, key, giver_id, given_at in rows
    ]
