"""What the sandbox's workspace holds, people, channels and messages, behind one lock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from slackapp.sandbox.tokens import Tokens

ChannelKind = Literal["public", "private", "group", "im"]
ChangeKind = Literal["message", "changed", "deleted"]

SLACKBOT_ID = "USLACKBOT"


@dataclass(frozen=True)
class Person:
    """An account: a colleague, a bot, or someone of another company.

    `tz_offset`, in seconds, is told of those whose zone has no name or one that is not known here.
    """

    id: str
    team_id: str
    name: str
    real_name: str
    display_name: str = ""
    title: str = ""
    tz: str | None = "Europe/London"
    tz_offset: int = 0
    is_bot: bool = False
    is_app: bool = False
    deleted: bool = False
    is_stranger: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    color: str = "4bbe2e"
    updated: int = 0
    #: What Slack tells of them in place of the usual, whatever it is.
    oddities: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Channel:
    """A conversation of any kind; the app sees private ones only as a member.

    `sharing` is what Slack tells of it and of other companies, such as `is_ext_shared`.
    """

    id: str
    name: str
    kind: ChannelKind
    member_ids: tuple[str, ...] = ()
    topic: str = ""
    archived: bool = False
    is_general: bool = False
    sharing: tuple[str, ...] = ()


@dataclass(frozen=True)
class File:
    """A file on its way into a conversation; `content` is None until its bytes have come.

    `owner_id` is whoever uploaded it in a form; it is then in no conversation.
    """

    id: str
    name: str
    title: str
    size: int
    upload_key: str
    content: bytes | None = None
    is_shared: bool = False
    owner_id: str = ""


@dataclass(frozen=True)
class Reaction:
    """One emoji at a message, and who put it there, in the order they came."""

    name: str
    users: tuple[str, ...]


@dataclass(frozen=True)
class Message:
    """One message as it stands now; `ephemeral_to` names the only person who sees it.

    `changed` is whether it is another than was posted, `edited` whether Slack says so below it.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: tuple[dict[str, Any], ...] | None = None
    metadata: dict[str, Any] | None = None
    thread_ts: str | None = None
    edited: bool = False
    changed: bool = False
    deleted: bool = False
    ephemeral_to: str | None = None
    error: bool = False
    unfurl_links: bool = True
    file_ids: tuple[str, ...] = ()
    reactions: tuple[Reaction, ...] = ()

    def visible_to(self, user: str | None) -> bool:
        """Whether `user` sees this message; None sees what everyone does."""
        return not self.deleted and self.ephemeral_to in (None, user)


@dataclass(frozen=True)
class Change:
    """Something that a page shows has changed."""

    channel: str
    kind: ChangeKind
    ephemeral_to: str | None = None


