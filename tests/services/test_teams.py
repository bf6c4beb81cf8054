"""The leaders of a team: where people look for them, and what being in its channel decides."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from db import Channel
from factories import NOW, make_channel, make_person, make_team, make_workspace
from slackapp.errors import NotLeader
from slackapp.services.teams import (
    check_leads,
    check_may_ask,
    list_leaders,
    list_own_leaders,
    may_read_as_leader,
    set_leaders,
)


def test_leaders_are_listed_by_name_whatever_the_database_makes_of_letters(
    session: Session,
) -> None:
    workspace = make_workspace(session)
    names = ["Zoë", "Emma", "émile", "Örjan"]
    people = [make_person(session, workspace=workspace, name=name) for name in names]
    ana = make_person(session, workspace=workspace, name="Ana")
    channel = make_channel(session, workspace=workspace, members=[*people, ana])
    where = {"workspace_id": workspace.id, "slack_channel_id": channel.slack_channel_id}
    set_leaders(session, **where, person_ids=[one.id for one in people])
    of_channel = list_leaders(session, **where)
    of_ana = list_own_leaders(session, workspace_id=workspace.id, slack_user_id=ana.slack_user_id)
    assert [one.name for one in of_channel] == ["émile", "Emma", "Örjan", "Zoë"]
    assert of_ana == of_channel


@pytest.mark.parametrize(
    ("kind", "is_leader", "is_admin", "is_here", "may_read"),
    [
        ("public", True, False, True, True),
        ("public", True, False, False, False),
        ("public", False, True, True, True),
        ("public", False, True, False, True),
        ("public", False, False, True, False),
        ("private", True, False, True, True),
        ("private", True, False, False, False),
        ("private", False, True, True, True),
        ("private", False, True, False, False),
        ("private", True, True, False, False),
        ("private", False, False, True, False),
    ],
)
def test_a_role_is_no_right_to_read_what_is_said_in_a_channel(
    session: Session, kind: str, is_leader: bool, is_admin: bool, is_here: bool, may_read: bool
) -> None:
    workspace = make_workspace(session)
    lee = make_person(session, workspace=workspace, is_admin=is_admin)
    channel = make_channel(
        session, workspace=workspace, kind=kind, members=[lee] if is_here else []
    )
    make_team(session, channel=channel, leaders=[lee] if is_leader else [])
    # What they are elsewhere counts for nothing here.
    elsewhere = make_channel(session, workspace=workspace, members=[lee])
    make_team(session, channel=elsewhere, leaders=[lee])
    given: dict[str, Any] = {
        "workspace_id": workspace.id,
        "slack_channel_id": channel.slack_channel_id,
        "person_id": lee.id,
    }
    assert may_read_as_leader(session, **given) is may_read
    if may_read:
        check_leads(session, **given)
        check_may_ask(session, **given)
    else:
        for check in (check_leads, check_may_ask):
            with pytest.raises(NotLeader):
                check(session, **given)


@pytest.mark.parametrize(
    "what",
    [{"is_deactivated": True}, {"is_stranger": True}, {"is_bot": True}, {"erased_at": NOW}],
    ids=["deactivated", "of another company", "an app", "erased"],
)
@pytest.mark.parametrize("kind", ["public", "private"])
def test_who_is_no_colleague_any_more_reads_and_leads_nothing(
    session: Session, kind: str, what: dict[str, Any]
) -> None:
    workspace = make_workspace(session)
    lee = make_person(session, workspace=workspace, is_admin=True, **what)
    ana = make_person(session, workspace=workspace)
    channel = make_channel(session, workspace=workspace, kind=kind, members=[lee, ana])
    make_team(session, channel=channel, leaders=[lee])
    where: dict[str, Any] = {
        "workspace_id": workspace.id,
        "slack_channel_id": channel.slack_channel_id,
    }
    assert not may_read_as_leader(session, **where, person_id=lee.id)
    with pytest.raises(NotLeader):
        check_may_ask(session, **where, person_id=lee.id, is_typed_there=True)
    assert list_leaders(session, **where) == ()
    found = list_own_leaders(session, workspace_id=workspace.id, slack_user_id=ana.slack_user_id)
    assert found == ()


def test_whoever_left_the_channel_is_no_leader_of_it_any_more(session: Session) -> None:
    workspace = make_workspace(session)
    lee, ana = (make_person(session, workspace=workspace) for _ in range(2))
    channel = make_channel(session, workspace=workspace, members=[ana])
    make_team(session, channel=channel, leaders=[lee, ana])
    where = {"workspace_id": workspace.id, "slack_channel_id": channel.slack_channel_id}
    assert [one.person_id for one in list_leaders(session, **where)] == [ana.id]
    assert (
        list_own_leaders(session, workspace_id=workspace.id, slack_user_id=ana.slack_user_id) == ()
    )


def test_of_a_channel_that_was_never_read_those_named_lead_and_are_told_nothing_yet(
    session: Session,
) -> None:
    workspace = make_workspace(session)
    lee = make_person(session, workspace=workspace)
    channel = make_channel(session, workspace=workspace)
    make_team(session, channel=channel, leaders=[lee])
    session.execute(update(Channel).values(members_checked_at=None))
    where: dict[str, Any] = {
        "workspace_id": workspace.id,
        "slack_channel_id": channel.slack_channel_id,
    }
    assert [one.person_id for one in list_leaders(session, **where)] == [lee.id]
    check_may_ask(session, **where, person_id=lee.id)
    assert not may_read_as_leader(session, **where, person_id=lee.id)


def test_another_workspace_s_channel_of_the_same_id_makes_nobody_a_leader(
    session: Session,
) -> None:
    here, there = make_workspace(session), make_workspace(session)
    lee = make_person(session, workspace=here, is_admin=True)
    make_channel(session, workspace=there, slack_channel_id="C0SAME")
    given: dict[str, Any] = {"slack_channel_id": "C0SAME", "person_id": lee.id}
    assert not may_read_as_leader(session, workspace_id=there.id, **given)
    assert not may_read_as_leader(session, workspace_id=here.id, **given)
