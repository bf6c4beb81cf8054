"""Somebody's own kudos, given and received."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, union, update
from sqlalchemy.orm import Session

from db import Kudos, KudosMeToo, KudosRecipient, KudosTag, as_filter
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.kudos import KudosView
from slackapp.frameworks.crosswalk import StoredTag
from slackapp.frameworks.model import Tier
from slackapp.services.kudos.kudos import read_kudos
from slackapp.services.kudos.visibility import is_out, names_somebody, tell_person
from slackapp.services.workspace.frameworks import read_as_ecf
from slackapp.services.workspace.people import PersonView


class ReceivedTag(NamedTuple):
    """A tag of a kudos to somebody, by the competency of ECF that it counts as, and as stored."""

    kudos_id: int
    competency_key: str
    giver_id: int
    given_at: datetime
    stored: StoredTag
    tier: Tier | None = None


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


def find_kudos_of_tag(session: Session, *, workspace_id: int, tag_id: int) -> int:
    """The id of the kudos that a tag is on. Raises NotYours where the workspace has no such tag."""
    kudos_id = session.scalar(
        select(KudosTag.kudos_id).where(
            KudosTag.workspace_id == workspace_id, KudosTag.id == tag_id
        )
    )
    if kudos_id is None:
        raise NotYours
    return kudos_id


def list_own_kudos(
    session: Session, *, workspace_id: int, person: PersonView, limit: int
) -> list[KudosView]:
    """The latest kudos that the person gave or received, the newest first.

    One that is still held is shown to its giver alone.
    """
    newest_first = (Kudos.given_at.desc(), Kudos.id.desc())
    # Each side has an index of its own, and neither reads what the other one finds.
    latest = union(
        *(
            select(one.order_by(*newest_first).limit(limit).subquery().c.id)
            for one in select_own(workspace_id=workspace_id, person_id=person.person_id)
        )
    )
    wanted = select(Kudos).where(Kudos.id.in_(latest)).order_by(*newest_first).limit(limit)
    return tell_person(
        session,
        read_kudos(session, wanted),
        workspace_id=workspace_id,
        slack_user_id=person.slack_user_id,
    )


def list_received(
    session: Session, *, workspace_id: int, person: PersonView, limit: int
) -> list[KudosView]:
    """The latest kudos to the person that they know of, the newest first, as they are told them."""
    newest_first = (Kudos.given_at.desc(), Kudos.id.desc())
    _, received = select_own(workspace_id=workspace_id, person_id=person.person_id)
    latest = select(received.order_by(*newest_first).limit(limit).subquery().c.id)
    wanted = select(Kudos).where(Kudos.id.in_(latest)).order_by(*newest_first)
    return tell_person(
        session,
        read_kudos(session, wanted),
        workspace_id=workspace_id,
        slack_user_id=person.slack_user_id,
    )


def count_own(session: Session, *, workspace_id: int, person_id: int, most: int) -> tuple[int, int]:
    """How many kudos the person gave and received; one more than the `most` that are counted."""
    given, received = (
        session.scalar(select(func.count()).select_from(one.limit(most + 1).subquery())) or 0
        for one in select_own(workspace_id=workspace_id, person_id=person_id)
    )
    return given, received


def select_own(*, workspace_id: int, person_id: int) -> tuple[Select[int], Select[int]]:
    """The ids of the kudos that a person gave, and of those that they received and know of."""
    of_workspace = as_filter(Kudos.workspace_id) == workspace_id
    given = select(Kudos.id).where(Kudos.giver_id == person_id, of_workspace)
    received = (
        select(Kudos.id)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .where(KudosRecipient.person_id == person_id, is_out(), of_workspace)
    )
    return given, received


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
            Kudos.giver_id,
            Kudos.given_at,
            KudosTag.framework_key,
            KudosTag.competency_key,
            KudosTag.tier,
            KudosTag.behaviour_key,
            KudosTag.word_framework_key,
            KudosTag.word_key,
        )
        .join(Kudos, Kudos.id == KudosTag.kudos_id)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .where(
            as_filter(Kudos.workspace_id) == workspace_id,
            KudosRecipient.person_id == person_id,
            Kudos.given_at >= since,
            is_out(),
        )
        .order_by(Kudos.given_at, KudosTag.id)
    )
    # Somebody may have thousands, of few kinds: what is alike is made once.
    kinds: dict[tuple[Any, ...], tuple[str, StoredTag, Tier | None]] = {}
    tags = []
    for kudos_id, giver_id, given_at, *kind in rows:
        stored: tuple[Any, ...] = tuple(kind)
        if stored not in kinds:
            kinds[stored] = _read_kind(session, workspace_id, *stored)
        competency_key, tag, tier = kinds[stored]
        tags.append(ReceivedTag(kudos_id, competency_key, giver_id, given_at, tag, tier))
    return tags


def _read_kind(
    session: Session, workspace_id: int, framework_key: str, key: str, tier: str | None, *word: str
) -> tuple[str, StoredTag, Tier | None]:
    """What a tag counts as in ECF, the tag as it is stored, and its tier."""
    counts_as = read_as_ecf(
        session, workspace_id=workspace_id, framework_key=framework_key, key=key
    )
    return counts_as, StoredTag(framework_key, key, *word), Tier(tier) if tier else None


def list_received_me_too(
    session: Session, *, workspace_id: int, person_id: int, since: datetime
) -> dict[int, frozenset[int]]:
    """Who joined in on kudos to the person since then, by kudos; only where these name the person.

    Whoever joins in on any other does not know that it thanks them, too.
    """
    rows = session.execute(
        select(KudosMeToo.kudos_id, KudosMeToo.person_id)
        .join(Kudos, Kudos.id == KudosMeToo.kudos_id)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .where(
            as_filter(KudosMeToo.workspace_id) == workspace_id,
            KudosRecipient.person_id == person_id,
            Kudos.given_at >= since,
            names_somebody(),
            is_out(),
        )
    )
    joined = defaultdict[int, set[int]](set)
    for kudos_id, joined_id in rows:
        joined[kudos_id].add(joined_id)
    return {kudos_id: frozenset(who) for kudos_id, who in joined.items()}
