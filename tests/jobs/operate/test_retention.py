"""Nightly: what is older than the workspace keeps it is gone, kind by kind, as was foretold."""

from __future__ import annotations

import importlib
import json
from dataclasses import asdict
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from databases import Database
from db import (
    AdminAct,
    AuditEntry,
    Base,
    Digest,
    Kudos,
    OutboxMessage,
    PacketRequest,
    Reflection,
    ReflectionPolicy,
    ReflectionPrompt,
    ThankedMessage,
    Workspace,
)
from factories import (
    NOW,
    make_channel,
    make_kudos,
    make_lane,
    make_me_too,
    make_message,
    make_prompt,
    make_reflection,
    make_team,
    make_workspace,
)
from services.team import Team
from slackapp.cli import app
from slackapp.jobs import retention
from slackapp.services.operate.verify import verify
from slackapp.services.privacy.expiry import Expired, count_expired
from slackapp.services.privacy.retention_policy import (
    RetentionView,
    change_retention,
    get_retention,
    record_first_retention,
)
from slackapp.services.reflection.reflections import Answer, answer_prompt
from slackapp.services.workspace.admin_acts import record_act
from slackapp.tools import Tools
from toolbox import build_tools

TWO_YEARS = timedelta(days=732)


@pytest.fixture
def tools(database: Database) -> Tools:
    return build_tools(database.sessions, lambda: NOW + TWO_YEARS)


@pytest.fixture
def team(database: Database) -> Team:
    """Ben's old answer, shared with Cem; an old question without one; and a new answer."""
    with database.sessions.begin() as session:
        team = Team(session)
        ben = team.view(session, team.ben)
        old = make_prompt(session, person=team.ben)
        answer = Answer(4, "old words", None, team.view(session, team.cem))
        answer_prompt(session, person=ben, prompt_id=old.id, answer=answer, now=NOW)
        make_prompt(session, person=team.ben)
        recent = NOW + TWO_YEARS - timedelta(days=30)
        prompt = make_prompt(session, person=team.ben, due_at=recent, recorded_at=recent)
        make_reflection(session, prompt=prompt, note="new words", answered_at=recent)
        return team


def count(database: Database, table: type[Base]) -> int:
    with database.sessions.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def decide(database: Database, team: Team, **ages: int) -> RetentionView:
    policy = RetentionView(**ages)
    with database.sessions.begin() as session:
        change_retention(session, workspace_id=team.workspace_id, policy=policy)
    return policy


def foretell(database: Database, team: Team, at: datetime) -> Expired:
    with database.sessions.read() as session:
        policy = get_retention(session, workspace_id=team.workspace_id)
        return count_expired(session, workspace_id=team.workspace_id, policy=policy, now=at)


def test_what_is_too_old_is_deleted_and_the_rest_stays(
    database: Database, tools: Tools, team: Team
) -> None:
    retention.run(tools)
    assert count(database, Reflection) == count(database, ReflectionPrompt) == 1
    with database.sessions.read() as session:
        assert session.scalar(select(Reflection.note)) == "new words"
        payloads = session.scalars(select(OutboxMessage.payload)).all()
    assert all("old words" not in payload for payload in payloads)
    assert any("no longer shares" in payload for payload in payloads)


def test_a_workspace_may_keep_everything(database: Database, tools: Tools, team: Team) -> None:
    with database.sessions.begin() as session:
        session.execute(update(ReflectionPolicy).values(keep_months=0))
    retention.run(tools)
    assert count(database, Reflection) == 2


@pytest.fixture
def kept(database: Database) -> Team:
    """Of every kind one that is 732 days old, and one of today; and another workspace's."""
    with database.sessions.begin() as session:
        team, other = Team(session), Team(session)
        for at in (NOW, NOW + TWO_YEARS):
            _keep_all(session, team, at)
        make_kudos(session, giver=other.ana, recipients=[other.ben], message="theirs")
    return team


def list_broken(session: Session) -> set[str]:
    return {one.name for one in verify(session, now=NOW) if one.is_broken}


