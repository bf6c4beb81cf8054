"""`kudoscope parse`: what the app would understand of the text of a kudos."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO

import typer

from slackapp.cli.json_lines import read_text_line
from slackapp.domain.competency.match import MatchedCompetency
from slackapp.domain.kudos.text import (
    MAX_COMPETENCIES,
    MAX_MESSAGE,
    MAX_RECIPIENTS,
    ParsedKudos,
    Problem,
    parse_kudos,
)
from slackapp.frameworks.crosswalk import list_counterparts
from slackapp.frameworks.model import Framework
from slackapp.services.workspace.frameworks import get_builtin

_IN_WORDS = {
    Problem.EMPTY: "There is no text.",
    Problem.BROADCAST: "A whole channel cannot be thanked with @here, @channel or @everyone.",
    Problem.CHANNEL: "A channel cannot be thanked; name people.",
    Problem.RAW_NAME: "This name is no mention that Slack knows, and is not guessed: {names}.",
    Problem.NO_RECIPIENT: "Nobody is named where recipients stand: at the beginning or the end.",
    Problem.SELF: "The giver is among the recipients.",
    Problem.TOO_MANY_RECIPIENTS: f"More than {MAX_RECIPIENTS} people are named.",
    Problem.NO_COMPETENCY: "No competency is named. The closest: {closest}.",
    Problem.TOO_MANY_COMPETENCIES: f"More than {MAX_COMPETENCIES} competencies are named.",
    Problem.MESSAGE_TOO_LONG: f"The message is longer than {MAX_MESSAGE:,} characters.",
}

_UNCLEAR = "It is not clear who is thanked, so the giver is asked: {people}?"


def parse(
    text: Annotated[
        str, typer.Argument(help='The text behind /kudos, as Slack sends it; "-" reads JSON lines.')
    ],
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Show what the app would understand of the text of a kudos.

    With "-" it reads one JSON object {"text": ..., "giver": ...} a line and writes one a line.
    "offered" holds what the giver would be asked to choose from.
    """
    framework = get_builtin()
    if text == "-":
        for answer in _answers(sys.stdin.buffer, framework):
            typer.echo(json.dumps(answer))
        return
    parsed = parse_kudos(text, framework=framework)
    typer.echo(json.dumps(_as_json(parsed)) if json_output else _in_words(parsed))


def _answers(lines: BinaryIO, framework: Framework) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            text, giver = _read_line(line)
        except ValueError as error:
            yield {**_as_json(_NOTHING), "problems": ["bad_input"], "error": str(error)}
        else:
            yield _as_json(parse_kudos(text, framework=framework, giver=giver))


def _read_line(line: bytes) -> tuple[str, str | None]:
    """Text and giver of one line. Raises ValueError, saying what is wrong with it."""
    value = read_text_line(line)
    giver = value.get("giver")
    if not isinstance(giver, str | None):
        raise ValueError('"giver" is not a string')
    return value["text"], giver


_NOTHING = ParsedKudos((), (), (), "", (), (), ())


def _as_json(parsed: ParsedKudos) -> dict[str, Any]:
    offered = {
        "people": list(parsed.candidates),
        "competencies": [one.competency.key for one in parsed.suggestions],
    }
    return {
        "recipients": list(parsed.recipients),
        "groups": list(parsed.groups),
        "competencies": [
            {
                "key": match.competency.key,
                "name": match.competency.name,
                "framework": match.framework_key,
                "via": match.via,
                **({"counts_as": _counterparts(match)} if match.is_of_lens else {}),
            }
            for match in parsed.competencies
        ],
        "message": parsed.message,
        "problems": [str(problem) for problem in parsed.problems],
        **({"offered": offered} if any(offered.values()) else {}),
    }


def _counterparts(match: MatchedCompetency) -> list[str]:
    """What a word of another vocabulary may count as; several where the giver is asked which."""
    found = list_counterparts(get_builtin(), match.framework_key, match.competency)
    return [
        ".".join(filter(None, [one.competency.key, one.behaviour.key if one.behaviour else ""]))
        for one in found
    ]


def _in_words(parsed: ParsedKudos) -> str:
    parts = (
        ("To", ", ".join((*parsed.recipients, *parsed.groups, *parsed.raw_names))),
        ("For", ", ".join(map(_name_of, parsed.competencies))),
        ("Message", parsed.message),
    )
    account = " · ".join(f"{heading}: {words or 'nothing'}" for heading, words in parts)
    closest = ", ".join(one.competency.name for one in parsed.suggestions) or "none"
    names = ", ".join(parsed.raw_names)
    people = " or ".join(parsed.candidates)
    in_words = _IN_WORDS | ({Problem.NO_RECIPIENT: _UNCLEAR} if people else {})
    problems = [
        in_words[one].format(closest=closest, names=names, people=people) for one in parsed.problems
    ]
    return "\n".join([account, *problems])


def _name_of(match: MatchedCompetency) -> str:
    understood = f' (understood from "{match.typed}")' if match.via == "fuzzy" else ""
    return match.competency.name + understood
