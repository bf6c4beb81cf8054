"""`kudoscope keys`: making a key, and encrypting everything anew with it."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from cryptography.fernet import Fernet
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Column

from db import SessionFactory
from db.rotation import KeyRotation, count_texts, list_encrypted_columns
from slackapp.cli.database import open_sessions
from slackapp.cli.output import fail
from slackapp.cli.serve import read_settings

app = typer.Typer(help="The keys that texts are encrypted with.", no_args_is_help=True)

#: Texts a transaction: a running app waits for no more than that.
_PAGE = 200


@app.command()
def new() -> None:
    """Print a new key, to be put first in KUDOSCOPE_ENCRYPTION_KEYS."""
    typer.echo(Fernet.generate_key().decode())


@app.command()
def rotate(
    page: Annotated[int, typer.Option(help="Texts a transaction.", min=1)] = _PAGE,
) -> None:
    """Encrypt everything anew with the first key; may be interrupted, and run again.

    Ends with 1 where a text was left that the first key does not read.
    """
    with open_sessions() as sessions:
        rotation = KeyRotation(read_settings().key_ring)
        rotated, unreadable = 0, list[str]()
        columns = list(list_encrypted_columns())
        with sessions.read() as session:
            counts = [count_texts(session, column) for column in columns]
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("Encrypting", total=sum(counts))
            for column in columns:
                for done in _rotate_column(sessions, rotation, column, page):
                    rotated += done.rotated
                    place = f"{column.table.name}.{column.name}"
                    unreadable += [f"{place} of row {row_id}" for row_id in done.unreadable]
                    progress.advance(task, done.seen)
    typer.echo(f"{sum(counts)} texts looked at, {rotated} encrypted anew.")
    if unreadable:
        shown = "".join(f"\n  {one}" for one in unreadable[:20])
        fail(f"{len(unreadable)} texts are read by none of the keys:{shown}")
    typer.echo("Everything is encrypted with the first key: the others are no longer needed.")


def _rotate_column(
    sessions: SessionFactory, rotation: KeyRotation, column: Column[Any], limit: int
) -> Any:
    after_id = 0
    while True:
        with sessions.begin() as session:
            page = rotation.rotate_page(session, column, after_id=after_id, limit=limit)
        if page is None:
            return
        yield page
        after_id = page.last_id
