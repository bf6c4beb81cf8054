"""Two workspaces with the same Slack ids never touch or see each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Base, Workspace
from factories import NOW
from services.team import SUPPORT, WINS, Team, get_competency
from slackapp.blocks.base.kit import Content
from slackapp.domain.kudos.audience import AnnounceChoice, ChannelKind, Place
from slackapp.domain.kudos.kudos import MessageThanked
from slackapp.services.kudos.announcements import enqueue_response
from slackapp.services.kudos.consent import answer_announcement
from slackapp.services.kudos.decisions import (
    choose_behaviour,
    release_privately,
    release_to_channel,
)
from slackapp.services.kudos.drafts import (
    delete_draft,
    get_draft,
    hold_draft,
    record_draft,
    update_draft,
)
from slackapp.services.kudos.history import list_own_kudos
from slackapp.services.kudos.kudos import find_given, get_kudos
from slackapp.services.kudos.thanked.messages import forget_thanked, settle_thanked
from slackapp.services.workspace.actors import meet_actor
from slackapp.services.workspace.channels import (
    find_members,
    find_place,
    record_members,
    record_place,
)
from slackapp.services.workspace.people import (
    find_people,
    record_people,
    set_announce_choice,
)
from slackapp.services.workspace.readings import record_sync

Act = Callable[[Session, Team], Any]


def _ids(team: Team) -> dict[str, Any]:
    return {"workspace_id": team.workspace_id}


def _give(session: Session, team: Team) -> Any:
    return team.give(session, team.ben, request_key="same")


def _choose(session: Session, team: Team) -> Any:
    kudos = team.give(session, team.ben, request_key="same").kudos
    return choose_behaviour(
        session,
        **_ids(team),
        giver=team.view(session, team.ana),
        tag_id=kudos.tags[0].tag_id,
        behaviour_key=get_competency("empathy").behaviours[0].key,
        request_key="click",
        now=NOW,
    )


def _release(session: Session, team: Team) -> Any:
    kudos = team.give(session, team.ben, place=WINS, request_key="held").kudos
    giver = team.view(session, team.ana)
    return release_privately(session, **_ids(team), giver=giver, kudos_id=kudos.kudos_id, now=NOW)


def _release_here(session: Session, team: Team) -> Any:
    kudos = team.give(session, team.ben, place=WINS, request_key="held").kudos
    return release_to_channel(
        session,
        **_ids(team),
        giver=team.view(session, team.ana),
        kudos_id=kudos.kudos_id,
        place=SUPPORT,
        request_key="posted",
        now=NOW,
    )


def _agree(session: Session, team: Team) -> Any:
    team.cem.announce = "ask"
    session.flush()
    kudos = team.give(session, team.cem, request_key="asked").kudos
    return answer_announcement(
        session,
        **_ids(team),
        recipient=team.view(session, team.cem),
        kudos_id=kudos.kudos_id,
        allow=True,
        request_key="click",
        now=NOW,
    )


def _draft(session: Session, team: Team) -> Any:
    giver = team.view(session, team.ana)
    draft = record_draft(
        session,
        **_ids(team),
        giver=giver,
        text="@ben",
        slack_channel_id="C0SUPPORT",
        channel_name="support",
        now=NOW,
    )
    update_draft(session, **_ids(team), draft=draft, text="@ben #empathy")
    kept = get_draft(session, **_ids(team), giver=giver, key=draft.key, now=NOW)
    hold_draft(session, **_ids(team), draft=draft)
    assert find_given(session, **_ids(team), request_key=draft.request_key) is None
    return kept


def _thank_for_message(session: Session, team: Team) -> Any:
    said = MessageThanked("C0SUPPORT", "1.1", team.ben.slack_user_id, "Done")
    kudos = team.give(session, team.ben, request_key="of", thanked=said).kudos
    kudos_id = kudos.kudos_id
    settle_thanked(session, **_ids(team), kudos_id=kudos_id, slack_permalink="", is_open=True)
    told = get_kudos(session, **_ids(team), kudos_id=kudos_id)
    assert told.of_message is not None and told.of_message.is_open


def _forget_message(session: Session, team: Team) -> Any:
    _thank_for_message(session, team)
    kudos = find_given(session, **_ids(team), request_key="of")
    assert kudos is not None
    forget_thanked(session, **_ids(team), kudos_id=kudos.kudos_id)


def _cancel(session: Session, team: Team) -> Any:
    delete_draft(session, **_ids(team), draft=_draft(session, team))
    # What the other workspace has under the same key stays.
    return _draft(session, team)


def _learn(session: Session, team: Team) -> Any:
    moved = Place("C0SUPPORT", ChannelKind.PRIVATE, app_is_member=False)
    later = NOW + timedelta(minutes=1)
    record_place(session, **_ids(team), place=moved, now=later)
    record_members(
        session,
        **_ids(team),
        slack_channel_id="C0SUPPORT",
        slack_user_ids=["U9"],
        now=later,
    )


def _rename(session: Session, team: Team) -> Any:
    users = [{"id": team.ben.slack_user_id, "name": "renamed", "deleted": True, "updated": 9}]
    record_people(session, workspace=team.workspace, users=users, now=NOW)
    user = {"id": "U0NEW", "name": "n"}
    meet_actor(session, workspace=team.workspace, slack_user_id="U0NEW", user=user, now=NOW)
    record_sync(session, **_ids(team), now=NOW)


def _choose_announcement(session: Session, team: Team) -> Any:
    person_id = team.view(session, team.ben).person_id
    set_announce_choice(session, person_id=person_id, choice=AnnounceChoice.ME)


def _answer(session: Session, team: Team) -> Any:
    enqueue_response(
        session,
        **_ids(team),
        slack_user_id=team.ana.slack_user_id,
        response_url="https://hooks.slack.com/actions/1",
        content=Content("Chosen", []),
        request_key="same",
        replace=True,
        now=NOW,
    )


ACTS: list[Act] = [
    _give,
    _choose,
    _release,
    _release_here,
    _agree,
    _draft,
    _cancel,
    _thank_for_message,
    _forget_message,
    _learn,
    _rename,
    _choose_announcement,
    _answer,
]


@pytest.fixture
def twins(session: Session) -> tuple[Team, Team]:
    """Two workspaces whose people and channels have the same ids at Slack."""
    one, two = Team(session), Team(session)
    for mine, theirs in ((one.ana, two.ana), (one.ben, two.ben), (one.cem, two.cem)):
        theirs.slack_user_id = mine.slack_user_id
    session.flush()
    for team in (one, two):
        record_place(session, **_ids(team), place=SUPPORT, now=NOW)
        members = [team.ana.slack_user_id, team.ben.slack_user_id]
        record_members(
            session,
            **_ids(team),
            slack_channel_id="C0SUPPORT",
            slack_user_ids=members,
            now=NOW,
        )
        team.give(session, team.ben, request_key="before")
    return one, two


def snapshot(session: Session, team: Team) -> dict[str, Any]:
    """Every row that the workspace has in any table."""
    session.flush()
    tables = [table for table in Base.metadata.sorted_tables if "workspace_id" in table.columns]
    assert len(tables) >= 8
    rows: dict[str, Any] = {
        table.name: session.execute(
            select(table)
            .where(table.c.workspace_id == team.workspace_id)
            .order_by(*table.primary_key.columns)
        ).all()
        for table in tables
    }
    own = select(Workspace.__table__).where(Workspace.id == team.workspace_id)
    rows["workspace"] = session.execute(own).all()
    return rows


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__.strip("_"))
def test_whatever_is_done_in_one_workspace_leaves_the_other_as_it_was(
    session: Session, twins: tuple[Team, Team], act: Act
) -> None:
    one, two = twins
    for actor, bystander in ((one, two), (two, one)):
        mine, theirs = snapshot(session, actor), snapshot(session, bystander)
        act(session, actor)
        assert snapshot(session, bystander) == theirs
        assert snapshot(session, actor) != mine


def test_the_same_ids_name_other_people_channels_and_kudos_in_each_workspace(
    session: Session, twins: tuple[Team, Team]
) -> None:
    one, two = twins
    for act in (_give, _rename, _learn):
        act(session, one)
    ben = one.ben.slack_user_id
    names = []
    for team in twins:
        people = find_people(session, **_ids(team), slack_user_ids=[ben])
        assert list(people) == [ben]
        names.append(people[ben].name)
    assert names == ["renamed", "Ben"]
    channel = {"slack_channel_id": "C0SUPPORT", "now": NOW + timedelta(minutes=2)}
    kinds = [find_place(session, **_ids(team), **channel) for team in twins]
    assert [place and place.kind for place in kinds] == [ChannelKind.PRIVATE, ChannelKind.PUBLIC]
    members = [find_members(session, **_ids(team), **channel) for team in twins]
    assert members == [{"U9"}, {two.ana.slack_user_id, ben}]
    own = [
        list_own_kudos(session, **_ids(team), person=team.view(session, team.ben), limit=10)
        for team in twins
    ]
    assert [len(kudos_list) for kudos_list in own] == [2, 1]
