"""Giving where Slack does not say what the channel is: nothing untrue is said, and all is sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from databases import Database
from slackapp.delivery.rate_limits import PACES
from slackapp.sandbox.server import Sandbox
from tests.flows.office import Office, labels, running, wait_until_people_are_known

NOT_THERE = "I am not in"
KINDS = [
    *("server_error", "drop_before", "ratelimited", "missing_scope", "internal_error"),
    *("page_407", "request_timeout", "org_login_required"),
]


@pytest.fixture
def office(sandbox: Sandbox, database: Database) -> Iterator[Office]:
    with running(sandbox, database.url, transport="http", kudoscope_daily_limit=0) as office:
        wait_until_people_are_known(office)
        yield office


def lose_the_read(office: Office, kind: str = "server_error", times: int = 1) -> None:
    office.sandbox.fault("conversations.info", kind, times=times)


@pytest.mark.parametrize("kind", KINDS)
def test_a_read_that_fails_once_makes_nobody_hear_what_is_not_known(
    office: Office, kind: str
) -> None:
    sandbox, ana, ben = office.sandbox, office.sandbox.user("ana"), office.sandbox.user("ben")
    lose_the_read(office, kind)
    answer = office.kudos(ana, sandbox.channel("support"), f"<@{ben}> empathy for {kind}")
    assert NOT_THERE not in answer.text
    assert "if I am in that channel. If not, I will ask you" in answer.text
    office.clock.advance(seconds=40)
    office.settle()
    [post] = office.posts(sandbox.channel("support"))
    assert f"for {kind}" in post.text
    assert office.told(ana) == []


def test_the_twenty_sixth_unknown_channel_of_a_minute_is_found_out_in_its_turn(
    office: Office,
) -> None:
    ana, ben = office.sandbox.user("ana"), office.sandbox.user("ben")
    rooms = [office.room(ana, ben) for _ in range(PACES["conversations.info"].burst + 5)]
    for room in rooms:
        answer = office.kudos(ana, room, f"<@{ben}> empathy in {room}")
        assert NOT_THERE not in answer.text
        assert "goes to <#" in answer.text
    for _ in range(20):
        office.clock.advance(seconds=2)
        office.app.delivery.wake()
    office.settle()
    assert [len(office.posts(room)) for room in rooms] == [1] * len(rooms)
    assert office.told(ana) == []


def test_where_the_app_is_not_the_giver_is_asked_once_that_is_known(office: Office) -> None:
    sandbox, ana, ben = office.sandbox, office.sandbox.user("ana"), office.sandbox.user("ben")
    room = office.room(ana, ben, app_is_member=False)
    lose_the_read(office)
    assert NOT_THERE not in office.kudos(ana, room, f"<@{ben}> empathy so calm").text
    office.settle()
    [question] = office.told(ana)
    assert f"I am not in <#{room}>" in question.text
    assert labels(question) == [
        "Post in the default channel",
        "I invited you: post there",
        "Send privately",
        "What did they do?",
        "Change it",
        "Take it back",
    ]
    assert office.readers("so calm", ana, ben) == set()

    office.tap(ana, sandbox.im(ana), question, "Post in the default channel")
    [post] = office.posts(sandbox.channel("general"))
    assert "so calm" in post.text
    [shown] = office.told(ana)
    assert "goes to <#" in shown.text


def test_the_giver_who_invited_the_app_has_it_posted_there(office: Office) -> None:
    sandbox, ana, ben = office.sandbox, office.sandbox.user("ana"), office.sandbox.user("ben")
    room = office.room(ana, ben, app_is_member=False)
    lose_the_read(office)
    office.kudos(ana, room, f"<@{ben}> empathy so calm")
    office.settle()
    sandbox.command(user=ana, channel=room, text="@kudoscope", command="/invite")
    [question] = office.told(ana)
    office.tap(ana, sandbox.im(ana), question, "I invited you: post there")
    hello, post = office.posts(room)
    assert "I am Kudoscope" in hello.text
    assert "so calm" in post.text


def test_a_word_on_a_held_kudos_waits_too_where_slack_does_not_say(office: Office) -> None:
    sandbox, ana, ben = office.sandbox, office.sandbox.user("ana"), office.sandbox.user("ben")
    room = office.room(ana, ben, app_is_member=False)
    answer = office.kudos(ana, room, f"<@{ben}> empathy so calm")
    assert NOT_THERE in answer.text
    lose_the_read(office)
    office.tap(ana, room, answer, "Post in the default channel")
    office.clock.advance(seconds=10)
    office.settle()
    assert not [one for one in office.answers(ana, room) if "still not in" in one.text]
    assert "so calm" in office.posts(sandbox.channel("general"))[-1].text


def test_a_group_message_is_never_one_that_the_app_could_be_in(office: Office) -> None:
    ana, ben = office.sandbox.user("ana"), office.sandbox.user("ben")
    room = office.room(ana, ben, kind="group", app_is_member=False)
    lose_the_read(office)
    answer = office.kudos(ana, room, f"<@{ben}> empathy so calm")
    assert "no app can join a group message" in answer.text
    assert labels(answer)[:2] == ["Post in the default channel", "Send privately"]


@pytest.mark.parametrize("words", ["digest on", "digest now", "digest preview"])
def test_a_digest_is_not_refused_for_what_is_not_known(office: Office, words: str) -> None:
    admin = office.person(is_admin=True)
    room = office.room(admin)
    lose_the_read(office)
    answer = office.kudos(admin, room, words)
    assert "I am asking again" in answer.text or "in a moment" in answer.text
    office.clock.advance(seconds=10)
    office.settle()
    told = office.answers(admin, room)
    assert len(told) == 2
    assert not [one for one in told if "I am not in" in one.text]


def test_the_giver_reads_in_their_list_that_it_is_on_its_way(office: Office) -> None:
    sandbox, ana, ben = office.sandbox, office.sandbox.user("ana"), office.sandbox.user("ben")
    lose_the_read(office, times=1_000)
    office.kudos(ana, sandbox.channel("support"), f"<@{ben}> empathy so calm")
    assert "(on its way)" in office.kudos(ana, sandbox.im(ana), "me").text
    assert "so calm" not in office.kudos(ben, sandbox.im(ben), "me").text
    sandbox.clear_faults()
    office.clock.advance(seconds=40)
    office.settle()
    assert "so calm" in office.kudos(ben, sandbox.im(ben), "me").text
