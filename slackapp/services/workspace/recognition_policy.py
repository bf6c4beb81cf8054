"""What a workspace decided about reading kudos: thresholds, small groups, who is told what."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import PerDialect, RecognitionPolicy
from slackapp.domain.base.small_groups import SMALLEST
from slackapp.domain.profile.strengths import EXCELLENCE, STRENGTH, Threshold, check_thresholds


@dataclass(frozen=True, slots=True)
class RecognitionPolicyView:
    """A workspace's decisions; the defaults are those of one that decided nothing.

    No number is told about fewer than `smallest_group` people. Where it `names_unrecognised`,
    leaders are told who was not recognised for a while.
    """

    strength: Threshold = STRENGTH
    excellence: Threshold = EXCELLENCE
    smallest_group: int = SMALLEST
    names_unrecognised: bool = False


_RECORD_POLICY = PerDialect(
    RecognitionPolicy,
    lambda statement: statement.on_conflict_do_update(
        index_elements=["workspace_id"],
        set_={
            name: statement.excluded[name]
            for name in (
                "strength_kudos",
                "strength_givers",
                "excellence_kudos",
                "excellence_givers",
                "smallest_group",
                "names_unrecognised",
            )
        },
    ),
)


def get_recognition_policy(session: Session, *, workspace_id: int) -> RecognitionPolicyView:
    """What the workspace decided, or the defaults."""
    table = RecognitionPolicy
    row = session.execute(
        select(
            table.strength_kudos,
            table.strength_givers,
            table.excellence_kudos,
            table.excellence_givers,
            table.smallest_group,
            table.names_unrecognised,
        ).where(table.workspace_id == workspace_id)
    ).one_or_none()
    if row is None:
        return RecognitionPolicyView()
    return RecognitionPolicyView(
        strength=Threshold(row.strength_kudos, row.strength_givers),
        excellence=Threshold(row.excellence_kudos, row.excellence_givers),
        smallest_group=row.smallest_group,
        names_unrecognised=row.names_unrecognised,
    )


def change_recognition_policy(
    session: Session, *, workspace_id: int, policy: RecognitionPolicyView
) -> None:
    """Store the decisions in place of those before.

    Raises ExcellenceBelowStrength where excellence would take less than a strength.
    """
    check_thresholds(policy.strength, policy.excellence)
    session.connection().execute(
        _RECORD_POLICY.of(session),
        {
            "workspace_id": workspace_id,
            "strength_kudos": policy.strength.kudos,
            "strength_givers": policy.strength.givers,
            "excellence_kudos": policy.excellence.kudos,
            "excellence_givers": policy.excellence.givers,
            "smallest_group": policy.smallest_group,
            "names_unrecognised": policy.names_unrecognised,
        },
    )