def _keep_all(session: Session, team: Team, at: datetime) -> None:
    kudos = make_kudos(session, giver=team.ana, recipients=[team.ben], given_at=at, message="w")
    make_me_too(session, kudos=kudos, person=team.cem)
    lane = make_lane(session, workspace=team.row, due_at=None)
    make_message(session, lane=lane, kudos_id=kudos.id, state="sent", settled_at=at, slack_ts="1.1")
    thanked = {"slack_channel_id": "C1", "slack_ts": "1.1", "slack_author_id": "U1", "text": "said"}
    session.add(ThankedMessage(workspace_id=team.workspace_id, kudos_id=kudos.id, **thanked))
    make_reflection(
        session, prompt=make_prompt(session, person=team.ben, recorded_at=at), answered_at=at
    )
    make_prompt(session, person=team.cem, recorded_at=at)
    whose = {"workspace_id": team.workspace_id, "actor_id": team.ana.id}
    record_act(session, **whose, kind="giving", now=at)
    session.add(AuditEntry(**whose, kudos_id=kudos.id, kind="changed", at=at))
    session.flush()


@pytest.mark.parametrize(
    ("kind", "state", "left"),
    [
        *(("post", "sent", 1), ("update", "failed", 1)),
        *(("update", "sent", 0), ("response", "cancelled", 0), ("file", "sent", 0)),
    ],
)
def test_what_left_nothing_in_slack_to_come_back_to_goes_with_its_words(
    database: Database, kind: str, state: str, left: int
) -> None:
    with database.sessions.begin() as session:
        lane = make_lane(session, workspace=make_workspace(session), due_at=None)
        make_message(session, lane=lane, kind=kind, state=state, settled_at=NOW)
    retention.run(build_tools(database.sessions, lambda: NOW + timedelta(days=29)))
    assert count(database, OutboxMessage) == 1
    retention.run(build_tools(database.sessions, lambda: NOW + timedelta(days=31)))
    assert count(database, OutboxMessage) == left


ONE = {"kudos": 1, "words": 1, "answers": 1, "questions": 2, "acts": 2, "sent": 1}


@pytest.mark.parametrize(
    ("ages", "goes"),
    [
        ({}, {"answers", "questions", "acts", "sent"}),
        ({"kudos_months": 24}, {"kudos", "answers", "questions", "acts", "sent"}),
        ({"words_months": 24}, {"words", "answers", "questions", "acts", "sent"}),
        (
            {"kudos_months": 24, "words_months": 12, "acts_months": 25},
            {"kudos", "answers", "questions", "sent"},
        ),
        ({"answers_months": 0, "acts_months": 0, "sent_days": 733}, set()),
    ],
)
def test_each_kind_goes_at_the_age_that_was_decided_as_it_was_foretold(
    database: Database, tools: Tools, kept: Team, ages: dict[str, int], goes: set[str]
) -> None:
    decide(database, kept, **ages)
    with database.sessions.read() as session:
        broken = list_broken(session)
    wanted = asdict(Expired(**{kind: ONE[kind] for kind in goes}))
    assert asdict(foretell(database, kept, tools.clock())) == wanted

    done = retention.expire_all(tools.sessions, tools.clock)

    assert asdict(done[kept.workspace_id]) == wanted
    assert foretell(database, kept, tools.clock()) == Expired()
    assert count(database, Kudos) == 3 - ("kudos" in goes)
    assert count(database, ThankedMessage) == 2 - bool({"kudos", "words"} & goes)
    assert count(database, Reflection) == 2 - ("answers" in goes)
    assert count(database, AuditEntry) == 2 - ("acts" in goes)
    with database.sessions.read() as session:
        assert "theirs" in session.scalars(select(Kudos.message)).all()
        ran = session.scalars(select(AdminAct).where(AdminAct.kind == retention.RAN)).all()
        told = {kind: number for kind, number in wanted.items() if number and kind != "sent"}
        assert [(one.actor_id, one.after) for one in ran] == ([(None, told)] if told else [])
        assert list_broken(session) == broken


def test_words_go_and_who_thanked_whom_stays(database: Database, tools: Tools, kept: Team) -> None:
    decide(database, kept, words_months=24)
    retention.run(tools)
    with database.sessions.read() as session:
        rows = session.execute(select(Kudos.message, Kudos.is_emptied).order_by(Kudos.id)).all()
        assert [tuple(one) for one in rows] == [("", True), ("w", False), ("theirs", False)]
        payloads = session.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.id)).all()
    assert payloads[0] == "{}" and "Ana thanked Ben" in payloads[1]


def test_a_kudos_of_which_something_waits_to_be_sent_goes_the_next_night(
    database: Database, tools: Tools, kept: Team
) -> None:
    decide(database, kept, kudos_months=24)
    with database.sessions.begin() as session:
        session.execute(update(OutboxMessage).values(state="pending"))
    retention.run(tools)
    assert count(database, Kudos) == 3
    with database.sessions.begin() as session:
        session.execute(update(OutboxMessage).values(state="sent"))
    retention.run(tools)
    assert count(database, Kudos) == 2


