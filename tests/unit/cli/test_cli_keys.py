"""`kudoscope keys new | rotate`: everything with the first key, safe to interrupt and to repeat."""

from __future__ import annotations

import re

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Text, select, type_coerce, update
from typer.testing import CliRunner, Result

from databases import Database
from db import Kudos, OutboxMessage, Reflection, Workspace, set_key_ring
from db.rotation import KeyRotation, list_encrypted_columns
from factories import (
    make_kudos,
    make_lane,
    make_message,
    make_person,
    make_prompt,
    make_reflection,
    make_workspace,
)
from slackapp.cli import app

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def filled(database: Database) -> Database:
    """A text in every kind of place, encrypted with the old key."""
    set_key_ring([OLD])
    with database.sessions.begin() as session:
        workspace = make_workspace(session)
        ana, ben = (make_person(session, workspace=workspace) for _ in range(2))
        for _ in range(5):
            make_kudos(session, giver=ana, recipients=[ben])
        make_message(session, lane=make_lane(session, workspace=workspace))
        make_reflection(
            session, prompt=make_prompt(session, person=ben, reason="recognised", thanked_by="Ben")
        )
    return database


def run(database: Database, *arguments: str, keys: str = f"{NEW},{OLD}") -> Result:
    environment = {"DATABASE_URL": database.url, "KUDOSCOPE_ENCRYPTION_KEYS": keys}
    return CliRunner().invoke(app, ["keys", *arguments], env=environment, catch_exceptions=False)


def test_a_new_key_is_one_that_can_be_used(database: Database) -> None:
    Fernet(run(database, "new").stdout.strip())


def test_every_text_is_readable_with_the_new_key_alone_afterwards(filled: Database) -> None:
    result = run(filled, "rotate", "--page", "2")
    assert result.exit_code == 0, result.output
    assert "10 texts looked at, 10 encrypted anew." in result.stdout
    assert "the others are no longer needed" in result.stdout
    set_key_ring([NEW])
    with filled.sessions.read() as session:
        assert set(session.scalars(select(Kudos.message))) == {"thanks for the calm answer"}
        assert session.scalar(select(Workspace.bot_token)) == "xoxb-test"
        assert session.scalar(select(Reflection.next_step)) == "take a breath before I pick up"
        assert "Ana thanked Ben" in session.scalars(select(OutboxMessage.payload)).one()


def test_a_second_run_finds_nothing_to_do(filled: Database) -> None:
    run(filled, "rotate")
    assert "10 texts looked at, 0 encrypted anew." in run(filled, "rotate").stdout


def test_a_run_that_was_interrupted_is_completed_by_the_next(filled: Database) -> None:
    rotation = KeyRotation([NEW, OLD])
    (column,) = [one for one in list_encrypted_columns() if one.table.name == "kudos"]
    with filled.sessions.begin() as session:
        page = rotation.rotate_page(session, column, after_id=0, limit=3)
    assert page is not None
    assert page.rotated == 3
    set_key_ring([NEW, OLD])
    with filled.sessions.read() as session:
        assert len(session.scalars(select(Kudos.message)).all()) == 5
    assert "7 encrypted anew" in run(filled, "rotate").stdout


def test_a_text_of_a_lost_key_is_named_by_its_place_and_left(filled: Database) -> None:
    lost = Fernet(Fernet.generate_key()).encrypt(b"words").decode()
    with filled.sessions.begin() as session:
        session.execute(update(Kudos).where(Kudos.id == 1).values(message=type_coerce(lost, Text)))
    result = run(filled, "rotate")
    assert result.exit_code == 1
    assert "1 texts are read by none of the keys:\n  kudos.message of row 1" in result.output
    assert lost not in result.output


def test_every_encrypted_column_is_rotated() -> None:
    found = {f"{column.table.name}.{column.name}" for column in list_encrypted_columns()}
    assert found == {
        "workspace.bot_token",
        "workspace.refresh_token",
        "organisation.bot_token",
        "organisation.refresh_token",
        "kudos.message",
        "kudos_draft.text",
        "kudos_draft.response_url",
        "outbox_message.payload",
        "reflection_prompt.thanked_by",
        "thanked_message.text",
        "reflection.note",
        "reflection.next_step",
    }


def test_without_a_key_it_says_what_is_missing(database: Database) -> None:
    result = run(database, "rotate", keys="")
    assert result.exit_code == 1
    assert re.search("KUDOSCOPE_ENCRYPTION_KEYS", result.output)
