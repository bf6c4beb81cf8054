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
from slackapp.domain.base.errors import NotYours
from slackapp.domain.base.period import Period
from slackapp.domain.files.errors import AlreadyAsked, NotInTeam
from slackapp.domain.team.errors import NotLeader, OthersReadHere
from slackapp.services.files.packet import (
    OPEN_FOR,
    RequestView,
    ask_for_packet,
    decide_request,
    find_request,
    get_request,
    write_asked_packet,
    write_own_packet,
)
from slackapp.services.files.personal_data import export_person
from slackapp.services.kudos.announcements import announcement_key
from slackapp.services.operate.erasure import mark_erased
from slackapp.services.team.plans import PlanChoice, change_plan
from slackapp.services.team.teams import set_leaders

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


def write_own(session: Session, team: Team, **changes: str) -> str:
    out = io.StringIO()
    write_own_packet(
        out,
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, team.ben),
        period=PERIOD,
        form="md",
        **changes,  # type: ignore[arg-type]
    )
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
        form="md",
    )
    return out.getvalue()


def leave(session: Session, team: Team, slack_user_id: str) -> None:
    session.delete(session.get_one(ChannelMember, (team.workspace_id, ROOM, slack_user_id)))
    session.flush()


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


def test_a_question_is_open_between_two_people_of_a_team_until_it_is_answered(
    session: Session, team: Team
) -> None:
    night = "C0NIGHT"
    make_channel(session, workspace=team.row, members=[team.ben], slack_channel_id=night)
    for channel in (ROOM, night):
        set_leaders(
            session,
            workspace_id=team.workspace_id,
            slack_channel_id=channel,
            person_ids=[team.ana.id, team.cem.id],
        )
    asked = ask(session, team)
    assert asked == RequestView(
        key=asked.key,
        slack_channel_id=ROOM,
        person_slack_id=team.ben.slack_user_id,
        person_name="Ben",
        leader_id=team.ana.id,
        leader_slack_id=team.ana.slack_user_id,
        leader_name="Ana",
        period=PERIOD,
        state="asked",
        asked_at=NOW,
    )
    ask(session, team, slack_channel_id=night)
    ask(session, team, leader=team.view(session, team.cem))
    decide(session, team, asked.key, agrees=False)
    assert ask(session, team).key != asked.key


def test_a_leader_asks_in_a_channel_that_they_just_came_into(session: Session, team: Team) -> None:
    leave(session, team, team.ana.slack_user_id)
    assert ask(session, team).leader_name == "Ana"


def test_a_request_is_of_its_workspace(session: Session, team: Team) -> None:
    request, other = ask(session, team), Team(session)
    assert find_request(session, workspace_id=other.workspace_id, key=request.key) is None
    assert find_request(session, workspace_id=team.workspace_id, key=request.key) == request


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
    assert "Zealous Service" in write_own(session, team, lens_key="twelve_zealous")


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


def test_a_packet_holds_its_months_from_their_first_moment_on_the_oldest_first(
    session: Session, team: Team
) -> None:
    first, end = PERIOD.window(team.ben.tz)
    for message, given_at in (("the last", end), ("second", NOW), ("first", first)):
        make_kudos(
            session, giver=team.cem, recipients=[team.ben], message=message, given_at=given_at
        )
    own = write_own(session, team)
    assert 0 < own.index("> first") < own.index("> second")
    assert "the last" not in own


def test_a_packet_names_whom_it_is_about_and_others_as_they_choose(
    session: Session, team: Team
) -> None:
    dia = team.add(session, name="Dia")
    ben, ana, elsewhere = (f"<@{one.slack_user_id}>" for one in (team.ben, team.ana, dia))
    make_kudos(
        session,
        giver=team.cem,
        recipients=[team.ben, team.ana, dia],
        message=f"{ben} and {ana} kept calm, {elsewhere} helped",
    )
    request = ask(session, team)
    decide(session, team, request.key)
    team.ben.announce = "me"
    session.flush()
    own, asked_for = write_own(session, team), write_asked(session, team, request)
    assert "@Ben and @Ana kept calm, @Dia helped" in own
    assert "@Ben and @Ana kept calm, " in asked_for
    assert "Dia" not in asked_for
    team.ana.announce = "me"
    session.flush()
    for packet in (write_own(session, team), write_asked(session, team, request)):
        assert "@Ben and " in packet
        assert "Ana kept" not in packet


def test_a_kudos_leads_to_where_slack_shows_it(session: Session, team: Team) -> None:
    team.row.slack_url = "https://northwind.slack.com/"
    kudos = make_kudos(session, giver=team.ana, recipients=[team.ben])
    ours = announcement_key(kudos.id)
    for key, posted in (("a", "1789.000100"), (ours, "1789.000200"), ("z", "1789.000300")):
        make_message(
            session,
            lane=make_lane(session, workspace=team.row),
            kudos_id=kudos.id,
            dedupe_key=key,
            state="sent",
            slack_ts=posted,
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
    leave(session, team, getattr(team, who).slack_user_id)
    with pytest.raises(error):
        write_asked(session, team, request)


def test_nobody_has_a_packet_of_a_team_that_another_company_came_into(
    session: Session, team: Team
) -> None:
    request = ask(session, team)
    decide(session, team, request.key)
    make_channel(session, workspace=team.row, slack_channel_id=ROOM, is_shared=True)
    with pytest.raises(OthersReadHere):
        write_asked(session, team, request)


@pytest.mark.parametrize("whose", ["ana", "ben"])
def test_requests_belong_to_the_data_of_both(session: Session, team: Team, whose: str) -> None:
    ask(session, team)
    person = getattr(team, whose)
    kinds = [one["kind"] for one in export_person(session, person_id=person.id)]
    assert "packet_request" in kinds
    mark_erased(session, person_id=person.id, now=NOW)
    assert session.scalar(select(func.count()).select_from(PacketRequest)) == 0
