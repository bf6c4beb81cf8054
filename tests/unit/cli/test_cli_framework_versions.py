"""`kudoscope framework load | use | template`: what is asked, what is refused, what is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from databases import Database
from db import OwnFramework, Workspace
from factories import make_kudos, make_person, make_workspace
from slackapp.cli import app, framework_versions
from slackapp.frameworks.loader import load_framework

CHECKOUT = Path(__file__).resolve().parents[3]
TEMPLATE = CHECKOUT / "docs" / "values-template.toml"


@pytest.fixture(autouse=True)
def _configured(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)
    with database.sessions.begin() as session:
        workspace = make_workspace(session, slack_team_id="T0HARBOUR", name="Harbour")
        ana, ben = (make_person(session, workspace=workspace) for _ in range(2))
        make_kudos(session, giver=ana, recipients=[ben], competencies=["empathy", "initiative"])


@pytest.fixture
def values(tmp_path: Path) -> Path:
    """A file as `template` writes it."""
    file = tmp_path / "values.toml"
    assert run("template", str(file)).exit_code == 0
    return file


def run(*arguments: str) -> Result:
    return CliRunner().invoke(
        app, ["framework", *arguments], env={"COLUMNS": "120"}, catch_exceptions=False
    )


def used(database: Database) -> list[str]:
    with database.sessions.read() as session:
        return list(session.scalars(select(Workspace.framework_key).order_by(Workspace.id)))


def test_the_template_is_in_order_and_the_same_in_the_documents(values: Path) -> None:
    assert values.read_text() == TEMPLATE.read_text() == run("template", "-").stdout
    assert load_framework(values).key == "values"
    assert run("check", str(values)).exit_code == 0
    again = run("template", str(values))
    assert (again.exit_code, again.stderr) == (
        1, f"{values} is there already. Choose another name.\n",
    )  # fmt: skip


def test_load_says_what_moves_and_uses_the_file(database: Database, values: Path) -> None:
    result = run("load", str(values), "--yes")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Harbour (T0HARBOUR): Our values, version 1 (new), in place of ecf",
        '  1 kudos for "Initiative" will be shown apart: nothing here stands for it.',
        '  1 kudos for "Empathy" will be shown as "Listen First" from now on.',
        "Harbour (T0HARBOUR): Our values, version 1 is used from now on.",
        "  To go back: kudoscope framework use ecf --workspace T0HARBOUR",
    ]
    assert used(database) == ["values@1"]

    again = run("load", str(values))
    assert again.stdout == "Harbour (T0HARBOUR): Our values, version 1 is used already.\n"
    back = run("use", "ecf", "--yes")
    assert back.exit_code == 0
    assert used(database) == ["ecf"]


def test_without_a_terminal_nothing_is_taken_unless_it_is_told_to(
    database: Database, values: Path
) -> None:
    result = run("load", str(values))
    assert result.exit_code == 1
    assert result.stderr == (
        "Nothing was changed: nobody can be asked here. Say --yes if it is to be so.\n"
    )
    assert '"Listen First"' in result.stdout
    assert used(database) == ["ecf"]
    with database.sessions.read() as session:
        assert session.scalars(select(OwnFramework)).all() == []


@pytest.mark.parametrize(("typed", "code", "key"), [("y", 0, "values@1"), ("n", 1, "ecf")])
def test_at_a_terminal_it_asks_first(
    database: Database,
    values: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    code: int,
    key: str,
) -> None:
    monkeypatch.setattr(framework_versions, "_is_somebody_there", lambda: True)
    command = ["framework", "load", str(values)]
    result = CliRunner().invoke(app, command, input=f"{typed}\n", catch_exceptions=False)
    assert "Take it? [y/N]:" in result.stdout
    assert (result.exit_code, used(database)) == (code, [key])


def test_a_file_with_faults_is_told_all_of_them(database: Database, values: Path) -> None:
    text = values.read_text().replace('"empathy"', '"sympathy"').replace('"basic"', '"low"')
    values.write_text(text)
    result = run("load", str(values), "--yes")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == run("check", str(values)).stderr
    assert len(result.stderr.splitlines()) == 2
    assert used(database) == ["ecf"]


def test_a_file_with_a_key_of_kudoscopes_own_is_refused(values: Path) -> None:
    values.write_text(values.read_text().replace('key = "values"', 'key = "ecf"'))
    for command in (("check",), ("load", "--yes")):
        result = run(*command, str(values))
        assert result.exit_code == 1
        assert '"key" is "ecf", which comes with Kudoscope' in result.stderr


def test_list_show_and_check_know_the_workspaces_own(values: Path) -> None:
    run("load", str(values), "--yes")
    values.write_text(values.read_text().replace("Listen First", "Hear First"))
    checked = run("check", str(values), "--workspace", "T0HARBOUR").stdout
    assert '  "Listen First" is called "Hear First" now.' in checked
    run("load", str(values), "--yes")

    rows = [line.split() for line in run("list").stdout.splitlines() if "T0HARBOUR" in line]
    assert [(row[2], row[-1]) for row in rows] == [
        ("values@2", "yes"), ("values@1", rows[1][-1]),
    ]  # fmt: skip
    own: list[dict[str, Any]] = [
        one for one in json.loads(run("list", "--json").stdout) if "workspace" in one
    ]
    assert [(one["key"], one["version"], one["is_used"]) for one in own] == [
        ("values@2", 2, True),
        ("values@1", 1, False),
    ]
    assert "Listen First" in run("show", "values@1").stdout
    assert run("show", "values@3").stderr == 'There is no framework "values@3" in this workspace.\n'


def test_of_several_workspaces_the_ones_that_are_named_change(
    database: Database, values: Path
) -> None:
    with database.sessions.begin() as session:
        make_workspace(session, slack_team_id="T0QUAY", name="Quay")
    unclear = run("load", str(values), "--yes")
    assert (unclear.exit_code, used(database)) == (1, ["ecf", "ecf"])
    assert "Harbour (T0HARBOUR), Quay (T0QUAY)" in unclear.stderr
    assert run("load", str(values), "--yes", "--workspace", "T0QUAY").exit_code == 0
    assert used(database) == ["ecf", "values@1"]
    unknown = run("use", "ecf", "--workspace", "T0NONE", "--yes")
    assert unknown.stderr == "There is no workspace T0NONE. There is: T0HARBOUR, T0QUAY.\n"


def test_use_of_what_is_not_there_changes_nothing(database: Database) -> None:
    result = run("use", "values@1", "--yes")
    assert (result.exit_code, used(database)) == (1, ["ecf"])
    assert result.stderr == 'There is no framework "values@1" in this workspace.\n'
