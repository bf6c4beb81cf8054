"""Parts of the work in processes of their own on one PostgreSQL, and at most five on sockets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from typer.testing import CliRunner

from databases import Database
from slackapp.app import build_app, share_connections
from slackapp.cli import app as command
from slackapp.cli.output import MISCONFIGURED
from slackapp.config import Settings
from slackapp.jobs import presence
from slackapp.sandbox.server import Sandbox
from slackapp.services.operate.processes import ALL_PARTS, SOCKET_PLACES, Part
from tests.flows.monitor import fetch
from tests.flows.office import KEY, Office, build_settings, running, wait_until_people_are_known


@pytest.fixture
def backend() -> str:
    """On SQLite there is one process."""
    return "postgresql"


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[ExitStack]:
    """Whatever is entered ends with the test; processes look at each other often."""
    monkeypatch.setattr(presence, "BEAT", 0.2)
    with ExitStack() as stack:
        yield stack


def read_metrics(office: Office) -> dict[tuple[str, str], float]:
    """The metrics of a process, by name and the values of their labels."""
    _, text = fetch(office, "/metrics")
    return {
        (sample.name.removeprefix("kudoscope_"), ",".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def ask_doctor(sandbox: Sandbox, database: Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What doctor says of the processes."""
    settings = {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": database.url,
        "KUDOSCOPE_ENCRYPTION_KEYS": KEY,
        "KUDOSCOPE_PORT": "0",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(command, ["doctor", "--json"], catch_exceptions=False)
    # The running apps log beside it.
    told = json.loads(result.stdout[result.stdout.index("{\n") :])
    return [
        f"{row['result']}: {row['text']}" for row in told["checks"] if row["name"] == "processes"
    ]


def test_each_part_of_the_work_may_have_a_process_of_its_own(
    sandbox: Sandbox, database: Database, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = sandbox.user("ana"), sandbox.user("ben")
    doors = {Part.RECEIVE}
    door = stack.enter_context(running(sandbox, database.url, transport="http", parts=doors))
    sandbox.wait_for(lambda: "no process" in fetch(door, "/readyz")[1])
    status, told = fetch(door, "/readyz")
    # Slack's requests may come: that nobody reads the people is no fault of the door.
    assert (status, told.splitlines()) == (
        200,
        [
            "ready",
            f"people not read: {sandbox.team_id}",
            "no process does this: deliver",
            "no process does this: tick",
        ],
    )
    ticking = running(sandbox, database.url, parts={Part.TICK})
    wait_until_people_are_known(stack.enter_context(ticking))
    room = door.room(ana, ben)
    assert "goes to <#" in door.kudos(ana, room, f"<@{ben}> empathy thanks for all of it").text
    sandbox.wait_for(lambda: fetch(door, "/readyz")[1] == "ready\nno process does this: deliver")
    assert ask_doctor(sandbox, database, monkeypatch) == [
        "warning: Some run, but a part of the work is left: `kudoscope run --only deliver`."
    ]
    assert (door.count_pending(), door.posts(room)) == (1, [])

    # Whoever delivers needs nothing by which Slack reaches it.
    worker = stack.enter_context(
        running(
            sandbox,
            database.url,
            parts={Part.DELIVER},
            slack_app_token=SecretStr(""),
            slack_signing_secret=SecretStr(""),
            transport="nothing",
        )
    )
    sandbox.wait_for(lambda: len(door.posts(room)) == 1)
    assert fetch(worker, "/readyz") == (200, "ready")
    assert fetch(worker, "/slack/events")[0] == 405
    now = read_metrics(worker)
    assert {part: now["processes", part] for part in Part} == dict.fromkeys(Part, 1)
    assert now["slack_up", ""] == 1
    assert [label for name, label in now if name == "tick_lag_seconds"] == ["slack_probe"]
    assert now["deliveries_total", "post,sent"] == 1
    assert ask_doctor(sandbox, database, monkeypatch) == ["ok: 1 receive, 1 deliver, 1 tick."]


def test_a_sixth_process_on_sockets_waits_and_takes_over(
    sandbox: Sandbox, database: Database, stack: ExitStack
) -> None:
    ana, ben = sandbox.user("ana"), sandbox.user("ben")
    parts = {Part.RECEIVE}
    with running(sandbox, database.url, parts=parts) as first:
        others = [
            stack.enter_context(running(sandbox, database.url, parts=parts))
            for _ in range(SOCKET_PLACES)
        ]
        sandbox.wait_for(lambda: sandbox.socket_count == 2 * SOCKET_PLACES)
        sixth = others[-1]
        sandbox.wait_for(lambda: sixth.app.presence.is_standby)
        status, told = fetch(sixth, "/readyz")
        assert (status, told.splitlines()[:2]) == (
            200,
            ["ready", "standby: 5 other processes receive over Socket Mode"],
        )
        counts = [one.app.sockets.connection_count for one in (first, *others)]
        assert counts == [2, 2, 2, 2, 2, 0]
    sandbox.wait_for(lambda: sixth.app.sockets.connection_count == 2)
    assert sandbox.socket_count == 2 * SOCKET_PLACES
    assert not sixth.app.presence.is_standby
    room = sixth.room(ana, ben)
    for number in range(10):
        assert sixth.kudos(ana, room, f"<@{ben}> empathy thanks for {number}").ok
    assert read_metrics(sixth)["acks_total", "command,ok"] > 0
    # Nobody was sent away: each connection was asked for once.
    asked = [call for call in sandbox.calls() if call.method == "apps.connections.open"]
    assert len(asked) == 2 * SOCKET_PLACES + 2


def test_whose_place_was_taken_meanwhile_receives_nothing_more(
    sandbox: Sandbox, database: Database, stack: ExitStack
) -> None:
    with running(sandbox, database.url, parts={Part.RECEIVE}) as office:
        sandbox.wait_for(lambda: office.app.sockets.connection_count == 2)
        with database.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE running_process SET socket_place = 6")
            for place in range(1, SOCKET_PLACES + 1):
                connection.exec_driver_sql(
                    "INSERT INTO running_process (name, parts, alive_until, socket_place)"
                    f" VALUES ('other {place}', 'receive', now() + interval '1 hour', {place})"
                )
            connection.exec_driver_sql(
                "UPDATE running_process SET socket_place = NULL WHERE socket_place = 6"
            )
        sandbox.wait_for(lambda: office.app.presence.is_standby and not sandbox.socket_count)
        with database.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM running_process WHERE name = 'other 3'")
        sandbox.wait_for(lambda: office.app.sockets.connection_count == 2)


def test_a_part_alone_is_refused_on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///none.db")
    result = CliRunner().invoke(command, ["run", "--only", "deliver"])
    assert result.exit_code == MISCONFIGURED
    assert "SQLite is for one process" in result.stderr


@pytest.mark.parametrize(
    ("parts", "shares"),
    [
        (ALL_PARTS, (20, 10)),
        ({Part.RECEIVE, Part.TICK}, (20, 10)),
        ({Part.RECEIVE}, (28, 2)),
        ({Part.DELIVER}, (2, 28)),
        ({Part.DELIVER, Part.TICK}, (2, 28)),
    ],
)
def test_connections_are_where_they_are_needed(
    parts: frozenset[Part], shares: tuple[int, int]
) -> None:
    assert share_connections(Settings.model_construct(), parts) == shares


def test_monitors_of_a_process_that_receives_still_ask_its_database(
    sandbox: Sandbox, database: Database, request: pytest.FixtureRequest
) -> None:
    settings = build_settings(sandbox, database.url, "http", kudoscope_database_connections=4)
    for parts in ({Part.RECEIVE}, {Part.DELIVER}, ALL_PARTS):
        app = build_app(settings, parts=parts)
        request.addfinalizer(app.stop)
        sizes = [tools.sessions.engine.pool.size() for tools in (app.hurried, app.tools)]
        assert sum(sizes) == 4 and min(sizes) >= 1
