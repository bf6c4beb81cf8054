"""The people whom a kudos to a user group thanks: who they are when it is given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db import KudosGroup, table_of
from slackapp.domain.base.slack_text import find_mentioned
from slackapp.domain.kudos.errors import (
    GroupDisabled,
    GroupEmpty,
    GroupsNotGranted,
    GroupUnknown,
    TooManyInGroups,
)
from slackapp.domain.kudos.kudos import ThankedGroup
from slackapp.services.workspace.giving_policy import get_giving_policy
from slackapp.services.workspace.groups import GroupView, find_group_reading, find_groups
from slackapp.services.workspace.people import PersonView, find_people

#: More than a workspace can set that to.
MOST_EVER = 100

#: Slack's word for a plan that has no user groups.
_NO_GROUPS = "plan_upgrade_required"
#: People who are looked up at once.
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Thanked:
    """Everybody whom a kudos thanks: its recipients in order, and of whom a group is why.

    `group_of` maps the Slack id of whoever is thanked as one of a group to that group's.
    """

    recipients: tuple[PersonView, ...]
    groups: tuple[ThankedGroup, ...] = ()
    group_of: Mapping[str, str] = field(default_factory=dict)


def find_thanked(
    session: Session,
    *,
    workspace_id: int,
    giver: PersonView,
    by_name: Sequence[PersonView],
    slack_group_ids: Sequence[str],
    message: str,
) -> Thanked:
    """Those named, and the people of the groups without the giver, apps and whoever is gone.

    Whom the message mentions, and whoever is alone in a group, is thanked by name. Raises a
    UserFacingError where a group cannot be thanked, or where they are too many.
    """
    named = {one.slack_user_id: one for one in by_name}
    groups: list[ThankedGroup] = []
    others: dict[str, PersonView] = {}
    group_of: dict[str, str] = {}
    for group in _get_groups(session, workspace_id, slack_group_ids):
        people = _list_people(session, workspace_id, group, giver)
        if len(people) > 1:
            groups.append(ThankedGroup(group.slack_group_id, group.handle, len(people)))
        mentioned = find_mentioned(message) if len(people) > 1 else set(people)
        for who, person in people.items():
            if who in mentioned:
                named.setdefault(who, person)
            elif who not in others:
                others[who], group_of[who] = person, group.slack_group_id
    others = {who: person for who, person in others.items() if who not in named}
    recipients = (*named.values(), *others.values())
    most = get_giving_policy(session, workspace_id=workspace_id).most_in_group
    if len(recipients) > most:
        handles = [group.handle for group in groups]
        raise TooManyInGroups(handles, people=len(recipients), most=most)
    return Thanked(recipients, tuple(groups), {who: group_of[who] for who in others})


def _get_groups(
    session: Session, workspace_id: int, slack_group_ids: Collection[str]
) -> list[GroupView]:
    found = find_groups(session, workspace_id=workspace_id, slack_group_ids=slack_group_ids)
    was_read, refusal = find_group_reading(session, workspace_id=workspace_id)
    if refusal is not None:
        raise GroupsNotGranted(has_none=refusal == _NO_GROUPS)
    groups = [found.get(one) for one in slack_group_ids]
    if not was_read or None in groups:
        raise GroupUnknown
    known = [one for one in groups if one is not None]
    for group in known:
        if group.is_disabled:
            raise GroupDisabled(group.handle)
    return known


def _list_people(
    session: Session, workspace_id: int, group: GroupView, giver: PersonView
) -> dict[str, PersonView]:
    """The people of a group whom a kudos may thank, in the order of their names."""
    people: dict[str, PersonView] = {}
    for start in range(0, len(group.members), _PAGE):
        page = group.members[start : start + _PAGE]
        people |= find_people(session, workspace_id=workspace_id, slack_user_ids=page)
    able = [
        one
        for who, one in people.items()
        if one.can_be_thanked and not one.is_erased and who != giver.slack_user_id
    ]
    if not able:
        raise GroupEmpty(group.handle, has_giver=giver.slack_user_id in people)
    ordered = sorted(able, key=lambda one: (one.name.casefold(), one.slack_user_id))
    return {one.slack_user_id: one for one in ordered}


def store_groups(
    session: Session, *, workspace_id: int, kudos_id: int, groups: Sequence[ThankedGroup]
) -> None:
    """Keep which groups a kudos thanks, as they are now."""
    rows = [
        {
            "kudos_id": kudos_id,
            "workspace_id": workspace_id,
            "slack_group_id": one.slack_group_id,
            "position": position,
            "handle": one.handle,
            "people": one.people,
        }
        for position, one in enumerate(groups)
    ]
    if rows:
        session.connection().execute(insert(table_of(KudosGroup)), rows)


def load_groups(session: Session, kudos_ids: Sequence[int]) -> dict[int, tuple[ThankedGroup, ...]]:
    """The groups that the kudos thank."""
    found: dict[int, tuple[ThankedGroup, ...]] = {}
    if not kudos_ids:
        return found
    rows = session.execute(
        select(KudosGroup.kudos_id, KudosGroup.slack_group_id, KudosGroup.handle, KudosGroup.people)
        .where(KudosGroup.kudos_id.in_(kudos_ids))
        .order_by(KudosGroup.kudos_id, KudosGroup.position)
    )
    for kudos_id, slack_group_id, handle, people in rows:
        group = ThankedGroup(slack_group_id, handle, people)
        found[kudos_id] = (*found.get(kudos_id, ()), group)
    return found
