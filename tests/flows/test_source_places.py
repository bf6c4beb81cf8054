"""What was said in one channel and is told in another: while it is public there, proven anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db import Channel, Kudos
from slackapp.jobs import monthly_digest
from tests.flows.office import Office
from tests.flows.test_digest import post_now
from tests.flows.test_files import content, files

SAID = "you said it over there"


@dataclass(frozen=True)
class Scene:
    """Ben is in two channels, and was thanked in `there`; the admin looks at `here`."""

    office: Office
    admin: str
    ana: str
    ben: str
    here: str
    there: str

    def thank(self, words: str = SAID) -> None:
        """Ana thanks Ben in the other channel, which counts for last month."""
        assert self.office.kudos(self.ana, self.there, f"<@{self.ben}> empathy {words}").ok
        self.office.settle()
        with self.office.sessions.begin() as session:
            last_month = self.office.clock().replace(day=1) - timedelta(days=3)
            session.execute(
                update(Kudos)
                .where(Kudos.slack_channel_id == self.there)
                .values(given_at=last_month)
            )

    def read_members(self, room: str) -> None:
        """Have the app know who is in a channel."""
        self.office.kudos(self.admin, room, "digest preview")
        self.office.settle()

    def tell(self, room: str) -> dict[str, str]:
        """All that a channel tells of last month, by the way in which it does."""
        office, admin = self.office, self.admin
        # Time for the pace to recover from what was read before.
        office.clock.advance(minutes=1)
        self.read_members(room)
        had, shown = len(files(office, admin)), len(office.answers(admin, room))
        post_now(office, admin, room)
        office.kudos(admin, room, "digest preview")
        office.kudos(admin, room, f"report <@{self.ben}>")
        office.kudos(admin, room, "export team json")
        office.settle()
        answers = office.answers(admin, room)[shown:]
        return {
            "digest": "\n".join(one.text for one in office.posts(room) if "other for" in one.text),
            "preview": "\n".join(one.text for one in answers if "other for" in one.text),
            "page": "\n".join(one.text for one in answers if "other for" not in one.text),
            "export": "\n".join(map(content, files(office, admin)[had:])),
        }


@pytest.fixture
def scene(office: Office) -> Scene:
    """The two channels, both public and with the app in them."""
    admin, ana, ben = office.person(is_admin=True), office.person(), office.person()
    here, there = office.room(admin, ana, ben), office.room(admin, ana, ben)
    return Scene(office, admin, ana, ben, here, there)


def test_what_was_said_in_a_public_channel_is_told_in_another(scene: Scene) -> None:
    scene.thank()
    told = scene.tell(scene.here)
    assert {way for way, words in told.items() if SAID in words} == set(told)


def test_what_was_said_in_a_channel_that_became_private_is_told_there_alone(scene: Scene) -> None:
    scene.thank()
    assert scene.tell(scene.here)["digest"].count(SAID) == 1
    scene.office.sandbox.change_channel(scene.there, kind="private")
    assert all(SAID not in words for words in scene.tell(scene.here).values())
    inside = scene.tell(scene.there)
    assert {way for way, words in inside.items() if SAID in words} == set(inside)


def test_a_kudos_that_was_taken_for_public_by_what_was_known_is_told_there_alone(
    scene: Scene,
) -> None:
    scene.thank("so that the place is known")
    scene.office.sandbox.change_channel(scene.there, kind="private")
    scene.thank()
    with scene.office.sessions.read() as session:
        kind = select(Channel.kind).where(Channel.slack_channel_id == scene.there)
        assert session.scalar(kind) == "public"
    assert all(SAID not in words for words in scene.tell(scene.here).values())
    assert SAID in scene.tell(scene.there)["digest"]


def test_only_the_channels_that_matter_are_asked_about(scene: Scene) -> None:
    office = scene.office
    scene.thank()
    elsewhere = office.room(scene.ana, scene.ben)
    outsider = office.person()
    assert office.kudos(scene.ana, elsewhere, f"<@{outsider}> empathy for somebody else").ok
    office.settle()
    scene.read_members(scene.here)
    before = len(office.sandbox.calls("conversations.info"))
    post_now(office, scene.admin, scene.here)
    asked = [one.args["channel"] for one in office.sandbox.calls("conversations.info")[before:]]
    assert scene.there in asked
    assert elsewhere not in asked


def test_a_digest_waits_while_slack_does_not_say_what_a_channel_is(scene: Scene) -> None:
    office = scene.office
    scene.thank()
    scene.read_members(scene.here)
    office.sandbox.fault("conversations.info", "internal_error", channel=scene.there)
    post_now(office, scene.admin, scene.here)
    assert not any("other for" in one.text for one in office.posts(scene.here))
    monthly_digest.run(office.app.tools)
    office.settle()
    assert any(SAID in one.text for one in office.posts(scene.here))


def test_a_channel_that_slack_does_not_speak_of_is_not_told_of(scene: Scene) -> None:
    office = scene.office
    scene.thank()
    scene.read_members(scene.here)
    office.sandbox.change_channel(scene.there, kind="private", member_ids=(scene.ana, scene.ben))
    post_now(office, scene.admin, scene.here)
    assert not any(SAID in one.text for one in office.posts(scene.here))
