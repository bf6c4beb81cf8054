"""People as no one should be told of: stored as far as they can be, and never in others' way."""

from __future__ import annotations

from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from db import Person
from factories import NOW
from services.team import Team
from slackapp.services.workspace import people
from slackapp.services.workspace.people import find_people, record_people
from slackapp.services.workspace.workspaces import record_installation

GOOD = [{"id": f"U0GOOD{number}", "name": f"good{number}"} for number in range(5)]


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session, slack_team_id="T0HOME", slack_enterprise_id="E0HOME")


def record(session: Session, team: Team, *users: Any) -> tuple[int, int]:
    """How many of them are news, and how many were left out."""
    recorded = record_people(session, workspace=team.workspace, users=users, now=NOW)
    return recorded.changed, recorded.left_out


def names(session: Session, team: Team) -> dict[str, str]:
    rows = session.execute(
        select(Person.slack_user_id, Person.name).where(
            Person.workspace_id == team.workspace_id,
            Person.slack_user_id.startswith("U0GOOD") | Person.slack_user_id.startswith("U0ODD"),
        )
    )
    return {row.slack_user_id: row.name for row in rows}


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"profile": {"display_name": "An\x00a"}}, "Ana"),
        ({"profile": {"display_name": "An\ud800a"}}, "Ana"),
        ({"profile": {"display_name": "\x00", "real_name": "Ana Lima"}}, "Ana Lima"),
        ({"profile": {"display_name": "\u3000\u200b ", "real_name": "Ana Lima"}}, "Ana Lima"),
        ({"profile": {"display_name": 7}, "name": "ana"}, "ana"),
        ({"profile": None, "real_name": {"x": 1}, "name": "ana"}, "ana"),
        ({"profile": "Ana", "name": "ana"}, "ana"),
        ({"profile": ["Ana"], "name": ["ana"]}, "U0ODD"),
        ({"profile": {}, "name": ""}, "U0ODD"),
        ({"profile": {"display_name": "Ana " * 500}}, "Ana " * 19 + "Ana…"),
        ({"name": "ana", "updated": 2**60}, "ana"),
        ({"name": "ana", "updated": "soon"}, "ana"),
        ({"name": "ana", "updated": -5, "deleted": "no", "is_bot": None}, "ana"),
        ({"name": "ana", "enterprise_user": "E0HOME", "team_id": ["T0HOME"]}, "ana"),
        ({"name": "ana", "enterprise_user": {"enterprise_id": {}}, "enterprise_id": ""}, "ana"),
    ],
)
def test_somebody_odd_is_stored_with_everybody_else(
    session: Session, team: Team, user: dict[str, Any], name: str
) -> None:
    assert record(session, team, *GOOD[:2], {"id": "U0ODD", **user}, *GOOD[2:]) == (6, 0)
    assert names(session, team) == {"U0ODD": name} | {one["id"]: one["name"] for one in GOOD}


@pytest.mark.parametrize(
    "user",
    [
        *(None, 5, "U0ODD", [], {}, {"id": None}, {"id": 5}, {"id": ["U0ODD"]}, {"id": "U0\x00"}),
        *({"id": ""}, {"id": "U0\ud800"}, {"id": "U" * 256}, {"id": {"id": "U0ODD"}}),
    ],
)
def test_somebody_without_an_id_is_left_out_and_said_so(
    session: Session, team: Team, user: Any
) -> None:
    with structlog.testing.capture_logs() as lines:
        assert record(session, team, *GOOD[:2], user, *GOOD[2:]) == (5, 1)
    assert [line["event"] for line in lines] == ["person_without_id"]
    assert len(names(session, team)) == 5


@pytest.mark.parametrize("value", ["An\x00a", "An\ud800a", 2**70])
def test_whom_the_database_does_not_take_is_left_out_by_id_and_the_others_are_stored(
    session: Session, team: Team, monkeypatch: pytest.MonkeyPatch, value: Any
) -> None:
    # As if the cleaning had a gap that nobody knows of yet.
    monkeypatch.setattr(people, "read_number", lambda told: value if told == "odd" else 0)
    users = [*GOOD[:2], {"id": "U0ODD", "name": "x", "updated": "odd"}, *GOOD[2:]]
    if isinstance(value, str):
        monkeypatch.setattr(people, "read_name", lambda told, default: told[-1])
        monkeypatch.setattr(people, "read_number", lambda _told: 0)
        users[2] = {"id": "U0ODD", "name": value}
    with structlog.testing.capture_logs() as lines:
        recorded = record(session, team, *users)
    if value == "An\x00a" and session.get_bind().dialect.name == "sqlite":
        assert recorded == (6, 0)  # SQLite takes a null byte
        return
    assert recorded == (5, 1)
    assert [(line["event"], line["slack_user_id"]) for line in lines] == [
        ("person_not_stored", "U0ODD")
    ]
    assert set(names(session, team)) == {one["id"] for one in GOOD}


def test_a_database_in_trouble_is_nobody_s_fault(
    session: Session, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: Any, **_named: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(people, "refresh_schedules", fail)
    with pytest.raises(OperationalError):
        record(session, team, *GOOD)


fields = st.sampled_from(
    [
        *("id", "name", "real_name", "profile", "tz", "tz_offset", "updated", "team_id"),
        *("deleted", "is_bot", "is_admin", "enterprise_user", "is_stranger"),
    ]
)
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.sampled_from(["An\x00a", "\ud800", "Europe", "../../etc/passwd", "T0HOME", "U0ODD"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["display_name", "enterprise_id", "x"]), inner),
    ),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd=st.lists(st.dictionaries(fields, values), max_size=4))
def test_whoever_is_told_of_a_page_is_stored_but_for_those_without_an_id(
    session: Session, team: Team, odd: list[dict[str, Any]]
) -> None:
    record(session, team, *GOOD[:2], *({"id": "U0ODD"} | user for user in odd), *GOOD[2:])
    assert {one["id"] for one in GOOD} <= names(session, team).keys()
    found = find_people(session, workspace_id=team.workspace_id, slack_user_ids=["U0GOOD0"])
    assert found["U0GOOD0"].name == "good0"


@pytest.mark.parametrize("name", ["North\x00wind", "North\ud800wind", "Northwind\x07 "])
def test_a_workspace_of_an_odd_name_is_stored(session: Session, name: str) -> None:
    record_installation(
        session,
        slack_team_id="T0ODD",
        slack_enterprise_id="",
        name=name,
        bot_token="xoxb-1",
        slack_bot_user_id="U0BOT",
        scopes="",
        daily_limit=10,
        slack_default_channel_id=None,
        now=NOW,
    )
    session.flush()
