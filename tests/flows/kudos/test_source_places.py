"""What was said in one channel and is told in another: while it is public there, proven anew."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db import Channel
from slackapp.jobs import monthly_digest
from tests.flows.office import Office
from tests.flows.telling import post_now
from tests.flows.two_channels import SAID, Scene


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
