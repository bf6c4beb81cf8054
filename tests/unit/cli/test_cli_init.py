"""`kudoscope init` writes a first `.env` and never loses a key."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from slackapp.cli import app
from slackapp.config import Settings
from slackapp.secret_checks import list_key_faults

ENV = Path(".env")
#: Nothing that an operator sets.
FOR_TESTS = {"kudoscope_failpoint"}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["init", *arguments], catch_exceptions=False)


def test_a_first_file_holds_a_new_key_and_is_readable_by_its_owner_alone() -> None:
    assert run().exit_code == 0
    assert stat.S_IMODE(ENV.stat().st_mode) == 0o600
    settings = Settings()
    assert len(settings.key_ring) == 1
    assert list_key_faults(settings) == []
    assert settings.slack_bot_token.get_secret_value() == ""
    assert [path.name for path in Path().iterdir()] == [".env"]


def test_every_setting_has_its_place_with_its_default_and_a_line_about_it() -> None:
    run()
    lines = ENV.read_text(encoding="utf-8").splitlines()
    for name, field in Settings.model_fields.items():
        if name in FOR_TESTS:
            assert name.upper() not in "\n".join(lines)
            continue
        [number] = [
            number
            for number, line in enumerate(lines)
            if line.lstrip("#").startswith(f"{name.upper()}=")
        ]
        assert lines[number - 1].startswith("# ")
        if lines[number].startswith("#"):
            assert lines[number] == f"#{name.upper()}={field.default}"
    key_less = Settings().model_copy(
        update={"kudoscope_encryption_keys": Settings.model_construct().kudoscope_encryption_keys}
    )
    assert key_less == Settings.model_construct()


def test_the_next_steps_are_told_in_order_and_the_key_is_not() -> None:
    told = run().stdout
    steps = ("Back up the key", "manifest --socket", "SLACK_BOT_TOKEN", "migrate", "doctor", "run ")
    places = [told.index(step) for step in steps]
    assert places == sorted(places)
    assert "Without it, nobody can read what is stored, you included." in told
    assert Settings().key_ring[0] not in told


def test_an_existing_file_stays_as_it_is() -> None:
    ENV.write_text("KUDOSCOPE_ENCRYPTION_KEYS=mine\n", encoding="utf-8")
    result = run()
    assert result.exit_code == 1
    assert "it stays as it is" in result.stderr
    assert "--force" in result.stderr
    assert ENV.read_text(encoding="utf-8") == "KUDOSCOPE_ENCRYPTION_KEYS=mine\n"


def test_force_sets_every_older_file_aside() -> None:
    keys = []
    for _ in range(3):
        assert run("--force").exit_code == 0
        keys.append(Settings().key_ring[0])
    assert len(set(keys)) == 3
    assert keys[0] in Path(".env.old-1").read_text(encoding="utf-8")
    assert keys[1] in Path(".env.old-2").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [[], ["--force"]])
def test_nothing_is_written_through_a_link(arguments: list[str]) -> None:
    ENV.symlink_to("elsewhere")
    run(*arguments)
    assert not Path("elsewhere").exists()


def test_a_folder_that_cannot_be_written_to_is_said_in_plain_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = Path("gone")
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone = Path.cwd()
    gone.rmdir()
    result = run()
    assert result.exit_code == 1
    assert ".env cannot be written here" in result.stderr
