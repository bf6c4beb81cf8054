"""The mirror: what a person's answers say beside what kudos to them say, over a period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Person, Reflection, check_only_reads
from slackapp.domain.profile.johari import OthersView, OwnView, Thresholds, View, look
from slackapp.frameworks.loader import ECF_KEY, load_builtin
from slackapp.services.kudos.history import ReceivedTag, list_received_tags
from slackapp.services.workspace.frameworks import read_as_ecf


def read_mirror(
    session: Session,
    *,
    person_id: int,
    since: datetime,
    thresholds: Thresholds,
    tags: Sequence[ReceivedTag] | None = None,
) -> dict[View, tuple[str, ...]]:
    """The names of the framework's competencies by what the mirror says of them.

    An inner habit counts as the competency that it stands for. `tags` are what kudos since
    then were for, where that was read before.
    """
    check_only_reads(session)
    workspace_id = session.scalars(select(Person.workspace_id).where(Person.id == person_id)).one()
    answers = session.execute(
        select(
            Reflection.framework_key,
            Reflection.competency_key,
            Reflection.frequency,
        ).where(Reflection.person_id == person_id, Reflection.answered_at >= since)
    )
    own = [
        OwnView(
            read_as_ecf(session, workspace_id=workspace_id, framework_key=framework_key, key=key),
            frequency,
        )
        for framework_key, key, frequency in answers
    ]
    if tags is None:
        tags = list_received_tags(
            session, workspace_id=workspace_id, person_id=person_id, since=since
        )
    others = [OthersView(tag.competency_key, tag.giver_id) for tag in tags]
    names = {one.key: one.name for one in load_builtin(ECF_KEY).competencies()}
    seen = look(names, own=own, others=others, thresholds=thresholds)
    return {view: tuple(names[key] for key in seen if seen[key] is view) for view in View}
