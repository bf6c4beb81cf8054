"""A channel that another company is in: what is told there, who is asked, and who is told so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from db import Channel, DigestPlan, Kudos
from slackapp.blocks import ids
from slackapp.jobs import monthly_digest
from tests.flows.office import Office, labels
from tests.flows.telling import files, post_now
from tests.flows.two_channels import SAID, Scene

SHARED = [("is_ext_shared", "is_shared"), ("is_pending_ext_shared",), ("is_shared",)]
OTHERS = "People from another company can read"
READ_HERE = "*People from another company can read this channel.*"


@pytest.fixture
def scene(office: Office) -> Scene:
    """`here` is shared with another company; Ben is thanked in `there`, which is our own."""
    admin, ana, ben = office.person(is_admin=True), office.person(), office.person()
    here, there = office.room(admin, ana, ben), office.room(admin, ana, ben)
    share(office, here)
    return Scene(office, admin, ana, ben, here, there)


def share(office: Office, room: str, sharing: tuple[str, ...] = SHARED[0]) -> None:
    office.sandbox.change_channel(room, sharing=sharing)


def digests(scene: Scene) -> list[str]:
    return [one.text for one in scene.office.posts(scene.here) if "other for" in one.text]


def test_a_shared_channel_tells_only_of_kudos_given_in_it(scene: Scene) -> None:
    office = scene.office
    scene.thank()
    inside = replace(scene, here=scene.there, there=scene.here)
    answer = office.kudos(scene.ana, scene.here, f"<@{scene.ben}> trustworthiness said in here")
    office.tap(scene.ana, scene.here, answer, "Post it")
    with office.sessions.begin() as session:
        last_month = office.clock().replace(day=1) - timedelta(days=3)
        session.execute(update(Kudos).values(given_at=last_month))
    assert "The next digest" in office.kudos(scene.admin, scene.here, "digest on").text
    told = scene.tell(scene.here)
    assert {way for way, words in told.items() if "said in here" in words} == set(told)
    assert all(SAID not in words for words in told.values())
    # Nor does any other channel hear of what was said before another company.
    assert all("said in here" not in words for words in inside.tell(scene.there).values())


@pytest.mark.parametrize("sharing", SHARED)
def test_digest_and_report_are_off_until_an_admin_switches_them_on(
    scene: Scene, sharing: tuple[str, ...]
) -> None:
    office, admin, ana, here = scene.office, scene.admin, scene.ana, scene.here
    share(office, here, ())
    office.kudos(admin, here, f"leaders <@{ana}>")
    scene.read_members(here)
    share(office, here, sharing)
    with office.sessions.begin() as session:
        session.execute(update(Channel).values(checked_at=office.clock() - timedelta(hours=1)))
    answer = office.kudos(ana, here, "digest on").text
    assert OTHERS in answer and "only a workspace admin" in answer
    for words in ("digest now", "digest preview"):
        assert OTHERS in office.kudos(ana, here, words).text
    for words in ("report", "export team"):
        office.kudos(admin, here, words)
        office.settle()
        assert OTHERS in office.told(admin)[-1].text
    assert files(office, admin) == []
    assert "The next digest" in office.kudos(admin, here, "digest on").text
    post_now(office, ana, here)
    assert any("A quiet" in one.text for one in office.posts(here))
    office.kudos(admin, here, "digest off")
    assert OTHERS in office.kudos(ana, here, "digest now").text


def test_a_digest_that_is_due_where_another_company_came_in_is_not_made_and_leaders_are_told(
    scene: Scene,
) -> None:
    office, admin, ana, here = scene.office, scene.admin, scene.ana, scene.here
    share(office, here, ())
    office.kudos(admin, here, f"leaders <@{ana}>")
    office.kudos(admin, here, "digest on")
    share(office, here)
    for _ in range(2):
        with office.sessions.begin() as session:
            due = office.clock() - timedelta(seconds=1)
            session.execute(update(DigestPlan).values(next_due_at=due))
        monthly_digest.run(office.app.tools)
        office.settle()
    assert office.posts(here) == []
    (told,) = [one for one in office.told(ana) if "I did not make" in one.text]
    assert "people from another company can read" in told.text


def test_a_channel_that_the_company_shares_with_itself_is_its_own(scene: Scene) -> None:
    share(scene.office, scene.here, ("is_shared", "is_org_shared"))
    scene.thank()
    told = scene.tell(scene.here)
    assert {way for way, words in told.items() if SAID in words} == set(told)


def test_the_giver_is_told_who_reads_there_before_a_kudos_is_posted(scene: Scene) -> None:
    office, ana, ben, here = scene.office, scene.ana, scene.ben, scene.here
    before = office.stored()
    answer = office.kudos(ana, here, f"<@{ben}> empathy for the call")
    assert answer.text.startswith(READ_HERE)
    assert labels(answer) == ["Post it", "Cancel"]
    office.settle()
    assert office.stored() == before
    office.tap(ana, here, answer, "Post it")
    (post,) = office.posts(here)
    assert "for the call" in post.text


def test_a_preview_that_did_not_say_so_posts_nothing_there(scene: Scene) -> None:
    office, ana, ben, here = scene.office, scene.ana, scene.ben, scene.here
    share(office, here, ())
    answer = office.kudos(ana, here, "empathy for the call")
    office.use(ana, here, answer, ids.DRAFT_RECIPIENT, selected_user=ben)
    (shown,) = office.answers(ana, here)
    assert labels(shown) == ["Post it", "Cancel"] and READ_HERE not in shown.text
    share(office, here)
    with office.sessions.begin() as session:
        session.execute(update(Channel).values(checked_at=office.clock() - timedelta(hours=1)))
    office.tap(ana, here, shown, "Post it")
    assert office.posts(here) == []
    (shown,) = office.answers(ana, here)
    assert READ_HERE in shown.text
    office.tap(ana, here, shown, "Post it")
    assert len(office.posts(here)) == 1


def test_where_slack_says_it_later_the_giver_is_asked_first(scene: Scene) -> None:
    office, ana, ben, here = scene.office, scene.ana, scene.ben, scene.here
    office.sandbox.fault("conversations.info", "internal_error", channel=here)
    office.kudos(ana, here, f"<@{ben}> empathy for the call")
    office.settle()
    assert office.posts(here) == []
    (asked,) = office.told(ana)
    assert "people from another company can read" in asked.text
    office.tap(ana, office.sandbox.im(ana), asked, "Post it there anyway")
    assert len(office.posts(here)) == 1
