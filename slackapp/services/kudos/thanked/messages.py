"""The message that a kudos thanks for: kept with a form, then with the kudos that it becomes."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db import KudosDraft, ThankedMessage
from slackapp.blocks.base.kit import shorten, split_mrkdwn
from slackapp.domain.base.slack_text import clean, defuse, to_plain
from slackapp.domain.kudos.kudos import MessageThanked
from slackapp.services.kudos.drafts import Draft
from slackapp.services.kudos.plain_words import find_names

#: So much of a message is kept at most; less is quoted.
_KEPT = 1_000
_QUOTED = 300


def record_thanked(
    session: Session, *, workspace_id: int, draft: Draft, thanked: MessageThanked
) -> MessageThanked:
    """Keep the message with the form that was opened at it."""
    pieces = split_mrkdwn(defuse(clean(thanked.text)).strip(), _KEPT)
    draft_id = session.scalars(
        select(KudosDraft.id).where(
            KudosDraft.workspace_id == workspace_id, KudosDraft.key == draft.key
        )
    ).one()
    row = ThankedMessage(
        workspace_id=workspace_id,
        draft_id=draft_id,
        slack_channel_id=thanked.slack_channel_id,
        slack_ts=thanked.slack_ts,
        slack_author_id=thanked.slack_author_id,
        text=pieces[0] if pieces else "",
    )
    session.add(row)
    session.flush()
    return read_thanked(row)


def find_of_draft(session: Session, *, workspace_id: int, draft: Draft) -> MessageThanked | None:
    """The message at which a form was opened, if it was at one, in plain words."""
    row = session.scalar(
        select(ThankedMessage)
        .join(KudosDraft, KudosDraft.id == ThankedMessage.draft_id)
        .where(KudosDraft.workspace_id == workspace_id, KudosDraft.key == draft.key)
    )
    return None if row is None else say_plainly(session, workspace_id, read_thanked(row))


def read_text_of_draft(session: Session, *, workspace_id: int, draft: Draft) -> str:
    """What the message of a form says, as Slack escaped it and as far as it is kept; or nothing."""
    query = (
        select(ThankedMessage.text)
        .join(KudosDraft, KudosDraft.id == ThankedMessage.draft_id)
        .where(KudosDraft.workspace_id == workspace_id, KudosDraft.key == draft.key)
    )
    return session.scalar(query) or ""


def say_plainly(session: Session, workspace_id: int, message: MessageThanked) -> MessageThanked:
    """The beginning of it in plain words, for whoever may read it."""
    names = find_names(session, workspace_id=workspace_id, texts=[message.text])
    return replace(message, text=shorten(to_plain(message.text, names), _QUOTED))


def hand_over(
    session: Session, *, workspace_id: int, draft: Draft, kudos_id: int
) -> MessageThanked | None:
    """Have the message of a form be that of the kudos which it became."""
    of_draft = select(KudosDraft.id).where(
        KudosDraft.workspace_id == workspace_id, KudosDraft.key == draft.key
    )
    row = session.scalar(
        update(ThankedMessage)
        .where(
            ThankedMessage.workspace_id == workspace_id,
            ThankedMessage.draft_id == of_draft.scalar_subquery(),
        )
        .values(kudos_id=kudos_id, draft_id=None)
        .returning(ThankedMessage)
    )
    return None if row is None else read_thanked(row)


def settle_thanked(
    session: Session,
    *,
    workspace_id: int,
    kudos_id: int,
    slack_permalink: str,
    is_open: bool | None,
) -> None:
    """Note what Slack said of the message; `is_open` is None where it was not asked that."""
    settled = {"slack_permalink": slack_permalink or None, "is_settled": True}
    session.execute(
        update(ThankedMessage)
        .where(ThankedMessage.workspace_id == workspace_id, ThankedMessage.kudos_id == kudos_id)
        .values(settled if is_open is None else settled | {"is_open": is_open})
    )


def forget_thanked(session: Session, *, workspace_id: int, kudos_id: int) -> None:
    """Keep nothing of a message that its author has deleted."""
    session.execute(
        delete(ThankedMessage).where(
            ThankedMessage.workspace_id == workspace_id, ThankedMessage.kudos_id == kudos_id
        )
    )


def read_thanked(row: ThankedMessage) -> MessageThanked:
    """The message as it is stored."""
    return MessageThanked(
        row.slack_channel_id,
        row.slack_ts,
        row.slack_author_id,
        row.text,
        row.slack_permalink or "",
        row.is_open,
        row.is_settled,
    )
