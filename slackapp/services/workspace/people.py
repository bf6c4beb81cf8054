"""The people of a workspace, kept as Slack tells them, and their own choice how to be thanked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import structlog
from sqlalchemy import (
    BindParameter,
    Select,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from db import PerDialect, Person, Workspace
from slackapp.domain.base.outside import read_id, read_name, read_number, read_object
from slackapp.domain.base.zones import find_known_zone, read_told_zone
from slackapp.domain.kudos.audience import AnnounceChoice
from slackapp.domain.workspace.colleague_names import Colleague
from slackapp.services.reflection.schedule import refresh_schedules
from slackapp.services.workspace.workspaces import WorkspaceView

log = structlog.get_logger(__name__)

#: What a database, or its driver, says of a row that it cannot hold. An OperationalError is one
#: too, and would befall any row.
_CANNOT_HOLD = (DatabaseError, ValueError, TypeError, OverflowError)

#: Slack's own assistant; its user object does not say that it is a bot.
_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class PersonView:
    """One account of the workspace."""

    person_id: int
    slack_user_id: str
    name: str
    tz: str
    is_bot: bool
    is_deactivated: bool
    is_stranger: bool
    is_guest: bool
    is_erased: bool
    announce: AnnounceChoice

    @property
    def can_be_thanked(self) -> bool:
        """Whether this is a colleague: no app, nobody who left or is with another company."""
        return not (self.is_bot or self.is_deactivated or self.is_stranger)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a number of user objects: how many changed somebody, how many were left out.

    Left out are those that cannot be read or stored.
    """

    changed: int
    left_out: int

    def with_more(self, other: Recorded) -> Recorded:
        """The two together."""
        return Recorded(self.changed + other.changed, self.left_out + other.left_out)


_VIEW = (
    Person.id,
    Person.slack_user_id,
    Person.name,
    Person.tz,
    Person.is_bot,
    Person.is_deactivated,
    Person.is_stranger,
    Person.is_guest,
    Person.erased_at.is_not(None),
    Person.announce,
)


#: By Slack's word or an admin's here; whether they may act as one is asked besides.
CALLED_ADMIN = or_(Person.is_admin.is_(True), Person.is_named_admin.is_(True))
_ADMINS = select(*_VIEW).where(
    CALLED_ADMIN,
    Person.is_bot.is_(False),
    Person.is_deactivated.is_(False),
    Person.is_stranger.is_(False),
    Person.is_guest.is_(False),
)
_IS_INSTALLED = exists().where(
    Workspace.id == bindparam("workspace_id"), Workspace.bot_token.is_not(None)
)


@lru_cache(maxsize=32)
def _find_so_many(
    count: int, *, who_act: bool
) -> Select[int, str, str, str, bool, bool, bool, bool, bool, str]:
    """The statement for so many ids, built once: a list of any length is rendered at every run."""
    ids: list[BindParameter[str]] = [bindparam(f"id_{number}") for number in range(count)]
    wanted = select(*_VIEW).where(
        Person.workspace_id == bindparam("workspace_id"), Person.slack_user_id.in_(ids)
    )
    return wanted.where(_IS_INSTALLED) if who_act else wanted


_FROM_SLACK = (
    "name",
    "other_names",
    "tz",
    "unknown_tz",
    "is_bot",
    "is_deactivated",
    "is_stranger",
    "is_guest",
    "is_admin",
    "slack_updated_at",
)
# An event, a request and the sync may all bring somebody at the same moment.
_RECORD_PEOPLE = PerDialect(
    Person,
    lambda statement: statement.on_conflict_do_update(
        index_elements=["workspace_id", "slack_user_id"],
        set_={
            **{name: statement.excluded[name] for name in _FROM_SLACK},
            # Whoever leaves, or becomes a guest, is named anew when they are back: nobody sees
            # meanwhile that it would come back with them.
            "is_named_admin": and_(
                Person.is_named_admin,
                not_(
                    or_(
                        statement.excluded.is_deactivated,
                        statement.excluded.is_guest,
                        statement.excluded.is_stranger,
                        statement.excluded.is_bot,
                    )
                ),
            ),
        },
        where=(Person.slack_updated_at <= statement.excluded.slack_updated_at)
        & Person.erased_at.is_(None),
    ).returning(Person.id),
)


def record_people(
    session: Session,
    *,
    workspace: WorkspaceView,
    users: Iterable[Any],
    now: datetime,
) -> Recorded:
    """Store Slack's user objects (from `users.list` or an event).

    An object older than what is stored changes nothing, so that a late event does no harm. One
    that cannot be read or stored is left out, and said so in the log; the others are stored.
    """
    rows, unreadable = {}, 0
    for user in users:
        account = read_object(user)
        slack_user_id = read_id(account.get("id"))
        if slack_user_id is None:
            unreadable += 1
            log.warning("person_without_id", workspace_id=workspace.workspace_id)
        else:
            rows[slack_user_id] = _read_user(slack_user_id, account, workspace)
    told = {"workspace_id": workspace.workspace_id, "created_at": now}
    # In one order for everybody, so that two transactions never wait for each other's rows.
    recorded = _store(session, [rows[one] | told for one in sorted(rows)], now)
    return recorded.with_more(Recorded(0, unreadable))


