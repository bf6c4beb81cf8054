"""What admins did is written down: what changed alone, and read again in pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from factories import NOW, make_person, make_workspace
from slackapp.services.workspace.admin_acts import list_acts, record_act, recording


def test_only_what_changed_is_written_down(session: Session) -> None:
    workspace = make_workspace(session)
    admin = make_person(session, workspace=workspace)
    held: dict[str, Any] = {"hours": 24, "is_on": True}
    act = {"workspace_id": workspace.id, "actor_id": admin.id, "kind": "giving", "now": NOW}
    with recording(session, lambda: dict(held), **act):
        held["hours"] = 48
    with recording(session, lambda: dict(held), **act):
        pass
    (found,) = list_acts(session, workspace_id=workspace.id, limit=9)
    assert (found.actor_id, found.kind, found.at) == (admin.id, "giving", NOW)
    assert (found.before, found.after) == ({"hours": 24}, {"hours": 48})
    assert found.undone_at is None


def test_acts_are_read_in_pages_and_in_one_workspace_alone(session: Session) -> None:
    workspace, other = make_workspace(session), make_workspace(session)
    wanted = []
    for minutes in (0, 0, 0, 1, 2):
        now = NOW + timedelta(minutes=minutes)
        act = {"actor_id": None, "kind": "giving", "now": now}
        wanted.insert(0, record_act(session, workspace_id=workspace.id, **act))
        record_act(session, workspace_id=other.id, **act)
    read, before = [], None
    while page := list_acts(session, workspace_id=workspace.id, limit=2, before=before):
        read += [one.act_id for one in page]
        before = (page[-1].at, page[-1].act_id)
    assert read == wanted
