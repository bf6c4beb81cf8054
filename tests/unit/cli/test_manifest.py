"""The manifest that Slack creates the app from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from slack_manifest import Manifest
from slackapp.cli.manifest import (
    OPTIONAL_SCOPE_REASONS,
    SCOPE_REASONS,
    build_manifest,
    manifest,
)
from slackapp.sandbox.installed import read_manifest

CHECKOUT = Path(__file__).resolve().parents[3]

_command = typer.Typer()
_command.command()(manifest)


def test_the_file_in_the_root_is_the_manifest_for_socket_mode() -> None:
    printed = CliRunner().invoke(_command, ["--socket"]).stdout
    assert (CHECKOUT / "manifest.json").read_text(encoding="utf-8") == printed
    assert json.loads(printed) == build_manifest(http_url=None)


def test_socket_mode_names_no_address() -> None:
    built = build_manifest(http_url=None)
    assert built["settings"]["socket_mode_enabled"] is True
    assert set(_find_addresses(built)) == set()


def test_over_http_every_request_goes_to_the_one_address() -> None:
    built = build_manifest(http_url="https://kudos.example.com/")
    events = "https://kudos.example.com/slack/events"
    assert built["settings"]["socket_mode_enabled"] is False
    assert built["features"]["slash_commands"][0]["url"] == events
    assert built["settings"]["interactivity"]["request_url"] == events
    assert built["settings"]["event_subscriptions"]["request_url"] == events
    assert built["oauth_config"]["redirect_urls"] == [
        "https://kudos.example.com/slack/oauth_redirect"
    ]


def test_the_app_hears_of_its_own_end() -> None:
    for has_step in (True, False):
        built = build_manifest(http_url=None, has_step=has_step)
        heard = set(built["settings"]["event_subscriptions"]["bot_events"])
        assert {"app_uninstalled", "tokens_revoked"} <= heard
        of_organisations = {"team_access_granted", "team_access_revoked"}
        assert heard & of_organisations == (of_organisations if has_step else set())


def test_tokens_rotate_only_where_somebody_asks_for_that() -> None:
    asked = ["--http", "https://kudos.example.com", "--token-rotation"]
    for words, rotates in ((asked, True), (asked[:2], False)):
        printed = CliRunner().invoke(_command, words).stdout
        assert json.loads(printed)["settings"]["token_rotation_enabled"] is rotates
    refused = CliRunner().invoke(_command, ["--socket", "--token-rotation"])
    assert refused.exit_code == 2


def test_an_address_with_a_path_says_who_is_to_take_the_path_away() -> None:
    told = CliRunner().invoke(_command, ["--http", "https://example.com/kudos/"])
    assert "https://example.com/kudos/slack/events" in told.stdout
    assert "set KUDOSCOPE_PATH_PREFIX=/kudos." in told.stderr
    assert CliRunner().invoke(_command, ["--http", "https://example.com"]).stderr == ""


def test_both_modes_differ_in_their_addresses_alone() -> None:
    over_http = build_manifest(http_url="https://kudos.example.com")
    del over_http["features"]["slash_commands"][0]["url"]
    del over_http["settings"]["interactivity"]["request_url"]
    del over_http["settings"]["event_subscriptions"]["request_url"]
    del over_http["oauth_config"]["redirect_urls"]
    over_http["settings"]["socket_mode_enabled"] = True
    assert over_http == build_manifest(http_url=None)


def test_people_in_a_command_arrive_as_ids() -> None:
    [command] = build_manifest(http_url=None)["features"]["slash_commands"]
    assert command["command"] == "/kudos"
    assert command["should_escape"] is True


def test_only_scopes_with_a_reason_are_asked_for() -> None:
    asked = build_manifest(http_url=None)["oauth_config"]["scopes"]
    assert asked["bot"] == [*SCOPE_REASONS, *OPTIONAL_SCOPE_REASONS]
    assert all((SCOPE_REASONS | OPTIONAL_SCOPE_REASONS).values())


def test_what_is_not_needed_may_be_withheld() -> None:
    asked = build_manifest(http_url=None)["oauth_config"]["scopes"]
    assert asked["bot_optional"] == list(OPTIONAL_SCOPE_REASONS)
    # Slack takes none that is optional and not among all of them.
    assert read_manifest(build_manifest(http_url=None)).optional_scopes <= set(asked["bot"])


def test_without_the_step_nothing_is_offered_to_workflows() -> None:
    whole, without = (build_manifest(http_url=None, has_step=one) for one in (True, False))
    assert whole.pop("functions") and whole["settings"].pop("function_runtime") == "remote"
    for event in ("function_executed", "team_access_granted", "team_access_revoked"):
        whole["settings"]["event_subscriptions"]["bot_events"].remove(event)
    whole["settings"]["org_deploy_enabled"] = False
    assert whole == without


def test_the_step_has_no_field_for_who_gives() -> None:
    [step] = build_manifest(http_url=None)["functions"].values()
    assert step["input_parameters"]["giver"]["type"] == "slack#/types/user_context"
    optional = {name for name, one in step["input_parameters"].items() if not one["is_required"]}
    assert optional == {"message"}


@pytest.mark.parametrize("url", [None, "https://kudos.example.com"])
@pytest.mark.parametrize("has_step", [True, False])
@pytest.mark.parametrize("rotates", [True, False])
def test_it_has_the_fields_types_and_lengths_of_slack_s_reference(
    url: str | None, has_step: bool, rotates: bool
) -> None:
    Manifest.model_validate(build_manifest(http_url=url, has_step=has_step, rotates_tokens=rotates))


@pytest.mark.parametrize("url", ["http://localhost:3000", "http://127.0.0.1:3000"])
def test_this_machine_may_be_reached_without_https(url: str) -> None:
    built = build_manifest(http_url=url)
    assert built["settings"]["interactivity"]["request_url"] == f"{url}/slack/events"


@pytest.mark.parametrize(
    "url", ["http://kudos.example.com", "kudos.example.com", "https://", "ftp://localhost", ""]
)
def test_an_address_that_slack_cannot_use_is_refused(url: str) -> None:
    result = CliRunner().invoke(_command, ["--http", url])
    assert result.exit_code == 2
    assert "https" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [[], ["--socket", "--http", "https://kudos.example.com"]])
def test_exactly_one_way_of_receiving_must_be_named(arguments: list[str]) -> None:
    result = CliRunner().invoke(_command, arguments)
    assert result.exit_code == 2
    assert "--socket" in result.stderr


def _find_addresses(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [key for key in value if key in {"url", "request_url"}]
        return own + [found for inner in value.values() for found in _find_addresses(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in _find_addresses(inner)]
    return []
