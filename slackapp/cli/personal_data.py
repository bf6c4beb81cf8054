"""`kudoscope export` and `kudoscope erase`: what is stored about one person."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO, Annotated

import typer

from db import SessionFactory
from slackapp.cli.database import open_sessions
from slackapp.cli.output import fail
from slackapp.clock import utc_now
from slackapp.services.personal_data import (
    PersonNotFound,
    erase_person,
    export_person,
    find_account,
)

PersonOption = Annotated[str, typer.Option("--person", metavar="ID", help="Their Slack id.")]
WorkspaceOption = Annotated[
    str | None,
    typer.Option("--workspace", metavar="ID", help="Slack's id of it, where they are in several."),
]


def export(
    person: PersonOption,
    workspace: WorkspaceOption = None,
    output: Annotated[
        Path | None, typer.Option(help="A new file; without it, standard output.")
    ] = None,
) -> None:
    """Write all that is stored about a person, as JSON, an object a line."""
    with open_sessions() as sessions:
        if output is None:
            _write(sessions, person, workspace, typer.get_text_stream("stdout"))
            return
        try:
            # What it holds is for one person's eyes, and for whoever hands it over.
            with open(output, "x", opener=_open_private, encoding="utf-8") as file:
                count = _write(sessions, person, workspace, file)
        except FileExistsError:
            fail(f"{output} is there already. Choose another name.")
        except OSError as error:
            fail(f"{output} cannot be written: {error.strerror}.")
    typer.echo(f"{count} objects written to {output}.")


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(sessions: SessionFactory, person: str, workspace: str | None, file: IO[str]) -> int:
    count = 0
    with sessions.read() as session:
        try:
            _, person_id = find_account(session, slack_user_id=person, slack_team_id=workspace)
        except PersonNotFound as error:
            fail(str(error))
        for one in export_person(session, person_id=person_id):
            file.write(json.dumps(one, ensure_ascii=False) + "\n")
            count += 1
    return count


def erase(
    person: PersonOption,
    workspace: WorkspaceOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a person's answers, texts and choices; this cannot be undone."""
    with open_sessions() as sessions:
        with sessions.read() as session:
            try:
                _, person_id = find_account(session, slack_user_id=person, slack_team_id=workspace)
            except PersonNotFound as error:
                fail(str(error))
        if not yes:
            typed = typer.prompt(f"This cannot be undone. Type {person} to erase them")
            if typed.strip() != person:
                fail("Nothing was erased.")
        with sessions.begin() as session:
            erased = erase_person(session, person_id=person_id, now=utc_now())
    typer.echo(
        f"Erased: {erased.reflections} answers, {erased.prompts} questions, the words of "
        f"{erased.kudos_texts} kudos and of {erased.messages} messages. A running app changes "
        "what Slack shows of them."
    )
