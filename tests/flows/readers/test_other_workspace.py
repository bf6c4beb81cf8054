"""Every request of one workspace with the ids of another reads and changes nothing there.

Whoever sends them is an admin at home, and knows every id of the neighbour's: of rows, drafts,
people, channels and messages.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import event, select

from databases import sqlite_database, sqlite_template
from db import Base, Workspace
from slackapp.blocks import ids
from slackapp.domain.kudos import step
from slackapp.handlers.command import WORDS
from slackapp.sandbox.payloads import new_trigger_id
from slackapp.sandbox.workspace import SandboxWorkspace
from slackapp.services.operate.verify import verify
from tests.flows.belongings import (
    FORMS,
    PRESSES,
    Press,
    Scene,
    build_form,
    list_presses,
    make_scene,
)
from tests.flows.hosting import hosting, install
from tests.flows.office import Office

_numbers = itertools.count(1)
#: Requests from one look at what the neighbours have to the next.
_AT_ONCE = 16


@dataclass(frozen=True)
class Street:
    """Two workspaces of one app: whoever acts is at home in `mine`, and the ids are of `theirs`."""

    mine: Office
    theirs: Office
    home: Scene
    target: Scene
    #: What the neighbours have, before anything was tried.
    before: dict[str, Any]

    @property
    def who(self) -> str:
        return self.home.boss


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    path = tmp_path_factory.mktemp("street") / "kudoscope.db"
    with (
        sqlite_database(path, template=sqlite_template()) as database,
        hosting(database.url) as office,
    ):
        offices = []
        for name in ("Mine", "Theirs"):
            workspace = office.sandbox.add_workspace(name)
            install(office, workspace)
            offices.append(replace(office, sandbox=workspace))
        mine, theirs = offices
        home, target = make_scene(mine), make_scene(theirs)
        office.settle()
        # What is due every minute would change rows between two looks at them.
        office.app.scheduler.stop()
        yield Street(mine, theirs, home, target, read_all(theirs))


def read_all(office: Office) -> dict[str, Any]:
    """Every row that the workspace has, and every call that was made for it."""
    with office.sessions.read() as session:
        wanted = select(Workspace.id).filter_by(slack_team_id=office.sandbox.team_id)
        workspace_id = session.scalars(wanted).one()
        rows: dict[str, Any] = {}
        for table in Base.metadata.sorted_tables:
            column = table.c.id if table.name == "workspace" else table.c.get("workspace_id")
            if column is not None:
                found = session.execute(select(table).where(column == workspace_id)).all()
                rows[table.name] = sorted(map(repr, found))
    return rows | {"calls": len(office.sandbox.calls())}


def list_requests(street: Street) -> dict[str, tuple[bytes, str]]:
    """Bodies and their kinds of content, by what they try."""
    found: dict[str, tuple[bytes, str]] = {}
    for name, forged in list_presses(street.theirs, street.target).items():
        for place in ("message", "view"):
            found[f"{place}: {name}"] = _form(_press(street, name, forged, place))
    for callback_id, build in FORMS.items():
        about, values, _ = build(street.target)
        body = build_form(street.mine, street.who, callback_id, about, **values)
        found[f"form: {callback_id}"] = (body, _FORM)
    for room in (street.home.room, street.target.room):
        for text in _texts(street.target):
            found[f"command in {room}: {text}"] = _command(street, room, text)
    found |= {f"shortcut: {one}": _form(_shortcut(street, one)) for one in _SHORTCUTS}
    found |= {f"looked up: {one}": _form(_look_up(street, one)) for one in ("draft", "form")}
    found |= {f"event: {one['type']}": _event(street, one) for one in _events(street)}
    return found


_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
_SHORTCUTS = (ids.GIVE_SHORTCUT, ids.THANK_MESSAGE_SHORTCUT)


def _form(payload: dict[str, Any]) -> tuple[bytes, str]:
    return urlencode({"payload": json.dumps(payload)}).encode(), _FORM


def _request(street: Street, kind: str) -> dict[str, Any]:
    return {
        "type": kind,
        "team": {"id": street.mine.sandbox.team_id},
        "user": {"id": street.who},
        "trigger_id": new_trigger_id(street.mine.sandbox.world, street.who),
    }


def _press(street: Street, name: str, forged: Press, place: str) -> dict[str, Any]:
    action: dict[str, Any] = {
        "type": forged.kind,
        "action_id": f"{vars(ids)[name]}{forged.suffix}",
        "block_id": forged.block_id,
        "value": forged.value,
    }
    if forged.kind == "users_select":
        action["selected_user"] = forged.value
    elif forged.kind != "button":
        action["selected_option"] = {"value": forged.value}
    where: dict[str, Any] = {"channel": {"id": street.target.room, "name": "room"}}
    if place == "view":
        where = {
            "view": {
                "id": f"V{next(_numbers)}",
                "type": "modal",
                "private_metadata": street.target.form,
                "state": {"values": {}},
            }
        }
    return _request(street, "block_actions") | where | {"actions": [action]}


def _texts(target: Scene) -> Iterator[str]:
    somebody = f"<@{target.ben}|ben>"
    for word in WORDS:
        yield word.word
        yield f"{word.word} <@{target.ana}|ana>"
        yield f"{word.word} <#{target.room}|room>"
        yield f"{word.word} {target.given}"
    yield from ("", "help", f"{somebody} empathy you were calm", f"thanks {somebody} for empathy")


def _command(street: Street, room: str, text: str) -> tuple[bytes, str]:
    fields = {
        "command": "/kudos",
        "team_id": street.mine.sandbox.team_id,
        "user_id": street.who,
        "channel_id": room,
        "channel_name": "room",
        "trigger_id": new_trigger_id(street.mine.sandbox.world, street.who),
        "text": text,
    }
    return urlencode(fields).encode(), _FORM


def _shortcut(street: Street, callback_id: str) -> dict[str, Any]:
    if callback_id == ids.GIVE_SHORTCUT:
        return _request(street, "shortcut") | {"callback_id": callback_id}
    return _request(street, "message_action") | {
        "callback_id": callback_id,
        "channel": {"id": street.target.room, "name": "room"},
        "message": {"ts": "1.1", "user": street.target.ben, "text": "Done"},
    }


def _look_up(street: Street, draft: str) -> dict[str, Any]:
    return _request(street, "block_suggestion") | {
        "action_id": ids.FORM_COMPETENCIES,
        "block_id": ids.COMPETENCIES_BLOCK,
        "value": "em",
        "view": {
            "id": f"V{next(_numbers)}",
            "type": "modal",
            "private_metadata": getattr(street.target, draft),
            "state": {"values": {}},
        },
    }


def _events(street: Street) -> list[dict[str, Any]]:
    who, target = street.who, street.target
    item = {"type": "message", "channel": target.room, "ts": "1.1"}
    reaction = {"user": who, "reaction": "kudos", "item": item, "item_user": target.ben}
    inputs = {
        step.GIVER: {"id": who},
        step.RECIPIENTS: [target.ben],
        step.COMPETENCY: "empathy",
        step.MESSAGE: "calm",
        step.CHANNEL: target.room,
    }
    parameters = [{"type": step.ACTING_PERSON, "name": step.GIVER}]
    return [
        {"type": "reaction_added", **reaction, "event_ts": "2.1"},
        {"type": "reaction_removed", **reaction, "event_ts": "2.2"},
        {"type": "app_home_opened", "user": target.ana, "tab": "home"},
        {
            "type": "app_mention",
            "user": who,
            "channel": target.room,
            "ts": "3.1",
            "text": f"<@{street.mine.sandbox.bot_user_id}> <@{target.ben}> empathy calm",
        },
        {
            "type": "function_executed",
            "function": {"callback_id": step.GIVE_KUDOS, "input_parameters": parameters},
            "inputs": inputs,
            "function_execution_id": "Fx1",
            "bot_access_token": street.mine.sandbox.bot_token,
        },
        {"type": "user_change", "user": {"id": target.ben, "name": "forged", "deleted": True}},
        {"type": "team_access_revoked", "team_ids": [street.theirs.sandbox.team_id]},
    ]


def _event(street: Street, event: dict[str, Any]) -> tuple[bytes, str]:
    body = {
        "type": "event_callback",
        "team_id": street.mine.sandbox.team_id,
        "enterprise_id": "E0FORGED",
        "event_id": f"Ev{next(_numbers)}FORGED",
        "event_time": int(street.mine.clock.timestamp()),
        "event": event,
    }
    return json.dumps(body).encode(), _JSON


def told_in(workspace: SandboxWorkspace) -> str:
    """All that Slack was told for a workspace, and all that anybody reads there."""
    store = workspace.world.store
    messages = [workspace.messages(channel.id) for channel in store.channels()]
    return repr(messages) + repr(workspace.calls())


@contextmanager
def noting_what_is_loaded(street: Street) -> Iterator[list[str]]:
    """Whatever of the neighbours' a request has loaded from the database, if only to look at it."""
    with street.mine.sessions.read() as session:
        theirs = session.scalars(
            select(Workspace.id).filter_by(slack_team_id=street.theirs.sandbox.team_id)
        ).one()
    loaded: list[str] = []

    def note(row: Any, _context: Any) -> None:
        # Jobs work for both of them; requests are answered in threads of the server's.
        is_request = threading.current_thread().name.startswith("waitress")
        if is_request and vars(row).get("workspace_id") == theirs:
            loaded.append(repr(row))

    event.listen(Base, "load", note, propagate=True)
    try:
        yield loaded
    finally:
        event.remove(Base, "load", note)


