"""A page of the kudos that a person gave or received, and those among them that hold some words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select, union_all
from sqlalchemy.orm import Session

from db import Kudos
from slackapp.blocks.home.own_kudos import OwnKudosPage, Side
from slackapp.domain.base.alphabet import alphabetical
from slackapp.domain.base.outside import read_moment
from slackapp.domain.base.slack_text import to_plain
from slackapp.domain.kudos.kudos import KudosView
from slackapp.services.kudos.history import select_own
from slackapp.services.kudos.kudos import read_kudos
from slackapp.services.kudos.links import find_links
from slackapp.services.kudos.plain_words import find_names
from slackapp.services.kudos.visibility import tell_person
from slackapp.services.workspace.giving_policy import get_giving_policy
from slackapp.services.workspace.people import PersonView

#: Kudos of a page.
_PAGE = 8
#: Texts are stored encrypted, so that they are read to be searched: so many at a time, and in all.
_CHUNK, _MOST_SEARCHED = 250, 500


@dataclass(frozen=True, slots=True)
class Place:
    """A place between two kudos of a list, the newest of which come first."""

    given_at: datetime
    kudos_id: int

    def as_value(self) -> str:
        """The same as a button carries it."""
        return f"{self.given_at.isoformat()} {self.kudos_id}"


def read_place(value: str) -> Place | None:
    """The place that a button names; None where it names none."""
    moment, _, kudos_id = value.partition(" ")
    given_at = read_moment(moment)
    is_id = kudos_id.isascii() and kudos_id.isdigit() and len(kudos_id) <= 18
    return Place(given_at, int(kudos_id)) if given_at and is_id else None


def read_own_kudos(
    session: Session,
    *,
    workspace_id: int,
    person: PersonView,
    side: Side,
    words: str,
    before: Place | None,
    now: datetime,
) -> OwnKudosPage:
    """The newest before that place that hold all of the words, as the person is told them.

    Where not all was looked through, the page says how far back it was.
    """
    wanted = _fold(words).split()
    found: list[KudosView] = []
    place, is_over, searched = before, False, 0
    while len(found) <= _PAGE and not is_over and searched < (_MOST_SEARCHED if wanted else 1):
        limit = _CHUNK if wanted else _PAGE + 1
        chunk = _list_before(session, workspace_id, person, side, place, limit)
        found += _keep(session, workspace_id, chunk, wanted)
        is_over, searched = len(chunk) < limit, searched + len(chunk)
        place = _place_of(chunk[-1]) if chunk else place
    shown = found[:_PAGE]
    has_more = len(found) > _PAGE or not is_over
    after = _place_of(shown[-1]) if len(found) > _PAGE else place
    policy = get_giving_policy(session, workspace_id=workspace_id)
    return OwnKudosPage(
        slack_user_id=person.slack_user_id,
        tz=person.tz,
        now=now,
        side=side,
        words=words,
        kudos_list=shown,
        links=find_links(
            session, workspace_id=workspace_id, kudos_ids=[one.kudos_id for one in shown]
        ),
        undo_since=now - policy.undo_time,
        older=after.as_value() if has_more and after else None,
        is_older=before is not None,
        searched_until=None if len(found) > _PAGE or is_over or place is None else place.given_at,
    )


def _place_of(kudos: KudosView) -> Place:
    return Place(kudos.given_at, kudos.kudos_id)


def _list_before(
    session: Session,
    workspace_id: int,
    person: PersonView,
    side: Side,
    before: Place | None,
    limit: int,
) -> Sequence[KudosView]:
    newest_first = (Kudos.given_at.desc(), Kudos.id.desc())
    given, received = select_own(workspace_id=workspace_id, person_id=person.person_id)
    sides = {Side.ALL: (given, received), Side.GIVEN: (given,), Side.RECEIVED: (received,)}[side]

    def cut(ids: Select[int]) -> Select[int]:
        if before is not None:
            ids = ids.where(
                or_(
                    Kudos.given_at < before.given_at,
                    and_(Kudos.given_at == before.given_at, Kudos.id < before.kudos_id),
                )
            )
        return select(ids.order_by(*newest_first).limit(limit).subquery().c.id)

    # Each side has an index of its own, and neither reads what the other one finds.
    latest = union_all(*map(cut, sides))
    wanted = select(Kudos).where(Kudos.id.in_(latest)).order_by(*newest_first).limit(limit)
    return tell_person(
        session,
        read_kudos(session, wanted),
        workspace_id=workspace_id,
        slack_user_id=person.slack_user_id,
    )


def _keep(
    session: Session, workspace_id: int, chunk: Sequence[KudosView], wanted: Sequence[str]
) -> Sequence[KudosView]:
    if not wanted:
        return chunk
    names = find_names(session, workspace_id=workspace_id, texts=[one.message for one in chunk])
    return [one for one in chunk if _holds(one, to_plain(one.message, names), wanted)]


def _holds(kudos: KudosView, message: str, wanted: Sequence[str]) -> bool:
    """Whether what the person is told of a kudos holds all of the words."""
    names = [kudos.giver.name, *(one.name for one in kudos.recipients)]
    tags = [part for tag in kudos.tags for part in (tag.name, tag.competency.name)]
    groups = [one.handle for one in kudos.groups]
    text = " ".join([*names, *tags, *groups, message])
    found = _fold(text)
    return all(word in found for word in wanted)


def _fold(text: str) -> str:
    """What is alike however it is typed: zoe is Zoë."""
    return alphabetical(text)[0]
