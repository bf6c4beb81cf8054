"""`kudoscope export` and `kudoscope erase`, as operators use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from databases import Database
from db import Person, Reflection
from factories import (
    make_channel,
    make_kudos,
    make_person,
    make_prompt,
    make_reflection,
    make_team,
    make_workspace,
)
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
    # That it was given out is theirs to know, too.
    assert kinds == ["person", "prompt", "reflection", "admin_act"]
    assert "Ben's own" in lines[2] and "person_exported" in lines[3]


def test_an_export_goes_into_a_new_file_for_one_reader(tmp_path: Path) -> None:
    file = tmp_path / "ben.jsonl"
    result = run("export", "--person", "U0BEN", "--output", str(file))
    assert result.stdout == f"4 objects written to {file}.\n"
    assert file.stat().st_mode & 0o777 == 0o600
    again = run("export", "--person", "U0BEN", "--output", str(file))
    assert again.exit_code == 1
    assert "is there already" in again.output


def test_a_channel_s_kudos_are_written_as_its_leaders_may_read_them(
    database: Database, tmp_path: Path
) -> None:
    with database.sessions.begin() as session:
        workspace = make_workspace(session)
        ana, ben = (make_person(session, workspace=workspace, name=one) for one in ("Ana", "Ben"))
        channel = make_channel(session, workspace=workspace, members=[ana, ben])
        make_team(session, channel=channel)
        make_kudos(session, giver=ana, recipients=[ben], message="in public")
        make_kudos(session, giver=ana, recipients=[ben], message="hush", visibility="private")
        channel_id = channel.slack_channel_id
    file = tmp_path / "kudos.csv"
    result = run("export", "--channel", channel_id, "--output", str(file))
    assert result.stdout == f"1 kudos written to {file}.\n"
    assert file.read_bytes().count(b"\r\n") == 2
    assert b"in public" in file.read_bytes() and b"hush" not in file.read_bytes()
    sheet = tmp_path / "kudos.xlsx"
    run("export", "--channel", channel_id, "--format", "xlsx", "--output", str(sheet))
    assert sheet.stat().st_mode & 0o777 == 0o600
    _, row = load_workbook(sheet).worksheets[0].values
    assert "in public" in row
    shown = run("export", "--channel", channel_id, "--format", "json", "--period", "2026-03")
    assert [one["message"] for one in json.loads(shown.stdout)] == ["in public"]
    none = run("export", "--channel", channel_id, "--format", "json", "--period", "2026-02")
    assert json.loads(none.stdout) == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "Name either --person or --channel."),
        (["--person", "U0BEN", "--channel", "C1"], "Name either --person or --channel."),
        (["--channel", "C0NOTEAM"], "has neither leaders nor a digest"),
        (["--channel", "C0TEAM", "--period", "soon"], "'soon' is no period"),
        (["--channel", "C0TEAM", "--format", "xml"], "xml"),
        (["--channel", "C0TEAM", "--through", "horoscopes"], "'horoscopes' is no vocabulary"),
        (["--person", "U0BEN", "--through", "zealous"], "name --channel"),
        (["--channel", "C0TEAM", "--format", "xlsx"], "name a file with --output"),
    ],
)
def test_what_an_export_cannot_be_is_said(
    database: Database, arguments: list[str], reason: str
) -> None:
    with database.sessions.begin() as session:
        workspace = make_workspace(session)
        make_team(
            session, channel=make_channel(session, workspace=workspace, slack_channel_id="C0TEAM")
        )
    result = run("export", *arguments)
    assert result.exit_code != 0
    assert reason in " ".join(result.output.split())


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


def test_somebody_who_was_erased_may_take_part_again(database: Database) -> None:
    assert "was not erased" in run("readmit", "--person", "U0BEN").output
    run("erase", "--person", "U0BEN", "--yes")
    assert "may take part again" in run("readmit", "--person", "U0BEN").stdout
    with database.sessions.read() as session:
        ben = session.scalars(select(Person).where(Person.slack_user_id == "U0BEN")).one()
        assert (ben.erased_at, ben.is_deactivated, ben.name) == (None, False, "U0BEN")
