"""The invariants of a database: what must hold at every moment, whatever died in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from db import (
    Channel,
    ChannelMember,
    Kudos,
    KudosDraft,
    KudosGroup,
    KudosRecipient,
    KudosTag,
    OutboxLane,
    OutboxMessage,
    Person,
    Reaction,
    ThankedMessage,
    Workspace,
    check_only_reads,
)
from slackapp.domain.kudos.text import MAX_RECIPIENTS
from slackapp.services.kudos.groups import MOST_EVER
from slackapp.services.kudos.visibility import (
    is_held,
    is_out,
    is_told_directly,
    names_group,
    names_somebody,
)
from slackapp.services.operate.outbox_status import count_by_state
from slackapp.services.operate.verify_groups import GROUP_CHECKS
from slackapp.services.operate.verify_more import MORE_CHECKS
from slackapp.services.operate.verify_tags import find_wrong_tags
from slackapp.services.outbox.gauges import read_outbox_gauges
from slackapp.services.workspace.workspaces import IS_WORKING

#: A lane that has been due for so long is stuck, or its Slack is away.
_LONG = timedelta(hours=1)
#: So many ids are shown of what a check found.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: how many rows break it, and the ids of a few. Never words.

    A warning is worth a look, but nothing is lost by it.
    """

    name: str
    rule: str
    count: int
    ids: tuple[str, ...]
    is_warning: bool

    @property
    def is_broken(self) -> bool:
        """Whether the database is not as it must be."""
        return self.count > 0 and not self.is_warning


def verify(session: Session, *, now: datetime) -> list[Finding]:
    """Run every check; the counting is the database's, so that memory stays flat."""
    check_only_reads(session)
    values = {"long_ago": now - _LONG}
    findings = [_run(session, *check, values) for check in (*_CHECKS, *GROUP_CHECKS, *MORE_CHECKS)]
    tags = [
        Finding(name, rule, len(wrong), tuple(map(str, wrong[:_SHOWN])), is_warning=False)
        for name, rule, wrong in find_wrong_tags(session)
    ]
    return [*findings, *tags, _check_gauges(session)]


def _run(
    session: Session, name: str, rule: str, wrong: Select[Any], values: dict[str, Any]
) -> Finding:
    rows = wrong.subquery()
    count = session.scalar(select(func.count()).select_from(rows), values) or 0
    shown = select(rows.c[0]).order_by(rows.c[0]).limit(_SHOWN)
    ids = session.scalars(shown, values) if count else ()
    return Finding(name, rule, count, tuple(map(str, ids)), is_warning=name in _WARNINGS)


