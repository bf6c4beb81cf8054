"""The invariants of a database: what must hold at every moment, whatever died in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from db import (
    Channel,
    ChannelMember,
    Kudos,
    KudosDraft,
    KudosRecipient,
    KudosTag,
    OutboxLane,
    OutboxMessage,
    Person,
    Workspace,
)
from slackapp.domain.kudos_text import MAX_RECIPIENTS
from slackapp.frameworks.loader import FrameworkError, load_builtin
from slackapp.services.outbox_gauges import read_outbox_gauges

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


@dataclass(frozen=True, slots=True)
class _Check:
    """`rows` selects an id of each row that breaks the rule."""

    name: str
    rule: str
    rows: Select[Any]
    is_warning: bool = False


def verify(session: Session, *, now: datetime) -> list[Finding]:
    """Run every check; the counting is the database's, so that memory stays flat."""
    findings = [_run(session, check) for check in (*_CHECKS, _lane_overdue(now - _LONG))]
    return [*findings, _check_tiers(session), _check_gauges(session)]


def _run(session: Session, check: _Check) -> Finding:
    rows = check.rows.subquery()
    count = session.scalar(select(func.count()).select_from(rows)) or 0
    ids = session.scalars(select(rows.c[0]).order_by(rows.c[0]).limit(_SHOWN)) if count else ()
    return Finding(check.name, check.rule, count, tuple(map(str, ids)), check.is_warning)


