"""`kudoscope init`: a first `.env`, with a new encryption key and a place for every setting."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from cryptography.fernet import Fernet
from pydantic import SecretStr

from slackapp.cli.output import fail
from slackapp.config import Settings

_FILE = Path(".env")

_HEAD = """\
# The settings of Kudoscope. Nobody but its own account may read this file: it holds secrets.
# A line that begins with # shows a default; take the # away to change it.
"""

#: A line on each setting, in the order of the file.
_EXPLANATIONS = {
    "slack_bot_token": "Slack's page of the app, Install App: Bot User OAuth Token, xoxb-…",
    "slack_app_token": "Socket Mode. Basic Information, App-Level Tokens: xapp-…",
    "slack_signing_secret": "HTTP instead. Basic Information, App Credentials: Signing Secret.",
    "slack_client_id": "For many workspaces. Basic Information, App Credentials: Client ID.",
    "slack_client_secret": "And Client Secret. People then install the app by /slack/install.",
    "kudoscope_encryption_keys": "Fernet keys, comma between: the first encrypts, all decrypt.",
    "database_url": "SQLite, or postgresql://user:password@host/name",
    "kudoscope_host": "The address that HTTP listens on: health, and Slack's requests over HTTP.",
    "kudoscope_port": "Its port.",
    "kudoscope_path_prefix": "The path before ours, where a proxy does not take it away: /kudos",
    "kudoscope_metrics_token": "What Prometheus has to show, where others can reach /metrics.",
    "kudoscope_database_connections": "Connections to PostgreSQL that one process takes at most.",
    "kudoscope_log_level": "What is logged: debug, info, warning or error.",
    "kudoscope_log_format": "text for people, fields or json for programs, or auto.",
    "kudoscope_daily_limit": "Kudos that one person may give a day; 0 for no limit.",
    "kudoscope_default_channel": "The id (C…) of the channel for kudos from where the app is not.",
    "kudoscope_keep_sent_days": "Days after which the words of sent messages are forgotten here.",
    "kudoscope_only_for": "Ids (T…, E…) of the workspaces and organisations that may install it.",
    "kudoscope_keep_uninstalled_days": "Days for which the data of one that uninstalled is kept.",
    "otel_exporter_otlp_endpoint": "Where spans go, by OTLP over HTTP; needs kudoscope[otel].",
    "sentry_dsn": "Where errors go; needs kudoscope[sentry].",
    "slack_api_url": "Slack's Web API. Leave it, except for GovSlack and development.",
}

_NEXT_STEPS = """\
Wrote {file}, readable by you alone, with a new encryption key.

Next:
  1. Back up the key (KUDOSCOPE_ENCRYPTION_KEYS in {file}) apart from the database.
     Without it, nobody can read what is stored, you included.
  2. Create the app at https://api.slack.com/apps from the output of `kudoscope manifest --socket`.
  3. Put its two tokens into {file}: SLACK_BOT_TOKEN (xoxb-…) and SLACK_APP_TOKEN (xapp-…).
  4. kudoscope migrate    makes the database.
  5. kudoscope doctor     says what is still missing.
  6. kudoscope run        serves your workspace."""


def init(
    force: Annotated[
        bool, typer.Option("--force", help="Set an existing .env aside, and write a new one.")
    ] = False,
) -> None:
    """Write a first .env in this folder, with a new encryption key."""
    if os.path.lexists(_FILE):
        if not force:
            fail(
                f"There is a {_FILE} already, and its key may be the only one that can read your "
                "database, so it stays as it is. Edit it, or let `kudoscope init --force` set it "
                "aside and write a new one."
            )
        typer.echo(f"The old {_FILE} is now {_set_aside()}.")
    try:
        _write(build_env_file(Fernet.generate_key().decode()))
    except OSError as error:
        fail(f"{_FILE} cannot be written here: {error.strerror}.")
    typer.echo(_NEXT_STEPS.format(file=_FILE))


def build_env_file(encryption_key: str) -> str:
    """The text of a `.env` that holds this key, empty places for secrets, and all defaults."""
    lines = [_HEAD]
    for name, explanation in _EXPLANATIONS.items():
        default = Settings.model_fields[name].default
        lines.append(f"# {explanation}")
        if name == "kudoscope_encryption_keys":
            lines.append(f"{name.upper()}={encryption_key}\n")
        elif isinstance(default, SecretStr):
            lines.append(f"{name.upper()}=\n")
        else:
            lines.append(f"#{name.upper()}={default}\n")
    return "\n".join(lines)


def _set_aside() -> Path:
    number = 1
    while os.path.lexists(aside := Path(f"{_FILE}.old-{number}")):
        number += 1
    return _FILE.rename(aside)


def _write(text: str) -> None:
    # O_EXCL: never over a file that somebody made meanwhile, nor through a link.
    descriptor = os.open(_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
