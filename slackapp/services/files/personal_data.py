"""All that is stored about one person, as it is given to them.

Words that Slack was sent are in it as what they tell of, such as a kudos or an answer, and not a
second time as messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from db import (
    AdminAct,
    AuditEntry,
    Base,
    ChannelMember,
    Kudos,
    KudosDraft,
    KudosMeToo,
    KudosRecipient,
    MeTooNotice,
    OutboxLane,
    OutboxMessage,
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
    table_of,
)
from slackapp.services.files.export import list_own
from slackapp.services.kudos.history import select_own
from slackapp.services.outbox.outbox import OWN_LANES

#: What is written down where an operator gives it out.
PERSON_EXPORTED = "person_exported"

#: From before the first kudos to after the last.
EVER = (datetime(1970, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))
_BATCH = 200

#: Kinds that are rows of a table as they are, but for what is told otherwise below.
_TABLES: dict[str, type[Base]] = {
    "person": Person,
    "schedule": ReflectionSchedule,
    "prompt": ReflectionPrompt,
    "reflection": Reflection,
    "reaction": Reaction,
    "packet_request": PacketRequest,
    "draft": KudosDraft,
    "audit_entry": AuditEntry,
    "admin_act": AdminAct,
    "me_too": KudosMeToo,
}
#: Columns that have another name there, for `kind` is that of the object.
_RENAMED = {"audit_entry": {"kind": "change"}, "admin_act": {"kind": "act"}}
#: Whose it is goes without saying. The address of an answer is Slack's, and lets whoever has it
#: write one.
_LEFT_OUT = {"workspace_id", "response_url"}
_KUDOS = (
    "kudos",
    "given_at",
    "giver",
    "giver_name",
    "recipients",
    "recipient_names",
    "groups",
    "message",
    "visibility",
    "slack_channel_id",
    "slack_thread_ts",
    "competencies",
    "behaviours",
    "tiers",
    "words",
)


def _name_field(kind: str, column: Column[Any]) -> str:
    """What a column is called in an object: people are named by Slack's ids."""
    name = _RENAMED.get(kind, {}).get(column.key, column.key)
    return f"{name.removesuffix('_id')}_slack_id" if _names_person(column) else name


def _names_person(column: Column[Any]) -> bool:
    return any(one.column is table_of(Person).c.id for one in column.foreign_keys)


#: Kinds whose rows are these values.
_NAMED_VALUES = {
    "joined_yours": ("kudos", "who_slack_id", "note_id"),
    "shared_with_you": ("whose_slack_id", "answered_at"),
    "member_of": ("slack_channel_id",),
    "leads": ("slack_channel_id",),
    "member_of_group": ("slack_group_id",),
    "sent_message": ("call", "state", "created_at", "settled_at", "is_emptied"),
}
_SENT = (
    OutboxMessage.kind,
    OutboxMessage.state,
    OutboxMessage.created_at,
    OutboxMessage.settled_at,
    OutboxMessage.is_emptied,
)
#: The kinds in the order in which they come, and what each object of them holds besides its kind.
FIELDS: dict[str, tuple[str, ...]] = {
    **{
        kind: tuple(
            _name_field(kind, column)
            for column in table_of(table).columns
            if column.key not in _LEFT_OUT
        )
        for kind, table in _TABLES.items()
    },
    "thanked_message": ("slack_channel_id", "slack_ts", "text"),
    **_NAMED_VALUES,
    "kudos_given": _KUDOS,
    "kudos_received": (*_KUDOS, "is_hidden"),
}


def export_person(session: Session, *, person_id: int) -> Iterator[dict[str, Any]]:
    """All that is stored about a person, an object at a time, each with its `kind` and FIELDS."""
    person = session.get_one(Person, person_id)
    slack_ids: dict[int | None, str | None] = {None: None, person_id: person.slack_user_id}
    questions = select_whose(person)
    for kind in _TABLES:
        rows = session.scalars(questions[kind].execution_options(yield_per=_BATCH))
        for row in rows:
            yield _as_object(session, kind, row, slack_ids)
    for kind, describe in _DESCRIBED.items():
        for row in session.execute(questions[kind].execution_options(yield_per=_BATCH)):
            yield {"kind": kind, **describe(row, person)}
    yield from _list_kudos(session, person)


def count_stored(session: Session, *, person_id: int) -> dict[str, int]:
    """How many objects of each kind that would be, without reading them."""
    person = session.get_one(Person, person_id)
    given, received = select_own(workspace_id=person.workspace_id, person_id=person_id)
    questions = {**select_whose(person), "kudos_given": given, "kudos_received": received}
    counts = {}
    for kind in FIELDS:
        rows = questions[kind].order_by(None)
        counted = rows.with_only_columns(func.count(), maintain_column_froms=True)
        counts[kind] = session.scalar(counted) or 0
    return counts


def select_whose(person: Person) -> dict[str, Select[*tuple[Any, ...]]]:
    """The rows of each kind but kudos, the oldest first."""
    return {**_select_tables(person), **_select_places(person), **_select_beside(person)}


def _select_tables(person: Person) -> dict[str, Select[*tuple[Any, ...]]]:
    conditions: dict[str, ColumnElement[bool]] = {
        "person": Person.id == person.id,
        "schedule": ReflectionSchedule.person_id == person.id,
        "prompt": ReflectionPrompt.person_id == person.id,
        "reflection": Reflection.person_id == person.id,
        "reaction": Reaction.person_id == person.id,
        "packet_request": or_(
            PacketRequest.person_id == person.id, PacketRequest.leader_id == person.id
        ),
        "draft": KudosDraft.giver_id == person.id,
        "audit_entry": AuditEntry.actor_id == person.id,
        "admin_act": or_(AdminAct.actor_id == person.id, AdminAct.person_id == person.id),
        "me_too": KudosMeToo.person_id == person.id,
    }
    return {
        kind: select(table).where(conditions[kind]).order_by(*table_of(table).primary_key.columns)
        for kind, table in _TABLES.items()
    }


