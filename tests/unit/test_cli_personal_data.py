"""`kudoscope export` and `kudoscope erase`, as operators use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from databases import Database
from db import Reflection
from factories import make_person, make_prompt, make_reflection, make_workspace
from slackapp.cli import app


@pytest.fixture(autouse=True)
def _configured(database: Database, monkeypatch: pytest.MonkeyPatch, key_ring: list[str]) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("KUDOSCOPE_ENCRYPTION_KEYS", ",".join(key_ring))
    with database.sessions.begin() as session:
        workspace = make_workspace(session)
        ben = make_person(session, workspace=workspace, slack_user_id="U0BEN")
        make_reflection(session, prompt=make_prompt(session, person=ben), note="Ben's own")


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=typed, catch_exceptions=False)


def count_reflections(database: Database) -> int:
    with database.sessions.read() as session:
        return session.scalar(select(func.count()).select_from(Reflection)) or 0


def test_an_export_is_an_object_a_line() -> None:
    lines = run("export", "--person", "U0BEN").stdout.splitlines()
    kinds = [json.loads(line)["kind"] for line in lines]
    assert kinds == ["person", "prompt", "reflection"]
    assert "Ben's own" in lines[-1]


def test_an_export_goes_into_a_new_file_for_one_reader(tmp_path: Path) -> None:
    file = tmp_path / "ben.jsonl"
    result = run("export", "--person", "U0BEN", "--output", str(file))
    assert result.stdout == f"3 objects written to {file}.\n"
    assert file.stat().st_mode & 0o777 == 0o600
    again = run("export", "--person", "U0BEN", "--output", str(file))
    assert again.exit_code == 1
    assert "is there already" in again.output


@pytest.mark.parametrize("command", ["export", "erase"])
def test_somebody_who_is_not_there_is_said_so(command: str) -> None:
    result = run(command, "--person", "UNOBODY")
    assert result.exit_code == 1
    assert "Nobody with the id UNOBODY is stored." in result.output


def test_erasing_asks_for_the_id_again(database: Database) -> None:
    result = run("erase", "--person", "U0BEN", typed="yes\n")
    assert result.exit_code == 1
    assert "Nothing was erased." in result.output
    assert count_reflections(database) == 1
    result = run("erase", "--person", "U0BEN", typed="U0BEN\n")
    assert "Erased: 1 answers, 1 questions" in result.stdout
    assert count_reflections(database) == 0


def test_erasing_without_a_question_is_for_scripts(database: Database) -> None:
    assert run("erase", "--person", "U0BEN", "--yes").exit_code == 0
    assert count_reflections(database) == 0
