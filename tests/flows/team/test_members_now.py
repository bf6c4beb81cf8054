"""Who is in a channel now decides what its leaders read: asked of Slack when it is told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from db import OutboxMessage, Person
from factories import make_kudos
from slackapp.blocks import ids
from slackapp.domain.base.digest_times import Month
from slackapp.jobs import monthly_digest
from slackapp.sandbox.state import ChannelKind
from tests.flows.office import Office, Shown, words
from tests.flows.telling import content, files, make_due, reports

LATER = "written after you left"
REFUSED = "Only the leaders"


def two_months_ago(office: Office) -> Month:
    return Month.of(office.clock().date()).before().before()


class Team:
    """A channel that Lee leads, with Ana, Ben and Cem in it, and an admin who is there or not."""

    def __init__(self, office: Office, kind: ChannelKind, *, with_admin: bool = True) -> None:
        self.office = office
        office.clock.advance(minutes=1)  # what others read of Slack is no concern of this test
        self.admin = office.person(is_admin=True)
        self.lee, self.ana, self.ben, self.cem = (office.person() for _ in range(4))
        people = [self.lee, self.ana, self.ben, self.cem]
        self.everybody = [self.admin, *people]
        self.room = office.room(*self.everybody, kind=kind)
        assert "leads" in office.kudos(self.admin, self.room, f"leaders <@{self.lee}>").text
        self.give(self.ana, self.ben, "you kept calm", kind)
        assert office.kudos(self.lee, self.room, "digest now").ok
        monthly_digest.run(office.app.tools)
        office.settle()
        (self.report,) = reports(office, self.lee)
        self.kind = kind
        if not with_admin:
            self.leave(self.admin)

    def give(self, giver: str, recipient: str, message: str, kind: ChannelKind) -> None:
        """A kudos of last month."""
        office = self.office
        with office.sessions.begin() as session:
            one, other = (
                session.scalars(select(Person).where(Person.slack_user_id == who)).one()
                for who in (giver, recipient)
            )
            make_kudos(
                session,
                giver=one,
                recipients=[other],
                message=message,
                slack_channel_id=self.room,
                visibility="public" if kind == "public" else "channel",
                given_at=office.clock().replace(day=1) - timedelta(days=3),
            )

    def leave(self, *people: str) -> None:
        """Slack knows that they left; the app has read the channel a moment ago."""
        self.everybody = [one for one in self.everybody if one not in people]
        sandbox = self.office.sandbox
        sandbox.set_members(self.room, [*self.everybody, sandbox.bot_user_id])

    def open_page(self, who: str, about: str, report: Shown | None = None) -> str:
        """What comes of choosing a person in the menu of a report."""
        home = self.office.sandbox.im(who)
        before = len(self.office.answers(who, home))
        shown = report or self.office.repost(home, self.report)
        self.office.use(who, home, shown, ids.PERSON_PAGE, selected_user=about)
        return "\n".join(one.text for one in self.office.answers(who, home)[before:])

    def heard(self, who: str) -> str:
        """All that the app ever told somebody, files and answers in the room among it."""
        office = self.office
        office.settle()
        shown = [*office.told(who), *office.answers(who, office.sandbox.im(who))]
        if who in self.everybody:
            shown += office.answers(who, self.room)
        told = [f"{one.text} {json.dumps(one.blocks)}" for one in shown]
        return "\n".join([*told, *map(content, files(office, who))])

    def answer(self, text: str) -> str:
        """What comes to Lee, in the room, of asking there."""
        self.office.kudos(self.lee, self.room, text)
        self.office.settle()
        return json.dumps(self.office.answers(self.lee, self.room)[-1].blocks)

    def export(self) -> str:
        """The file of the team's kudos that Lee gets."""
        self.office.kudos(self.lee, self.room, "export team json")
        return content(files(self.office, self.lee)[-1])


@pytest.fixture(params=["public", "private"])
def team(shared_office: Office, request: pytest.FixtureRequest) -> Team:
    return Team(shared_office, request.param)


def test_a_leader_who_left_reads_nothing_more_through_an_old_report(team: Team) -> None:
    assert "you kept calm" in team.open_page(team.lee, team.ben, team.report)
    team.leave(team.lee)
    team.give(team.ana, team.ben, LATER, team.kind)
    assert LATER not in team.open_page(team.lee, team.ben, team.report)
    assert REFUSED in team.open_page(team.lee, team.ben, team.report)
    assert LATER not in team.heard(team.lee)


def test_a_leader_who_left_gets_no_report_and_leads_no_more(team: Team) -> None:
    office = team.office
    team.leave(team.lee)
    team.give(team.ana, team.ben, LATER, team.kind)
    office.kudos(team.admin, team.room, "digest on")
    make_due(office)
    office.kudos(team.admin, team.room, f"digest now {two_months_ago(office)}")
    monthly_digest.run(office.app.tools)
    office.settle()
    assert len(reports(office, team.lee)) == 1
    assert f"<@{team.lee}>" not in office.kudos(team.admin, team.room, "leaders").text


