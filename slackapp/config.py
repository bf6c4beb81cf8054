"""The settings: frozen, and the only reader of the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from slackapp.errors import ConfigurationError

_SLACK_API_URL = "https://slack.com/api/"

#: Where a platform names the port, it looks for us at every address of the machine.
_EVERYWHERE = "0.0.0.0"
#: After the name of a setting: the file that holds its value.
_IN_FILE = "_file"

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["auto", "text", "fields", "json"]


class Settings(BaseSettings):
    """What an operator sets: each field by the environment variable of its name, or in `.env`.

    What a team decides lives in the database; here stand the defaults of a new workspace.
    """

    model_config = SettingsConfigDict(env_file=".env", frozen=True, extra="ignore")

    slack_bot_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_client_id: str = ""
    slack_client_secret: SecretStr = SecretStr("")
    slack_api_url: str = _SLACK_API_URL
    database_url: str = "sqlite:///kudoscope.db"
    kudoscope_encryption_keys: SecretStr = SecretStr("")
    kudoscope_host: str = "127.0.0.1"
    kudoscope_port: Annotated[
        int,
        Field(ge=0, le=65535, validation_alias=AliasChoices("kudoscope_port", "port")),
    ] = 3000
    #: The path before our own, where a proxy in front of us does not take it away.
    kudoscope_path_prefix: str = ""
    #: Connections to PostgreSQL that one process takes at most.
    kudoscope_database_connections: Annotated[int, Field(ge=4, le=500)] = 30
    #: What a reader of the metrics has to show, where everybody can reach them.
    kudoscope_metrics_token: SecretStr = SecretStr("")
    kudoscope_log_level: LogLevel = "info"
    kudoscope_log_format: LogFormat = "auto"
    kudoscope_daily_limit: Annotated[int, Field(ge=0)] = 10
    kudoscope_default_channel: str = ""
    #: Days for which the words of sent messages are kept.
    kudoscope_keep_sent_days: Annotated[int, Field(ge=1, le=3650)] = 30
    #: Ids of the workspaces and organisations that may install the app; none for all.
    kudoscope_only_for: str = ""
    #: Days for which the data of a workspace is kept that has uninstalled the app.
    kudoscope_keep_uninstalled_days: Annotated[int, Field(ge=0, le=3650)] = 30
    #: Where spans go: a collector that takes OTLP over HTTP.
    otel_exporter_otlp_endpoint: str = ""
    #: Where errors go: a project's DSN.
    sentry_dsn: SecretStr = SecretStr("")
    #: For tests: `name:count`, where the process is to die.
    kudoscope_failpoint: str = ""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, then `.env`; each may name files that hold secrets instead."""
        return (
            init_settings,
            # First, as a platform may set what is left empty.
            _FileSource(settings_cls, env_settings),
            env_settings,
            _FileSource(settings_cls, dotenv_settings),
            dotenv_settings,
            _PlatformSource(settings_cls, env_settings),
        )

    @field_validator("kudoscope_log_level", "kudoscope_log_format", mode="before")
    @classmethod
    def _take_any_case(cls, value: Any) -> Any:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("kudoscope_path_prefix")
    @classmethod
    def _mend_prefix(cls, value: str) -> str:
        path = value.strip().strip("/")
        if not re.fullmatch(r"[\w.~/-]*", path, re.ASCII):
            raise PydanticCustomError("path_prefix", "must be a path such as /kudos")
        return f"/{path}" if path else ""

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

    @field_validator("kudoscope_only_for")
    @classmethod
    def _check_only_for(cls, value: str) -> str:
        # What names nobody would let in everybody.
        ids = [one.strip() for one in value.split(",")]
        if value.strip() and not all(re.fullmatch(r"[TE][A-Z0-9]+", one) for one in ids):
            raise PydanticCustomError(
                "only_for", "must be ids such as T0123ABC or E0123ABC, with commas between"
            )
        return value

    @field_validator("otel_exporter_otlp_endpoint")
    @classmethod
    def _check_collector(cls, value: str) -> str:
        if value.strip() and not _is_plain_address(value.strip()):
            raise PydanticCustomError(
                "collector", "must be an address such as http://127.0.0.1:4318"
            )
        return value.strip()

    @property
    def installs_itself(self) -> bool:
        """Whether people may install the app by its own pages."""
        return bool(self.slack_client_id.strip())

    @property
    def only_for(self) -> frozenset[str]:
        """The workspaces and organisations that may; none where all may."""
        return frozenset(one.strip() for one in self.kudoscope_only_for.split(",")) - {""}

    @property
    def key_ring(self) -> list[str]:
        """The encryption keys, the one that writes first."""
        keys = self.kudoscope_encryption_keys.get_secret_value().split(",")
        return [key.strip() for key in keys if key.strip()]


class _PlatformSource(PydanticBaseSettingsSource):
    """The address to listen on where a platform's `PORT` says which port, and nothing else does."""

    def __init__(
        self, settings_cls: type[BaseSettings], environment: PydanticBaseSettingsSource
    ) -> None:
        super().__init__(settings_cls)
        assert isinstance(environment, EnvSettingsSource)
        self._given: Mapping[str, str | None] = environment.env_vars

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Nothing but the address."""
        is_platforms = self._given.get("port") and not self._given.get("kudoscope_port")
        wanted = field_name == "kudoscope_host" and is_platforms
        return (_EVERYWHERE if wanted else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        """The address, or nothing."""
        name = "kudoscope_host"
        value = self.get_field_value(self.settings_cls.model_fields[name], name)[0]
        return {} if value is None else {name: value}


class _FileSource(PydanticBaseSettingsSource):
    """Secrets, and the database's address, from the files that `…_FILE` names."""

    def __init__(
        self, settings_cls: type[BaseSettings], beside: PydanticBaseSettingsSource
    ) -> None:
        super().__init__(settings_cls)
        assert isinstance(beside, EnvSettingsSource | DotEnvSettingsSource)
        self._given: Mapping[str, str | None] = beside.env_vars

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """What the file holds, without the line's end. Raises ConfigurationError."""
        path = self._given.get(field_name + _IN_FILE)
        may_be_in_file = field.annotation is SecretStr or field_name == "database_url"
        if not path or not may_be_in_file:
            return None, field_name, False
        name = field_name.upper()
        if self._given.get(field_name):
            raise ConfigurationError(f"{name} and {name}_FILE are both set: take one away.")
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError, ValueError):
            raise ConfigurationError(
                f"The file that {name}_FILE names cannot be read: give it to the account that "
                "runs Kudoscope, as UTF-8."
            ) from None

    def __call__(self) -> dict[str, Any]:
        """The values of all files that are named."""
        fields = self.settings_cls.model_fields
        values = {name: self.get_field_value(field, name)[0] for name, field in fields.items()}
        return {name: value for name, value in values.items() if value is not None}


def _is_plain_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and not set(url) & set(" ?#@\\\"'<>")
    return is_plain and has_host and parts.scheme in ("http", "https")
