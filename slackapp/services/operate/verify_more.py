"""The invariants of weekly reflections, monthly digests, own frameworks and of joining in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, cast, exists, or_, select
from sqlalchemy.orm import aliased

from db import (
    AdminAct,
    Digest,
    DigestPlan,
    Erasing,
    Kudos,
    KudosMeToo,
    KudosRecipient,
    MeTooNotice,
    OutboxMessage,
    OwnFramework,
    Person,
    Reflection,
    ReflectionPrompt,
    ReflectionSchedule,
    Team,
    TeamLeader,
    Workspace,
)
from slackapp.frameworks.crosswalk import VERSION_SIGN

_reader = aliased(Person)
_note = aliased(OutboxMessage)
_of_recipient = exists().where(
    KudosRecipient.kudos_id == KudosMeToo.kudos_id,
    KudosRecipient.person_id == KudosMeToo.person_id,
)

#: What each check is called, what must hold, and the ids of the rows for which it does not.
MORE_CHECKS: list[tuple[str, str, Select[Any]]] = [
    (
        "prompt_not_sent",
        "a prompt that was not missed has its message, sent or in hand",
        select(ReflectionPrompt.id).where(
            ReflectionPrompt.state.in_(("due", "asked")),
            ~exists().where(OutboxMessage.prompt_id == ReflectionPrompt.id),
        ),
    ),
    (
        "prompt_without_question",
        "a prompt that was asked has its question",
        select(ReflectionPrompt.id).where(
            ReflectionPrompt.state.in_(("asked", "answered", "skipped")),
            or_(ReflectionPrompt.behaviour_key.is_(None), ReflectionPrompt.asked_at.is_(None)),
        ),
    ),
    (
        "erasing_astray",
        "somebody who is being erased takes no further part, and is in the workspace that says so",
        select(Erasing.person_id)
        .outerjoin(Person, Person.id == Erasing.person_id)
        .where(
            or_(
                Person.erased_at.is_(None),
                Person.workspace_id.is_distinct_from(Erasing.workspace_id),
            )
        ),
    ),
    (
        "prompt_astray",
        "a prompt is in its person's workspace",
        select(ReflectionPrompt.id)
        .outerjoin(Person, Person.id == ReflectionPrompt.person_id)
        .where(Person.workspace_id.is_distinct_from(ReflectionPrompt.workspace_id)),
    ),
    (
        "schedule_astray",
        "a schedule is in its person's workspace",
        select(ReflectionSchedule.person_id)
        .outerjoin(Person, Person.id == ReflectionSchedule.person_id)
        .where(Person.workspace_id.is_distinct_from(ReflectionSchedule.workspace_id)),
    ),
    (
        "reflection_astray",
        "an answer belongs to its prompt's person, and is shared within the workspace alone",
        select(Reflection.id)
        .outerjoin(ReflectionPrompt, ReflectionPrompt.id == Reflection.prompt_id)
        .outerjoin(_reader, _reader.id == Reflection.shared_with_id)
        .where(
            or_(
                ReflectionPrompt.person_id.is_distinct_from(Reflection.person_id),
                ReflectionPrompt.workspace_id.is_distinct_from(Reflection.workspace_id),
                _reader.workspace_id != Reflection.workspace_id,
            )
        ),
    ),
    (
        "digest_not_posted",
        "a digest has the message of its first part, sent or in hand, unless its month was silent",
        select(Digest.id).where(
            Digest.parts > 0,
            ~exists().where(
                OutboxMessage.workspace_id == Digest.workspace_id,
                OutboxMessage.dedupe_key == "digest:" + cast(Digest.id, String) + ":0",
            ),
        ),
    ),
    (
        "digest_astray",
        "a digest is in its team's workspace",
        select(Digest.id)
        .outerjoin(Team, Team.id == Digest.team_id)
        .where(Team.workspace_id.is_distinct_from(Digest.workspace_id)),
    ),
    (
        "digest_plan_astray",
        "a plan is in its team's workspace",
        select(DigestPlan.team_id)
        .outerjoin(Team, Team.id == DigestPlan.team_id)
        .where(Team.workspace_id.is_distinct_from(DigestPlan.workspace_id)),
    ),
    (
        "leader_astray",
        "a leader is in their team's workspace",
        select(TeamLeader.team_id)
        .outerjoin(Team, Team.id == TeamLeader.team_id)
        .outerjoin(Person, Person.id == TeamLeader.person_id)
        .where(
            or_(
                Person.workspace_id.is_distinct_from(Team.workspace_id),
                TeamLeader.workspace_id != Team.workspace_id,
            )
        ),
    ),
    (
        "framework_missing",
        "a workspace that uses a version of its own framework has it",
        select(Workspace.id).where(
            Workspace.framework_key.contains(VERSION_SIGN),
            ~exists().where(
                OwnFramework.workspace_id == Workspace.id,
                OwnFramework.key + VERSION_SIGN + cast(OwnFramework.version, String)
                == Workspace.framework_key,
            ),
        ),
    ),
    (
        "act_astray",
        "whoever decided something, and whoever it was about, is in its workspace",
        select(AdminAct.id)
        .outerjoin(Person, Person.id == AdminAct.actor_id)
        .outerjoin(_reader, _reader.id == AdminAct.person_id)
        .where(
            or_(
                Person.workspace_id != AdminAct.workspace_id,
                _reader.workspace_id != AdminAct.workspace_id,
            )
        ),
    ),
    (
        "me_too_astray",
        "whoever joined in, and whoever is to hear of it, is in the workspace of the kudos",
        select(KudosMeToo.kudos_id)
        .outerjoin(Kudos, Kudos.id == KudosMeToo.kudos_id)
        .outerjoin(Person, Person.id == KudosMeToo.person_id)
        .outerjoin(
            MeTooNotice,
            (MeTooNotice.kudos_id == KudosMeToo.kudos_id)
            & (MeTooNotice.person_id == KudosMeToo.person_id),
        )
        .outerjoin(_reader, _reader.id == MeTooNotice.recipient_id)
        .outerjoin(_note, _note.id == MeTooNotice.message_id)
        .where(
            or_(
                Kudos.workspace_id.is_distinct_from(KudosMeToo.workspace_id),
                Person.workspace_id.is_distinct_from(KudosMeToo.workspace_id),
                MeTooNotice.workspace_id != KudosMeToo.workspace_id,
                _reader.workspace_id != KudosMeToo.workspace_id,
                _note.workspace_id != KudosMeToo.workspace_id,
            )
        ),
    ),
    (
        "me_too_of_recipient",
        "nobody joins in on a kudos that they gave, or that thanks them",
        select(KudosMeToo.kudos_id)
        .join(Kudos, Kudos.id == KudosMeToo.kudos_id)
        .where(or_(Kudos.giver_id == KudosMeToo.person_id, _of_recipient)),
    ),
]
