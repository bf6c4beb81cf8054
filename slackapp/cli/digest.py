"""`kudoscope digest`: a channel's month as its digest shows it, and posting it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Team, Workspace
from slackapp.cli.database import open_sessions
from slackapp.cli.output import fail
from slackapp.clock import utc_now
from slackapp.domain.base.digest_times import FIRST_MONTH, Month, read_month
from slackapp.domain.base.due_times import local_date
from slackapp.domain.base.slack_text import to_plain
from slackapp.domain.workspace.errors import UnknownLens
from slackapp.services.team.page import DrawnDigest, draw_digest
from slackapp.services.team.plans import find_plan, wish_digest
from slackapp.services.workspace.channels import AS_LAST_READ
from slackapp.services.workspace.lenses import ChosenLens, find_lens_by_words
from slackapp.services.workspace.works_council import get_works_council

app = typer.Typer(help="The monthly digests.", no_args_is_help=True)

MonthOption = Annotated[str, typer.Option("--month", metavar="YYYY-MM")]
ChannelOption = Annotated[str, typer.Option("--channel", metavar="ID", help="Slack's id of it.")]


@app.command()
def preview(
    month: MonthOption,
    channel: ChannelOption,
    json_output: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    through: Annotated[
        str, typer.Option(metavar="VOCABULARY", help="Read through it, not the channel's own.")
    ] = "",
) -> None:
    """Show what a channel's digest says, by its members and channels as they were last read."""
    with open_sessions() as sessions, sessions.read() as session:
        due = find_digest(session, channel)
        told = _read_month(month, due.tz)
        drawn = draw_digest(
            session,
            workspace_id=due.workspace_id,
            slack_channel_id=due.slack_channel_id,
            tz=due.tz,
            month=told,
            proven_since=AS_LAST_READ,
            is_threaded=due.is_threaded,
            is_so_far=not told.is_over(utc_now(), due.tz),
            lens_key=find_named_lens(session, due.workspace_id, through).family if through else "",
        )
        hides_names = get_works_council(session, workspace_id=due.workspace_id).hides_names
    if json_output:
        shown = _as_json(due, told, drawn, hides_names)
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for part in drawn.parts:
        typer.echo(to_plain(part.text, {}))


@app.command()
def send(month: MonthOption, channel: ChannelOption) -> None:
    """Have a channel's digest made, or a posted one brought up to date, by a running app.

    Of a month that is not over, it tells so far; the digest of the whole month comes all the same.
    """
    with open_sessions() as sessions, sessions.begin() as session:
        due = find_digest(session, channel)
        told = _read_month(month, due.tz)
        now = utc_now()
        wish_digest(
            session,
            workspace_id=due.workspace_id,
            slack_channel_id=due.slack_channel_id,
            tz=due.tz,
            month=told,
            now=now,
        )
    if told.is_over(now, due.tz):
        typer.echo(f"A running app makes the digest of {told} within a minute, or corrects it.")
    else:
        typer.echo(
            f"{told} is not over: a running app posts it so far within a minute, or corrects that "
            "post. The digest of the whole month comes all the same."
        )


def _read_month(text: str, tz: str) -> Month:
    this = Month.of(local_date(utc_now(), tz))
    try:
        return read_month(text, this)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no month that can be told of: name one from {FIRST_MONTH} to {this}."
        ) from None


@dataclass(frozen=True, slots=True)
class ChannelDigest:
    """A channel's digests, as far as the command line needs to know of them."""

    workspace_id: int
    slack_channel_id: str
    tz: str
    is_threaded: bool


def find_digest(session: Session, channel: str) -> ChannelDigest:
    """The digests of a channel; ends the command where there is no team."""
    row = session.execute(
        select(Team.workspace_id)
        .join(Workspace, Workspace.id == Team.workspace_id)
        .where(Team.slack_channel_id == channel)
    ).one_or_none()
    if row is None:
        fail(f"{channel} has neither leaders nor a digest: begin with /kudos digest on there.")
    plan = find_plan(session, workspace_id=row.workspace_id, slack_channel_id=channel)
    return ChannelDigest(
        workspace_id=row.workspace_id,
        slack_channel_id=channel,
        tz="UTC" if plan is None else plan.tz,
        is_threaded=plan is not None and plan.is_threaded,
    )


def find_named_lens(session: Session, workspace_id: int, words: str) -> ChosenLens:
    """The lens that those words name; ends the command where they name none."""
    try:
        return find_lens_by_words(session, workspace_id=workspace_id, words=words)
    except UnknownLens as error:
        raise typer.BadParameter(
            f"{words!r} is no vocabulary: name one of {', '.join(error.options)}."
        ) from None


def _as_json(
    due: ChannelDigest, month: Month, drawn: DrawnDigest, hides_names: bool
) -> dict[str, Any]:
    figures = drawn.figures
    people: dict[str, dict[str, Any]] = {}
    for row in sorted(figures.rows, key=lambda one: (one.slack_user_id, one.competency_key)):
        person = people.setdefault(
            row.slack_user_id, {"slack_user_id": row.slack_user_id, "recognised_for": []}
        )
        person["recognised_for"].append(
            {
                "cluster": row.cluster_key,
                "competency": row.competency_key,
                "tier": row.tier,
                "count": row.tag_count,
                "entry_tier_count": row.entry_count,
            }
        )
    return {
        "slack_channel_id": due.slack_channel_id,
        "month": str(month),
        "kudos": figures.kudos,
        "givers": figures.givers,
        "recognised": figures.recognised,
        "members": figures.members,
        "people": [] if hides_names else list(people.values()),
        "messages": [part.text for part in drawn.parts],
    }
