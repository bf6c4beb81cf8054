"""Web API methods about the workspace, its tokens and its people."""

from __future__ import annotations

from typing import Any

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.methods import Call, method, page_of
from slackapp.sandbox.shapes import user_json


@method("auth.test", tokens=("bot", "app", "workflow"))
def auth_test(call: Call) -> dict[str, Any]:
    """Who the token is."""
    store = call.store
    answer: dict[str, Any] = {
        "url": f"https://{store.team_domain}.slack.com/",
        "team": store.team_name,
        "team_id": store.team_id,
        "is_enterprise_install": store.is_org_install,
        **({"enterprise_id": store.enterprise_id} if store.enterprise_id else {}),
    }
    if call.token.kind == "app":
        return answer | {"app_name": "Kudoscope", "app_id": store.app_id}
    return answer | {"user": "kudoscope", "user_id": store.bot_user_id, "bot_id": store.bot_id}


@method("team.info", scope="team:read")
def team_info(call: Call) -> dict[str, Any]:
    """The workspace."""
    store = call.store
    return {
        "team": {"id": store.team_id, "name": store.team_name, "domain": store.team_domain},
    }


@method("users.list", scope="users:read")
def users_list(call: Call) -> dict[str, Any]:
    """The workspace's own accounts, deactivated ones and bots among them."""
    call.check_team()
    own = [person for person in call.store.people() if person.team_id == call.store.team_id]
    people, rest = page_of(call, own)
    members = [user_json(call.store, person) for person in people]
    return {"members": members, "cache_ts": int(call.store.clock())} | rest


@method("users.info", scope="users:read")
def users_info(call: Call) -> dict[str, Any]:
    """One account, also of another company."""
    person = call.store.find_person(call.text("user"))
    if person is None:
        raise SlackError("user_not_found")
    return {"user": user_json(call.store, person)}


@method("auth.revoke")
def auth_revoke(call: Call) -> dict[str, Any]:
    """The token is not wanted any more."""
    if not call.flag("test"):
        call.store.revoke(call.token.value, "token_revoked")
    return {"revoked": not call.flag("test")}


@method("auth.teams.list")
def auth_teams_list(call: Call) -> dict[str, Any]:
    """The workspaces that a token is good in."""
    teams, rest = page_of(call, call.world.list_teams(call.token.value))
    return {"teams": [{"id": team_id, "name": name} for team_id, name in teams]} | rest


#: Of one call.
_MOST_EXCHANGED = 400


@method("migration.exchange")
def migration_exchange(call: Call) -> dict[str, Any]:
    """The ids that people have in the organisation, by those that they had in the workspace."""
    store = call.store
    if store.enterprise_id is None:
        raise SlackError("not_enterprise_team")
    call.check_team()
    users = [one for one in call.text("users").split(",") if one]
    if len(users) > _MOST_EXCHANGED:
        raise SlackError("too_many_users")
    known = store.global_ids
    if call.flag("to_old"):
        known = {new: old for old, new in known.items()}
    return {
        "team_id": store.team_id,
        "enterprise_id": store.enterprise_id,
        "user_id_map": {one: known[one] for one in users if one in known},
        "invalid_user_ids": [one for one in users if one not in known],
    }
