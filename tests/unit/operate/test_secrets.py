"""Secrets that cannot be right are refused, each with a sentence that helps and hides them."""

from __future__ import annotations

import base64

import pytest
import structlog
from pydantic import SecretStr

from slackapp.app import build_app
from slackapp.config import Settings
from slackapp.errors import ConfigurationError
from slackapp.sandbox.server import Sandbox
from slackapp.secret_checks import check_secrets, list_token_warnings

HEX = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
OTHER_HEX = "a0b1c2d3e4f5061728394a5b6c7d8e9f"
#: Not random: every worker of a parallel run must name the same tests.
KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.urlsafe_b64encode(bytes(range(32, 64))).decode()
#: The key of the Fernet specification's examples.
EXAMPLE_KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
RIGHT = {
    "slack_bot_token": f"xoxb-123-456-{HEX}",
    "slack_app_token": f"xapp-1-A1-456-{HEX}",
    "slack_signing_secret": HEX,
    "kudoscope_encryption_keys": KEY,
}


def settings_with(**changes: str) -> Settings:
    fields = {name: SecretStr(value) for name, value in (RIGHT | changes).items()}
    return Settings.model_construct(**fields)


def faults_of(**changes: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        check_secrets(settings_with(**changes))
    return str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"slack_app_token": ""},
        {"slack_signing_secret": ""},
        {"kudoscope_encryption_keys": f" {KEY} , {OTHER_KEY},"},
        # Random letters may spell a word.
        {"slack_bot_token": "xoxb-123-456-AbYourXxxExampleQ"},
    ],
)
def test_right_secrets_are_let_through(changes: dict[str, str]) -> None:
    assert check_secrets(settings_with(**changes)) is None


def test_the_secrets_of_a_sandbox_have_the_form_of_slacks_own() -> None:
    sandbox = Sandbox()
    settings = settings_with(
        slack_bot_token=sandbox.bot_token,
        slack_app_token=sandbox.app_token,
        slack_signing_secret=sandbox.signing_secret,
    )
    assert check_secrets(settings) is None
    assert "sandbox" in sandbox.bot_token
    assert "sandbox" in sandbox.app_token


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "SLACK_BOT_TOKEN is not set"),
        ("  ", "SLACK_BOT_TOKEN is not set"),
        (f'"xoxb-1-{HEX}"', "SLACK_BOT_TOKEN has quotes or spaces around it: take them away"),
        (f"xoxb-1-{HEX} ", "SLACK_BOT_TOKEN has quotes or spaces around it"),
        ("xoxb-your-token", "SLACK_BOT_TOKEN is still a placeholder"),
        ("xoxb-...", "SLACK_BOT_TOKEN is still a placeholder"),
        ("xoxb-…", "SLACK_BOT_TOKEN is still a placeholder"),
        ("<bot token>", "SLACK_BOT_TOKEN is still a placeholder"),
        ("changeme", "SLACK_BOT_TOKEN is still a placeholder"),
        ("xoxb-example", "SLACK_BOT_TOKEN is still a placeholder"),
        ("xoxb-xxxx-xxxx-xxxxxx", "SLACK_BOT_TOKEN is still a placeholder"),
        (f"xapp-2-{HEX}", "SLACK_BOT_TOKEN holds an app-level token (xapp-…), which belongs in"),
        (f"xoxp-2-{HEX}", "SLACK_BOT_TOKEN holds a user token (xoxp-…)"),
        (f"xoxe.xoxb-1-{HEX}", "SLACK_BOT_TOKEN holds a token that rotates (xoxe…)"),
        (OTHER_HEX, "SLACK_BOT_TOKEN holds what looks like a signing secret"),
        (f"token-{HEX}", "SLACK_BOT_TOKEN does not begin with xoxb-"),
        ("xoxb-", "SLACK_BOT_TOKEN is cut short"),
        (f"xoxb-1 {HEX}", "holds signs that no token has"),
        (f"xoxb-é-{HEX}", "holds signs that no token has"),
    ],
)
def test_a_wrong_bot_token_is_explained(value: str, words: str) -> None:
    fault = faults_of(slack_bot_token=value)
    assert words in fault
    assert "Copy the Bot User OAuth Token from Install App" in fault
    assert len(fault.splitlines()) == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (f"xoxb-2-{HEX}", "SLACK_APP_TOKEN holds a bot token (xoxb-…), which belongs in SLACK_BOT"),
        (OTHER_HEX, "SLACK_APP_TOKEN holds what looks like a signing secret"),
        ("xapp-your-token", "SLACK_APP_TOKEN is still a placeholder"),
        (f"'xapp-1-{HEX}'", "SLACK_APP_TOKEN has quotes or spaces around it"),
        ("app", "SLACK_APP_TOKEN does not begin with xapp-"),
    ],
)
def test_a_wrong_app_token_is_explained(value: str, words: str) -> None:
    fault = faults_of(slack_app_token=value)
    assert words in fault
    assert "connections:write" in fault


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("changeme", "SLACK_SIGNING_SECRET is still a placeholder"),
        ("0" * 32, "SLACK_SIGNING_SECRET is still a placeholder"),
        ("your signing secret", "SLACK_SIGNING_SECRET is still a placeholder"),
        (f"{HEX}\n", "SLACK_SIGNING_SECRET has quotes or spaces around it"),
        (f"xoxb-2-{HEX}", "SLACK_SIGNING_SECRET holds a bot token (xoxb-…)"),
    ],
)
def test_a_wrong_signing_secret_is_explained(value: str, words: str) -> None:
    fault = faults_of(slack_signing_secret=value)
    assert words in fault
    assert "App Credentials" in fault


