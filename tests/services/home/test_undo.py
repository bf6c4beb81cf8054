"""What somebody decided is put back: whole, once, by whoever may decide it, and on the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from factories import NOW, make_channel, make_own_framework, make_person, make_team
from services.team import Team
from slackapp.domain.base.errors import NotAdmin, NotYours
from slackapp.domain.home.errors import CannotPutBack, ChangedSince
from slackapp.domain.team.errors import NotLeader
from slackapp.services.home.setting import Scope, recorded
from slackapp.services.home.settings import SETTINGS
from slackapp.services.home.undo import list_undoable, undo_act
from slackapp.services.operate.erasure import mark_erased
from slackapp.services.team.naming import list_named, name_leaders
from slackapp.services.workspace.admin_acts import list_acts

#: One change of each setting.
CHANGES: dict[str, dict[str, Any]] = {
    "giving": {"undo_hours": 2, "reaction": "tada", "daily_limit": 3},
    "recognition": {"strength_kudos": 4, "names_unrecognised": True},
    "questions": {"hour": 11, "min_givers": 3, "lenses": ["twelve_zealous"]},
    "working_days": {"weekdays": ["0", "2"], "country": "DE", "region": "BY"},
    "channels": {"pilot": ["C1", "C2"], "default": "C2"},
    "roles": {"guests_may_give": False, "leaders_name_leaders": False},
    "works_council": {"is_on": True, "hides_names": True},
    "retention": {"kudos_months": 24, "sent_days": 10},
    "framework": {"framework_key": "values@1"},
    "digest": {"is_on": True, "hour": 14, "tz": "Europe/Lisbon"},
}
OF_CHANNEL = {"digest"}


@pytest.fixture
def team(session: Session) -> Team:
    """A workspace with an own framework; Ana is its admin."""
    team = Team(session)
    team.ana.is_admin = True
    make_own_framework(session, workspace=team.row)
    return team


def change(session: Session, team: Team, kind: str, **values: Any) -> int:
    """Decide otherwise in a setting; the number of the act."""
    scope = Scope(team.workspace_id, team.ana.id, "C0TEAM" if kind in OF_CHANNEL else "")
    with recorded(session, SETTINGS[kind], scope, now=NOW) as acts:
        held = dict(SETTINGS[kind].read(session, scope))
        SETTINGS[kind].write(session, scope, held | values, NOW)
    return acts[0]


def read(session: Session, team: Team, kind: str) -> dict[str, Any]:
    scope = Scope(team.workspace_id, team.ana.id, "C0TEAM" if kind in OF_CHANNEL else "")
    return dict(SETTINGS[kind].read(session, scope))


def undo(session: Session, team: Team, act_id: int, who: Any = None) -> bool:
    """Put it back, as Ana unless said otherwise; whether that changed anything."""
    undone = undo_act(
        session,
        workspace_id=team.workspace_id,
        actor=team.view(session, who or team.ana),
        act_id=act_id,
        now=NOW,
    )
    return not undone.was_already


def test_every_setting_is_tried_here() -> None:
    assert set(CHANGES) == set(SETTINGS)


@pytest.mark.parametrize("kind", CHANGES)
def test_a_setting_is_put_back_once(session: Session, team: Team, kind: str) -> None:
    before = read(session, team, kind)
    act_id = change(session, team, kind, **CHANGES[kind])
    assert {name: read(session, team, kind)[name] for name in CHANGES[kind]} == CHANGES[kind]
    (act,) = list_acts(session, workspace_id=team.workspace_id, limit=9)
    assert set(act.after) == set(CHANGES[kind])

    assert undo(session, team, act_id)

    kept = {"tz"} if kind == "digest" else set()
    assert {k: v for k, v in read(session, team, kind).items() if k not in kept} == {
        k: v for k, v in before.items() if k not in kept
    }
    assert not undo(session, team, act_id)
    undoing, undone = list_acts(session, workspace_id=team.workspace_id, limit=9)
    assert (undoing.undoes_id, undone.undone_at) == (act_id, NOW)


def test_what_would_delete_more_is_not_put_back_by_a_button(session: Session, team: Team) -> None:
    act_id = change(session, team, "retention", answers_months=0)
    assert not list_undoable(session, workspace_id=team.workspace_id, since=NOW, most=3)
    with pytest.raises(CannotPutBack):
        undo(session, team, act_id)
    assert read(session, team, "retention")["answers_months"] == 0


def test_what_was_changed_since_stays_and_what_was_not_is_put_back(
    session: Session, team: Team
) -> None:
    hours = change(session, team, "giving", undo_hours=2)
    change(session, team, "giving", reaction="tada")
    assert undo(session, team, hours)
    assert read(session, team, "giving")["undo_hours"] == 24
    assert read(session, team, "giving")["reaction"] == "tada"

    first = change(session, team, "giving", undo_hours=3)
    change(session, team, "giving", undo_hours=4)
    with pytest.raises(ChangedSince):
        undo(session, team, first)
    assert read(session, team, "giving")["undo_hours"] == 4


def test_what_fits_no_longer_is_not_put_back(session: Session, team: Team) -> None:
    """Excellence takes at least what a strength does: 3 and 6 became 2 and 6, then 2 and 2."""
    strength = change(session, team, "recognition", strength_kudos=2, strength_givers=1)
    change(session, team, "recognition", excellence_kudos=2, excellence_givers=1)
    with pytest.raises(CannotPutBack):
        undo(session, team, strength)


@pytest.mark.parametrize("setting", ["pilot", "default"])
def test_a_channel_that_the_app_left_or_that_is_archived_does_not_come_back(
    session: Session, team: Team, setting: str
) -> None:
    old, new = (make_channel(session, workspace=team.row) for _ in range(2))
    channels = {"pilot": [old.slack_channel_id], "default": None}
    if setting == "default":
        channels = {"pilot": [], "default": old.slack_channel_id}
    change(session, team, "channels", **channels)
    act_id = change(session, team, "channels", pilot=[new.slack_channel_id], default=None)
    old.app_is_member = False
    session.flush()
    with pytest.raises(CannotPutBack):
        undo(session, team, act_id)
    assert read(session, team, "channels")["pilot"] == [new.slack_channel_id]
    old.app_is_member = True
    session.flush()
    assert undo(session, team, act_id)


def test_an_hour_that_comes_back_tells_another_company_of_nothing(
    session: Session, team: Team
) -> None:
    change(session, team, "digest", is_on=True, tz="UTC")
    act_id = change(session, team, "digest", hour=14)
    make_channel(session, workspace=team.row, slack_channel_id="C0TEAM", is_shared=True)
    assert undo(session, team, act_id)
    assert read(session, team, "digest")["hour"] == 9
    assert not read(session, team, "digest")["tells_others"]

    # What an admin let others read is put back with its own act.
    act_id = change(session, team, "digest", tells_others=True)
    assert read(session, team, "digest")["tells_others"]
    assert undo(session, team, act_id)
    assert not read(session, team, "digest")["tells_others"]


def test_only_whoever_may_decide_puts_back(session: Session, team: Team) -> None:
    of_workspace = change(session, team, "giving", undo_hours=2)
    of_channel = change(session, team, "digest", is_on=True, tz="UTC")
    with pytest.raises(NotAdmin):
        undo(session, team, of_workspace, team.ben)
    with pytest.raises(NotLeader):
        undo(session, team, of_channel, team.ben)
    other = Team(session)
    other.ana.is_admin = True
    for act_id in (of_workspace, of_channel, 999_999):
        with pytest.raises(NotYours):
            undo(session, other, act_id)
    team.ana.is_admin = False
    session.flush()
    with pytest.raises(NotAdmin):
        undo(session, team, of_workspace)


def test_leaders_come_back_and_go_again(session: Session, team: Team) -> None:
    channel = make_channel(session, workspace=team.row, members=[team.ana, team.ben, team.cem])
    make_team(session, channel=channel, leaders=[team.ben])
    here = {"workspace_id": team.workspace_id, "slack_channel_id": channel.slack_channel_id}
    by = {"actor_id": team.ana.id, "now": NOW}
    named, removed = name_leaders(session, **here, **by, person_ids=[team.cem.id])
    assert list_named(session, **here) == (team.cem.id,)
    with pytest.raises(NotLeader):
        undo(session, team, removed, team.ben)

    assert undo(session, team, removed) and undo(session, team, named)
    assert list_named(session, **here) == (team.ben.id,)
    assert not undo(session, team, named)

    (removed,) = name_leaders(session, **here, **by, person_ids=[])
    mark_erased(session, person_id=team.ben.id, now=NOW)
    with pytest.raises(ChangedSince):
        undo(session, team, removed)


def test_whoever_may_lead_no_longer_is_not_named_again(session: Session, team: Team) -> None:
    channel = make_channel(session, workspace=team.row, members=[team.ana])
    guest = make_person(session, workspace=team.row)
    make_team(session, channel=channel, leaders=[guest])
    here = {"workspace_id": team.workspace_id, "slack_channel_id": channel.slack_channel_id}
    (act_id,) = name_leaders(session, **here, person_ids=[], actor_id=team.ana.id, now=NOW)
    guest.is_guest = True
    session.flush()
    with pytest.raises(CannotPutBack):
        undo(session, team, act_id)


def test_only_what_can_still_be_put_back_is_offered(session: Session, team: Team) -> None:
    first = change(session, team, "giving", undo_hours=2)
    second = change(session, team, "giving", undo_hours=3)
    third = change(session, team, "recognition", smallest_group=7)

    def offered(**since: Any) -> list[int]:
        found = list_undoable(
            session, workspace_id=team.workspace_id, since=NOW - timedelta(**since), most=3
        )
        return [one.act_id for one in found]

    assert offered(hours=1) == [third, second]
    assert offered(hours=-1) == []
    undo(session, team, second)
    assert offered(hours=1) == [third, first]
