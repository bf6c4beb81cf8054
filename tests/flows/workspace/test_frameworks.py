"""A company's own values through the front door: uploaded, given, changed, and left again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from databases import Database
from db import KudosTag, Workspace
from slackapp.blocks import ids
from slackapp.clock import MovingClock
from slackapp.domain.base.digest_times import Month
from slackapp.sandbox.file_methods import DOWNLOAD
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.views import View
from slackapp.services.kudos.history import list_received_tags
from slackapp.services.operate.verify import verify
from slackapp.services.team.page import draw_digest
from slackapp.services.workspace.channels import AS_LAST_READ
from tests.flows.conftest import MONDAY
from tests.flows.office import Office, elements, running, wait_until_people_are_known, words
from tests.flows.reflecting import look_at_workspace, submit

VALUES = """
key = "values"
name = "Our values"
[[clusters]]
key = "us"
name = "Us & Them"
domain = "company"
[[clusters.competencies]]
key = "kind"
name = "Be Kind"
definition = "Is kind"
crosswalk = ["empathy"]
behaviours = [{ key = "asks", text = "Asks how you are", tier = "basic" }]
[[clusters.competencies]]
key = "dare"
name = "Dare & Do"
definition = "Tries what is new"
"""
FORMER = "1 kudos named it; they will be shown as *Kindness* from now on."


class Scene:
    """An office with an admin and two colleagues in a channel."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.boss = office.person(is_admin=True)
        self.ana, self.ben = office.person(), office.person()
        self.room = office.room(self.boss, self.ana, self.ben)
        self.rooms: list[str] = []

    def open(self, who: str = "") -> View:
        """The form, from the Home."""
        who = who or self.boss
        home = look_at_workspace(self.office, who)
        assert self.office.sandbox.press_in_view(who, home, ids.FRAMEWORK).ok
        return self.shown()

    def shown(self) -> View:
        view = self.office.sandbox.modal(self.boss)
        assert view is not None
        return view

    def upload(self, text: str, name: str = "values.toml") -> Any:
        """Pick that file in the form, and ask what moves."""
        form = self.open()
        file_id = self.office.sandbox.upload(self.boss, name, text.encode())
        return submit(self.office, self.boss, form, framework_file=[file_id])

    def choose(self, key: str) -> Any:
        """Choose that one in the form, and ask what moves."""
        return submit(self.office, self.boss, self.open(), framework_choice=key)

    def take(self) -> Any:
        """Take what is shown, and wait until the app goes by it."""
        answer = submit(self.office, self.boss, self.shown())
        self.office.settle()
        return answer

    def error(self) -> str:
        """What stands below the fields."""
        return "\n".join(self.shown().errors.values())

    def used(self) -> str:
        with self.office.sessions.read() as session:
            return session.scalars(select(Workspace.framework_key)).one()

    def list_names(self) -> str:
        return self.office.kudos(self.ana, self.room, "list").text

    def wait_for(self, name: str) -> None:
        """An installation is kept for a second after it was read."""
        self.office.sandbox.wait_for(lambda: name in self.list_names(), message="it is not used")

    def give(self, text: str) -> str:
        """Ana types that about Ben, in a channel of its own for its pace; what is posted."""
        self.rooms.append(self.office.room(self.ana, self.ben) if self.rooms else self.room)
        answer = self.office.kudos(self.ana, self.rooms[-1], f"<@{self.ben}> {text}")
        self.office.settle()
        assert self.office.posts(self.rooms[-1]), answer
        return self.posted(-1)

    def posted(self, number: int) -> str:
        """What that kudos, in the order they were given, says in its channel now."""
        [post] = self.office.posts(self.rooms[number])
        return words(post)

    def digest(self) -> str:
        """The month so far, as the channel's digest would tell it."""
        with self.office.sessions.read() as session:
            drawn = draw_digest(
                session,
                workspace_id=1,
                slack_channel_id=self.room,
                tz="UTC",
                month=Month.of(self.office.clock().date()),
                proven_since=AS_LAST_READ,
            )
        return "\n".join(one.text for one in drawn.parts)

    def received(self) -> list[str]:
        """What Ben was recognised for, as his strengths count it."""
        ben = self.office.find_person(self.ben)
        assert ben is not None
        since = self.office.clock() - timedelta(days=1)
        with self.office.sessions.read() as session:
            tags = list_received_tags(session, workspace_id=1, person_id=ben.id, since=since)
        return sorted(tag.competency_key for tag in tags)

    def broken(self) -> list[str]:
        with self.office.sessions.read() as session:
            return [one.name for one in verify(session, now=self.office.clock()) if one.is_broken]


def said(view: View) -> str:
    """All that a view says."""
    return "\n".join(
        one["text"]["text"] if "text" in one else json.dumps(one) for one in view.blocks
    )


@pytest.fixture
def scene(shared_office: Office) -> Iterator[Scene]:
    """A scene whose workspace uses ECF, whatever a test before it chose."""
    scene = Scene(shared_office)
    if scene.used() != "ecf":
        assert scene.choose("ecf").ok
        assert scene.take().ok
        scene.wait_for("Emotional Competence Framework")
    yield scene


