"""Every setting of a workspace through its form: stored, shown, written down, and put back.

What is wrong is told on its field, and whoever is no admin changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from db import AdminAct, Person, Workspace
from slackapp.blocks import ids
from slackapp.sandbox.views import View
from slackapp.services.home.setting import Scope
from slackapp.services.home.settings import SETTINGS
from tests.flows.belongings import submit as send_form
from tests.flows.office import Office, elements
from tests.flows.reflecting import look_at_workspace, submit

Values = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A setting, the button that opens its form, what is chosen, and what is said then.

    `wrong` are values that cannot be, with the field at which that is told and words of it.
    """

    kind: str
    action_id: str
    values: Callable[[Office, str], Values]
    stored: Values
    told: str
    trail: str
    wrong: tuple[tuple[Values, str, str], ...] = ()


def fixed(**values: Any) -> Callable[[Office, str], Values]:
    return lambda _office, _room: values


CASES = (
    Case(
        "channels",
        ids.CHANNEL_RULES,
        lambda _office, room: {ids.PILOT_BLOCK: [room], ids.DEFAULT_CHANNEL_BLOCK: room},
        {},
        "You are trying kudos out",
        "changed the channels of kudos. Given in: every channel →",
    ),
    Case(
        "roles",
        ids.ROLE_RULES,
        fixed(guests_may_give=[], leaders_name_leaders=[]),
        {"guests_may_give": False, "leaders_name_leaders": False},
        "Guests may not give kudos. Only admins name a channel's leaders",
        "Guests may give: yes → no",
    ),
    Case(
        "giving",
        ids.GIVING_POLICY,
        fixed(daily_limit="3", undo_hours="48", reaction="tada", takes_reactions=["on"]),
        {"daily_limit": 3, "undo_hours": 48, "reaction": "tada", "takes_reactions": True},
        "Everybody may give 3 kudos a day, and take one back within 2 days.",
        "ost a day: 10 kudos → 3 kudos",
        (({"daily_limit": "many"}, "daily_limit", "whole number from 0"),),
    ),
    Case(
        "recognition",
        ids.RECOGNITION_POLICY,
        fixed(smallest_group="8", names=["names"]),
        {"smallest_group": 8, "names_unrecognised": True},
        "No number is told about fewer than 8 people. Leaders are told who",
        "mallest group: 5 people → 8 people",
        (
            ({"excellence_kudos": "2"}, "excellence_kudos", "must be 3 or more"),
            ({"strength_givers": "4"}, "excellence_givers", "must be 4 or more"),
            ({"strength_kudos": "1"}, "strength_givers", "there cannot be more givers"),
            ({"smallest_group": "2"}, "smallest_group", "whole number from 3"),
        ),
    ),
    Case(
        "questions",
        ids.REFLECTION_POLICY,
        fixed(weekday="2", hour="11", cap="50"),
        {"weekday": 2, "hour": 11, "daily_cap": 50},
        "They come on Wednesdays at 11:00, at most 50 people a day.",
        "our: 15:00 → 11:00",
        (
            ({"cap": "-1"}, "cap", "whole number from 0"),
            ({"weekday": "5"}, "weekday", "You do not work on Saturdays"),
        ),
    ),
    Case(
        "working_days",
        ids.WORKING_DAYS,
        fixed(weekdays=["0", "1", "2", "3"], country="DE-BY"),
        {"weekdays": ["0", "1", "2", "3"], "country": "DE", "region": "BY"},
        "You work Monday to Thursday, but not on the public holidays of DE-BY.",
        "eekdays: Monday, Tuesday, Wednesday, Thursday and Friday →",
        (({"country": "Atlantis"}, "country", "do not know"),),
    ),
    Case(
        "works_council",
        ids.COUNCIL,
        fixed(council_mode=["on"]),
        {"is_on": True, "hides_names": False},
        "On: leaders read what the whole channel reads",
        "works-council mode. Mode: off → on",
        (({"council_names": ["on"]}, "council_names", "works-council mode"),),
    ),
    Case(
        "retention",
        ids.RETENTION,
        fixed(keep_answers="12", deletes=["yes"]),
        {"answers_months": 12},
        "answers to questions for 12 months",
        "nswers to questions: 24 months → 12 months",
        (({"keep_sent": "0"}, "keep_sent", "whole number from 1"),),
    ),
)


def read(office: Office, kind: str) -> Values:
    with office.sessions.read() as session:
        scope = Scope(session.scalars(select(Workspace.id)).one(), 0)
        return dict(SETTINGS[kind].read(session, scope))


def shown(office: Office, who: str) -> str:
    return json.dumps(office.sandbox.home(who).blocks, ensure_ascii=False)


def open_form(office: Office, admin: str, action_id: str) -> View:
    assert office.sandbox.press_in_view(admin, look_at_workspace(office, admin), action_id).ok
    view = office.sandbox.modal(admin)
    assert view is not None
    return view


