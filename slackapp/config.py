"""The settings: frozen, and the only reader of the environment."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

_SLACK_API_URL = "https://slack.com/api/"


class Settings(BaseSettings):
    """What an operator sets: each field by the environment variable of its name, or in `.env`.

    What a team decides lives in the database; here stand the defaults of a new workspace.
    """

    model_config = SettingsConfigDict(env_file=".env", frozen=True, extra="ignore")

    slack_bot_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_api_url: str = _SLACK_API_URL
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

    @field_validator("slack_api_url")
    @classmethod
    def _mend_api_url(cls, value: str) -> str:
        # Without the last slash, joining a method's name to it would put that in place of "api".
        url = value.strip().rstrip("/") + "/"
        if url == "/":
            return _SLACK_API_URL
        if not _is_plain_address(url):
            raise PydanticCustomError(
                "slack_api_url",
                "must be an address such as https://slack.com/api/, with no spaces, ? or # in it",
            )
        return url

    @property
    def key_ring(self) -> list[str]:
        """The encryption keys, the one that writes first."""
        keys = self.kudoscope_encryption_keys.get_secret_value().split(",")
        return [key.strip() for key in keys if key.strip()]


def _is_plain_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and not set(url) & set(" ?#@\\\"'<>")
    return is_plain and has_host and parts.scheme in ("http", "https")
