"""The mirror: what a person's answers say beside what kudos to them say, over a period."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Kudos, KudosRecipient, KudosTag, Person, Reflection
from slackapp.domain.due_times import local_date
from slackapp.domain.johari import OthersView, OwnView, Thresholds, View, look
from slackapp.frameworks.loader import ECF_KEY, load_builtin


def read_mirror(
    session: Session, *, person_id: int, since: datetime, thresholds: Thresholds
) -> dict[View, tuple[str, ...]]:
    """The names of the framework's competencies by what the mirror says of them.

    An inner habit counts as the competency that it stands for.
    """
    tz = session.scalars(select(Person.tz).where(Person.id == person_id)).one()
    answers = session.execute(
        select(
            Reflection.framework_key,
            Reflection.competency_key,
            Reflection.frequency,
            Reflection.answered_at,
        ).where(Reflection.person_id == person_id, Reflection.answered_at >= since)
    )
    own = [
        OwnView(_stands_for(framework_key, key), frequency, local_date(answered_at, tz))
        for framework_key, key, frequency, answered_at in answers
    ]
    kudos = session.execute(
        select(KudosTag.framework_key, KudosTag.competency_key, Kudos.giver_id, Kudos.given_at)
        .join(Kudos, Kudos.id == KudosTag.kudos_id)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .where(
            KudosRecipient.person_id == person_id,
            Kudos.given_at >= since,
            Kudos.announcement != "held",
        )
    )
    others = [
        OthersView(_stands_for(framework_key, key), giver_id, local_date(given_at, tz))
        for framework_key, key, giver_id, given_at in kudos
    ]
    names = {one.key: one.name for one in load_builtin(ECF_KEY).competencies()}
    seen = look(names, own=own, others=others, thresholds=thresholds)
    return {view: tuple(names[key] for key in seen if seen[key] is view) for view in View}


def _stands_for(framework_key: str, competency_key: str) -> str:
    competency = load_builtin(framework_key).find_competency(competency_key)
    return next(iter(competency.crosswalk), competency_key) if competency else competency_key
