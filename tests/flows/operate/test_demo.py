"""The demo's three months: lived through by the app itself, and over when a visitor comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from db import Digest, Kudos, KudosTag, Person, Reflection, ReflectionPrompt
from slackapp.cli.demo_history import (
    CUSTOMER,
    CUSTOMER_CHANNEL,
    HISTORY,
    LATER,
    LENGTH,
    let_time_pass,
)
from slackapp.cli.demo_reflections import NOTES, SHARED
from slackapp.clock import utc_now
from slackapp.domain.profile.johari import Thresholds, View
from slackapp.sandbox.moments import find_moment
from slackapp.sandbox.rate_limits import Limits
from slackapp.sandbox.seed import CHAT, TEAM, find_working_morning, user_id
from slackapp.services.operate.verify import verify
from slackapp.services.profile.mirror import read_mirror
from tests.demo import Demo, open_demo

#: How a digest begins; the month in which the history begins may have had no kudos yet.
OPENINGS = ("what we thanked each other for", "A quiet ")


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
    begun = find_working_morning(utc_now())
    assert begun - LENGTH < given[0] < given[-1] < begun


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
        assert [one.name for one in verify(session, now=demo.clock()) if one.count] == []
    assert 2 <= digests <= 4
    assert sum(any(words in post for words in OPENINGS) for post in posts) == digests
    assert sum("Your team's" in post for post in posts) == digests


def test_everybody_has_answered_questions_and_has_something_to_see_of_themselves(
    demo: Demo,
) -> None:
    said = {note for notes in NOTES.values() for note, _ in notes}
    with demo.app.tools.sessions.read() as session:
        rows = session.scalars(select(Reflection)).all()
        states = set(session.scalars(select(ReflectionPrompt.state)))
        for name, *_ in TEAM:
            person_id = session.scalars(
                select(Person.id).where(Person.slack_user_id == user_id(name))
            ).one()
            own = [one for one in rows if one.person_id == person_id]
            assert len(own) >= 8, name
            assert any(one.note for one in own), name
            mirror = read_mirror(
                session,
                person_id=person_id,
                since=demo.clock() - LENGTH,
                thresholds=Thresholds(),
            )
            assert mirror[View.BOTH] or mirror[View.OTHERS], name
    assert states == {"answered", "skipped", "asked"}
    notes = [one.note for one in rows if one.note]
    assert len(notes) == len(set(notes)) and set(notes) <= said
    assert {one.step_result for one in rows} == {None, "yes", "partly", "no"}
    assert 5 <= sum(one.shared_with_id is not None for one in rows) <= len(SHARED)
    shared = [one.text for one in demo.told("grace") if "shared a reflection with you" in one.text]
    assert shared


def test_a_visitor_finds_a_morning_unread_and_slacks_limits_in_force(demo: Demo) -> None:
    sandbox = demo.sandbox
    store, ana = sandbox.world.store, sandbox.user("ana")
    news = [author for channel, author, _ in CHAT if channel == "support" and author != "ana"]
    assert store.unread(sandbox.channel("support"), ana) == len(news)
    passed = demo.clock() - find_working_morning(utc_now())
    assert timedelta() <= passed < timedelta(minutes=5)
    assert sandbox.world.rate_limits.limits == Limits()
    assert sandbox.world.rate_limits.violations == 0


def test_whoever_is_of_another_company_shares_one_channel_with_the_team(demo: Demo) -> None:
    sandbox = demo.sandbox
    lena, store = sandbox.user(CUSTOMER), sandbox.world.store
    [shared] = [one for one in store.channels() if lena in one.member_ids]
    assert (shared.name, shared.sharing) == (CUSTOMER_CHANNEL, ("is_ext_shared",))
    assert [one.user for one in sandbox.messages(shared.id)] == [lena]


@pytest.mark.long
def test_whoever_lets_time_pass_misses_no_question_and_no_digest(tmp_path: Path) -> None:
    with open_demo(tmp_path) as demo:
        sandbox, begun = demo.sandbox, demo.clock()
        month = find_moment("month", now=begun, zone_name="Europe/Dublin")
        # Longer than an app may read all people in a minute, once a day.
        until = max(month, begun + timedelta(days=30))
        let_time_pass(demo.app, sandbox, demo.clock, until)
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
        [digest] = [one for one in digests if 0 <= float(one.ts) - month.timestamp() < 30 * 60]
        # Nor has the team fallen silent meanwhile, on any Monday, Wednesday or Friday.
        assert "A quiet " not in digest.text
        days = [begun.date() + timedelta(days=back) for back in range((until - begun).days + 2)]
        working = [day for day in days if day.weekday() in (0, 2, 4)]
        with demo.app.tools.sessions.read() as session:
            later = Kudos.given_at > begun
            said = session.scalars(select(Kudos.message).where(later).order_by(Kudos.id)).all()
            chosen = session.scalars(select(KudosTag.behaviour_key).join(Kudos).where(later)).all()
        assert len(working) - 2 <= len(said) == len(set(said)) <= len(working)
        words = [line[-1] for line in LATER]
        first = words.index(said[0])
        assert list(said) == [words[(first + n) % len(words)] for n in range(len(said))]
        assert None not in chosen
        assert all(any(line in post.text for post in posts) for line in said[:2])
        assert demo.clock() - until < timedelta(minutes=1)
        assert demo.app.scheduler.list_late() == []
        assert sandbox.violations == 0


@pytest.mark.long
def test_a_visitor_whose_slack_is_down_lets_time_pass_all_the_same(tmp_path: Path) -> None:
    with open_demo(tmp_path) as demo:
        sandbox, begun = demo.sandbox, demo.clock()
        sandbox.world.trouble.set("out_of_order", on=True)
        sandbox.world.trouble.set("away", on=True)
        let_time_pass(demo.app, sandbox, demo.clock, begun + timedelta(days=3))
        with demo.app.tools.sessions.read() as session:
            said = session.scalars(select(Kudos.message).where(Kudos.given_at > begun)).all()
        assert said

        sandbox.world.trouble.set("out_of_order", on=False)
        sandbox.world.trouble.set("away", on=False)
        let_time_pass(demo.app, sandbox, demo.clock, begun + timedelta(days=4))
        demo.settle()
        posts = [one.text for one in sandbox.messages(sandbox.channel("support"))]
        assert any(words in post for words in said if words for post in posts)
