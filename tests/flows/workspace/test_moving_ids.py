"""A workspace that moved into an organisation: everybody is who they were, by their new ids."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from db import ChannelMember, Kudos, OutboxLane, Person
from slackapp.cli import app
from slackapp.services.operate.verify import verify
from tests.flows.office import KEY, Office


@pytest.fixture
def transport() -> str:
    return "http"


@pytest.fixture
def configured(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {
        "SLACK_API_URL": office.sandbox.api_url,
        "DATABASE_URL": str(office.app.settings.database_url),
        "KUDOSCOPE_ENCRYPTION_KEYS": KEY,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def map_users(*words: str, exit_code: int = 0) -> str:
    result = CliRunner().invoke(app, ["workspace", "map-users", *words], catch_exceptions=False)
    assert result.exit_code == exit_code, result.output
    return result.output


def read_ids(office: Office) -> dict[str, int]:
    """Our ids of people by Slack's."""
    with office.sessions.read() as session:
        rows = session.execute(select(Person.slack_user_id, Person.id))
        return {slack_user_id: person_id for slack_user_id, person_id in rows}


def test_everybody_is_who_they_were_and_a_second_run_changes_nothing(
    office: Office, configured: None
) -> None:
    sandbox = office.sandbox
    names = ("ana", "ben", "mei")
    ana, ben, mei = (sandbox.user(name) for name in names)
    support = sandbox.channel("support")
    office.kudos(ana, support, f"<@{ben}> empathy for calming <@{mei}>")
    office.kudos(ben, sandbox.im(ben), f"private <@{ana}> empathy thanks")
    office.settle()
    before = read_ids(office)

    moved = sandbox.move_into("E0PORT")

    # Slack tells of two of them by their new ids, and one of these thanks somebody, too.
    for name in ("ana", "ben"):
        sandbox.change_person(sandbox.user(name), title="Moved")
    sandbox.wait_for(lambda: {moved[ana], moved[ben]} <= read_ids(office).keys())
    office.kudos(moved[ana], support, f"<@{moved[ben]}> influence again")
    office.settle_however_long()
    told = map_users("--dry-run")
    assert "2 of these met by the new one already" in told
    assert before.keys() <= read_ids(office).keys()

    map_users("--yes")

    after = read_ids(office)
    assert {moved.get(old, old): person_id for old, person_id in before.items()} == after
    with office.sessions.read() as session:
        messages = session.scalars(select(Kudos.message).order_by(Kudos.id)).all()
        givers = session.scalars(select(Kudos.giver_id).order_by(Kudos.id)).all()
        olds = session.scalar(
            select(func.count())
            .select_from(ChannelMember)
            .where(ChannelMember.slack_user_id.in_(moved))
        )
        lanes = set(session.scalars(select(OutboxLane.slack_channel_id)))
        broken = [one for one in verify(session, now=office.clock()) if one.is_broken]
    assert messages[0] == f"for calming <@{moved[mei]}>"
    assert givers == [before[ana], before[ben], before[ana]]
    assert olds == 0 and not lanes & moved.keys() and broken == []
    shown = office.kudos(moved[ben], support, "me").text
    assert "for calming" in shown and "again" in shown
    assert ", 0 of them with an old id" in map_users("--yes")
    assert read_ids(office) == after


def test_a_workspace_of_no_organisation_has_nobody_to_rename(
    office: Office, configured: None
) -> None:
    assert "of no organisation" in map_users(exit_code=1)
