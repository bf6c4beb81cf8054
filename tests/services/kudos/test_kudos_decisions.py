"""What a giver decides after a kudos was given, and that nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from databases import Database
from db import KudosTag, Person
from factories import NOW
from services.races import overlap
from services.team import LEADS, SUPPORT, WINS, Team, get_competency
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.audience import (
    Announcement,
    ChannelKind,
    Place,
    RecipientNotice,
    Visibility,
)
from slackapp.domain.kudos.errors import AppNotInChannel
from slackapp.domain.kudos.kudos import KudosView
from slackapp.services.kudos.decisions import (
    HOLD_FOR,
    choose_behaviour,
    release_overdue,
    release_privately,
    release_to_channel,
)
from slackapp.services.kudos.kudos import get_kudos

EMPATHY = get_competency("empathy").behaviours
INVITED = Place(WINS.slack_channel_id, ChannelKind.PUBLIC, app_is_member=True)


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def reread(session: Session, team: Team, kudos: KudosView) -> KudosView:
    return get_kudos(session, workspace_id=team.workspace_id, kudos_id=kudos.kudos_id)


def choose(
    session: Session,
    team: Team,
    kudos: KudosView,
    behaviour_key: str,
    *,
    giver: Person | None = None,
    tag_id: int | None = None,
    request_key: str = "click",
) -> KudosView:
    return choose_behaviour(
        session,
        workspace_id=team.workspace_id,
        giver=team.view(session, giver or team.ana),
        tag_id=kudos.tags[0].tag_id if tag_id is None else tag_id,
        behaviour_key=behaviour_key,
        request_key=request_key,
        now=NOW,
    )


def release(
    session: Session, team: Team, kudos: KudosView, place: Place | None, giver: Person | None = None
) -> KudosView:
    who = team.view(session, giver or team.ana)
    common = {"workspace_id": team.workspace_id, "giver": who, "kudos_id": kudos.kudos_id}
    if place is None:
        return release_privately(session, **common, now=NOW)
    return release_to_channel(
        session, **common, place=place, request_key=f"posted-{place.slack_channel_id}", now=NOW
    )


# Choosing a behaviour


@pytest.mark.parametrize("behaviour", EMPATHY, ids=lambda one: one.key)
def test_a_chosen_behaviour_brings_its_tier(session: Session, team: Team, behaviour: Any) -> None:
    kudos = choose(session, team, team.give(session).kudos, behaviour.key)
    assert kudos == reread(session, team, kudos)
    assert kudos.tags[0].behaviour == behaviour
    stored = session.execute(
        select(KudosTag.behaviour_key, KudosTag.tier, KudosTag.tier_source).where(
            KudosTag.kudos_id == kudos.kudos_id
        )
    ).one()
    assert stored == (behaviour.key, behaviour.tier, "chosen")
    assert [one.kind for one in team.promises(session)] == ["post", "update"]


def test_a_behaviour_of_another_tier_changes_that_of_its_tag(session: Session, team: Team) -> None:
    given_for = get_competency("influence")
    other = next(one for one in given_for.behaviours if one.tier != given_for.entry_tier)
    kudos = team.give(session, competencies=("influence",)).kudos
    choose(session, team, kudos, other.key)
    stored = select(KudosTag.tier).where(KudosTag.kudos_id == kudos.kudos_id)
    assert session.scalars(stored).one() == other.tier


def test_another_behaviour_may_be_chosen_later(session: Session, team: Team) -> None:
    kudos = team.give(session).kudos
    choose(session, team, kudos, EMPATHY[0].key, request_key="click-1")
    kudos = choose(session, team, kudos, EMPATHY[-1].key, request_key="click-2")
    assert kudos.tags[0].behaviour == EMPATHY[-1]
    post, change = team.promises(session)
    assert (post.kind, change.kind) == ("post", "update")
    assert EMPATHY[-1].text in change.text and EMPATHY[0].text not in change.text


def test_choosing_for_one_tag_leaves_the_others(session: Session, team: Team) -> None:
    kudos = team.give(session, competencies=("leadership", "empathy")).kudos
    kudos = choose(session, team, kudos, EMPATHY[0].key, tag_id=kudos.tags[1].tag_id)
    assert [tag.is_entry_tier for tag in kudos.tags] == [True, False]


@pytest.mark.parametrize("who", ["recipient", "bystander", "stranger"])
def test_only_the_giver_chooses_a_behaviour(session: Session, team: Team, who: str) -> None:
    kudos = team.give(session).kudos
    other = {"recipient": team.ben, "bystander": team.cem, "stranger": Team(session).ana}[who]
    with pytest.raises(NotYours):
        choose_behaviour(
            session,
            workspace_id=other.workspace_id,
            giver=team.view(session, other),
            tag_id=kudos.tags[0].tag_id,
            behaviour_key=EMPATHY[0].key,
            request_key="click",
            now=NOW,
        )
    assert reread(session, team, kudos) == kudos
    assert len(team.promises(session)) == 1


def test_a_tag_or_behaviour_that_is_not_the_kudoss_own_cannot_be_chosen(
    session: Session, team: Team
) -> None:
    kudos = team.give(session).kudos
    with pytest.raises(NotYours):
        choose(session, team, kudos, get_competency("leadership").behaviours[0].key)
    with pytest.raises(NotYours):
        choose(session, team, kudos, "")
    with pytest.raises(NotYours):
        choose(session, team, kudos, EMPATHY[0].key, tag_id=kudos.tags[0].tag_id + 1_000_000)
    assert reread(session, team, kudos) == kudos


def test_two_taps_at_once_leave_the_later_choice_in_the_last_update(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        kudos = team.give(session).kudos
    first, second = (
        lambda session, number=number: choose(
            session, team, kudos, EMPATHY[number].key, request_key=f"click-{number}"
        )
        for number in (0, 1)
    )
    overlap(database, first, second)
    with database.sessions.read() as session:
        assert reread(session, team, kudos).tags[0].behaviour == EMPATHY[1]
        *_, last = team.promises(session)
        assert EMPATHY[1].text in last.text


def test_taps_on_two_tags_at_once_both_show_in_the_last_update(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        kudos = team.give(session, competencies=("empathy", "leadership")).kudos
    taps: list[Callable[[Session], KudosView]] = [
        lambda session, tag=tag: choose(
            session,
            team,
            kudos,
            tag.competency.behaviours[0].key,
            tag_id=tag.tag_id,
            request_key=f"click-{tag.tag_id}",
        )
        for tag in kudos.tags
    ]
    overlap(database, *taps)
    with database.sessions.read() as session:
        *_, last = team.promises(session)
    assert all(tag.competency.behaviours[0].text in last.text for tag in kudos.tags)


# What is held


def test_a_held_kudos_is_told_to_nobody(session: Session, team: Team) -> None:
    shy = team.add(session, announce="me")
    team.give(session, team.ben, shy, place=WINS)
    assert team.promises(session) == []


def test_a_held_kudos_is_announced_where_it_was_given_once_the_app_is_there(
    session: Session, team: Team
) -> None:
    shy = team.add(session, announce="me")
    kudos = release(session, team, team.give(session, team.ben, shy, place=WINS).kudos, INVITED)
    assert (kudos.visibility, kudos.announcement) == (Visibility.PUBLIC, Announcement.CHANNEL)
    assert [one.lane for one in team.promises(session)] == ["C0WINS", shy.slack_user_id]


def test_a_kudos_from_a_private_channel_may_be_released_to_a_public_one(
    session: Session, team: Team
) -> None:
    hidden = Place("C0HIDDEN", ChannelKind.PRIVATE, app_is_member=False)
    kudos = release(session, team, team.give(session, place=hidden).kudos, SUPPORT)
    assert (kudos.visibility, kudos.slack_channel_id) == (Visibility.PUBLIC, "C0SUPPORT")


def test_a_kudos_released_to_a_private_channel_stays_within_it(
    session: Session, team: Team
) -> None:
    kudos = release(session, team, team.give(session, place=WINS).kudos, LEADS)
    assert (kudos.visibility, kudos.slack_channel_id) == (Visibility.CHANNEL, "C0LEADS")


def test_a_held_kudos_waits_while_the_app_is_still_not_there(session: Session, team: Team) -> None:
    kudos = team.give(session, place=WINS).kudos
    with pytest.raises(AppNotInChannel, match="C0WINS"):
        release(session, team, kudos, WINS)
    assert reread(session, team, kudos) == kudos
    assert team.promises(session) == []


def test_a_held_kudos_sent_privately_reaches_each_recipient_alone(
    session: Session, team: Team
) -> None:
    asked = team.add(session, announce="ask")
    kudos = release(session, team, team.give(session, team.ben, asked, place=WINS).kudos, None)
    assert (kudos.visibility, kudos.announcement) == (Visibility.PRIVATE, Announcement.NONE)
    assert {one.notice for one in kudos.recipients} == {RecipientNotice.DIRECT}
    promises = team.promises(session)
    assert [one.lane for one in promises] == [team.ben.slack_user_id, asked.slack_user_id]
    assert not any("May I announce" in one.text for one in promises)


@pytest.mark.parametrize("place", [None, INVITED, SUPPORT], ids=["privately", "here", "default"])
def test_the_first_word_on_a_held_kudos_stands(
    session: Session, team: Team, place: Place | None
) -> None:
    kudos = release(session, team, team.give(session, place=WINS).kudos, place)
    promises = team.promises(session)
    for later in (None, INVITED, SUPPORT):
        assert release(session, team, kudos, later) == kudos
    assert team.promises(session) == promises
    assert len(promises) == 1


@pytest.mark.parametrize("place", [None, INVITED])
def test_only_the_giver_releases_a_held_kudos(
    session: Session, team: Team, place: Place | None
) -> None:
    kudos = team.give(session, place=WINS).kudos
    for other in (team.ben, team.cem):
        with pytest.raises(NotYours):
            release(session, team, kudos, place, giver=other)
    stranger = Team(session)
    with pytest.raises(NotYours):
        release(session, stranger, kudos, place)
    assert reread(session, team, kudos) == kudos
    assert team.promises(session) == stranger.promises(session) == []


def test_two_different_words_on_a_held_kudos_at_once_tell_it_in_one_place(
    database: Database,
) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        kudos = team.give(session, place=WINS).kudos
    first, second = overlap(
        database,
        lambda session: release(session, team, kudos, None),
        lambda session: release(session, team, kudos, SUPPORT),
    )
    assert first == second
    with database.sessions.read() as session:
        assert [one.lane for one in team.promises(session)] == [team.ben.slack_user_id]


def test_a_kudos_held_for_a_day_is_sent_privately(session: Session, team: Team) -> None:
    held = team.give(session, place=WINS).kudos
    younger = team.give(session, place=WINS, at=NOW + timedelta(seconds=1)).kudos
    told = team.give(session).kudos
    assert release_overdue(session, limit=10, now=NOW + HOLD_FOR - timedelta(seconds=1)) == 0
    assert release_overdue(session, limit=10, now=NOW + HOLD_FOR) == 1
    assert reread(session, team, held).visibility is Visibility.PRIVATE
    assert reread(session, team, younger) == younger
    assert reread(session, team, told) == told
    assert release_overdue(session, limit=10, now=NOW + HOLD_FOR) == 0
    assert [one.lane for one in team.promises(session)] == ["C0SUPPORT", team.ben.slack_user_id]


def test_overdue_kudos_are_released_a_page_at_a_time_in_every_workspace(session: Session) -> None:
    teams = [Team(session), Team(session)]
    for team in teams:
        team.give(session, place=WINS)
        team.give(session, place=WINS)
    later = NOW + HOLD_FOR
    assert [release_overdue(session, limit=3, now=later) for _ in range(3)] == [3, 1, 0]
    assert [len(team.promises(session)) for team in teams] == [2, 2]
