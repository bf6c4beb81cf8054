"""The settings: frozen, and the only reader of the environment."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

#: Where Slack's Web API is, unless a setting points at a sandbox.
SLACK_API_URL = "https://slack.com/api/"


class Settings(BaseSettings):
    """What an operator sets by environment variables or a `.env` file.

    What a team decides lives in the database; here stand the defaults of a new workspace.
    """

    model_config = SettingsConfigDict(
        env_file=".env", frozen=True, extra="ignore", populate_by_name=True
    )

    slack_bot_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_api_url: str = SLACK_API_URL
    database_url: str = "sqlite:///kudoscope.db"
    encryption_keys: SecretStr = Field(SecretStr(""), alias="KUDOSCOPE_ENCRYPTION_KEYS")
    host: str = Field("127.0.0.1", alias="KUDOSCOPE_HOST")
    port: int = Field(3000, alias="KUDOSCOPE_PORT", ge=0, le=65535)
    daily_limit: int = Field(10, alias="KUDOSCOPE_DAILY_LIMIT", ge=0)
    default_channel: str = Field("", alias="KUDOSCOPE_DEFAULT_CHANNEL")

    @property
    def key_ring(self) -> list[str]:
        """The encryption keys, the one that writes first."""
        return [
            key.strip() for key in self.encryption_keys.get_secret_value().split(",") if key.strip()
        ]
