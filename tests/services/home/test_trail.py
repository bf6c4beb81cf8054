"""The audit trail: acts and changes of kudos in one row, in pages, without a text or a stranger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db import AuditEntry
from factories import NOW
from services.team import Team
from slackapp.blocks.home.trail import ShownAct, build_trail, tell_act
from slackapp.blocks.home.words.acts import DEEDS, SUBJECTS
from slackapp.handlers.home.health import SENT_AGAIN
from slackapp.jobs.retention import RAN
from slackapp.sandbox.view_rules import find_view_errors
from slackapp.services.files.export import TEAM_EXPORTED
from slackapp.services.files.personal_data import PERSON_EXPORTED
from slackapp.services.home.own_kudos import read_place
from slackapp.services.home.settings import SETTINGS
from slackapp.services.home.trail import list_trail, read_cursor
from slackapp.services.operate.erasing import ERASED, READMITTED
from slackapp.services.team import naming
from slackapp.services.workspace import admins
from slackapp.services.workspace.admin_acts import record_act


def test_acts_and_changes_of_kudos_are_read_in_pages_in_their_order(session: Session) -> None:
    team, other = Team(session), Team(session)
    for minute in (0, 0, 1, 1, 2):
        at = NOW + timedelta(minutes=minute)
        for one in (team, other):
            act = {"workspace_id": one.workspace_id, "actor_id": one.ana.id}
            record_act(session, **act, kind="giving", after={"undo_hours": minute}, now=at)
            session.add(AuditEntry(**act, kudos_id=minute, kind="changed", at=at))
    session.flush()
    read, before = [], None
    while True:
        page, older = list_trail(session, workspace_id=team.workspace_id, limit=3, before=before)
        read += [(one.kind, one.kudos_id or one.after.get("undo_hours", 0)) for one in page]
        assert all(one.slack_actor_id == team.ana.slack_user_id for one in page)
        if older is None:
            break
        before = read_cursor(older.as_text())
        assert before == older
    assert read == _expected()


def _expected() -> list[tuple[str, int]]:
    rows = []
    for minute, count in ((2, 1), (1, 2), (0, 2)):
        rows += [("giving", minute)] * count + [("kudos_changed", minute)] * count
    return rows


@pytest.mark.parametrize(
    "carried",
    [
        "",
        "now",
        "2026-03-10 0 1",
        "2026-03-10T09:00:00+00:00 0 -1",
        # Before all time that a database holds, as UTC has it.
        "0001-01-01T00:00:00+14:00 0 1",
    ],
)
def test_a_forged_place_begins_with_the_newest(carried: str) -> None:
    assert read_cursor(carried) is None
    assert read_place(carried.replace(" 0 ", " ")) is None


def test_every_act_has_words_of_its_own() -> None:
    assert set(SETTINGS) <= set(SUBJECTS)
    deeds = {
        *(naming.NAMED, naming.REMOVED, admins.NAMED, admins.DROPPED),
        *(TEAM_EXPORTED, PERSON_EXPORTED, ERASED, READMITTED, SENT_AGAIN),
    }
    assert deeds <= set(DEEDS)
    ran = ShownAct(kind=RAN, slack_actor_id="", at=NOW, after={"kudos": 3})
    assert "was deleted: 3 kudos." in tell_act(ran, tz="UTC")


def test_the_longest_page_is_within_slack_s_limits() -> None:
    channels = [f"C{number:010}" for number in range(20)]
    act = ShownAct(
        kind="channels",
        slack_actor_id="U0123456789",
        at=NOW,
        before={"pilot": [], "default": None},
        after={"pilot": channels, "default": channels[0]},
        is_undone=True,
    )
    assert "from" not in tell_act(replace(act, kind="unheard_of"), tz="UTC")
    view = build_trail([act] * 20, tz="Europe/Berlin", older=f"{NOW.isoformat()} 1 999999")
    assert find_view_errors(view) == []
    assert find_view_errors(build_trail([], tz="UTC", older=None)) == []