def _is_promised(dedupe_key: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(
        OutboxMessage.workspace_id == Kudos.workspace_id,
        OutboxMessage.dedupe_key == dedupe_key,
        OutboxMessage.kind == "post",
        OutboxMessage.state != "cancelled",
    )


def _kudos_key() -> ColumnElement[str]:
    return literal("kudos:", String) + cast(Kudos.id, String)


def _recipient_where(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(KudosRecipient.kudos_id == Kudos.id, *conditions)


def _of_kudos(table: type[KudosRecipient] | type[KudosTag], column: ColumnElement[Any]) -> Any:
    return select(column).where(table.kudos_id == Kudos.id).correlate(Kudos).scalar_subquery()


def _count_of(table: type[KudosRecipient] | type[KudosTag]) -> Any:
    return _of_kudos(table, func.count())


_other = aliased(OutboxMessage)
_post = aliased(OutboxMessage)
_is_pending_in_lane = exists().where(
    OutboxMessage.lane_id == OutboxLane.id, OutboxMessage.state == "pending"
)


def _is_misnumbered(table: type[KudosRecipient] | type[KudosTag]) -> ColumnElement[bool]:
    """Whether the positions are other than 0, 1, 2 …: one is missing, or stands there twice."""
    wanted = (_count_of(table), _count_of(table) - 1)
    found = (
        _of_kudos(table, func.count(table.position.distinct())),
        _of_kudos(table, func.max(table.position)),
    )
    return or_(*(one != other for one, other in zip(found, wanted, strict=True)))


_MESSAGES = [
    _Check(
        "kudos_not_announced",
        "a kudos whose announcement names somebody has one, sent or in hand",
        select(Kudos.id).where(
            Kudos.announcement != "held",
            _recipient_where(KudosRecipient.announcement.in_(("channel", "agreed"))),
            ~_is_promised(_kudos_key() + ":announcement"),
        ),
    ),
    _Check(
        "recipient_not_told",
        "a recipient whom no announcement names has a direct message, sent or in hand",
        select(Kudos.id)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .join(Person, Person.id == KudosRecipient.person_id)
        .where(
            Kudos.announcement != "held",
            KudosRecipient.announcement.in_(("asked", "agreed", "direct")),
            ~_is_promised(_kudos_key() + ":direct:" + Person.slack_user_id),
        ),
    ),
    _Check(
        "held_kudos_told",
        "a held kudos is told to nobody yet",
        select(Kudos.id).where(
            Kudos.announcement == "held",
            exists().where(OutboxMessage.kudos_id == Kudos.id, OutboxMessage.kind == "post"),
        ),
    ),
    _Check(
        "message_without_kudos",
        "a message about a kudos has it",
        select(OutboxMessage.id).where(
            OutboxMessage.kudos_id.is_not(None),
            ~exists().where(Kudos.id == OutboxMessage.kudos_id),
        ),
    ),
    _Check(
        "told_twice",
        "nobody is told of a kudos twice: one post about it in a lane",
        select(OutboxMessage.id).where(
            OutboxMessage.kind == "post",
            exists().where(
                _other.kudos_id == OutboxMessage.kudos_id,
                _other.lane_id == OutboxMessage.lane_id,
                _other.kind == "post",
                _other.id < OutboxMessage.id,
            ),
        ),
    ),
    _Check(
        "post_not_recorded",
        "a post that was sent is recorded with Slack's timestamp, and nothing else is",
        select(OutboxMessage.id).where(
            OutboxMessage.kind == "post",
            (OutboxMessage.state == "sent") != OutboxMessage.slack_ts.is_not(None),
        ),
    ),
    _Check(
        "message_failed",
        "no message was set aside (`kudoscope outbox status` shows why)",
        select(OutboxMessage.id).where(OutboxMessage.state == "failed"),
        is_warning=True,
    ),
    _Check(
        "lane_asleep",
        "a lane with pending messages is due at some time",
        select(OutboxLane.id).where(OutboxLane.due_at.is_(None), _is_pending_in_lane),
    ),
]

_SHAPES = [
    _Check(
        "recipients_out_of_range",
        f"a kudos has 1 to {MAX_RECIPIENTS} recipients",
        select(Kudos.id).where(
            or_(_count_of(KudosRecipient) < 1, _count_of(KudosRecipient) > MAX_RECIPIENTS)
        ),
    ),
    _Check(
        "kudos_without_tag",
        "a kudos has at least one tag",
        select(Kudos.id).where(~exists().where(KudosTag.kudos_id == Kudos.id)),
    ),
    _Check(
        "rows_misnumbered",
        "recipients and tags of a kudos are numbered without a gap",
        select(Kudos.id).where(or_(_is_misnumbered(KudosRecipient), _is_misnumbered(KudosTag))),
    ),
]

_WORKSPACES = [
    _Check(
        "kudos_astray",
        "a kudos is in its giver's workspace",
        select(Kudos.id)
        .outerjoin(Person, Person.id == Kudos.giver_id)
        .where(Person.workspace_id.is_distinct_from(Kudos.workspace_id)),
    ),
    _Check(
        "recipient_astray",
        "a recipient is in the kudos' workspace, and so is the row that says so",
        select(KudosRecipient.kudos_id)
        .outerjoin(Kudos, Kudos.id == KudosRecipient.kudos_id)
        .outerjoin(Person, Person.id == KudosRecipient.person_id)
        .where(
            or_(
                Kudos.workspace_id.is_distinct_from(KudosRecipient.workspace_id),
                Person.workspace_id.is_distinct_from(KudosRecipient.workspace_id),
            )
        ),
    ),
    _Check(
        "tag_astray",
        "a tag is in its kudos' workspace",
        select(KudosTag.id)
        .outerjoin(Kudos, Kudos.id == KudosTag.kudos_id)
        .where(Kudos.workspace_id.is_distinct_from(KudosTag.workspace_id)),
    ),
    _Check(
        "draft_astray",
        "a draft is in its giver's workspace",
        select(KudosDraft.id)
        .outerjoin(Person, Person.id == KudosDraft.giver_id)
        .where(Person.workspace_id.is_distinct_from(KudosDraft.workspace_id)),
    ),
    _Check(
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
    _Check(
        "lane_astray",
        "a lane has its workspace",
        select(OutboxLane.id).where(~exists().where(Workspace.id == OutboxLane.workspace_id)),
    ),
    _Check(
        "channel_member_astray",
        "whoever is stored as a channel's member has that channel in the same workspace",
        select(ChannelMember.slack_channel_id)
        .outerjoin(
            Channel,
            and_(
                Channel.workspace_id == ChannelMember.workspace_id,
                Channel.slack_channel_id == ChannelMember.slack_channel_id,
            ),
        )
        .where(Channel.id.is_(None)),
    ),
]

_CHECKS = (*_MESSAGES, *_SHAPES, *_WORKSPACES)


def _lane_overdue(since: datetime) -> _Check:
    return _Check(
        "lane_overdue",
        "no lane has been due for more than an hour",
        select(OutboxLane.id)
        .join(Workspace, Workspace.id == OutboxLane.workspace_id)
        .where(OutboxLane.due_at < since, Workspace.bot_token.is_not(None)),
        is_warning=True,
    )


_TAGGED = (
    KudosTag.framework_key,
    KudosTag.cluster_key,
    KudosTag.competency_key,
    KudosTag.behaviour_key,
    KudosTag.tier,
    KudosTag.tier_source,
)


def _check_tiers(session: Session) -> Finding:
    # A framework has few entries, however many kudos there are.
    wrong = [tag for tag in session.execute(select(*_TAGGED).distinct()) if not _agrees(*tag)]
    count, ids = 0, list[str]()
    for tag in wrong:
        same = [
            column.is_not_distinct_from(value) for column, value in zip(_TAGGED, tag, strict=True)
        ]
        count += session.scalar(select(func.count()).where(*same)) or 0
        ids += map(str, session.scalars(select(KudosTag.id).where(*same).limit(_SHOWN)))
    rule = "a tag's tier is that of the chosen behaviour, else the competency's entry tier"
    return Finding("tier_wrong", rule, count, tuple(ids[:_SHOWN]), is_warning=False)


def _agrees(
    framework_key: str,
    cluster_key: str,
    competency_key: str,
    behaviour_key: str | None,
    tier: str | None,
    tier_source: str,
) -> bool:
    try:
        competency = load_builtin(framework_key).find_competency(competency_key)
    except FrameworkError:
        return False
    if competency is None or competency.cluster_key != cluster_key:
        return False
    if behaviour_key is None:
        return (tier, tier_source) == (competency.entry_tier, "entry")
    behaviour = competency.find_behaviour(behaviour_key)
    return behaviour is not None and (tier, tier_source) == (behaviour.tier, "chosen")


def _check_gauges(session: Session) -> Finding:
    gauges = read_outbox_gauges(session)
    counts = {"pending": gauges.pending, "failed": gauges.failed}
    wrong = tuple(_list_miscounted(session, counts))
    rule = "the counts that /metrics shows are those of a recount"
    return Finding("count_wrong", rule, len(wrong), wrong, is_warning=False)


def _list_miscounted(session: Session, counts: dict[str, int]) -> Iterator[str]:
    for state, count in counts.items():
        recount = session.scalar(select(func.count()).where(OutboxMessage.state == state))
        if recount != count:
            yield state
