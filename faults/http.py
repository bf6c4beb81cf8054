"""Every HTTP surface under fire: real requests spoiled, bytes garbled, pages asked for.

What is sent is drawn by hypothesis from requests that a day in the sandbox brought about. The app
is a process of its own: no answer may be its fault, none may stay away, and its memory must not
grow. The sandbox, which keeps what it is sent, only has to answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hypothesis import strategies as st

from faults.processes import AppProcess
from faults.site import Result, Site, open_site
from faults.watch import Holding, list_growth, read_holding
from slackapp.sandbox.server import Sandbox
from tests.flows.day import live_a_day
from tests.flows.hostile import Spoiled, recording, to_app, to_sandbox
from tests.flows.line import Line, send_spoiled
from tests.flows.office import running, wait_until_people_are_known

#: Requests from one look at the app's memory to the next, each with a seed of its own.
_AT_ONCE = 1_000
#: What the sandbox gets of all requests: a fifth.
_SHARE = 5


def run(folder: Path, *, seed: int, requests: int) -> Iterator[Result]:
    """So many requests, of which the sandbox gets a fifth."""
    rounds = max(requests // _AT_ONCE, 1)
    of_sandbox = rounds // _SHARE
    with open_site(folder, "sqlite", seed=seed) as site:
        payloads = _record_a_day(site)
        settings = {
            "SLACK_CLIENT_ID": site.sandbox.client_id,
            "SLACK_CLIENT_SECRET": site.sandbox.client_secret,
        }
        with site.app(**settings) as process:
            yield _fire_at_app(site, process, payloads, seed=seed, rounds=rounds - of_sandbox)
    with Sandbox.start(port=0) as sandbox:
        yield _fire_at_sandbox(sandbox, seed=seed, rounds=of_sandbox)


def _record_a_day(site: Site) -> list[dict[str, Any]]:
    """What Slack sends of a workspace on a day on which all is tried."""
    app = running(site.sandbox, site.database.url, transport="http", kudoscope_daily_limit=0)
    with recording() as payloads, app as office:
        wait_until_people_are_known(office)
        sandbox = site.sandbox
        live_a_day(sandbox, sandbox.user("grace"), sandbox.user("ben"), sandbox.channel("support"))
        office.settle_however_long()
    return payloads


def _fire_at_app(
    site: Site, process: AppProcess, payloads: list[dict[str, Any]], *, seed: int, rounds: int
) -> Result:
    line = Line(process.port, site.sandbox.signing_secret)
    holdings, faults = list[Holding](), list[str]()
    for number in range(rounds):
        faults += _fire(to_app(payloads), line.send, number=seed * 1_000 + number)
        holdings.append(read_holding(process.pid))
        print(f"round {number + 1}: {_describe(line)}, {holdings[-1].memory:.1f} MB", flush=True)
    line.close()
    faults += [] if process.is_alive else ["the process died"]
    faults += list_growth(holdings)
    faults += [] if process.stop() == 0 else ["the process did not end in good order"]
    memory = f"memory {holdings[0].memory:.0f} to {holdings[-1].memory:.0f} MB"
    kinds = len(payloads)
    detail = f"{_describe(line)}, from {kinds} real ones, seed {seed}; {memory}"
    return Result("http, the app", detail, tuple(faults))


def _fire_at_sandbox(sandbox: Sandbox, *, seed: int, rounds: int) -> Result:
    line = Line(urlsplit(sandbox.url).port or 0)
    faults = list[str]()

    def send(request: Spoiled) -> None:
        line.send(request)
        sandbox.clear_faults()
        sandbox.restore_token()

    for number in range(rounds):
        faults += _fire(to_sandbox(sandbox), send, number=seed * 1_000 + number)
    line.close()
    return Result("http, the sandbox", f"{_describe(line)}, seed {seed}", tuple(faults))


def _fire(
    requests: st.SearchStrategy[Spoiled], send: Callable[[Spoiled], None], *, number: int
) -> Iterator[str]:
    try:
        send_spoiled(requests, send, count=_AT_ONCE, number=number)
    except Exception as error:  # of whatever kind, with the request that brings it about
        found = error.exceptions if isinstance(error, ExceptionGroup) else (error,)
        for one in found:
            notes = " ".join(getattr(one, "__notes__", ()))
            yield f"seed {number}: {type(one).__name__}: {one}: {notes}"


def _describe(line: Line) -> str:
    kinds = Counter({status // 100: 0 for status in line.statuses})
    for status, count in line.statuses.items():
        kinds[status // 100] += count
    told = ", ".join(f"{count} {kind}xx" for kind, count in sorted(kinds.items()) if kind)
    return f"{sum(line.statuses.values())} requests: {told}, {kinds[0]} hung up on"
