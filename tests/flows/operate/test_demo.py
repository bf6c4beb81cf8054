"""The demo's three months: lived through by the app itself, and over when a visitor comes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from databases import sqlite_template
from db import Digest, Kudos, KudosTag, OutboxMessage
from slackapp.app import Kudoscope, build_app
from slackapp.cli.demo_history import HISTORY, LENGTH, let_time_pass, live_through
from slackapp.cli.manifest import build_manifest
from slackapp.cli.serve import DEMO_LEASE
from slackapp.clock import MovingClock, utc_now
from slackapp.sandbox.moments import find_moment
from slackapp.sandbox.rate_limits import Limits
from slackapp.sandbox.seed import CHAT, TEAM
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.state import Message
from slackapp.services.operate.verify import verify
from tests.flows.office import build_settings

#: How a digest begins; the month in which the history begins may have had no kudos yet.
OPENINGS = ("what we thanked each other for", "A quiet ")


@dataclass(frozen=True)
class Demo:
    """The demo's parts, running: its app has lived through the history."""

    app: Kudoscope
    sandbox: Sandbox
    clock: MovingClock

    def settle(self) -> None:
        """Wait until nothing is left to send."""
        pending = select(func.count()).where(OutboxMessage.state != "sent")

        def is_settled() -> bool:
            with self.app.tools.sessions.read() as session:
                return session.scalar(pending) == 0

        self.sandbox.wait_for(is_settled, message="something was not delivered")

    def told(self, name: str) -> list[Message]:
        """What the app wrote to a person directly."""
        return self.sandbox.messages(self.sandbox.im(self.sandbox.user(name)))


@contextmanager
def open_demo(folder: Path) -> Iterator[Demo]:
    """The demo as its command starts it."""
    clock, database = MovingClock(), folder / "demo.db"
    database.write_bytes(sqlite_template())
    manifest = build_manifest(http_url=None)
    with Sandbox.start(clock=clock.timestamp, has_begun=False, manifest=manifest) as sandbox:
        app = build_app(
            build_settings(sandbox, f"sqlite:///{database}", "socket"),
            clock=clock,
            lease=DEMO_LEASE,
        )
        live_through(app, sandbox, clock)
        app.start()
        try:
            yield Demo(app, sandbox, clock)
        finally:
            app.stop()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo to look at; whoever moves its clock opens another."""
    with open_demo(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


def test_every_kudos_of_it_is_stored_with_its_behaviour(demo: Demo) -> None:
    with demo.app.tools.sessions.read() as session:
        kudos = session.scalars(select(Kudos).order_by(Kudos.id)).all()
        chosen = session.scalars(select(KudosTag.behaviour_key).order_by(KudosTag.kudos_id)).all()
    assert [one.message for one in kudos] == [words for *_, words in HISTORY]
    assert [key or "" for key in chosen] == [behaviour for *_, behaviour, _ in HISTORY]
    given = [one.given_at for one in kudos]
    assert given == sorted(given)
    assert utc_now() - LENGTH < given[0] < given[-1] < utc_now()


def test_all_of_it_is_announced_and_its_digests_are_posted(demo: Demo) -> None:
    demo.settle()
    sandbox = demo.sandbox
    posts = [
        one.text
        for channel in sandbox.world.store.channels()
        for one in sandbox.messages(channel.id)
    ]
    assert all(any(words in post for post in posts) for *_, words in HISTORY)
    with demo.app.tools.sessions.read() as session:
        digests = session.scalar(select(func.count()).select_from(Digest)) or 0
        assert [one.name for one in verify(session, now=utc_now()) if one.count] == []
    assert 2 <= digests <= 4
    assert sum(any(words in post for words in OPENINGS) for post in posts) == digests
    assert sum("Your team's" in post for post in posts) == digests


def test_a_visitor_finds_today_unread_and_slacks_limits_in_force(demo: Demo) -> None:
    sandbox = demo.sandbox
    store, ana = sandbox.world.store, sandbox.user("ana")
    news = [author for channel, author, _ in CHAT if channel == "support" and author != "ana"]
    assert store.unread(sandbox.channel("support"), ana) == len(news)
    assert abs(demo.clock() - utc_now()) < timedelta(seconds=5)
    assert sandbox.world.rate_limits.limits == Limits()
    assert sandbox.world.rate_limits.violations == 0


@pytest.mark.long
def test_whoever_lets_time_pass_misses_no_question_and_no_digest(tmp_path: Path) -> None:
    with open_demo(tmp_path) as demo:
        sandbox, begun = demo.sandbox, demo.clock()
        month = find_moment("month", now=begun, zone_name="Europe/Dublin")
        # Longer than an app may read all people in a minute, once a day.
        until = max(month, begun + timedelta(days=30))
        let_time_pass(demo.app, demo.clock, until)
        demo.settle()

        for name, _, _, tz, _ in TEAM:
            asked = [
                datetime.fromtimestamp(float(one.ts), ZoneInfo(tz))
                for one in demo.told(name)
                if "Your reflection: " in one.text
            ]
            # One that was due within a day before the visit may come late, on its first day.
            weekly = [at for at in asked if at > begun + timedelta(days=1)]
            assert {(at.weekday(), at.hour) for at in weekly} == {(4, 15)}, name
            assert len(weekly) == len({at.date() for at in weekly}) >= 4, name
        posts = sandbox.messages(sandbox.channel("support"))
        digests = [one for one in posts if any(words in one.text for words in OPENINGS)]
        assert any(0 <= float(one.ts) - month.timestamp() < 30 * 60 for one in digests)
        assert demo.clock() - until < timedelta(minutes=1)
        assert demo.app.scheduler.list_late() == []
        assert sandbox.violations == 0
