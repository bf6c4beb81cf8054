"""`python -m slackapp` is the same as the `kudoscope` command."""

from __future__ import annotations

from slackapp.cli import app

app()
