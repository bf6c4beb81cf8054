"""Where the kudos come from that a channel tells of: which other channels must be public for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Channel, ChannelMember, Kudos, KudosRecipient, Person, as_filter
from slackapp.services.kudos.visibility import (
    is_member,
    may_be_told_in,
    may_come_from_elsewhere,
)


@dataclass(frozen=True, slots=True)
class Telling:
    """What is about to be told: a channel's kudos of a time, or those of them to one person."""

    workspace_id: int
    slack_channel_id: str
    window: tuple[datetime, datetime]
    person_id: int | None = None


def list_unproven(session: Session, telling: Telling, *, proven_since: datetime) -> list[str]:
    """The channels that Slack has to be asked about before that is told: itself, and the sources.

    Not those of which it has said since `proven_since` what they are.
    """
    proven = set(
        session.scalars(
            select(Channel.slack_channel_id).where(
                Channel.workspace_id == telling.workspace_id, Channel.checked_at >= proven_since
            )
        )
    )
    wanted = (
        select(Kudos.slack_channel_id)
        .distinct()
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .where(
            Kudos.given_at >= telling.window[0],
            Kudos.given_at < telling.window[1],
            may_come_from_elsewhere(telling.slack_channel_id),
        )
    )
    if telling.person_id is None:
        wanted = (
            wanted.join(Person, Person.id == KudosRecipient.person_id)
            .join(ChannelMember, is_member(ChannelMember, Person))
            .where(
                Kudos.workspace_id == telling.workspace_id,
                *may_be_told_in(telling.slack_channel_id),
            )
        )
    else:
        wanted = wanted.where(
            as_filter(Kudos.workspace_id) == telling.workspace_id,
            KudosRecipient.person_id == telling.person_id,
        )
    sources = sorted({telling.slack_channel_id, *session.scalars(wanted)} - proven)
    return sources
