"""One digest, person, kudos, answer or page that fails: set aside, and in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from cryptography.fernet import Fernet
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from databases import Database
from db import (
    DigestPlan,
    Kudos,
    OutboxMessage,
    Person,
    Reflection,
    ReflectionPrompt,
    ReflectionSchedule,
    TroubledUnit,
)
from factories import (
    make_channel,
    make_person,
    make_prompt,
    make_reflection,
    make_schedule,
    make_team,
)
from jobs.office import Time
from services.team import WINS, Team
from slackapp.domain.base.digest_times import Month
from slackapp.domain.kudos.audience import ChannelKind, Place
from slackapp.failpoints import arm, disarm_all
from slackapp.jobs import held_kudos, monthly_digest, reflection_prompts, retention
from slackapp.services.base.units import ASIDE_FOR, WAITS
from slackapp.services.kudos.decisions import HOLD_FOR
from slackapp.services.operate.set_aside import describe_set_aside, retry_units
from slackapp.services.reflection import claim as reflection_claim
from slackapp.services.team import digests
from slackapp.services.team.plans import DueDigest, wish_digest
from slackapp.tools import Tools
from toolbox import build_tools

#: A Friday, three in the afternoon in Berlin.
FRIDAY = datetime(2026, 3, 13, 14, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ERRORS = [ValueError("words"), OverflowError(), DataError("SELECT", {}, Exception("words"))]


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[Any]]:
    """What is logged; to write so many tracebacks to the terminal takes long."""
    with structlog.testing.capture_logs() as logs:
        yield logs


@pytest.fixture
def time() -> Iterator[Time]:
    yield Time()
    disarm_all()


@pytest.fixture
def tools(database: Database, time: Time, monkeypatch: pytest.MonkeyPatch) -> Tools:
    def read_team(tools: Tools, *, channel: str, **_others: Any) -> Place:
        return Place(channel, ChannelKind.PUBLIC, app_is_member=True)

    monkeypatch.setattr(monthly_digest, "read_team", read_team)
    return build_tools(database.sessions, time)


@pytest.fixture
def team(database: Database) -> Team:
    with database.sessions.begin() as session:
        return Team(session)


def encrypted_with_another_key() -> str:
    return Fernet(Fernet.generate_key()).encrypt(b"words").decode()


def units(tools: Tools) -> list[tuple[str, int, bool]]:
    """What is troubled: kind, tries, and whether it is set aside."""
    with tools.sessions.read() as session:
        rows = session.scalars(select(TroubledUnit).order_by(TroubledUnit.id))
        return [(one.kind, one.tries, one.set_aside_at is not None) for one in rows]


def run_all_tries(tools: Tools, time: Time, run: Any) -> None:
    """Let a job run at once, and after each wait of a unit that fails; it is set aside then."""
    for wait in (timedelta(0), *WAITS):
        time.pass_by(wait)
        run()


# Digests


@contextmanager
def failing_for(team_id: int, error: Exception, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    promise = digests.promise_digest

    def promise_or_raise(session: Session, *, due: DueDigest, **others: Any) -> bool:
        if due.team_id == team_id:
            raise error
        return promise(session, due=due, **others)

    with monkeypatch.context() as patch:
        for module in (digests, monthly_digest):
            patch.setattr(module, "promise_digest", promise_or_raise)
        yield


def make_channels(tools: Tools, team: Team, count: int) -> list[int]:
    """Channels whose digests are all due; the ids of their teams."""
    with tools.sessions.begin() as session:
        made = []
        for number in range(count):
            channel = make_channel(session, workspace=team.row, members=[team.ana, team.ben])
            made.append(make_team(session, channel=channel).id)
            session.add(
                DigestPlan(
                    team_id=made[-1],
                    workspace_id=team.workspace_id,
                    tz="Pacific/Kiritimati",
                    next_due_at=datetime(2026, 3, 1, 19, number, tzinfo=UTC),
                )
            )
        return made


def told(tools: Tools) -> set[str]:
    """The channels that digests were promised to."""
    with tools.sessions.read() as session:
        keys = session.scalars(
            select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.like("digest:%:0"))
        )
        found = {int(key.split(":")[1]) for key in keys}
        rows = session.execute(
            text("SELECT digest.id, team.slack_channel_id FROM digest JOIN team ON team.id=team_id")
        )
        return {channel for digest_id, channel in rows if digest_id in found}


@pytest.mark.parametrize("error", ERRORS)
def test_a_digest_that_fails_is_set_aside_and_all_others_are_made(
    tools: Tools,
    team: Team,
    time: Time,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    logs: list[Any],
) -> None:
    first, *_ = make_channels(tools, team, 7)
    time.now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    with failing_for(first, error, monkeypatch):
        monthly_digest.run(tools)
        assert len(told(tools)) == 6
        assert units(tools) == [("digest", 1, False)]
        # It is left alone until its next try, also by other processes.
        monthly_digest.run(tools)
        assert units(tools) == [("digest", 1, False)]
        for wait in WAITS:
            time.pass_by(wait)
            monthly_digest.run(tools)
    assert units(tools) == [("digest", 4, True)]
    [*failures] = [one for one in logs if one["event"] == "unit_failed"]
    assert [one["is_set_aside"] for one in failures] == [False, False, False, True]
    assert failures[0]["exc_info"] is error
    with tools.sessions.read() as session:
        note = describe_set_aside(session)
        plan = session.get_one(DigestPlan, first)
    assert note == "set aside: 1 piece of other work (see `kudoscope outbox status`)"
    # The next month's digest stands behind it.
    assert plan.next_due_at is not None
    assert plan.next_due_at.month == 3 and plan.next_due_at > time.now
    with tools.sessions.begin() as session:
        assert retry_units(session, unit_ids=[], now=time.now) == 1
    monthly_digest.run(tools)
    assert len(told(tools)) == 7
    assert units(tools) == []
    with tools.sessions.read() as session:
        months = session.scalars(text("SELECT DISTINCT month FROM digest")).all()
    # Due on the first of March in Kiritimati: it tells of February, the one set aside too.
    assert months == [202602]


@pytest.mark.parametrize("month", [1, 101, 12, 202613, 999912])
def test_a_wish_for_a_month_that_cannot_be_stops_no_digest(
    tools: Tools, team: Team, time: Time, month: int
) -> None:
    first, *_ = make_channels(tools, team, 3)
    time.now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    with tools.sessions.begin() as session:
        session.execute(
            update(DigestPlan)
            .where(DigestPlan.team_id == first)
            .values(wished_at=time.now - timedelta(days=1), wished_month=month)
        )
    monthly_digest.run(tools)
    # The channel's own digest of the month is made as well.
    assert len(told(tools)) == 3
    run_all_tries(tools, time, lambda: monthly_digest.run(tools))
    assert units(tools) == [("wished_digest", 4, True)]
    with tools.sessions.begin() as session:
        plan = session.get_one(DigestPlan, first)
        assert plan.wished_at is None
        # And a new wish is made at once.
        wish_digest(
            session,
            workspace_id=team.workspace_id,
            slack_channel_id=session.scalars(
                text("SELECT slack_channel_id FROM team WHERE id=:id").bindparams(id=first)
            ).one(),
            tz="UTC",
            month=Month(2026, 1),
            now=time.now,
        )
    monthly_digest.run(tools)
    with tools.sessions.read() as session:
        assert 202601 in session.scalars(text("SELECT month FROM digest")).all()


def test_a_workspace_whose_token_no_key_opens_stops_no_digest_of_another(
    tools: Tools, team: Team, time: Time
) -> None:
    make_channels(tools, team, 1)
    with tools.sessions.begin() as session:
        other = Team(session)
    make_channels(tools, other, 1)
    with tools.sessions.begin() as session:
        session.execute(
            text("UPDATE workspace SET bot_token = :token WHERE id = :id"),
            {"token": encrypted_with_another_key(), "id": team.workspace_id},
        )
    time.now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    monthly_digest.run(tools)
    assert len(told(tools)) == 1
    assert units(tools) == [("digest", 1, False)]


# Held kudos


def test_a_held_kudos_that_no_key_opens_stops_no_other(
    tools: Tools, team: Team, time: Time
) -> None:
    with tools.sessions.begin() as session:
        ids = [team.give(session, place=WINS).kudos.kudos_id for _ in range(4)]
        session.execute(
            text("UPDATE kudos SET message = :words WHERE id = :id"),
            {"words": encrypted_with_another_key(), "id": ids[0]},
        )
    time.pass_by(HOLD_FOR)
    run_all_tries(tools, time, lambda: held_kudos.run(tools))
    with tools.sessions.read() as session:
        held = session.scalars(select(Kudos.id).where(Kudos.announcement == "held")).all()
        count = session.scalar(select(func.count()).select_from(OutboxMessage))
    assert (held, count) == ([ids[0]], 3)
    assert units(tools) == [("held_kudos", 4, True)]
    # It is tried once a day from then on, and at once on an operator's word.
    time.pass_by(ASIDE_FOR)
    held_kudos.run(tools)
    assert units(tools) == [("held_kudos", 5, True)]
    with tools.sessions.begin() as session:
        session.execute(update(Kudos).where(Kudos.id == ids[0]).values(message="words again"))
        assert retry_units(session, unit_ids=[], now=time.now) == 1
    held_kudos.run(tools)
    assert units(tools) == []


def test_trouble_of_the_whole_page_is_no_unit_s_fault(tools: Tools, team: Team, time: Time) -> None:
    with tools.sessions.begin() as session:
        team.give(session, place=WINS)
    time.pass_by(HOLD_FOR)
    errors = iter([ValueError()])

    def explode_once() -> None:
        for error in errors:
            raise error

    arm("held_before_commit", explode_once)
    held_kudos.run(tools)
    assert units(tools) == []
    with tools.sessions.read() as session:
        assert session.scalars(select(Kudos.announcement)).all() == ["none"]


# Questions


def make_due_people(session: Session, team: Team, count: int) -> list[Person]:
    people = [make_person(session, workspace=team.row) for _ in range(count)]
    for person in people:
        make_schedule(session, person=person, next_due_at=FRIDAY, tz="Europe/Berlin")
    return people


def asked(tools: Tools) -> int:
    with tools.sessions.read() as session:
        return session.scalar(select(func.count()).select_from(ReflectionPrompt)) or 0


def run_round(tools: Tools) -> None:
    reflection_prompts.run(tools, lambda _outcome, _count: None)


@pytest.mark.parametrize("error", ERRORS)
def test_a_person_whom_asking_fails_for_keeps_nobody_from_being_asked(
    tools: Tools, team: Team, time: Time, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    with tools.sessions.begin() as session:
        people = make_due_people(session, team, 5)
    record = reflection_claim.record_page

    def record_or_raise(
        session: Session, group: Any, person_ids: list[int], *, now: datetime
    ) -> Any:
        if people[0].id in person_ids:
            raise error
        return record(session, group, person_ids, now=now)

    time.now = FRIDAY
    with monkeypatch.context() as patch:
        patch.setattr(reflection_claim, "record_page", record_or_raise)
        run_round(tools)
        assert asked(tools) == 4
        run_all_tries(tools, time, lambda: run_round(tools))
    assert units(tools) == [("question", 4, True)]
    with tools.sessions.begin() as session:
        assert retry_units(session, unit_ids=[], now=time.now) == 1
    run_round(tools)
    assert asked(tools) == 5
    assert units(tools) == []


def test_people_whose_next_moment_cannot_be_computed_keep_nobody_from_being_asked(
    tools: Tools, team: Team, time: Time
) -> None:
    with tools.sessions.begin() as session:
        people = make_due_people(session, team, 40)
        for person in people[:30]:
            session.execute(
                update(ReflectionSchedule)
                .where(ReflectionSchedule.person_id == person.id)
                .values(next_due_at=datetime(1, 1, 1, tzinfo=UTC), tz="America/New_York")
            )
    time.now = FRIDAY
    run_round(tools)
    assert asked(tools) == 10
    assert units(tools) == [("question_group", 1, False)]


def test_a_reminder_that_no_key_opens_keeps_no_other_from_going_out(
    tools: Tools, team: Team, time: Time
) -> None:
    with tools.sessions.begin() as session:
        made = [
            make_prompt(session, person=person, again="reminder", again_at=FRIDAY)
            for person in (team.ana, team.ben, team.cem)
        ]
        session.execute(
            text("UPDATE reflection_prompt SET thanked_by = :words WHERE id = :id"),
            {"words": encrypted_with_another_key(), "id": made[0].id},
        )
    time.now = FRIDAY
    run_all_tries(tools, time, lambda: run_round(tools))
    with tools.sessions.read() as session:
        lanes = session.scalars(select(OutboxMessage.prompt_id)).all()
    assert sorted(lane or 0 for lane in lanes) == [made[1].id, made[2].id]
    assert units(tools) == [("question_again", 4, True)]


def test_trouble_with_asking_keeps_no_reminder_back(
    tools: Tools, team: Team, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tools.sessions.begin() as session:
        make_prompt(session, person=team.ana, again="reminder", again_at=FRIDAY)
    time.now = FRIDAY

    def explode(*_arguments: Any, **_named: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(reflection_prompts, "find_due_group", explode)
    with pytest.raises(ZeroDivisionError):
        run_round(tools)
    with tools.sessions.read() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 1


# Retention


def test_old_answers_that_no_key_opens_are_deleted_like_the_others(
    tools: Tools, team: Team, time: Time
) -> None:
    with tools.sessions.begin() as session:
        prompts = [make_prompt(session, person=team.ben) for _ in range(2)]
        made = [make_reflection(session, prompt=prompt) for prompt in prompts]
        session.execute(
            text("UPDATE reflection SET note = :words WHERE id = :id"),
            {"words": encrypted_with_another_key(), "id": made[0].id},
        )
    time.pass_by(timedelta(days=800))
    retention.run(tools)
    with tools.sessions.read() as session:
        assert session.scalars(select(Reflection.id)).all() == []


def test_an_answer_that_cannot_be_deleted_stops_no_other_and_no_other_workspace(
    tools: Tools, team: Team, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    from slackapp.services.reflection import upkeep

    with tools.sessions.begin() as session:
        prompts = [make_prompt(session, person=team.ben) for _ in range(3)]
        made = [make_reflection(session, prompt=prompt) for prompt in prompts]
        other = Team(session)
        make_reflection(session, prompt=make_prompt(session, person=other.ben))

    def withdraw_or_raise(session: Session, reflection: Reflection, *_others: Any) -> None:
        if reflection.id == made[0].id:
            raise ValueError

    monkeypatch.setattr(upkeep, "withdraw_share", withdraw_or_raise)
    time.pass_by(timedelta(days=800))
    retention.run(tools)
    with tools.sessions.read() as session:
        assert session.scalars(select(Reflection.id)).all() == [made[0].id]
    assert units(tools) == [("old_answer", 1, True)]
