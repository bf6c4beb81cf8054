"""What was acked is announced, whenever the app stops or dies in between."""

from __future__ import annotations

from databases import Database
from slackapp.sandbox.server import Sandbox
from tests.flows.office import running, wait_until_people_are_known

#: Of the calls that post.
POST = "chat.postMessage"


def test_what_was_acked_before_a_stop_is_announced_after_the_start(
    sandbox: Sandbox, database: Database, transport: str
) -> None:
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    with running(sandbox, database.url, transport=transport) as office:
        wait_until_people_are_known(office)
        # Slack refuses for now, so that nothing can leave before the stop.
        sandbox.fault(POST, "server_error", times=1_000)
        for number in range(3):
            answer = office.kudos(ana, support, f"<@{ben}> empathy thanks number {number}")
            assert "goes to <#" in answer.text
        assert office.posts(support) == []
    sandbox.clear_faults()

    with running(sandbox, database.url, transport=transport) as office:
        office.settle()
        told = [post.text.splitlines()[0] for post in office.posts(support)]

    assert told == [f"*Ana* thanked <@{ben}>: thanks number {number}" for number in range(3)]


def test_with_the_history_scope_a_lost_answer_makes_no_second_post(
    sandbox: Sandbox, database: Database
) -> None:
    sandbox.grant("channels:history")
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    with running(sandbox, database.url) as office:
        wait_until_people_are_known(office)
        sandbox.fault(POST, "drop_after")
        answer = office.kudos(ana, support, f"<@{ben}> empathy thanks, once")
        office.settle()
        [post] = office.posts(support)
        office.say_deed(ana, support, answer)
        [edited] = office.posts(support)

    assert "thanks, once" in post.text
    assert (edited.ts, edited.changed) == (post.ts, True)


def test_an_app_that_knows_its_workspace_starts_while_slack_is_away(
    sandbox: Sandbox, database: Database
) -> None:
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    with running(sandbox, database.url, transport="http") as office:
        wait_until_people_are_known(office)
        office.kudos(ana, support, f"<@{ben}> empathy the first, so that the place is known")
        office.settle()

    sandbox.fault("auth.test", "drop_before")
    sandbox.fault(POST, "server_error", times=2)
    with running(sandbox, database.url, transport="http") as office:
        assert "goes to <#" in office.kudos(ana, support, f"<@{ben}> empathy the second").text
        office.settle()
        assert "the second" in office.posts(support)[-1].text
