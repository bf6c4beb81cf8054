"""Months that nothing can be told of: refused where they are typed, saying which can be."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from db import Digest, DigestPlan, OutboxMessage
from slackapp.jobs import monthly_digest
from tests.flows.office import Office

#: What people may type for a month; none of them can be told of in March 2026.
NO_MONTHS = (
    "0001-01",
    "0000-00",
    "0000-12",
    "1999-12",
    "2026-00",
    "2026-13",
    "2026-04",
    "2027-01",
    "9999-12",
    "99999-01",
    "99999",
    "-1",
    "2026",
    "2026-03-01",
    "\u0662\u0660\u0662\u0666-\u0660\u0663",
    "\uff12\uff10\uff12\uff16-\uff10\uff13",
    "march",
)


@pytest.fixture(scope="module")
def team(shared_office: Office) -> dict[str, str]:
    """An admin with a room that the app is in, whose members were read."""
    office = shared_office
    admin = office.person(is_admin=True)
    room = office.room(admin, office.person())
    office.kudos(admin, room, "digest preview")
    office.settle()
    return {"admin": admin, "room": room}


def wishes(office: Office) -> list[tuple[object, object]]:
    with office.sessions.read() as session:
        rows = session.execute(select(DigestPlan.wished_at, DigestPlan.wished_month))
        return [(wished_at, month) for wished_at, month in rows if wished_at or month]


def count_files(office: Office) -> int:
    files = select(func.count()).where(OutboxMessage.kind == "file")
    with office.sessions.read() as session:
        return session.scalar(files) or 0


@pytest.mark.parametrize("words", ["digest now", "digest preview", "report"])
@pytest.mark.parametrize("month", NO_MONTHS)
def test_a_month_that_cannot_be_told_of_is_refused_with_those_that_can(
    shared_office: Office, team: dict[str, str], words: str, month: str
) -> None:
    office = shared_office
    answer = office.kudos(team["admin"], team["room"], f"{words} {month}")
    assert "Name a month like this: `2026-03`" in answer.text
    assert "Nothing changed" in answer.text
    assert wishes(office) == []


@pytest.mark.parametrize("words", ["export", "export json", "export team", "packet"])
@pytest.mark.parametrize(
    "period", [*NO_MONTHS, "0", "121", "999 months", "\u0661\u0662", "1e3", "6.5"]
)
def test_a_period_that_cannot_be_written_is_refused_with_those_that_can(
    shared_office: Office, team: dict[str, str], words: str, period: str
) -> None:
    office = shared_office
    answer = office.kudos(team["admin"], team["room"], f"{words} {period}")
    assert "Name a number of months from 1 to 120" in answer.text
    assert "a month from 2000-01 to 2026-03, or “all”" in answer.text
    assert count_files(office) == 0


def test_the_first_and_the_running_month_are_possible(
    shared_office: Office, team: dict[str, str]
) -> None:
    office = shared_office
    for month in ("2000-01", "2026-03", "2026-3"):
        assert office.kudos(team["admin"], team["room"], f"report {month}").ok
        answer = office.kudos(team["admin"], team["room"], f"digest now {month}")
        assert "comes within a minute" in answer.text
        monthly_digest.run(office.app.tools)
    office.settle()
    with office.sessions.read() as session:
        assert 200001 in session.scalars(select(Digest.month)).all()
