"""`kudoscope suggest`: which competencies the app would suggest for a message."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, BinaryIO

import typer

from slackapp.cli.json_lines import read_text_line
from slackapp.domain.competency.suggest import Suggestion
from slackapp.domain.competency.suggest import suggest as find_suggestions
from slackapp.frameworks.model import Framework
from slackapp.services.workspace.frameworks import get_builtin

_NOTHING = "Nothing in it tells of a competency."


def suggest(
    text: Annotated[str, typer.Argument(help='What somebody wants to say; "-" reads JSON lines.')],
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Show which competencies the app would suggest for a message, likeliest first.

    With "-" it reads one JSON object {"text": ...} a line and writes one a line. "score" goes from
    0 to 1; an empty list is right for a message that praises nothing.
    """
    framework = get_builtin()
    if text == "-":
        for answer in _answers(sys.stdin.buffer, framework):
            typer.echo(json.dumps(answer))
        return
    found = find_suggestions(framework, text)
    typer.echo(json.dumps(_as_json(found)) if json_output else _in_words(found))


def _answers(lines: BinaryIO, framework: Framework) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            text = read_text_line(line)["text"]
        except ValueError as error:
            yield {**_as_json(()), "error": str(error)}
        else:
            yield _as_json(find_suggestions(framework, text))


def _as_json(found: Sequence[Suggestion]) -> dict[str, Any]:
    return {
        "suggestions": [
            {
                "key": one.competency.key,
                "name": one.competency.name,
                "behaviour": one.behaviour.text if one.behaviour else "",
                "score": one.score,
            }
            for one in found
        ]
    }


def _in_words(found: Sequence[Suggestion]) -> str:
    lines = [
        f"{one.competency.name}{f': “{one.behaviour.text}”' if one.behaviour else ''}"
        for one in found
    ]
    return "\n".join(lines) or _NOTHING
