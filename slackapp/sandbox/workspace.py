"""One workspace of the sandbox as tests meet it: names, acting, arranging and looking."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from slackapp.sandbox.acting import Acting
from slackapp.sandbox.installed import read_manifest
from slackapp.sandbox.parts import Parts
from slackapp.sandbox.slack import Slack
from slackapp.sandbox.state import ChannelKind, Message
from slackapp.sandbox.world import RecordedCall, World

T = TypeVar("T")


class SandboxWorkspace(Acting):
    """A workspace in a running sandbox; what is done here is done in this workspace alone."""

    def __init__(
        self, world: World, parts: Parts, slack: Slack, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.world = world
        self._parts = parts
        self._slack = slack
        self._loop = loop

    # Names

    @property
    def url(self) -> str:
        """The address of the page."""
        return self.world.url

    @property
    def api_url(self) -> str:
        """What the app takes for Slack's Web API (SLACK_API_URL)."""
        return f"{self._slack.workspaces[0].world.url}/api/"

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

    def install_at_once(self) -> str:
        """Install the app here without its pages, with every scope; the token."""
        store, app = self.world.store, self.world.app
        self.world.bot_token = store.add_token("bot", app.scopes).value
        return self.world.bot_token

    def allow(self, address: str, *, withheld: Iterable[str] = ()) -> str:
        """Let the app that asks at that address be installed here; where Slack then leads to."""
        return self._slack.grants.allow(address, [self._parts], withheld=withheld)

    def cancel(self, address: str) -> str:
        """Refuse that."""
        return self._slack.grants.cancel(address, self._parts)

    def let_in(self) -> str | None:
        """Add the app that the organisation has to this workspace; the id of the event."""
        self._slack.grants.let_in(self._parts)
        return self.send_event({"type": "team_access_granted", "team_ids": [self.team_id]})

    def shut_out(self) -> str | None:
        """Take it away from here; the id of the event."""
        self._slack.grants.shut_out(self._parts)
        return self.send_event({"type": "team_access_revoked", "team_ids": [self.team_id]})

    def move_into(self, enterprise_id: str) -> dict[str, str]:
        """Move the workspace into an organisation, where all have other ids: those by the old."""
        return self._parts.control.move_into(enterprise_id)

    def uninstall(self, *, tokens_first: bool = False) -> None:
        """Remove the app from this workspace, and tell it so, in either order of the two events."""
        self._parts.control.uninstall(tokens_first=tokens_first)

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

    @property
    def violations(self) -> int:
        """Calls that the app made while it was told to wait."""
        return self.world.rate_limits.violations

    def calls(self, method: str | None = None) -> list[RecordedCall]:
        """The Web API calls so far."""
        return self.world.calls(method)
