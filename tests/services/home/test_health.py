"""What an admin reads of their workspace's health: what is wrong, each with a sentence."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from db import DigestPlan, OutboxLane, OutboxMessage
from factories import NOW, make_channel, make_team
from services.team import Team
from slackapp.services.base.units import note_failure
from slackapp.services.home.health import read_health
from slackapp.services.home.workspace import read_workspace
from slackapp.services.workspace.pauses import pause_workspace
from slackapp.services.workspace.readings import record_sync
from slackapp.services.workspace.workspaces import get_workspace


def read_trouble(session: Session, team: Team) -> str:
    page = read_workspace(
        session,
        workspace=get_workspace(session, workspace_id=team.workspace_id),
        person=team.view(session, team.ana),
        now=NOW,
    )
    return "\n".join(page.trouble)


def put_in_outbox(session: Session, team: Team, place: str, **columns: object) -> None:
    """One message in the lane of that place."""
    lane = OutboxLane(
        workspace_id=team.workspace_id,
        slack_channel_id=place,
        due_at=NOW,
        next_send_at=NOW,
        leased_until=NOW,
    )
    session.add(lane)
    session.flush()
    values = {"kind": "post", "payload": "{}", "created_at": NOW - timedelta(hours=1)} | columns
    session.execute(
        insert(OutboxMessage).values(
            workspace_id=team.workspace_id,
            lane_id=lane.id,
            dedupe_key=f"{place}:{columns}",
            delivery_id=place,
            is_in_doubt=False,
            **values,
        )
    )


def test_where_all_is_well_nothing_is_said(session: Session) -> None:
    team, other = Team(session), Team(session)
    for one in (team, other):
        record_sync(session, workspace_id=one.workspace_id, now=NOW)
    put_in_outbox(session, team, "C1", created_at=NOW)
    put_in_outbox(session, other, "C1")
    put_in_outbox(session, other, "C2", state="failed", error="is_archived", settled_at=NOW)
    note_failure(
        session,
        workspace_id=other.workspace_id,
        kind="digest",
        key="1",
        error="KeyError",
        most_tries=1,
        now=NOW,
    )
    assert read_health(session, workspace_id=team.workspace_id, now=NOW).is_well
    assert read_trouble(session, team) == ""
    assert not read_health(session, workspace_id=other.workspace_id, now=NOW).is_well


def test_each_trouble_has_a_sentence_that_says_what_to_do(session: Session) -> None:
    team = Team(session)
    put_in_outbox(session, team, "C1")
    failed = {"state": "failed", "settled_at": NOW}
    put_in_outbox(session, team, "C2", **failed, error="is_archived")
    put_in_outbox(session, team, "whisper:U7", **failed, error="restricted_action")
    old = {"state": "failed", "settled_at": NOW - timedelta(days=15)}
    put_in_outbox(session, team, "C3", **old, error="is_archived")
    note_failure(
        session,
        workspace_id=team.workspace_id,
        kind="digest",
        key="1",
        error="KeyError",
        most_tries=1,
        now=NOW,
    )
    channel = make_channel(session, workspace=team.row)
    led = make_team(session, channel=channel, leaders=[])
    late = {"tz": "UTC", "next_due_at": NOW - timedelta(hours=1)}
    session.add(DigestPlan(team_id=led.id, workspace_id=team.workspace_id, **late))
    session.flush()

    said = read_trouble(session, team)

    for words in (
        "have not been able to read who is in this workspace",
        "One message has been waiting for more than ten minutes",
        "A message to <#C2> could not be sent: the channel is archived.",
        "A message to <@U7> could not be sent",
        "One piece of work was set aside",
        "One digest is late",
        "kudoscope outbox",
    ):
        assert words in said
    assert "C3" not in said

    token = team.row.bot_token
    pause_workspace(
        session, workspace_id=team.workspace_id, token=token, reason="token_revoked", now=NOW
    )
    said = read_trouble(session, team)
    assert "Slack has not let me in since Tuesday, 10 March 2026" in said
    assert "token_revoked" in said and "waiting" not in said and "late" not in said
