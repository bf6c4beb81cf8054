"""Somebody who is in two channels and was thanked in one of them; and what the other is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update

from db import Kudos
from tests.flows.office import Office
from tests.flows.telling import content, files, post_now

SAID = "you said it over there"


@dataclass(frozen=True)
class Scene:
    """Ben is in two channels, and was thanked in `there`; the admin looks at `here`."""

    office: Office
    admin: str
    ana: str
    ben: str
    here: str
    there: str

    def thank(self, words: str = SAID) -> None:
        """Ana thanks Ben in the other channel, which counts for last month."""
        assert self.office.kudos(self.ana, self.there, f"<@{self.ben}> empathy {words}").ok
        self.office.settle()
        with self.office.sessions.begin() as session:
            last_month = self.office.clock().replace(day=1) - timedelta(days=3)
            session.execute(
                update(Kudos)
                .where(Kudos.slack_channel_id == self.there)
                .values(given_at=last_month)
            )

    def read_members(self, room: str) -> None:
        """Have the app know who is in a channel."""
        self.office.kudos(self.admin, room, "digest preview")
        self.office.settle()

    def tell(self, room: str) -> dict[str, str]:
        """All that a channel tells of last month, by the way in which it does."""
        office, admin = self.office, self.admin
        # Time for the pace to recover from what was read before.
        office.clock.advance(minutes=1)
        self.read_members(room)
        had, shown = len(files(office, admin)), len(office.answers(admin, room))
        post_now(office, admin, room)
        office.kudos(admin, room, "digest preview")
        office.kudos(admin, room, f"report <@{self.ben}>")
        office.kudos(admin, room, "export team json")
        office.settle()
        answers = office.answers(admin, room)[shown:]
        return {
            "digest": "\n".join(one.text for one in office.posts(room) if "other for" in one.text),
            "preview": "\n".join(one.text for one in answers if "other for" in one.text),
            "page": "\n".join(one.text for one in answers if "other for" not in one.text),
            "export": "\n".join(map(content, files(office, admin)[had:])),
        }
