"""What the tests and the demo do to the workspace from outside: people, channels, trouble."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.faults import Fault
from slackapp.sandbox.group_methods import put_group
from slackapp.sandbox.installed import InstalledApp
from slackapp.sandbox.seed import OTHER_TEAM_ID
from slackapp.sandbox.shapes import user_json
from slackapp.sandbox.state import SLACKBOT_ID, Channel, ChannelKind, Person
from slackapp.sandbox.user_groups import UserGroup
from slackapp.sandbox.world import World


class Control:
    """Changes the workspace, and tells the app where Slack would."""

    def __init__(self, world: World, tell_in_turn: Callable[..., None] = lambda *_: None) -> None:
        self._world = world
        self._store = world.store
        self._tell_in_turn = tell_in_turn

    def add_person(self, name: str, **fields: Any) -> Person:
        """A new account; `fields` are those of `Person`, an `id` of one's own among them."""
        home = OTHER_TEAM_ID if fields.get("is_stranger") else self._store.team_id
        person = Person(
            **{
                "id": self._store.new_id("U"),
                "team_id": home,
                "name": name,
                "real_name": name,
                **fields,
            }
        )
        person = self._store.put_person(person)
        if home == self._store.team_id:
            self._tell("team_join", person)
        return person

    def change_person(self, user: str, **changes: Any) -> Person:
        """Rename, deactivate or otherwise change an account."""
        person = self._store.find_person(user)
        if person is None:
            raise SlackError("user_not_found")
        person = self._store.put_person(replace(person, **changes))
        self._tell("user_change", person)
        return person

    def _tell(self, kind: str, person: Person) -> None:
        event = {
            "type": kind,
            "user": user_json(self._store, person),
            "cache_ts": int(self._store.clock()),
            "event_ts": self._store.new_ts(),
        }
        self._world.tell_app(event, None)

    def add_channel(
        self,
        name: str,
        kind: ChannelKind = "public",
        members: Iterable[str] = (),
        app_is_member: bool = True,
    ) -> Channel:
        """A new channel with these members (ids), and the app when it is to be one."""
        app = (self._store.bot_user_id,) if app_is_member else ()
        prefix = "D" if kind == "im" else "C"
        channel = Channel(self._store.new_id(prefix), name, kind, (*members, *app))
        return self._store.put_channel(channel)

    def _get_channel(self, channel_id: str) -> Channel:
        channel = self._store.find_channel(channel_id)
        if channel is None:
            raise SlackError("channel_not_found")
        return channel

    def archive(self, channel_id: str) -> None:
        """Archive a channel."""
        self._store.put_channel(replace(self._get_channel(channel_id), archived=True))

    def change_channel(self, channel_id: str, **changes: Any) -> None:
        """Make a channel private, share it with another company, or change it otherwise."""
        self._store.put_channel(replace(self._get_channel(channel_id), **changes))

    def set_members(self, channel_id: str, members: Iterable[str]) -> None:
        """Let a channel have these members, the app among them or not."""
        self._store.put_channel(replace(self._get_channel(channel_id), member_ids=tuple(members)))

    def get_group(self, handle: str) -> UserGroup:
        """The user group of this handle or id."""
        group = self._world.groups.find(handle)
        if group is None:
            raise SlackError("no_such_subteam")
        return group

    def set_group(self, handle: str, members: Iterable[str], **changes: Any) -> UserGroup:
        """Let a user group have these members (ids); one that is not there is made."""
        known = self._world.groups.find(handle)
        known = known or UserGroup(self._store.new_id("S"), handle, handle.title())
        return put_group(self._world, replace(known, member_ids=tuple(members), **changes))

    def install(self, app: InstalledApp) -> None:
        """Install the app anew, as its manifest declares it, with every scope granted."""
        self._world.app = app
        self._store.withdraw(self._world.bot_token, self._world.granted_scopes)
        self._store.grant(self._world.bot_token, app.scopes)

    def grant(self, scopes: Iterable[str]) -> None:
        """Give the bot token more scopes, as a reinstallation does."""
        self._store.grant(self._world.bot_token, scopes)

    def withhold(self, scopes: Iterable[str]) -> None:
        """Take scopes away from the bot token."""
        self._store.withdraw(self._world.bot_token, scopes)

    def revoke(self, error: str = "token_revoked") -> None:
        """Take the app's bot token away."""
        self._store.revoke(self._world.bot_token, error)

    def move_into(self, enterprise_id: str) -> dict[str, str]:
        """Move the workspace into an organisation; nobody is told of the new ids."""
        people = [one for one in self._store.people() if not (one.is_app or one.is_stranger)]
        ids = {one.id: f"W{one.id[1:]}" for one in people if one.id != SLACKBOT_ID}
        self._store.enterprise_id = enterprise_id
        self._store.global_ids |= ids
        for person in people:
            self._store.rename_person(person.id, ids.get(person.id, person.id))
        for channel in self._store.channels():
            members = tuple(ids.get(one, one) for one in channel.member_ids)
            self._store.put_channel(replace(channel, member_ids=members))
        return ids

    def uninstall(self, *, tokens_first: bool = False) -> None:
        """Remove the app: its token is gone, and Slack tells it so twice, in either order."""
        self._store.revoke(self._world.bot_token, "account_inactive")
        events = [
            {"type": "app_uninstalled"},
            {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self._store.bot_user_id]}},
        ]
        self._tell_in_turn(*(reversed(events) if tokens_first else events))

    def fault(self, method: str, kind: str, **details: Any) -> None:
        """Arm a fault; `details` are the other fields of `Fault`, None standing for its default."""
        given = {key: value for key, value in details.items() if value is not None}
        self._world.faults.add(Fault(method, kind, **given))
