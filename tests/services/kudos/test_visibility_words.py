"""Whom the words of single kudos name, for each reader."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from db import KudosRecipient, Person
from factories import NOW, make_channel
from services.team import SUPPORT, Team
from slackapp.domain.kudos.audience import RecipientNotice
from slackapp.domain.kudos.kudos import KudosView
from slackapp.services.kudos import visibility

HERE = SUPPORT.slack_channel_id
ELSEWHERE = "C0ELSE"


@pytest.fixture
def team(session: Session) -> Team:
    """Ana thanks Ben and Cem in a channel that all three are in."""
    team = Team(session)
    make_channel(
        session,
        workspace=team.row,
        slack_channel_id=HERE,
        members=[team.ana, team.ben, team.cem],
    )
    return team


def give(session: Session, team: Team, words: str = "for the calm answer") -> KudosView:
    return team.give(session, team.ben, team.cem, message=words).kudos


def at(person: Person) -> str:
    return f"<@{person.slack_user_id}>"


def names(kudos: KudosView) -> list[str]:
    return [one.name for one in kudos.recipients]


def tell_channel(
    session: Session, team: Team, *kudos: KudosView, **options: Any
) -> list[KudosView]:
    where = {"workspace_id": team.workspace_id, "slack_channel_id": HERE}
    return visibility.tell_channel(session, kudos, **(where | options))


def tell_announced(
    session: Session, team: Team, *kudos: KudosView, **options: Any
) -> list[KudosView]:
    return visibility.tell_announced(
        session, kudos, **({"workspace_id": team.workspace_id} | options)
    )


TOLD = [tell_channel, tell_announced]


@pytest.mark.parametrize("tell", TOLD)
def test_each_kudos_is_told_with_its_own_names(session: Session, team: Team, tell: Any) -> None:
    first = give(session, team, "one")
    second = give(session, team, "two")
    session.get_one(KudosRecipient, (second.kudos_id, team.cem.id)).announcement = "direct"
    session.flush()
    told = tell(session, team, first, second)
    assert [(one.message, names(one)) for one in told] == [
        ("one", ["Ben", "Cem"]),
        ("two", ["Ben"]),
    ]
    assert tell(session, team) == []


@pytest.mark.parametrize("tell", TOLD)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_file_about_somebody_names_them_and_nobody_else_who_has_not_agreed(
    session: Session, team: Team, tell: Any
) -> None:
    team.ben.announce = team.cem.announce = "me"
    kudos = give(session, team, f"{at(team.ben)} and {at(team.cem)}: thanks, says {at(team.ana)}")
    (told,) = tell(session, team, kudos)
    assert names(told) == []
    assert told.message == f"somebody and somebody: thanks, says {at(team.ana)}"
    (told,) = tell(session, team, kudos, about=team.ben.slack_user_id)
    assert names(told) == ["Ben"]
    assert told.message == f"{at(team.ben)} and somebody: thanks, says {at(team.ana)}"


@pytest.mark.parametrize("tell", TOLD)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_another_workspace_s_kudos_name_nobody(session: Session, team: Team, tell: Any) -> None:
    other = Team(session)
    # The same accounts are members there too, and the same people are mentioned.
    twin = other.add(session, slack_user_id=team.ben.slack_user_id)
    make_channel(session, workspace=other.row, slack_channel_id=HERE, members=[twin])
    kudos = give(session, team)
    (told,) = tell(session, team, kudos, workspace_id=other.workspace_id)
    assert names(told) == []


@pytest.mark.parametrize(
    ("who", "in_announcement", "in_channel"),
    [
        ({}, True, True),
        ({"announce": "ask"}, False, False),
        ({"announce": "me"}, False, False),
        ({"erased_at": NOW}, False, False),
        ({"in_digests": False}, True, False),
        ({"in_digests": False, "is_bot": True}, True, True),
        ({"in_digests": False, "is_bot": True, "announce": "me"}, False, False),
    ],
)
@pytest.mark.parametrize("is_member", [True, False])
@pytest.mark.parametrize("backend", ["sqlite"])
def test_whoever_is_only_mentioned_is_named_by_their_own_choice(
    session: Session,
    team: Team,
    who: dict[str, Any],
    in_announcement: bool,
    in_channel: bool,
    is_member: bool,
) -> None:
    dee = team.add(session, name="Dee", **who)
    # Neither another channel nor another workspace speaks for them.
    make_channel(session, workspace=team.row, slack_channel_id=ELSEWHERE, members=[dee])
    other = Team(session)
    twin = other.add(session, slack_user_id=dee.slack_user_id)
    make_channel(session, workspace=other.row, slack_channel_id=HERE, members=[twin])
    if is_member:
        make_channel(session, workspace=team.row, slack_channel_id=HERE, members=[dee])
    words = f"as {at(dee)} saw"
    kudos = replace(give(session, team), message=words)
    shown = {True: words, False: "as somebody saw"}
    by_announcement = tell_announced(session, team, kudos)[0].message
    assert by_announcement == shown[in_announcement]
    drawn = visibility.tell_words(session, kudos, workspace_id=team.workspace_id)
    assert drawn.message == by_announcement
    by_channel = tell_channel(session, team, kudos)[0].message
    assert by_channel == shown[in_channel and (is_member or "is_bot" in who)]
    stranger = visibility.tell_words(session, kudos, workspace_id=other.workspace_id + 1)
    assert stranger.message == shown[False]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_whoever_is_mentioned_in_one_kudos_is_not_named_in_another_by_it(
    session: Session, team: Team
) -> None:
    first = replace(give(session, team), message=f"{at(team.ana)} {at(team.cem)}")
    second = team.give(session, team.ben, giver=team.cem, message=f"{at(team.ana)}").kudos
    told = tell_announced(session, team, first, second)
    assert [one.message for one in told] == [first.message, second.message]
    # Cem is thanked in the first and has not agreed to that; elsewhere Cem may be mentioned.
    session.get_one(KudosRecipient, (first.kudos_id, team.cem.id)).announcement = "direct"
    session.flush()
    second = replace(second, giver=first.giver, message=f"{at(team.cem)} too")
    told = tell_announced(session, team, first, second)
    assert [one.message for one in told] == [f"{at(team.ana)} somebody", f"{at(team.cem)} too"]


@pytest.mark.parametrize("why", ["hidden", "in no digest", "gone from the channel", "deactivated"])
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_recipient_is_named_in_a_channel_while_they_are_in_it_and_want_it(
    session: Session, team: Team, why: str
) -> None:
    kudos = give(session, team)
    assert names(tell_channel(session, team, kudos)[0]) == ["Ben", "Cem"]
    match why:
        case "hidden":
            session.get_one(KudosRecipient, (kudos.kudos_id, team.cem.id)).is_hidden = True
        case "in no digest":
            team.cem.in_digests = False
        case "deactivated":
            team.cem.is_deactivated = True
        case "gone from the channel":
            away = {"slack_channel_id": ELSEWHERE}
            make_channel(session, workspace=team.row, members=[team.ben], **away)
            # Who is in a channel of another workspace is somebody else.
            other = Team(session)
            twin = other.add(session, slack_user_id=team.cem.slack_user_id)
            make_channel(session, workspace=other.row, members=[twin], **away)
            assert names(tell_channel(session, team, kudos, **away)[0]) == ["Ben"]
            return
    session.flush()
    assert names(tell_channel(session, team, kudos)[0]) == ["Ben"]
    # The announcement of it stays as it was.
    assert names(tell_announced(session, team, kudos)[0]) == ["Ben", "Cem"]


def test_a_giver_reads_all_of_theirs_and_a_recipient_of_those_who_agreed_and_of_themselves(
    session: Session, team: Team
) -> None:
    team.cem.announce = "me"
    given = give(session, team, f"{at(team.ben)} and {at(team.cem)}")
    received = team.give(session, team.ana, team.cem, giver=team.ben, message="back").kudos
    ana = {"workspace_id": team.workspace_id, "slack_user_id": team.ana.slack_user_id}
    told = visibility.tell_person(session, [given, received], **ana)
    assert told == [given, replace(received, recipients=received.recipients[:1])]
    cem = ana | {"slack_user_id": team.cem.slack_user_id}
    assert visibility.tell_person(session, [given, received], **cem) == [given, received]
    ben = ana | {"slack_user_id": team.ben.slack_user_id}
    own, gave = visibility.tell_person(session, [given, received], **ben)
    assert (names(own), own.message) == (["Ben"], f"{at(team.ben)} and somebody")
    assert gave == received


@pytest.mark.parametrize("notice", RecipientNotice)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_drawn_words_name_whom_the_announcement_names_its_giver_and_its_reader(
    session: Session, team: Team, notice: RecipientNotice
) -> None:
    words = f"{at(team.ana)} thanks {at(team.ben)}"
    kudos = team.give(session, team.ben, message=words).kudos
    ben = replace(kudos.recipients[0], notice=notice)
    kudos = replace(kudos, recipients=(ben,))
    where = {"workspace_id": team.workspace_id}
    named = notice in ("channel", "agreed")
    drawn = visibility.tell_words(session, kudos, **where).message
    assert drawn == (words if named else f"{at(team.ana)} thanks somebody")
    to_ben = {"slack_user_id": team.ben.slack_user_id}
    assert visibility.tell_words(session, kudos, **where, **to_ben).message == words
    to_cem = {"slack_user_id": team.cem.slack_user_id}
    assert visibility.tell_words(session, kudos, **where, **to_cem).message == drawn
