"""What a workspace decided about reading kudos, and what holds where it decided nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import RecognitionPolicy
from factories import make_workspace
from slackapp.domain.profile.strengths import ExcellenceBelowStrength, Threshold
from slackapp.services.workspace.recognition_policy import (
    RecognitionPolicyView,
    change_recognition_policy,
    get_recognition_policy,
)

OWN = RecognitionPolicyView(
    strength=Threshold(2, 2),
    excellence=Threshold(9, 4),
    smallest_group=8,
    names_unrecognised=True,
)


def test_a_workspace_that_decided_nothing_has_the_defaults(session: Session) -> None:
    workspace = make_workspace(session)
    assert get_recognition_policy(session, workspace_id=workspace.id) == RecognitionPolicyView(
        strength=Threshold(3, 2),
        excellence=Threshold(6, 3),
        smallest_group=5,
        names_unrecognised=False,
    )


def test_the_defaults_of_the_table_are_the_same(session: Session) -> None:
    workspace = make_workspace(session)
    session.execute(insert(RecognitionPolicy).values(workspace_id=workspace.id))
    assert get_recognition_policy(session, workspace_id=workspace.id) == RecognitionPolicyView()


def test_decisions_are_kept_and_can_be_changed_again(session: Session) -> None:
    workspace = make_workspace(session)
    for policy in (OWN, replace(OWN, smallest_group=3), RecognitionPolicyView()):
        change_recognition_policy(session, workspace_id=workspace.id, policy=policy)
        assert get_recognition_policy(session, workspace_id=workspace.id) == policy
    assert len(session.scalars(select(RecognitionPolicy)).all()) == 1


def test_each_workspace_decides_for_itself(session: Session) -> None:
    workspace, other = make_workspace(session), make_workspace(session)
    change_recognition_policy(session, workspace_id=workspace.id, policy=OWN)
    assert get_recognition_policy(session, workspace_id=other.id) == RecognitionPolicyView()


@pytest.mark.parametrize("excellence", [Threshold(1, 4), Threshold(9, 1)])
def test_excellence_below_strength_is_refused_and_changes_nothing(
    session: Session, excellence: Threshold
) -> None:
    workspace = make_workspace(session)
    policy = replace(OWN, excellence=excellence)
    with pytest.raises(ExcellenceBelowStrength):
        change_recognition_policy(session, workspace_id=workspace.id, policy=policy)
    assert get_recognition_policy(session, workspace_id=workspace.id) == RecognitionPolicyView()


def test_a_group_of_two_is_too_small_for_the_database_too(session: Session) -> None:
    workspace = make_workspace(session)
    with pytest.raises(IntegrityError), session.begin_nested():
        change_recognition_policy(
            session, workspace_id=workspace.id, policy=replace(OWN, smallest_group=2)
        )
