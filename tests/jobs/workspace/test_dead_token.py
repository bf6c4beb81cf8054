"""A token that Slack takes no longer: its workspace waits, and loses nothing by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from databases import Database
from db import OutboxMessage, ReflectionPrompt
from factories import make_schedule
from jobs.office import Office, open_office
from services.team import Team
from slackapp.blocks.base.kit import build_plain
from slackapp.jobs import reflection_prompts, token_probe
from slackapp.sandbox.seed import BOT_SCOPES
from slackapp.services.kudos.announcements import enqueue_response
from slackapp.services.operate.verify import verify
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from slackapp.services.workspace.pauses import list_pauses, pause_workspace
from slackapp.services.workspace.workspaces import record_installation
from slackapp.tools import Tools
from toolbox import build_tools

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
#: A Friday, three in the afternoon in Berlin.
FRIDAY = datetime(2026, 3, 13, 14, 0, tzinfo=UTC)
DEAD = ["token_revoked", "account_inactive", "invalid_auth", "not_authed", "token_expired"]


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with open_office(database) as office:
        yield office


def tools(office: Office) -> Tools:
    return build_tools(office.database.sessions, office.time, api_url=office.sandbox.api_url)


def reinstall(office: Office) -> None:
    """What a start of the app with another SLACK_BOT_TOKEN does."""
    world = office.sandbox.world
    world.bot_token = world.store.add_token("bot", BOT_SCOPES).value
    with office.database.sessions.begin() as session:
        record_installation(
            session,
            slack_team_id=office.sandbox.team_id,
            slack_enterprise_id=None,
            name="Northwind",
            bot_token=world.bot_token,
            slack_bot_user_id=office.sandbox.bot_user_id,
            scopes="chat:write",
            daily_limit=10,
            slack_default_channel_id=None,
            now=office.time.now,
        )


def reasons(office: Office) -> list[str]:
    with office.database.sessions.read() as session:
        return [pause.reason for pause in list_pauses(session)]


def rows(office: Office) -> list[tuple[str, int, bool]]:
    with office.database.sessions.read() as session:
        found = session.execute(
            select(OutboxMessage.state, OutboxMessage.attempts, OutboxMessage.is_in_doubt).order_by(
                OutboxMessage.id
            )
        )
        return [tuple(row) for row in found]


def deliver_all(office: Office) -> None:
    while office.deliver():
        office.time.pass_by(SECOND)


@pytest.mark.parametrize("error", DEAD)
def test_what_waits_under_a_dead_token_is_sent_under_a_new_one(office: Office, error: str) -> None:
    office.sandbox.revoke_token(error)
    office.give(office.ben)
    office.promise("elsewhere", channel=office.sandbox.channel("general"))
    deliver_all(office)
    assert reasons(office) == [error]
    assert set(office.seen) == {("post", "bad_token")}
    assert rows(office) == [("pending", 0, False)] * 2

    office.time.pass_by(timedelta(days=40))
    assert office.deliver() == 0
    assert reasons(office) == [error]

    reinstall(office)
    deliver_all(office)
    assert reasons(office) == []
    assert [state for state, _, _ in rows(office)] == ["sent", "sent"]
    assert len(office.posted()) == 1


def test_a_token_that_is_good_again_is_found_out_at_a_slow_pace(office: Office) -> None:
    office.sandbox.revoke_token("account_inactive")
    office.promise("one")
    office.deliver()
    for _ in range(120):
        office.time.pass_by(MINUTE / 2)
        token_probe.run(tools(office))
    assert 3 <= len(office.sandbox.calls("auth.test")) <= 12
    assert office.posted() == []

    office.sandbox.restore_token()
    office.time.pass_by(timedelta(minutes=15))
    token_probe.run(tools(office))
    deliver_all(office)
    assert reasons(office) == []
    assert office.posted() == ["one"]


def test_a_token_without_the_scope_to_write_waits_until_it_has_it(office: Office) -> None:
    office.sandbox.withdraw("chat:write")
    office.promise("one")
    office.deliver()
    assert reasons(office) == ["missing_scope"]
    office.time.pass_by(MINUTE)
    token_probe.run(tools(office))
    assert reasons(office) == ["missing_scope"]

    office.sandbox.grant("chat:write")
    office.time.pass_by(2 * MINUTE)
    token_probe.run(tools(office))
    deliver_all(office)
    assert office.posted() == ["one"]


@pytest.mark.parametrize(
    "method", ["conversations.members", "files.getUploadURLExternal", "conversations.open"]
)
def test_a_scope_that_few_calls_need_stops_nothing_else(office: Office, method: str) -> None:
    office.sandbox.fault(method, "missing_scope", times=100)
    office.promise("file", channel=office.ben.slack_user_id, kind="post")
    office.give(office.ben)
    deliver_all(office)
    assert reasons(office) == []
    assert len(office.posted()) == 1


@pytest.mark.parametrize("error", DEAD)
def test_a_read_that_meets_a_dead_token_costs_no_message_a_try(office: Office, error: str) -> None:
    office.sandbox.fault("conversations.members", error)
    office.give(office.ben)
    office.deliver()
    assert reasons(office) == [error]
    assert rows(office) == [("pending", 0, False)]
    assert office.sandbox.calls("chat.postMessage") == []


def test_a_message_in_doubt_stays_so_while_its_workspace_waits(office: Office) -> None:
    office.promise("one")
    office.claim_and_die()
    office.time.pass_by(MINUTE)
    office.sandbox.revoke_token()
    office.deliver()
    assert rows(office) == [("pending", 1, True)]


def test_nobody_counts_as_asked_under_a_dead_token_and_all_are_asked_under_the_next(
    office: Office,
) -> None:
    people = [office.ben, office.grace]
    with office.database.sessions.begin() as session:
        for person in people:
            make_schedule(session, person=person, next_due_at=FRIDAY, tz="Europe/Berlin")
    office.time.now = FRIDAY
    office.sandbox.revoke_token()
    run_round(office)
    assert states(office) == [("due", False)] * 2
    # Whoever falls due now is not claimed either: nobody's week is used up.
    with office.database.sessions.begin() as session:
        make_schedule(
            session, person=office.team.ana, next_due_at=FRIDAY + MINUTE, tz="Europe/Berlin"
        )
    office.time.pass_by(timedelta(hours=2))
    run_round(office)
    assert states(office) == [("due", False)] * 2

    office.sandbox.restore_token()
    token_probe.run(tools(office))
    run_round(office)
    assert states(office) == [("asked", True)] * 3
    for person in (*people, office.team.ana):
        assert len(office.told(person)) == 1
    with office.database.sessions.read() as session:
        assert [one for one in verify(session, now=office.time.now) if one.is_broken] == []


def test_a_question_is_reminded_of_two_days_after_it_was_sent_and_not_after_it_was_due(
    office: Office,
) -> None:
    with office.database.sessions.begin() as session:
        make_schedule(session, person=office.ben, next_due_at=FRIDAY, tz="Europe/Berlin")
    office.time.now = FRIDAY
    office.sandbox.revoke_token()
    run_round(office)
    with office.database.sessions.read() as session:
        assert session.scalar(select(ReflectionPrompt.again_at)) is None
    office.time.pass_by(timedelta(hours=3))
    office.sandbox.restore_token()
    token_probe.run(tools(office))
    run_round(office)
    with office.database.sessions.read() as session:
        again_at = session.scalar(select(ReflectionPrompt.again_at))
    assert again_at is not None
    assert again_at >= FRIDAY + timedelta(days=2, hours=3)


def test_a_question_that_waited_for_a_week_is_not_sent_as_if_it_were_of_today(
    office: Office,
) -> None:
    with office.database.sessions.begin() as session:
        make_schedule(session, person=office.ben, next_due_at=FRIDAY, tz="Europe/Berlin")
    office.time.now = FRIDAY
    office.sandbox.revoke_token()
    run_round(office)
    office.time.pass_by(timedelta(days=6))
    office.sandbox.restore_token()
    token_probe.run(tools(office))
    run_round(office)
    assert states(office) == [("missed", False)]
    assert office.told(office.ben) == []
    office.time.pass_by(timedelta(days=1))
    run_round(office)
    assert states(office)[1:] == [("asked", True)]


def run_round(office: Office) -> None:
    reflection_prompts.run(tools(office), lambda _outcome, _count: None)
    deliver_all(office)


def states(office: Office) -> list[tuple[str, bool]]:
    with office.database.sessions.read() as session:
        prompts = session.scalars(select(ReflectionPrompt).order_by(ReflectionPrompt.id))
        return [(one.state, one.asked_at is not None) for one in prompts]


def test_one_dead_token_stops_no_other_workspace(office: Office) -> None:
    with office.database.sessions.begin() as session:
        other = Team(session, slack_team_id="T0OTHER", bot_token="xoxb-of-nobody")
        workspace_id = other.workspace_id
        message = OutgoingMessage("C0OTHER", "post", "hello", {"text": "hello"})
        enqueue(session, workspace_id=workspace_id, messages=[message], now=office.time.now)
    office.promise("one", "two")
    deliver_all(office)
    assert reasons(office) == ["invalid_auth"]
    assert office.posted() == ["one", "two"]


def test_a_call_with_the_old_token_that_ends_late_does_not_stop_the_new_one(
    office: Office,
) -> None:
    office.promise("one")
    claimed = office.delivery._claim(1)
    office.sandbox.revoke_token()
    reinstall(office)
    office.delivery._deliver(claimed[0])
    assert reasons(office) == []
    deliver_all(office)
    assert office.posted() == ["one"]


def test_taps_are_answered_while_the_workspace_waits(office: Office) -> None:
    office.sandbox.revoke_token()
    office.promise("one")
    office.deliver()
    assert len(reasons(office)) == 1
    with office.database.sessions.begin() as session:
        enqueue_response(
            session,
            workspace_id=office.team.workspace_id,
            slack_user_id=office.ben.slack_user_id,
            response_url=f"{office.sandbox.world.url}/response/none",
            content=build_plain("done"),
            request_key="tap",
            replace=False,
            now=office.time.now,
        )
    assert office.deliver() == 1
    assert [state for state, _, _ in rows(office)] == ["pending", "cancelled"]


@pytest.mark.parametrize(
    "kind",
    [
        *("org_login_required", "message_limit_exceeded", "team_added_to_org", "fatal_error"),
        *("internal_error", "request_timeout", "ekm_access_denied"),
        *("page_302", "page_403", "page_407", "page_502", "page_200"),
    ],
)
def test_what_passes_is_waited_for_and_nothing_is_given_up(office: Office, kind: str) -> None:
    office.sandbox.fault("chat.postMessage", kind, times=6)
    office.promise("one")
    tries = []
    for _ in range(70):
        if office.deliver():
            tries.append(office.time.now)
        office.time.pass_by(SECOND)
    waits = [(later - sooner).total_seconds() for sooner, later in pairwise(tries)]
    assert waits == [1, 2, 4, 8, 16, 32]
    assert office.posted() == ["one"]
    assert reasons(office) == []


@pytest.mark.parametrize("kind", ["page_302", "page_407", "page_200", "org_login_required"])
def test_a_proxys_page_in_place_of_a_read_is_no_word_about_members(
    office: Office, kind: str
) -> None:
    office.sandbox.fault("conversations.members", kind)
    office.give(office.ben)
    office.deliver()
    assert office.told(office.ben) == office.posted() == []
    office.deliver(SECOND)
    assert len(office.posted()) == 1
    assert office.told(office.ben) == []


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_pause_does_not_wait_for_those_who_promise_messages(office: Office) -> None:
    message = OutgoingMessage(office.support, "post", "one", {"text": "one"})
    workspace_id = office.team.workspace_id
    with office.database.sessions.begin() as promising:
        # Its row refers to the workspace's, which is locked thereby until the commit.
        enqueue(promising, workspace_id=workspace_id, messages=[message], now=office.time.now)
        with Session(office.database.engine) as pausing:
            pausing.execute(text("SET LOCAL lock_timeout = '2s'"))
            assert pause_workspace(
                pausing,
                workspace_id=workspace_id,
                token=office.sandbox.bot_token,
                reason="token_revoked",
                now=office.time.now,
            )
            pausing.commit()
    assert reasons(office) == ["token_revoked"]
