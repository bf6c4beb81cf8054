"""How commands end with a failure."""

from __future__ import annotations

from typing import NoReturn

import typer

#: The status of a start that comes to nothing until somebody changes something: EX_CONFIG of
#: sysexits.h. The unit in `deploy/` is not started again after it.
MISCONFIGURED = 78


def fail(text: str, status: int = 1) -> NoReturn:
    """Say what is wrong on standard error and exit with that status."""
    typer.echo(text, err=True)
    raise typer.Exit(status)
