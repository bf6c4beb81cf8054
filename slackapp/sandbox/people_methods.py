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
        "is_enterprise_install": False,
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