def press_undo(office: Office, admin: str) -> Any:
    """Press the newest Undo on the Home as it is shown."""
    home = office.sandbox.home(admin)
    button = next(one for one in elements(home) if one["action_id"] == ids.UNDO_ACT)
    block_id = next(one["block_id"] for one in home.blocks if one.get("accessory") == button)
    return office.sandbox.press_in_view(admin, home, ids.UNDO_ACT, block_id=block_id)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_a_setting_is_stored_shown_written_down_and_put_back(
    shared_office: Office, case: Case
) -> None:
    office, admin = shared_office, shared_office.person(is_admin=True)
    room, before = office.room(admin), read(office, case.kind)

    values = case.values(office, room)
    assert submit(office, admin, open_form(office, admin, case.action_id), **values).ok

    assert read(office, case.kind) == before | (case.stored or {"pilot": [room], "default": room})
    assert case.told in shown(office, admin)
    with office.sessions.read() as session:
        act = session.scalars(select(AdminAct).order_by(AdminAct.id.desc())).first()
        assert session.get_one(Person, act.actor_id).slack_user_id == admin
    office.sandbox.press_in_view(admin, office.sandbox.home(admin), ids.TRAIL)
    trail = json.dumps(office.sandbox.modal(admin).blocks, ensure_ascii=False)
    assert f"<@{admin}>" in trail and case.trail in trail

    assert press_undo(office, admin).ok

    assert read(office, case.kind) == before
    assert case.told not in shown(office, admin)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_what_cannot_be_is_told_on_its_field(shared_office: Office, case: Case) -> None:
    office, admin = shared_office, shared_office.person(is_admin=True)
    before = read(office, case.kind)
    for values, block_id, words in case.wrong:
        form = open_form(office, admin, case.action_id)
        answer = submit(office, admin, form, **values)
        assert words in answer.raw["errors"][block_id]
    assert read(office, case.kind) == before


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_whoever_is_no_admin_changes_nothing(shared_office: Office, case: Case) -> None:
    office = shared_office
    admin, ben = office.person(is_admin=True), office.person()
    form, before = open_form(office, admin, case.action_id), read(office, case.kind)
    forged = office.sandbox.world.views.open(ben, form.content)
    values = case.values(office, office.room(ben))
    answer = submit(office, ben, forged, **values)
    assert any("Only an admin" in one for one in answer.raw["errors"].values())
    assert read(office, case.kind) == before


# Channels


def test_a_channel_that_kudos_cannot_be_posted_in_is_told_on_its_field(
    shared_office: Office,
) -> None:
    office, admin = shared_office, shared_office.person(is_admin=True)
    here, away = office.room(admin), office.room(admin, app_is_member=False)
    closed, before = office.room(admin), read(office, "channels")
    direct, general = office.sandbox.im(admin), office.sandbox.channel("general")
    office.sandbox.archive(closed)
    for pilot, default, words in (
        ([here, away], "", "not in one of these"),
        ([closed], "", "archived"),
        (["C0NOWHERE"], "", "not in one of these"),
        ([direct], "", "could not tell me"),
        ([here] * 2 + [f"C0{number}" for number in range(20)], "", "20 channels at most"),
        ([], away, "not in that channel"),
        ([], closed, "archived"),
        ([here], general, "one of the channels above"),
    ):
        told = send_form(
            office,
            admin,
            ids.CHANNEL_RULES_FORM,
            "",
            **{
                ids.PILOT_BLOCK: {"selected_conversations": pilot},
                ids.DEFAULT_CHANNEL_BLOCK: {"selected_conversation": default},
            },
        )
        assert len(told) == 1 and words in told[0], (pilot, default, told)
    assert read(office, "channels") == before


# Undo


def test_what_was_changed_since_is_not_put_back_and_says_so(shared_office: Office) -> None:
    office = shared_office
    first, second = office.person(is_admin=True), office.person(is_admin=True)
    for admin, hours in ((first, "5"), (second, "6")):
        form = open_form(office, admin, ids.GIVING_POLICY)
        assert submit(office, admin, form, undo_hours=hours).ok

    # The first of them looks at an old screen.
    assert press_undo(office, first).ok

    told = json.dumps(office.sandbox.modal(first).blocks)
    assert "changed again in the meantime" in told
    assert read(office, "giving")["undo_hours"] == 6
    for _ in range(2):
        assert press_undo(office, second).ok
    assert read(office, "giving")["undo_hours"] == 24


def test_what_was_decided_counts_from_that_moment_on(shared_office: Office) -> None:
    office = shared_office
    admin, ben = office.person(is_admin=True), office.person()
    room, other = office.room(admin, ben), office.room(admin, ben)
    assert office.kudos(admin, room, f"<@{ben}> empathy for the calm").ok
    form = open_form(office, admin, ids.GIVING_POLICY)
    assert submit(office, admin, form, daily_limit="1").ok
    assert "given 1 kudos today" in office.kudos(admin, room, f"<@{ben}> teamwork for it").text
    assert press_undo(office, admin).ok
    assert "goes to" in office.kudos(admin, room, f"<@{ben}> teamwork for it").text

    form = open_form(office, admin, ids.CHANNEL_RULES)
    chosen = {ids.PILOT_BLOCK: [room], ids.DEFAULT_CHANNEL_BLOCK: None}
    assert submit(office, admin, form, **chosen).ok
    assert f"<#{room}> for now" in office.kudos(ben, other, f"<@{admin}> empathy for all").text
    assert press_undo(office, admin).ok
    assert "goes to" in office.kudos(ben, other, f"<@{admin}> empathy for all").text
