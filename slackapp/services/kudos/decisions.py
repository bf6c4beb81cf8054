"""What givers decide about a kudos after it was given: its behaviour, and where it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Select, case, func, select, update
from sqlalchemy.orm import Session

from db import (
    IS_HELD,
    Kudos,
    KudosRecipient,
    KudosTag,
    Person,
    Workspace,
    table_of,
)
from slackapp.blocks.kudos.answers import build_answer
from slackapp.domain.base.errors import NotYours, PlaceNotKnown
from slackapp.domain.kudos.audience import (
    AnnounceChoice,
    Announcement,
    ChannelKind,
    Place,
    RecipientNotice,
    Visibility,
    plan_notice,
)
from slackapp.domain.kudos.errors import AppNotInChannel, ChannelArchived, OthersReadThere
from slackapp.domain.kudos.kudos import KudosView
from slackapp.services.base.units import EVERYTHING, Among
from slackapp.services.kudos.announcements import (
    HELD,
    enqueue_announcement,
    enqueue_updates,
    redraw_posts,
    retire_announcement,
)
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.kudos.visibility import was_refused
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from slackapp.services.workspace.people import PersonView

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
    knows_others_read: bool = False,
    request_key: str,
    now: datetime,
) -> KudosView:
    """Announce a kudos in `place`, on the giver's word: one that is held, or that Slack refused.

    A held one waits where the place is not proven. Where another company reads, it stays as it is
    unless the giver `knows_others_read`. Raises AppNotInChannel or ChannelArchived where
    it is still not possible, PlaceNotKnown where Slack did not say, NotYours for somebody else's
    kudos. Any other kudos stays as it is.
    """
    kudos = _get_own(session, workspace_id=workspace_id, giver=giver, kudos_id=kudos_id)
    is_refused = kudos.announcement is Announcement.REFUSED
    if kudos.awaits_place or not (is_refused or kudos.announcement is Announcement.HELD):
        return kudos
    if not place.is_proven and is_refused:
        raise PlaceNotKnown
    if place.is_archived:
        raise ChannelArchived(place.slack_channel_id)
    if place.is_proven and not place.app_is_member:
        raise AppNotInChannel(place.slack_channel_id)
    if place.is_shared and place.slack_channel_id != kudos.slack_channel_id:
        raise OthersReadThere(place.slack_channel_id)
    if place.is_shared and not knows_others_read:
        return kudos
    if is_refused:
        retire_announcement(session, workspace_id=workspace_id, kudos_id=kudos.kudos_id)
    _move_to(session, workspace_id, kudos.kudos_id, place)
    if not is_refused:
        _ask_choices_anew(session, kudos.kudos_id)
    if is_refused:
        return _announce_after_refusal(session, workspace_id, kudos.kudos_id, request_key, now)
    return _announce_again(session, workspace_id, kudos.kudos_id, now)


def settle_place(
    session: Session,
    *,
    workspace_id: int,
    kudos_id: int,
    place: Place,
    message_id: int,
    now: datetime,
) -> None:
    """Do with a kudos what its place asks for, now that Slack has said what that is.

    Where the app is not in it, the kudos is held and its giver asked, once for each `message_id`.
    """
    wanted = select(Kudos).where(Kudos.workspace_id == workspace_id, Kudos.id == kudos_id)
    row = session.scalar(
        wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    )
    if row is None or not row.awaits_place:
        return
    if place.kind is ChannelKind.DIRECT:
        _make_private(session, workspace_id, kudos_id, now)
        return
    # Where another company reads, the giver is asked first, too.
    is_there = place.app_is_member
    place = replace(place, app_is_member=is_there and not place.is_shared)
    _move_to(session, workspace_id, kudos_id, place)
    _ask_choices_anew(session, kudos_id)
    kudos = _announce_again(session, workspace_id, kudos_id, now)
    if kudos.announcement is not Announcement.HELD:
        return
    row.held_since = now
    session.flush()
    if not kudos.giver.slack_user_id:  # erased: nobody can be asked
        return
    others_read = is_there and place.is_shared
    _ask_where(session, workspace_id, kudos, message_id, others_read, now)


def _ask_where(
    session: Session,
    workspace_id: int,
    kudos: KudosView,
    message_id: int,
    others_read: bool,
    now: datetime,
) -> None:
    """Promise the giver the question where a kudos goes that is held, by direct message."""
    default = session.scalar(
        select(Workspace.slack_default_channel_id).where(Workspace.id == workspace_id)
    )
    content = build_answer(
        kudos,
        slack_default_channel_id=default,
        is_there=False,
        others_read=others_read,
    )
    message = OutgoingMessage(
        slack_channel_id=kudos.giver.slack_user_id,
        kind="post",
        dedupe_key=f"kudos:{kudos.kudos_id}{HELD}{message_id}",
        payload=content.as_payload(),
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)


def record_announced(session: Session, *, workspace_id: int, kudos_id: int, now: datetime) -> None:
    """Note that Slack took an announcement after all which it had refused."""
    session.execute(
        update(Kudos)
        .where(Kudos.id == kudos_id, was_refused())
        .values(announcement=Announcement.CHANNEL)
    )
    kudos = get_kudos(session, workspace_id=workspace_id, kudos_id=kudos_id)
    enqueue_updates(
        session,
        workspace_id=workspace_id,
        kudos=kudos,
        request_key=f"posted:{kudos_id}:{now.isoformat()}",
        now=now,
        only_direct=True,
    )


def _ask_choices_anew(session: Session, kudos_id: int) -> None:
    """Plan how recipients hear of a kudos of which nobody was told yet, by their choices of now."""
    choices = session.execute(
        select(KudosRecipient.person_id, KudosRecipient.slack_group_id, Person.announce)
        .join(Person, Person.id == KudosRecipient.person_id)
        .where(KudosRecipient.kudos_id == kudos_id)
    ).all()
    for person_id, slack_group_id, choice in choices:
        notice = plan_notice(AnnounceChoice(choice), in_group=slack_group_id is not None)
        session.execute(
            update(KudosRecipient)
            .where(KudosRecipient.kudos_id == kudos_id, KudosRecipient.person_id == person_id)
            .values(announcement=notice)
        )


def _move_to(session: Session, workspace_id: int, kudos_id: int, place: Place) -> None:
    is_public = place.is_proven and place.kind is ChannelKind.PUBLIC
    session.execute(
        update(Kudos)
        .where(Kudos.workspace_id == workspace_id, Kudos.id == kudos_id)
        .values(
            slack_channel_id=place.slack_channel_id,
            visibility=Visibility.PUBLIC if is_public else Visibility.CHANNEL,
            announcement=Announcement.CHANNEL if place.app_is_member else Announcement.HELD,
            awaits_place=not (place.is_proven or place.app_is_member),
            # The thread is one of the channel where it was given.
            slack_thread_ts=case(
                (Kudos.slack_channel_id == place.slack_channel_id, Kudos.slack_thread_ts)
            ),
        )
    )


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


def release_overdue(
    session: Session, *, limit: int, now: datetime, among: Among = EVERYTHING
) -> int:
    """Send kudos privately whose giver has not said a word for a day; returns how many."""
    wanted = _select_overdue(limit, now, among).with_for_update(skip_locked=True)
    overdue = session.execute(wanted).all()
    for workspace_id, kudos_id in overdue:
        _make_private(session, workspace_id, kudos_id, now)
    return len(overdue)


def list_overdue(
    session: Session, *, limit: int, now: datetime, among: Among = EVERYTHING
) -> list[tuple[int, int]]:
    """The kudos that `release_overdue` would send, each with its workspace before it."""
    rows = session.execute(_select_overdue(limit, now, among))
    return [(workspace_id, kudos_id) for workspace_id, kudos_id in rows]


def _select_overdue(limit: int, now: datetime, among: Among) -> Select[int, int]:
    return (
        select(Kudos.workspace_id, Kudos.id)
        .where(
            IS_HELD,
            Kudos.awaits_place.is_(False),
            Kudos.given_at <= now - HOLD_FOR,
            func.coalesce(Kudos.held_since, Kudos.given_at) <= now - HOLD_FOR,
            *among.where(table_of(Kudos).c.id),
        )
        .order_by(Kudos.id)
        .limit(limit)
    )


def _make_private(session: Session, workspace_id: int, kudos_id: int, now: datetime) -> KudosView:
    session.execute(
        update(Kudos)
        .where(Kudos.id == kudos_id)
        .values(visibility=Visibility.PRIVATE, announcement=Announcement.NONE, awaits_place=False)
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


def _announce_after_refusal(
    session: Session, workspace_id: int, kudos_id: int, request_key: str, now: datetime
) -> KudosView:
    """Promise another announcement; whoever was told directly is not mentioned in it."""
    kudos = _announce_again(session, workspace_id, kudos_id, now)
    redraw_posts(session, workspace_id=workspace_id, kudos=kudos)
    enqueue_updates(
        session,
        workspace_id=workspace_id,
        kudos=kudos,
        request_key=request_key,
        now=now,
        only_direct=True,
    )
    return kudos


def _get_own(
    session: Session, *, workspace_id: int, giver: PersonView, kudos_id: int | None
) -> KudosView:
    if kudos_id is None:
        raise NotYours
    # Two taps at once take their turns, so that neither undoes what the other did.
    owned = session.scalar(
        select(Kudos.id)
        .where(
            Kudos.workspace_id == workspace_id,
            Kudos.id == kudos_id,
            Kudos.giver_id == giver.person_id,
        )
        # Whoever records a post of it meanwhile may promise more about it.
        .with_for_update(key_share=True)
    )
    if owned is None:
        raise NotYours
    return get_kudos(session, workspace_id=workspace_id, kudos_id=owned)
