"""How fast the app speaks to Slack, by the sandbox's own record of the calls."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from slackapp.delivery.rate_limits import PACES, Pace
from tests.flows.office import Office

POST = "chat.postMessage"


def post_times(office: Office, channel: str, status: int = 200) -> list[float]:
    """When the app called to post in a channel, and Slack answered with that status."""
    return [
        call.time
        for call in office.sandbox.calls(POST)
        if call.args["channel"] == channel and call.status == status
    ]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize("transport", ["socket"])
def test_eight_kudos_at_once_are_posted_in_order_and_a_second_apart(office: Office) -> None:
    sandbox = office.sandbox
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")

    for number in range(8):
        assert office.kudos(ana, support, f"<@{ben}> empathy number {number}").ok
    office.settle()

    told = [post.text.splitlines()[0] for post in office.posts(support)]
    assert told == [f"*Ana* thanked <@{ben}>: number {number}" for number in range(8)]
    assert min(after - before for before, after in pairwise(post_times(office, support))) >= 1
    assert sandbox.violations == 0


@pytest.mark.parametrize("transport", ["http"])
def test_when_slack_says_wait_two_seconds_no_channel_hears_anything_for_two_seconds(
    office: Office,
) -> None:
    sandbox = office.sandbox
    ana, ben = sandbox.user("ana"), sandbox.user("ben")
    support, general = sandbox.channel("support"), sandbox.channel("general")
    sandbox.fault(POST, "ratelimited", retry_after=2)

    office.kudos(ana, support, f"<@{ben}> empathy the first")
    [refused_at] = sandbox.wait_for(lambda: post_times(office, support, 429))
    office.kudos(ana, general, f"<@{ben}> empathy the second")
    office.settle()

    for channel in (support, general):
        [posted_at] = post_times(office, channel)
        assert posted_at >= refused_at + 2
    assert sandbox.violations == 0


# Reads before an answer


def slow_down(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    """Let a method be called once an hour."""
    monkeypatch.setitem(PACES, method, Pace(timedelta(hours=1), burst=1))


@pytest.mark.parametrize("transport", ["http"])
def test_where_no_channel_may_be_read_now_a_kudos_waits_for_the_turn_of_its_channel(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_down(monkeypatch, "conversations.info")
    ana, ben = office.sandbox.user("ana"), office.sandbox.user("ben")
    rooms = [office.room(ana, ben) for _ in range(2)]
    answers = [office.kudos(ana, room, f"<@{ben}> empathy thanks in {room}") for room in rooms]
    office.sandbox.wait_for(lambda: office.posts(rooms[0]))

    assert all(answer.ok for answer in answers)
    assert len(office.sandbox.calls("conversations.info")) == 1
    assert [len(office.posts(room)) for room in rooms] == [1, 0]
    assert "if I am in that channel. If not, I will ask you" in answers[1].text


@pytest.mark.parametrize("transport", ["http"])
def test_when_slack_says_wait_with_a_channel_no_other_channel_is_read(office: Office) -> None:
    office.sandbox.fault("conversations.info", "ratelimited", retry_after=60)
    ana, ben = office.sandbox.user("ana"), office.sandbox.user("ben")
    for room in (office.room(ana, ben), office.room(ana, ben)):
        assert office.kudos(ana, room, f"<@{ben}> empathy thanks").ok
    assert len(office.sandbox.calls("conversations.info")) == 1
    assert office.sandbox.violations == 0


@pytest.mark.parametrize("transport", ["http"])
def test_where_nobody_may_be_looked_up_now_an_unknown_person_stays_unknown(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_down(monkeypatch, "users.info")
    ana, ben = office.sandbox.user("ana"), office.sandbox.user("ben")
    support = office.sandbox.channel("support")
    office.kudos(ana, support, f"<@{ben}> empathy so that the channel is known")
    texts = [office.kudos(ana, support, f"<@{who}> empathy").text for who in ("U0ONE", "U0TWO")]
    assert len(office.sandbox.calls("users.info")) == 1
    assert all(text.startswith("I do not know <@U0") for text in texts)
