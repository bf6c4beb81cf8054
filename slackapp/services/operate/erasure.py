"""Erasing a person, in steps that may each be repeated: what is theirs, and what is about them.

A step is one short transaction, so that nobody waits for it, and whoever dies between two of them
begins again from the first (`jobs/erasing.py`). What stays is a tombstone: the row with Slack's id,
so that Slack's next list of people brings nothing back, and that there were kudos, for the others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, delete, exists, or_, select, union, update
from sqlalchemy.orm import Session, aliased

from db import (
    AdminAct,
    AuditEntry,
    ChannelMember,
    Kudos,
    KudosDraft,
    KudosMeToo,
    KudosRecipient,
    MeTooNotice,
    Organisation,
    OutboxLane,
    OutboxMessage,
    PacketRequest,
    Person,
    Reaction,
    Reflection,
    ReflectionPrompt,
    ReflectionSchedule,
    TeamLeader,
    ThankedMessage,
    UserGroupMember,
    Workspace,
    list_encrypted_columns,
    table_of,
)
from slackapp.blocks.reflection.reflection import build_deleted
from slackapp.blocks.team.digest_notes import build_being_redrawn
from slackapp.domain.base.traces import Traces
from slackapp.domain.kudos.kudos import ERASED_NAME
from slackapp.services.kudos.announcements import enqueue_updates, redraw_posts
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.kudos.me_too import leave_kudos
from slackapp.services.kudos.me_too_notes import list_notes, redraw_notes
from slackapp.services.kudos.visibility import was_asked
from slackapp.services.operate.erased_posts import (
    close_requests,
    show_own_as_gone,
    show_post_without,
)
from slackapp.services.outbox.outbox import OWN_LANES
from slackapp.services.outbox.upkeep import EMPTIED
from slackapp.services.reflection.posts import show_on_posts, withdraw_share
from slackapp.services.reflection.prompts import redraw_prompt
from slackapp.services.reflection.questions import name_competency
from slackapp.services.reflection.reflections import show_answer
from slackapp.services.team.redraw import mark_digests_of


@dataclass(frozen=True, slots=True)
class Erased:
    """How much of each kind was erased."""

    reflections: int
    prompts: int
    kudos_texts: int
    messages: int


def mark_erased(session: Session, *, person_id: int, now: datetime) -> Traces:
    """Have the person take no further part; returns what is to be looked for in texts.

    Their name stays until the last step, so that a repetition still knows what to look for.
    """
    person = session.get_one(Person, person_id, with_for_update=True)
    person.erased_at = person.erased_at or now
    person.is_deactivated, person.is_admin, person.is_named_admin = True, False, False
    person.announce, person.in_digests = "me", False
    for table in (ReflectionSchedule, TeamLeader, Reaction):
        session.execute(delete(table).where(table.person_id == person_id))
    session.execute(delete(KudosDraft).where(KudosDraft.giver_id == person_id))
    session.execute(
        update(AuditEntry).where(AuditEntry.actor_id == person_id).values(actor_id=None)
    )
    for named in (AdminAct.actor_id, AdminAct.person_id):
        session.execute(update(AdminAct).where(named == person_id).values({named: None}))
    session.execute(delete(MeTooNotice).where(MeTooNotice.recipient_id == person_id))
    close_requests(session, person_id=person_id, now=now)
    session.execute(
        delete(PacketRequest).where(
            or_(PacketRequest.person_id == person_id, PacketRequest.leader_id == person_id)
        )
    )
    session.execute(
        delete(ChannelMember).where(
            ChannelMember.workspace_id == person.workspace_id,
            ChannelMember.slack_user_id == person.slack_user_id,
        )
    )
    session.execute(
        delete(UserGroupMember).where(
            UserGroupMember.workspace_id == person.workspace_id,
            UserGroupMember.slack_user_id == person.slack_user_id,
        )
    )
    session.flush()
    return Traces(person.slack_user_id, "" if person.name == ERASED_NAME else person.name)


def erase_own(session: Session, *, person_id: int, now: datetime) -> Erased:
    """Delete their answers and the words of kudos that they gave, or that went to them alone.

    What was sent to them loses its words, and what was to be sent is not.
    """
    person = session.get_one(Person, person_id, with_for_update=True)
    messages = _empty_lanes(session, person, now)
    reflections, prompts = _erase_reflections(session, person, now)
    _erase_thanked(session, person, now)
    return Erased(reflections, prompts, _empty_kudos(session, person), messages)


def _empty_lanes(session: Session, person: Person, now: datetime) -> int:
    own = [f"{prefix}{person.slack_user_id}" for prefix in OWN_LANES]
    lanes = select(OutboxLane.id).where(
        OutboxLane.workspace_id == person.workspace_id,
        OutboxLane.slack_channel_id.in_(own),
    )
    in_them = OutboxMessage.lane_id.in_(lanes)
    session.execute(
        update(OutboxMessage)
        .where(in_them, OutboxMessage.state == "pending")
        .values(state="cancelled", settled_at=now)
    )
    emptied = session.scalars(
        update(OutboxMessage).where(in_them).values(EMPTIED).returning(OutboxMessage.id)
    )
    count = len(emptied.all())
    show_own_as_gone(session, lanes, person_id=person.id, now=now)
    return count


def _erase_reflections(session: Session, person: Person, now: datetime) -> tuple[int, int]:
    reflections = session.scalars(select(Reflection).where(Reflection.person_id == person.id)).all()
    for reflection in reflections:
        withdraw_share(session, reflection, ERASED_NAME, now)
        session.delete(reflection)
    prompts = session.scalars(
        select(ReflectionPrompt).where(ReflectionPrompt.person_id == person.id)
    ).all()
    for prompt in prompts:
        show_on_posts(session, prompt, build_deleted(name_competency(session, prompt)[0]), now)
        # The posts outlive the prompt, so that what Slack shows can still be changed.
        session.execute(
            update(OutboxMessage).where(OutboxMessage.prompt_id == prompt.id).values(prompt_id=None)
        )
        session.delete(prompt)
    for reflection, owner_name in session.execute(
        select(Reflection, Person.name)
        .join(Person, Person.id == Reflection.person_id)
        .where(Reflection.shared_with_id == person.id)
    ).all():
        withdraw_share(session, reflection, owner_name, now)
        reflection.shared_with_id = None
        session.flush()
        show_answer(session, reflection, now)
    session.flush()
    return len(reflections), len(prompts)


def _erase_thanked(session: Session, person: Person, now: datetime) -> None:
    """Keep no message that they wrote, or that a kudos of theirs thanks for."""
    is_theirs = [
        ThankedMessage.workspace_id == person.workspace_id,
        or_(
            ThankedMessage.slack_author_id == person.slack_user_id,
            ThankedMessage.kudos_id.in_(select(Kudos.id).where(Kudos.giver_id == person.id)),
        ),
    ]
    about_them = select(KudosRecipient.kudos_id).where(KudosRecipient.person_id == person.id)
    # Kudos to and from them are shown anew when the name is gone, too.
    others = session.scalars(
        select(Kudos.id)
        .join(ThankedMessage, ThankedMessage.kudos_id == Kudos.id)
        .where(*is_theirs, Kudos.giver_id != person.id, Kudos.id.not_in(about_them))
    ).all()
    session.execute(delete(ThankedMessage).where(*is_theirs))
    for kudos_id in others:
        _show_kudos(session, person.workspace_id, kudos_id, person.id, now)


def _empty_kudos(session: Session, person: Person) -> int:
    other = aliased(KudosRecipient)
    to_others_too = exists().where(
        other.kudos_id == KudosRecipient.kudos_id, other.person_id != person.id
    )
    to_them_alone = select(KudosRecipient.kudos_id).where(
        KudosRecipient.person_id == person.id, ~to_others_too
    )
    given = select(Kudos.id).where(Kudos.giver_id == person.id)
    emptied = session.scalars(
        update(Kudos)
        .where(Kudos.id.in_(union(given, to_them_alone)))
        .values(message="")
        .returning(Kudos.id)
    )
    # Nobody waits any longer for their word.
    session.execute(
        update(KudosRecipient)
        .where(KudosRecipient.person_id == person.id, was_asked())
        .values(announcement="direct")
    )
    return len(emptied.all())


def list_swept() -> Iterator[Column[Any]]:
    """The columns in which people's words lie: all that are encrypted but tokens."""
    for column in list_encrypted_columns():
        if column.table not in (table_of(Workspace), table_of(Organisation)):
            yield column


