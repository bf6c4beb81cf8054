"""Settings come from the environment or `.env`, and are checked there."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from slackapp.config import Settings

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-secret",
    "SLACK_SIGNING_SECRET": "signing-secret",
    "SLACK_APP_TOKEN": "xapp-secret",
    "KUDOSCOPE_ENCRYPTION_KEYS": "key-secret",
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
    ("name", "value"),
    [
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
