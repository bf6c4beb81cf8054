"""Colleagues who give kudos all the time, whatever happens to the app."""

from __future__ import annotations

import itertools
import random
import threading
from collections import Counter
from types import TracebackType
from typing import Self

from slackapp.sandbox.seed import TEAM, user_id
from slackapp.sandbox.server import Sandbox

_COMPETENCIES = ("empathy", "#self-control", "#conflict-management", "initiative", "#adaptability")


class Load:
    """Gives in threads within its `with` block; `acked` are the messages of what was acked.

    `pause` is how many seconds each of the givers rests between two kudos, about. They are among
    the seeded team, and so many `colleagues` besides.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        seed: int,
        rooms: int = 12,
        givers: int = 4,
        pause: float = 0.5,
        colleagues: int = 0,
    ) -> None:
        self._sandbox = sandbox
        self._pause = pause
        more = [sandbox.add_person(f"colleague{number}") for number in range(colleagues)]
        self.people = [*(user_id(name) for name, *_ in TEAM), *more]
        # One of them is in no room, so that some kudos are told directly.
        self._givers = self.people[1:]
        self.rooms = [sandbox.add_channel(f"r-{n}", "public", self._givers) for n in range(rooms)]
        self._numbers = itertools.count(1)
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._give, args=(random.Random(seed * 100 + n),))
            for n in range(givers)
        ]
        self.acked: list[str] = []
        #: What givers got instead: the error that Slack shows, or the app's own words.
        self.refusals: Counter[str] = Counter()

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    @property
    def refused(self) -> int:
        """How many kudos were not acked."""
        return self.refusals.total()

    def _give(self, chance: random.Random) -> None:
        while not self._stopping.wait(chance.uniform(0, 2 * self._pause)):
            self.give_one(chance)

    def give_one(self, chance: random.Random) -> None:
        """Give one kudos, and remember it if it was acked."""
        giver = chance.choice(self._givers)
        others = [person for person in self.people if person != giver]
        recipients = chance.sample(others, chance.choice((1, 1, 2)))
        message = f"for ticket {next(self._numbers)}"
        mentions = " ".join(f"<@{one}>" for one in recipients)
        answer = self._sandbox.command(
            user=giver,
            channel=chance.choice(self.rooms),
            text=f"{mentions} {chance.choice(_COMPETENCIES)} {message}",
        )
        # What was wrong with a kudos comes as an ack too.
        if answer.ok and answer.text.startswith("Your kudos"):
            self.acked.append(message)
        else:
            self.refusals[answer.error or answer.text.partition("\n")[0]] += 1
