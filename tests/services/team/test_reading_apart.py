"""What reads much never stands in a write transaction, whoever calls it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from databases import Database
from factories import PROVEN, make_channel, make_kudos
from services.team import Team
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.period import last_months
from slackapp.domain.profile.johari import Thresholds
from slackapp.services.files.export import list_own, list_team
from slackapp.services.files.packet import write_own_packet
from slackapp.services.operate.verify import verify
from slackapp.services.profile.mirror import read_mirror
from slackapp.services.team.figures import count_competencies, list_members, read_figures
from slackapp.services.team.page import draw_digest
from slackapp.services.team.report_page import draw_person_page, draw_report

MARCH = Month(2026, 3)
WINDOW = MARCH.window("UTC")
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
CHANNEL = "C0SUPPORT"

Read = Callable[[Session, Team], Any]


def of_team(team: Team) -> dict[str, Any]:
    return {"workspace_id": team.workspace_id, "slack_channel_id": CHANNEL}


READERS: dict[str, Read] = {
    "a month's figures": lambda session, team: read_figures(
        session, **of_team(team), window=WINDOW, proven_since=PROVEN
    ),
    "a month's competencies": lambda session, team: count_competencies(
        session, **of_team(team), window=WINDOW, proven_since=PROVEN
    ),
    "a channel's members": lambda session, team: list_members(session, **of_team(team)),
    "a digest": lambda session, team: draw_digest(
        session,
        **of_team(team),
        tz="UTC",
        month=MARCH,
        proven_since=PROVEN,
    ),
    "a report": lambda session, team: draw_report(
        session,
        **of_team(team),
        tz="UTC",
        month=MARCH,
        proven_since=PROVEN,
    ),
    "a page about a person": lambda session, team: draw_person_page(
        session,
        **of_team(team),
        person=team.view(session, team.ben),
        tz="UTC",
        month=MARCH,
        proven_since=PROVEN,
    ),
    "a team's export": lambda session, team: list(
        list_team(session, **of_team(team), window=WINDOW, proven_since=PROVEN)
    ),
    "somebody's export": lambda session, team: list(
        list_own(
            session,
            workspace_id=team.workspace_id,
            person_id=team.ben.id,
            slack_user_id=team.ben.slack_user_id,
            window=WINDOW,
        )
    ),
    "a review packet": lambda session, team: write_own_packet(
        io.StringIO(),
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, team.ben),
        period=last_months(12, MARCH),
    ),
    "a mirror": lambda session, team: read_mirror(
        session, person_id=team.ben.id, since=WINDOW[0], thresholds=Thresholds()
    ),
    "all checks": lambda session, team: verify(session, now=NOW),
}


@pytest.mark.parametrize("what", READERS)
def test_what_reads_much_is_refused_where_others_wait_for_the_writer(
    database: Database, what: str
) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        make_channel(
            session, workspace=team.row, slack_channel_id=CHANNEL, members=[team.ana, team.ben]
        )
        make_kudos(session, giver=team.ana, recipients=[team.ben])
    with database.sessions.read() as session:
        READERS[what](session, team)
    with (
        pytest.raises(RuntimeError, match="before the write transaction"),
        database.sessions.begin() as session,
    ):
        READERS[what](session, team)
