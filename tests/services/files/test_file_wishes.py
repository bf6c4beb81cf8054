"""Files that somebody wished for: who still has one when it is written, and what it tells of."""

from __future__ import annotations

import io
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from db import KudosRecipient, Person
from factories import NOW, PROVEN, make_channel, make_kudos, make_team
from services.team import Team
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.errors import NotYours
from slackapp.domain.base.period import Period
from slackapp.domain.files.errors import NothingToWrite
from slackapp.domain.team.errors import NotLeader, OthersReadHere
from slackapp.services.files.files import (
    FileCover,
    FileWish,
    find_telling,
    find_told_channel,
    promise_file,
    write_file,
)
from slackapp.services.files.packet import RequestView, ask_for_packet, decide_request
from slackapp.services.kudos.sources import Telling

ROOM = "C0TEAM"
MARCH = Period(Month(2026, 3), Month(2026, 3))
APRIL = Period(Month(2026, 4), Month(2026, 4))
IN_MARCH = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
OWN = FileWish.of("own_kudos", MARCH)
OF_TEAM = FileWish.of("team_kudos", MARCH, slack_channel_id=ROOM)
PACKET = FileWish.of("own_packet", MARCH, packet_form="md")


@pytest.fixture
def team(session: Session) -> Team:
    """Ana leads a channel with Ben and Cem in it. Ben was thanked elsewhere, in private as well."""
    team = Team(session)
    for one in (team.ana, team.ben, team.cem):
        one.tz = "UTC"
    members = [team.ana, team.ben, team.cem]
    channel = make_channel(session, workspace=team.row, members=members, slack_channel_id=ROOM)
    make_team(session, channel=channel, leaders=[team.ana])
    make_kudos(session, giver=team.cem, recipients=[team.ben], message="in public")
    make_kudos(
        session, giver=team.cem, recipients=[team.ben], message="in private", visibility="private"
    )
    return team


def ask(session: Session, team: Team, *, agrees: bool = True) -> RequestView:
    """Ana asks about Ben, who says a word on it."""
    asked = ask_for_packet(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=ROOM,
        leader=team.view(session, team.ana),
        person=team.view(session, team.ben),
        period=MARCH,
        now=NOW,
    )
    return decide_request(
        session,
        workspace_id=team.workspace_id,
        key=asked.key,
        person=team.view(session, team.ben),
        agrees=agrees,
        now=NOW,
    )


def asked_packet(request: RequestView) -> FileWish:
    return FileWish.of("asked_packet", APRIL, packet_form="md", request_key=request.key)


def write(session: Session, team: Team, wish: FileWish, who: Person | str) -> tuple[FileCover, str]:
    out = io.StringIO()
    cover = write_file(
        out,
        session,
        workspace_id=team.workspace_id,
        slack_user_id=who if isinstance(who, str) else who.slack_user_id,
        payload=asdict(wish),
        proven_since=PROVEN,
    )
    return cover, out.getvalue()


def tell(session: Session, team: Team, wish: FileWish) -> tuple[Telling | None, str | None]:
    of: dict[str, Any] = {"workspace_id": team.workspace_id, "payload": asdict(wish)}
    return find_telling(session, **of), find_told_channel(session, **of)


def test_a_file_is_promised_once_to_each_who_is_to_have_it(session: Session, team: Team) -> None:
    for key, who in (("a", team.ana), ("a", team.ana), ("a", team.ben), ("b", team.ana)):
        promise_file(
            session,
            workspace_id=team.workspace_id,
            slack_user_id=who.slack_user_id,
            wish=OF_TEAM,
            key=key,
            now=NOW,
        )
    promises = team.promises(session)
    ana, ben = team.ana.slack_user_id, team.ben.slack_user_id
    assert [(one.kind, one.lane) for one in promises] == [
        ("file", ana),
        ("file", ben),
        ("file", ana),
    ]
    assert FileWish(**promises[0].payload) == OF_TEAM


def test_ones_own_kudos_are_written_for_oneself(session: Session, team: Team) -> None:
    cover, written = write(session, team, OWN, team.ben)
    comment = "Your kudos, given and received, March 2026: 2"
    assert cover == FileCover("My kudos, March 2026.csv", "My kudos", comment)
    assert "in public" in written and "in private" in written
    assert "through_" not in written
    # Whoever wants none announced is told of their own.
    team.ben.announce = "me"
    session.flush()
    assert write(session, team, OWN, team.ben) == (cover, written)
    with pytest.raises(NothingToWrite):
        write(session, team, OWN, team.ana)


