"""Somebody's own kudos: theirs alone, and nothing before its time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from db import KudosRecipient, KudosTag, Person
from factories import NOW, make_kudos, make_own_framework
from services.team import DIRECT, WINS, Team
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.kudos import KudosView
from slackapp.frameworks.crosswalk import StoredTag
from slackapp.frameworks.model import Tier
from slackapp.services.kudos.decisions import release_privately
from slackapp.services.kudos.history import (
    ReceivedTag,
    list_own_kudos,
    list_received_tags,
    set_hidden,
)


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def own(session: Session, team: Team, person: Person, limit: int = 10) -> list[KudosView]:
    return list_own_kudos(
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, person),
        limit=limit,
    )


def test_given_and_received_kudos_come_newest_first(session: Session, team: Team) -> None:
    old = team.give(session, team.cem, at=NOW).kudos
    new = team.give(session, team.ana, giver=team.ben, at=NOW + timedelta(minutes=1)).kudos
    team.give(session, team.cem, giver=team.ben)
    assert own(session, team, team.ana) == [new, old]


def test_kudos_of_one_moment_keep_their_order_and_the_limit_cuts_the_oldest(
    session: Session, team: Team
) -> None:
    first, second, third = (team.give(session).kudos for _ in range(3))
    assert own(session, team, team.ben, limit=2) == [third, second]
    assert own(session, team, team.ben) == [third, second, first]
    given = [team.give(session, team.cem, giver=team.ben).kudos for _ in range(2)]
    assert own(session, team, team.ben, limit=2) == given[::-1]


def test_more_kudos_take_no_more_queries(session: Session, team: Team) -> None:
    for _ in range(5):
        team.give(session, team.ben, team.cem, competencies=("empathy", "leadership"))
    queries: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: queries.append(args[2]))

    counts = []
    for limit in (1, 5):
        queries.clear()
        assert len(own(session, team, team.ben, limit=limit)) == limit
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_kudos_for_several_is_in_each_ones_list_once(session: Session, team: Team) -> None:
    kudos = team.give(session, team.ben, team.cem, competencies=("empathy", "leadership")).kudos
    for person in (team.ana, team.ben, team.cem):
        assert own(session, team, person) == [kudos]


def test_a_held_kudos_is_seen_by_its_giver_alone_until_it_is_released(
    session: Session, team: Team
) -> None:
    held = team.give(session, place=WINS).kudos
    assert own(session, team, team.ana) == [held]
    assert own(session, team, team.ben) == []
    sent = release_privately(
        session,
        workspace_id=team.workspace_id,
        giver=team.view(session, team.ana),
        kudos_id=held.kudos_id,
        now=NOW,
    )
    assert own(session, team, team.ben) == [sent]


def test_a_private_kudos_is_seen_by_both_and_nobody_else(session: Session, team: Team) -> None:
    kudos = team.give(session, place=DIRECT).kudos
    assert own(session, team, team.ana) == own(session, team, team.ben) == [kudos]
    assert own(session, team, team.cem) == []


def test_another_workspaces_kudos_never_show(session: Session, team: Team) -> None:
    team.give(session)
    other = Team(session)
    assert own(session, other, other.ana) == []
    for person in (team.ana, team.ben):
        found = list_own_kudos(
            session,
            workspace_id=other.workspace_id,
            person=team.view(session, person),
            limit=10,
        )
        assert found == []


def is_hidden(session: Session, kudos: KudosView, person: Person) -> bool:
    row = session.get_one(KudosRecipient, (kudos.kudos_id, person.id), populate_existing=True)
    return row.is_hidden


def test_a_recipient_hides_a_kudos_to_them_and_nobody_else_s(session: Session, team: Team) -> None:
    kudos, untouched = (team.give(session, team.ben, team.cem).kudos for _ in range(2))
    own = {"workspace_id": team.workspace_id, "kudos_id": kudos.kudos_id}
    ben = team.view(session, team.ben)
    set_hidden(session, **own, person=ben, is_hidden=True)
    assert is_hidden(session, kudos, team.ben)
    assert not is_hidden(session, kudos, team.cem) and not is_hidden(session, untouched, team.ben)
    set_hidden(session, **own, person=ben, is_hidden=False)
    assert not is_hidden(session, kudos, team.ben)
    with pytest.raises(NotYours):
        set_hidden(session, **own, person=team.view(session, team.ana), is_hidden=True)
    elsewhere = own | {"workspace_id": Team(session).workspace_id}
    with pytest.raises(NotYours):
        set_hidden(session, **elsewhere, person=ben, is_hidden=True)


def test_what_somebody_was_thanked_for_is_theirs_and_known_to_them(
    session: Session, team: Team
) -> None:
    later = NOW + timedelta(minutes=1)
    options = {"giver": team.ana, "recipients": [team.ben]}
    young = make_kudos(session, **options, given_at=later, competencies=("empathy", "leadership"))
    old = make_kudos(session, **options, visibility="private", announcement="none")
    make_kudos(session, **options, given_at=NOW - timedelta(minutes=1))
    make_kudos(session, **options, announcement="held")
    make_kudos(session, giver=team.ben, recipients=[team.cem])
    where = {"workspace_id": team.workspace_id, "person_id": team.ben.id}
    assert list_received_tags(session, **where, since=NOW) == [
        ReceivedTag(old.id, "empathy", team.ana.id, NOW, StoredTag("ecf", "empathy"), Tier.BASIC),
        ReceivedTag(
            young.id, "empathy", team.ana.id, later, StoredTag("ecf", "empathy"), Tier.BASIC
        ),
        ReceivedTag(
            young.id, "leadership", team.ana.id, later, StoredTag("ecf", "leadership"), Tier.LEADER
        ),
    ]
    # By the competency that a word of the company's own counts as.
    make_own_framework(session, workspace=team.row)
    wanted = select(KudosTag).where(KudosTag.kudos_id == old.id)
    tag = session.scalars(wanted).one()
    tag.framework_key, tag.competency_key, tag.behaviour_key = "values@1", "kind", "asks"
    tag.word_framework_key, tag.word_key = "twelve_zealous", "kindness"
    session.flush()
    first, *_ = list_received_tags(session, **where, since=NOW)
    assert first.competency_key == "empathy"
    assert first.stored == StoredTag("values@1", "kind", "asks", "twelve_zealous", "kindness")
    elsewhere = where | {"workspace_id": Team(session).workspace_id}
    assert list_received_tags(session, **elsewhere, since=NOW) == []
