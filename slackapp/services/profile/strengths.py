"""A person's own strengths, read from all kudos to them; nobody else is shown these."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from slackapp.domain.profile.strengths import Recognition, TippingPoint, weigh
from slackapp.frameworks.crosswalk import Lens
from slackapp.frameworks.loader import ECF_KEY, load_builtin
from slackapp.frameworks.model import Tier
from slackapp.services.kudos.history import (
    ReceivedTag,
    list_received_me_too,
    list_received_tags,
)
from slackapp.services.workspace.lenses import list_apart
from slackapp.services.workspace.recognition_policy import RecognitionPolicyView

#: What kudos to somebody were for, each with those who joined in on it.
Received = Sequence[tuple[ReceivedTag, frozenset[int]]]


def read_received(
    session: Session, *, workspace_id: int, person_id: int, since: datetime
) -> Received:
    """What kudos to the person since then were for."""
    of_person: dict[str, Any] = {
        "workspace_id": workspace_id,
        "person_id": person_id,
        "since": since,
    }
    joined = list_received_me_too(session, **of_person)
    tags = list_received_tags(session, **of_person)
    nobody = frozenset[int]()
    return [(tag, joined.get(tag.kudos_id, nobody)) for tag in tags]


def read_tipping_point(received: Received, *, policy: RecognitionPolicyView) -> TippingPoint:
    """The person's strengths by cluster of ECF, by the workspace's thresholds."""
    return weigh(
        load_builtin(ECF_KEY),
        (_recognise(tag, tag.competency_key, joined) for tag, joined in received),
        strength=policy.strength,
        excellence=policy.excellence,
    )


def read_through_lens(
    received: Received, *, policy: RecognitionPolicyView, lens: Lens
) -> tuple[TippingPoint, tuple[str, ...]]:
    """The same through a lens, and the names of what that has no counterpart for."""
    reads = [lens.read(tag.stored) for tag, _ in received]
    point = weigh(
        lens.framework_of(reads),
        (
            _recognise(tag, read.competency.key, joined)
            for (tag, joined), read in zip(received, reads, strict=True)
        ),
        strength=policy.strength,
        excellence=policy.excellence,
    )
    return point, list_apart(reads)


def count_practices(received: Received) -> Mapping[str, Mapping[Tier, int]]:
    """For each competency of ECF, how many kudos were for practices of each tier."""
    counts = defaultdict[str, Counter[Tier]](Counter)
    for tag, _ in received:
        if tag.tier is not None:
            counts[tag.competency_key][tag.tier] += 1
    return counts


def _recognise(tag: ReceivedTag, competency_key: str, joined: frozenset[int]) -> Recognition:
    return Recognition(tag.kudos_id, competency_key, tag.giver_id, joined)
