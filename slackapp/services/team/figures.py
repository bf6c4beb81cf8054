"""What a digest says, as one aggregate: who was recognised for what, and the team's figures.

Tags are read through a lens, or through the workspace's own framework where none is given. Of whom
and of what it may tell says `visibility.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from db import (
    ChannelMember,
    Kudos,
    KudosRecipient,
    KudosTag,
    Person,
    as_filter,
    check_only_reads,
)
from slackapp.domain.base.slack_text import find_mentioned
from slackapp.domain.team.shape import Pair
from slackapp.frameworks.crosswalk import Lens, Read, StoredTag
from slackapp.services.kudos.kudos import read_kudos
from slackapp.services.kudos.visibility import (
    is_colleague,
    is_member,
    is_open,
    may_be_told_in,
    tell_channel,
)
from slackapp.services.team.rows import Recognised, read_rows
from slackapp.services.team.told import Found, choose_told, is_told
from slackapp.services.workspace.lenses import open_lens

#: What a tag was given with; most readings need not tell one from another by it.
_OF_WORD = (KudosTag.behaviour_key, KudosTag.word_framework_key, KudosTag.word_key)
#: So many kudos are read whole at once.
_PAGE = 500
#: Of each person's latest kudos, so many are looked at for a quotation.
_QUOTABLE = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """A team's month: its rows by person, and how many kudos, givers and members there were.

    `apart` is what has no counterpart in the lens that it was read through.
    """

    rows: tuple[Recognised, ...]
    kudos: int
    givers: int
    recognised: int
    members: int
    apart: tuple[Read, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation:
    """What somebody was told in public, as Slack escaped it, and by whom."""

    person_id: int
    kudos_id: int
    message: str
    giver_name: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the channel of whom digests may tell, and since when they are known here."""

    person_id: int
    name: str
    met_at: datetime


def read_figures(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    window: tuple[datetime, datetime],
    proven_since: datetime,
    lens: Lens | None = None,
    found: Found | None = None,
) -> Figures:
    """The month of a channel's members, as they are stored now; among what was `found`, if so."""
    check_only_reads(session)
    lens = lens or open_lens(session, workspace_id=workspace_id, key=None).lens
    of_month = (workspace_id, slack_channel_id, window, proven_since)
    told = choose_told(*of_month, found)
    of_tag = (
        KudosTag.framework_key,
        KudosTag.cluster_key,
        KudosTag.competency_key,
        KudosTag.tier,
    )
    of_word = _OF_WORD if lens.needs_words else ()
    counted = session.execute(
        _select(
            Person.id,
            Person.slack_user_id,
            Person.name,
            *of_tag,
            func.count(),
            # What has no tier stands at none.
            func.count().filter(KudosTag.tier_source == "entry", KudosTag.tier.is_not(None)),
            func.count().filter(_stands_for_its_kudos(slack_channel_id)),
            *of_word,
        )
        .join(KudosTag, KudosTag.kudos_id == Kudos.id)
        .where(*told)
        .group_by(Person.id, *of_tag, *of_word)
    )
    rows, apart = read_rows(lens, counted)
    givers = session.scalar(
        _count_givers(*of_month, giver=aliased(Person))
        if found is None
        else _select(func.count(Kudos.giver_id.distinct())).where(*told)
    )
    return Figures(
        rows=rows,
        kudos=sum(row.kudos_count for row in rows),
        givers=givers or 0,
        recognised=len({row.person_id for row in rows}),
        members=session.scalar(_of_members(workspace_id, slack_channel_id, func.count())) or 0,
        apart=apart,
    )


def _count_givers(
    workspace_id: int,
    slack_channel_id: str,
    window: tuple[datetime, datetime],
    proven_since: datetime,
    *,
    giver: type[Person],
) -> Select[int]:
    """How many people gave what is told; each is asked for the first of their own kudos that is.

    Of their own: by the workspace's index everybody's month would be read once a person.
    """
    told = is_told(
        workspace_id, slack_channel_id, window, proven_since, of=as_filter(Kudos.workspace_id)
    )
    gave = exists(_select(Kudos.id).where(Kudos.giver_id == giver.id, *told).correlate(giver))
    return select(func.count()).select_from(giver).where(giver.workspace_id == workspace_id, gave)


def read_pairs(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    window: tuple[datetime, datetime],
    proven_since: datetime,
    found: Found | None = None,
) -> frozenset[Pair]:
    """Who gave something of what is told, to whom of the channel's members: ids, each pair once."""
    check_only_reads(session)
    rows = session.execute(
        _select(Kudos.giver_id, Person.id)
        .where(*choose_told(workspace_id, slack_channel_id, window, proven_since, found))
        .distinct()
    )
    return frozenset((giver_id, person_id) for giver_id, person_id in rows)


def list_member_ids(
    session: Session, *, workspace_id: int, slack_channel_id: str
) -> frozenset[int]:
    """The ids of the channel's members, by what was last read."""
    return frozenset(session.scalars(_of_members(workspace_id, slack_channel_id, Person.id)))


def _stands_for_its_kudos(slack_channel_id: str) -> ColumnElement[bool]:
    """Of a kudos' rows, its first tag beside its first recipient who is told of, and no other.

    So kudos are counted in the pass that counts their tags: telling a million of them apart takes
    as long again. Both are numbered from 0 (`kudoscope verify` holds them to that).
    """
    earlier, person, member = aliased(KudosRecipient), aliased(Person), aliased(ChannelMember)
    is_another_told = exists(
        select(earlier.person_id)
        .join(person, person.id == earlier.person_id)
        .join(member, is_member(member, person))
        .where(
            earlier.kudos_id == KudosRecipient.kudos_id,
            earlier.position < KudosRecipient.position,
            *may_be_told_in(slack_channel_id, earlier, person, member),
        )
        .correlate(KudosRecipient)
    )
    return and_(KudosTag.position == 0, or_(KudosRecipient.position == 0, ~is_another_told))


