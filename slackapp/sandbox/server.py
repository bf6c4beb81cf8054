"""The sandbox as one object: starts the server, and acts in the workspace for tests and demo."""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar

from slackapp.sandbox.acting import Acting
from slackapp.sandbox.app import build_app
from slackapp.sandbox.faults import Faults
from slackapp.sandbox.http_server import HOST, LocalServer, listen
from slackapp.sandbox.installed import Command, read_manifest
from slackapp.sandbox.parts import Parts
from slackapp.sandbox.rate_limits import NO_LIMITS, Limits, RateLimits
from slackapp.sandbox.seed import APP_SCOPES, DEFAULT_APP, begin_the_day, build_groups, build_store
from slackapp.sandbox.state import ChannelKind, Message
from slackapp.sandbox.world import RecordedCall, World

T = TypeVar("T")


class Sandbox(Acting):
    """A workspace and its server; `start` runs it in a thread, `serve` in this one."""

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
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server = LocalServer(build_app(self._parts), self._opened, self._parts.close)
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

    # Names

    @property
    def url(self) -> str:
        """The address of the page."""
        return self.world.url

    @property
    def api_url(self) -> str:
        """What the app takes for Slack's Web API (SLACK_API_URL)."""
        return f"{self.world.url}/api/"

    @property
    def bot_token(self) -> str:
        """The app's bot token."""
        return self.world.bot_token

    @property
    def app_token(self) -> str:
        """The app's token for Socket Mode."""
        return self.world.app_token

    @property
    def signing_secret(self) -> str:
        """The secret that signs HTTP requests to the app."""
        return self.world.signing_secret

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self.world.store.team_id

    @property
    def bot_user_id(self) -> str:
        """The app's own user."""
        return self.world.store.bot_user_id

    def user(self, name: str) -> str:
        """The id of the person of this name (or id)."""
        people = self.world.store.people()
        return next(person.id for person in people if name in (person.name, person.id))

    def channel(self, name: str) -> str:
        """The id of the channel of this name (or id)."""
        channels = self.world.store.channels()
        return next(channel.id for channel in channels if name in (channel.name, channel.id))

    def im(self, user: str) -> str:
        """The id of the direct messages between the app and a person."""
        return self.world.store.open_im(user, self.bot_user_id).id

    # Acting

    def begin_the_day(self) -> None:
        """Have the team write what a visitor finds unread, and limit calls as Slack does.

        A sandbox that is made with `has_begun=False` waits for this.
        """
        self.world.rate_limits.limits = self._limits
        begin_the_day(self.world.store)

    def deliver_over_http(self, request_url: str | None) -> None:
        """Send commands, buttons and events to this address; None: over Socket Mode again."""
        self._parts.delivery.request_url = request_url

    def messages(self, channel: str, visible_to: str | None = None) -> list[Message]:
        """What `visible_to` sees in a channel; without it all, ephemeral and deleted too."""
        messages = self.world.store.messages(channel)
        if visible_to is None:
            return messages
        return [message for message in messages if message.visible_to(visible_to)]

    def wait_for(self, condition: Callable[[], T], timeout: float = 60, message: str = "") -> T:
        """The first truthy value of `condition`; AssertionError when there is none in time."""
        deadline = time.monotonic() + timeout
        while not (value := condition()):
            if time.monotonic() > deadline:
                raise AssertionError(message or f"nothing came within {timeout} seconds")
            time.sleep(0.01)
        return value

    def send_event(self, event: dict[str, Any]) -> str | None:
        """Send an event in the background; its id, or None where the app has no subscription."""
        return self._parts.events.send(event)

    # Arranging

    def add_person(self, name: str, **fields: Any) -> str:
        """A new account (fields of `Person`), told to the app as team_join; returns its id."""
        return self._parts.control.add_person(name, **fields).id

    def change_person(self, user: str, **changes: Any) -> None:
        """Change an account, told to the app as user_change."""
        self._parts.control.change_person(user, **changes)

    def add_channel(
        self,
        name: str,
        kind: ChannelKind = "public",
        members: Iterable[str] = (),
        app_is_member: bool = True,
    ) -> str:
        """A new channel with these members (names or ids); returns its id."""
        ids = [self.user(member) for member in members]
        return self._parts.control.add_channel(name, kind, ids, app_is_member).id

    def group(self, handle: str) -> str:
        """The id of the user group of this handle (or id)."""
        return self._parts.control.get_group(handle).id

    def set_group(self, handle: str, members: Iterable[str], **changes: Any) -> str:
        """Let a user group have exactly these members (names or ids); made when there is none."""
        ids = [self.user(member) for member in members]
        return self._parts.control.set_group(handle, ids, **changes).id

    def change_channel(self, channel: str, **changes: Any) -> None:
        """Make a channel private (`kind`), share it with another company (`sharing`), or so."""
        self._parts.control.change_channel(channel, **changes)

    def set_members(self, channel: str, members: Iterable[str]) -> None:
        """Let a channel have exactly these members (names or ids)."""
        self._parts.control.set_members(channel, [self.user(member) for member in members])

    def archive(self, channel: str) -> None:
        """Archive a channel."""
        self._parts.control.archive(channel)

    def revoke_token(self, error: str = "token_revoked") -> None:
        """Take the bot token away; `account_inactive` is what a removed app hears."""
        self._parts.control.revoke(error)

    def restore_token(self) -> None:
        """Let the bot token be good again."""
        self.world.store.restore(self.bot_token)

    def install(self, manifest: dict[str, Any]) -> None:
        """Install the app anew, as this manifest declares it, with every scope granted."""
        self._parts.control.install(read_manifest(manifest))

    def grant(self, *scopes: str) -> None:
        """Give the bot token more scopes."""
        self._parts.control.grant(scopes)

    def withdraw(self, *scopes: str) -> None:
        """Take scopes away from the bot token, as an admin does who withholds optional ones."""
        self._parts.control.withhold(scopes)

    def fault(
        self,
        method: str,
        kind: str,
        times: int = 1,
        retry_after: int | None = None,
        seconds: float | None = None,
        channel: str | None = None,
    ) -> None:
        """Let the next `times` calls of a method fail; kinds as in `slackapp.sandbox.faults`."""
        self._parts.control.fault(
            method, kind, times=times, retry_after=retry_after, seconds=seconds, channel=channel
        )

    def clear_faults(self) -> None:
        """Disarm all faults."""
        self.world.faults.clear()

    def disconnect_sockets(self, reason: str | None = "refresh_requested") -> None:
        """Send the app's WebSockets away (`warning` only announces it); None just hangs up."""
        self._call(self._parts.sockets.disconnect(reason))

    @property
    def socket_count(self) -> int:
        """How many WebSockets of the app take envelopes now."""
        return self._parts.sockets.count

    @property
    def violations(self) -> int:
        """Calls that the app made while it was told to wait."""
        return self.world.rate_limits.violations

    def calls(self, method: str | None = None) -> list[RecordedCall]:
        """The Web API calls so far."""
        return self.world.calls(method)
