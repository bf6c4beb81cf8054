"""May this reader read this text, and these names, now? Asked when it is told, and of this place.

The rules stand in docs/privacy.md. Two kinds of answers: predicates for sets of kudos, and what a
reader is told of single ones (`tell_person`, `tell_channel`), where whoever may not be named is
"somebody" in the words. What is told of the message that a kudos thanks for is asked of
`thanked/telling.py`. No other module compares what a kudos or its recipients say of this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from db import (
    Channel,
    ChannelMember,
    Kudos,
    KudosGroup,
    KudosMeToo,
    KudosRecipient,
    Person,
)
from slackapp.domain.base.slack_text import find_mentioned, hide_mentions
from slackapp.domain.kudos.audience import (
    AnnounceChoice,
    Announcement,
    ChannelKind,
    RecipientNotice,
    Visibility,
)
from slackapp.domain.kudos.kudos import KudosView
from slackapp.domain.kudos.me_too import MOST_NAMED, Joined

#: Notices of recipients whom others may hear of, by name or as one of a group.
_OPEN = (RecipientNotice.CHANNEL, RecipientNotice.AGREED, RecipientNotice.GROUP)

# Of sets of kudos


def is_out() -> ColumnElement[bool]:
    """Whether a kudos has left its giver's hands; until then nobody else knows of it."""
    return Kudos.announcement != Announcement.HELD


def was_announced() -> ColumnElement[bool]:
    """Whether a kudos was for its channel to read."""
    return Kudos.announcement == Announcement.CHANNEL


def was_refused() -> ColumnElement[bool]:
    """Whether Slack did not take the announcement of a kudos."""
    return Kudos.announcement == Announcement.REFUSED


def is_held() -> ColumnElement[bool]:
    """Whether a kudos waits for a word on where it goes."""
    return Kudos.announcement == Announcement.HELD


def is_open() -> ColumnElement[bool]:
    """Whether a kudos was given where everybody may read: what is quoted is one of these."""
    return Kudos.visibility == Visibility.PUBLIC


def may_be_seen_in(
    workspace_id: int, slack_channel_id: str, proven_since: datetime
) -> ColumnElement[bool]:
    """Whether a channel may hear of a kudos, as far as its place decides.

    Of one that was given elsewhere, while that channel is proven to be public: Slack said so since
    `proven_since`. One whose announcement Slack refused was told to its recipients alone.
    """
    here = and_(
        Kudos.visibility.in_((Visibility.PUBLIC, Visibility.CHANNEL)),
        Kudos.slack_channel_id == slack_channel_id,
    )
    proven = select(Channel.slack_channel_id).where(
        Channel.workspace_id == workspace_id,
        Channel.kind == ChannelKind.PUBLIC,
        Channel.is_shared.is_(False),
        Channel.checked_at >= proven_since,
    )
    elsewhere = and_(
        is_open(),
        Kudos.slack_channel_id.in_(proven),
        ~_hears_only_itself(workspace_id, slack_channel_id),
    )
    return and_(was_announced(), or_(here, elsewhere))


def _hears_only_itself(workspace_id: int, slack_channel_id: str) -> ColumnElement[bool]:
    """Whether somebody reads in a channel who reads in no other, so that it tells of itself alone.

    Another company is in it, or a guest, a stranger, or somebody of whom Slack has not said yet who
    they are. Asked of the channel, not of each kudos.
    """
    is_shared = exists(
        select(Channel.id).where(
            Channel.workspace_id == workspace_id,
            Channel.slack_channel_id == slack_channel_id,
            Channel.is_shared.is_(True),
        )
    )
    person, member = aliased(Person), aliased(ChannelMember)
    is_colleague_there = exists().where(
        is_member(member, person),
        or_(
            and_(person.is_guest.is_(False), person.is_stranger.is_(False)),
            person.is_bot.is_(True),
            person.is_deactivated.is_(True),
        ),
    )
    has_outsider = exists(
        select(member.slack_user_id).where(
            member.workspace_id == workspace_id,
            member.slack_channel_id == slack_channel_id,
            ~is_colleague_there,
        )
    )
    return or_(is_shared, has_outsider)


