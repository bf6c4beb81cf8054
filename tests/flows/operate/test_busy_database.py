"""A SQLite in which another process writes: a request that met it is done once more."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import structlog

import slackapp.app
import slackapp.door.intake
from databases import Database
from slackapp.sandbox.server import Sandbox
from tests.flows.office import running, wait_until_people_are_known

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def on_second_try(act: Callable[[], object]) -> None:
    """Act between the first try of a request and the second."""

    def look(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        if event["event"] == "request_tried_again":
            act()
        return event

    renderer = structlog.processors.KeyValueRenderer()
    structlog.configure(
        processors=[look, structlog.processors.format_exc_info, renderer],
        cache_logger_on_first_use=False,
    )


@pytest.mark.usefixtures("plain_tracebacks")
@pytest.mark.parametrize("transport", ["http", "socket"])
@pytest.mark.parametrize("ends", [True, False])
def test_a_kudos_that_met_another_writer_is_given_once_that_one_has_ended(
    database: Database, transport: str, ends: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slackapp.app, "JOBS", replace(slackapp.app.JOBS, busy=0.1))
    monkeypatch.setattr(slackapp.door.intake, "_ANSWER_TIME", 60)
    with (
        Sandbox.start(ack_timeout=60) as sandbox,
        running(sandbox, database.url, transport=transport) as office,
    ):
        ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
        wait_until_people_are_known(office)
        path = database.engine.url.database
        assert path is not None
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        if ends:
            on_second_try(lambda: other.execute("ROLLBACK"))
        answer = office.kudos(ana, support, f"<@{ben}> empathy once")
        other.close()
        if ends:
            assert "goes to <#" in answer.text
            office.settle()
            assert len(office.posts(support)) == 1
        else:
            assert "nothing was saved. Please try again in a moment." in answer.text
            assert office.stored().kudos == 0
