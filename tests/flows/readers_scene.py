"""An office in which a kudos of every place and choice was given, and readers of every kind are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from sqlalchemy import update

from db import Kudos
from slackapp.blocks import ids
from slackapp.jobs import monthly_digest
from slackapp.jobs.erasing import erase
from slackapp.sandbox.humans import may_see
from slackapp.sandbox.state import Message
from tests.flows.office import Office, elements, labels
from tests.flows.readers_table import CHOICES

#: Channels that have leaders, who read of what was given there.
LED = ("public", "private", "turned", "shared")
PLACES = (*LED, "direct", "held")


@dataclass(frozen=True)
class Thanked:
    """Two kudos of one place and choice: to the recipient and another one, and to them alone."""

    place: str
    choice: str
    number: int
    recipient: str
    another: str

    @property
    def name(self) -> str:
        return f"rena{self.number:02}"

    @property
    def words(self) -> str:
        return f"quokka{self.number:02}"

    @property
    def words_alone(self) -> str:
        return f"wombat{self.number:02}"


class Scene:
    """Who is where, and what was given; filled once, and read by everybody afterwards."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.boss = office.person("boss", is_admin=True)
        self.giver, self.member, self.leader = map(office.person, ("gil", "mia", "lea"))
        self.former_member, self.former_leader = map(office.person, ("fay", "fox"))
        self.erased, self.leader_elsewhere = map(office.person, ("era", "eli"))
        self.admin_outside = office.person("ada", is_admin=True)
        self.guest = office.person("gus", is_restricted=True)
        self.other_company = office.sandbox.add_person("olaf", is_stranger=True)
        self.thanked = [
            Thanked(place, choice, number, *self._thank_whom(choice, number))
            for number, (place, choice) in enumerate(product(PLACES, CHOICES))
        ]
        self.staying = [self.boss, self.giver, self.member, self.leader, self.erased]
        self.staying += [who for one in self.thanked for who in (one.recipient, one.another)]
        self.leaving = [self.former_member, self.former_leader, self.admin_outside]
        self.rooms = self._open_rooms()
        #: What the giver was shown of their own, place by place.
        self.own_of_giver: list[Message] = []

    def _thank_whom(self, choice: str, number: int) -> tuple[str, str]:
        recipient, another = map(self.office.person, (f"rena{number:02}", f"otto{number:02}"))
        chosen = "ask" if choice == "agreed" else choice
        if chosen != "public":
            home = self.office.sandbox.im(recipient)
            assert self.office.kudos(recipient, home, f"announce {chosen}").ok
        return recipient, another

    def _open_rooms(self) -> dict[str, str]:
        office, everybody = self.office, [*self.staying, *self.leaving]
        thanked = [who for one in self.thanked for who in (one.recipient, one.another)]
        return {
            "public": office.room(*everybody),
            "private": office.room(*everybody, kind="private"),
            "turned": office.room(*everybody),
            "shared": office.room(*everybody, self.other_company),
            "held": office.room(*everybody, app_is_member=False),
            "elsewhere": office.room(self.boss, self.leader_elsewhere, *thanked),
            "lobby": office.room(self.boss, self.guest, *thanked),
        }

    # Acting

    def see(self, reader: str) -> dict[str, Message]:
        """All that the app wrote and a reader finds in Slack, by channel and time."""
        store = self.office.sandbox.world.store
        person = store.find_person(reader)
        assert person is not None
        return {
            f"{channel.id}:{message.ts}": message
            for channel in store.channels()
            if may_see(person, channel)
            for message in self.office.sandbox.messages(channel.id, visible_to=reader)
            if message.user == store.bot_user_id
        }

    # Filling

    def fill(self) -> None:
        """Name leaders, give everything, and let those leave who leave."""
        self._name_leaders()
        for place in PLACES:
            if place == "shared":
                self.office.sandbox.change_channel(
                    self.rooms[place], sharing=("is_ext_shared", "is_shared")
                )
                self.office.clock.advance(minutes=11)  # what was read of it before is too old
            self._give_all(place)
        self._agree()

    def _name_leaders(self) -> None:
        office = self.office
        leaders = [self.leader, self.former_leader, self.erased]
        for place in (*LED, "elsewhere"):
            room = self.rooms[place]
            named = [self.leader_elsewhere] if place == "elsewhere" else leaders
            words = " ".join(f"<@{one}>" for one in named)
            assert "lead" in office.kudos(self.boss, room, f"leaders {words}").text
            office.kudos(self.boss, room, "digest preview")
        office.settle_however_long()
        for place in LED:
            for reader in (*leaders, self.admin_outside):
                assert "comes to you" in office.kudos(reader, self.rooms[place], "report").text
        office.kudos(self.leader_elsewhere, self.rooms["elsewhere"], "report")
        self.office.settle_however_long()

    def _give_all(self, place: str) -> None:
        office = self.office
        for one in self.thanked:
            if one.place != place:
                continue
            room, privately = self.rooms.get(place) or office.sandbox.im(self.giver), ""
            if place == "direct" and one.choice in ("public", "agreed"):
                room, privately = self.rooms["public"], "private "
            both = f"<@{one.recipient}> <@{one.another}>"
            # The one to both is the latest, which digests quote.
            for text in (
                f"<@{one.recipient}> #emotional-awareness {one.words_alone}",
                f"{both} #emotional-awareness {one.words} <@{one.recipient}>",
            ):
                answer = office.kudos(self.giver, room, privately + text)
                assert answer.ok, answer
                if place == "shared":
                    office.tap(self.giver, room, answer, labels(answer)[0])
        self.office.settle_however_long()
        home = office.sandbox.im(self.giver)
        office.kudos(self.giver, home, "me")
        self.own_of_giver.append(office.answers(self.giver, home)[-1])

    def _agree(self) -> None:
        for one in self.thanked:
            if one.choice == "agreed":
                for message in self.office.told(one.recipient):
                    self.press(one.recipient, message, ids.ALLOW_ANNOUNCEMENT)
        self.office.settle_however_long()

    def press(self, who: str, message: Message, action_id: str) -> None:
        """Press a button of a direct message, where it has that."""
        sandbox = self.office.sandbox
        for one in elements(message):
            if one["action_id"] == action_id:
                sandbox.press(who, sandbox.im(who), message.ts, action_id, value=one["value"])

    def part(self) -> None:
        """Let people leave, a channel become private, one be erased; then the month is over."""
        office = self.office
        for place in (*LED, "held"):
            there = [self.other_company] * (place == "shared")
            bot = [office.sandbox.bot_user_id] * (place != "held")
            office.sandbox.set_members(self.rooms[place], [*self.staying, *there, *bot])
        office.sandbox.change_channel(self.rooms["turned"], kind="private")
        person = office.find_person(self.erased)
        assert person is not None
        erase(office.sessions, office.clock, person_id=person.id)
        with office.sessions.begin() as session:
            last_month = office.clock().replace(day=1) - timedelta(days=3)
            # What is held stays so for a day from now.
            values = {"given_at": last_month, "held_since": office.clock()}
            session.execute(update(Kudos).values(values))
        self.office.settle_however_long()

    def post_digests(self) -> None:
        """Have the month's digests posted, in every channel that has the app."""
        for place in (*LED, "elsewhere", "lobby"):
            wished = self.office.kudos(self.boss, self.rooms[place], "digest now")
            if place == "shared":
                assert "another company" in wished.text
                self.office.kudos(self.boss, self.rooms[place], "digest on")
                self.office.kudos(self.boss, self.rooms[place], "digest now")
            # A minute each, so that none waits for Slack's pace.
            self.office.clock.advance(minutes=1)
            monthly_digest.run(self.office.app.tools)
        self.office.settle_however_long()


def texts(messages: Iterable[Message]) -> str:
    """All that messages say."""
    return "\n".join(f"{one.text} {one.blocks}" for one in messages)