def test_own_values_live_from_the_upload_to_the_way_back(database: Database) -> None:
    clock = MovingClock(MONDAY)
    with (
        Sandbox.start(port=0, clock=clock.timestamp) as sandbox,
        running(sandbox, database.url, clock=clock, transport="http") as office,
    ):
        wait_until_people_are_known(office)
        _live(Scene(office))


def _live(scene: Scene) -> None:
    scene.give("empathy you let them finish")
    assert scene.upload(VALUES).ok
    assert (
        "*Our values, version 1* will be used from now on. It will be kept as a new version."
        in (said(scene.shown()))
    )
    assert "• 1 kudos for *Empathy* will be shown as *Be Kind* from now on." in said(scene.shown())
    assert scene.used() == "ecf"
    assert scene.take().ok
    assert scene.office.sandbox.modal(scene.boss) is None
    assert (
        "To go back, open my Home, choose *Workspace*, press *Framework* and choose "
        "*Emotional Competence Framework*"
    ) in scene.office.told(scene.boss)[-1].text
    scene.wait_for("Our values")
    assert scene.used() == "values@1"

    # In an own word, in one of ECF, and in one of another vocabulary.
    assert "*Be Kind* · Us &amp; Them" in scene.give("be kind thanks")
    assert "*Dare &amp; Do*" in scene.give("dare & do you tried it")
    assert "Empathy" in scene.give("empathy you listened")
    assert "*Tolerance* · Self-Control" in scene.give("tolerance you stayed calm")
    assert scene.broken() == []
    told = scene.digest()
    assert "Us &amp; Them: Be Kind (everyday service), Dare &amp; Do\n" in told
    assert "Not in Our values: Self-Control (everyday service)\n" in told
    # One's own strengths are kept in ECF, by the crosswalk; what has none stays what it is.
    assert scene.received() == ["dare", "empathy", "empathy", "empathy", "self_control"]

    # A changed file says what moves; what was given keeps its word.
    assert scene.upload(VALUES.replace("Be Kind", "Kindness")).ok
    assert f"• *Be Kind* is called *Kindness* now. {FORMER}" in said(scene.shown())
    assert scene.take().ok
    scene.wait_for("Kindness")
    assert "Kindness" in scene.give("kindness again")
    # A practice that is chosen only now is one of the version that it was given in.
    room = scene.rooms[1]
    scene.office.say_deed(scene.ana, room, scene.office.answers(scene.ana, room)[-1])
    assert "*Be Kind* · everyday service · Us &amp; Them · “Asks how you are”" in scene.posted(1)
    assert "Us &amp; Them: Kindness (everyday service), Dare &amp; Do\n" in scene.digest()
    own = scene.office.kudos(scene.ben, scene.room, "me")
    assert "*Be Kind*" in words(own)
    assert "*Kindness*" in words(own)
    assert scene.broken() == []

    # Back to ECF: all versions are in the list, and what was given stays.
    assert scene.choose("ecf").ok
    shown = said(scene.shown())
    assert "• *Kindness* goes: 2 kudos named it; they keep it, new ones cannot name it." in shown
    assert "• 4 kudos for *Kindness* will be shown as *Empathy* from now on." in shown
    assert scene.take().ok
    scene.wait_for("Emotional Competence Framework")
    offered = json.dumps(scene.open().blocks)
    assert all(f'"values@{version}"' in offered for version in (1, 2))
    with scene.office.sessions.read() as session:
        stored = session.scalars(select(KudosTag.framework_key).order_by(KudosTag.id)).all()
    assert [one for one in stored if "@" in one] == ["values@1", "values@1", "values@2"]
    assert scene.broken() == []


def test_a_file_with_mistakes_is_told_them_at_its_field(scene: Scene) -> None:
    faulty = VALUES.replace('"empathy"', '"sympathy"').replace("definition =", "meaning =")
    assert scene.upload(faulty).error == "errors"
    lines = scene.error().splitlines()
    assert lines[0].startswith('1. clusters[1].competencies[1] "kind": "meaning" is unknown')
    assert any('"crosswalk" holds "sympathy"' in line for line in lines)
    assert [line.split(".")[0] for line in lines] == list("12345")
    assert scene.used() == "ecf"


