"""One id from the request to the message that it led to, in the log."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog

from tests.flows.logged import configure_afresh
from tests.flows.office import Office

pytestmark = [
    pytest.mark.parametrize("backend", ["sqlite"], indirect=True),
    pytest.mark.parametrize("transport", ["http"], indirect=True),
]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a service logs from here on, an object a line."""
    root, ours, hook = logging.getLogger(), logging.getLogger("slackapp"), threading.excepthook
    before = root.level, root.handlers[:], ours.level
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_afresh("debug", "json")
    yield stream
    threading.excepthook = hook
    structlog.reset_defaults()
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    ours.setLevel(before[2])


def test_a_delivery_names_the_request_that_made_it_necessary(
    lines: io.StringIO, office: Office
) -> None:
    ana, ben = office.sandbox.user("ana"), office.sandbox.user("ben")
    room = office.room(ana, ben)
    for words in ("for the first call", "for the second call"):
        office.kudos(ana, room, f"<@{ben}> empathy thanks {words}")
    office.settle()

    def count() -> int:
        return lines.getvalue().count('"kind": "post"')

    office.sandbox.wait_for(lambda: count() == 2)
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    requests = [one["request_id"] for one in told if one["event"] == "request"]
    commands = [
        one["request_id"] for one in told if one["event"] == "request" and one["kind"] == "command"
    ]
    posts = [one["request_id"] for one in told if one.get("kind") == "post"]
    assert posts == commands
    assert len(set(requests)) == len(requests)
