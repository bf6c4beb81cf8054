"""Web API methods about user groups, and the events that tell of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.methods import Call, method
from slackapp.sandbox.user_groups import UserGroup
from slackapp.sandbox.world import World


@method("usergroups.list", scope="usergroups:read")
def usergroups_list(call: Call) -> dict[str, Any]:
    """Every group, with its people and how many they are where the caller asked."""
    call.check_team()
    shapes = []
    for group in call.world.groups.list():
        if group.is_disabled and not call.flag("include_disabled"):
            continue
        shape = group_json(call.world, group)
        if call.flag("include_users"):
            shape["users"] = list(group.member_ids)
        if call.flag("include_count"):
            # Slack tells this number as text here, and as a number in events.
            shape["user_count"] = str(len(group.member_ids))
        shapes.append(shape)
    return {"usergroups": shapes}


@method("usergroups.users.list", scope="usergroups:read")
def usergroups_users_list(call: Call) -> dict[str, Any]:
    """The people of one group."""
    group = call.world.groups.find(call.text("usergroup"))
    if group is None or (group.is_disabled and not call.flag("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"users": list(group.member_ids)}


def group_json(world: World, group: UserGroup) -> dict[str, Any]:
    """A group as Slack spells it, without its people."""
    leader = next((one.id for one in world.store.people() if one.is_admin), None)
    return {
        "id": group.id,
        "team_id": world.store.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.updated,
        "date_delete": group.updated if group.is_disabled else 0,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": leader,
        "updated_by": leader,
        "deleted_by": leader if group.is_disabled else None,
        "prefs": {"channels": [], "groups": []},
    }


def put_group(world: World, group: UserGroup) -> UserGroup:
    """Add or change a group, and tell the app what is new."""
    old = world.groups.find(group.id)
    group = world.groups.put(replace(group, updated=int(world.store.clock())))
    count = len(group.member_ids)
    shape = group_json(world, group) | {"users": list(group.member_ids), "user_count": count}
    stamp = {"event_ts": world.store.new_ts()}
    kind = "subteam_updated" if old else "subteam_created"
    world.tell_app({"type": kind, "subteam": shape} | stamp, None)
    if old is None or old.member_ids == group.member_ids:
        return group
    added = [one for one in group.member_ids if one not in old.member_ids]
    removed = [one for one in old.member_ids if one not in group.member_ids]
    event = {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": world.store.team_id,
        "date_previous_update": old.updated,
        "date_update": group.updated,
        "added_users": added,
        "added_users_count": str(len(added)),
        "removed_users": removed,
        "removed_users_count": str(len(removed)),
    }
    world.tell_app(event | stamp, None)
    return group
