"""A workspace with the whole app running in it: what tests do there, and what they look at."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any

from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import event, func, select

from db import Kudos, KudosRecipient, KudosTag, OutboxMessage, Person, SessionFactory, Workspace
from slackapp.app import Kudoscope, build_app
from slackapp.clock import MovingClock
from slackapp.config import Settings
from slackapp.frameworks.loader import load_builtin
from slackapp.sandbox.content import check_content
from slackapp.sandbox.delivery import HttpAnswer, post, sign
from slackapp.sandbox.humans import Answer, may_see
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.state import ChannelKind, Message
from slackapp.sandbox.traffic import Exchange
from slackapp.services.operate.processes import ALL_PARTS, Part
from tests.slack_types import find_type_errors

#: The key of every flow, so that an app may outlive the test that started it.
KEY = Fernet.generate_key().decode()

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

#: A message, or the answer to a command, which is one too.
Shown = Message | Answer

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Stored:
    """How many rows there are of what a kudos leaves behind."""

    kudos: int
    recipients: int
    tags: int
    posts: int


class HoldUp:
    """Stops the app at its next question to the database that holds certain words."""

    def __init__(self) -> None:
        self._words: tuple[str, ...] = ()
        self.stands_there, self.may_go_on = Event(), Event()

    def look(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """Stop here, if this is it; the engine asks from the start on, as threads come and go."""
        if self._words and all(word in statement for word in self._words):
            self._words = ()
            self.stands_there.set()
            self.may_go_on.wait(60)

    @contextmanager
    def at(self, *words: str) -> Iterator[None]:
        """Stop there once, until `may_go_on` is set or the block ends."""
        self.stands_there.clear()
        self.may_go_on.clear()
        self._words = words
        try:
            yield
        finally:
            self._words = ()
            self.may_go_on.set()


@dataclass(frozen=True)
class Office:
    """One running app and its sandbox; a test that shares them makes its own people and rooms."""

    sandbox: Sandbox
    app: Kudoscope
    clock: MovingClock
    hold_up: HoldUp = field(default_factory=HoldUp)

    @property
    def sessions(self) -> SessionFactory:
        """The app's database."""
        return self.app.tools.sessions

    # Arranging

    def person(self, name: str = "", **fields: Any) -> str:
        """A colleague whom no other test knows and the app does; the id."""
        slack_user_id = self.sandbox.add_person(name or f"colleague{next(_numbers)}", **fields)
        self.sandbox.wait_for(lambda: self.find_person(slack_user_id), message="nobody joined")
        return slack_user_id

    def person_who_chose(self, choice: str) -> str:
        """Such a colleague, who wants kudos to them announced that way."""
        slack_user_id = self.person()
        answer = self.kudos(slack_user_id, self.sandbox.im(slack_user_id), f"announce {choice}")
        assert answer.text.startswith("From now on"), answer
        return slack_user_id

    def room(self, *members: str, kind: ChannelKind = "public", app_is_member: bool = True) -> str:
        """A channel that no other test knows; the id."""
        number = next(_numbers)
        name = {"im": "", "group": f"mpdm-room--{number}-1"}.get(kind, f"room-{number}")
        return self.sandbox.add_channel(name, kind, members, app_is_member)

    # Acting

    def kudos(self, giver: str, channel: str, text: str = "") -> Answer:
        """Type `/kudos …`, and return the answer."""
        return self.sandbox.command(user=giver, channel=channel, text=text)

    def tap(self, person: str, channel: str, shown: Shown, label: str, number: int = 0) -> Answer:
        """Press the button with that label (or the second, third … of them) on a message."""
        buttons = [one for one in elements(shown) if one["type"] == "button"]
        button = [one for one in buttons if one["text"]["text"] == label][number]
        return self.use(person, channel, shown, button["action_id"], value=button["value"])

    def find_competency(
        self,
        person: str,
        channel: str,
        shown: Shown,
        name: str = "Empathy",
        cluster: str = "Social Awareness",
    ) -> Message:
        """Go from the question what it was for to a competency, and choose it; what is shown."""
        for label in ("Something else …", cluster, name):
            if label in labels(shown):
                self.tap(person, channel, shown, label)
                shown = next(one for one in self.answers(person, channel) if one.ts == shown.ts)
        assert isinstance(shown, Message), labels(shown)
        return shown

    def say_deed(self, person: str, channel: str, shown: Shown, number: int = 0) -> str:
        """Say what somebody did, by the form that the answer's first such button opens; the text.

        The likeliest behaviour stands first.
        """
        label = next(one for one in labels(shown) if "did they do?" in one)
        self.tap(person, channel, shown, label)
        view = self.sandbox.modal(person)
        assert view is not None, "no form is open"
        [field] = [one["element"] for one in view.blocks if one["block_id"] == "behaviour"]
        chosen = field["options"][number]
        assert self.sandbox.submit(person, view, behaviour=chosen["value"]).ok
        self.settle()
        text: str = chosen["text"]["text"]
        return text

    def use(self, person: str, channel: str, shown: Shown, action_id: str, **chosen: str) -> Answer:
        """Use a button or menu by its id, and wait until all that comes of it is told."""
        assert shown.ts is not None
        answer = self.sandbox.press(person, channel, shown.ts, action_id, **chosen)
        self.settle()
        return answer

    def repost(self, channel: str, shown: Shown | Sequence[dict[str, Any]]) -> Message:
        """Show blocks to everybody in a channel, so that others can press what is on them."""
        blocks = shown if isinstance(shown, Sequence) else shown.blocks
        content = check_content("Look", list(blocks or ()), newer_blocks=True)
        # Not through the Web API, whose limits belong to the app.
        store = self.sandbox.world.store
        return store.post(channel, store.bot_user_id, content.text, content.blocks)

    def post_signed(self, body: bytes, **headers: str) -> HttpAnswer:
        """POST a body as Slack does; headers (with `_` for `-`) replace or add to the usual."""
        timestamp = int(self.clock.timestamp())
        usual = sign(self.sandbox.signing_secret, timestamp, body)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return post(f"{self.address}/slack/events", body, usual | FORM | given, timeout=10)

    @property
    def address(self) -> str:
        """Where the app serves HTTP."""
        return f"http://127.0.0.1:{self.app.server.port}"

    def settle(self) -> None:
        """Wait until nothing is left to send."""
        self.sandbox.wait_for(lambda: not self.count_pending(), message="the outbox is not empty")

    def settle_however_long(self) -> None:
        """Wait until nothing is left to send, while the time passes that Slack's pace asks for."""
        deadline, before = time.monotonic() + 60, 0
        while pending := self.count_pending():
            assert time.monotonic() < deadline, "the outbox is not empty"
            if pending == before:  # no faster than the machine: addresses of answers grow old
                self.clock.advance(seconds=2)
            before = pending
            self.app.tools.wake_delivery()
            time.sleep(0.03)

    def count_pending(self) -> int:
        """How many messages wait to be sent."""
        pending = select(func.count()).where(OutboxMessage.state == "pending")
        with self.sessions.read() as session:
            return session.scalar(pending) or 0

    # Looking

    def stored(self) -> Stored:
        """How many rows there are now."""
        wanted = [
            select(func.count()).select_from(one) for one in (Kudos, KudosRecipient, KudosTag)
        ]
        wanted.append(select(func.count()).where(OutboxMessage.kind == "post"))
        with self.sessions.read() as session:
            kudos, recipients, tags, posts = (session.scalar(one) or 0 for one in wanted)
        return Stored(kudos, recipients, tags, posts)

    def find_person(self, slack_user_id: str) -> Person | None:
        """The app's row of a person."""
        with self.sessions.read() as session:
            return session.scalar(select(Person).where(Person.slack_user_id == slack_user_id))

    def posts(self, channel: str, *, visible_to: str | None = None) -> list[Message]:
        """What the app posted for all in a channel, as `visible_to` finds it."""
        return [
            message
            for message in self.sandbox.messages(channel, visible_to=visible_to)
            if message.user == self.sandbox.bot_user_id and message.ephemeral_to is None
        ]

    def told(self, person: str) -> list[Message]:
        """What the app wrote to a person directly."""
        return self.posts(self.sandbox.im(person))

    def answers(self, person: str, channel: str) -> list[Message]:
        """What the app showed to this person alone in a channel, the newest last."""
        return [
            message
            for message in self.sandbox.messages(channel, visible_to=person)
            if message.ephemeral_to == person
        ]

    def readers(self, phrase: str, *people: str) -> set[str]:
        """Who of these people finds a message of the app with that phrase in it, anywhere."""
        store = self.sandbox.world.store
        return {
            person.id
            for person in filter(None, map(store.find_person, people))
            for channel in filter(partial(may_see, person), store.channels())
            for message in self.sandbox.messages(channel.id, visible_to=person.id)
            if message.user == store.bot_user_id
            and phrase in f"{message.text} {json.dumps(message.blocks)}"
        }


