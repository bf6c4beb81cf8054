"""Column types: aware times and text encrypted at rest, the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import DateTime, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from databases import Database
from db import Base, KeyRingError, Workspace, set_key_ring
from db.base import UtcDateTime
from factories import make_workspace


def test_a_naive_datetime_is_refused(session: Session) -> None:
    with pytest.raises(StatementError, match="a naive datetime reached the database"):
        make_workspace(session, created_at=datetime(2026, 3, 10, 9, 30))


def test_a_time_comes_back_as_the_same_moment_in_utc(session: Session) -> None:
    in_delhi = datetime(2026, 3, 10, 15, 0, 0, 123456, timezone(timedelta(hours=5, minutes=30)))
    workspace = make_workspace(session, created_at=in_delhi)
    session.expire(workspace)
    assert workspace.created_at == in_delhi
    assert workspace.created_at.tzinfo is UTC


def test_times_from_different_zones_are_compared_as_moments(session: Session) -> None:
    workspace = make_workspace(session, created_at=datetime(2026, 3, 10, 9, 30, tzinfo=UTC))
    a_minute_later = datetime(2026, 3, 10, 4, 31, tzinfo=timezone(timedelta(hours=-5)))
    found = session.query(Workspace).where(Workspace.created_at < a_minute_later).one()
    assert found is workspace


def test_no_time_stays_no_time(session: Session) -> None:
    workspace = make_workspace(session, people_synced_at=None)
    session.expire(workspace)
    assert workspace.people_synced_at is None


def test_every_time_column_refuses_naive_datetimes() -> None:
    types = [
        column.type
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, DateTime | UtcDateTime)
    ]
    assert types
    assert {type(one) for one in types} == {UtcDateTime}


def test_an_encrypted_text_comes_back_as_it_was(session: Session) -> None:
    workspace = make_workspace(session, bot_token="xoxb-grüße-🎉")
    session.expire(workspace)
    assert workspace.bot_token == "xoxb-grüße-🎉"


def test_no_text_stays_no_text(session: Session) -> None:
    workspace = make_workspace(session, bot_token=None)
    session.expire(workspace)
    assert workspace.bot_token is None


def test_the_row_itself_holds_ciphertext_alone(session: Session, key_ring: list[str]) -> None:
    make_workspace(session, bot_token="xoxb-secret")
    stored = session.execute(text("SELECT bot_token FROM workspace")).scalar_one()
    assert "secret" not in stored
    assert Fernet(key_ring[0]).decrypt(stored) == b"xoxb-secret"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_file_on_disk_does_not_hold_the_text(database: Database) -> None:
    with database.sessions.begin() as session:
        make_workspace(session, name="readable", bot_token="xoxb-secret")
    database.engine.dispose()
    stored = Path(database.engine.url.database or "").read_bytes()
    assert b"readable" in stored
    assert b"xoxb-secret" not in stored


def test_another_key_gives_an_error_that_names_the_setting(session: Session) -> None:
    workspace = make_workspace(session)
    session.expire(workspace)
    set_key_ring([Fernet.generate_key().decode()])
    with pytest.raises(KeyRingError, match="a key that KUDOSCOPE_ENCRYPTION_KEYS lacks"):
        _ = workspace.bot_token


def test_a_new_first_key_writes_and_the_older_one_still_reads(
    session: Session, key_ring: list[str]
) -> None:
    new_key = Fernet.generate_key().decode()
    old = make_workspace(session, bot_token="xoxb-old")
    session.expire(old)

    set_key_ring([new_key, *key_ring])
    new = make_workspace(session, bot_token="xoxb-new")
    assert old.bot_token == "xoxb-old"

    session.expire_all()
    set_key_ring([new_key])
    assert new.bot_token == "xoxb-new"
    with pytest.raises(KeyRingError):
        _ = old.bot_token


def test_no_key_at_all_is_refused_with_the_name_of_the_setting() -> None:
    with pytest.raises(KeyRingError, match="set KUDOSCOPE_ENCRYPTION_KEYS"):
        set_key_ring([])


def test_something_that_is_no_key_is_refused_and_not_repeated() -> None:
    with pytest.raises(KeyRingError, match="not a Fernet key") as caught:
        set_key_ring(["my-password"])
    assert "my-password" not in str(caught.value)
