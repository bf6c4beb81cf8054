"""Where the demo keeps itself between two starts, and when it begins anew instead."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import typer
from cryptography.fernet import Fernet
from sqlalchemy import update

from db import OutboxLane, SessionFactory, Workspace
from db.migrations import name_schema
from slackapp.clock import MovingClock

if TYPE_CHECKING:
    from slackapp.sandbox.keeping import Kept
    from slackapp.sandbox.state_file import StateFile

_SANDBOX, _APP = "slack.db", "kudoscope.db"
#: The row that is written last: with it there is something to come back to.
_ROW = ("demo", "")

TAKEN = "Another demo is running with what is kept in {folder}. This one is fresh, and is not kept."
NOT_WRITABLE = "{folder} cannot be written to ({reason}), so nothing of this demo is kept."
BROKEN = "What was kept in {folder} cannot be read, so the demo begins anew."
OTHER_VERSION = "What was kept in {folder} is of another version, so the demo begins anew."


class KeptClock(MovingClock):
    """A clock that tells of each move, so that it is never behind what was done by it."""

    def __init__(self) -> None:
        super().__init__()
        self.on_move: Callable[[], None] = lambda: None

    def move_to(self, moment: datetime) -> None:
        """Let it be that time now."""
        super().move_to(moment)
        self.on_move()

    def advance(self, **by: float) -> None:
        """Let time pass, as much as a timedelta of these fields."""
        super().advance(**by)
        self.on_move()


@dataclass
class DemoState:
    """A folder that this process alone has, and what was in it; `kept` is None for a new one."""

    folder: Path
    file: StateFile
    version: str
    is_kept: bool = True
    said: str | None = None
    kept: Kept | None = None
    #: The key by which the app's database is encrypted.
    key: str = field(default_factory=lambda: Fernet.generate_key().decode())

    @property
    def database_url(self) -> str:
        """The app's own database."""
        return f"sqlite:///{self.folder / _APP}"

    def row(self) -> dict[tuple[str, str], Any]:
        """What tells the next start that all of it is there."""
        return {_ROW: {"version": self.version, "key": self.key}}


def find_folder() -> Path:
    """Where the demo is kept unless somebody says otherwise."""
    return Path(typer.get_app_dir("kudoscope")) / "demo"


def name_version(manifest: dict[str, Any]) -> str:
    """What a kept demo has to be of: this version, its tables, its manifest, its way to keep."""
    from slackapp.sandbox.keeping import FORMAT

    known = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:12]
    return f"{importlib.metadata.version('kudoscope')} {name_schema()} {FORMAT} {known}"


@contextmanager
def open_state(folder: Path, version: str, *, reset: bool) -> Iterator[DemoState]:
    """The demo's state in that folder, or a fresh one that is not kept, where that cannot be."""
    from slackapp.sandbox.state_file import StateFile, StateTaken

    said = None
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        state = _open(folder, version, reset=reset)
    except StateTaken:
        said = TAKEN.format(folder=folder)
    except OSError as error:
        said = NOT_WRITABLE.format(folder=folder, reason=error.strerror)
    else:
        with closing(state.file):
            yield state
        return
    with (
        TemporaryDirectory(prefix="kudoscope-") as fresh,
        closing(StateFile(Path(fresh) / _SANDBOX)) as file,
    ):
        yield DemoState(Path(fresh), file, version, is_kept=False, said=said)


def _open(folder: Path, version: str, *, reset: bool) -> DemoState:
    from slackapp.sandbox.keeping import read_kept
    from slackapp.sandbox.state_file import StateBroken, StateFile

    try:
        file = StateFile(folder / _SANDBOX)
    except StateBroken:
        _remove(folder, _SANDBOX)
        return DemoState(
            folder, StateFile(folder / _SANDBOX), version, said=_begin_anew(folder, BROKEN)
        )
    try:
        row = json.loads(file.read().get("demo", {}).get("", "null"))
        if reset or row is None:
            said = _begin_anew(folder, None)
        elif row["version"] != version:
            said = _begin_anew(folder, OTHER_VERSION)
        elif not _is_whole(folder / _APP):
            said = _begin_anew(folder, BROKEN)
        else:
            return DemoState(folder, file, version, kept=read_kept(file), key=str(row["key"]))
        file.clear()
    except (StateBroken, ValueError, KeyError, TypeError):
        file.close()
        _remove(folder, _SANDBOX)
        file, said = StateFile(folder / _SANDBOX), _begin_anew(folder, BROKEN)
    return DemoState(folder, file, version, said=said)


def _begin_anew(folder: Path, why: str | None) -> str | None:
    """Take the app's database away; what to say of it."""
    _remove(folder, _APP)
    return why and why.format(folder=folder)


def _remove(folder: Path, name: str) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        (folder / f"{name}{ending}").unlink(missing_ok=True)


def _is_whole(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path)) as rows:
            return bool(rows.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def come_back(clock: MovingClock, kept: Kept) -> None:
    """Let it be when the demo was left: nothing was missed while nobody ran it."""
    last = max(kept.clock, kept.world["ts"] / 1_000_000)
    clock.move_to(datetime.fromtimestamp(last, UTC) + timedelta(seconds=1))


def let_go_of_leases(sessions: SessionFactory, now: datetime) -> None:
    """Let what a process had in hand that was killed be taken up: there is no other one."""
    with sessions.begin() as session:
        session.execute(
            update(OutboxLane).where(OutboxLane.leased_until > now).values(leased_until=now)
        )
        session.execute(
            update(Workspace)
            .where(Workspace.people_leased_until > now)
            .values(people_leased_until=None)
        )
