"""The `kudoscope` command: one module per noun, put together here."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="kudoscope",
    help="Recognition and feedback for Slack.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


@app.callback()
def main() -> None:
    """Recognition and feedback for Slack."""
