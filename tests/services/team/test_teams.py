"""The leaders of a team: where people look for them, and what being in its channel decides."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from db import Channel
from factories import NOW, make_channel, make_person, make_team, make_workspace
from slackapp.domain.team.errors import NotLeader
from slackapp.services.team.teams import (
    check_leads,
    check_may_ask,
    ensure_team,
    find_team_channel,
    find_team_id,
    list_leaders,
    list_own_leaders,
    list_team_channels,
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
    make_channel(session, workspace=workspace)  # which was read
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


def test_a_team_is_found_by_its_channel_and_its_id_in_its_workspace_alone(session: Session) -> None:
    here, there = make_workspace(session), make_workspace(session)
    make_channel(session, workspace=here, slack_channel_id="C0SAME")
    where: dict[str, Any] = {"workspace_id": here.id, "slack_channel_id": "C0SAME"}
    assert find_team_id(session, **where) is None
    other = ensure_team(session, there.id, "C0SAME")
    ensure_team(session, here.id, "C0FIRST")
    team_id = ensure_team(session, here.id, "C0SAME")
    assert ensure_team(session, here.id, "C0SAME") == team_id != other
    assert find_team_id(session, **where) == team_id
    assert find_team_id(session, workspace_id=there.id, slack_channel_id="C0SAME") == other
    assert find_team_channel(session, workspace_id=here.id, team_id=team_id) == "C0SAME"
    assert find_team_channel(session, workspace_id=there.id, team_id=team_id) is None


def test_leaders_are_named_in_place_of_those_before_and_in_that_channel_alone(
    session: Session,
) -> None:
    workspace = make_workspace(session)
    lee, ana = (make_person(session, workspace=workspace, name=name) for name in ("Lee", "Ana"))
    for channel in ("C0TWO", "C0ONE", "C0NONE"):
        make_channel(session, workspace=workspace, slack_channel_id=channel, members=[lee, ana])
        ensure_team(session, workspace.id, channel)

    def name(channel: str, *people: int) -> None:
        where = {"workspace_id": workspace.id, "slack_channel_id": channel}
        set_leaders(session, **where, person_ids=people)

    def leaders(channel: str) -> list[str]:
        where = {"workspace_id": workspace.id, "slack_channel_id": channel}
        return [one.name for one in list_leaders(session, **where)]

    name("C0ONE", lee.id, ana.id, lee.id)
    name("C0TWO", lee.id)
    assert (leaders("C0ONE"), leaders("C0TWO")) == (["Ana", "Lee"], ["Lee"])
    name("C0ONE", ana.id)
    assert (leaders("C0ONE"), leaders("C0TWO"), leaders("C0NONE")) == (["Ana"], ["Lee"], [])
    other = make_workspace(session)
    make_team(
        session,
        channel=make_channel(session, workspace=other),
        leaders=[make_person(session, workspace=other)],
    )
    assert list_team_channels(session, workspace_id=workspace.id) == ("C0ONE", "C0TWO")
    name("C0TWO")
    assert list_team_channels(session, workspace_id=workspace.id) == ("C0ONE",)


def test_two_of_one_name_are_listed_in_the_order_in_which_they_came(session: Session) -> None:
    workspace = make_workspace(session)
    first, second = (make_person(session, workspace=workspace, name="Lee") for _ in range(2))
    channel = make_channel(session, workspace=workspace, members=[second, first])
    make_team(session, channel=channel, leaders=[second, first])
    where = {"workspace_id": workspace.id, "slack_channel_id": channel.slack_channel_id}
    found = list_leaders(session, **where)
    assert [(one.person_id, one.slack_user_id, one.name) for one in found] == [
        (one.id, one.slack_user_id, "Lee") for one in (first, second)
    ]


def test_somebody_s_own_leaders_are_those_of_the_teams_that_they_are_in(session: Session) -> None:
    workspace = make_workspace(session)
    lee, ana, bo, guest = (
        make_person(session, workspace=workspace, name=name) for name in ("Lee", "Ana", "Bo", "Gus")
    )
    guest.is_guest = True
    zed = make_person(session, workspace=workspace, name="Zed")
    for members, leaders in (
        ([ana, lee, guest, zed], [lee, ana, guest]),
        # Bo was named here, and is in other channels alone.
        ([ana, lee], [bo]),
        ([ana, lee], [lee]),
        ([bo, ana], []),
        ([bo], [bo]),
    ):
        make_team(
            session,
            channel=make_channel(session, workspace=workspace, members=members),
            leaders=leaders,
        )
    # A channel of that id, and an account of that id, in another workspace are others.
    there = make_workspace(session)
    twin = make_person(session, workspace=there, slack_user_id=ana.slack_user_id)
    boss = make_person(session, workspace=there, name="Boss")
    make_team(
        session,
        channel=make_channel(session, workspace=there, members=[twin, boss]),
        leaders=[boss],
    )

    def own(person: Any) -> list[str]:
        who = person.slack_user_id
        found = list_own_leaders(session, workspace_id=workspace.id, slack_user_id=who)
        return [one.name for one in found]

    assert (own(ana), own(lee), own(bo)) == (["Lee"], ["Ana"], [])


def test_what_is_stored_of_another_workspace_says_nothing_of_a_channel(session: Session) -> None:
    here, there = make_workspace(session), make_workspace(session)
    lee = make_person(session, workspace=here)
    twin = make_person(session, workspace=there, slack_user_id=lee.slack_user_id)
    channel = make_channel(session, workspace=here, slack_channel_id="C0SAME", kind="private")
    make_team(session, channel=channel, leaders=[lee])
    where: dict[str, Any] = {"workspace_id": here.id, "slack_channel_id": "C0SAME"}
    public = make_channel(session, workspace=there, slack_channel_id="C0SAME", members=[twin])
    make_team(session, channel=public, leaders=[twin])
    # Lee is in it there, and it is public there.
    assert list_leaders(session, **where) == ()
    assert not may_read_as_leader(session, **where, person_id=lee.id)
    lee.is_admin = True
    session.flush()
    assert not may_read_as_leader(session, **where, person_id=lee.id)
    # Its members were read there, and never here.
    channel.members_checked_at = None
    session.flush()
    assert [one.person_id for one in list_leaders(session, **where)] == [lee.id]
    check_may_ask(session, **where, person_id=lee.id)
    # Who is named there is nobody here.
    lee.is_admin = False
    bo = make_person(session, workspace=here)
    session.flush()
    with pytest.raises(NotLeader):
        check_may_ask(session, **where, person_id=bo.id, is_typed_there=True)
    with pytest.raises(NotLeader):
        check_may_ask(session, **where, person_id=twin.id, is_typed_there=True)


def test_whoever_typed_it_in_the_channel_is_in_it(session: Session) -> None:
    workspace = make_workspace(session)
    lee, boss, ana = (make_person(session, workspace=workspace) for _ in range(3))
    boss.is_admin = True
    channel = make_channel(session, workspace=workspace, kind="private")
    make_team(session, channel=channel, leaders=[lee])
    where: dict[str, Any] = {
        "workspace_id": workspace.id,
        "slack_channel_id": channel.slack_channel_id,
    }
    for person in (lee, boss):
        check_may_ask(session, **where, person_id=person.id, is_typed_there=True)
        with pytest.raises(NotLeader):
            check_may_ask(session, **where, person_id=person.id)
    with pytest.raises(NotLeader):
        check_may_ask(session, **where, person_id=ana.id, is_typed_there=True)
