"""Each kind of request that Slack's reference describes is taken, and means what it says."""

from __future__ import annotations

from typing import Any

import pytest

from slack_reference import list_payloads, load_payload
from slackapp.cli.manifest import build_manifest
from slackapp.door.event_shapes import EVENTS
from slackapp.door.shapes import _TYPES, check_shape
from slackapp.handlers.base.requests import (
    Click,
    Command,
    Event,
    InstallationNews,
    Mention,
    Shortcut,
    StepRun,
    Submission,
    Suggestion,
)
from unit.request_values import WORKSPACE

BEN, ANA, SUPPORT = "U0BEN0001", "U0ANA0001", "C0SUPPORT"
#: The value that it becomes, and some of what it then says.
MEANINGS: dict[str, tuple[type, dict[str, Any]]] = {
    "slash_command": (
        Command,
        {"slack_user_id": BEN, "slack_channel_id": SUPPORT, "text": f"<@{ANA}|ana> empathy"},
    ),
    "block_actions_message": (
        Click,
        {
            "slack_user_id": BEN,
            "slack_channel_id": SUPPORT,
            "action_id": "take_back",
            "value": "17",
        },
    ),
    "block_actions_ephemeral": (Click, {"slack_channel_id": SUPPORT, "value": "17"}),
    "block_actions_select": (Click, {"action_id": "choose", "value": "empathy"}),
    "block_actions_home": (Click, {"slack_channel_id": "", "action_id": "take_back"}),
    "block_suggestion_view": (Suggestion, {"slack_user_id": BEN, "typed": "emp"}),
    "shortcut": (Shortcut, {"slack_user_id": BEN, "callback_id": "give", "message": None}),
    "message_action": (Shortcut, {"callback_id": "thank_for_message", "channel_name": "support"}),
    "view_submission": (Submission, {"slack_user_id": BEN, "callback_id": "give"}),
    "view_closed": (Submission, {"slack_user_id": BEN, "callback_id": "give"}),
    "event_app_home_opened": (Event, {"slack_user_id": BEN, "is_home": True}),
    "event_app_mention": (Mention, {"slack_user_id": BEN, "slack_channel_id": SUPPORT}),
    "event_member_joined_channel": (Event, {}),
    "event_reaction_added": (Event, {}),
    "event_reaction_removed": (Event, {}),
    "event_team_join": (Event, {}),
    "event_user_change": (Event, {}),
    "event_function_executed": (StepRun, {"slack_user_id": ""}),
}
INSTALLATION = (
    "event_app_uninstalled",
    "event_tokens_revoked",
    "event_team_access_granted",
    "event_team_access_revoked",
)
CHECKS = {"url_verification": "check", "ssl_check": "check", "app_rate_limited": "rate_limited"}


def test_there_is_one_of_every_kind_that_we_take_and_of_every_event_that_we_ask_for() -> None:
    names = list_payloads()
    kinds = {load_payload(name).get("type", name) for name in names}
    assert kinds == {*_TYPES, "slash_command", "ssl_check"}
    events = {name.removeprefix("event_") for name in names if name.startswith("event_")}
    subscriptions = build_manifest(http_url=None)["settings"]["event_subscriptions"]
    assert events == set(subscriptions["bot_events"]) >= EVENTS.keys()
    assert {*MEANINGS, *INSTALLATION, *CHECKS} == set(names)


@pytest.mark.parametrize("name", MEANINGS)
def test_a_request_means_what_slack_says(name: str) -> None:
    kind, told = MEANINGS[name]
    shape: Any = check_shape(load_payload(name))
    value = shape.for_workspace(WORKSPACE)
    assert isinstance(value, kind)
    assert {key: getattr(value, key) for key in told} == told


@pytest.mark.parametrize("name", INSTALLATION)
def test_news_of_an_installation_name_it(name: str) -> None:
    shape: Any = check_shape(load_payload(name))
    news = shape.as_news()
    assert isinstance(news, InstallationNews)
    assert news.kind == name.removeprefix("event_")
    of_org = name.startswith("event_team_access")
    assert (news.slack_team_id, news.slack_enterprise_id) == (
        (None, "E0KUDOS01") if of_org else ("T0KUDOS01", None)
    )


@pytest.mark.parametrize(("name", "kind"), CHECKS.items())
def test_what_slack_asks_of_the_address_itself_is_known(name: str, kind: str) -> None:
    assert check_shape(load_payload(name)).kind == kind
