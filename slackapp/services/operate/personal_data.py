"""All that is stored about one person, as it is given to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from db import (
    AdminAct,
    AuditEntry,
    Base,
    ChannelMember,
    Kudos,
    KudosDraft,
    KudosMeToo,
    PacketRequest,
    Person,
    Reaction,
    Reflection,
    ReflectionPrompt,
    ReflectionSchedule,
    Team,
    TeamLeader,
    ThankedMessage,
    UserGroupMember,
    Workspace,
)
from slackapp.blocks.operate import words
from slackapp.errors import UserFacingError
from slackapp.services.files.export import list_own

#: From before the first kudos to after the last.
EVER = (datetime(1970, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))
_BATCH = 200


class PersonNotFound(UserFacingError):
    """No such person, or several of them."""

    code = "person_not_found"


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
        raise PersonNotFound(words.say_not_stored(slack_user_id))
    if len(rows) > 1:
        teams = sorted(row.slack_team_id for row in rows)
        raise PersonNotFound(words.ask_which_workspace(slack_user_id, teams))
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
        (Reaction, "reaction"),
    ):
        rows = select(table).where(table.person_id == person_id).order_by(table.id)
        for row in session.scalars(rows.execution_options(yield_per=_BATCH)):
            yield _as_object(kind, row)
    requests = select(PacketRequest).where(_is_request_of(person_id)).order_by(PacketRequest.id)
    for request in session.scalars(requests):
        yield _as_object("packet_request", request)
    drafts = select(KudosDraft).where(KudosDraft.giver_id == person_id).order_by(KudosDraft.id)
    for draft in session.scalars(drafts):
        # The address of an answer is Slack's, and lets whoever has it write one.
        kept = _as_object("draft", draft)
        yield {name: value for name, value in kept.items() if name != "response_url"}
    yield from _list_thanked(session, person)
    entries = select(AuditEntry).where(AuditEntry.actor_id == person_id).order_by(AuditEntry.id)
    for entry in session.scalars(entries):
        yield _as_object("audit_entry", entry) | {"kind": "audit_entry", "change": entry.kind}
    is_theirs = or_(AdminAct.actor_id == person_id, AdminAct.person_id == person_id)
    for act in session.scalars(select(AdminAct).where(is_theirs).order_by(AdminAct.id)):
        yield _as_object("admin_act", act) | {"kind": "admin_act", "act": act.kind}
    joined = select(KudosMeToo).where(KudosMeToo.person_id == person_id)
    for me_too in session.scalars(joined.order_by(KudosMeToo.joined_at, KudosMeToo.kudos_id)):
        yield _as_object("me_too", me_too)
    yield from _list_places(session, person)
    yield from _list_kudos(session, person)


def _list_thanked(session: Session, person: Person) -> Iterator[dict[str, Any]]:
    """The messages that kudos thank for: what they wrote, and where the ones are of theirs."""
    rows = session.scalars(
        select(ThankedMessage)
        .outerjoin(Kudos, Kudos.id == ThankedMessage.kudos_id)
        .outerjoin(KudosDraft, KudosDraft.id == ThankedMessage.draft_id)
        .where(
            ThankedMessage.workspace_id == person.workspace_id,
            or_(
                ThankedMessage.slack_author_id == person.slack_user_id,
                Kudos.giver_id == person.id,
                KudosDraft.giver_id == person.id,
            ),
        )
        .order_by(ThankedMessage.id)
    )
    for row in rows:
        is_own = row.slack_author_id == person.slack_user_id
        yield {
            "kind": "thanked_message",
            "slack_channel_id": row.slack_channel_id,
            "slack_ts": row.slack_ts,
            # The words are their author's.
            "text": row.text if is_own else None,
        }


def _list_places(session: Session, person: Person) -> Iterator[dict[str, Any]]:
    """The channels and groups that they were last seen in, and the channels that they lead."""
    seen_in = select(ChannelMember.slack_channel_id).where(
        ChannelMember.workspace_id == person.workspace_id,
        ChannelMember.slack_user_id == person.slack_user_id,
    )
    leads = (
        select(Team.slack_channel_id)
        .join(TeamLeader, TeamLeader.team_id == Team.id)
        .where(TeamLeader.person_id == person.id)
    )
    for kind, channels in (("member_of", seen_in), ("leads", leads)):
        for channel in session.scalars(channels.order_by("slack_channel_id")):
            yield {"kind": kind, "slack_channel_id": channel}
    groups = select(UserGroupMember.slack_group_id).where(
        UserGroupMember.workspace_id == person.workspace_id,
        UserGroupMember.slack_user_id == person.slack_user_id,
    )
    for group in session.scalars(groups.order_by(UserGroupMember.slack_group_id)):
        yield {"kind": "member_of_group", "slack_group_id": group}


def _list_kudos(session: Session, person: Person) -> Iterator[dict[str, Any]]:
    """What they gave and received, as `/kudos export` tells it to them."""
    kudos_list = list_own(
        session,
        workspace_id=person.workspace_id,
        person_id=person.id,
        slack_user_id=person.slack_user_id,
        window=EVER,
    )
    for kudos in kudos_list:
        is_own = kudos.giver.slack_user_id == person.slack_user_id
        yield {
            "kind": "kudos_given" if is_own else "kudos_received",
            "given_at": kudos.given_at.isoformat(),
            "giver": kudos.giver.slack_user_id,
            "recipients": [one.slack_user_id for one in kudos.recipients],
            "groups": [one.handle for one in kudos.groups],
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
