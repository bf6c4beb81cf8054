"""The invariants of user groups, and of kudos that thank the people of one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, exists, select

from db import Kudos, KudosGroup, KudosRecipient, UserGroup, UserGroupMember

#: What each check is called, what must hold, and the ids of the rows for which it does not.
GROUP_CHECKS: list[tuple[str, str, Select[Any]]] = [
    (
        "group_astray",
        "a group that a kudos thanks is in the kudos' workspace",
        select(KudosGroup.kudos_id)
        .outerjoin(Kudos, Kudos.id == KudosGroup.kudos_id)
        .where(Kudos.workspace_id.is_distinct_from(KudosGroup.workspace_id)),
    ),
    (
        "recipient_of_no_group",
        "whoever is thanked as one of a group is so by a kudos that thanks it",
        select(KudosRecipient.kudos_id).where(
            KudosRecipient.slack_group_id.is_not(None),
            ~exists().where(
                KudosGroup.kudos_id == KudosRecipient.kudos_id,
                KudosGroup.slack_group_id == KudosRecipient.slack_group_id,
            ),
        ),
    ),
    (
        "group_member_astray",
        "whoever is stored as one of a group has that group in the same workspace",
        select(UserGroupMember.slack_group_id)
        .outerjoin(
            UserGroup,
            (UserGroup.workspace_id == UserGroupMember.workspace_id)
            & (UserGroup.slack_group_id == UserGroupMember.slack_group_id),
        )
        .where(UserGroup.id.is_(None)),
    ),
]
