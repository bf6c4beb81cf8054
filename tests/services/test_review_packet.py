"""Review packets: who may ask, whose word counts, and which kudos are in them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import ChannelMember, KudosRecipient, PacketRequest
from factories import NOW, PROVEN, make_channel, make_kudos, make_lane, make_message, make_team
from services.team import Team
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.period import Period
from slackapp.errors import AlreadyAsked, NotInTeam, NotLeader, NotYours
from slackapp.services.files.packet import (
    OPEN_FOR,
    RequestView,
    ask_for_packet,
    decide_request,
    expire_requests,
    get_request,
    write_asked_packet,
    write_own_packet,
)
from slackapp.services.kudos.announcements import announcement_key
from slackapp.services.operate.erasure import mark_erased
from slackapp.services.operate.personal_data import export_person
from slackapp.services.team.digests import PlanChoice, change_plan

PERIOD = Period(Month(2026, 1), Month(2026, 3))
ROOM = "C0TEAM"


@pytest.fixture
def team(session: Session) -> Team:
    """Ana leads a channel with Ben and Cem in it."""
    team = Team(session)
    members = [team.ana, team.ben, team.cem]
    channel = make_channel(session, workspace=team.row, members=members, slack_channel_id=ROOM)
    make_team(session, channel=channel, leaders=[team.ana])
    return team


def ask(session: Session, team: Team, **changes: object) -> RequestView:
    """Ana asks about Ben."""
    given = {
        "workspace_id": team.workspace_id,
        "slack_channel_id": ROOM,
        "leader": team.view(session, team.ana),
        "person": team.view(session, team.ben),
        "period": PERIOD,
        "now": NOW,
    }
    return ask_for_packet(session, **{**given, **changes})  # type: ignore[arg-type]


def decide(session: Session, team: Team, key: str, **changes: object) -> RequestView:
    """Ben agrees."""
    given = {
        "workspace_id": team.workspace_id,
        "key": key,
        "person": team.view(session, team.ben),
        "agrees": True,
        "now": NOW,
    }
    return decide_request(session, **{**given, **changes})  # type: ignore[arg-type]


def write_own(session: Session, team: Team) -> str:
    out = io.StringIO()
    person = team.view(session, team.ben)
    write_own_packet(out, session, workspace_id=team.workspace_id, person=person, period=PERIOD)
    return out.getvalue()


def write_asked(session: Session, team: Team, request: RequestView) -> str:
    out = io.StringIO()
    write_asked_packet(
        out,
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, team.ben),
        request=get_request(session, workspace_id=team.workspace_id, key=request.key),
        proven_since=PROVEN,
    )
    return out.getvalue()


def test_only_a_leader_asks_and_only_about_the_team(session: Session, team: Team) -> None:
    with pytest.raises(NotLeader):
        ask(session, team, leader=team.view(session, team.cem))
    with pytest.raises(NotInTeam):
        ask(session, team, person=team.view(session, team.add(session, name="Dia")))
    team.ben.is_deactivated = True
    session.flush()
    with pytest.raises(NotInTeam):
        ask(session, team)
    admin = team.add(session, name="Eve", is_admin=True)
    assert (
        ask(
            session,
            team,
            leader=team.view(session, admin),
            person=team.view(session, team.cem),
        ).leader_name
        == "Eve"
    )


def test_one_question_is_open_at_a_time(session: Session, team: Team) -> None:
    first = ask(session, team)
    with pytest.raises(AlreadyAsked):
        ask(session, team, now=NOW + OPEN_FOR - timedelta(seconds=1))
    later = ask(session, team, now=NOW + OPEN_FOR)
    assert first.key != later.key
    assert ask(session, team, person=team.view(session, team.cem)).person_name == "Cem"


def test_only_the_person_decides_and_only_once(session: Session, team: Team) -> None:
    request = ask(session, team)
    other = Team(session)
    for changes in (
        {"person": team.view(session, team.ana)},
        {"person": team.view(session, team.cem)},
        {"workspace_id": other.workspace_id},
        {"key": "guess"},
        {"now": NOW + OPEN_FOR},
    ):
        with pytest.raises(NotYours):
            decide(session, team, **{"key": request.key, **changes})  # type: ignore[arg-type]
    with pytest.raises(NotYours):
        write_asked(session, team, request)
    decide(session, team, request.key)
    for agrees in (True, False):
        with pytest.raises(NotYours):
            decide(session, team, request.key, agrees=agrees)
    assert write_asked(session, team, request).startswith("# Review packet: Ben\n")


def test_a_packet_that_a_leader_asked_for_is_read_as_the_channels_digest_is(
    session: Session, team: Team
) -> None:
    make_kudos(session, giver=team.cem, recipients=[team.ben], slack_channel_id=ROOM)
    request = ask(session, team)
    decide(session, team, request.key)
    plain = write_asked(session, team, request)
    assert "### Social Awareness\n\n- **Empathy**" in plain
    assert "Read through" not in plain
    change_plan(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=ROOM,
        choice=PlanChoice(False, 1, 9, "UTC", True, False, lens_key="twelve_zealous"),
        now=NOW,
    )
    read = write_asked(session, team, request)
    assert "Read through Twelve Zealous: the same kudos in other words.\n" in read
    assert "### Zealous Service\n\n- **Reading Emotions**" in read
    assert "Cem, for Empathy, read as Reading Emotions (everyday service)" in read
    assert "Social Awareness" in write_own(session, team)


def test_a_refused_request_writes_nothing(session: Session, team: Team) -> None:
    request = ask(session, team)
    decide(session, team, request.key, agrees=False)
    with pytest.raises(NotYours):
        write_asked(session, team, request)


def test_a_packet_holds_what_others_could_see(session: Session, team: Team) -> None:
    def give(message: str, **columns: object) -> int:
        return make_kudos(
            session, giver=team.cem, recipients=[team.ben], message=message, **columns
        ).id

    give("in public")
    give("of this team", visibility="channel", slack_channel_id=ROOM)
    give("of another team", visibility="channel", slack_channel_id="C0OTHER")
    give("quiet words", visibility="private")
    give("held one", announcement="held")
    give("too early", given_at=NOW.replace(year=2025))
    give("too late", given_at=NOW.replace(month=4))
    hidden, asked = give("hidden one"), give("not yet agreed")
    session.get_one(KudosRecipient, (hidden, team.ben.id)).is_hidden = True
    session.get_one(KudosRecipient, (asked, team.ben.id)).announcement = "asked"
    session.flush()
    make_kudos(session, giver=team.cem, recipients=[team.ana], message="to Ana")
    request = ask(session, team)
    decide(session, team, request.key)
    said = ["in public", "of this team", "of another team", "quiet words", "held one"]
    said += ["too early", "too late", "hidden one", "not yet agreed", "to Ana"]
    own, asked_for = write_own(session, team), write_asked(session, team, request)
    assert [one for one in said if one in own] == said[:3]
    assert [one for one in said if one in asked_for] == said[:2]


def test_a_kudos_leads_to_where_slack_shows_it(session: Session, team: Team) -> None:
    team.row.slack_url = "https://northwind.slack.com/"
    kudos = make_kudos(session, giver=team.ana, recipients=[team.ben])
    make_message(
        session,
        lane=make_lane(session, workspace=team.row),
        kudos_id=kudos.id,
        dedupe_key=announcement_key(kudos.id),
        state="sent",
        slack_ts="1789.000200",
        slack_posted_channel_id=ROOM,
    )
    assert f"https://northwind.slack.com/archives/{ROOM}/p1789000200" in write_own(session, team)
    team.row.slack_url = None
    session.flush()
    assert "archives" not in write_own(session, team)


@pytest.mark.parametrize(("who", "error"), [("ana", NotLeader), ("ben", NotInTeam)])
def test_nobody_has_a_packet_of_a_team_that_one_of_the_two_has_left(
    session: Session, team: Team, who: str, error: type[Exception]
) -> None:
    request = ask(session, team)
    decide(session, team, request.key)
    where = (team.workspace_id, ROOM, getattr(team, who).slack_user_id)
    session.delete(session.get_one(ChannelMember, where))
    session.flush()
    with pytest.raises(error):
        write_asked(session, team, request)


def test_old_requests_go(session: Session, team: Team) -> None:
    ask(session, team)
    expire_requests(session, now=NOW + timedelta(days=89))
    assert session.scalar(select(func.count()).select_from(PacketRequest)) == 1
    expire_requests(session, now=NOW + timedelta(days=91))
    assert session.scalar(select(func.count()).select_from(PacketRequest)) == 0


@pytest.mark.parametrize("whose", ["ana", "ben"])
def test_requests_belong_to_the_data_of_both(session: Session, team: Team, whose: str) -> None:
    ask(session, team)
    person = getattr(team, whose)
    kinds = [one["kind"] for one in export_person(session, person_id=person.id)]
    assert "packet_request" in kinds
    mark_erased(session, person_id=person.id, now=NOW)
    assert session.scalar(select(func.count()).select_from(PacketRequest)) == 0
