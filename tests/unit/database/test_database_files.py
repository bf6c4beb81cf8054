"""The files of a SQLite database: for their owner alone from the first moment on."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from db import SessionFactory, build_engine, find_sqlite_file


@pytest.fixture(autouse=True)
def _generous_umask() -> Iterator[None]:
    before = os.umask(0o000)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@pytest.mark.parametrize("address", ["sqlite:///{}", "sqlite:///file:{}?uri=true"])
def test_a_new_database_and_what_lies_beside_it_is_for_its_owner_alone(
    tmp_path: Path, address: str
) -> None:
    sessions = SessionFactory(build_engine(address.format(tmp_path / "new.db")))
    with sessions.begin() as session:
        session.execute(text("CREATE TABLE note (words TEXT)"))
        session.execute(text("INSERT INTO note VALUES ('private')"))
        open_now = modes(tmp_path)
    open_now |= modes(tmp_path)
    sessions.close()
    assert set(open_now) == {"new.db", "new.db-wal", "new.db-shm"}
    assert set(open_now.values()) == {0o600}


def test_a_link_to_a_place_without_a_database_leads_to_a_private_one(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link.db").symlink_to(tmp_path / "elsewhere" / "real.db")
    sessions = SessionFactory(build_engine(f"sqlite:///{tmp_path / 'link.db'}"))
    with sessions.begin() as session:
        session.execute(text("CREATE TABLE note (words TEXT)"))
    sessions.close()
    assert modes(tmp_path / "elsewhere")["real.db"] == 0o600


def test_the_rights_of_a_database_that_is_there_are_its_owners_choice(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    path.touch(mode=0o640)
    sessions = SessionFactory(build_engine(f"sqlite:///{path}"))
    with sessions.begin() as session:
        session.execute(text("CREATE TABLE note (words TEXT)"))
    sessions.close()
    assert modes(tmp_path)["old.db"] == 0o640


@pytest.mark.parametrize("name", ["nowhere/new.db", "file:nowhere.db?mode=ro&uri=true"])
def test_where_no_database_can_be_made_none_is_made(tmp_path: Path, name: str) -> None:
    address = f"sqlite:///{tmp_path}/{name}" if "file:" not in name else f"sqlite:///{name}"
    sessions = SessionFactory(build_engine(address))
    with pytest.raises(OperationalError), sessions.read() as session:
        session.execute(text("SELECT 1"))
    sessions.close()
    assert modes(tmp_path) == {}
    assert not Path("nowhere.db").exists()


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("sqlite:///kudoscope.db", "kudoscope.db"),
        ("sqlite:////var/lib/kudoscope.db", "/var/lib/kudoscope.db"),
        ("sqlite:///file:a%20b.db?uri=true", "a b.db"),
        ("sqlite:///file:///var/a.db?uri=true", "/var/a.db"),
        ("sqlite:///file:shared?mode=memory&uri=true", None),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgresql://localhost/kudoscope", None),
    ],
)
def test_the_file_of_a_database_is_known_by_its_address(address: str, path: str | None) -> None:
    found = find_sqlite_file(make_url(address))
    assert (None if found is None else str(found)) == path
