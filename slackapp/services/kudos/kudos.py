"""Giving kudos, and reading one back: the one way in, whatever it was asked with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from db import Kudos, KudosRecipient, KudosTag, PerDialect, Person, ThankedMessage, table_of
from slackapp.domain.base.errors import NotYours, UnknownPerson
from slackapp.domain.kudos.audience import (
    Announcement,
    Place,
    RecipientNotice,
    Visibility,
    plan_audience,
)
from slackapp.domain.kudos.errors import BotNamed, DeactivatedPerson, StrangerNamed
from slackapp.domain.kudos.kudos import (
    ERASED_NAME,
    KudosView,
    PersonName,
    Recipient,
    Tag,
    build_tag,
)
from slackapp.domain.team.errors import GuestNamed
from slackapp.frameworks.crosswalk import Counted
from slackapp.frameworks.model import Competency
from slackapp.services.kudos.announcements import enqueue_announcement
from slackapp.services.kudos.drafts import Draft
from slackapp.services.kudos.groups import Thanked, find_thanked, load_groups, store_groups
from slackapp.services.kudos.limits import check_daily_limit, check_may_give, check_same_words
from slackapp.services.kudos.thanked.messages import hand_over, read_thanked
from slackapp.services.workspace.actors import check_actor
from slackapp.services.workspace.frameworks import find_framework
from slackapp.services.workspace.people import PersonView, find_people
from slackapp.services.workspace.workspaces import WorkspaceView


@dataclass(frozen=True, slots=True)
class KudosReceipt:
    """What giving came to; `repeated` when the same request had given it before.

    Where `others_read`, people of another company are in the channel. `said_before` are those whom
    the giver has just thanked in the same words.
    """

    kudos: KudosView
    repeated: bool
    others_read: bool = False
    said_before: tuple[str, ...] = ()


# The statements of the hot path, built once: building one costs five times as much as running it.
_INSERT_KUDOS = PerDialect(
    Kudos,
    lambda statement: statement.on_conflict_do_nothing(
        index_elements=["workspace_id", "request_key"]
    ).returning(Kudos.id),
)
_INSERT_RECIPIENTS = insert(table_of(KudosRecipient))
_INSERT_TAGS = insert(table_of(KudosTag)).returning(KudosTag.id, sort_by_parameter_order=True)


def give_kudos(
    session: Session,
    *,
    workspace: WorkspaceView,
    slack_giver_id: str,
    slack_user_ids: tuple[str, ...],
    slack_group_ids: tuple[str, ...] = (),
    named: tuple[Counted, ...],
    message: str,
    place: Place,
    request_key: str,
    may_repeat: bool = False,
    now: datetime,
    slack_thread_ts: str = "",
    draft: Draft | None = None,
) -> KudosReceipt:
    """Store one kudos and promise its messages; all of it stands or falls with the transaction.

    Raises a UserFacingError where the giver may not act, or not give there, a recipient cannot be
    thanked, the giver's limit is reached, or the same request gave a kudos that was taken back;
    SaidBefore where the giver has just thanked them in the same words, and has not said that it
    `may_repeat`.
    """
    people = find_people(
        session,
        workspace_id=workspace.workspace_id,
        slack_user_ids=[slack_giver_id, *slack_user_ids],
        who_act=True,
    )
    giver = check_actor(people.get(slack_giver_id))
    check_may_give(workspace, giver, place.slack_channel_id)
    thanked = Thanked(tuple(check_recipient(people.get(who), who) for who in slack_user_ids))
    is_lately = check_daily_limit(
        session, workspace=workspace, giver=giver, request_key=request_key, now=now
    )
    if slack_group_ids:
        thanked = find_thanked(
            session,
            workspace_id=workspace.workspace_id,
            giver=giver,
            by_name=thanked.recipients,
            slack_group_ids=slack_group_ids,
            message=message,
        )
    said_before: tuple[str, ...] = ()
    if is_lately:
        said_before = check_same_words(
            session,
            giver=giver,
            recipients=thanked.recipients,
            named=named,
            message=message,
            request_key=request_key,
            may_repeat=may_repeat,
            now=now,
        )
    choices = {one.slack_user_id: one.announce for one in thanked.recipients}
    audience = plan_audience(place, choices, in_groups=thanked.group_of)
    kudos_id = session.connection().scalar(
        _INSERT_KUDOS.of(session),
        {
            "workspace_id": workspace.workspace_id,
            "request_key": request_key,
            "giver_id": giver.person_id,
            "message": message,
            "slack_channel_id": place.slack_channel_id,
            "visibility": audience.visibility,
            "announcement": audience.announcement,
            "awaits_place": audience.awaits_place,
            "slack_thread_ts": slack_thread_ts or None,
            "given_at": now,
        },
    )
    if kudos_id is None:
        return KudosReceipt(_get_given(session, workspace, request_key), repeated=True)
    kudos = KudosView(
        kudos_id=kudos_id,
        giver=PersonName(giver.slack_user_id, giver.name),
        recipients=_store_recipients(session, workspace, kudos_id, thanked, audience.notices),
        tags=store_tags(session, workspace.workspace_id, kudos_id, named),
        message=message,
        slack_channel_id=place.slack_channel_id,
        visibility=audience.visibility,
        announcement=audience.announcement,
        given_at=now,
        awaits_place=audience.awaits_place,
        slack_thread_ts=slack_thread_ts,
        groups=thanked.groups,
    )
    if thanked.groups:
        store_groups(
            session,
            workspace_id=workspace.workspace_id,
            kudos_id=kudos_id,
            groups=thanked.groups,
        )
    if draft is not None:
        of_message = hand_over(
            session, workspace_id=workspace.workspace_id, draft=draft, kudos_id=kudos_id
        )
        kudos = replace(kudos, of_message=of_message)
    enqueue_announcement(session, workspace_id=workspace.workspace_id, kudos=kudos, now=now)
    return KudosReceipt(kudos, False, others_read=place.is_shared, said_before=said_before)


def check_recipient(person: PersonView | None, slack_user_id: str) -> PersonView:
    """The person, if kudos may go to them. Raises a UserFacingError where not."""
    if person is None:
        raise UnknownPerson(slack_user_id)
    if person.is_bot:
        raise BotNamed(slack_user_id)
    if person.is_deactivated:
        raise DeactivatedPerson(slack_user_id)
    if person.is_stranger:
        raise StrangerNamed(slack_user_id)
    return person


def check_leader_named(person: PersonView | None, slack_user_id: str) -> PersonView:
    """The person, if they may lead a team: a colleague, and no guest. Raises a UserFacingError."""
    found = check_recipient(person, slack_user_id)
    if found.is_guest:
        raise GuestNamed(slack_user_id)
    return found


def _store_recipients(
    session: Session,
    workspace: WorkspaceView,
    kudos_id: int,
    thanked: Thanked,
    notices: dict[str, RecipientNotice],
) -> tuple[Recipient, ...]:
    rows = [
        {
            "kudos_id": kudos_id,
            "person_id": person.person_id,
            "workspace_id": workspace.workspace_id,
            "position": position,
            "announcement": notices[person.slack_user_id],
            "slack_group_id": thanked.group_of.get(person.slack_user_id),
        }
        for position, person in enumerate(thanked.recipients)
    ]
    session.connection().execute(_INSERT_RECIPIENTS, rows)
    return tuple(
        Recipient(
            person.slack_user_id,
            person.name,
            notices[person.slack_user_id],
            slack_group_id=thanked.group_of.get(person.slack_user_id),
        )
        for person in thanked.recipients
    )


def store_tags(
    session: Session, workspace_id: int, kudos_id: int, named: tuple[Counted, ...]
) -> tuple[Tag, ...]:
    """Store what a kudos is for; what counts as the same is stored once."""
    # By the word that came first.
    counted = {(one.framework_key, one.competency.key): one for one in reversed(named)}
    first = [one for one in named if counted[one.framework_key, one.competency.key] is one]
    rows = [
        {
            "workspace_id": workspace_id,
            "kudos_id": kudos_id,
            "position": position,
            "framework_key": one.framework_key,
            "cluster_key": one.competency.cluster_key,
            "competency_key": one.competency.key,
            "behaviour_key": one.behaviour.key if one.behaviour else None,
            "tier": one.behaviour.tier if one.behaviour else one.competency.entry_tier,
            "tier_source": "chosen" if one.behaviour else "entry",
            "word_framework_key": one.word.framework_key if one.word else None,
            "word_key": one.word.competency.key if one.word else None,
        }
        for position, one in enumerate(first)
    ]
    tag_ids = session.connection().scalars(_INSERT_TAGS, rows).all()
    find = partial(find_framework, session, workspace_id=workspace_id)
    return tuple(
        build_tag(
            find(key=one.framework_key),
            tag_id=tag_id,
            competency_key=one.competency.key,
            behaviour_key=one.behaviour.key if one.behaviour else None,
            word=one.word.competency if one.word else None,
        )
        for tag_id, one in zip(tag_ids, first, strict=True)
    )


def _get_given(session: Session, workspace: WorkspaceView, request_key: str) -> KudosView:
    given = find_given(session, workspace_id=workspace.workspace_id, request_key=request_key)
    assert given is not None
    return given


def find_given(session: Session, *, workspace_id: int, request_key: str) -> KudosView | None:
    """The kudos that a request gave, if it gave one."""
    wanted = select(Kudos).where(
        Kudos.workspace_id == workspace_id, Kudos.request_key == request_key
    )
    return next(iter(read_kudos(session, wanted)), None)


def get_kudos(session: Session, *, workspace_id: int, kudos_id: int) -> KudosView:
    """One kudos of this workspace, whole. Raises NotYours when the workspace has none such."""
    wanted = select(Kudos).where(Kudos.workspace_id == workspace_id, Kudos.id == kudos_id)
    found = read_kudos(session, wanted)
    if not found:
        raise NotYours
    return found[0]


def read_kudos(session: Session, wanted: Select[Kudos]) -> list[KudosView]:
    """The kudos that `wanted` selects, whole and in its order, by a few queries for any number."""
    rows = session.execute(
        wanted.join(Person, Person.id == Kudos.giver_id)
        .outerjoin(ThankedMessage, ThankedMessage.kudos_id == Kudos.id)
        .add_columns(ThankedMessage, Person.slack_user_id, Person.name, Person.erased_at)
    ).all()
    kudos_ids = [kudos.id for kudos, *_ in rows]
    recipients = _load_recipients(session, kudos_ids)
    tags = _load_tags(session, kudos_ids)
    groups = load_groups(session, kudos_ids)
    return [
        KudosView(
            kudos_id=kudos.id,
            giver=PersonName(*_name(*giver)),
            recipients=tuple(recipients[kudos.id]),
            tags=tuple(tags[kudos.id]),
            message=kudos.message,
            slack_channel_id=kudos.slack_channel_id,
            visibility=Visibility(kudos.visibility),
            announcement=Announcement(kudos.announcement),
            given_at=kudos.given_at,
            awaits_place=kudos.awaits_place,
            slack_thread_ts=kudos.slack_thread_ts or "",
            groups=groups.get(kudos.id, ()),
            of_message=None if message is None else read_thanked(message),
        )
        for kudos, message, *giver in rows
    ]


def _name(slack_user_id: str, name: str, erased_at: datetime | None) -> tuple[str, str]:
    return (slack_user_id, name) if erased_at is None else ("", ERASED_NAME)


def _load_recipients(session: Session, kudos_ids: list[int]) -> dict[int, list[Recipient]]:
    rows = session.execute(
        select(
            KudosRecipient.kudos_id,
            Person.slack_user_id,
            Person.name,
            Person.erased_at,
            KudosRecipient.announcement,
            KudosRecipient.is_hidden,
            KudosRecipient.slack_group_id,
        )
        .join(Person, Person.id == KudosRecipient.person_id)
        .where(KudosRecipient.kudos_id.in_(kudos_ids))
        .order_by(KudosRecipient.position)
    )
    recipients = defaultdict[int, list[Recipient]](list)
    for kudos_id, who, name, erased_at, notice, is_hidden, group in rows:
        named = _name(who, name, erased_at)
        recipient = Recipient(*named, RecipientNotice(notice), is_hidden, slack_group_id=group)
        recipients[kudos_id].append(recipient)
    return recipients


def _load_tags(session: Session, kudos_ids: list[int]) -> dict[int, list[Tag]]:
    rows = session.execute(
        select(
            KudosTag.kudos_id,
            KudosTag.workspace_id,
            KudosTag.id,
            KudosTag.framework_key,
            KudosTag.competency_key,
            KudosTag.behaviour_key,
            KudosTag.word_framework_key,
            KudosTag.word_key,
        )
        .where(KudosTag.kudos_id.in_(kudos_ids))
        .order_by(KudosTag.position)
    )
    tags = defaultdict[int, list[Tag]](list)
    for kudos_id, workspace_id, tag_id, key, competency_key, behaviour_key, *word in rows:
        tag = build_tag(
            find_framework(session, workspace_id=workspace_id, key=key),
            tag_id=tag_id,
            competency_key=competency_key,
            behaviour_key=behaviour_key,
            word=_find_word(session, workspace_id, *word),
            word_keys=(word[0], word[1]),
        )
        tags[kudos_id].append(tag)
    return tags


def _find_word(
    session: Session, workspace_id: int, framework_key: str | None, key: str | None
) -> Competency | None:
    if framework_key is None or key is None:
        return None
    framework = find_framework(session, workspace_id=workspace_id, key=framework_key)
    return framework.find_competency(key)
