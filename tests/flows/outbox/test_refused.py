"""What Slack refused, as giver, recipient, leader and the asked person see it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from databases import Database
from db import DigestPlan, Kudos, OutboxMessage, PacketRequest, Person, ReflectionSchedule
from slackapp.blocks import ids
from slackapp.jobs import monthly_digest, reflection_prompts
from slackapp.sandbox.server import Sandbox
from tests.flows.office import Office, labels, running, wait_until_people_are_known, words
from tests.flows.reflecting import look_at_workspace


@pytest.fixture
def office(sandbox: Sandbox, database: Database) -> Iterator[Office]:
    with running(sandbox, database.url, transport="http") as office:
        wait_until_people_are_known(office)
        give(office, "the first, so that the place is known")
        office.settle()
        yield office


def give(office: Office, message: str) -> None:
    sandbox = office.sandbox
    text = f"<@{sandbox.user('ben')}> empathy {message}"
    answer = office.kudos(sandbox.user("ana"), sandbox.channel("support"), text)
    assert "goes to <#" in answer.text


def refuse(office: Office) -> None:
    """A kudos whose announcement meets an archived channel."""
    sandbox = office.sandbox
    sandbox.fault("chat.postMessage", "server_error")
    give(office, "no words are lost")
    sandbox.archive(sandbox.channel("support"))
    office.settle()


def restore(office: Office) -> None:
    store, support = office.sandbox.world.store, office.sandbox.channel("support")
    store.put_channel(replace(store.find_channel(support), archived=False))


def test_both_are_told_what_could_not_be_posted_and_the_giver_may_post_it_elsewhere(
    office: Office,
) -> None:
    sandbox, ana, ben = office.sandbox, office.sandbox.user("ana"), office.sandbox.user("ben")
    refuse(office)
    [direct] = office.told(ben)
    assert "no words are lost" in direct.text
    assert direct.text.endswith("but it could not be posted there.")
    [word] = office.told(ana)
    assert "the channel is archived" in word.text
    assert labels(word) == ["Try again there", "Post in the default channel"]
    assert (
        "(told directly: it could not be posted)" in office.kudos(ana, sandbox.im(ana), "me").text
    )

    office.tap(ana, sandbox.im(ana), word, "Post in the default channel")
    [post] = office.posts(sandbox.channel("general"))
    # Ben has his one notification, the direct message.
    assert post.text.startswith("*Ana* thanked *Ben*: no words are lost")
    [direct] = office.told(ben)
    assert direct.text.endswith(f"For everyone in <#{sandbox.channel('general')}> to read.")
    [word] = office.told(ana)
    assert "goes to <#" in word.text


def test_trying_again_before_it_is_mended_says_what_is_in_the_way(office: Office) -> None:
    sandbox, ana = office.sandbox, office.sandbox.user("ana")
    refuse(office)
    [word] = office.told(ana)
    office.tap(ana, sandbox.im(ana), word, "Try again there")
    assert "is archived. Unarchive it first" in office.answers(ana, sandbox.im(ana))[-1].text

    restore(office)
    office.tap(ana, sandbox.im(ana), word, "Try again there")
    assert "no words are lost" in office.posts(sandbox.channel("support"))[-1].text


def test_where_another_company_reads_meanwhile_the_giver_is_asked_before_it_is_tried_again(
    office: Office,
) -> None:
    sandbox, ana, ben = office.sandbox, office.sandbox.user("ana"), office.sandbox.user("ben")
    support = sandbox.channel("support")
    refuse(office)
    restore(office)
    sandbox.change_channel(support, sharing=("is_ext_shared", "is_shared"))
    for label in ("Try again there", "Post it there anyway"):
        assert not [one for one in office.posts(support) if "no words are lost" in one.text]
        [word] = office.told(ana)
        office.tap(ana, sandbox.im(ana), word, label)
    assert [one for one in office.posts(support) if "no words are lost" in one.text]
    assert len(office.told(ben)) == 1


def test_nobody_else_may_post_what_was_refused(office: Office) -> None:
    ben = office.sandbox.user("ben")
    refuse(office)
    [word] = office.told(office.sandbox.user("ana"))
    room = office.room(ben)
    copy = office.repost(room, word)
    office.tap(ben, room, copy, "Post in the default channel")
    assert office.posts(office.sandbox.channel("general")) == []


def test_the_home_of_whoever_was_not_asked_says_so_and_asks_now(office: Office) -> None:
    sandbox, ben = office.sandbox, office.sandbox.user("ben")
    now = office.clock()
    hours = 12 - now.hour
    zone = f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
    with office.sessions.begin() as session:
        person_id = session.scalars(select(Person.id).where(Person.slack_user_id == ben)).one()
        session.execute(update(Person).where(Person.id == person_id).values(tz=zone))
        session.execute(
            update(ReflectionSchedule)
            .where(ReflectionSchedule.person_id == person_id)
            .values(tz=zone, next_due_at=now)
        )
    sandbox.fault("chat.postMessage", "restricted_action", channel=sandbox.im(ben))
    reflection_prompts.run(office.app.tools, lambda _outcome, _count: None)
    office.settle()
    assert office.told(ben) == []
    sandbox.open_home(ben)
    home = sandbox.wait_for(lambda: sandbox.home(ben))
    assert "Slack did not take this week's question, so you were not asked." in str(home.blocks)

    sandbox.press_in_view(ben, home, ids.REFLECTION_ASK_NOW, value="now")
    office.settle()
    [question] = office.told(ben)
    assert "Your reflection" in question.text
    sandbox.open_home(ben)
    sandbox.wait_for(lambda: "did not take" not in str(sandbox.home(ben).blocks))


def test_leaders_hear_that_their_digest_was_refused_and_how_it_is_posted(office: Office) -> None:
    sandbox = office.sandbox
    admin, ana, ben = office.person(is_admin=True), office.person(), office.person()
    room = office.room(admin, ana, ben)
    assert office.kudos(ana, room, f"<@{ben}> empathy you heard that caller out").ok
    office.settle()
    last_month = office.clock().replace(day=1) - timedelta(days=3)
    with office.sessions.begin() as session:
        session.execute(
            update(Kudos).where(Kudos.slack_channel_id == room).values(given_at=last_month)
        )
    office.kudos(admin, room, f"leaders <@{ana}>")
    office.kudos(admin, room, "digest on")
    with office.sessions.begin() as session:
        session.execute(update(DigestPlan).values(next_due_at=office.clock()))
    sandbox.fault("chat.postMessage", "restricted_action", channel=room)
    monthly_digest.run(office.app.tools)
    office.settle()
    [word] = [one for one in office.told(ana) if "could not be posted" in one.text]
    assert f"could not be posted in <#{room}>: only some people may post there." in word.text
    assert office.posts(room, visible_to=ana)[-1].text.startswith("*")

    month = f"{last_month:%Y-%m}"
    office.kudos(ana, room, f"digest now {month}")
    monthly_digest.run(office.app.tools)
    office.settle()
    assert "what we thanked each other for" in words(office.posts(room)[-1])


def test_a_leader_hears_that_a_question_about_a_packet_was_refused(office: Office) -> None:
    sandbox = office.sandbox
    admin, ana, ben = office.person(is_admin=True), office.person(), office.person()
    room = office.room(admin, ana, ben)
    assert office.kudos(ana, room, f"<@{ben}> empathy you heard that caller out").ok
    office.settle()
    office.kudos(admin, room, f"leaders <@{ana}>")
    sandbox.fault("chat.postMessage", "restricted_action", channel=sandbox.im(ben))
    answer = office.kudos(ana, room, f"packet <@{ben}>")
    assert "I have asked" in answer.text
    office.settle()
    assert office.told(ana)[-1].text.startswith(
        f"Slack did not take my question to <@{ben}> about a review packet"
    )
    with office.sessions.read() as session:
        assert session.scalars(select(PacketRequest)).all() == []
        assert "failed" not in session.scalars(select(OutboxMessage.state)).all()
    assert "I have asked" in office.kudos(ana, room, f"packet <@{ben}>").text


def test_an_admin_reads_what_failed_and_has_it_sent_again(office: Office) -> None:
    sandbox, grace = office.sandbox, office.sandbox.user("grace")
    support = sandbox.channel("support")
    refuse(office)
    said = json.dumps(look_at_workspace(office, grace).blocks)
    assert f"A message to <#{support}> could not be sent: the channel is archived." in said

    restore(office)
    assert sandbox.press_in_view(grace, sandbox.home(grace), ids.SEND_AGAIN).ok

    office.settle()
    assert "I try all of it again now" in json.dumps(sandbox.modal(grace).blocks)
    assert "no words are lost" in office.posts(support)[-1].text
    said = json.dumps(look_at_workspace(office, grace).blocks)
    assert "All is well" in said and ids.SEND_AGAIN not in said