def hears_only_itself(session: Session, *, workspace_id: int, slack_channel_id: str) -> bool:
    """Whether somebody reads in a channel who cannot read what else is public here."""
    return bool(session.scalar(select(_hears_only_itself(workspace_id, slack_channel_id))))


def may_come_from_elsewhere(slack_channel_id: str) -> ColumnElement[bool]:
    """Whether a channel may hear of a kudos if the place where it was given is public now."""
    return and_(was_announced(), is_open(), Kudos.slack_channel_id != slack_channel_id)


def may_be_seen_by_others() -> ColumnElement[bool]:
    """Whether anybody but giver and recipients could read a kudos."""
    return and_(was_announced(), Kudos.visibility.in_((Visibility.PUBLIC, Visibility.CHANNEL)))


def may_be_read_by(
    *, workspace_id: int, slack_user_id: str, is_guest: bool, acts_in: str
) -> ColumnElement[bool]:
    """Whether a colleague may read the announcement of a kudos, so that they can join in on it.

    Whoever `acts_in` its channel, as Slack says, reads there; so does a known member of it, and in
    a public channel anybody but a guest.
    """
    is_known_member = exists().where(
        ChannelMember.workspace_id == workspace_id,
        ChannelMember.slack_channel_id == Kudos.slack_channel_id,
        ChannelMember.slack_user_id == slack_user_id,
    )
    is_public_now = exists().where(
        Channel.workspace_id == workspace_id,
        Channel.slack_channel_id == Kudos.slack_channel_id,
        Channel.kind == ChannelKind.PUBLIC,
    )
    ways = [Kudos.slack_channel_id == acts_in, is_known_member]
    if not is_guest:
        ways.append(and_(is_open(), is_public_now))
    return and_(may_be_seen_by_others(), or_(*ways))


def may_be_named(
    recipient: type[KudosRecipient] = KudosRecipient, person: type[Person] = Person
) -> ColumnElement[bool]:
    """Whether others may read that the kudos went to this recipient, by their choice of now."""
    was_named = recipient.announcement.in_(_OPEN)
    return and_(
        person.erased_at.is_(None),
        or_(
            and_(person.announce == AnnounceChoice.PUBLIC, was_named),
            and_(
                person.announce == AnnounceChoice.ASK,
                recipient.announcement == RecipientNotice.AGREED,
            ),
        ),
    )


def names_somebody() -> ColumnElement[bool]:
    """Whether a recipient's notice is one that puts them, or their group, into an announcement."""
    return KudosRecipient.announcement.in_(_OPEN)


def names_group() -> ColumnElement[bool]:
    """Whether the announcement of a kudos names a group, whatever its people chose."""
    return and_(
        Kudos.visibility != Visibility.PRIVATE,
        exists(select(KudosGroup.kudos_id).where(KudosGroup.kudos_id == Kudos.id)),
    )


def is_mentioned() -> ColumnElement[bool]:
    """Whether a recipient's notice is the mention in the announcement."""
    return KudosRecipient.announcement == RecipientNotice.CHANNEL


def was_asked() -> ColumnElement[bool]:
    """Whether a recipient has not said yet whether a kudos may be announced."""
    return KudosRecipient.announcement == RecipientNotice.ASKED


def is_told_directly() -> ColumnElement[bool]:
    """Whether a recipient's notice is one that promises them a direct message."""
    return KudosRecipient.announcement.in_(
        (
            RecipientNotice.ASKED,
            RecipientNotice.AGREED,
            RecipientNotice.DIRECT,
            RecipientNotice.GROUP,
        )
    )