def _is_promised(dedupe_key: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(
        OutboxMessage.workspace_id == Kudos.workspace_id,
        OutboxMessage.dedupe_key == dedupe_key,
        OutboxMessage.kind == "post",
        OutboxMessage.state != "cancelled",
    )


def _of_kudos(table: type[KudosRecipient] | type[KudosTag], column: ColumnElement[Any]) -> Any:
    return select(column).where(table.kudos_id == Kudos.id).correlate(Kudos).scalar_subquery()


def _is_misnumbered(table: type[KudosRecipient] | type[KudosTag]) -> ColumnElement[bool]:
    """Whether the positions are other than 0, 1, 2 …: one is missing, or stands there twice."""
    count = _of_kudos(table, func.count())
    return or_(
        _of_kudos(table, func.count(table.position.distinct())) != count,
        _of_kudos(table, func.max(table.position)) != count - 1,
    )


def _astray(row: Any, *owners: tuple[Any, ColumnElement[bool]]) -> Select[Any]:
    """Rows without one of their owners, or in another workspace than theirs."""
    wrong, own = select(row), row.class_.workspace_id
    for owner, is_its in owners:
        wrong = wrong.outerjoin(owner, is_its)
    return wrong.where(or_(*(owner.workspace_id.is_distinct_from(own) for owner, _ in owners)))


_kudos_key = "kudos:" + cast(Kudos.id, String)
_post = aliased(OutboxMessage)
_is_member_of = (Channel.workspace_id == ChannelMember.workspace_id) & (
    Channel.slack_channel_id == ChannelMember.slack_channel_id
)
_recipients = _of_kudos(KudosRecipient, func.count())
_overdue = bindparam("long_ago", type_=OutboxLane.due_at.type)

#: What each check is called, what must hold, and the ids of the rows for which it does not.
_CHECKS: list[tuple[str, str, Select[Any]]] = [
    (
        "kudos_not_announced",
        "a kudos whose announcement names somebody has one, sent or in hand",
        select(Kudos.id).where(
            is_out(),
            or_(
                exists().where(KudosRecipient.kudos_id == Kudos.id, names_somebody()),
                names_group(),
            ),
            ~_is_promised(_kudos_key + ":announcement"),
        ),
    ),
    (
        "recipient_not_told",
        "a recipient whom no announcement names has a direct message, sent or in hand",
        select(Kudos.id)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .join(Person, Person.id == KudosRecipient.person_id)
        .where(
            is_out(),
            is_told_directly(),
            # Whoever was erased is told nothing, and what they were told is gone.
            Person.erased_at.is_(None),
            ~_is_promised(_kudos_key + ":direct:" + Person.slack_user_id),
        ),
    ),
    (
        "held_kudos_told",
        "a held kudos is told to nobody yet",
        select(Kudos.id).where(
            is_held(),
            exists().where(OutboxMessage.kudos_id == Kudos.id, OutboxMessage.kind == "post"),
        ),
    ),
    (
        "message_without_kudos",
        "a message about a kudos has it",
        select(OutboxMessage.id).where(
            OutboxMessage.kudos_id.is_not(None),
            ~exists().where(Kudos.id == OutboxMessage.kudos_id),
        ),
    ),
    (
        "told_twice",
        "nobody is told of a kudos twice: one post about it in a lane",
        select(func.max(OutboxMessage.id))
        .where(OutboxMessage.kind == "post", OutboxMessage.kudos_id.is_not(None))
        .group_by(OutboxMessage.kudos_id, OutboxMessage.lane_id)
        .having(func.count() > 1),
    ),
    (
        "post_not_recorded",
        "a post that was sent is recorded with Slack's timestamp, and nothing else is",
        select(OutboxMessage.id).where(
            OutboxMessage.kind == "post",
            (OutboxMessage.state == "sent") != OutboxMessage.slack_ts.is_not(None),
        ),
    ),
    (
        "message_failed",
        "no message was set aside (`kudoscope outbox status` shows why)",
        select(OutboxMessage.id).where(OutboxMessage.state == "failed"),
    ),
    (
        "lane_asleep",
        "a lane with pending messages is due at some time",
        select(OutboxLane.id).where(
            OutboxLane.due_at.is_(None),
            exists().where(
                OutboxMessage.lane_id == OutboxLane.id, OutboxMessage.state == "pending"
            ),
        ),
    ),
    (
        "lane_overdue",
        "no lane has been due for more than an hour",
        select(OutboxLane.id)
        .join(Workspace, Workspace.id == OutboxLane.workspace_id)
        .where(OutboxLane.due_at < _overdue, IS_WORKING),
    ),
    (
        "recipients_out_of_range",
        f"a kudos has 1 to {MAX_RECIPIENTS} recipients, or {MOST_EVER} with those of a group",
        select(Kudos.id).where(
            ~_recipients.between(
                1,
                case(
                    (exists().where(KudosGroup.kudos_id == Kudos.id), MOST_EVER),
                    else_=MAX_RECIPIENTS,
                ),
            )
        ),
    ),
    (
        "kudos_without_tag",
        "a kudos has at least one tag",
        select(Kudos.id).where(~exists().where(KudosTag.kudos_id == Kudos.id)),
    ),
    (
        "rows_misnumbered",
        "recipients and tags of a kudos are numbered without a gap",
        select(Kudos.id).where(or_(_is_misnumbered(KudosRecipient), _is_misnumbered(KudosTag))),
    ),
    (
        "kudos_astray",
        "a kudos is in its giver's workspace",
        _astray(Kudos.id, (Person, Person.id == Kudos.giver_id)),
    ),
    (
        "recipient_astray",
        "a recipient is in the kudos' workspace, and so is the row that says so",
        _astray(
            KudosRecipient.kudos_id,
            (Kudos, Kudos.id == KudosRecipient.kudos_id),
            (Person, Person.id == KudosRecipient.person_id),
        ),
    ),
    (
        "tag_astray",
        "a tag is in its kudos' workspace",
        _astray(KudosTag.id, (Kudos, Kudos.id == KudosTag.kudos_id)),
    ),
    (
        "draft_astray",
        "a draft is in its giver's workspace, and that of the kudos that it changes",
        select(KudosDraft.id)
        .outerjoin(Person, Person.id == KudosDraft.giver_id)
        .outerjoin(Kudos, Kudos.id == KudosDraft.kudos_id)
        .where(
            or_(
                Person.workspace_id.is_distinct_from(KudosDraft.workspace_id),
                Kudos.workspace_id != KudosDraft.workspace_id,
            )
        ),
    ),
    (
        "reaction_astray",
        "a reaction is in the workspace of whoever reacted",
        _astray(Reaction.id, (Person, Person.id == Reaction.person_id)),
    ),
    (
        "thanked_message_astray",
        "a message that is thanked for is in the workspace of its kudos or draft, and has just one",
        select(ThankedMessage.id)
        .outerjoin(Kudos, Kudos.id == ThankedMessage.kudos_id)
        .outerjoin(KudosDraft, KudosDraft.id == ThankedMessage.draft_id)
        .where(
            or_(
                Kudos.workspace_id != ThankedMessage.workspace_id,
                KudosDraft.workspace_id != ThankedMessage.workspace_id,
                ThankedMessage.kudos_id.is_(None) == ThankedMessage.draft_id.is_(None),
            )
        ),
    ),
    (
        "message_astray",
        "a message is in the workspace of its lane, its kudos and the post that it changes",
        select(OutboxMessage.id)
        .outerjoin(OutboxLane, OutboxLane.id == OutboxMessage.lane_id)
        .outerjoin(Kudos, Kudos.id == OutboxMessage.kudos_id)
        .outerjoin(_post, _post.id == OutboxMessage.post_id)
        .where(
            or_(
                OutboxLane.workspace_id.is_distinct_from(OutboxMessage.workspace_id),
                Kudos.workspace_id != OutboxMessage.workspace_id,
                _post.workspace_id != OutboxMessage.workspace_id,
            )
        ),
    ),
    (
        "lane_astray",
        "a lane has its workspace",
        select(OutboxLane.id).where(~exists().where(Workspace.id == OutboxLane.workspace_id)),
    ),
    (
        "channel_member_astray",
        "whoever is stored as a channel's member has that channel in the same workspace",
        _astray(ChannelMember.slack_channel_id, (Channel, _is_member_of)),
    ),
]
#: Worth a look, but nothing is lost by them.
_WARNINGS = {"message_failed", "lane_overdue"}


def _check_gauges(session: Session) -> Finding:
    gauges = read_outbox_gauges(session)
    counts = [("pending", gauges.pending), ("failed", gauges.failed)]
    recount = count_by_state(session)
    wrong = tuple(state for state, count in counts if count != recount.get(state, 0))
    rule = "the counts that /metrics shows are those of a recount"
    return Finding("count_wrong", rule, len(wrong), wrong, is_warning=False)
