"""A PostgreSQL that hangs: people are told in time, monitors are answered, and the app can stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
import structlog
from sqlalchemy import text

import slackapp.app
import slackapp.door.intake
from databases import Database
from proxy import Proxy, proxy_to
from slackapp.sandbox.server import Sandbox
from tests.flows.monitor import HUNG, fetch
from tests.flows.office import (
    KEY,
    elements,
    running,
    wait_until_people_are_known,
)

pytestmark = [
    pytest.mark.usefixtures("plain_tracebacks"),
    pytest.mark.parametrize("backend", ["postgresql"], indirect=True),
]

#: What a person reads, in place of Slack's own words about a time-out.
TRY_AGAIN = "nothing was saved. Please try again in a moment."


@pytest.fixture
def proxied(database: Database) -> Iterator[tuple[Proxy, str]]:
    """A way to the database that can fall silent."""
    with proxy_to(database.url) as found:
        yield found


@pytest.mark.parametrize("transport", ["http", "socket"])
def test_a_silent_database_is_told_in_time_and_forgotten_when_it_speaks_again(
    sandbox: Sandbox, proxied: tuple[Proxy, str], transport: str
) -> None:
    proxy, url = proxied
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    with running(sandbox, url, transport=transport) as office:
        wait_until_people_are_known(office)
        office.kudos(ana, support, f"<@{ben}> empathy the first")
        office.settle()
        before = office.stored()

        proxy.fall_silent()
        # More than there are threads, and each longer than Slack waits where it is not stopped.
        with ThreadPoolExecutor(20) as pool:
            answers = [
                pool.submit(office.kudos, ana, support, f"<@{ben}> empathy number {number}")
                for number in range(20)
            ]
            health = [pool.submit(fetch, office, "/healthz") for _ in range(3)]
            assert {one.result() for one in health} == {(200, "ok")}
            told = [one.result() for one in answers]
        later = office.kudos(ana, support, f"<@{ben}> empathy keep these words")
        status, reasons = fetch(office, "/readyz")
        metrics = fetch(office, "/metrics")
        proxy.speak()

        # Those that waited for a thread behind the first ones may have come too late for Slack.
        assert TRY_AGAIN in told[0].text or not told[0].ok
        assert later.ok
        assert TRY_AGAIN in later.text
        assert "keep these words" in later.text
        assert (status, reasons.splitlines()[0]) == (503, "database unreachable: timeout")
        assert metrics[0] == 200
        assert "kudoscope_database_up 0.0" in metrics[1]

        sandbox.wait_for(lambda: fetch(office, "/readyz")[0] == 200, timeout=HUNG)
        assert office.stored() == before
        sandbox.wait_for(
            lambda: (
                office.kudos(ana, support, f"<@{ben}> empathy the last").text.startswith("Your")
                or office.stored() != before
            ),
            timeout=HUNG,
        )


@pytest.mark.parametrize("transport", ["http", "socket"])
def test_a_row_that_somebody_else_holds_costs_a_person_no_more_than_a_second_try(
    sandbox: Sandbox, database: Database, transport: str
) -> None:
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    with running(sandbox, database.url, transport=transport) as office:
        wait_until_people_are_known(office)
        with database.sessions.begin() as holder:
            holder.execute(text("LOCK TABLE kudos IN ACCESS EXCLUSIVE MODE"))
            given = office.kudos(ana, support, f"<@{ben}> empathy keep these words")
            shown = office.kudos(ana, support, "me")
            assert fetch(office, "/healthz") == (200, "ok")
        assert given.ok and shown.ok
        assert TRY_AGAIN in given.text
        assert "keep these words" in given.text
        assert TRY_AGAIN in shown.text
        assert office.stored().kudos == 0
        assert "goes to <#" in office.kudos(ana, support, f"<@{ben}> empathy again").text


def test_a_database_that_refuses_is_one_line_in_the_log_and_one_when_it_is_over(
    sandbox: Sandbox, database: Database
) -> None:
    def said(level: str) -> list[tuple[str, str]]:
        return [
            (one["event"], one["reason"])
            for one in logs
            if one["event"].startswith("delivery_failed") and one["log_level"] == level
        ]

    with (
        structlog.testing.capture_logs() as logs,
        proxy_to(database.url) as (proxy, url),
        running(sandbox, url, transport="http") as office,
    ):
        wait_until_people_are_known(office)
        port = proxy.port
        proxy.close()
        # Nothing is said of most of them.
        sandbox.wait_for(lambda: ("delivery_failed", "refused") in said("debug"), timeout=HUNG)
        assert fetch(office, "/readyz")[1].startswith("database unreachable: refused")
        assert said("error").count(("delivery_failed", "refused")) == 1
        with proxy_to(database.url, port=port):
            sandbox.wait_for(
                lambda: ("delivery_failed_over", "refused") in said("warning"), timeout=HUNG
            )
            office.app.stop()


def test_a_click_and_a_form_that_meet_a_held_row_are_told_in_words(
    sandbox: Sandbox, database: Database
) -> None:
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    with running(sandbox, database.url, transport="http") as office:
        wait_until_people_are_known(office)
        given = office.kudos(ana, support, f"<@{ben}> empathy the first")
        office.settle()
        behaviour = elements(given)[0]
        with database.sessions.begin() as holder:
            holder.execute(text("LOCK TABLE kudos_tag, kudos IN ACCESS EXCLUSIVE MODE"))
            click = sandbox.press(
                ana, support, str(given.ts), behaviour["action_id"], value=behaviour["value"]
            )
            assert not click.ok
            sandbox.wait_for(
                lambda: any(TRY_AGAIN in one.text for one in office.answers(ana, support)),
                timeout=HUNG,
            )


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A Slack that waits long, and an app that does: how fast the machine is decides nothing."""
    monkeypatch.setattr(slackapp.door.intake, "_ANSWER_TIME", HUNG)
    patience = replace(slackapp.app.PEOPLE, statement=HUNG, lock=HUNG, silence=HUNG)
    monkeypatch.setattr(slackapp.app, "PEOPLE", patience)
    with Sandbox.start(ack_timeout=HUNG) as sandbox:
        yield sandbox


