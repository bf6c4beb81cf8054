"""What is decided about a kudos after it was given: its behaviour, and where it is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import IS_HELD, Kudos, KudosRecipient, KudosTag, Person
from slackapp.domain.audience import (
    Announcement,
    ChannelKind,
    Place,
    RecipientNotice,
    Visibility,
)
from slackapp.domain.kudos import KudosView
from slackapp.errors import AppNotInChannel, NotYours
from slackapp.services.announcements import enqueue_announcement, enqueue_updates
from slackapp.services.kudos import get_kudos
from slackapp.services.people import PersonView

#: How long a kudos waits for the giver's word before it goes to its recipients privately.
HOLD_FOR = timedelta(hours=24)


def choose_behaviour(
    session: Session,
    *,
    workspace_id: int,
    giver: PersonView,
    tag_id: int,
    behaviour_key: str,
    request_key: str,
    now: datetime,
) -> KudosView:
    """Set the behaviour, and with it the tier, of a tag on a kudos that this person gave.

    Raises NotYours for a tag of somebody else's kudos or a behaviour of another competency.
    """
    kudos_id = session.scalar(
        select(KudosTag.kudos_id).where(
            KudosTag.workspace_id == workspace_id, KudosTag.id == tag_id
        )
    )
    kudos = _get_own(session, workspace_id=workspace_id, giver=giver, kudos_id=kudos_id)
    tag = next(tag for tag in kudos.tags if tag.tag_id == tag_id)
    behaviour = tag.competency.find_behaviour(behaviour_key)
    if behaviour is None:
        raise NotYours
    session.execute(
        update(KudosTag)
        .where(KudosTag.id == tag_id)
        .values(behaviour_key=behaviour.key, tier=behaviour.tier, tier_source="chosen")
    )
    kudos = get_kudos(session, workspace_id=workspace_id, kudos_id=kudos.kudos_id)
    enqueue_updates(
        session, workspace_id=workspace_id, kudos=kudos, request_key=request_key, now=now
    )
    return kudos


def release_to_channel(
    session: Session,
    *,
    workspace_id: int,
    giver: PersonView,
    kudos_id: int,
    place: Place,
    now: datetime,
) -> KudosView:
    """Announce a held kudos in `place`, on the giver's word.

    Raises AppNotInChannel where that is still not possible, NotYours for somebody else's kudos.
    A kudos that is no longer held stays as it is.
    """
    kudos = _get_own(session, workspace_id=workspace_id, giver=giver, kudos_id=kudos_id)
    if kudos.announcement is not Announcement.HELD:
        return kudos
    if not place.app_is_member:
        raise AppNotInChannel(place.slack_channel_id)
    is_public = place.kind is ChannelKind.PUBLIC
    session.execute(
        update(Kudos)
        .where(Kudos.id == kudos_id)
        .values(
            slack_channel_id=place.slack_channel_id,
            visibility=Visibility.PUBLIC if is_public else Visibility.CHANNEL,
            announcement=Announcement.CHANNEL,
        )
    )
    return _announce_again(session, workspace_id, kudos_id, now)


def release_privately(
    session: Session, *, workspace_id: int, giver: PersonView, kudos_id: int, now: datetime
) -> KudosView:
    """Send a held kudos to its recipients alone, on the giver's word.

    Raises NotYours for somebody else's kudos; one that is no longer held stays as it is.
    """
    kudos = _get_own(session, workspace_id=workspace_id, giver=giver, kudos_id=kudos_id)
    if kudos.announcement is not Announcement.HELD:
        return kudos
    return _make_private(session, workspace_id, kudos_id, now)


def release_overdue(session: Session, *, limit: int, now: datetime) -> int:
    """Send kudos privately whose giver has not said a word for a day; returns how many."""
    overdue = session.execute(
        select(Kudos.workspace_id, Kudos.id)
        .where(IS_HELD, Kudos.given_at <= now - HOLD_FOR)
        .order_by(Kudos.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for workspace_id, kudos_id in overdue:
        _make_private(session, workspace_id, kudos_id, now)
    return len(overdue)


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
        .with_for_update()
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
            KudosRecipient.announcement == RecipientNotice.ASKED,
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


def _make_private(session: Session, workspace_id: int, kudos_id: int, now: datetime) -> KudosView:
    session.execute(
        update(Kudos)
        .where(Kudos.id == kudos_id)
        .values(visibility=Visibility.PRIVATE, announcement=Announcement.NONE)
    )
    session.execute(
        update(KudosRecipient)
        .where(KudosRecipient.kudos_id == kudos_id)
        .values(announcement=RecipientNotice.DIRECT)
    )
    return _announce_again(session, workspace_id, kudos_id, now)


def _announce_again(session: Session, workspace_id: int, kudos_id: int, now: datetime) -> KudosView:
    kudos = get_kudos(session, workspace_id=workspace_id, kudos_id=kudos_id)
    enqueue_announcement(session, workspace_id=workspace_id, kudos=kudos, now=now)
    return kudos


def _get_own(
    session: Session, *, workspace_id: int, giver: PersonView, kudos_id: int | None
) -> KudosView:
    if kudos_id is None:
        raise NotYours
    # Two taps at once take their turns, so that neither undoes what the other did.
    owned = session.scalar(
        select(Kudos.id)
        .join(Person, Person.id == Kudos.giver_id)
        .where(
            Kudos.workspace_id == workspace_id,
            Kudos.id == kudos_id,
            Kudos.giver_id == giver.person_id,
        )
        .with_for_update(of=Kudos)
    )
    if owned is None:
        raise NotYours
    return get_kudos(session, workspace_id=workspace_id, kudos_id=owned)