def find_traces(
    session: Session,
    column: Column[Any],
    *,
    person_id: int,
    traces: Traces,
    after_id: int,
    limit: int,
) -> tuple[int, list[int]] | None:
    """The last id of a page of a column, and those of its texts that tell of them; then None."""
    table = column.table
    workspace_id = session.scalars(select(Person.workspace_id).where(Person.id == person_id)).one()
    rows = session.execute(
        select(table.c.id, column)
        .where(table.c.id > after_id, table.c.workspace_id == workspace_id)
        .order_by(table.c.id)
        .limit(limit)
    ).all()
    if not rows:
        return None
    return rows[-1][0], [row_id for row_id, text in rows if text and traces.stand_in(text)]


def take_out_traces(
    session: Session,
    column: Column[Any],
    *,
    person_id: int,
    traces: Traces,
    row_ids: Sequence[int],
    now: datetime,
) -> None:
    """Change those texts, and promise that Slack shows them as they are now."""
    take_out = _SWEEPS[column.table.name]
    for row_id in row_ids:
        take_out(session, row_id, person_id, traces, now)
    session.flush()


def _sweep_kudos(
    session: Session, kudos_id: int, person_id: int, traces: Traces, now: datetime
) -> None:
    row = session.get(Kudos, kudos_id, with_for_update=True)
    if row is None:
        return
    recipient = session.get(KudosRecipient, (kudos_id, person_id))
    is_about_them = recipient is not None or row.giver_id == person_id
    row.message = traces.take_out(row.message, is_about_them=is_about_them)
    session.flush()
    if not is_about_them:  # the others are shown anew when the name is gone, too
        _show_kudos(session, row.workspace_id, kudos_id, person_id, now)


