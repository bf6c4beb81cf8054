"""A hundred spoiled requests for each server: `python -m faults http` sends a hundred thousand."""

from __future__ import annotations

from urllib.parse import urlsplit

from slackapp.sandbox.server import Sandbox
from tests.flows.day import live_a_day
from tests.flows.hostile import Spoiled, recording, to_app, to_sandbox
from tests.flows.line import Line, send_spoiled
from tests.flows.office import Office

_COUNT = 100


def test_no_spoiled_request_ends_by_our_own_fault(shared_office: Office) -> None:
    office, sandbox = shared_office, shared_office.sandbox
    with recording() as payloads:
        live_a_day(sandbox, sandbox.user("grace"), sandbox.user("ben"), sandbox.channel("support"))
    line = Line(office.app.server.port, sandbox.signing_secret, office.clock.timestamp)

    send_spoiled(to_app(payloads), line.send, count=_COUNT, number=1)

    line.close()
    kinds = {one.get("type", "command") for one in payloads}
    assert kinds >= {"command", "block_actions", "view_submission", "event_callback", "shortcut"}
    assert kinds >= {"message_action", "block_suggestion"}
    assert line.statuses[200] and line.statuses[400] and line.statuses[401]
    office.settle_however_long()


def test_no_spoiled_request_breaks_the_sandbox() -> None:
    with Sandbox.start(port=0) as sandbox:
        line = Line(urlsplit(sandbox.url).port or 0)

        def send(request: Spoiled) -> None:
            line.send(request)
            sandbox.clear_faults()
            sandbox.restore_token()

        send_spoiled(to_sandbox(sandbox), send, count=_COUNT, number=1)
        line.close()
    assert line.statuses[200] and line.statuses[400]
