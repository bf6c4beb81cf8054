"""What a workspace decided about giving, and what holds where it decided nothing."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import insert
from sqlalchemy.orm import Session

from db import GivingPolicy
from factories import make_workspace
from slackapp.services.workspace.giving_policy import (
    GivingPolicyView,
    change_giving_policy,
    get_giving_policy,
)

OWN = GivingPolicyView(
    undo_hours=2, takes_reactions=True, reaction="tada", most_in_group=9, gives_hints=False
)


def test_the_defaults_of_the_table_are_those_of_who_decided_nothing(session: Session) -> None:
    workspace = make_workspace(session)
    default = GivingPolicyView(24, False, "kudos", 30, True)
    assert get_giving_policy(session, workspace_id=workspace.id) == default
    session.execute(insert(GivingPolicy).values(workspace_id=workspace.id))
    assert get_giving_policy(session, workspace_id=workspace.id) == default


def test_each_workspace_decides_for_itself_and_may_change_its_mind(session: Session) -> None:
    workspace, other = make_workspace(session), make_workspace(session)
    for policy in (OWN, replace(OWN, reaction="clap"), GivingPolicyView()):
        change_giving_policy(session, workspace_id=workspace.id, policy=policy)
        assert get_giving_policy(session, workspace_id=workspace.id) == policy
    assert get_giving_policy(session, workspace_id=other.id) == GivingPolicyView()