def _sweep_thanked(
    session: Session, row_id: int, person_id: int, traces: Traces, now: datetime
) -> None:
    row = session.get(ThankedMessage, row_id, with_for_update=True)
    if row is None:
        return
    row.text = traces.take_out(row.text, is_about_them=False)
    session.flush()
    if row.kudos_id is not None:
        _show_kudos(session, row.workspace_id, row.kudos_id, person_id, now)


def _sweep_draft(
    session: Session, draft_id: int, person_id: int, traces: Traces, now: datetime
) -> None:
    # It is kept for a day, and asks for a tap that would name them.
    session.execute(delete(KudosDraft).where(KudosDraft.id == draft_id))


def _sweep_reflection(
    session: Session, reflection_id: int, person_id: int, traces: Traces, now: datetime
) -> None:
    row = session.get(Reflection, reflection_id, with_for_update=True)
    if row is None:
        return
    row.note, row.next_step = (
        None if text is None else traces.take_out(text, is_about_them=False)
        for text in (row.note, row.next_step)
    )
    session.flush()
    show_answer(session, row, now)
    for prompt in session.scalars(
        select(ReflectionPrompt).where(
            ReflectionPrompt.person_id == row.person_id, ReflectionPrompt.state == "asked"
        )
    ).all():
        redraw_prompt(session, prompt, now=now)


def _sweep_prompt(
    session: Session, prompt_id: int, person_id: int, traces: Traces, now: datetime
) -> None:
    prompt = session.get(ReflectionPrompt, prompt_id, with_for_update=True)
    if prompt is None or prompt.thanked_by is None:
        return
    prompt.thanked_by = traces.take_out(prompt.thanked_by, is_about_them=True)
    session.flush()
    redraw_prompt(session, prompt, now=now)


