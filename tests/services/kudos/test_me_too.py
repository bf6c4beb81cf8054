"""Joining in on a kudos: who may, what others read of it, and that it holds for many at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from databases import Database
from db import Kudos, KudosMeToo, OutboxMessage, Person
from factories import NOW, make_channel
from services.races import all_at_once
from services.team import DIRECT, LEADS, SUPPORT, WINS, Promise, Team
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.audience import Place
from slackapp.domain.kudos.kudos import KudosView
from slackapp.domain.kudos.me_too import OwnKudos, ThanksYou
from slackapp.frameworks.loader import load_builtin
from slackapp.services.kudos.decisions import choose_behaviour
from slackapp.services.kudos.me_too import find_announced, set_me_too
from slackapp.services.kudos.taking_back import take_back
from slackapp.services.operate.verify import verify

ELSEWHERE = "C0ELSEWHERE"


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def press(
    session: Session,
    team: Team,
    person: Person,
    kudos: KudosView,
    wants: bool | None = None,
    *,
    acts_in: str = SUPPORT.slack_channel_id,
) -> bool:
    return set_me_too(
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, person),
        kudos_id=kudos.kudos_id,
        wants=wants,
        now=NOW,
        acts_in=acts_in,
    )


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(KudosMeToo)) or 0


def changes(session: Session, team: Team) -> list[Promise]:
    return [one for one in team.promises(session) if one.kind == "update"]


def shown(session: Session, team: Team) -> str:
    """What the announcement will say at the end."""
    return changes(session, team)[-1].text


def assert_sound(session: Session) -> None:
    assert [one.name for one in verify(session, now=NOW) if one.is_broken] == []


def test_whoever_presses_is_named_and_whoever_presses_again_is_not(
    session: Session, team: Team
) -> None:
    kudos = team.give(session).kudos
    assert press(session, team, team.cem, kudos) is True
    change = changes(session, team)[-1]
    assert change.text.endswith("*Cem* says thank you, too")
    assert team.cem.slack_user_id not in str(change.payload)
    assert press(session, team, team.cem, kudos) is False
    assert "thank you, too" not in shown(session, team)
    assert count(session) == 0
    assert_sound(session)


def test_five_are_named_and_how_many_others_there_are(session: Session, team: Team) -> None:
    kudos = team.give(session).kudos
    names = ["Cem", "Dan", "Eva", "Finn", "Gus", "Hal", "Ida", "Jo"]
    lines = []
    for name in names:
        press(session, team, team.add(session, name=name), kudos)
        lines.append(shown(session, team).splitlines()[-1].replace("*", ""))
    assert lines[1] == "Cem and Dan say thank you, too"
    assert lines[4] == "Cem, Dan, Eva, Finn and Gus say thank you, too"
    assert lines[5] == "Cem, Dan, Eva, Finn, Gus and 1 other say thank you, too"
    assert lines[7] == "Cem, Dan, Eva, Finn, Gus and 3 others say thank you, too"
    assert len(changes(session, team)) == 1


def test_a_reaction_is_added_once_and_taken_away_once(session: Session, team: Team) -> None:
    kudos = team.give(session).kudos
    assert [press(session, team, team.cem, kudos, wants) for wants in (True, True)] == [True] * 2
    assert count(session) == 1
    assert [press(session, team, team.cem, kudos, wants) for wants in (False, False)] == [False] * 2
    assert count(session) == 0


def test_neither_giver_nor_recipient_joins_in(session: Session, team: Team) -> None:
    team.cem.announce = "me"
    kudos = team.give(session, team.ben, team.cem).kudos
    for person, error in (
        (team.ana, OwnKudos),
        (team.ben, ThanksYou),
        (team.cem, ThanksYou),
    ):
        with pytest.raises(error):
            press(session, team, person, kudos)
    assert (count(session), changes(session, team)) == (0, [])


@pytest.mark.parametrize(
    ("place", "is_guest", "acts_in", "is_member", "may"),
    [
        (SUPPORT, False, ELSEWHERE, False, True),
        (SUPPORT, True, ELSEWHERE, False, False),
        (SUPPORT, True, ELSEWHERE, True, True),
        (SUPPORT, True, SUPPORT.slack_channel_id, False, True),
        (LEADS, False, ELSEWHERE, False, False),
        (LEADS, False, ELSEWHERE, True, True),
        (LEADS, False, LEADS.slack_channel_id, False, True),
        (LEADS, True, ELSEWHERE, False, False),
        (WINS, False, WINS.slack_channel_id, True, False),
        (DIRECT, False, DIRECT.slack_channel_id, True, False),
    ],
)
def test_only_who_can_read_the_announcement_joins_in(
    session: Session,
    team: Team,
    place: Place,
    is_guest: bool,
    acts_in: str,
    is_member: bool,
    may: bool,
) -> None:
    kudos = team.give(session, place=place).kudos
    person = team.add(session, is_guest=is_guest)
    make_channel(
        session,
        workspace=team.row,
        slack_channel_id=place.slack_channel_id,
        kind=place.kind,
        members=[person] if is_member else [],
    )
    if may:
        assert press(session, team, person, kudos, acts_in=acts_in)
        return
    with pytest.raises(NotYours):
        press(session, team, person, kudos, acts_in=acts_in)
    assert (count(session), changes(session, team)) == (0, [])


def test_a_channel_that_turned_private_is_no_longer_read_by_others(
    session: Session, team: Team
) -> None:
    kudos = team.give(session).kudos
    make_channel(
        session, workspace=team.row, slack_channel_id=SUPPORT.slack_channel_id, kind="private"
    )
    with pytest.raises(NotYours):
        press(session, team, team.cem, kudos, acts_in=ELSEWHERE)


def test_a_recipient_of_what_is_held_learns_nothing_by_pressing(
    session: Session, team: Team
) -> None:
    kudos = team.give(session, place=WINS).kudos
    with pytest.raises(NotYours):
        press(session, team, team.ben, kudos, acts_in=WINS.slack_channel_id)


def test_nobody_of_another_workspace_joins_in(session: Session, team: Team) -> None:
    kudos = team.give(session).kudos
    other = Team(session)
    with pytest.raises(NotYours):
        press(session, other, other.ben, kudos)
    assert count(session) == 0


def test_whoever_can_no_longer_read_it_still_takes_their_name_back(
    session: Session, team: Team
) -> None:
    kudos = team.give(session, place=LEADS).kudos
    press(session, team, team.cem, kudos, acts_in=LEADS.slack_channel_id)
    assert press(session, team, team.cem, kudos, acts_in=ELSEWHERE) is False


@pytest.mark.parametrize("change", [{"is_deactivated": True}, {"erased_at": NOW}])
def test_whoever_left_is_not_named_any_longer(
    session: Session, team: Team, change: dict[str, object]
) -> None:
    kudos = team.give(session).kudos
    press(session, team, team.cem, kudos)
    session.execute(update(Person).where(Person.id == team.cem.id).values(change))
    press(session, team, team.add(session, name="Dan"), kudos)
    assert shown(session, team).endswith("\n*Dan* says thank you, too")


def test_a_kudos_is_found_by_its_announcement_and_by_nothing_else(
    session: Session, team: Team
) -> None:
    shy = team.add(session, announce="me")
    kudos = team.give(session, team.ben, shy).kudos
    for one in team.promises(session):
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == one.message_id)
            .values(state="sent", slack_ts="1.5", slack_posted_channel_id=one.lane)
        )

    def find(channel: str, ts: str, of: Team = team) -> int | None:
        return find_announced(
            session, workspace_id=of.workspace_id, slack_channel_id=channel, slack_ts=ts
        )

    assert find(SUPPORT.slack_channel_id, "1.5") == kudos.kudos_id
    assert find(SUPPORT.slack_channel_id, "1.6") is None
    assert find(shy.slack_user_id, "1.5") is None
    assert find(ELSEWHERE, "1.5") is None
    assert find(SUPPORT.slack_channel_id, "1.5", Team(session)) is None


# Many at once


def open_team(database: Database, people: int) -> tuple[Team, KudosView, list[Person]]:
    """A kudos in a channel that is known, posted already, and colleagues who read it."""
    with database.sessions.begin() as session:
        team = Team(session)
        team.open_support(session)
        kudos = team.give(session).kudos
        session.execute(
            update(OutboxMessage).values(
                state="sent", slack_ts="1.1", slack_posted_channel_id=SUPPORT.slack_channel_id
            )
        )
        others = [team.add(session, name=f"Colleague {number:02}") for number in range(people)]
    return team, kudos, others


def test_fifty_who_press_at_once_are_all_on_it_and_one_update_says_so(database: Database) -> None:
    team, kudos, others = open_team(database, 50)
    results = all_at_once(
        database, [lambda session, who=who: press(session, team, who, kudos) for who in others]
    )
    assert results == [True] * 50
    with database.sessions.read() as session:
        assert count(session) == 50
        (change,) = changes(session, team)
        assert "and 45 others say thank you, too" in change.text
        assert_sound(session)


def test_one_who_joins_in_fifty_times_at_once_is_on_it_once(database: Database) -> None:
    team, kudos, _ = open_team(database, 0)
    results = all_at_once(
        database, [lambda session: press(session, team, team.cem, kudos, True)] * 50
    )
    assert results == [True] * 50
    with database.sessions.read() as session:
        assert (count(session), len(changes(session, team))) == (1, 1)


def test_what_is_taken_back_while_fifty_press_is_gone_with_all_of_them(database: Database) -> None:
    team, kudos, others = open_team(database, 49)

    def undo(session: Session) -> KudosView:
        return take_back(
            session,
            workspace_id=team.workspace_id,
            actor=team.view(session, team.ana),
            kudos_id=kudos.kudos_id,
            now=NOW + timedelta(hours=1),
        )

    works = [lambda session, who=who: press(session, team, who, kudos) for who in others]
    *pressed, taken = all_at_once(database, [*works, undo])
    assert taken == kudos
    assert {type(one) for one in pressed} <= {bool, NotYours}
    with database.sessions.read() as session:
        assert count(session) == 0
        assert session.scalars(select(Kudos.id)).all() == []
        *others_of_it, last = team.promises(session)
        assert last.kind == "delete"
        # What was not on its way already never goes.
        assert {one.state for one in others_of_it if one.kind == "update"} <= {"cancelled"}
        assert_sound(session)


def test_what_is_changed_while_fifty_press_shows_the_change_and_all_names(
    database: Database,
) -> None:
    team, kudos, others = open_team(database, 49)
    behaviour = load_builtin().find_competency("empathy").behaviours[-1]  # type: ignore[union-attr]

    def choose(session: Session) -> KudosView:
        return choose_behaviour(
            session,
            workspace_id=team.workspace_id,
            giver=team.view(session, team.ana),
            tag_id=kudos.tags[0].tag_id,
            behaviour_key=behaviour.key,
            request_key="click",
            now=NOW,
        )

    works = [lambda session, who=who: press(session, team, who, kudos) for who in others]
    results = all_at_once(database, [*works, choose])
    assert [one for one in results if isinstance(one, Exception)] == []
    with database.sessions.read() as session:
        (change,) = changes(session, team)
        assert behaviour.text in change.text
        assert "and 44 others say thank you, too" in change.text
        assert count(session) == 49
