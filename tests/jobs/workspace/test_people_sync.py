"""Reading everybody from Slack, page by page, through trouble."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from databases import Database
from db import Person, Workspace
from factories import NOW, make_workspace
from slackapp.delivery.rate_limits import PACES, Pace
from slackapp.jobs import people_sync
from slackapp.jobs.people_sync import PeopleSync
from slackapp.sandbox.rate_limits import Limits
from slackapp.sandbox.server import Sandbox
from toolbox import build_tools


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(limits=Limits(per_minute={})) as running:
        yield running


class PassingClock:
    """The fixed moment, and what has passed since the machine's start; it can be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return NOW + timedelta(seconds=time.monotonic()) + self.ahead


@pytest.fixture
def clock() -> PassingClock:
    return PassingClock()


@pytest.fixture
def workspace(database: Database, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox's workspace; what is waited for a failed page is over at once."""
    monkeypatch.setattr(people_sync, "_WAIT", timedelta(0))
    with database.sessions.begin() as session:
        make_workspace(session, slack_team_id=sandbox.team_id, bot_token=sandbox.bot_token)


def build_sync(database: Database, sandbox: Sandbox, clock: PassingClock) -> PeopleSync:
    """The job of one process."""
    return PeopleSync(build_tools(database.sessions, clock, api_url=sandbox.api_url))


@pytest.fixture
def sync(database: Database, sandbox: Sandbox, clock: PassingClock, workspace: None) -> PeopleSync:
    return build_sync(database, sandbox, clock)


def read_people(database: Database) -> dict[str, Person]:
    with database.sessions.read() as session:
        return {person.slack_user_id: person for person in session.scalars(select(Person))}


def was_synced(database: Database, slack_team_id: str) -> bool:
    with database.sessions.read() as session:
        synced_at = select(Workspace.people_synced_at).filter_by(slack_team_id=slack_team_id)
        return session.scalar(synced_at) is not None


def test_everybody_of_the_workspace_is_stored_as_what_they_are(
    database: Database, sandbox: Sandbox, sync: PeopleSync
) -> None:
    sync.run()
    people = read_people(database)
    assert was_synced(database, sandbox.team_id)
    ana = people[sandbox.user("ana")]
    assert (ana.name, ana.tz, ana.is_bot) == ("Ana", "Europe/Lisbon", False)
    assert people[sandbox.user("grace")].is_admin
    assert people[sandbox.user("omar")].is_deactivated
    bots = {who for who, person in people.items() if person.is_bot}
    assert bots == {"USLACKBOT", sandbox.bot_user_id, sandbox.user("clockbot")}
    assert sandbox.user("lena") not in people


def test_people_whose_zone_has_no_known_name_are_stored_with_their_offset(
    database: Database, sandbox: Sandbox, sync: PeopleSync
) -> None:
    nameless = sandbox.add_person("nameless", tz=None, tz_offset=20_700)
    unknown = sandbox.add_person("unknown", tz="Mars/Base", tz_offset=-34_200)
    old = sandbox.add_person("old", tz="US/Pacific")
    folder = sandbox.add_person("folder", tz="America/Indiana", tz_offset=-18_000)
    sync.run()
    people = read_people(database)
    assert was_synced(database, sandbox.team_id)
    assert [people[one].tz for one in (nameless, unknown, old, folder)] == [
        "UTC+05:45",
        "UTC-09:30",
        "US/Pacific",
        "UTC-05:00",
    ]


def test_a_large_workspace_is_read_page_by_page(
    database: Database, sandbox: Sandbox, sync: PeopleSync
) -> None:
    for number in range(400):
        sandbox.add_person(f"agent-{number}")
    sync.run()
    assert len(sandbox.calls("users.list")) == 3
    assert len(read_people(database)) > 400


def test_a_run_on_the_next_day_takes_over_what_changed(
    database: Database, sandbox: Sandbox, sync: PeopleSync, clock: PassingClock
) -> None:
    sync.run()
    sandbox.change_person(sandbox.user("ben"), deleted=True)
    clock.ahead += timedelta(days=1)
    sync.run()
    assert read_people(database)[sandbox.user("ben")].is_deactivated


def test_people_are_read_once_a_day_however_often_processes_start(
    database: Database, sandbox: Sandbox, clock: PassingClock, workspace: None
) -> None:
    for hours in (0, 1, 22.9, 0.2, 23.7, 0.5):
        clock.ahead += timedelta(hours=hours)
        build_sync(database, sandbox, clock).run()
    assert len(sandbox.calls("users.list")) == 3


def test_of_several_processes_at_once_one_reads_all_people(
    database: Database, sandbox: Sandbox, clock: PassingClock, workspace: None
) -> None:
    sandbox.fault("users.list", "timeout_before", seconds=0.5)
    syncs = [build_sync(database, sandbox, clock) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(PeopleSync.run, syncs))
    # The one whose answer never came, and the same page again.
    assert len(sandbox.calls("users.list")) == 2
    assert was_synced(database, sandbox.team_id)


def test_what_a_process_that_died_had_begun_is_read_by_another_a_minute_later(
    database: Database,
    sandbox: Sandbox,
    sync: PeopleSync,
    clock: PassingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(people_sync, "record_people", die)
        with pytest.raises(SystemExit):
            sync.run()
    other = build_sync(database, sandbox, clock)
    other.run()
    assert not was_synced(database, sandbox.team_id)
    clock.ahead += timedelta(seconds=61)
    other.run()
    assert was_synced(database, sandbox.team_id)


def die(*_arguments: Any, **_named: Any) -> None:
    """Leave as nobody can catch."""
    raise SystemExit


def test_what_slack_did_not_give_is_asked_for_again_some_minutes_later(
    database: Database, sandbox: Sandbox, sync: PeopleSync, clock: PassingClock
) -> None:
    sandbox.fault("users.list", "internal_error", times=5)
    sync.run()
    sync.run()
    assert len(sandbox.calls("users.list")) == 5
    clock.ahead += timedelta(minutes=6)
    sync.run()
    assert was_synced(database, sandbox.team_id)


def test_a_process_that_stops_leaves_the_reading_to_the_next_at_once(
    database: Database, sandbox: Sandbox, sync: PeopleSync, clock: PassingClock
) -> None:
    sandbox.fault("users.list", "internal_error")
    sync.stop()
    sync.run()
    assert not was_synced(database, sandbox.team_id)
    build_sync(database, sandbox, clock).run()
    assert was_synced(database, sandbox.team_id)


@pytest.mark.parametrize("kind", ["server_error", "drop_before", "drop_after", "internal_error"])
def test_a_page_that_slack_does_not_give_is_read_again(
    database: Database, sandbox: Sandbox, sync: PeopleSync, kind: str
) -> None:
    sandbox.fault("users.list", kind, times=4)
    sync.run()
    assert len(sandbox.calls("users.list")) == 5
    assert was_synced(database, sandbox.team_id)


def test_slacks_word_to_wait_is_kept(
    database: Database, sandbox: Sandbox, sync: PeopleSync
) -> None:
    sandbox.fault("users.list", "ratelimited", retry_after=1)
    sync.run()
    assert sandbox.violations == 0
    assert was_synced(database, sandbox.team_id)


def test_a_workspace_that_cannot_be_read_does_not_keep_the_others_from_it(
    database: Database, sandbox: Sandbox, sync: PeopleSync
) -> None:
    with database.sessions.begin() as session:
        make_workspace(session, slack_team_id="T0REVOKED", bot_token="xoxb-revoked")
        make_workspace(session, slack_team_id="T0GONE", bot_token=None)
    sync.run()
    assert was_synced(database, sandbox.team_id)
    assert not was_synced(database, "T0REVOKED")
    assert not was_synced(database, "T0GONE")


def test_one_that_slack_lets_wait_holds_up_no_other_and_a_new_one_is_read_meanwhile(
    database: Database, sandbox: Sandbox, sync: PeopleSync, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_sync, "_LOOK_EVERY", 0.05)
    others = [sandbox.add_workspace(name) for name in ("Quay", "Lighthouse")]
    for one in others:
        one.install_at_once()
    sandbox.fault("users.list", "ratelimited", retry_after=60)
    with database.sessions.begin() as session:
        make_workspace(session, slack_team_id=others[0].team_id, bot_token=others[0].bot_token)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(sync.run)
        sandbox.wait_for(lambda: was_synced(database, others[0].team_id))
        with database.sessions.begin() as session:
            make_workspace(session, slack_team_id=others[1].team_id, bot_token=others[1].bot_token)
        sandbox.wait_for(lambda: was_synced(database, others[1].team_id))
        assert not was_synced(database, sandbox.team_id) and not running.done()
        sync.stop()


def test_a_stop_ends_a_long_wait(database: Database, sandbox: Sandbox, sync: PeopleSync) -> None:
    sandbox.fault("users.list", "ratelimited", retry_after=3600)
    running = threading.Thread(target=sync.run)
    running.start()
    sandbox.wait_for(lambda: sandbox.calls("users.list"))
    sync.stop()
    running.join()
    assert not was_synced(database, sandbox.team_id)


def test_a_stop_between_two_pages_leaves_the_rest_to_the_next_run(
    database: Database,
    sandbox: Sandbox,
    sync: PeopleSync,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(PACES, "users.list", Pace(timedelta(hours=1), burst=1))
    for number in range(200):
        sandbox.add_person(f"agent-{number}")
    running = threading.Thread(target=sync.run)
    running.start()
    sandbox.wait_for(lambda: read_people(database))
    sync.stop()
    running.join()
    assert len(read_people(database)) == 200
    assert not was_synced(database, sandbox.team_id)
