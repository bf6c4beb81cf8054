"""What a question is about, and why: choosing it for a person, and saying it."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    Kudos,
    KudosRecipient,
    KudosTag,
    Person,
    Reflection,
    ReflectionPolicy,
    ReflectionPrompt,
    ReflectionSchedule,
    Workspace,
)
from slackapp.blocks.reflection import words
from slackapp.domain.base.due_times import local_date
from slackapp.domain.base.zones import find_zone
from slackapp.domain.reflection.choice import (
    RECENT,
    AskedBefore,
    Choice,
    Reason,
    Recognised,
    asks_everybody,
    choose_question,
    find_cluster,
)
from slackapp.frameworks.loader import ECF_KEY
from slackapp.frameworks.model import Framework
from slackapp.services.kudos.visibility import is_out
from slackapp.services.workspace.frameworks import find_framework


def choose_for(
    session: Session, *, person: Person, schedule: ReflectionSchedule, now: datetime
) -> Choice:
    """What this person would be asked now, and why."""
    return choose_question(
        list_frameworks(session, workspace_id=person.workspace_id),
        asked=_list_asked(session, person),
        recognised=list_recognised(session, person, since=now - RECENT),
        takes_leader_tier=schedule.takes_leader_tier,
        today=local_date(now, person.tz),
    )


def list_frameworks(session: Session, *, workspace_id: int) -> list[Framework]:
    """The frameworks that a workspace's reflections ask through, its own first.

    Values that ask nobody anything leave that to ECF.
    """
    own, lenses = session.execute(
        select(Workspace.framework_key, ReflectionPolicy.asked_lenses)
        .join(ReflectionPolicy, ReflectionPolicy.workspace_id == Workspace.id)
        .where(Workspace.id == workspace_id)
    ).one()
    find = partial(find_framework, session, workspace_id=workspace_id)
    instead = [] if asks_everybody(find(key=own)) else [ECF_KEY]
    keys = dict.fromkeys([own, *instead, *filter(None, lenses.split(","))])
    return [find(key=key) for key in keys]


def _list_asked(session: Session, person: Person) -> list[AskedBefore]:
    rows = session.execute(
        select(
            ReflectionPrompt.framework_key,
            ReflectionPrompt.competency_key,
            ReflectionPrompt.behaviour_key,
            ReflectionPrompt.asked_at,
        ).where(
            ReflectionPrompt.person_id == person.id, ReflectionPrompt.competency_key.is_not(None)
        )
    )
    zone = find_zone(person.tz)
    return [
        AskedBefore(framework, competency, behaviour, asked_at.astimezone(zone).date())
        for framework, competency, behaviour, asked_at in rows
        if framework and competency and behaviour and asked_at
    ]


def list_recognised(session: Session, person: Person, *, since: datetime) -> list[Recognised]:
    """Kudos to the person since then, all of which they can read."""
    rows = session.execute(
        select(KudosTag.competency_key, Person.name, Kudos.given_at)
        .join(Kudos, Kudos.id == KudosTag.kudos_id)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .join(Person, Person.id == Kudos.giver_id)
        .where(
            KudosRecipient.person_id == person.id,
            Kudos.given_at >= since,
            is_out(),
        )
    )
    zone = find_zone(person.tz)
    return [
        Recognised(competency, name, given_at.astimezone(zone).date())
        for competency, name, given_at in rows
    ]


def name_competency(session: Session, row: ReflectionPrompt | Reflection) -> tuple[str, str]:
    """The name of the competency and the question, as the framework has them now."""
    framework = find_framework(
        session, workspace_id=row.workspace_id, key=row.framework_key or ECF_KEY
    )
    competency = framework.find_competency(row.competency_key or "")
    if competency is None:
        return row.competency_key or "", ""
    behaviour = competency.find_behaviour(row.behaviour_key or "")
    return competency.name, (behaviour.question or behaviour.text) if behaviour else ""


def explain(session: Session, prompt: ReflectionPrompt, *, today: date) -> str:
    """Why a prompt asks what it asks, in a sentence; empty where that is not known."""
    if prompt.reason is None:
        return ""
    name, _ = name_competency(session, prompt)
    day = "" if prompt.thanked_on is None else words.say_past_day(prompt.thanked_on, today)
    return words.say_reason(
        Reason(prompt.reason),
        competency=name,
        cluster=_name_cluster(session, prompt) if prompt.reason == Reason.NEW_CLUSTER else "",
        giver=prompt.thanked_by or "",
        day=day,
    )


def _name_cluster(session: Session, prompt: ReflectionPrompt) -> str:
    cluster = find_cluster(
        list_frameworks(session, workspace_id=prompt.workspace_id),
        framework_key=prompt.framework_key or ECF_KEY,
        competency_key=prompt.competency_key or "",
    )
    return "" if cluster is None else " ".join(cluster.name.split())