def elements(message: Shown) -> list[dict[str, Any]]:
    """Every button and menu of a message, in order."""
    return [
        element
        for block in message.blocks or ()
        for element in (*block.get("elements", ()), block.get("accessory"))
        if element is not None and "action_id" in element
    ]


def old_choice(answer: Shown, number: int) -> str:
    """The value of a button on older answers that chose a behaviour of Empathy."""
    empathy = load_builtin().find_competency("empathy")
    assert empathy is not None
    [tag_id] = [one["value"] for one in elements(answer) if "did they do?" in one["text"]["text"]]
    return f"{tag_id}:{empathy.behaviours[number].key}"


def labels(message: Shown) -> list[str]:
    """What stands on the buttons of a message, in order."""
    return [one["text"]["text"] for one in elements(message) if one["type"] == "button"]


def words(message: Shown) -> str:
    """All that the blocks of a message say, a line each."""
    lines = []
    for block in message.blocks or ():
        parts = [block.get("text"), *block.get("elements", ())]
        lines += [part["text"] for part in parts if part and isinstance(part.get("text"), str)]
    return "\n".join(lines)


def build_settings(sandbox: Sandbox, database_url: str, transport: str, **fields: Any) -> Settings:
    """The settings of an app in this sandbox, reached over "socket" or "http"."""
    if transport == "socket":
        fields["slack_app_token"] = SecretStr(sandbox.app_token)
    else:
        fields["slack_signing_secret"] = SecretStr(sandbox.signing_secret)
    fields.setdefault("slack_api_url", sandbox.api_url)
    fields.setdefault("slack_bot_token", SecretStr(sandbox.bot_token))
    return Settings.model_construct(
        database_url=database_url,
        kudoscope_encryption_keys=SecretStr(KEY),
        kudoscope_port=0,
        **fields,
    )


