"""Where the demo is kept, and what makes it begin anew."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from slackapp.cli.demo_state import KeptClock, come_back, find_folder, open_state
from slackapp.clock import utc_now
from slackapp.sandbox.keeping import Keeper
from slackapp.sandbox.server import Sandbox

VERSION = "1.0 0001 1 abc"


def leave(folder: Path) -> str:
    """Begin a demo there, and end it; the key of its app's database."""
    with open_state(folder, VERSION, reset=False) as state:
        assert state.kept is None and state.said is None and state.is_kept
        with closing(sqlite3.connect(folder / "kudoscope.db")) as rows:
            rows.execute("CREATE TABLE kudos (id)")
        sandbox = Sandbox(has_begun=False)
        sandbox.world.url = "http://127.0.0.1:4390"
        keeper = Keeper(sandbox.world, state.file)
        keeper.extra = state.row
        keeper.save()
        return state.key


def damage(path: Path) -> None:
    path.write_bytes(b"not what it was, and longer than the header of a database" * 30)


def test_whoever_comes_back_finds_what_there_was(tmp_path: Path) -> None:
    key = leave(tmp_path)
    with open_state(tmp_path, VERSION, reset=False) as state:
        assert state.kept is not None
        assert (state.key, state.said) == (key, None)
    assert (tmp_path / "kudoscope.db").exists()


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("reset", None),
        ("version", "of another version"),
        ("slack.db", "cannot be read"),
        ("kudoscope.db", "cannot be read"),
        ("no database", "cannot be read"),
        ("a row", "cannot be read"),
        ("unfinished", None),
    ],
)
def test_the_demo_begins_anew(tmp_path: Path, trouble: str, words: str | None) -> None:
    key = leave(tmp_path)
    if trouble.endswith(".db"):
        damage(tmp_path / trouble)
    if trouble == "no database":
        (tmp_path / "kudoscope.db").unlink()
    if trouble in ("a row", "unfinished"):
        with closing(sqlite3.connect(tmp_path / "slack.db")) as rows, rows:
            if trouble == "a row":
                rows.execute("UPDATE kept SET value = '[' WHERE kind = 'channel'")
            else:
                rows.execute("DELETE FROM kept WHERE kind = 'demo'")
    version = "2.0" if trouble == "version" else VERSION
    with open_state(tmp_path, version, reset=trouble == "reset") as state:
        assert state.kept is None and state.is_kept and state.key != key
        assert state.file.read() == {}
        assert (state.said is None) if words is None else (state.said and words in state.said)
    assert not (tmp_path / "kudoscope.db").exists()


def test_a_second_demo_is_fresh_and_leaves_the_first_alone(tmp_path: Path) -> None:
    leave(tmp_path)
    with (
        open_state(tmp_path, VERSION, reset=False) as first,
        open_state(tmp_path, VERSION, reset=True) as second,
    ):
        assert second.folder != first.folder and not second.is_kept and second.kept is None
        assert second.said and "Another demo is running" in second.said
    assert not second.folder.exists()
    with open_state(tmp_path, VERSION, reset=False) as state:
        assert state.kept is not None


def test_a_folder_that_cannot_be_made_is_none_to_keep_it_in(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with open_state(tmp_path / "file" / "demo", VERSION, reset=False) as state:
        assert not state.is_kept
        assert state.said and "cannot be written to (Not a directory)" in state.said


def test_nobody_else_may_read_what_is_kept(tmp_path: Path) -> None:
    leave(tmp_path / "demo")
    assert (tmp_path / "demo").stat().st_mode & 0o777 == 0o700
    assert find_folder().name == "demo"


def test_it_goes_on_from_when_it_was_left(tmp_path: Path) -> None:
    leave(tmp_path)
    left = (utc_now() + timedelta(days=40)).replace(microsecond=0)
    with open_state(tmp_path, VERSION, reset=False) as state:
        state.file.write({("clock", ""): json.dumps(left.timestamp())})
    with open_state(tmp_path, VERSION, reset=False) as state:
        assert state.kept is not None
        clock = KeptClock()
        come_back(clock, state.kept)
    assert timedelta(0) < clock() - left < timedelta(minutes=1)