@pytest.mark.parametrize("transport", ["http", "socket"])
def test_a_kudos_that_meets_a_deadlock_is_given_at_the_second_try(
    unhurried: Sandbox, database: Database, transport: str
) -> None:
    sandbox = unhurried
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    with running(sandbox, database.url, transport=transport) as office:
        wait_until_people_are_known(office)
        giver = office.find_person(ana)
        assert giver is not None
        with (
            psycopg.connect(_plain(database.url)) as keeper,
            psycopg.connect(_plain(database.url)) as rival,
            ThreadPoolExecutor(2) as pool,
        ):
            # The kudos is to come upon the deadlock, and to be the one that gives way.
            rival.execute("SET deadlock_timeout = '60s'")
            keeper.execute("LOCK TABLE kudos IN SHARE MODE")
            rival.execute("LOCK TABLE kudos_tag IN SHARE MODE")
            given = pool.submit(office.kudos, ana, support, f"<@{ben}> empathy once")
            sandbox.wait_for(lambda: _count_waiting(database) == 1, timeout=HUNG)
            # The kudos holds its giver's row.
            crossing = pool.submit(
                rival.execute, "SELECT id FROM person WHERE id = %s FOR UPDATE", [giver.id]
            )
            sandbox.wait_for(lambda: _count_waiting(database) == 2, timeout=HUNG)
            keeper.commit()
            crossing.result()
            rival.commit()
            answer = given.result()
        assert "goes to <#" in answer.text
        office.settle()
        assert office.stored().kudos == 1
        assert len(office.posts(support)) == 1


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _count_waiting(database: Database) -> int:
    """How many transactions of the database wait for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with database.sessions.read() as session:
        return session.scalar(waiting) or 0


def test_a_process_that_is_told_to_stop_ends_although_its_database_hangs(
    sandbox: Sandbox, proxied: tuple[Proxy, str]
) -> None:
    proxy, url = proxied
    settings = {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        "SLACK_API_URL": sandbox.api_url,
        "KUDOSCOPE_ENCRYPTION_KEYS": KEY,
        "KUDOSCOPE_PORT": "0",
        "DATABASE_URL": url,
        "PYTHONUNBUFFERED": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "slackapp", "run"],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert "Kudoscope receives" in process.stdout.readline()
            proxy.fall_silent()
            process.send_signal(signal.SIGTERM)
            # Its own bound is 30 seconds.
            process.wait(timeout=HUNG)
        finally:
            process.kill()
