"""Every way in which words and names of kudos are told, opened as every reader in turn."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from typer.testing import CliRunner

from slackapp.blocks import ids
from slackapp.cli import app as command_line
from slackapp.domain.base.digest_times import Month
from slackapp.sandbox.state import Message
from tests.flows.office import KEY
from tests.flows.readers_scene import LED, Scene, Thanked, texts
from tests.flows.telling import reports

#: Words and names that stand in kudos alone.
NAMED = re.compile(r"quokka\d+|wombat\d+|rena\d+|otto\d+")
#: Ways in which files come: beside them stands who it was that somebody asked about.
FILES = ("export", "packet", "team", "asked")
#: What a page says that shows something of somebody, whatever their name.
SHOWN = "Emotional Awareness"


class Sight(NamedTuple):
    """What one reader found of one kudos in one way, and whether of the one to them alone."""

    reader: str
    place: str
    choice: str
    way: str
    cell: str
    is_alone_found: bool


class Ways:
    """Opens every way as every reader, and notes what each of them finds of each kudos."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.office = scene.office
        self.sights: list[Sight] = []
        #: By the name that the table has for them; recipients are each their own readers.
        self.single_readers = {
            "giver": scene.giver,
            "member": scene.member,
            "former member": scene.former_member,
            "leader": scene.leader,
            "former leader": scene.former_leader,
            "leader elsewhere": scene.leader_elsewhere,
            "admin outside": scene.admin_outside,
            "guest": scene.guest,
            "other company": scene.other_company,
            "erased": scene.erased,
        }
        self.thanked = [who for one in scene.thanked for who in (one.recipient, one.another)]
        self.everybody = [*self.single_readers.values(), *self.thanked]

    # Noting

    def note(self, reader: str, one: Thanked, way: str, text: str, names: str) -> None:
        """Note what a text tells of a kudos; in `names` it counts that the recipient is named."""
        is_named = one.name in names or one.recipient in names
        if one.words in text:
            cell = "whole" if is_named else "somebody"
        else:
            cell = "name" if is_named else "-"
        self.sights.append(Sight(reader, one.place, one.choice, way, cell, one.words_alone in text))

    def note_all(self, way: str, told: dict[str, list[Message]]) -> None:
        """Note what each reader was told in a way, of each kudos."""
        store = self.office.sandbox.world.store
        found: dict[str, tuple[str, str]] = {}
        for who, messages in told.items():
            files = [file for one in messages for file in store.files_of(one)]
            contents = "\n".join((file.content or b"").decode() for file in files)
            text = f"{texts(messages)}\n{contents}"
            # That somebody is asked about is an echo; what is shown of them is not.
            names = contents if way in FILES else text
            if way in ("page", "menu"):
                names = texts(one for one in messages if SHOWN in one.text)
            found[who] = (text, names)
        for one in self.scene.thanked:
            of_kudos = {"recipient": one.recipient, "another": one.another}
            for reader, who in (self.single_readers | of_kudos).items():
                self.note(reader, one, way, *found[who])

    def open(self, way: str, act: Callable[[], None]) -> None:
        """Note what everybody is told anew when somebody does that."""
        before = {
            who: {key: (one.text, one.blocks) for key, one in self.scene.see(who).items()}
            for who in self.everybody
        }
        act()
        self.office.settle_however_long()
        told = {}
        for who in self.everybody:
            now = self.scene.see(who)
            told[who] = [
                message
                for key, message in now.items()
                if (message.text, message.blocks) != before[who].get(key)
            ]
        if way == "me":  # which shows the latest alone
            told[self.scene.giver] += self.scene.own_of_giver
        self.note_all(way, told)

    # The ways

    def read_what_stands_there(self) -> None:
        """Announcements, direct messages, and then the digests."""
        seen = {who: self.scene.see(who) for who in self.everybody}
        for way, is_direct in (("post", False), ("told", True)):
            told = {
                who: [one for one in shown.values() if self._is_direct(one) is is_direct]
                for who, shown in seen.items()
            }
            self.note_all(way, told)
        self.open("digest", self.scene.post_digests)

    def _is_direct(self, message: Message) -> bool | None:
        """Whether a message is a direct one; None for what was an answer."""
        if message.ephemeral_to is not None:
            return None
        channel = self.office.sandbox.world.store.find_channel(message.channel)
        return channel is not None and channel.kind == "im"

    def open_all(self) -> None:
        """All that somebody may do to be told something."""
        self.open("me", lambda: self._type_at_home("me"))
        self.open("export", lambda: self._type_at_home("export json"))
        self.open("packet", lambda: self._type_at_home("packet"))
        self.open("preview", lambda: self._type_everywhere("digest preview"))
        self.open("team", lambda: self._type_everywhere("export team json all"))
        self.open("page", self._ask_for_pages)
        self.open("menu", self._use_old_menus)
        self.open("asked", self._ask_for_packets)

    def _type_at_home(self, text: str) -> None:
        for who in self.everybody:
            self.office.kudos(who, self.office.sandbox.im(who), text)

    def _rooms_of(self, who: str) -> list[str]:
        store = self.office.sandbox.world.store
        found = {room: store.find_channel(room) for room in self.scene.rooms.values()}
        return [room for room, channel in found.items() if channel and who in channel.member_ids]

    def _type_everywhere(self, text: str) -> None:
        for who in self.single_readers.values():
            for room in self._rooms_of(who):
                self.office.kudos(who, room, text)

    def _list_asked_about(self, room: str) -> list[Thanked]:
        """Of whom somebody asks in a channel: who was thanked there, or where nobody leads."""
        rooms = self.scene.rooms
        if room == rooms["elsewhere"]:
            return self.scene.thanked
        here = {rooms[place]: [place] for place in LED}
        here[rooms["public"]] += ["direct", "held"]
        return [one for one in self.scene.thanked if one.place in here.get(room, [])]

    def ask_as_operator(self, shell: CommandLine) -> None:
        """The commands of whoever runs it: of each channel, and of each person."""
        month = str(Month.of(self.office.clock().date()).before())
        rooms = {place: self.scene.rooms[place] for place in (*LED, "elsewhere")}
        preview = {
            place: shell.run("digest", "preview", "--month", month, "--channel", room)
            for place, room in rooms.items()
        }
        team = {
            place: shell.run("export", "--channel", room, "--format", "json")
            for place, room in rooms.items()
        }
        of_giver = shell.run("export", "--person", self.scene.giver)
        for one in self.scene.thanked:
            here = one.place if one.place in LED else "public"
            # That it is about them is no word of a kudos.
            lines = shell.run("export", "--person", one.recipient).splitlines()
            own = "\n".join(line for line in lines if '"kind": "kudos' in line)
            for way, text in (("preview", preview[here]), ("team", team[here]), ("export", own)):
                self.note("operator", one, way, text, text)
            for way, text in (("preview", preview["elsewhere"]), ("team", team["elsewhere"])):
                self.note("leader elsewhere", one, way, text, text)
            self.note("giver", one, "export", of_giver, of_giver)
        assert not NAMED.search(shell.run("verify"))

    def _ask_for_pages(self) -> None:
        leader, elsewhere = self.scene.leader, self.scene.leader_elsewhere
        for who in self.single_readers.values():
            for room in self._rooms_of(who):
                about = self._list_asked_about(room)
                for one in about if who in (leader, elsewhere) else about[:1]:
                    self.office.kudos(who, room, f"report <@{one.another}>")
                    if who == leader or one.place == "public":
                        self.office.kudos(who, room, f"report <@{one.recipient}>")

    def _use_old_menus(self) -> None:
        scene, office = self.scene, self.office
        for who in self.single_readers.values():
            for report in reports(office, who)[:4]:
                self._use_menu(who, report)
        for who in (scene.member, scene.guest, scene.erased, scene.leader_elsewhere):
            for report in reports(office, scene.leader)[:4]:
                self._use_menu(who, office.repost(office.sandbox.im(who), report))

    def _use_menu(self, who: str, report: Message) -> None:
        scene, sandbox = self.scene, self.office.sandbox
        room = next(one for one in scene.rooms.values() if one in texts([report]))
        may_read = {scene.leader: LED, scene.admin_outside: LED}
        may_read[scene.leader_elsewhere] = ("elsewhere",)
        about = self._list_asked_about(room)
        if room not in [scene.rooms[place] for place in may_read.get(who, ())]:
            about = about[:1]
        for one in about:
            sandbox.press(
                who, sandbox.im(who), report.ts, ids.PERSON_PAGE, selected_user=one.another
            )

    def _ask_for_packets(self) -> None:
        scene, office = self.scene, self.office
        for leader in (scene.leader, scene.leader_elsewhere):
            for room in self._rooms_of(leader):
                for one in self._list_asked_about(room):
                    if leader == scene.leader or "public" in (one.place, one.choice):
                        office.kudos(leader, room, f"packet <@{one.recipient}>")
        office.settle_however_long()
        for one in scene.thanked:
            for question in office.told(one.recipient):
                scene.press(one.recipient, question, ids.PACKET_AGREE)


class CommandLine:
    """`kudoscope`, as whoever runs it types it beside the running app."""

    def __init__(self, database_url: str) -> None:
        self._env = {"DATABASE_URL": database_url, "KUDOSCOPE_ENCRYPTION_KEYS": KEY}

    def run(self, *words: str) -> str:
        """What it prints."""
        done = CliRunner().invoke(command_line, list(words), env=self._env, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output
