"""The demo's three months: lived through by the app itself, and over when a visitor comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db import Digest, Kudos, KudosTag, OutboxMessage, build_engine
from db.migrations import migrate
from slackapp.app import Kudoscope, build_app
from slackapp.cli.demo_history import HISTORY, LENGTH, StoryClock, live_through
from slackapp.clock import utc_now
from slackapp.sandbox.rate_limits import Limits
from slackapp.sandbox.seed import CHAT
from slackapp.sandbox.server import Sandbox
from slackapp.services.verify import verify
from tests.flows.office import build_settings


@pytest.fixture(scope="module")
def clock() -> StoryClock:
    return StoryClock()


@pytest.fixture(scope="module")
def sandbox(clock: StoryClock) -> Iterator[Sandbox]:
    with Sandbox.start(clock=clock.timestamp, has_begun=False) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def app(
    sandbox: Sandbox, clock: StoryClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kudoscope]:
    """The demo's app, which has lived through the history and delivers what is left of it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}"
    engine = build_engine(url)
    migrate(engine)
    engine.dispose()
    app = build_app(build_settings(sandbox, url, "socket"), clock=clock)
    live_through(app, sandbox, clock)
    app.start()
    try:
        yield app
    finally:
        app.stop()


def test_every_kudos_of_it_is_stored_with_its_behaviour(app: Kudoscope) -> None:
    with app.context.sessions.read() as session:
        kudos = session.scalars(select(Kudos).order_by(Kudos.id)).all()
        chosen = session.scalars(select(KudosTag.behaviour_key).order_by(KudosTag.kudos_id)).all()
    assert [one.message for one in kudos] == [words for *_, words in HISTORY]
    assert [key or "" for key in chosen] == [behaviour for *_, behaviour, _ in HISTORY]
    given = [one.given_at for one in kudos]
    assert given == sorted(given)
    assert utc_now() - LENGTH < given[0] < given[-1] < utc_now()


def test_all_of_it_is_announced_and_its_digests_are_posted(
    app: Kudoscope, sandbox: Sandbox
) -> None:
    pending = select(func.count()).where(OutboxMessage.state != "sent")

    def is_settled() -> bool:
        with app.context.sessions.read() as session:
            return session.scalar(pending) == 0

    sandbox.wait_for(is_settled, message="something of the past was not delivered")
    posts = [
        one.text
        for channel in sandbox.world.store.channels()
        for one in sandbox.messages(channel.id)
    ]
    assert all(any(words in post for post in posts) for *_, words in HISTORY)
    with app.context.sessions.read() as session:
        digests = session.scalar(select(func.count()).select_from(Digest)) or 0
        assert [one.name for one in verify(session, now=utc_now()) if one.count] == []
    assert 2 <= digests <= 4
    # The month in which the history begins may have had no kudos yet.
    openings = ("what we thanked each other for", "A quiet ")
    assert sum(any(words in post for words in openings) for post in posts) == digests
    assert sum("in numbers" in post for post in posts) == digests


def test_a_visitor_finds_today_unread_and_slacks_limits_in_force(
    app: Kudoscope, sandbox: Sandbox, clock: StoryClock
) -> None:
    store, ana = sandbox.world.store, sandbox.user("ana")
    news = [author for channel, author, _ in CHAT if channel == "support" and author != "ana"]
    assert store.unread(sandbox.channel("support"), ana) == len(news)
    assert abs(clock() - utc_now()) < timedelta(seconds=5)
    assert sandbox.world.rate_limits.limits == Limits()
    assert sandbox.world.rate_limits.violations == 0