def _store(session: Session, rows: list[dict[str, Any]], now: datetime) -> Recorded:
    """Store the rows.

    All at once; where the database does not take that, halves, down to the row that is at fault.
    """
    if not rows:
        return Recorded(0, 0)
    try:
        with session.begin_nested():
            changed = session.scalars(_RECORD_PEOPLE.of(session), rows).all()
            refresh_schedules(
                session, workspace_id=rows[0]["workspace_id"], person_ids=changed, now=now
            )
        return Recorded(len(changed), 0)
    except OperationalError:
        raise
    except _CANNOT_HOLD as error:
        if len(rows) == 1:
            log.warning(
                "person_not_stored",
                workspace_id=rows[0]["workspace_id"],
                slack_user_id=rows[0]["slack_user_id"],
                error=type(error).__name__,
            )
            return Recorded(0, 1)
    middle = len(rows) // 2
    first = _store(session, rows[:middle], now)
    return first.with_more(_store(session, rows[middle:], now))


def _read_user(
    slack_user_id: str, user: Mapping[str, Any], workspace: WorkspaceView
) -> dict[str, Any]:
    profile = read_object(user.get("profile"))
    # Across an organisation's own workspaces a person is a colleague; is_stranger is Slack's
    # word for somebody of another company in a shared channel.
    home = user.get("team_id") or workspace.slack_team_id
    enterprise = read_id(read_object(user.get("enterprise_user")).get("enterprise_id"))
    same_company = home == workspace.slack_team_id or (
        enterprise is not None and enterprise == workspace.slack_enterprise_id
    )
    zone = read_told_zone(user.get("tz"), user.get("tz_offset"))
    names = (
        profile.get("display_name"),
        profile.get("real_name"),
        user.get("real_name"),
        user.get("name"),
    )
    name = read_name(names, default=slack_user_id)
    others = dict.fromkeys(read_name([one], default="") for one in names)
    return {
        "slack_user_id": slack_user_id,
        "name": name,
        "other_names": "\n".join(one for one in others if one and one != name) or None,
        "tz": zone.name,
        "unknown_tz": zone.unknown,
        "is_bot": bool(user.get("is_bot")) or slack_user_id == _SLACKBOT,
        "is_deactivated": bool(user.get("deleted")),
        "is_stranger": bool(user.get("is_stranger")) or not same_company,
        "is_guest": bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        "is_admin": bool(user.get("is_admin") or user.get("is_owner")),
        "slack_updated_at": read_number(user.get("updated")),
    }


def find_people(
    session: Session,
    *,
    workspace_id: int,
    slack_user_ids: Collection[str],
    who_act: bool = False,
) -> dict[str, PersonView]:
    """Those of the ids that the workspace has, by id.

    Asked for those `who_act`, nobody is found once the app is uninstalled: every process
    hears of that here, at once, whatever it remembers of the workspace.
    """
    ids = {f"id_{number}": one for number, one in enumerate(slack_user_ids)}
    rows = session.connection().execute(
        _find_so_many(len(ids), who_act=who_act), {"workspace_id": workspace_id, **ids}
    )
    views = map(_view, rows)
    return {view.slack_user_id: view for view in views}


def list_colleagues(
    session: Session, *, workspace_id: int, slack_user_id: str | None = None
) -> list[Colleague]:
    """Everybody who can be thanked: no bots, nobody who left or is a stranger; or the one named."""
    wanted = select(Person.slack_user_id, Person.name, Person.other_names).where(
        Person.workspace_id == workspace_id,
        Person.is_bot.is_(False),
        Person.is_deactivated.is_(False),
        Person.is_stranger.is_(False),
        Person.erased_at.is_(None),
    )
    if slack_user_id is not None:
        wanted = wanted.where(Person.slack_user_id == slack_user_id)
    return [
        Colleague(who, name, tuple(other_names.split("\n")) if other_names else ())
        for who, name, other_names in session.execute(wanted)
    ]


def find_person_view(session: Session, *, person_id: int) -> PersonView | None:
    """The person of that id of ours, if there is one."""
    row = session.execute(select(*_VIEW).where(Person.id == person_id)).one_or_none()
    return None if row is None else _view(row)


def _view(row: Any) -> PersonView:
    values: list[Any] = [*row[:-1], AnnounceChoice(row[-1])]
    return PersonView(*values)


def is_admin(session: Session, *, person_id: int) -> bool:
    """Whether the person is an admin here, by Slack's word or another admin's, and is there."""
    return session.scalar(_ADMINS.where(Person.id == person_id)) is not None


def list_admins(session: Session, *, workspace_id: int) -> list[PersonView]:
    """All who are, those whom Slack calls so and those who were named."""
    rows = session.execute(_ADMINS.where(Person.workspace_id == workspace_id).order_by(Person.id))
    return [_view(row) for row in rows]


def list_unknown_zones(session: Session) -> dict[str, int]:
    """The zones that this machine does not know, and how many people live in each."""
    named = func.coalesce(Person.unknown_tz, Person.tz)
    counts = session.execute(
        select(named, func.count())
        .where(
            Person.is_bot.is_(False),
            Person.is_deactivated.is_(False),
            Person.is_stranger.is_(False),
        )
        .group_by(named)
        .order_by(named)
    )
    return {name: count for name, count in counts if find_known_zone(name) is None}


def is_in_digests(session: Session, *, person_id: int) -> bool:
    """Whether digests may tell of the person."""
    return bool(session.scalar(select(Person.in_digests).where(Person.id == person_id)))


def set_in_digests(session: Session, *, person_id: int, is_in: bool) -> None:
    """Store whether digests may tell of kudos to this person."""
    session.execute(update(Person).where(Person.id == person_id).values(in_digests=is_in))


def stays_in_digests(session: Session, *, person_id: int) -> bool:
    """Whether digests may tell of kudos to this person."""
    return bool(session.scalar(select(Person.in_digests).where(Person.id == person_id)))


def set_announce_choice(session: Session, *, person_id: int, choice: AnnounceChoice) -> None:
    """Store how kudos to this person are to be announced from now on."""
    session.execute(update(Person).where(Person.id == person_id).values(announce=choice))
