"""Settings come from the environment or `.env`, and are checked there."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from slackapp.config import Settings
from slackapp.errors import ConfigurationError

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-secret",
    "SLACK_SIGNING_SECRET": "signing-secret",
    "SLACK_APP_TOKEN": "xapp-secret",
    "KUDOSCOPE_ENCRYPTION_KEYS": "key-secret",
    "KUDOSCOPE_METRICS_TOKEN": "metrics-secret",
    "SENTRY_DSN": "dsn-secret",
}


def test_a_newcomer_needs_to_set_nothing_but_secrets() -> None:
    settings = Settings()
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///kudoscope.db"
    assert (settings.kudoscope_host, settings.kudoscope_port) == ("127.0.0.1", 3000)
    assert settings.kudoscope_daily_limit == 10
    assert settings.key_ring == []


def test_the_environment_comes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("KUDOSCOPE_PORT=1\nKUDOSCOPE_HOST=::\nUNKNOWN=1\n", encoding="utf-8")
    monkeypatch.setenv("KUDOSCOPE_PORT", "2")
    settings = Settings()
    assert (settings.kudoscope_host, settings.kudoscope_port) == ("::", 2)


@pytest.mark.parametrize(
    ("given", "host", "port"),
    [
        ({"PORT": "8080"}, "0.0.0.0", 8080),
        ({"PORT": "8080", "KUDOSCOPE_PORT": "9"}, "127.0.0.1", 9),
        ({"PORT": "8080", "KUDOSCOPE_HOST": "::1"}, "::1", 8080),
    ],
)
def test_a_platform_that_names_the_port_finds_us_at_every_address(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], host: str, port: int
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert (settings.kudoscope_host, settings.kudoscope_port) == (host, port)


@pytest.mark.parametrize("name", [*SECRETS, "DATABASE_URL"])
def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    Path("secret").write_text("of a file\n", encoding="utf-8")
    monkeypatch.setenv(f"{name}_FILE", "secret")
    found = getattr(Settings(), name.lower())
    assert (found if isinstance(found, str) else found.get_secret_value()) == "of a file"
    monkeypatch.setenv(name, "of the environment")
    with pytest.raises(ConfigurationError, match=f"{name} and {name}_FILE are both set"):
        Settings()


def test_the_environments_file_comes_before_what_the_settings_file_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("secret").write_text("newer", encoding="utf-8")
    Path(".env").write_text("SLACK_BOT_TOKEN=older\nSLACK_APP_TOKEN_FILE=secret\n")
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", "secret")
    settings = Settings()
    assert settings.slack_bot_token.get_secret_value() == "newer"
    assert settings.slack_app_token.get_secret_value() == "newer"


def test_a_file_that_cannot_be_read_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", "nowhere")
    with pytest.raises(ConfigurationError, match="SLACK_BOT_TOKEN_FILE names cannot be read"):
        Settings()


@pytest.mark.parametrize(
    ("value", "prefix"), [("", ""), ("/", ""), ("kudos", "/kudos"), (" /a/b/ ", "/a/b")]
)
def test_a_prefix_begins_with_a_slash_and_ends_with_none(
    monkeypatch: pytest.MonkeyPatch, value: str, prefix: str
) -> None:
    monkeypatch.setenv("KUDOSCOPE_PATH_PREFIX", value)
    assert Settings().kudoscope_path_prefix == prefix


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KUDOSCOPE_LOG_LEVEL", "loud"),
        ("KUDOSCOPE_LOG_FORMAT", "yaml"),
        ("KUDOSCOPE_PATH_PREFIX", "/a b?"),
        ("KUDOSCOPE_DATABASE_CONNECTIONS", "1"),
        ("KUDOSCOPE_PORT", "http"),
        ("KUDOSCOPE_PORT", "65536"),
        ("KUDOSCOPE_PORT", "-1"),
        ("KUDOSCOPE_DAILY_LIMIT", "-1"),
        ("KUDOSCOPE_DAILY_LIMIT", "many"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as error:
        Settings()
    assert [one["loc"] for one in error.value.errors()] == [(name.lower(),)]


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://slack.com/api", "https://slack.com/api/"),
        ("https://slack.com/api/", "https://slack.com/api/"),
        ("https://slack.com/api//", "https://slack.com/api/"),
        (" https://slack-gov.com/api \n", "https://slack-gov.com/api/"),
        ("http://127.0.0.1:4390/api", "http://127.0.0.1:4390/api/"),
        ("http://[::1]:4390", "http://[::1]:4390/"),
        ("", "https://slack.com/api/"),
        (" ", "https://slack.com/api/"),
    ],
)
def test_the_address_of_slack_ends_with_a_slash(
    monkeypatch: pytest.MonkeyPatch, value: str, url: str
) -> None:
    monkeypatch.setenv("SLACK_API_URL", value)
    assert Settings().slack_api_url == url


@pytest.mark.parametrize(
    "value",
    [
        *("slack.com/api", "/api/", "https://", "https:///api/", "ftp://slack.com/api/"),
        *("https://slack.com/api?x=1", "https://slack.com/api#x", "https://slack .com/api/"),
        *("https://slack.com/a pi/", "https://me:word@slack.com/api/", "https://slack.com:x/"),
        *("https://slack.com:99999/", "https://[::1/api/", "https://släck.com/api/"),
        *('"https://slack.com/api/"', "<https://slack.com/api/>", "https://slack.com\\api"),
        "https://slack.com/\tapi/",
    ],
)
def test_what_is_no_address_of_slack_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SLACK_API_URL", value)
    with pytest.raises(ValidationError) as error:
        Settings()
    [fault] = error.value.errors()
    assert fault["loc"] == ("slack_api_url",)
    assert fault["msg"].startswith("must be an address such as https://slack.com/api/")


@pytest.mark.parametrize(
    ("value", "keys"),
    [("", []), ("a", ["a"]), (" new , old ,", ["new", "old"]), (",", [])],
)
def test_keys_stand_in_the_order_in_which_they_write(
    monkeypatch: pytest.MonkeyPatch, value: str, keys: list[str]
) -> None:
    monkeypatch.setenv("KUDOSCOPE_ENCRYPTION_KEYS", value)
    assert Settings().key_ring == keys


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.slack_bot_token.get_secret_value() == "xoxb-secret"
    assert "secret-" not in repr(settings)
    assert not any(value in f"{settings!r}{settings}" for value in SECRETS.values())


def test_settings_cannot_be_changed_later() -> None:
    with pytest.raises(ValidationError):
        Settings().kudoscope_port = 1  # type: ignore[misc]


@pytest.mark.parametrize("value", [",", " , ", "T0123,,", "t0123", "Quay", "T0123;E0123"])
def test_whom_the_app_is_for_is_somebody(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KUDOSCOPE_ONLY_FOR", value)
    with pytest.raises(ValidationError, match="must be ids such as T0123ABC"):
        Settings()


def test_whom_the_app_is_for_may_be_everybody_or_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, ids in ((" ", set()), ("T0123, E0123", {"T0123", "E0123"})):
        monkeypatch.setenv("KUDOSCOPE_ONLY_FOR", value)
        assert Settings().only_for == ids
