"""A hundred commands with words of the other vocabularies, written before any of them was read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from slackapp.domain.kudos.text import ParsedKudos, parse_kudos
from slackapp.frameworks.loader import load_builtin

LENSES = ("twelve_zealous", "five_core_strengths", "service_personnel", "outstanding_service")
FRAMEWORK = replace(load_builtin(), lenses=tuple(map(load_builtin, LENSES)))


@dataclass(frozen=True)
class Command:
    """One text with its right reading; the form is told at the head of the data file."""

    text: str
    named: tuple[str, ...]
    people: tuple[str, ...] = ("UANA",)
    problems: tuple[str, ...] = ()

    def read(self) -> ParsedKudos:
        """What is understood of it."""
        return parse_kudos(self.text, framework=FRAMEWORK, giver="UME")


def read_commands() -> list[Command]:
    """The commands of the data file."""
    file = Path(__file__).parents[1] / "data" / "lens_commands.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["commands"]
    return [
        Command(**{key: value if key == "text" else tuple(value) for key, value in row.items()})
        for row in rows
    ]


COMMANDS = read_commands()


def names_in(parsed: ParsedKudos) -> tuple[str, ...]:
    return tuple(f"{one.framework_key}.{one.competency.key}" for one in parsed.competencies)


def is_right(command: Command) -> bool:
    parsed = command.read()
    understood = (names_in(parsed), parsed.recipients, tuple(map(str, parsed.problems)))
    return understood == (command.named, command.people, command.problems)


def test_there_are_a_hundred_and_a_fourth_of_them_names_nothing_of_a_lens() -> None:
    assert len({command.text for command in COMMANDS}) == 100
    plain = [one for one in COMMANDS if all(name.startswith("ecf.") for name in one.named)]
    assert len(plain) >= 25
    words = {name for command in COMMANDS for name in command.named}
    assert len([name for name in words if not name.startswith("ecf.")]) >= 30


def test_nothing_wrong_is_named() -> None:
    wrong = [one.text for one in COMMANDS if not set(names_in(one.read())) <= set(one.named)]
    assert wrong == []


def test_people_words_and_problems_are_understood() -> None:
    missed = [command.text for command in COMMANDS if not is_right(command)]
    assert len(missed) <= 0.02 * len(COMMANDS), missed
