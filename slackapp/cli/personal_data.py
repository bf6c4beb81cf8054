"""`kudoscope export` and `kudoscope erase`: what is stored about a person, or of a team."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, TextIO

import typer
from sqlalchemy.orm import Session

from slackapp.blocks.workspace.words import works_council
from slackapp.cli.database import open_sessions
from slackapp.cli.digest import find_digest, find_named_lens
from slackapp.cli.output import fail
from slackapp.clock import utc_now
from slackapp.domain.base.digest_times import FIRST_MONTH, Month
from slackapp.domain.base.due_times import local_date
from slackapp.domain.base.period import MOST_MONTHS, Period, parse_period
from slackapp.errors import UserFacingError
from slackapp.jobs.erasing import erase as erase_everywhere
from slackapp.services.files.export import TEAM_EXPORTED, Format, list_team, write_kudos
from slackapp.services.files.personal_data import PERSON_EXPORTED, export_person
from slackapp.services.operate.accounts import PersonNotFound, find_account
from slackapp.services.operate.erasing import READMITTED, readmit_person
from slackapp.services.workspace.admin_acts import record_act
from slackapp.services.workspace.channels import AS_LAST_READ
from slackapp.services.workspace.works_council import get_works_council

PersonOption = Annotated[str, typer.Option("--person", metavar="ID", help="Their Slack id.")]
WorkspaceOption = Annotated[
    str | None,
    typer.Option("--workspace", metavar="ID", help="Slack's id of it, where they are in several."),
]


def export(
    person: Annotated[
        str | None,
        typer.Option(metavar="ID", help="All that is stored about this person, by Slack's id."),
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The kudos that this channel's digests may tell of."),
    ] = None,
    period: Annotated[
        str, typer.Option(help="Of a channel: so many months, one such as 2026-10, or all.")
    ] = "all",
    form: Annotated[
        Format, typer.Option("--format", help="Of a channel: csv, xlsx or json.")
    ] = "csv",
    through: Annotated[
        str,
        typer.Option(metavar="VOCABULARY", help="Of a channel: a column more, read through it."),
    ] = "",
    workspace: WorkspaceOption = None,
    output: Annotated[
        Path | None, typer.Option(help="A new file; without it, standard output.")
    ] = None,
) -> None:
    """Write all that is stored about a person (an object a line), or the kudos of a channel."""
    if form == "xlsx" and output is None:
        raise typer.BadParameter("A spreadsheet is no text: name a file with --output.")
    if person is not None and channel is None:
        if through:
            raise typer.BadParameter("--through reads the kudos of a channel: name --channel.")
        write, what = partial(_write_person, person=person, workspace=workspace), "objects"
    elif channel is not None and person is None:
        write = partial(_write_channel, channel=channel, period=period, form=form, through=through)
        what = "kudos"
    else:
        raise typer.BadParameter("Name either --person or --channel.")
    with open_sessions() as sessions:
        with sessions.begin() as session:
            _note_export(session, person=person, channel=channel, workspace=workspace)
        with sessions.read() as session:
            if output is None:
                write(typer.get_text_stream("stdout", encoding="utf-8"), session)
                return
            count = _write_new(output, session, write)
    typer.echo(f"{count} {what} written to {output}.")


def _note_export(
    session: Session, *, person: str | None, channel: str | None, workspace: str | None
) -> None:
    """Write down that somebody's data is given out, before it is."""
    if person is not None:
        try:
            where, person_id = find_account(session, slack_user_id=person, slack_team_id=workspace)
        except PersonNotFound as error:
            fail(str(error))
        record_act(
            session,
            workspace_id=where,
            actor_id=None,
            kind=PERSON_EXPORTED,
            person_id=person_id,
            now=utc_now(),
        )
    elif channel is not None:
        record_act(
            session,
            workspace_id=find_digest(session, channel).workspace_id,
            actor_id=None,
            kind=TEAM_EXPORTED,
            slack_channel_id=channel,
            now=utc_now(),
        )


def _write_new(output: Path, session: Session, write: Callable[[TextIO, Session], int]) -> int:
    try:
        # What it holds is for few eyes, and for whoever hands it over.
        with open(output, "x", opener=_open_private, encoding="utf-8", newline="") as file:
            return write(file, session)
    except FileExistsError:
        fail(f"{output} is there already. Choose another name.")
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}.")


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write_person(file: TextIO, session: Session, *, person: str, workspace: str | None) -> int:
    count = 0
    try:
        _, person_id = find_account(session, slack_user_id=person, slack_team_id=workspace)
    except PersonNotFound as error:
        fail(str(error))
    for one in export_person(session, person_id=person_id):
        file.write(json.dumps(one, ensure_ascii=False) + "\n")
        count += 1
    return count


def _write_channel(
    file: TextIO, session: Session, *, channel: str, period: str, form: Format, through: str
) -> int:
    digest = find_digest(session, channel)
    if get_works_council(session, workspace_id=digest.workspace_id).is_on:
        fail(works_council.say_for_operator("files about a team"))
    lens = find_named_lens(session, digest.workspace_id, through).lens if through else None
    kudos_list = list_team(
        session,
        workspace_id=digest.workspace_id,
        slack_channel_id=channel,
        window=_read_period(period, digest.tz).window(digest.tz),
        proven_since=AS_LAST_READ,
    )
    return write_kudos(file, kudos_list, form, lens)


def _read_period(text: str, tz: str) -> Period:
    this = Month.of(local_date(utc_now(), tz))
    try:
        return parse_period(text, this)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no period: name 1 to {MOST_MONTHS} months, a month from {FIRST_MONTH} to "
            f"{this}, or all."
        ) from None


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
        erased = erase_everywhere(sessions, utc_now, person_id=person_id)
    typer.echo(
        f"Erased: {erased.reflections} answers, {erased.prompts} questions, the words of "
        f"{erased.kudos_texts} kudos and of {erased.messages} messages. A running app changes "
        "what Slack shows of them."
    )


def readmit(person: PersonOption, workspace: WorkspaceOption = None) -> None:
    """Let somebody who was erased take part again, at their wish; what was erased stays gone."""
    with open_sessions() as sessions, sessions.begin() as session:
        try:
            workspace_id, person_id = find_account(
                session, slack_user_id=person, slack_team_id=workspace
            )
            readmit_person(session, person_id=person_id)
            record_act(
                session,
                workspace_id=workspace_id,
                actor_id=None,
                kind=READMITTED,
                person_id=person_id,
                now=utc_now(),
            )
        except UserFacingError as error:
            fail(str(error))
    typer.echo(f"{person} may take part again, under the name that Slack tells within a day.")
