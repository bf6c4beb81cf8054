"""How fast the app speaks to Slack, by the sandbox's own record of the calls."""

from __future__ import annotations

from itertools import pairwise

import pytest

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