def find_broken(office: Office) -> dict[str, int]:
    """What `kudoscope verify` finds, such as rows that refer to another workspace's."""
    with office.sessions.read() as session:
        findings = verify(session, now=office.clock())
    return {one.name: one.count for one in findings if one.count}


def test_nothing_of_the_neighbours_is_read_or_changed(street: Street) -> None:
    secret, answers, broken = street.target.secret, 0, find_broken(street.mine)
    requests = list(list_requests(street).items())
    assert len(requests) > 200
    for begin in range(0, len(requests), _AT_ONCE):
        some = requests[begin : begin + _AT_ONCE]
        with noting_what_is_loaded(street) as loaded:
            for name, (body, content_type) in some:
                answer = street.mine.post_signed(body, Content_Type=content_type)
                # A trigger that opens nothing may end in an apology; nothing breaks.
                assert answer.status < 500, name
                assert secret not in answer.body.decode(), name
                assert loaded == [], name
                answers += answer.status == 200
        street.mine.settle_however_long()
        assert read_all(street.theirs) == street.before, [name for name, _ in some]
    assert answers > len(requests) * 0.9
    assert secret not in told_in(street.mine.sandbox)
    assert find_broken(street.mine) == broken


def test_whoever_is_at_home_next_door_is_nobody_here(street: Street) -> None:
    stored = read_all(street.mine)
    stranger = replace(street, home=replace(street.home, boss=street.target.boss))
    for text in ("me", f"<@{street.home.ben}> empathy you were calm"):
        body, content_type = _command(stranger, street.home.room, text)
        answer = street.mine.post_signed(body, Content_Type=content_type)
        assert answer.status == 200 and b"could not tell me" in answer.body
    kept = read_all(street.mine)
    for table in ("kudos", "person", "outbox_message"):
        assert kept[table] == stored[table]


def test_every_press_and_form_is_among_them(street: Street) -> None:
    names = list_requests(street)
    assert {f"message: {one}" for one in PRESSES} <= names.keys()
    assert {f"form: {vars(ids)[one]}" for one in vars(ids) if one.endswith("_FORM")} <= names.keys()
