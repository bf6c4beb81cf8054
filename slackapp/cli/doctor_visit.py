"""What the checks of `kudoscope doctor` share: what they learn, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from slack_sdk.web import SlackResponse

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.config import Settings
from slackapp.delivery.clients import SlackClients


class Level(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, in a line that says what to mend."""

    level: Level
    text: str


@dataclass(slots=True)
class Visit:
    """What one check learns and later ones need; each is set by the check that finds it."""

    clock: Clock
    settings: Settings = field(init=False)
    sessions: SessionFactory | None = None
    slack_date: str = ""
    asked_at: datetime = field(init=False)
    #: None where the settings hold no bot token, and need none.
    identity: SlackResponse | None = None

    @property
    def database(self) -> SessionFactory:
        """The database, which an earlier check has opened."""
        assert self.sessions is not None
        return self.sessions

    @property
    def slack(self) -> SlackClients:
        """Clients for the Slack of the settings."""
        return SlackClients(self.settings.slack_api_url)

    @property
    def bot_token(self) -> str:
        """The bot token of the settings."""
        return self.settings.slack_bot_token.get_secret_value()

    def close(self) -> None:
        """Give back what the checks opened."""
        if self.sessions is not None:
            self.sessions.close()


def ok(text: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, text)


def warning(text: str) -> Finding:
    """It works, and should be mended."""
    return Finding(Level.WARNING, text)


def fault(text: str) -> Finding:
    """It does not work before this is mended."""
    return Finding(Level.FAULT, text)
