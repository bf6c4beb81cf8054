"""`kudoscope framework list | show | check`, as people and as programs read it."""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from slackapp.cli.framework import app
from slackapp.frameworks.loader import builtin_keys, load_builtin

GOOD_FILE = """
key = "values"
name = "Our values"
clusters = [{ key = "us", name = "Us", domain = "company", competencies = [
    { key = "kind", name = "Be kind", definition = "Is kind", crosswalk = ["empathy"] },
] }]
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "80"}, catch_exceptions=False)


def run_json(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.stderr == ""
    return json.loads(result.stdout)


@pytest.fixture
def good_file(tmp_path: Path) -> Path:
    file = tmp_path / "values.toml"
    file.write_text(GOOD_FILE, encoding="utf-8")
    return file


@pytest.fixture
def bad_file(tmp_path: Path) -> Path:
    file = tmp_path / "bad.toml"
    file.write_text(GOOD_FILE.replace("definition", "meaning"), encoding="utf-8")
    return file


def test_list_shows_each_framework_with_its_size() -> None:
    result = run("list")
    assert result.exit_code == 0
    rows = {line.split()[0]: line.split() for line in result.stdout.splitlines() if line.strip()}
    assert rows["ecf"][1:] == ["Emotional", "5", "25", "95"]
    assert rows["five_core_strengths"][-3:] == ["1", "5", "25"]


def test_list_gives_programs_the_same() -> None:
    assert run_json("list")[:2] == [
        {
            "key": "ecf",
            "name": "Emotional Competence Framework",
            "clusters": 5,
            "competencies": 25,
            "behaviours": 95,
        },
        {
            "key": "five_core_strengths",
            "name": "Five Core Strengths",
            "clusters": 1,
            "competencies": 5,
            "behaviours": 25,
        },
    ]


@pytest.mark.parametrize("key", ["ecf", "five_core_strengths"])
def test_show_is_readable_in_eighty_columns_without_colour(key: str) -> None:
    result = run("show", key, "--questions")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 80


def test_show_has_every_competency_with_its_behaviours_and_marks() -> None:
    output = run("show", "ecf").stdout
    flowing = " ".join(output.split())
    for competency in load_builtin().competencies():
        assert f"{competency.name} ({competency.key}) {competency.definition}" in flowing
        assert f"Also called: {', '.join(competency.aliases)}" in flowing
    rows = [line.split() for line in output.splitlines()]
    assert sum(row[-2:] == ["service", "providers"] for row in rows) == 43
    assert sum(row[-2:] == ["service", "leaders"] for row in rows) == 28
    for label, count in (("everyday", 35), ("advanced", 30), ("leading", 30)):
        assert flowing.count(f"{label} service") == count


@pytest.mark.parametrize("key", ["ecf", "five_core_strengths"])
def test_show_has_the_questions_when_asked_for_them(key: str) -> None:
    flowing = " ".join(run("show", key, "--questions").stdout.split())
    behaviours = [one for each in load_builtin(key).competencies() for one in each.behaviours]
    for behaviour in behaviours:
        assert behaviour.question in flowing
    assert flowing.count("(never asked)") == sum(not one.asked for one in behaviours)
    assert "how often" not in run("show", key).stdout


def test_show_gives_programs_the_promised_shape() -> None:
    shown = run_json("show", "ecf")
    assert list(shown) == ["key", "name", "clusters"]
    for cluster in shown["clusters"]:
        assert list(cluster) == ["key", "name", "domain", "competencies"]
        for competency in cluster["competencies"]:
            assert list(competency) == [
                "key", "name", "definition", "aliases", "crosswalk", "behaviours",
            ]  # fmt: skip
            for behaviour in competency["behaviours"]:
                assert list(behaviour) == [
                    "key", "text", "tier", "outstanding", "question", "asked",
                ]  # fmt: skip
    empathy = shown["clusters"][3]["competencies"][0]
    assert empathy["crosswalk"] == []
    assert empathy["behaviours"][0] == {
        "key": "hears_feelings",
        "text": "Notices how someone feels and listens before answering",
        "tier": "basic",
        "outstanding": ["provider"],
        "question": (
            "In the past week, how often did you notice how somebody felt before you answered?"
        ),
        "asked": True,
    }


def test_show_of_an_unknown_key_names_those_there_are() -> None:
    result = run("show", "values")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(
        'There is no framework "values". These come with Kudoscope: ecf'
    )


def test_check_of_a_good_file_counts_what_it_holds(good_file: Path) -> None:
    result = run("check", str(good_file))
    assert result.exit_code == 0
    assert result.stdout == (
        f'{good_file}: framework "values" is in order (clusters 1, competencies 1, behaviours 0)\n'
    )


def test_check_knows_the_frameworks_that_come_with_kudoscope() -> None:
    for key in builtin_keys():
        with as_file(files("slackapp.frameworks") / "data" / f"{key}.toml") as file:
            assert run_json("check", str(file))["key"] == key


def test_check_tells_each_fault_on_a_line_of_its_own(bad_file: Path) -> None:
    result = run("check", str(bad_file))
    assert result.exit_code == 1
    assert result.stdout == ""
    entry = f'{bad_file}: clusters[1].competencies[1] "kind": '
    unknown, missing = result.stderr.splitlines()
    assert unknown.startswith(f'{entry}"meaning" is unknown')
    assert missing.startswith(f'{entry}"definition" is missing')


def test_check_gives_programs_the_same(good_file: Path, bad_file: Path) -> None:
    assert run_json("check", str(good_file)) == {
        "file": str(good_file),
        "ok": True,
        "faults": [],
        "key": "values",
        "clusters": 1,
        "competencies": 1,
        "behaviours": 0,
    }
    bad = run_json("check", str(bad_file))
    assert (bad["ok"], len(bad["faults"])) == (False, 2)
    assert run("check", str(bad_file), "--json").exit_code == 1