def may_be_told_in(
    slack_channel_id: str,
    recipient: type[KudosRecipient] = KudosRecipient,
    person: type[Person] = Person,
    member: type[ChannelMember] = ChannelMember,
) -> Sequence[ColumnElement[bool]]:
    """Whether a channel's digests and what goes with them may tell of a kudos to that member."""
    return (
        may_be_named(recipient, person),
        recipient.is_hidden.is_(False),
        member.slack_channel_id == slack_channel_id,
        person.in_digests.is_(True),
        *is_colleague(person),
    )


def may_be_shown_of_themselves() -> Sequence[ColumnElement[bool]]:
    """Whether a kudos may stand in a file about its recipient that is theirs to hand on.

    They decide on the file, so that what they choose for announcements does not matter here.
    """
    return (names_somebody(), KudosRecipient.is_hidden.is_(False))


def is_colleague(person: type[Person] = Person) -> Sequence[ColumnElement[bool]]:
    """Whether a person is one of the company, with an account in use."""
    return (
        person.is_bot.is_(False),
        person.is_deactivated.is_(False),
        person.is_stranger.is_(False),
    )


# Of single ones


def tell_person(
    session: Session, kudos_list: Sequence[KudosView], *, workspace_id: int, slack_user_id: str
) -> list[KudosView]:
    """What a giver or recipient is told of their own kudos.

    Givers know all of theirs. Recipients read of those whom others may read of, and of themselves.
    """
    others = [one for one in kudos_list if one.giver.slack_user_id != slack_user_id]
    nameable = _find_nameable(session, workspace_id, others)
    return [
        one
        if one.giver.slack_user_id == slack_user_id
        else _tell(one, nameable[one.kudos_id] | {slack_user_id})
        for one in kudos_list
    ]


def tell_announced(
    session: Session,
    kudos_list: Sequence[KudosView],
    *,
    workspace_id: int,
    about: str | None = None,
) -> list[KudosView]:
    """What the channel of a kudos is told by its announcement.

    A file `about` somebody names them, whatever they choose for announcements.
    """
    nameable = _find_nameable(session, workspace_id, kudos_list)
    return [_tell(one, {*nameable[one.kudos_id], about or ""}) for one in kudos_list]


def tell_channel(
    session: Session,
    kudos_list: Sequence[KudosView],
    *,
    workspace_id: int,
    slack_channel_id: str,
    about: str | None = None,
) -> list[KudosView]:
    """What a channel's digests, reports, pages and files tell of kudos that it may hear of.

    A file `about` somebody names them, whatever they choose for announcements.
    """
    nameable = _find_nameable(session, workspace_id, kudos_list, slack_channel_id)
    return [_tell(one, {*nameable[one.kudos_id], about or ""}) for one in kudos_list]


def _tell(kudos: KudosView, nameable: Collection[str]) -> KudosView:
    recipients = tuple(one for one in kudos.recipients if one.slack_user_id in nameable)
    # Who gave it is told in any case.
    words = hide_mentions(kudos.message, {*nameable, kudos.giver.slack_user_id})
    return replace(kudos, recipients=recipients, message=words)


def _find_nameable(
    session: Session,
    workspace_id: int,
    kudos_list: Sequence[KudosView],
    slack_channel_id: str | None = None,
) -> dict[int, set[str]]:
    """Whom others may read of, for each kudos: its recipients, and whom else its words mention."""
    kudos_ids = [one.kudos_id for one in kudos_list]
    nameable: dict[int, set[str]] = {kudos_id: set() for kudos_id in kudos_ids}
    if not kudos_ids:
        return nameable
    of_recipients = (
        select(KudosRecipient.kudos_id, Person.slack_user_id)
        .join(Person, Person.id == KudosRecipient.person_id)
        .where(KudosRecipient.workspace_id == workspace_id, KudosRecipient.kudos_id.in_(kudos_ids))
    )
    if slack_channel_id is None:
        of_recipients = of_recipients.where(may_be_named())
    else:
        of_recipients = of_recipients.join(ChannelMember, is_member(ChannelMember, Person)).where(
            *may_be_told_in(slack_channel_id)
        )
    for kudos_id, slack_user_id in session.execute(of_recipients):
        nameable[kudos_id].add(slack_user_id)
    thanked = {one.kudos_id: {who.slack_user_id for who in one.recipients} for one in kudos_list}
    mentioned = {
        one.kudos_id: find_mentioned(one.message) - thanked[one.kudos_id] for one in kudos_list
    }
    others = _find_nameable_others(
        session, workspace_id, set().union(*mentioned.values()), slack_channel_id
    )
    for kudos_id, who in mentioned.items():
        nameable[kudos_id] |= who & others
    return nameable


