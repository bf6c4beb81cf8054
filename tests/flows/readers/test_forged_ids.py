"""Whoever sends an id that is somebody else's changes nothing, reads nothing, and is told so.

Every id of `blocks/ids.py` is here: one that is added there and not here fails.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from db import (
    Base,
    OutboxLane,
    OutboxMessage,
    Person,
)
from slackapp.blocks import ids
from slackapp.domain.base.errors import NotAdmin, NotYours
from slackapp.domain.team.errors import NotLeader
from tests.flows.belongings import (
    ANSWER,
    FORMS,
    PRESSES,
    Press,
    Scene,
    choose,
    list_presses,
    make_scene,
    press,
    submit,
)
from tests.flows.office import Office

pytestmark = pytest.mark.usefixtures("no_ticks")

REFUSALS = [str(one()) for one in (NotYours, NotLeader, NotAdmin)]
_NOT_OTHERS = {"handled_request", "outbox_pace", "outbox_lane", "outbox_message", "channel"}


@pytest.fixture
def scene(shared_office: Office) -> Scene:
    """A scene of the test's own."""
    return make_scene(shared_office)


def read_others(office: Office, scene: Scene) -> dict[str, Any]:
    """All that is not Cleo's."""
    with office.sessions.read() as session:
        cleo = session.scalars(select(Person.id).where(Person.slack_user_id == scene.cleo)).one()
        rows: dict[str, Any] = {}
        for table in Base.metadata.sorted_tables:
            if table.name not in _NOT_OTHERS:
                wanted = select(table).order_by(*table.primary_key.columns)
                if table.name.startswith("reflection_") and "person_id" in table.columns:
                    wanted = wanted.where(table.c.person_id != cleo)
                if "team_id" in table.columns:
                    # What other scenes wished for may be made meanwhile.
                    wanted = wanted.where(table.c.team_id == scene.team)
                if table.name == "person":
                    wanted = wanted.where(table.c.id != cleo)
                if table.name == "kudos_draft":
                    wanted = wanted.where(table.c.giver_id != cleo)
                if table.name == "channel_member":
                    wanted = wanted.where(table.c.slack_channel_id == scene.room)
                rows[table.name] = session.execute(wanted).all()
        messages = session.execute(
            select(OutboxLane.slack_channel_id, OutboxMessage.id, OutboxMessage.payload)
            .join(OutboxLane, OutboxLane.id == OutboxMessage.lane_id)
            .order_by(OutboxMessage.id)
        )
        told = (scene.room, scene.ana, scene.ben, scene.boss)
        rows["messages"] = [one for one in messages if any(who in one[0] for who in told)]
        return rows


def test_every_button_and_menu_is_forged_here(shared_office: Office, scene: Scene) -> None:
    assert set(list_presses(shared_office, scene)) == set(PRESSES)


@pytest.mark.parametrize("name", PRESSES)
def test_a_button_with_somebody_elses_id_changes_and_shows_nothing(
    shared_office: Office, scene: Scene, name: str
) -> None:
    office = shared_office
    forged = list_presses(office, scene)[name]
    before = read_others(office, scene)

    told = press(office, scene, scene.cleo, name, forged)

    assert read_others(office, scene) == before
    assert office.readers(scene.secret, scene.cleo) == set()
    if forged.rightful != "anybody":
        assert told in REFUSALS
        assert office.sandbox.modal(scene.cleo) is None


@pytest.mark.parametrize("name", PRESSES)
def test_the_same_button_is_not_refused_to_whose_it_is(
    shared_office: Office, scene: Scene, name: str
) -> None:
    forged = list_presses(shared_office, scene)[name]
    who = scene.boss if forged.rightful == "admin" else scene.ana
    assert press(shared_office, scene, who, name, forged) not in REFUSALS


@pytest.mark.parametrize(
    "callback_id", [value for name, value in vars(ids).items() if name.endswith("_FORM")]
)
def test_a_form_about_what_is_somebody_elses_is_not_stored(
    shared_office: Office, scene: Scene, callback_id: str
) -> None:
    about, values, refusal = FORMS[callback_id](scene)
    before = read_others(shared_office, scene)

    told = submit(shared_office, scene.cleo, callback_id, about, **values)

    assert told == ([] if refusal is None else [str(refusal())])
    assert read_others(shared_office, scene) == before


def test_nobody_says_in_their_own_form_what_became_of_somebody_elses_step(
    shared_office: Office, scene: Scene
) -> None:
    before = read_others(shared_office, scene)
    result = {ids.STEP_RESULT_BLOCK: choose(f"{scene.reflection}:yes")}

    told = submit(
        shared_office, scene.cleo, ids.REFLECTION_FORM, scene.own_prompt, **(ANSWER | result)
    )

    assert told == [str(NotYours())]
    assert read_others(shared_office, scene) == before


def test_whoever_reads_a_shared_answer_neither_changes_nor_deletes_it(
    shared_office: Office, scene: Scene
) -> None:
    office = shared_office
    told = press(office, scene, scene.ben, "REFLECTION_DELETE", Press(str(scene.reflection)))
    assert told == str(NotYours())
    errors = submit(office, scene.ben, ids.REFLECTION_FORM, scene.answered, **ANSWER)
    assert errors == [str(NotYours())]
    assert scene.secret in office.kudos(scene.ben, scene.room, f"reflections <@{scene.ana}>").text


# Commands


@pytest.mark.parametrize(
    "text",
    [
        "digest on",
        "digest off",
        "digest preview",
        "digest now",
        "digest settings",
        "leaders none",
        "leaders <@{cleo}>",
        "report",
        "report <@{ana}>",
        "export team",
        "packet <@{ana}>",
    ],
)
def test_a_command_for_leaders_does_nothing_for_whoever_leads_nothing_here(
    shared_office: Office, scene: Scene, text: str
) -> None:
    office = shared_office
    text = text.format(ana=scene.ana, cleo=scene.cleo)
    before = read_others(office, scene)

    answer = office.kudos(scene.cleo, scene.room, text)

    office.settle()
    assert answer.text == str(NotLeader())
    assert read_others(office, scene) == before
    assert office.kudos(scene.ana, scene.room, text).text != str(NotLeader())


@pytest.mark.parametrize("text", ["reflections <@{ana}>", "me", "export", "packet", "reflections"])
def test_a_command_shows_nobody_what_is_not_theirs(
    shared_office: Office, scene: Scene, text: str
) -> None:
    office = shared_office
    answer = office.kudos(scene.cleo, scene.room, text.format(ana=scene.ana))
    office.settle()
    assert answer.ok
    assert scene.secret not in f"{answer.text} {answer.blocks}"
    assert office.readers(scene.secret, scene.cleo) == set()
