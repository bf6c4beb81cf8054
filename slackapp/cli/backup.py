"""`kudoscope backup` and `restore`: a copy of the database, and the database of a copy."""

from __future__ import annotations

import re
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL, Engine, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from db import (
    KeyRingError,
    SessionFactory,
    Workspace,
    build_engine,
    find_sqlite_file,
    set_key_ring,
)
from db.backups import (
    BackupFailed,
    InUse,
    check_dump,
    check_unused,
    copy_sqlite,
    count_others,
    dump_postgresql,
    put_in_place,
    restore_postgresql,
    stage_sqlite,
)
from db.base import WrongKeys
from db.migrations import NewerSchema
from slackapp.cli.faults import (
    NO_ADDRESS,
    OLDER_SCHEMA,
    OTHER_KEYS,
    describe_fault,
    find_schema_fault,
    name_database,
)
from slackapp.cli.output import fail
from slackapp.cli.serve import read_settings
from slackapp.clock import utc_now
from slackapp.config import Settings

_NAME = "kudoscope-{at:%Y-%m-%dT%H%M%SZ}{ending}"
_ENDINGS = {"sqlite": ".db", "postgresql": ".dump"}
_STOP_FIRST = "Somebody uses the database. Stop Kudoscope first, then try again."


def backup(
    into: Annotated[
        Path, typer.Option("--into", metavar="FOLDER", help="Where the copy goes.")
    ] = Path("backups"),
    keep: Annotated[
        int, typer.Option("--keep", min=0, help="Delete all but so many of the newest; 0 for none.")
    ] = 0,
) -> None:
    """Copy the database, also while Kudoscope runs; the keys are not in it."""
    settings = read_settings()
    url = _read_url(settings)
    kind = url.get_backend_name()
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = into / _NAME.format(at=utc_now(), ending=_ENDINGS[kind])
    # Only what is whole has a copy's name.
    coming = target.with_suffix(".part")
    try:
        _copy(url, coming)
        coming.rename(target)
    except (BackupFailed, OSError) as error:
        coming.unlink(missing_ok=True)
        fail(f"The database {name_database(settings)} was not copied: {_describe(error)}.")
    typer.echo(f"{target} ({target.stat().st_size / 1e6:.1f} MB)")
    for old in _list_old(into, _ENDINGS[kind], keep):
        old.unlink(missing_ok=True)
        typer.echo(f"Deleted {old}.")


def restore(
    copy: Annotated[Path, typer.Argument(help="What `kudoscope backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a copy in the place of the database, once nothing runs any more."""
    settings = read_settings()
    url = _read_url(settings)
    if not copy.is_file():
        fail(f"There is no file {copy}.")
    if not yes:
        typer.confirm(f"Replace {name_database(settings)} by {copy}?", abort=True)
    try:
        set_key_ring(settings.key_ring)
        if url.get_backend_name() == "sqlite":
            kept = _restore_sqlite(url, copy)
        else:
            kept = _restore_postgresql(url, copy)
    except InUse:
        fail(_STOP_FIRST)
    except (BackupFailed, OSError) as error:
        fail(f"{copy} was not restored: {_describe(error)}.")
    except (KeyRingError, NewerSchema, SQLAlchemyError) as error:
        fail(describe_fault(settings, error, "replaced"))
    typer.echo(f"{name_database(settings)} is that of {copy} now.")
    if kept is not None:
        typer.echo(f"What was there before is in {kept}.")
    typer.echo(
        "Next: `kudoscope migrate`, `kudoscope doctor`, and `kudoscope outbox status`, for what "
        "waited then is sent when you start."
    )


def _read_url(settings: Settings) -> URL:
    try:
        url = make_url(settings.database_url)
        build_engine(settings.database_url).dispose()
    except ArgumentError:
        fail(NO_ADDRESS)
    if url.get_backend_name() == "sqlite" and find_sqlite_file(url) is None:
        fail("A database in memory cannot be copied, or replaced.")
    return url


def _copy(url: URL, target: Path) -> None:
    file = find_sqlite_file(url)
    if file is None:
        dump_postgresql(url, target)
    elif file.is_file():
        copy_sqlite(file, target)
    else:
        raise BackupFailed("there is none yet")


def _restore_sqlite(url: URL, copy: Path) -> Path | None:
    file = find_sqlite_file(url)
    assert file is not None
    had_one = file.exists()
    if had_one:
        check_unused(file)
    coming = stage_sqlite(copy, file)
    misfit = _find_misfit(build_engine(f"sqlite:///{coming}"))
    if misfit is not None:
        coming.unlink()
        fail(f"{copy} was not restored. {misfit}")
    aside = _find_aside(file.parent, file.name, utc_now())
    put_in_place(coming, file, aside)
    return aside if had_one else None


def _find_misfit(engine: Engine) -> str | None:
    """Why this version, or these keys, cannot work with a copy; an older one is to be migrated."""
    sessions = SessionFactory(engine)
    try:
        fault = find_schema_fault(sessions)
        if fault not in (None, OLDER_SCHEMA):
            return fault
        with sessions.read() as session:
            # This column alone, which every schema has.
            session.scalars(select(Workspace.bot_token)).all()
    except WrongKeys:
        return OTHER_KEYS
    finally:
        sessions.close()
    return None


def _restore_postgresql(url: URL, copy: Path) -> Path | None:
    check_dump(copy)
    engine = build_engine(url.render_as_string(hide_password=False))
    try:
        _check_alone(engine)
        aside = _find_aside(copy.parent, f"{url.database}.dump", utc_now())
        dump_postgresql(url, aside)
        restore_postgresql(engine, copy)
        misfit = _find_misfit(engine)
    finally:
        engine.dispose()
    if misfit is not None:
        fail(f"{copy} is restored, but: {misfit} What was there before is in {aside}.")
    return aside


def _check_alone(engine: Engine) -> None:
    """Raise InUse where others are connected, and not just about to be gone."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(5):
            if not count_others(connection):
                return
            time.sleep(0.2)
    raise InUse


def _find_aside(folder: Path, name: str, at: datetime) -> Path:
    """A name that is free for what is replaced."""
    aside = folder / f"{name}.before-{at:%Y-%m-%dT%H%M%SZ}"
    number = 1
    while aside.exists():
        number += 1
        aside = folder / f"{name}.before-{at:%Y-%m-%dT%H%M%SZ}-{number}"
    return aside


def _list_old(folder: Path, ending: str, keep: int) -> list[Path]:
    """Copies that are older than the newest `keep`; their names say when they were made."""
    form = re.compile(r"kudoscope-\d{4}-\d\d-\d\dT\d{6}Z" + re.escape(ending))
    copies = sorted(path for path in folder.iterdir() if form.fullmatch(path.name))
    return copies[:-keep] if keep else []


def _describe(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error).rstrip(".")
