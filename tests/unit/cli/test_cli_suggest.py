"""`kudoscope suggest`, as people and as programs use it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from slackapp.cli import app

LISTENED = "for listening to me when I was down"


def run(*arguments: str, stdin: bytes | None = None) -> str:
    result = CliRunner().invoke(app, ["suggest", *arguments], input=stdin)
    assert result.exit_code == 0, result.output
    return result.output


def test_people_read_each_competency_with_the_behaviour_that_matched() -> None:
    lines = run(LISTENED).splitlines()
    assert lines[0] == "Empathy: “Notices how someone feels and listens before answering”"
    assert len(lines) <= 3


def test_people_read_that_nothing_fits() -> None:
    assert run("fixing the login bug") == "Nothing in it tells of a competency.\n"


def test_programs_read_a_ranked_list() -> None:
    found = json.loads(run("--json", LISTENED))["suggestions"]
    assert found[0]["key"] == "empathy" and found[0]["name"] == "Empathy"
    assert found[0]["behaviour"] == "Notices how someone feels and listens before answering"
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)


def test_a_line_in_is_a_line_out() -> None:
    lines = [json.dumps({"text": LISTENED}), '{"text": "thanks!"}', "x", '{"no": 1}', "[" * 9_999]
    answers = [json.loads(line) for line in run("-", stdin="\n".join(lines).encode()).splitlines()]
    assert answers[0]["suggestions"][0]["key"] == "empathy"
    assert answers[1] == {"suggestions": []}
    assert [one["suggestions"] for one in answers[2:]] == [[], [], []]
    assert "not JSON" in answers[2]["error"]
    assert answers[3]["error"] == 'not an object with a string "text"'
    assert answers[4]["error"] == "not JSON: too deep"


@pytest.mark.parametrize("text", ["", "   ", "🎉", "x" * 20_000])
def test_odd_texts_are_answered(text: str) -> None:
    assert json.loads(run("--json", text)) == {"suggestions": []}
