"""The sandbox as one object: starts the server, and acts in the workspace for tests and demo."""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from slackapp.sandbox.app import FOLDER, add_routes, build_app
from slackapp.sandbox.executions import Executions
from slackapp.sandbox.faults import Faults
from slackapp.sandbox.http_server import HOST, LocalServer, listen
from slackapp.sandbox.installed import Command, read_manifest
from slackapp.sandbox.keeping import Kept, put_back
from slackapp.sandbox.offers import Offers
from slackapp.sandbox.parts import Parts
from slackapp.sandbox.rate_limits import NO_LIMITS, Limits, RateLimits
from slackapp.sandbox.seed import APP_SCOPES, DEFAULT_APP, begin_the_day, build_groups, build_store
from slackapp.sandbox.slack import Slack
from slackapp.sandbox.tour import Tour
from slackapp.sandbox.traffic import Traffic
from slackapp.sandbox.trouble import Trouble
from slackapp.sandbox.workspace import SandboxWorkspace
from slackapp.sandbox.world import World


class Sandbox(SandboxWorkspace):
    """A workspace and its server; `start` runs it in a thread, `serve` in this one.

    The app is installed in it. Further workspaces, without the app, come by `add_workspace`.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        ack_timeout: float = 3.0,
        event_retry_delays: tuple[float, ...] = (0.0, 1.0, 2.0),
        manifest: dict[str, Any] | None = None,
        subscriptions: frozenset[str] | None = None,
        commands: tuple[Command, ...] | None = None,
        clock: Callable[[], float] = time.time,
        has_begun: bool = True,
    ) -> None:
        store = build_store(clock)
        self._loop = None
        app = DEFAULT_APP if manifest is None else read_manifest(manifest)
        if subscriptions is not None:
            app = replace(app, subscriptions=subscriptions)
        if commands is not None:
            app = replace(app, commands=commands)
        self._limits = limits or Limits()
        self.world = World(
            store=store,
            rate_limits=RateLimits(NO_LIMITS),
            faults=Faults(),
            bot_token=store.add_token("bot", app.scopes).value,
            app_token=store.add_token("app", APP_SCOPES).value,
            signing_secret=secrets.token_hex(16),
            verification_token=secrets.token_hex(12),
            app=app,
            groups=build_groups(),
        )
        self._parts = Parts(self.world, ack_timeout, event_retry_delays)
        self._ready = threading.Event()
        self._slack = Slack(self._parts)
        self._app = build_app(self._slack)
        self._server = LocalServer(self._app, self._opened, self._close)
        self._thread: threading.Thread | None = None
        if has_begun:
            self.begin_the_day()

    # Running

    @classmethod
    def start(cls, port: int = 0, **options: Any) -> Self:
        """A sandbox that serves already, in a thread; leave its `with` block to stop it."""
        sandbox = cls(**options)
        listener = sandbox._listen(port)
        sandbox._thread = threading.Thread(
            target=sandbox._server.run, args=([listener],), name="sandbox"
        )
        sandbox._thread.start()
        sandbox._ready.wait()
        return sandbox

    def serve(self, port: int = 0) -> None:
        """Serve until the process is told to stop."""
        self._server.run([self._listen(port)])

    def _listen(self, port: int) -> socket.socket:
        listener = listen(port)
        self.world.url = f"http://{HOST}:{listener.getsockname()[1]}"
        return listener

    def _opened(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._parts.open(self._loop)
        self._ready.set()

    def _close(self) -> None:
        for parts in self._slack.workspaces:
            parts.close()

    def stop(self) -> None:
        """Stop serving, and wait until that is done."""
        self._server.stop()
        if self._thread is not None:
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # What all workspaces share

    def deliver_over_http(self, request_url: str | None) -> None:
        """Send commands, buttons and events to this address; None: over Socket Mode again."""
        for parts in self._slack.workspaces:
            parts.delivery.request_url = request_url

    # Further workspaces

    def add_workspace(self, name: str, *, enterprise_id: str | None = None) -> SandboxWorkspace:
        """Another workspace, of an organisation or not; the app is not installed in it yet."""
        if self._loop is None:
            raise RuntimeError("the sandbox is not running")
        mark = f"N{len(self._slack.workspaces)}"
        store = build_store(self.world.store.clock, name, mark, enterprise_id)
        world = replace(
            self.world,
            store=store,
            rate_limits=RateLimits(self._limits),
            faults=Faults(),
            bot_token="",
            groups=build_groups(mark),
            offers=Offers(),
            executions=Executions(),
            traffic=Traffic(),
            trouble=Trouble(),
            tour=Tour(),
            url=f"{self.world.url}{FOLDER}{store.team_id}",
            _calls=[],
            _lock=threading.Lock(),
        )
        parts = Parts(
            world, self._parts.ack_timeout, self._parts.event_retry_delays, self._parts.sockets
        )
        parts.delivery.request_url = self._parts.delivery.request_url
        parts.open(self._loop)
        self._slack.workspaces.append(parts)
        add_routes(self._app, parts)
        begin_the_day(store)
        return SandboxWorkspace(world, parts, self._slack, self._loop)

    def allow_organisation(self, address: str, enterprise_id: str) -> str:
        """Let an app that asks so be installed in all of an organisation; where that leads to."""
        parts = self._slack.of_organisation(enterprise_id)
        return self._slack.grants.allow(address, parts, is_of_org=True)

    @property
    def client_id(self) -> str:
        """The app's public name for OAuth."""
        return self._slack.grants.client_id

    @property
    def client_secret(self) -> str:
        """The app's secret for OAuth."""
        return self._slack.grants.client_secret

    def begin_the_day(self) -> None:
        """Have the team write what a visitor finds unread, and limit calls as Slack does.

        A sandbox that is made with `has_begun=False` waits for this.
        """
        self.world.rate_limits.limits = self._limits
        for parts in self._slack.workspaces:
            begin_the_day(parts.world.store)
            # A visitor is to see what happens from now on.
            parts.world.traffic.clear()

    def go_on(self, kept: Kept) -> None:
        """Be the workspace that was kept, in place of one in which nothing has happened yet."""
        put_back(kept, self.world)
        self.world.rate_limits.limits = self._limits

    def disconnect_sockets(self, reason: str | None = "refresh_requested") -> None:
        """Send the app's WebSockets away (`warning` only announces it); None just hangs up."""
        self._call(self._parts.sockets.disconnect(reason))

    @property
    def socket_count(self) -> int:
        """How many WebSockets of the app take envelopes now."""
        return self._parts.sockets.count
