"""A person's own strengths, read from all kudos to them; nobody else is shown these."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.domain.profile.strengths import Recognition, TippingPoint, weigh
from slackapp.frameworks.crosswalk import Lens
from slackapp.frameworks.loader import ECF_KEY, load_builtin
from slackapp.services.kudos.history import list_received_tags
from slackapp.services.workspace.lenses import list_apart
from slackapp.services.workspace.recognition_policy import RecognitionPolicyView


def read_tipping_point(
    session: Session,
    *,
    workspace_id: int,
    person_id: int,
    since: datetime,
    policy: RecognitionPolicyView,
) -> TippingPoint:
    """The person's strengths by cluster of ECF, by the workspace's thresholds."""
    tags = list_received_tags(session, workspace_id=workspace_id, person_id=person_id, since=since)
    return weigh(
        load_builtin(ECF_KEY),
        [Recognition(tag.kudos_id, tag.competency_key, tag.giver_id) for tag in tags],
        strength=policy.strength,
        excellence=policy.excellence,
    )


def read_through_lens(
    session: Session,
    *,
    workspace_id: int,
    person_id: int,
    since: datetime,
    policy: RecognitionPolicyView,
    lens: Lens,
) -> tuple[TippingPoint, tuple[str, ...]]:
    """The same through a lens, and the names of what that has no counterpart for."""
    tags = list_received_tags(session, workspace_id=workspace_id, person_id=person_id, since=since)
    reads = [lens.read(tag.stored) for tag in tags]
    point = weigh(
        lens.framework_of(reads),
        [
            Recognition(tag.kudos_id, read.competency.key, tag.giver_id)
            for tag, read in zip(tags, reads, strict=True)
        ],
        strength=policy.strength,
        excellence=policy.excellence,
    )
    return point, list_apart(reads)
