"""Works-council mode through the front door: every way that it takes away, and all of it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from db import AdminAct, PacketRequest, Reflection, WorksCouncil, Workspace
from slackapp.blocks import ids
from slackapp.blocks.reflection.form import SOMEBODY
from slackapp.blocks.workspace.words.works_council import NAMES_ALONE, REFUSALS
from slackapp.cli import app as command_line
from slackapp.jobs import monthly_digest, shared_answers
from slackapp.services.workspace.works_council import WorksCouncilView, change_works_council
from tests.flows.belongings import (
    ANSWER,
    Press,
    Scene,
    choose,
    list_presses,
    make_scene,
    press,
    submit,
)
from tests.flows.office import KEY, Office
from tests.flows.telling import digests, post_now

OFF = WorksCouncilView()
ON = WorksCouncilView(is_on=True)
NAMELESS = WorksCouncilView(is_on=True, hides_names=True)


@pytest.fixture
def scene(shared_office: Office) -> Iterator[Scene]:
    """A scene of the test's own, after which the mode is off."""
    shared_office.clock.advance(minutes=1)
    yield make_scene(shared_office)
    switch(shared_office, OFF)


def switch(office: Office, mode: WorksCouncilView) -> None:
    """Use the switch as the form does, and let everything follow it."""
    decide(office, mode)
    shared_answers.run(office.app.tools)
    monthly_digest.run(office.app.tools)
    office.settle()


def decide(office: Office, mode: WorksCouncilView) -> None:
    with office.sessions.begin() as session:
        workspace_id = session.scalars(select(Workspace.id)).one()
        change_works_council(session, workspace_id=workspace_id, mode=mode, now=office.clock())


def stored(office: Office) -> tuple[bool, bool]:
    with office.sessions.read() as session:
        row = session.scalars(select(WorksCouncil)).one_or_none()
        return (False, False) if row is None else (row.is_on, row.hides_names)


def fill(mode: bool, names: bool) -> dict[str, object]:
    """What the form holds with those boxes ticked."""
    on = {"selected_options": [{"value": "on"}]}
    off: dict[str, object] = {"selected_options": []}
    return {
        ids.COUNCIL_MODE_BLOCK: on if mode else off,
        ids.COUNCIL_NAMES_BLOCK: on if names else off,
    }


def type_in(who: str, text: str) -> Callable[[Office, Scene], str]:
    """Somebody types a command in the room."""

    def act(office: Office, scene: Scene) -> str:
        office.clock.advance(seconds=1)
        said = text.format(ana=scene.ana, ben=scene.ben)
        answer = office.kudos(getattr(scene, who), scene.room, said)
        office.settle()
        return answer.text

    return act


def push(who: str, name: str) -> Callable[[Office, Scene], str]:
    """Somebody presses an old button or menu."""

    def act(office: Office, scene: Scene) -> str:
        return press(office, scene, getattr(scene, who), name, list_presses(office, scene)[name])

    return act


def share_anew(office: Office, scene: Scene) -> str:
    """Somebody submits an old form that shares their answer."""
    values = {
        **ANSWER,
        ids.SHARE_BLOCK: choose(SOMEBODY),
        ids.SHARE_WITH_BLOCK: {"selected_user": scene.ben},
    }
    told = submit(office, scene.cleo, ids.REFLECTION_FORM, scene.own_prompt, **values)
    return " ".join(told)


def ask_by_form(office: Office, scene: Scene) -> str:
    """A leader submits an old form that asks Ben for his packet."""
    values = {
        ids.PACKET_PERSON_BLOCK: {"selected_user": scene.ben},
        ids.PACKET_MONTHS_BLOCK: {"value": "6"},
    }
    return " ".join(submit(office, scene.ana, ids.TEAM_PACKET_FORM, scene.team, **values))


def write_as_operator(office: Office, scene: Scene) -> str:
    """Whoever runs it writes the kudos of a channel."""
    url = office.app.tools.sessions.engine.url.render_as_string(hide_password=False)
    env = {"DATABASE_URL": url, "KUDOSCOPE_ENCRYPTION_KEYS": KEY}
    return CliRunner().invoke(command_line, ["export", "--channel", scene.room], env=env).output


#: Every way to what the mode takes away, and what is said instead.
WAYS: dict[str, tuple[Callable[[Office, Scene], str], str]] = {
    "report": (type_in("ana", "report"), REFUSALS["report"]),
    "report of a month": (type_in("ana", "report 2026-01"), REFUSALS["report"]),
    "report through a lens": (type_in("ana", "report through ecf"), REFUSALS["report"]),
    "an admin's report": (type_in("boss", "report"), REFUSALS["report"]),
    "report by the Home": (push("ana", "TEAM_REPORT"), REFUSALS["report"]),
    "page": (type_in("ana", "report <@{ben}>"), REFUSALS["page"]),
    "page by an old menu": (push("ana", "PERSON_PAGE"), REFUSALS["page"]),
    "team's file": (type_in("ana", "export team"), REFUSALS["team_file"]),
    "team's file as JSON": (type_in("boss", "export team json all"), REFUSALS["team_file"]),
    "own packet": (type_in("ben", "packet"), REFUSALS["packet"]),
    "packet of another": (type_in("boss", "packet <@{ben}>"), REFUSALS["packet"]),
    "packet by the Home": (push("ana", "TEAM_PACKET"), REFUSALS["packet"]),
    "packet by the Home's form": (ask_by_form, REFUSALS["packet"]),
    "agreeing by an old button": (push("ana", "PACKET_AGREE"), REFUSALS["packet"]),
    "what was shared": (type_in("ben", "reflections <@{ana}>"), REFUSALS["shared"]),
    "sharing by an old form": (share_anew, REFUSALS["sharing"]),
    "the operator's file": (write_as_operator, "works-council mode, in which nobody gets files"),
}


