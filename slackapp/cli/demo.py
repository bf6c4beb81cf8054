"""`kudoscope demo`: a sandbox Slack with Kudoscope in it, which is kept between its starts."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import SecretStr

from slackapp.app import Kudoscope
from slackapp.cli.demo_history import let_time_pass, live_through
from slackapp.cli.demo_state import (
    DemoState,
    KeptClock,
    come_back,
    find_folder,
    let_go_of_leases,
    name_version,
    open_state,
)
from slackapp.cli.demo_tour import begin_tour
from slackapp.cli.demo_trouble import prepare_for_trouble
from slackapp.cli.manifest import build_manifest
from slackapp.cli.output import fail
from slackapp.cli.serve import DEMO_LEASE, build, migrate_to_head, serve
from slackapp.config import Settings
from slackapp.logs import configure_logs

if TYPE_CHECKING:
    from slackapp.sandbox.server import Sandbox

_PORT = 4390
#: How many further ports are tried where one is taken.
_FURTHER = 50

#: Seconds after which the page is shown, whether or not the app listens.
_PATIENCE = 10.0

_KEPT = """
  Kudoscope demo: {url}

  Ctrl+C ends it. It is kept in {folder}
  and goes on from there next time; --reset (make demo RESET=1) begins again.
"""
_NOT_KEPT = """
  Kudoscope demo: {url}

  Ctrl+C ends it; nothing is kept.
"""


def demo(
    port: Annotated[
        int, typer.Option(help="Port of the sandbox's page; where it is taken, the next free one.")
    ] = _PORT,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    reset: Annotated[
        bool, typer.Option("--reset", help="Begin again, without what was kept.")
    ] = False,
    folder: Annotated[
        Path | None, typer.Option(help="Where it is kept; one of your own unless told.")
    ] = None,
) -> None:
    """Start a sandbox Slack with Kudoscope in it; no account is needed."""
    try:
        from slackapp.sandbox.keeping import Keeper
        from slackapp.sandbox.server import Sandbox
    except ModuleNotFoundError as error:
        fail(f"The demo needs {error.name}: install kudoscope[demo], or use `make demo`.")
    # What went well is on the page; three months of it would bury the address.
    configure_logs(logging.WARNING)
    clock = KeptClock()
    manifest = build_manifest(http_url=None)
    where = (folder or find_folder()).expanduser().absolute()
    with open_state(where, name_version(manifest), reset=reset) as state:
        if state.said:
            typer.echo(state.said)
        start = partial(Sandbox.start, clock=clock.timestamp, has_begun=False, manifest=manifest)
        with _start_near(port, start) as sandbox:
            keeper = Keeper(sandbox.world, state.file)
            keeper.extra = state.row
            app = _prepare(state, sandbox, clock)
            prepare_for_trouble(app, sandbox)
            begin_tour(sandbox)
            if state.kept is not None:
                sandbox.world.tour.go_on(state.kept.world["tour"])
            keeper.begin()
            clock.on_move = keeper.note_time
            sandbox.world.let_time_pass = partial(let_time_pass, app, sandbox, clock)
            text = (_KEPT if state.is_kept else _NOT_KEPT).format(url=sandbox.url, folder=where)
            try:
                serve(
                    app,
                    text,
                    page=sandbox.url if browser else None,
                    wait_until_ready=partial(_wait_for_app, sandbox),
                )
            finally:
                keeper.stop()


def _start_near(port: int, start: Callable[..., Sandbox]) -> Sandbox:
    """The sandbox at that port, or at the next that is free."""
    last = min(port + _FURTHER, 65_535)
    for tried in range(port, last + 1):
        try:
            sandbox = start(port=tried)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and tried < last:
                continue
            fail(f"Port {tried} cannot be used ({error.strerror}). Try another: --port 4500")
        break
    if tried != port:
        typer.echo(f"Port {port} is taken, so the demo is at port {tried}.")
    return sandbox


def _wait_for_app(sandbox: Sandbox) -> None:
    """Wait until the app listens, so that whoever is quick gets an answer."""
    until = time.monotonic() + _PATIENCE
    while not sandbox.socket_count and time.monotonic() < until:
        time.sleep(0.01)


def _prepare(state: DemoState, sandbox: Sandbox, clock: KeptClock) -> Kudoscope:
    """The app, with its three months behind it, or as it was left."""
    from slackapp.sandbox.keeping import read_kept

    if state.kept is not None:
        come_back(clock, state.kept)
        sandbox.go_on(read_kept(state.file, url=sandbox.url))
    # Built without the environment: a real token has no business in a sandbox.
    settings = Settings.model_construct(
        slack_bot_token=SecretStr(sandbox.bot_token),
        slack_app_token=SecretStr(sandbox.app_token),
        slack_api_url=sandbox.api_url,
        database_url=state.database_url,
        kudoscope_encryption_keys=SecretStr(state.key),
        kudoscope_host="127.0.0.1",
        kudoscope_port=0,
        kudoscope_default_channel=sandbox.channel("general"),
    )
    migrate_to_head(settings)
    app = build(settings, clock, DEMO_LEASE)
    if state.kept is None:
        live_through(app, sandbox, clock)
    else:
        let_go_of_leases(app.tools.sessions, clock())
    return app
