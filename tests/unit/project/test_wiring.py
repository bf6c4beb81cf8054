"""What `build_app` has wired: a listener for each id that comes back, and every tick."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from slack_bolt import BoltRequest, BoltResponse

from slackapp.app import Kudoscope, build_app
from slackapp.blocks import ids
from slackapp.config import Settings
from slackapp.door.event_shapes import EVENTS, InstallationEvent

CHECKOUT = Path(__file__).resolve().parents[3]
IDS = {name: value for name, value in vars(ids).items() if name.isupper()}
#: What stands in a form, and is read when it comes back; and the blocks that carry something.
INPUTS = {name for name in IDS if name.endswith("_BLOCK") or name == "INPUT"}
CARRIERS = {"DRAFT_BLOCK", "PERSON_PAGE_BLOCK"}
FORMS = {name for name in IDS if name.endswith("_FORM")}
SHORTCUTS = {name for name in IDS if name.endswith("_SHORTCUT")}
#: Menus whose options are looked up, and which are told to the app when they are used, too.
LOOKED_UP = {"FORM_COMPETENCIES"}
ACTIONS = IDS.keys() - INPUTS - FORMS - SHORTCUTS

#: What stands on messages that were posted before, and is still taken.
OF_OLDER_MESSAGES = {"CHOOSE_BEHAVIOUR", "DRAFT_COMPETENCY_LIST"}

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Kudoscope]:
    """An app that was built and never started."""
    app = build_app(
        Settings.model_construct(
            slack_bot_token=SecretStr("xoxb-test"),
            slack_signing_secret=SecretStr("8f742231b10e88888f742231b10e8888"),
            slack_api_url="http://127.0.0.1:9/api/",
            database_url=f"sqlite:///{tmp_path / 'kudoscope.db'}",
            kudoscope_encryption_keys=SecretStr(Fernet.generate_key().decode()),
            kudoscope_port=0,
        )
    )
    yield app
    app.stop()


def find_listeners(app: Kudoscope, body: dict[str, Any]) -> set[int]:
    """Which of Bolt's listeners would take a request, by their place."""
    request = BoltRequest(mode="socket_mode", body=json.dumps(body))
    answer = BoltResponse(status=200)
    listeners = app.bolt._listeners
    return {n for n, one in enumerate(listeners) if one.matches(req=request, resp=answer)}


def click(action_id: str) -> dict[str, Any]:
    block_id = f"{ids.DRAFT_BLOCK}:key" if action_id.startswith(ids.DRAFT_BLOCK) else "1"
    action = {"type": "button", "action_id": action_id, "block_id": block_id}
    return {"type": "block_actions", "actions": [action]}


def submit(callback_id: str) -> dict[str, Any]:
    return {"type": "view_submission", "view": {"type": "modal", "callback_id": callback_id}}


def choose(callback_id: str) -> dict[str, Any]:
    return {"type": "shortcut", "callback_id": callback_id}


def look_up(action_id: str) -> dict[str, Any]:
    return {"type": "block_suggestion", "action_id": action_id, "block_id": "1"}


def test_every_id_has_one_listener_and_every_listener_something_to_listen_for(
    app: Kudoscope,
) -> None:
    requests = {name: click(IDS[name]) for name in ACTIONS}
    requests |= {name: submit(IDS[name]) for name in FORMS}
    requests |= {name: choose(IDS[name]) for name in SHORTCUTS}
    requests |= {f"options of {name}": look_up(IDS[name]) for name in LOOKED_UP}
    found = {name: find_listeners(app, body) for name, body in requests.items()}
    assert {name: places for name, places in found.items() if len(places) != 1} == {}

    manifest = json.loads((CHECKOUT / "manifest.json").read_text())
    commands = [one["command"] for one in manifest["features"]["slash_commands"]]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    others = [{"command": one} for one in commands]
    # What is about an installation goes past Bolt, which would look for its token first.
    past_bolt = {kind for kind, shape in EVENTS.items() if issubclass(shape, InstallationEvent)}
    assert past_bolt <= set(events)
    others += [
        {"type": "event_callback", "event": {"type": one}} for one in events if one not in past_bolt
    ]
    places = [find_listeners(app, body) for body in others]
    assert [len(one) for one in places] == [1] * len(others)
    taken = set.union(*found.values(), *places)
    assert taken == set(range(len(app.bolt._listeners)))


def test_an_id_that_nobody_knows_has_no_listener(app: Kudoscope) -> None:
    for make in (click, submit, choose, look_up):
        assert find_listeners(app, make("nothing_of_ours")) == set()


def used_ids(folder: str) -> set[str]:
    """The ids that the modules of a folder name."""
    trees = [ast.parse(one.read_text()) for one in (CHECKOUT / "slackapp" / folder).rglob("*.py")]
    return {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "ids"
    }


def test_every_id_of_an_input_is_read_and_every_other_one_is_drawn() -> None:
    assert INPUTS - CARRIERS - used_ids("handlers") == set()
    assert SHORTCUTS - used_ids("cli") == set()
    # Those of the fields for numbers are drawn by whoever reads them.
    assert (ACTIONS | FORMS | CARRIERS) - used_ids("blocks") == OF_OLDER_MESSAGES
    assert used_ids("handlers") | used_ids("blocks") == set(IDS)


def test_a_built_app_has_exactly_its_ticks(app: Kudoscope) -> None:
    ticks = {one.name: (one.interval, one.late_after) for one in app.scheduler.ticks}
    assert ticks == {
        "people_sync": (MINUTE, DAY),
        "groups_sync": (MINUTE, None),
        "held_kudos": (5 * MINUTE, None),
        "me_too_notes": (MINUTE, None),
        "reflection_prompts": (MINUTE, None),
        "monthly_digest": (MINUTE, None),
        "erasing": (MINUTE, None),
        "retention": (DAY, None),
        "departures": (DAY, None),
        "shared_answers": (MINUTE, None),
        "statistics": (60 * MINUTE, None),
        "token_probe": (MINUTE, None),
        "slack_probe": (MINUTE, None),
    }
    assert len(app.scheduler.ticks) == len(ticks)
