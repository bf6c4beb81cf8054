"""All that is stored about one person: giving it to them, and erasing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from db import (
    Base,
    ChannelMember,
    Kudos,
    KudosDraft,
    KudosRecipient,
    OutboxLane,
    OutboxMessage,
    PacketRequest,
    Person,
    Reflection,
    ReflectionPrompt,
    ReflectionSchedule,
    TeamLeader,
    Workspace,
)
from slackapp.blocks.reflection import build_deleted
from slackapp.errors import UserFacingError
from slackapp.services.announcements import enqueue_updates
from slackapp.services.kudos import get_kudos
from slackapp.services.outbox import PROMPT_LANE
from slackapp.services.plain_words import with_plain_words
from slackapp.services.reflection_posts import show_on_posts, withdraw_share
from slackapp.services.reflections import name_competency

#: What stands in the place of a name that was erased.
ERASED_NAME = "Somebody who left"
_BATCH = 200


class PersonNotFound(UserFacingError):
    """No such person, or several of them."""

    code = "person_not_found"


@dataclass(frozen=True, slots=True)
class Erased:
    """How much of each kind was erased."""

    reflections: int
    prompts: int
    kudos_texts: int
    messages: int


def find_account(
    session: Session, *, slack_user_id: str, slack_team_id: str | None
) -> tuple[int, int]:
    """Workspace and person of that Slack id. Raises PersonNotFound unless there is just one."""
    statement = (
        select(Person.workspace_id, Person.id, Workspace.slack_team_id)
        .join(Workspace, Workspace.id == Person.workspace_id)
        .where(Person.slack_user_id == slack_user_id)
    )
    if slack_team_id is not None:
        statement = statement.where(Workspace.slack_team_id == slack_team_id)
    rows = session.execute(statement).all()
    if not rows:
        raise PersonNotFound(f"Nobody with the id {slack_user_id} is stored.")
    if len(rows) > 1:
        teams = ", ".join(sorted(row.slack_team_id for row in rows))
        raise PersonNotFound(f"{slack_user_id} is in several workspaces: name one of {teams}.")
    return rows[0].workspace_id, rows[0].id


def export_person(session: Session, *, person_id: int) -> Iterator[dict[str, Any]]:
    """All that is stored about a person, an object at a time, each with its `kind`."""
    person = session.get_one(Person, person_id)
    yield _as_object("person", person)
    schedule = session.get(ReflectionSchedule, person_id)
    if schedule is not None:
        yield _as_object("schedule", schedule)
    for table, kind in (
        (ReflectionPrompt, "prompt"),
        (Reflection, "reflection"),
    ):
        rows = select(table).where(table.person_id == person_id).order_by(table.id)
        for row in session.scalars(rows.execution_options(yield_per=_BATCH)):
            yield _as_object(kind, row)
    requests = select(PacketRequest).where(_is_request_of(person_id)).order_by(PacketRequest.id)
    for request in session.scalars(requests):
        yield _as_object("packet_request", request)
    given = select(Kudos.id).where(Kudos.giver_id == person_id).order_by(Kudos.id)
    received = (
        select(Kudos.id)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .where(KudosRecipient.person_id == person_id)
        .order_by(Kudos.id)
    )
    for kind, wanted in (("kudos_given", given), ("kudos_received", received)):
        for kudos_id in session.scalars(wanted).all():
            kudos = get_kudos(session, workspace_id=person.workspace_id, kudos_id=kudos_id)
            (kudos,) = with_plain_words(session, person.workspace_id, [kudos])
            yield {
                "kind": kind,
                "given_at": kudos.given_at.isoformat(),
                "giver": kudos.giver.slack_user_id,
                "recipients": [one.slack_user_id for one in kudos.recipients],
                "message": kudos.message,
                "visibility": str(kudos.visibility),
                "competencies": [tag.competency.key for tag in kudos.tags],
                "behaviours": [tag.behaviour.key for tag in kudos.tags if tag.behaviour],
            }


def _is_request_of(person_id: int) -> ColumnElement[bool]:
    return or_(PacketRequest.person_id == person_id, PacketRequest.leader_id == person_id)


def _as_object(kind: str, row: Base) -> dict[str, Any]:
    columns = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return {"kind": kind} | {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in columns.items()
    }


def erase_person(session: Session, *, person_id: int, now: datetime) -> Erased:
    """Erase a person's own data; the row stays under another name, so that ids are explained.

    Their answers, prompts and drafts are deleted. Of kudos that they gave, or that went to them
    alone, the words are deleted; that there was a kudos stays, for the others and their counts.
    What Slack shows of it all is changed to match. They take no further part.
    """
    person = session.get_one(Person, person_id, with_for_update=True)
    messages = _empty_messages(session, person)
    reflections, prompts = _erase_reflections(session, person, now)
    session.execute(delete(KudosDraft).where(KudosDraft.giver_id == person_id))
    session.execute(delete(ReflectionSchedule).where(ReflectionSchedule.person_id == person_id))
    session.execute(delete(PacketRequest).where(_is_request_of(person_id)))
    session.execute(delete(TeamLeader).where(TeamLeader.person_id == person_id))
    session.execute(
        delete(ChannelMember).where(
            ChannelMember.workspace_id == person.workspace_id,
            ChannelMember.slack_user_id == person.slack_user_id,
        )
    )
    person.name, person.announce = ERASED_NAME, "me"
    person.tz, person.unknown_tz = "UTC", None
    person.is_deactivated, person.erased_at = True, now
    session.flush()
    kudos_texts = _erase_kudos(session, person, now)
    return Erased(reflections, prompts, kudos_texts, messages)


def _empty_messages(session: Session, person: Person) -> int:
    """Take the words out of what was sent to the person, and cancel what was to be."""
    own = (person.slack_user_id, f"{PROMPT_LANE}{person.slack_user_id}")
    lanes = select(OutboxLane.id).where(
        OutboxLane.workspace_id == person.workspace_id,
        OutboxLane.slack_channel_id.in_((*own, f"response:{person.slack_user_id}")),
    )
    ids = session.scalars(
        update(OutboxMessage)
        .where(OutboxMessage.lane_id.in_(lanes))
        .values(payload="{}")
        .returning(OutboxMessage.id)
    ).all()
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids), OutboxMessage.state == "pending")
        .values(state="cancelled")
    )
    return len(ids)


def _erase_reflections(session: Session, person: Person, now: datetime) -> tuple[int, int]:
    reflections = session.scalars(select(Reflection).where(Reflection.person_id == person.id)).all()
    for reflection in reflections:
        withdraw_share(session, reflection, ERASED_NAME, now)
        session.delete(reflection)
    prompts = session.scalars(
        select(ReflectionPrompt).where(ReflectionPrompt.person_id == person.id)
    ).all()
    for prompt in prompts:
        show_on_posts(session, prompt, build_deleted(name_competency(prompt)[0]), now)
        # The posts outlive the prompt, so that what Slack shows can still be changed.
        session.execute(
            update(OutboxMessage).where(OutboxMessage.prompt_id == prompt.id).values(prompt_id=None)
        )
        session.delete(prompt)
    session.flush()
    return len(reflections), len(prompts)


def _erase_kudos(session: Session, person: Person, now: datetime) -> int:
    others = (
        select(KudosRecipient.kudos_id).where(KudosRecipient.person_id != person.id).correlate(None)
    )
    to_them_alone = (
        select(KudosRecipient.kudos_id)
        .where(KudosRecipient.person_id == person.id, KudosRecipient.kudos_id.not_in(others))
        .correlate(None)
    )
    kudos_ids = session.scalars(
        update(Kudos)
        .where(or_(Kudos.giver_id == person.id, Kudos.id.in_(to_them_alone)))
        .values(message="")
        .returning(Kudos.id)
    ).all()
    named = session.scalars(
        select(KudosRecipient.kudos_id).where(KudosRecipient.person_id == person.id)
    ).all()
    for kudos_id in sorted({*kudos_ids, *named}):
        if kudos_id in kudos_ids:
            session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.kudos_id == kudos_id, OutboxMessage.state != "pending")
                .values(payload="{}")
            )
        kudos = get_kudos(session, workspace_id=person.workspace_id, kudos_id=kudos_id)
        enqueue_updates(
            session,
            workspace_id=person.workspace_id,
            kudos=kudos,
            request_key=f"erased:{person.id}:{kudos_id}",
            now=now,
        )
    return len(kudos_ids)
