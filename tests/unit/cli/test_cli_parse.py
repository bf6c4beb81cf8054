"""`kudoscope parse`, as people and as programs use it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from slackapp.cli.parse import parse

app = typer.Typer()
app.command()(parse)


def run(*arguments: str, stdin: str | bytes | None = None) -> str:
    result = CliRunner().invoke(app, arguments, input=stdin)
    assert result.exit_code == 0
    return result.output


def read_lines(stdin: str | bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("-", stdin=stdin).splitlines()]


def test_people_read_who_is_thanked_for_what_in_which_words() -> None:
    assert run("<@U1> and <@U2> empaty, initiative: you rock") == (
        'To: U1, U2 · For: Empathy (understood from "empaty"), Initiative · Message: you rock\n'
    )


def test_people_read_each_problem_in_words() -> None:
    lines = run("@ana thanks for the empathy you showed").splitlines()
    assert lines[0] == "To: @ana · For: nothing · Message: thanks for the empathy you showed"
    assert lines[1].endswith("is not guessed: @ana.")
    assert lines[2].startswith("No competency is named. The closest: Empathy.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" ", "There is no text."),
        ("<!here> empathy", "A whole channel cannot be thanked"),
        ("<#C1|general> empathy", "A channel cannot be thanked"),
        ("empathy", "Nobody is named"),
        ("".join(f"<@U{number}>" for number in range(11)), "More than 10 people are named."),
        ("<@U1> empathy " + "x" * 2_001, "longer than 2,000 characters"),
    ],
)
def test_every_problem_has_words(text: str, words: str) -> None:
    assert words in run(text)


def test_people_and_programs_read_what_the_giver_would_be_asked() -> None:
    text = "<@U2> told me of your patience. Thank you <@U1>!"
    asked = "It is not clear who is thanked, so the giver is asked: U2 or U1?"
    assert asked in run(text).splitlines()
    offered = json.loads(run("--json", text))["offered"]
    assert offered["people"] == ["U2", "U1"]
    assert offered["competencies"][0] == "self_control"


def test_programs_read_one_object() -> None:
    assert json.loads(run("--json", "<!subteam^S1> <@U1> teamwork thanks")) == {
        "recipients": ["U1"],
        "groups": ["S1"],
        "competencies": [
            {
                "key": "collaboration_and_cooperation",
                "name": "Collaboration and Cooperation",
                "framework": "ecf",
                "via": "alias",
            }
        ],
        "message": "thanks",
        "problems": [],
    }


def test_programs_write_and_read_an_object_a_line() -> None:
    lines = [{"text": "<@U1> empathy", "giver": "U1"}, {"text": "<@U1> empathy", "giver": None}]
    answers = read_lines("\n".join(map(json.dumps, lines)))
    assert [answer["problems"] for answer in answers] == [["self"], []]


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"",
        b"[]",
        b"{}",
        b'{"text": 1}',
        b'{"text": "x", "giver": 1}',
        b"\xff",
        b"[" * 200_000,
        b"9" * 5_000,
    ],
    ids=range(9),
)
def test_a_bad_line_is_answered_in_the_same_shape_and_the_stream_goes_on(line: bytes) -> None:
    bad, good = read_lines(line + b'\n{"text": "<@U1> empathy"}\n')
    assert bad.pop("error")
    assert bad == {
        "recipients": [],
        "groups": [],
        "competencies": [],
        "message": "",
        "problems": ["bad_input"],
    }
    assert good["recipients"] == ["U1"]


def test_half_a_character_does_no_harm() -> None:
    (answer,) = read_lines('{"text": "<@U1> empathy \\ud800 thanks"}')
    assert answer["message"] == "thanks"