def _find_nameable_others(
    session: Session,
    workspace_id: int,
    slack_user_ids: Iterable[str],
    slack_channel_id: str | None,
) -> set[str]:
    """Who of those may be mentioned without being thanked: who wants kudos announced in public."""
    ids = sorted(slack_user_ids)
    if not ids:
        return set()
    wanted = select(Person.slack_user_id).where(
        Person.workspace_id == workspace_id,
        Person.slack_user_id.in_(ids),
        Person.announce == AnnounceChoice.PUBLIC,
        Person.erased_at.is_(None),
    )
    if slack_channel_id is not None:
        in_channel = select(ChannelMember.slack_user_id).where(
            ChannelMember.workspace_id == workspace_id,
            ChannelMember.slack_channel_id == slack_channel_id,
        )
        wanted = wanted.where(
            or_(
                Person.is_bot.is_(True),
                and_(Person.in_digests.is_(True), Person.slack_user_id.in_(in_channel)),
            )
        )
    return set(session.scalars(wanted))


def is_member(member: type[ChannelMember], person: type[Person]) -> ColumnElement[bool]:
    """Whether that membership is that person's."""
    return and_(
        member.workspace_id == person.workspace_id, member.slack_user_id == person.slack_user_id
    )


# Of one kudos whose messages are drawn


def tell_words(
    session: Session, kudos: KudosView, *, workspace_id: int, slack_user_id: str | None = None
) -> KudosView:
    """The kudos with the words that its announcement has, or a direct message to that recipient.

    An announcement that stands keeps the names that it was made with.
    """
    mentioned = find_mentioned(kudos.message)
    if not mentioned:
        return kudos
    thanked = {one.slack_user_id for one in kudos.recipients}
    named = {one.slack_user_id for one in kudos.recipients if one.is_announced}
    others = _find_nameable_others(session, workspace_id, mentioned - thanked, None)
    shown = {*named, *others, kudos.giver.slack_user_id, slack_user_id or ""}
    return replace(kudos, message=hide_mentions(kudos.message, shown))


def find_joined(session: Session, *, kudos_id: int) -> Joined:
    """Who joined in on a kudos, as its announcement names them: the first few, and how many.

    Whoever left, or was erased, is not among them.
    """
    rows = session.execute(
        select(Person.name, func.count().over())
        .join(KudosMeToo, KudosMeToo.person_id == Person.id)
        .where(KudosMeToo.kudos_id == kudos_id, *may_be_said_to_join())
        .order_by(KudosMeToo.joined_at, KudosMeToo.person_id)
        .limit(MOST_NAMED)
    ).all()
    return Joined(tuple(name for name, _ in rows), rows[0][1] if rows else 0)


def may_be_said_to_join(person: type[Person] = Person) -> Sequence[ColumnElement[bool]]:
    """Whether others read that this person joined in on a kudos."""
    return (*is_colleague(person), person.erased_at.is_(None))


def find_nameable(session: Session, workspace_id: int, slack_user_ids: Iterable[str]) -> set[str]:
    """Who of those may be told of without being thanked."""
    return _find_nameable_others(session, workspace_id, slack_user_ids, None)