class Store(Tokens):
    """The whole state of one workspace; every method may be called from any thread."""

    def __init__(
        self,
        *,
        team_id: str,
        team_name: str,
        team_domain: str,
        app_id: str,
        bot_user_id: str,
        bot_id: str,
        clock: Callable[[], float] = time.time,
        mark: str = "",
        enterprise_id: str | None = None,
    ) -> None:
        self.mark = mark
        #: The organisation that it is of, and whether the app was installed in all of that.
        self.enterprise_id = enterprise_id
        self.is_org_install = False
        #: What people are called in the organisation, where the workspace has moved into one.
        self.global_ids: dict[str, str] = {}
        self.team_id = team_id
        self.team_name = team_name
        self.team_domain = team_domain
        self.app_id = app_id
        self.bot_user_id = bot_user_id
        self.bot_id = bot_id
        self.clock = clock
        super().__init__()
        self._people: dict[str, Person] = {}
        self._channels: dict[str, Channel] = {}
        self._messages: dict[str, dict[str, Message]] = {}
        self._files: dict[str, File] = {}
        self._read_marks: dict[tuple[str, str], str] = {}
        self._last_micros = 0
        #: The number in the newest id.
        self.last_number = 0
        self._listeners: list[Callable[[Change], None]] = []

    def subscribe(self, listener: Callable[[Change], None]) -> None:
        """Have `listener` called after every change of a channel, from any thread."""
        self._listeners.append(listener)

    def _announce(self, change: Change) -> None:
        for listener in self._listeners:
            listener(change)

    def new_id(self, prefix: str) -> str:
        """An unused id in Slack's form."""
        with self.lock:
            self.last_number += 1
            return f"{prefix}1{self.last_number:07d}{self.mark}"

    def new_ts(self, at: float | None = None) -> str:
        """A message timestamp, later than every one before; `at` is now unless given."""
        with self.lock:
            micros = int((self.clock() if at is None else at) * 1_000_000)
            self._last_micros = max(micros, self._last_micros + 1)
            return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    @property
    def last_ts(self) -> int:
        """The newest timestamp, in microseconds."""
        return self._last_micros

    def go_on(self, read_marks: Mapping[tuple[str, str], str], *, after: int, ts: int) -> None:
        """Go on with what people have read, and with ids and timestamps after these."""
        with self.lock:
            self._read_marks = dict(read_marks)
            self.last_number = max(self.last_number, after)
            self._last_micros = max(self._last_micros, ts)

    # People

    def put_person(self, person: Person) -> Person:
        """Add a person, or change the one of the same id."""
        with self.lock:
            stamped = replace(person, updated=int(self.clock()))
            self._people[person.id] = stamped
            return stamped

    def rename_person(self, old: str, new: str) -> None:
        """Let a person have another id."""
        with self.lock:
            self._people[new] = replace(self._people.pop(old), id=new)

    def find_person(self, user: str) -> Person | None:
        """The person of this id."""
        return self._people.get(user)

    def people(self) -> list[Person]:
        """Everyone, in the order they came."""
        with self.lock:
            return list(self._people.values())

    # Channels

    def put_channel(self, channel: Channel) -> Channel:
        """Add a channel, or change the one of the same id."""
        with self.lock:
            self._channels[channel.id] = channel
            self._messages.setdefault(channel.id, {})
        self._announce(Change(channel.id, "changed"))
        return channel

    def find_channel(self, channel: str) -> Channel | None:
        """The channel of this id."""
        return self._channels.get(channel)

    def channels(self) -> list[Channel]:
        """Every channel, in the order they came."""
        with self.lock:
            return list(self._channels.values())

    def find_im(self, one: str, other: str) -> Channel | None:
        """The direct conversation of two people."""
        for channel in self.channels():
            if channel.kind == "im" and set(channel.member_ids) == {one, other}:
                return channel
        return None

    def open_im(self, one: str, other: str) -> Channel:
        """The direct conversation of two people, made when there is none yet."""
        with self.lock:
            return self.find_im(one, other) or self.put_channel(
                Channel(self.new_id("D"), "", "im", (one, other))
            )

    def join(self, channel: Channel, user: str) -> Channel:
        """Make `user` a member."""
        members = (*channel.member_ids, *({user} - set(channel.member_ids)))
        return self.put_channel(replace(channel, member_ids=members))

    # Messages

    def post(
        self,
        channel: str,
        user: str,
        text: str,
        blocks: Iterable[dict[str, Any]] | None = None,
        *,
        metadata: dict[str, Any] | None = None,
        thread_ts: str | None = None,
        ephemeral_to: str | None = None,
        error: bool = False,
        unfurl_links: bool = True,
        file_ids: Iterable[str] = (),
        at: float | None = None,
    ) -> Message:
        """Add a message at the end of a channel, written now unless `at` tells otherwise."""
        with self.lock:
            message = Message(
                ts=self.new_ts(at),
                channel=channel,
                user=user,
                text=text,
                blocks=None if blocks is None else tuple(blocks),
                metadata=metadata,
                thread_ts=thread_ts,
                ephemeral_to=ephemeral_to,
                error=error,
                unfurl_links=unfurl_links,
                file_ids=tuple(file_ids),
            )
            self._messages[channel][message.ts] = message
        self._announce(Change(channel, "message", ephemeral_to))
        return message

    def change_message(self, message: Message) -> Message:
        """Put `message` in the place of the one with the same ts."""
        with self.lock:
            self._messages[message.channel][message.ts] = message
        kind: ChangeKind = "deleted" if message.deleted else "changed"
        self._announce(Change(message.channel, kind, message.ephemeral_to))
        return message

    def find_message(self, channel: str, ts: str) -> Message | None:
        """The message with this ts, unless it was deleted."""
        message = self._messages.get(channel, {}).get(ts)
        return None if message is None or message.deleted else message

    def messages(self, channel: str) -> list[Message]:
        """Every message of a channel, deleted ones included, oldest first."""
        with self.lock:
            return list(self._messages[channel].values())

    def mark_read(self, channel: str, user: str) -> None:
        """Note that `user` has seen all there is in a channel."""
        with self.lock:
            self._read_marks[channel, user] = max(self._messages[channel], default="")

    def read_marks(self) -> dict[tuple[str, str], str]:
        """The newest message that each person has seen, by channel and person."""
        with self.lock:
            return dict(self._read_marks)

    def unread(self, channel: str, user: str) -> int:
        """How many messages of others `user` has not seen."""
        return len(self.list_unread(channel, user))

    def list_unread(self, channel: str, user: str) -> list[Message]:
        """The messages of others that `user` has not seen."""
        with self.lock:
            mark = self._read_marks.get((channel, user), "")
            return [
                message
                for message in self._messages[channel].values()
                if message.ts > mark and message.user != user and message.visible_to(user)
            ]

    # Files

    def put_file(self, file: File) -> None:
        """Add a file, or change the one of the same id."""
        with self.lock:
            self._files[file.id] = file

    def find_file(self, file_id: str) -> File | None:
        """The file of this id."""
        return self._files.get(file_id)

    def files(self) -> list[File]:
        """Every file, in the order they came."""
        with self.lock:
            return list(self._files.values())

    def find_upload(self, key: str) -> File | None:
        """The file whose bytes are awaited at this address."""
        with self.lock:
            files = [*self._files.values()]
        return next((one for one in files if one.upload_key == key and one.content is None), None)

    def find_download(self, key: str) -> File | None:
        """The file whose bytes lie at this address."""
        with self.lock:
            files = [*self._files.values()]
        return next((one for one in files if one.upload_key == key and one.owner_id), None)

    def files_of(self, message: Message) -> list[File]:
        """The files that a message shares."""
        return [self._files[file_id] for file_id in message.file_ids]
