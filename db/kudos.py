"""Kudos, their recipients, groups and tags, and drafts that wait for one more tap."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, EncryptedText, Identifier, KudosId, PersonId, WorkspaceId

#: In a question, as in the index: a value that is bound would not let SQLite use it.
IS_HELD = text("announcement = 'held'")
#: SQLite would give the number of what was taken back to the next one, and so would buttons on old
#: messages, and the keys of what was promised about it.
NEVER_AGAIN = {"sqlite_autoincrement": True}


class Kudos(Base):
    """One act of recognition.

    `request_key` is Slack's id of the request that gave it, so that a repeat gives nothing.
    `slack_channel_id` is where it is announced: the channel it was given in, or another one that
    the giver agreed to; `slack_thread_ts` is the thread there, if it was given in one.
    `visibility` says who may see it. `announcement` is `held` while the
    giver has not said what to do in a channel that the app is not in, and while the kudos
    `awaits_place`: Slack has not said yet what that channel is. It is `refused` where Slack did not
    take the announcement. `held_since` is when the giver was asked, if that was later than giving.
    One that `is_emptied` has lost its words, because of its age.
    """

    __tablename__ = "kudos"
    __table_args__ = (
        UniqueConstraint("workspace_id", "request_key"),
        Index(None, "giver_id", "given_at"),
        Index(None, "workspace_id", "given_at"),
        Index("ix_kudos_held", "id", sqlite_where=IS_HELD, postgresql_where=IS_HELD),
        CheckConstraint("visibility IN ('public', 'channel', 'private')", name="visibility"),
        CheckConstraint(
            "announcement IN ('channel', 'held', 'none', 'refused')", name="announcement"
        ),
        NEVER_AGAIN,
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    request_key: Mapped[str]
    giver_id: Mapped[PersonId]
    message: Mapped[str] = mapped_column(EncryptedText)
    slack_channel_id: Mapped[str]
    visibility: Mapped[str]
    announcement: Mapped[str]
    awaits_place: Mapped[bool] = mapped_column(server_default=false())
    is_emptied: Mapped[bool] = mapped_column(server_default=false())
    held_since: Mapped[datetime | None]
    slack_thread_ts: Mapped[str | None]
    given_at: Mapped[datetime]


class KudosRecipient(Base):
    """A person whom a kudos thanks.

    `announcement` is `channel` when the announcement mentions them, `asked` while they have not
    said whether it may, `agreed` once they have (it then names them, without a second
    notification), and `direct` when they alone are told. Whoever is thanked as one of a group, by
    its `slack_group_id`, is told directly, and named nowhere in the announcement: `group` where
    others may hear of it, else `direct`. Where it `is_hidden`, digests do not tell of it, at their
    wish.
    """

    __tablename__ = "kudos_recipient"
    __table_args__ = (
        Index(None, "person_id", "kudos_id"),
        CheckConstraint(
            "announcement IN ('channel', 'asked', 'agreed', 'direct', 'group')", name="announcement"
        ),
    )

    kudos_id: Mapped[KudosId] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(primary_key=True)
    workspace_id: Mapped[WorkspaceId]
    position: Mapped[int]
    announcement: Mapped[str]
    is_hidden: Mapped[bool] = mapped_column(server_default=false())
    slack_group_id: Mapped[str | None]


class KudosGroup(Base):
    """A user group that a kudos thanks, as it was then: its handle, and how many people it had."""

    __tablename__ = "kudos_group"
    __table_args__ = (CheckConstraint("people > 0", name="people"),)

    kudos_id: Mapped[KudosId] = mapped_column(primary_key=True)
    slack_group_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[WorkspaceId]
    position: Mapped[int]
    handle: Mapped[str]
    people: Mapped[int]


class KudosTag(Base):
    """A competency on a kudos, with a behaviour when the giver chose one.

    `tier` is the behaviour's where `tier_source` is `chosen`, else the competency's entry tier.
    Where the giver used a word of another vocabulary, `word_framework_key` and `word_key` say
    which, and the other keys what it counts as.
    """

    __tablename__ = "kudos_tag"
    __table_args__ = (
        UniqueConstraint("kudos_id", "framework_key", "competency_key"),
        Index(None, "workspace_id", "competency_key"),
        CheckConstraint("tier IN ('basic', 'higher', 'leader')", name="tier"),
        CheckConstraint("tier_source IN ('chosen', 'entry')", name="tier_source"),
        NEVER_AGAIN,
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    kudos_id: Mapped[KudosId]
    position: Mapped[int]
    framework_key: Mapped[str]
    cluster_key: Mapped[str]
    competency_key: Mapped[str]
    behaviour_key: Mapped[str | None]
    tier: Mapped[str | None]
    tier_source: Mapped[str]
    word_framework_key: Mapped[str | None]
    word_key: Mapped[str | None]


class KudosDraft(Base):
    """What somebody typed, or a form that they opened, on its way to a kudos; `key` is random.

    A form keeps the address of its answer, and where it changes a kudos, which one.
    """

    __tablename__ = "kudos_draft"
    __table_args__ = (Index(None, "created_at"),)

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    key: Mapped[str] = mapped_column(unique=True)
    giver_id: Mapped[PersonId]
    text: Mapped[str] = mapped_column(EncryptedText)
    slack_channel_id: Mapped[str]
    channel_name: Mapped[str]
    slack_thread_ts: Mapped[str | None]
    is_private: Mapped[bool] = mapped_column(server_default=false())
    response_url: Mapped[str | None] = mapped_column(EncryptedText)
    kudos_id: Mapped[KudosId | None]
    created_at: Mapped[datetime]


class Reaction(Base):
    """The reaction that thanks, of one person to one message, as we last heard of it.

    `event_ts` is Slack's time of that: what comes later and is older counts no more. `draft_key` is
    the key of the draft that was made of it, if any, and `asked_at` when its giver was asked.
    """

    __tablename__ = "reaction"
    __table_args__ = (
        UniqueConstraint("person_id", "slack_channel_id", "slack_ts"),
        Index(None, "heard_at"),
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    person_id: Mapped[PersonId]
    slack_channel_id: Mapped[str]
    slack_ts: Mapped[str]
    event_ts: Mapped[str]
    draft_key: Mapped[str | None]
    asked_at: Mapped[datetime | None]
    heard_at: Mapped[datetime]