@pytest.mark.parametrize("wish", [OWN, OF_TEAM])
def test_kudos_are_read_through_the_lens_that_was_named(
    session: Session, team: Team, wish: FileWish
) -> None:
    person = team.ben if wish is OWN else team.ana
    plain = write(session, team, wish, person)[1].splitlines()[0]
    through = FileWish(**asdict(wish) | {"lens_key": "twelve_zealous"})
    assert write(session, team, through, person)[1].splitlines()[0] != plain
    assert "twelve_zealous" in write(session, team, through, person)[1]


@pytest.mark.parametrize("wish", [OWN, OF_TEAM, PACKET])
def test_nobody_who_has_left_or_is_unknown_has_a_file(
    session: Session, team: Team, wish: FileWish
) -> None:
    team.ben.is_deactivated = True
    session.flush()
    for who in (team.ben, "U0NOBODY", Team(session).ben):
        with pytest.raises(NotYours):
            write(session, team, wish, who)


def test_a_teams_kudos_are_written_for_its_leaders(session: Session, team: Team) -> None:
    cover, written = write(session, team, OF_TEAM, team.ana)
    assert cover == FileCover(
        "Team kudos, March 2026.csv",
        "Kudos of a team",
        f"The kudos of <#{ROOM}>, March 2026: 1. They are the ones that digests may tell of: no "
        "private ones, none that were kept out, nobody who stays out of digests.",
    )
    assert "in public" in written and "in private" not in written
    with pytest.raises(NotLeader):
        write(session, team, OF_TEAM, team.ben)
    with pytest.raises(NothingToWrite):
        write(
            session, team, FileWish(**asdict(OF_TEAM) | {"first": None, "last": 202602}), team.ana
        )


def test_a_channel_that_another_company_is_in_has_no_file(session: Session, team: Team) -> None:
    make_channel(session, workspace=team.row, slack_channel_id=ROOM, is_shared=True)
    with pytest.raises(OthersReadHere):
        write(session, team, OF_TEAM, team.ana)


def test_a_packet_of_oneself_is_for_oneself_alone(session: Session, team: Team) -> None:
    cover, written = write(session, team, PACKET, team.ben)
    assert cover == FileCover(
        "Ben, kudos, March 2026.md",
        "Review packet of Ben",
        "Your review packet, March 2026: every line in it names the kudos it rests on. It is "
        "yours: nobody else got it.",
    )
    assert "Made for Ben." in written and "in public" in written
    through = FileWish(**asdict(PACKET) | {"lens_key": "twelve_zealous"})
    assert "Read through Twelve Zealous" in write(session, team, through, team.ben)[1]
    with pytest.raises(NothingToWrite):
        write(session, team, PACKET, team.ana)


def test_a_packet_that_a_leader_asked_for_is_for_the_two_of_them(
    session: Session, team: Team
) -> None:
    wish = asked_packet(ask(session, team))
    cover, written = write(session, team, wish, team.ana)
    ana, ben = f"<@{team.ana.slack_user_id}>", f"<@{team.ben.slack_user_id}>"
    assert cover == FileCover(
        "Ben, review packet for Ana, April 2026.md",
        "Review packet of Ben",
        f"The review packet of {ben}, March 2026, which {ana} asked for and {ben} agreed to. Both "
        "got the same file.",
    )
    assert "# Review packet: Ben" in written and "in public" in written
    assert write(session, team, wish, team.ben) == (cover, written)
    with pytest.raises(NotYours):
        write(session, team, wish, team.cem)
    with pytest.raises(NotYours):
        write(session, team, asked_packet(ask(session, team, agrees=False)), team.ana)
    session.execute(update(KudosRecipient).values(is_hidden=True))
    team.ben.name = "<!channel>"
    session.flush()
    # Said in a message, where a name must not act.
    with pytest.raises(NothingToWrite, match="no kudos to &lt;!channel&gt; that"):
        write(session, team, wish, team.ana)


def test_what_a_file_tells_of_a_channel_is_known_before_it_is_written(
    session: Session, team: Team
) -> None:
    request, other = ask(session, team), Team(session)
    wish = asked_packet(request)
    of_ben = Telling(team.workspace_id, ROOM, IN_MARCH, team.ben.id)
    assert tell(session, team, wish) == (of_ben, ROOM)
    assert tell(session, team, OF_TEAM) == (Telling(team.workspace_id, ROOM, IN_MARCH), ROOM)
    assert tell(session, team, OWN) == (None, None)
    assert tell(session, team, PACKET) == (None, None)
    # Neither a request of another workspace, nor one that there is no longer.
    assert tell(session, other, wish) == (None, None)
