"""`kudoscope digest preview | send`, as operators and as programs read it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from databases import Database
from db import DigestPlan
from factories import make_channel, make_kudos, make_person, make_team, make_workspace
from slackapp.cli import app
from slackapp.clock import utc_now


@pytest.fixture(autouse=True)
def _configured(database: Database, monkeypatch: pytest.MonkeyPatch, key_ring: list[str]) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("KUDOSCOPE_ENCRYPTION_KEYS", ",".join(key_ring))
    with database.sessions.begin() as session:
        workspace = make_workspace(session)
        ana, ben = (
            make_person(session, workspace=workspace, name=name, slack_user_id=f"U0{name.upper()}")
            for name in ("Ana", "Ben")
        )
        channel = make_channel(
            session, workspace=workspace, slack_channel_id="C0SUPPORT", members=[ana, ben]
        )
        make_team(session, channel=channel)
        make_kudos(
            session,
            giver=ana,
            recipients=[ben],
            given_at=datetime(2026, 3, 10, 9, 30, tzinfo=UTC),
        )


def run(*arguments: str, channel: str = "C0SUPPORT", month: str = "2026-03") -> Result:
    where = ["--channel", channel, "--month", month]
    return CliRunner().invoke(app, ["digest", *arguments, *where], catch_exceptions=False)


def test_a_preview_is_the_digest_in_words() -> None:
    text = run("preview").stdout
    assert text.startswith("March 2026: what we thanked each other for\n")
    assert "Ben\nSocial Awareness: Empathy (everyday service)" in text


def test_a_preview_for_programs_has_clusters_tiers_and_counts_by_person() -> None:
    found = json.loads(run("preview", "--json").stdout)
    assert found["messages"][0].startswith("March 2026")
    del found["messages"]
    assert found == {
        "slack_channel_id": "C0SUPPORT",
        "month": "2026-03",
        "kudos": 1,
        "givers": 1,
        "recognised": 1,
        "members": 2,
        "people": [
            {
                "slack_user_id": "U0BEN",
                "recognised_for": [
                    {
                        "cluster": "social_awareness",
                        "competency": "empathy",
                        "tier": "basic",
                        "count": 1,
                        "entry_tier_count": 1,
                    }
                ],
            }
        ],
    }


def test_a_preview_is_read_through_the_vocabulary_that_was_named() -> None:
    text = run("preview", "--through", "12 zealous").stdout
    assert "Zealous Service: Reading Emotions (everyday service)" in text
    found = json.loads(run("preview", "--through", "twelve-zealous", "--json").stdout)
    [one] = found["people"][0]["recognised_for"]
    assert (one["cluster"], one["competency"], one["tier"], one["count"]) == (
        "zealous_service",
        "reading_emotions",
        "basic",
        1,
    )
    wrong = run("preview", "--through", "horoscopes")
    assert wrong.exit_code == 2
    assert "'horoscopes' is no vocabulary" in " ".join(wrong.output.split())


def test_send_leaves_a_wish_to_a_running_app(database: Database) -> None:
    assert "within a minute" in run("send").stdout
    with database.sessions.read() as session:
        plan = session.scalars(select(DigestPlan)).one()
    assert (plan.wished_month, plan.next_due_at) == (202603, None)
    assert plan.wished_at is not None


def test_an_unknown_channel_and_a_wrong_month_are_said_so() -> None:
    result = run("preview", channel="C0NONE")
    assert result.exit_code == 1
    assert "begin with /kudos digest on there" in result.output
    result = run("preview", month="March")
    assert result.exit_code == 2
    assert "'March' is no month" in result.output


@pytest.mark.parametrize("month", ["0001-01", "0000-00", "9999-12", "2026-13", "٢٠٢٦-٠٣", "soon"])
@pytest.mark.parametrize("command", ["preview", "send"])
def test_a_month_that_cannot_be_told_of_is_refused_and_nothing_is_wished_for(
    database: Database, command: str, month: str
) -> None:
    result = run(command, month=month)
    assert result.exit_code == 2
    assert "name one from 2000-01 to" in " ".join(result.stderr.replace("│", "").split())
    with database.sessions.read() as session:
        assert session.scalars(select(DigestPlan.wished_month)).all() == []


def test_of_a_month_that_is_not_over_the_command_tells_so_far(database: Database) -> None:
    month = f"{utc_now():%Y-%m}"
    assert "is not over: a running app posts it so far" in run("send", month=month).stdout
    assert " so far in " in run("preview", month=month).stdout
