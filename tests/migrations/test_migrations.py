"""Migrations: one line of them, up and down on both databases, without losing a row."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import column, func, insert, inspect, select, table, text

from databases import Database
from db import Base, Digest, DigestPlan, Person, ReflectionPrompt, Team, TeamLeader, migrations
from db.base import EncryptedText, UtcDateTime, WrongKeys
from db.migrations import begin_migration, build_config, downgrade, find_migrations, migrate
from factories import NOW, PROVEN, make_channel, make_kudos, make_person, make_team, make_workspace
from slackapp.domain.base.digest_times import Month
from slackapp.services.base.units import note_failure, read_troubled
from slackapp.services.team.page import draw_digest

CHECKOUT = Path(__file__).resolve().parents[2]
REBUILD_WORKSPACE = """
from alembic import op
revision = "rebuild"
down_revision = "{head}"
def upgrade():
    with op.batch_alter_table("workspace", recreate="always") as table:
        table.alter_column("name", new_column_name="title")
"""


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(build_config()).get_heads()) == 1


def test_a_checkout_uses_its_own_migrations() -> None:
    assert find_migrations() == CHECKOUT / "alembic"


def test_an_empty_database_gets_every_table(empty_database: Database) -> None:
    migrate(empty_database.engine)
    assert _tables(empty_database) == {*Base.metadata.tables, "alembic_version"}


def test_the_migrations_leave_nothing_to_do(database: Database) -> None:
    config = build_config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_migrating_twice_changes_nothing(database: Database) -> None:
    with database.sessions.begin() as session:
        make_workspace(session)
    migrate(database.engine)
    with database.sessions.read() as session:
        assert session.scalar(select(func.count()).select_from(Base.metadata.tables["workspace"]))


def test_every_step_down_and_up_again_works(database: Database) -> None:
    config = build_config()
    with begin_migration(database.engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert _tables(database) == {"alembic_version"}
    migrate(database.engine)
    test_the_migrations_leave_nothing_to_do(database)


def test_kudos_from_before_the_other_vocabularies_read_as_before(database: Database) -> None:
    with database.sessions.begin() as session:
        workspace = make_workspace(session)
        people = [make_person(session, workspace=workspace, name=name) for name in ("Ana", "Ben")]
        make_channel(session, workspace=workspace, members=people, slack_channel_id="C0TEAM")
        keys = ["empathy", "conflict_management/finds_win_win", "influence"]
        make_kudos(session, giver=people[0], recipients=people[1:], competencies=keys)
        workspace_id = workspace.id
    before = _draw_digest(database, workspace_id)
    assert "Ben\nSocial Awareness: Empathy (everyday service)" in before

    config = build_config()
    with begin_migration(database.engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0020")
    assert "word_key" not in {
        column["name"] for column in inspect(database.engine).get_columns("kudos_tag")
    }
    migrate(database.engine)

    assert _draw_digest(database, workspace_id) == before
    through = _draw_digest(database, workspace_id, "twelve_zealous")
    assert "Zealous Service: Reading Emotions (everyday service), Win-Win" in through


def _draw_digest(database: Database, workspace_id: int, lens_key: str = "") -> str:
    with database.sessions.read() as session:
        drawn = draw_digest(
            session,
            workspace_id=workspace_id,
            slack_channel_id="C0TEAM",
            tz="UTC",
            month=Month.of(NOW.date()),
            proven_since=PROVEN,
            lens_key=lens_key,
        )
    return "\n".join(part.text for part in drawn.parts)


def test_a_plan_that_only_had_members_read_is_gone_and_what_was_decided_stays(
    database: Database,
) -> None:
    decided = {
        "on": {"next_due_at": NOW},
        "later": {"hour": 11},
        "wished for": {"wished_at": NOW, "wished_month": 202602},
        "through a lens": {"lens_key": "twelve_zealous"},
        "told already": {},
        "on, and members": {"next_due_at": NOW, "wished_at": NOW},
    }
    undecided = {"members": {"wished_at": NOW}, "members once": {}}
    with database.sessions.begin() as session:
        workspace = make_workspace(session)
    config = build_config()
    with begin_migration(database.engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0021")
    with database.sessions.begin() as session:
        for name, fields in (decided | undecided).items():
            team = Team(workspace_id=workspace.id, slack_channel_id=name)
            session.add(team)
            session.flush()
            ids = {"team_id": team.id, "workspace_id": workspace.id}
            session.add(DigestPlan(**ids, tz="America/Lima", **fields))
            session.flush()
            if name == "told already":
                session.add(Digest(**ids, month=202602, parts=1, made_at=NOW))
        for key in ("7:0", "7:202602"):
            note_failure(
                session,
                workspace_id=workspace.id,
                kind="wished_digest",
                key=key,
                error="KeyError",
                most_tries=1,
                now=NOW,
            )
    migrate(database.engine)
    with database.sessions.read() as session:
        plans = {
            name: (wished_at, month)
            for name, wished_at, month in session.execute(
                select(Team.slack_channel_id, DigestPlan.wished_at, DigestPlan.wished_month).join(
                    DigestPlan, DigestPlan.team_id == Team.id
                )
            )
        }
        assert list(read_troubled(session, kind="wished_digest", now=NOW)) == ["7:202602"]
    assert plans == dict.fromkeys(decided, (None, None)) | {"wished for": (NOW, 202602)}


#: Sentences that gave a reason before there were values, and what is stored in their place.
SENTENCES = {
    "because it is the ground that the rest stands on": ("ground", None, None),
    "because you have not looked at Our own values yet": ("new_cluster", None, None),
    "because you have not looked at it yet": ("new_competency", None, None),
    "because it is the longest since you looked at it": ("longest_ago", None, None),
    "because Ana thanked you for Empathy today": ("recognised", "Ana", date(2026, 3, 11)),
    "because a colleague thanked you for Empathy yesterday": (
        "recognised",
        None,
        date(2026, 3, 10),
    ),
    "because Ana thanked you for Bo thanked you for Service Orientation on Friday": (
        "recognised",
        "Ana thanked you for Bo",
        date(2026, 3, 6),
    ),
    "because Zoë & <co> thanked you for Own on Monday on 28 February": (
        "recognised",
        "Zoë & <co>",
        date(2026, 2, 28),
    ),
    "because Ana thanked you for Empathy on 1 January": (None, None, None),
    "for a reason of no known form": (None, None, None),
    None: (None, None, None),
}
_OLD_PROMPT = table(
    "reflection_prompt",
    *map(column, ("workspace_id", "person_id", "iso_week", "state")),
    column("due_at", UtcDateTime),
    column("recorded_at", UtcDateTime),
    column("asked_at", UtcDateTime),
    column("because", EncryptedText),
)


def _give_reasons(database: Database, reasons: Iterable[str | None]) -> None:
    """Questions of the time before reasons were values, asked of somebody in Auckland."""
    with database.sessions.begin() as session:  # as rows are today, whose columns go meanwhile
        workspace = make_workspace(session)
        person = make_person(session, workspace=workspace, tz="Pacific/Auckland")
    config = build_config()
    with begin_migration(database.engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0022")
    with database.sessions.begin() as session:
        # In Auckland it is Wednesday, 11 March by then.
        when = datetime(2026, 3, 10, 20, tzinfo=UTC)
        moments = dict.fromkeys(("due_at", "recorded_at", "asked_at"), when)
        ids = {"workspace_id": workspace.id, "person_id": person.id, "state": "asked"}
        for week, because in enumerate(reasons):
            values = ids | moments | {"iso_week": 202601 + week, "because": because}
            session.execute(insert(_OLD_PROMPT).values(values))


def test_the_sentences_that_gave_a_reason_become_values(database: Database) -> None:
    _give_reasons(database, SENTENCES)
    with database.sessions.begin() as session:
        # One that no key opens does not keep the others back.
        lost = Fernet(Fernet.generate_key()).encrypt(b"because").decode()
        update = "UPDATE reflection_prompt SET because = :lost WHERE because IS NULL"
        session.execute(text(update), {"lost": lost})
    migrate(database.engine)
    with database.sessions.read() as session:
        found = session.execute(
            select(
                ReflectionPrompt.reason, ReflectionPrompt.thanked_by, ReflectionPrompt.thanked_on
            ).order_by(ReflectionPrompt.iso_week)
        ).all()
        stored = session.scalars(text("SELECT thanked_by FROM reflection_prompt")).all()
    assert [tuple(row) for row in found] == list(SENTENCES.values())
    assert "Ana" not in str(stored)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_reasons_that_were_encrypted_with_other_keys_are_not_lost(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _give_reasons(database, SENTENCES)
    with monkeypatch.context() as patch:
        patch.setattr("db.base._key_ring", MultiFernet([Fernet(Fernet.generate_key())]))
        with pytest.raises(WrongKeys):
            migrate(database.engine)
    migrate(database.engine)
    with database.sessions.read() as session:
        assert "recognised" in session.scalars(select(ReflectionPrompt.reason)).all()


def test_leaders_from_before_get_the_workspace_of_their_team(database: Database) -> None:
    with database.sessions.begin() as session:
        for name in ("T1", "T2"):
            workspace = make_workspace(session, slack_team_id=name)
            leader = make_person(session, workspace=workspace)
            channel = make_channel(session, workspace=workspace)
            make_team(session, channel=channel, leaders=[leader])
    named = select(TeamLeader.workspace_id, Team.workspace_id, Person.workspace_id).where(
        Team.id == TeamLeader.team_id, Person.id == TeamLeader.person_id
    )
    downgrade(database.engine, "0043")
    migrate(database.engine)
    with database.sessions.read() as session:
        rows = [set(row) for row in session.execute(named)]
    assert [len(row) for row in rows] == [1, 1]


def test_processes_that_start_together_migrate_once(empty_database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [empty_database.engine] * 4))
    assert _tables(empty_database) == {*Base.metadata.tables, "alembic_version"}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.sessions.begin() as session:
        make_person(session, workspace=make_workspace(session))
    head = ScriptDirectory.from_config(build_config()).get_current_head()
    shutil.copytree(CHECKOUT / "alembic", tmp_path / "alembic")
    later = tmp_path / "alembic" / "versions" / "rebuild.py"
    later.write_text(REBUILD_WORKSPACE.format(head=head))
    monkeypatch.setattr(migrations, "find_migrations", lambda: tmp_path / "alembic")

    migrate(database.engine)

    assert "title" in {
        column["name"] for column in inspect(database.engine).get_columns("workspace")
    }
    with database.sessions.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_alembic_s_own_command_line_finds_the_settings(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'own.db'}"
    for arguments in (["upgrade", "head"], ["check"]):
        done = subprocess.run(
            [sys.executable, "-m", "alembic", "-c", CHECKOUT / "pyproject.toml", *arguments],
            env=os.environ | {"DATABASE_URL": url},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def _tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())