@pytest.mark.parametrize("text", ["report", "report <@{ben}>", "export team json"])
def test_whoever_leaves_before_it_is_told_is_not_told_it(team: Team, text: str) -> None:
    office = team.office
    team.give(team.ana, team.ben, LATER, team.kind)
    # Slack says nothing of channels for a while.
    office.sandbox.fault("conversations.info", "server_error", times=1000)
    try:
        office.kudos(team.lee, team.room, text.format(ben=team.ben))
        team.leave(team.lee)
    finally:
        office.sandbox.clear_faults()
    office.sandbox.wait_for(lambda: _pass(office) and REFUSED in _said(office, team.lee))
    heard = team.heard(team.lee)
    assert LATER not in heard
    assert len(reports(office, team.lee)) == 1
    assert not files(office, team.lee)


def _pass(office: Office) -> bool:
    office.clock.advance(seconds=1)
    office.app.tools.wake_delivery()
    return True


def _said(office: Office, who: str) -> str:
    """What somebody was told anywhere."""
    with office.sessions.read() as session:
        payloads = session.scalars(select(OutboxMessage.payload)).all()
    told = [one.text for one in office.told(who)]
    return "\n".join([*told, *payloads])


def test_what_slack_does_not_say_waits_and_comes_then(team: Team) -> None:
    office = team.office
    office.sandbox.fault("conversations.members", "ratelimited", retry_after=1)
    office.sandbox.fault("conversations.info", "server_error")
    try:
        office.kudos(team.lee, team.room, "report")
        office.sandbox.wait_for(lambda: _pass(office) and len(reports(office, team.lee)) == 2)
    finally:
        office.sandbox.clear_faults()


def test_an_admin_outside_a_private_channel_reads_nothing_of_it(shared_office: Office) -> None:
    office = shared_office
    team = Team(office, "private", with_admin=False)
    assert REFUSED in team.open_page(team.admin, team.ben)
    assert "you kept calm" not in team.heard(team.admin)


def test_an_admin_may_look_at_a_public_channel_from_outside(shared_office: Office) -> None:
    team = Team(shared_office, "public", with_admin=False)
    assert "you kept calm" in team.open_page(team.admin, team.ben)


def test_a_leader_who_never_was_in_a_private_channel_reads_nothing_of_it(
    shared_office: Office,
) -> None:
    office = shared_office
    team = Team(office, "private")
    outsider = office.person()
    answer = office.kudos(team.admin, team.room, f"leaders <@{outsider}> <@{team.lee}>").text
    assert f"<@{team.lee}> leads the team" in answer
    assert f"<@{outsider}> is not in the channel" in answer
    assert REFUSED in team.open_page(outsider, team.ben)
    office.kudos(team.admin, team.room, "digest now")
    monthly_digest.run(office.app.tools)
    assert "you kept calm" not in team.heard(outsider)


def test_who_left_the_channel_is_in_none_of_what_its_leaders_read(team: Team) -> None:
    office, lee, ben = team.office, team.lee, office_name(team.office, team.ben)
    team.give(team.ana, team.cem, f"<@{team.ben}> and you", team.kind)
    told = team.export()
    assert "you kept calm" in told and f"@{ben} and you" in told
    # A month goes by in which nothing reads the channel.
    team.leave(team.ben)
    office.kudos(lee, team.room, "report")
    office.settle()
    assert "*4 people are in " in words(reports(office, lee)[-1])
    page = team.answer(f"report <@{team.ben}>")
    assert "Nothing to show of" in page
    told = team.export()
    assert "somebody and you" in told
    preview = team.answer("digest preview")
    assert ("and you" in preview) == (team.kind == "public")  # what is quoted is public
    for one in (page, told, preview):
        assert "you kept calm" not in one
    for one in (told, preview):
        assert ben not in one


def office_name(office: Office, who: str) -> str:
    person = office.find_person(who)
    assert person is not None
    return person.name


def test_who_left_the_channel_has_no_packet_of_its_team(team: Team) -> None:
    office = team.office
    assert "who decides alone" in office.kudos(team.lee, team.room, f"packet <@{team.ben}>").text
    office.settle()
    question = office.told(team.ben)[-1]
    team.leave(team.ben)
    office.tap(team.ben, office.sandbox.im(team.ben), question, "Agree: send it to us both")
    for who in (team.ben, team.lee):
        assert files(office, who) == []
        assert "is not in this channel" in office.told(who)[-1].text


def test_a_leader_who_left_gets_no_packet_that_somebody_agrees_to(team: Team) -> None:
    office = team.office
    office.kudos(team.lee, team.room, f"packet <@{team.ben}>")
    office.settle()
    question = office.told(team.ben)[-1]
    team.leave(team.lee)
    office.tap(team.ben, office.sandbox.im(team.ben), question, "Agree: send it to us both")
    assert files(office, team.lee) == files(office, team.ben) == []


def test_of_a_channel_that_the_app_was_taken_out_of_nothing_is_told(team: Team) -> None:
    office = team.office
    office.sandbox.set_members(team.room, team.everybody)
    said = team.open_page(team.lee, team.ben, team.report)
    assert "I am not in" in said
    assert "you kept calm" not in said
    office.kudos(team.lee, team.room, "export team")
    office.settle()
    assert "I am not in" in office.told(team.lee)[-1].text
    assert files(office, team.lee) == []