def test_every_way_says_why_while_it_is_on_and_is_back_when_it_is_off(
    shared_office: Office, scene: Scene
) -> None:
    office = shared_office
    switch(office, ON)
    with office.sessions.read() as session:
        before = len(session.scalars(select(Reflection.id)).all())
    for way, (act, said) in WAYS.items():
        assert said in act(office, scene), way
    assert scene.secret not in " ".join(one.text for one in office.told(scene.ben))
    with office.sessions.read() as session:
        assert len(session.scalars(select(Reflection.id)).all()) == before
    switch(office, OFF)
    for way, (act, said) in WAYS.items():
        told = act(office, scene)
        assert "works-council" not in told and said not in told, way
    assert scene.secret in type_in("ben", "reflections <@{ana}>")(office, scene)


def test_a_report_that_slack_did_not_take_at_first_is_asked_about_again(
    shared_office: Office, scene: Scene
) -> None:
    office, sandbox = shared_office, shared_office.sandbox
    sandbox.fault("chat.postMessage", "ratelimited", retry_after=60)
    calls = len(sandbox.calls("chat.postMessage"))
    office.kudos(scene.ana, scene.room, "report")
    sandbox.wait_for(lambda: len(sandbox.calls("chat.postMessage")) > calls)
    decide(office, ON)
    office.clock.advance(seconds=61)
    office.settle()
    assert REFUSALS["report"] in office.told(scene.ana)[-1].text


def test_what_is_one_s_own_and_what_all_read_stays(shared_office: Office, scene: Scene) -> None:
    office = shared_office
    switch(office, ON)
    assert "come to you by direct message" in type_in("ana", "export")(office, scene)
    for text in ("digest preview", "digest settings", "me", "leaders", "reflections", "digest"):
        assert "works-council" not in type_in("ana", text)(office, scene), text
    assert press(office, scene, scene.ana, "PACKET_REFUSE", Press(scene.packet)) == ""
    with office.sessions.read() as session:
        request = select(PacketRequest.state).where(PacketRequest.key == scene.packet)
        assert session.scalars(request).one() == "refused"


def test_a_shared_answer_is_hidden_and_shown_again_in_the_same_message(
    shared_office: Office, scene: Scene
) -> None:
    office = shared_office

    def answer(note: str, **more: object) -> list[str]:
        values = {**ANSWER, ids.NOTE_BLOCK: {"value": note}, **more}
        return submit(office, scene.ana, ids.REFLECTION_FORM, scene.prompt, **values)

    def seen() -> str:
        return office.told(scene.ben)[-1].text

    sharing = {
        ids.SHARE_BLOCK: choose(SOMEBODY),
        ids.SHARE_WITH_BLOCK: {"selected_user": scene.ben},
    }
    assert answer("a word for Ben", **sharing) == []
    assert "a word for Ben" in seen()
    messages = len(office.told(scene.ben))
    switch(office, ON)
    assert "It is not shown at the moment" in seen() and "a word for Ben" not in seen()
    # Changed meanwhile, in a form that does not ask who may read it.
    assert answer("another word") == []
    assert "word" not in seen()
    switch(office, OFF)
    assert "another word" in seen()
    assert len(office.told(scene.ben)) == messages


def test_digests_name_nobody_where_that_is_wanted_and_posted_ones_follow(
    shared_office: Office, scene: Scene
) -> None:
    office = shared_office
    month = f"{office.clock():%Y-%m}"
    office.kudos(scene.ana, scene.room, f"digest now {month}")
    monthly_digest.run(office.app.tools)
    office.settle()
    ben = office.find_person(scene.ben).name
    assert ben in digests(office, scene.room)[-1].text
    for mode, is_named in ((ON, True), (NAMELESS, False), (OFF, True)):
        switch(office, mode)
        posted = digests(office, scene.room)[-1].text
        assert (ben in posted) == is_named == ("names nobody" not in posted)
        assert (scene.secret in posted) == is_named
        assert "Social Awareness" in posted


def test_leaders_get_no_report_with_the_digest(shared_office: Office, scene: Scene) -> None:
    switch(shared_office, ON)
    before = len(shared_office.told(scene.ana))
    post_now(shared_office, scene.ana, scene.room)
    assert len(shared_office.told(scene.ana)) == before
    assert "numbers about groups" not in type_in("ben", "privacy")(shared_office, scene)
    switch(shared_office, OFF)
    assert "numbers about groups" in type_in("ben", "privacy")(shared_office, scene)


def test_the_form_says_at_its_field_what_cannot_be_and_writes_down_who_switched(
    shared_office: Office, scene: Scene
) -> None:
    office = shared_office
    told = submit(office, scene.boss, ids.COUNCIL_FORM, "", **fill(False, True))
    assert told == [NAMES_ALONE] and stored(office) == (False, False)
    for mode in ((True, True), (True, False), (True, False), (False, False)):
        assert submit(office, scene.boss, ids.COUNCIL_FORM, "", **fill(*mode)) == []
        assert stored(office) == mode
    with office.sessions.read() as session:
        acts = session.execute(
            select(AdminAct.before, AdminAct.after).where(AdminAct.kind == "works_council")
        ).all()
    on, off = {"is_on": True, "hides_names": True}, {"is_on": False, "hides_names": False}
    assert acts[-3:] == [
        (off, on),
        ({"hides_names": True}, {"hides_names": False}),
        ({"is_on": True}, {"is_on": False}),
    ]