def test_more_than_a_page_goes_in_one_night_and_posted_digests_stay(
    database: Database, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_PAGE", 2)
    with database.sessions.begin() as session:
        team = Team(session)
        for number in range(5):
            make_kudos(session, giver=team.ana, recipients=[team.ben], message=str(number))
    decide(database, team, kudos_months=24, words_months=12)
    done = retention.expire_all(tools.sessions, tools.clock)
    assert (done[team.workspace_id].kudos, done[team.workspace_id].words) == (5, 0)
    assert count(database, Kudos) == 0
    with database.sessions.read() as session:
        assert not session.scalars(select(Digest.id).where(Digest.redraw_at.is_not(None))).all()


def test_requests_for_packets_go_once_they_were_kept_as_long_as_decided(
    database: Database,
) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        channel = make_channel(session, workspace=team.row)
        asked = make_team(session, channel=channel)
        session.add(
            PacketRequest(
                workspace_id=team.workspace_id,
                key="k",
                team_id=asked.id,
                person_id=team.ben.id,
                leader_id=team.ana.id,
                first_month=202601,
                last_month=202602,
                asked_at=NOW,
            )
        )
    for days, left in ((91, 1), (92, 0)):
        at = NOW + timedelta(days=days)
        retention.run(build_tools(database.sessions, lambda at=at: at))
        assert count(database, PacketRequest) == left


def test_the_environment_says_only_how_it_begins(database: Database) -> None:
    with database.sessions.begin() as session:
        workspace_id = make_workspace(session).id
        assert get_retention(session, workspace_id=workspace_id) == RetentionView()
        for days in (7, 99):
            record_first_retention(session, workspace_id=workspace_id, sent_days=days)
            assert get_retention(session, workspace_id=workspace_id).sent_days == 7


def test_operators_see_what_would_go_and_have_it_go(
    database: Database, kept: Team, key_ring: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("KUDOSCOPE_ENCRYPTION_KEYS", ",".join(key_ring))
    command = importlib.import_module("slackapp.cli.retention")
    monkeypatch.setattr(command, "utc_now", lambda: NOW + TWO_YEARS)
    decide(database, kept, kudos_months=24, sent_days=3650)

    def run(*options: str) -> list[str]:
        return CliRunner().invoke(app, ["retention", *options]).stdout.splitlines()

    told = "1 kudos, 1 answer, 2 questions and 2 lines of the audit trail"
    team = kept.row.slack_team_id
    assert f"{team}: {told} would go. Nothing was changed." in run("--dry-run")
    rows = [json.loads(line) for line in run("--dry-run", "--json")]
    found = next(one for one in rows if one.pop("slack_team_id") == team)
    assert found == {"dry_run": True} | asdict(Expired(1, 0, 1, 2, 0, 2, 0))
    assert f"{team}: {told} went." in run()
    assert f"{team}: nothing would go. Nothing was changed." in run("--dry-run")


def test_what_is_too_old_goes_also_where_the_app_was_removed(
    database: Database, tools: Tools, kept: Team
) -> None:
    with database.sessions.begin() as session:
        session.execute(update(Workspace).values(bot_token=None))
    done = retention.expire_all(tools.sessions, tools.clock)
    assert done[kept.workspace_id].sent == 1
    assert foretell(database, kept, tools.clock()) == Expired()


def test_the_room_that_words_took_is_free_for_others(database: Database, tools: Tools) -> None:
    with database.sessions.begin() as session:
        lane = make_lane(session, workspace=make_workspace(session))
        old = {"payload": json.dumps("words " * 250), "state": "sent", "settled_at": NOW}
        posts = [
            make_message(session, lane=lane, slack_ts=f"1.{number}", **old) for number in range(200)
        ]
        make_message(
            session, lane=lane, kind="update", post_id=posts[7].id, **old | {"state": "failed"}
        )
        before = set(session.scalars(select(OutboxMessage.id)))
    retention.run(tools)
    with database.sessions.read() as session:
        assert set(session.scalars(select(OutboxMessage.id))) == before
        update_of = select(OutboxMessage.post_id).where(OutboxMessage.kind == "update")
        assert session.scalars(update_of).one() == posts[7].id
        assert session.scalar(select(func.count()).where(~OutboxMessage.is_emptied)) == 0
        if database.engine.dialect.name == "sqlite":
            # Two hundred pages, of which a few hold all that is left.
            assert session.scalar(text("PRAGMA freelist_count")) > 100
