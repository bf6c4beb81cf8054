"""The settings: frozen, and the only reader of the environment."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator sets: each field by the environment variable of its name, or in `.env`.

    What a team decides lives in the database; here stand the defaults of a new workspace.
    """

    model_config = SettingsConfigDict(env_file=".env", frozen=True, extra="ignore")

    slack_bot_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = "sqlite:///kudoscope.db"
    kudoscope_encryption_keys: SecretStr = SecretStr("")
    kudoscope_host: str = "127.0.0.1"
    kudoscope_port: Annotated[int, Field(ge=0, le=65535)] = 3000
    kudoscope_daily_limit: Annotated[int, Field(ge=0)] = 10
    kudoscope_default_channel: str = ""
    #: Days for which the words of sent messages are kept.
    kudoscope_keep_sent_days: Annotated[int, Field(ge=1, le=3650)] = 30
    #: For tests: `name:count`, where the process is to die.
    kudoscope_failpoint: str = ""

    @property
    def key_ring(self) -> list[str]:
        """The encryption keys, the one that writes first."""
        keys = self.kudoscope_encryption_keys.get_secret_value().split(",")
        return [key.strip() for key in keys if key.strip()]