def list_members(
    session: Session, *, workspace_id: int, slack_channel_id: str
) -> tuple[Member, ...]:
    """The channel's members, by what was last read, without those who stay out of digests."""
    check_only_reads(session)
    rows = session.execute(
        _of_members(
            workspace_id, slack_channel_id, Person.id, Person.name, Person.created_at
        ).where(Person.in_digests.is_(True))
    )
    return tuple(Member(*row) for row in rows)


def select_told(
    *,
    workspace_id: int,
    slack_channel_id: str,
    window: tuple[datetime, datetime],
    proven_since: datetime,
) -> Select[int, str]:
    """The ids of all kudos that the channel's digests may tell of, each with a recipient's."""
    return _select(Kudos.id.label("kudos_id"), Person.slack_user_id).where(
        *is_told(workspace_id, slack_channel_id, window, proven_since)
    )


def select_told_of(
    *,
    workspace_id: int,
    slack_channel_id: str,
    person_id: int,
    window: tuple[datetime, datetime],
    proven_since: datetime,
) -> Select[int]:
    """The ids of the kudos to one person that the channel's digests may tell of."""
    return _select(Kudos.id).where(
        KudosRecipient.person_id == person_id,
        *is_told(
            workspace_id, slack_channel_id, window, proven_since, of=as_filter(Kudos.workspace_id)
        ),
    )


def count_competencies(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    window: tuple[datetime, datetime],
    proven_since: datetime,
    lens: Lens | None = None,
    found: Found | None = None,
) -> dict[str, int]:
    """How often each competency was recognised, by the key that it reads as."""
    check_only_reads(session)
    lens = lens or open_lens(session, workspace_id=workspace_id, key=None).lens
    by = (
        KudosTag.framework_key,
        KudosTag.competency_key,
        *(_OF_WORD if lens.needs_words else ()),
    )
    rows = session.execute(
        _select(*by, func.count())
        .join(KudosTag, KudosTag.kudos_id == Kudos.id)
        .where(*choose_told(workspace_id, slack_channel_id, window, proven_since, found))
        .group_by(*by)
    )
    counts = Counter[str]()
    for *tag, count in rows:
        counts[lens.read(StoredTag(*tag)).competency.key] += count
    return dict(counts)


def read_quotations(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    window: tuple[datetime, datetime],
    proven_since: datetime,
    found: Found | None = None,
) -> dict[int, Quotation]:
    """One short quotation for each person, of their latest public kudos that has words."""
    check_only_reads(session)
    newest = func.row_number().over(
        partition_by=KudosRecipient.person_id, order_by=(Kudos.given_at.desc(), Kudos.id.desc())
    )
    told = choose_told(workspace_id, slack_channel_id, window, proven_since, found)
    ranked = (
        _select(Person.id.label("person_id"), Kudos.id.label("kudos_id"), newest.label("rank"))
        .where(*told, is_open())
        .subquery()
    )
    giver = select(Person.name).where(Person.id == Kudos.giver_id).correlate(Kudos)
    rows = session.execute(
        select(ranked.c.person_id, ranked.c.kudos_id, Kudos.message, giver.scalar_subquery())
        .join(Kudos, Kudos.id == ranked.c.kudos_id)
        .where(ranked.c.rank <= _QUOTABLE)
        .order_by(ranked.c.person_id, ranked.c.rank)
    )
    chosen: dict[int, Quotation] = {}
    for person_id, kudos_id, message, giver_name in rows:
        if message.strip():
            chosen.setdefault(person_id, Quotation(person_id, kudos_id, message, giver_name))
    words = _tell_words(
        session,
        workspace_id,
        slack_channel_id,
        {one.kudos_id for one in chosen.values() if find_mentioned(one.message)},
    )
    return {
        person_id: replace(one, message=words.get(one.kudos_id, one.message))
        for person_id, one in chosen.items()
    }


def _tell_words(
    session: Session, workspace_id: int, slack_channel_id: str, kudos_ids: Collection[int]
) -> dict[int, str]:
    """The words of those kudos, with nobody in them of whom the channel is not told."""
    ids, found = sorted(kudos_ids), dict[int, str]()
    for start in range(0, len(ids), _PAGE):
        page = read_kudos(session, select(Kudos).where(Kudos.id.in_(ids[start : start + _PAGE])))
        told = tell_channel(
            session, page, workspace_id=workspace_id, slack_channel_id=slack_channel_id
        )
        found |= {one.kudos_id: one.message for one in told}
    return found


def _select(*columns: Any) -> Select[Any]:
    """Of kudos, their recipients, and the channels that these are in."""
    statement: Select[Any] = select(*columns)
    return (
        statement.select_from(Kudos)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .join(Person, Person.id == KudosRecipient.person_id)
        .join(ChannelMember, is_member(ChannelMember, Person))
    )


def _of_members(workspace_id: int, slack_channel_id: str, *columns: Any) -> Select[Any]:
    # Of the channel's members each, and not of everybody whether they are one of them.
    in_channel = select(ChannelMember.slack_user_id).where(
        ChannelMember.workspace_id == workspace_id,
        ChannelMember.slack_channel_id == slack_channel_id,
    )
    statement: Select[Any] = select(*columns)
    return statement.select_from(Person).where(
        Person.workspace_id == workspace_id,
        Person.slack_user_id.in_(in_channel),
        *is_colleague(),
    )