@contextmanager
def running(
    sandbox: Sandbox,
    database_url: str,
    *,
    transport: str = "socket",
    clock: MovingClock | None = None,
    lease: timedelta | None = None,
    parts: Set[Part] = ALL_PARTS,
    **fields: Any,
) -> Iterator[Office]:
    """The app in that sandbox, or parts of its work, from its start to its orderly stop."""
    fields.setdefault("kudoscope_default_channel", sandbox.channel("general"))
    clock = clock or MovingClock()
    options = {} if lease is None else {"lease": lease}
    settings = build_settings(sandbox, database_url, transport, **fields)
    office = Office(sandbox, build_app(settings, clock=clock, parts=parts, **options), clock)
    said: list[Exchange] = []

    def hear(told: Exchange | None) -> None:
        if told is not None and told.status is not None:
            said.append(told)

    sandbox.world.traffic.subscribe(hear)
    event.listen(office.sessions.engine, "before_cursor_execute", office.hold_up.look)
    try:
        office.app.start()
        if Part.RECEIVE not in parts:
            pass
        elif transport == "http":
            address = f"http://127.0.0.1:{office.app.server.port}/slack/events"
            sandbox.deliver_over_http(address)
        else:
            sandbox.wait_for(lambda: sandbox.socket_count)
        yield office
    finally:
        office.app.stop()
    faults = find_type_errors(said)
    assert not faults, "\n".join(faults)


def wait_until_people_are_known(office: Office) -> None:
    """Wait until the first reading of all people has ended."""
    office.sandbox.wait_for(lambda: _synced(office), message="people were not read")


def _synced(office: Office) -> bool:
    with office.sessions.read() as session:
        return session.scalar(select(Workspace.people_synced_at)) is not None
