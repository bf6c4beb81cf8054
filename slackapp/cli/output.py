"""How commands end with a failure."""

from __future__ import annotations

from typing import NoReturn

import typer


def fail(text: str) -> NoReturn:
    """Say what is wrong on standard error and exit with status 1."""
    typer.echo(text, err=True)
    raise typer.Exit(1)
