"""A team whose Slack is a real sandbox, and a delivery whose time the tests move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from databases import Database
from db import Person
from factories import NOW
from services.team import Promise, Team
from slackapp.clock import Clock
from slackapp.domain.kudos.audience import ChannelKind, Place
from slackapp.jobs.outbox.deliver_outbox import OutboxDelivery
from slackapp.sandbox.rate_limits import Limits
from slackapp.sandbox.server import Sandbox
from slackapp.services.outbox.claims import begin_call, claim_lane, find_due_lanes
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from slackapp.services.workspace.channels import record_place
from toolbox import build_reader

UNLIMITED = Limits(per_minute={}, posts_per_second_and_channel=1e6, posts_per_second=10**6)
LEASE = timedelta(minutes=1)


class Time:
    """The present, which the tests move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, span: timedelta) -> None:
        self.now += span


class Office:
    """Ana gives in #support; Ben is a member there, Grace is not."""

    def __init__(
        self, database: Database, sandbox: Sandbox, *, scopes: str = "", time: Time | None = None
    ) -> None:
        self.database, self.sandbox, self.time = database, sandbox, time or Time()
        self.support = sandbox.channel("support")
        sandbox.set_members(self.support, ["ana", "ben", sandbox.bot_user_id])
        with database.sessions.begin() as session:
            self.team = Team(
                session,
                slack_team_id=sandbox.team_id,
                bot_token=sandbox.bot_token,
                scopes=scopes,
            )
            self.ben, self.grace = self.team.ben, self.team.cem
            for person, name in (
                (self.team.ana, "ana"),
                (self.ben, "ben"),
                (self.grace, "grace"),
            ):
                person.slack_user_id, person.name = sandbox.user(name), name.title()
            self.learn(session, Place(self.support, ChannelKind.PUBLIC, app_is_member=True))
        self.seen: list[tuple[str, str]] = []
        self.delivery = self.build_delivery(self.time)

    def learn(self, session: Session, place: Place) -> None:
        record_place(session, workspace_id=self.team.workspace_id, place=place, now=NOW)

    def build_delivery(self, clock: Clock) -> OutboxDelivery:
        def observe(kind: str, result: str) -> None:
            self.seen.append((kind, str(result)))

        sessions = self.database.sessions
        return OutboxDelivery(
            sessions=sessions,
            reader=build_reader(sessions, clock, self.sandbox.api_url, observe),
            clock=clock,
            lease=LEASE,
            observe=observe,
        )

    def give(self, *recipients: Person, message: str = "for the calm answer") -> int:
        """A kudos from Ana in #support; returns its id."""
        place = Place(self.support, ChannelKind.PUBLIC, app_is_member=True)
        with self.database.sessions.begin() as session:
            receipt = self.team.give(
                session, *recipients, place=place, message=message, at=self.time.now
            )
        return receipt.kudos.kudos_id

    def promise(self, *texts: str, channel: str | None = None, kind: str = "post") -> None:
        """Plain messages, in the order given."""
        messages = [
            OutgoingMessage(channel or self.support, kind, f"{channel}:{text}", {"text": text})
            for text in texts
        ]
        with self.database.sessions.begin() as session:
            enqueue(
                session,
                workspace_id=self.team.workspace_id,
                messages=messages,
                now=self.time.now,
            )

    def deliver(self, after: timedelta = timedelta(0)) -> int:
        """Let time pass, then make the calls that are due; returns how many."""
        self.time.pass_by(after)
        return self.delivery.deliver_due()

    def claim_and_die(self) -> None:
        """Take the head of the one lane as a process does that ends in the middle of its call."""
        with self.database.sessions.begin() as session:
            (lane_id,) = find_due_lanes(session, limit=9, now=self.time.now)
            claimed = claim_lane(session, lane_id=lane_id, lease=LEASE, now=self.time.now)
            assert claimed is not None
            begin_call(session, claimed)

    def promises(self) -> list[Promise]:
        with self.database.sessions.read() as session:
            return self.team.promises(session)

    def states(self) -> list[str]:
        return [one.state for one in self.promises()]

    def posted(self, channel: str | None = None) -> list[str]:
        """The texts that the app has posted in a channel, in order."""
        return [
            message.text
            for message in self.sandbox.messages(channel or self.support)
            if message.user == self.sandbox.bot_user_id
        ]

    def told(self, person: Person) -> list[str]:
        """The direct messages of the app to a person."""
        return self.posted(self.sandbox.im(person.slack_user_id))


@contextmanager
def open_office(database: Database, *, scopes: str = "") -> Iterator[Office]:
    """An office, its sandbox granting those scopes besides the usual ones."""
    with Sandbox.start(limits=UNLIMITED) as sandbox:
        if scopes:
            sandbox.grant(*scopes.split(","))
        office = Office(database, sandbox, scopes=scopes)
        try:
            yield office
        finally:
            office.delivery.stop()