@pytest.mark.parametrize(
    "value", [HEX[:-1], HEX.upper(), f"{HEX}{HEX}", "v1:Zm9vYmFy+/=", "kd83-ösk2", "q7"]
)
def test_a_signing_secret_of_another_form_is_warned_of_once_and_used(value: str) -> None:
    settings = settings_with(slack_app_token="", slack_signing_secret=value)
    settings = settings.model_copy(update={"kudoscope_port": 0})
    with structlog.testing.capture_logs() as lines:
        app = build_app(settings)
    app.stop()
    [line] = lines
    assert (line["event"], line["log_level"]) == ("unusual_secret", "warning")
    assert line["advice"].startswith("SLACK_SIGNING_SECRET does not look like Slack's own")
    assert value not in str(line)


@pytest.mark.parametrize("value", ["", HEX])
def test_a_signing_secret_as_slack_makes_them_is_not_warned_of(value: str) -> None:
    assert list_token_warnings(settings_with(slack_signing_secret=value)) == []


@pytest.mark.parametrize("value", ["", " "])
def test_without_a_way_to_receive_both_are_named(value: str) -> None:
    fault = faults_of(slack_signing_secret=value, slack_app_token=value)
    assert "set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)" in fault


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "No encryption key: set KUDOSCOPE_ENCRYPTION_KEYS"),
        (",", "No encryption key: set KUDOSCOPE_ENCRYPTION_KEYS"),
        ("changeme", "Key 1 of KUDOSCOPE_ENCRYPTION_KEYS is still a placeholder"),
        (f"{KEY},password", "Key 2 of KUDOSCOPE_ENCRYPTION_KEYS is not a Fernet key"),
        (f"{KEY},é", "Key 2 of KUDOSCOPE_ENCRYPTION_KEYS is not a Fernet key"),
        (KEY[:-2], "Key 1 of KUDOSCOPE_ENCRYPTION_KEYS is not a Fernet key"),
        (EXAMPLE_KEY, "Key 1 of KUDOSCOPE_ENCRYPTION_KEYS is an example that anybody knows"),
        (f"{'A' * 43}=", "Key 1 of KUDOSCOPE_ENCRYPTION_KEYS is an example that anybody knows"),
    ],
)
def test_a_wrong_encryption_key_is_explained(value: str, words: str) -> None:
    fault = faults_of(kudoscope_encryption_keys=value)
    assert words in fault
    assert "`kudoscope init` makes" in fault


def test_a_value_in_two_places_is_wrong_in_one_of_them() -> None:
    fault = faults_of(slack_app_token=RIGHT["slack_bot_token"])
    assert "SLACK_BOT_TOKEN and SLACK_APP_TOKEN hold the same value" in fault
    twice = faults_of(kudoscope_encryption_keys=f"{KEY},{KEY}")
    assert twice == "KUDOSCOPE_ENCRYPTION_KEYS holds the same key twice: take one away."


def test_every_fault_is_told_at_once() -> None:
    faults = faults_of(
        slack_bot_token="", slack_app_token="app", kudoscope_encryption_keys="password"
    )
    assert len(faults.splitlines()) == 3


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("secret", [f"xoxp-{OTHER_HEX}", f"'{OTHER_HEX}'", f"<{OTHER_HEX}>"])
def test_no_fault_repeats_the_secret(name: str, secret: str) -> None:
    assert OTHER_HEX[:6] not in faults_of(**{name: secret})


@pytest.mark.parametrize("secret", ["changeme", "0" * 32, "…"])
def test_nothing_is_served_over_http_with_a_placeholder(secret: str) -> None:
    settings = settings_with(slack_app_token="", slack_signing_secret=secret)
    with pytest.raises(ConfigurationError, match="SLACK_SIGNING_SECRET is still a placeholder"):
        build_app(settings)