def _sweep_message(
    session: Session, message_id: int, person_id: int, traces: Traces, now: datetime
) -> None:
    row = session.get(OutboxMessage, message_id, with_for_update=True)
    if row is None:
        return
    if row.state == "pending" and row.kind == "response":  # tried once, and of no use later
        row.state, row.settled_at = "cancelled", now
    show_post_without(session, row, person_id=person_id, traces=traces, now=now)
    if row.state != "pending":
        row.payload, row.is_emptied = EMPTIED["payload"], True
    elif row.dedupe_key.startswith("digest:"):
        # Words of theirs may stand in it; a tick draws it anew.
        row.payload = build_being_redrawn().as_json()
    else:
        payload = traces.take_out_of_payload(json.loads(row.payload))
        row.payload = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


_SWEEPS: dict[str, Callable[[Session, int, int, Traces, datetime], None]] = {
    Kudos.__tablename__: _sweep_kudos,
    KudosDraft.__tablename__: _sweep_draft,
    ThankedMessage.__tablename__: _sweep_thanked,
    Reflection.__tablename__: _sweep_reflection,
    ReflectionPrompt.__tablename__: _sweep_prompt,
    OutboxMessage.__tablename__: _sweep_message,
}


def leave_tombstone(session: Session, *, person_id: int) -> None:
    """Take the name away; from here on, what is told of them names "Somebody who left"."""
    person = session.get_one(Person, person_id, with_for_update=True)
    person.name, person.other_names, person.tz = ERASED_NAME, None, "UTC"
    session.flush()


def redraw_digests(session: Session, *, person_id: int, now: datetime) -> None:
    """Have the digests drawn anew that may tell of them, and none of it posted meanwhile."""
    workspace_id = session.scalars(select(Person.workspace_id).where(Person.id == person_id)).one()
    mark_digests_of(session, workspace_id=workspace_id, person_id=person_id, now=now)
    session.flush()


def show_kudos_anew(
    session: Session, *, person_id: int, after_id: int, limit: int, now: datetime
) -> int | None:
    """Have Slack show a page of the kudos that name them as they are now; then None.

    Those to them, from them, and those on which they joined in, which they do no longer.
    """
    received = select(KudosRecipient.kudos_id).where(KudosRecipient.person_id == person_id)
    given = select(Kudos.id).where(Kudos.giver_id == person_id)
    joined = select(KudosMeToo.kudos_id).where(KudosMeToo.person_id == person_id)
    all_of_them = received.union(given, joined).subquery()
    rows = session.execute(
        select(Kudos.id, Kudos.workspace_id)
        .where(Kudos.id.in_(select(all_of_them)), Kudos.id > after_id)
        .order_by(Kudos.id)
        .limit(limit)
    ).all()
    for kudos_id, workspace_id in rows:
        leave_kudos(
            session, workspace_id=workspace_id, kudos_id=kudos_id, person_id=person_id, now=now
        )
        _show_kudos(session, workspace_id, kudos_id, person_id, now)
    return rows[-1].id if rows else None


def _show_kudos(
    session: Session, workspace_id: int, kudos_id: int, person_id: int, now: datetime
) -> None:
    """What was sent of it loses its words, and what waits is drawn anew."""
    about_it = OutboxMessage.kudos_id == kudos_id
    session.execute(
        update(OutboxMessage)
        .where(about_it, OutboxMessage.kind == "update", OutboxMessage.state == "pending")
        .values(state="cancelled", settled_at=now)
    )
    session.execute(
        update(OutboxMessage).where(about_it, OutboxMessage.state != "pending").values(EMPTIED)
    )
    kudos = get_kudos(session, workspace_id=workspace_id, kudos_id=kudos_id)
    redraw_posts(session, workspace_id=workspace_id, kudos=kudos)
    enqueue_updates(
        session,
        workspace_id=workspace_id,
        kudos=kudos,
        request_key=f"erased:{person_id}:{kudos_id}",
        now=now,
    )
    notes = list_notes(session, kudos_id=kudos_id)
    redraw_notes(session, workspace_id=workspace_id, message_ids=notes, now=now)