def _select_places(person: Person) -> dict[str, Select[*tuple[Any, ...]]]:
    """The channels and groups that they were last seen in, and the channels that they lead."""
    is_seen = (
        ChannelMember.workspace_id == person.workspace_id,
        ChannelMember.slack_user_id == person.slack_user_id,
    )
    is_in_group = (
        UserGroupMember.workspace_id == person.workspace_id,
        UserGroupMember.slack_user_id == person.slack_user_id,
    )
    return {
        "member_of": select(ChannelMember.slack_channel_id)
        .where(*is_seen)
        .order_by(ChannelMember.slack_channel_id),
        "leads": select(Team.slack_channel_id)
        .join(TeamLeader, TeamLeader.team_id == Team.id)
        .where(TeamLeader.person_id == person.id)
        .order_by(Team.slack_channel_id),
        "member_of_group": select(UserGroupMember.slack_group_id)
        .where(*is_in_group)
        .order_by(UserGroupMember.slack_group_id),
    }


def _select_beside(person: Person) -> dict[str, Select[*tuple[Any, ...]]]:
    """What tells of them and has others' words in it, or none."""
    own_lanes = [f"{prefix}{person.slack_user_id}" for prefix in OWN_LANES]
    return {
        # What they wrote, and where the ones are of theirs.
        "thanked_message": select(ThankedMessage)
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
        .order_by(ThankedMessage.id),
        "joined_yours": select(MeTooNotice.kudos_id, Person.slack_user_id, MeTooNotice.message_id)
        .join(Person, Person.id == MeTooNotice.person_id)
        .where(MeTooNotice.recipient_id == person.id)
        .order_by(MeTooNotice.kudos_id, Person.id),
        "shared_with_you": select(Person.slack_user_id, Reflection.answered_at)
        .join(Person, Person.id == Reflection.person_id)
        .where(Reflection.shared_with_id == person.id)
        .order_by(Reflection.id),
        "sent_message": select(*_SENT)
        .join(OutboxLane, OutboxLane.id == OutboxMessage.lane_id)
        .where(
            OutboxLane.workspace_id == person.workspace_id,
            OutboxLane.slack_channel_id.in_(own_lanes),
        )
        .order_by(OutboxMessage.id),
    }


def _as_object(
    session: Session, kind: str, row: Base, slack_ids: dict[int | None, str | None]
) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": kind}
    for column in table_of(type(row)).columns:
        if column.key in _LEFT_OUT:
            continue
        value = getattr(row, column.key)
        if _names_person(column):
            if value not in slack_ids:
                slack_ids[value] = session.get_one(Person, value).slack_user_id
            value = slack_ids[value]
        found[_name_field(kind, column)] = _say(value)
    return found


def _say(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _describe_thanked(row: Any, person: Person) -> dict[str, Any]:
    message: ThankedMessage = row[0]
    return {
        "slack_channel_id": message.slack_channel_id,
        "slack_ts": message.slack_ts,
        # The words are their author's.
        "text": message.text if message.slack_author_id == person.slack_user_id else None,
    }


def _describe(*fields: str) -> Callable[[Any, Person], dict[str, Any]]:
    """The row's values under those names."""
    return lambda row, _person: dict(zip(fields, map(_say, row), strict=True))


_DESCRIBED: dict[str, Callable[[Any, Person], dict[str, Any]]] = {
    "thanked_message": _describe_thanked,
    **{kind: _describe(*FIELDS[kind]) for kind in _NAMED_VALUES},
}


def _list_kudos(session: Session, person: Person) -> Iterator[dict[str, Any]]:
    """What they gave and received, as `/kudos export` tells it to them."""
    received = session.execute(
        select(KudosRecipient.kudos_id, KudosRecipient.is_hidden).where(
            KudosRecipient.person_id == person.id
        )
    )
    hidden = {kudos_id for kudos_id, is_hidden in received if is_hidden}
    kudos_list = list_own(
        session,
        workspace_id=person.workspace_id,
        person_id=person.id,
        slack_user_id=person.slack_user_id,
        window=EVER,
    )
    for kudos in kudos_list:
        is_own = kudos.giver.slack_user_id == person.slack_user_id
        found = {
            "kind": "kudos_given" if is_own else "kudos_received",
            "kudos": kudos.kudos_id,
            "given_at": kudos.given_at.isoformat(),
            "giver": kudos.giver.slack_user_id,
            "giver_name": kudos.giver.name,
            "recipients": [one.slack_user_id for one in kudos.recipients],
            "recipient_names": [one.name for one in kudos.recipients],
            "groups": [one.handle for one in kudos.groups],
            "message": kudos.message,
            "visibility": str(kudos.visibility),
            "slack_channel_id": kudos.slack_channel_id,
            "slack_thread_ts": kudos.slack_thread_ts or None,
            "competencies": [tag.competency.key for tag in kudos.tags],
            "behaviours": [tag.behaviour.key for tag in kudos.tags if tag.behaviour],
            "tiers": [str(tag.tier) for tag in kudos.tags if tag.tier],
            "words": [tag.name for tag in kudos.tags],
        }
        if not is_own:
            found["is_hidden"] = kudos.kudos_id in hidden
        yield found