def test_of_very_many_mistakes_the_rest_is_counted(scene: Scene) -> None:
    unknown = "".join(f"field{number} = 1\n" for number in range(500))
    assert scene.upload(unknown + VALUES).error == "errors"
    assert len(scene.error()) < 2_000
    assert scene.error().endswith("more faults")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe\x00", "is not a text file in UTF-8"),
        (b"just words", "is not valid TOML"),
        (b"# " + b"x" * 400_000, "The file is larger than 400 kB, too large for a framework."),
        (b"", '"key" is missing'),
    ],
)
def test_what_is_no_framework_is_refused_at_the_field(
    scene: Scene, content: bytes, reason: str
) -> None:
    form = scene.open()
    file_id = scene.office.sandbox.upload(scene.boss, "picture.png", content)
    assert submit(scene.office, scene.boss, form, framework_file=[file_id]).error == "errors"
    assert reason in scene.error()


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("server_error", "Slack did not give me the file in time"),
        ("drop_before", "Slack did not give me the file in time"),
        ("timeout_before", "Slack did not give me the file in time"),
    ],
)
def test_a_file_that_slack_does_not_give_is_told_in_time(
    scene: Scene, kind: str, reason: str
) -> None:
    scene.office.sandbox.fault(DOWNLOAD, kind, seconds=2.5)
    assert scene.upload(VALUES).error == "errors"
    assert reason in scene.error()
    # The same file again, once Slack gives it.
    assert scene.upload(VALUES).ok


def test_without_the_scope_the_form_says_what_it_lacks(scene: Scene) -> None:
    office = scene.office
    form = scene.open()
    file_id = office.sandbox.upload(scene.boss, "values.toml", VALUES.encode())
    office.sandbox.withdraw("files:read")
    try:
        assert submit(office, scene.boss, form, framework_file=[file_id]).error == "errors"
        assert "The app needs the scope files:read" in scene.error()
        with office.sessions.begin() as session:
            workspace = session.scalars(select(Workspace)).one()
            granted, workspace.scopes = workspace.scopes, "commands,chat:write"
        shown = scene.open()
        assert "`files:read`" in json.dumps(shown.blocks)
        assert [one["block_id"] for one in shown.blocks if one["type"] == "input"] == [
            ids.FRAMEWORK_CHOICE_BLOCK
        ]
    finally:
        office.sandbox.grant("files:read")
        with office.sessions.begin() as session:
            session.scalars(select(Workspace)).one().scopes = granted


def test_nothing_is_taken_before_it_was_looked_at_nor_twice(scene: Scene) -> None:
    assert scene.choose("twelve_zealous").ok
    assert scene.used() == "ecf"
    # Back, and away.
    assert scene.office.sandbox.close_view(scene.boss, scene.shown()).ok
    assert scene.shown().title == "Framework"
    assert scene.used() == "ecf"
    assert scene.choose("ecf").error == "errors"
    assert "is in use already" in scene.error()
    assert submit(scene.office, scene.boss, scene.open(), framework_choice=None).error == "errors"


def test_whoever_is_no_admin_any_more_takes_nothing(scene: Scene) -> None:
    assert scene.choose("twelve_zealous").ok
    scene.office.sandbox.change_person(scene.boss, is_admin=False)
    scene.office.sandbox.wait_for(lambda: not scene.office.find_person(scene.boss).is_admin)
    before = len(scene.office.told(scene.boss))
    assert scene.take().ok
    assert "Only an admin of this workspace may do that." in said(scene.shown())
    assert scene.used() == "ecf"
    assert len(scene.office.told(scene.boss)) == before
    calls = len(scene.office.sandbox.calls(DOWNLOAD))
    file_id = scene.office.sandbox.upload(scene.boss, "values.toml", VALUES.encode())
    form = scene.office.sandbox.world.views.stack(scene.boss)[0]
    assert submit(scene.office, scene.boss, form, framework_file=[file_id]).error == "errors"
    # Nothing is fetched for them.
    assert len(scene.office.sandbox.calls(DOWNLOAD)) == calls


def test_what_another_admin_changed_meanwhile_is_not_changed_over(scene: Scene) -> None:
    assert scene.choose("twelve_zealous").ok
    with scene.office.sessions.begin() as session:
        session.scalars(select(Workspace)).one().framework_key = "five_core_strengths"
    assert scene.take().ok
    assert "Somebody else changed the framework in the meantime" in said(scene.shown())
    assert scene.used() == "five_core_strengths"


def test_a_file_that_changed_after_the_look_is_not_taken(scene: Scene) -> None:
    assert scene.upload(VALUES).ok
    store = scene.office.sandbox.world.store
    file = next(one for one in store._files.values() if one.owner_id == scene.boss)
    changed = VALUES.replace("Be Kind", "Be Wild").encode()
    store.put_file(replace(file, content=changed))
    assert scene.take().ok
    assert "This is not the file that you looked at." in said(scene.shown())
    assert scene.used() == "ecf"


def test_the_home_says_what_is_used_and_puts_the_former_one_back(scene: Scene) -> None:
    assert scene.choose("twelve_zealous").ok
    assert scene.take().ok
    home = scene.office.sandbox.home(scene.boss)
    assert "Twelve Zealous" in json.dumps(home.blocks)
    undo = next(one for one in elements(home) if one["action_id"] == ids.UNDO_ACT)
    block_id = next(one["block_id"] for one in home.blocks if one.get("accessory") == undo)
    assert scene.office.sandbox.press_in_view(scene.boss, home, ids.UNDO_ACT, block_id=block_id).ok
    assert scene.used() == "ecf"
    # At once, and not a second later.
    assert "Empathy" in scene.list_names()
