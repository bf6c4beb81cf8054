"""The weekly reflections: when each person is asked, what they were asked, what they answered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from db.base import (
    Base,
    EncryptedText,
    Identifier,
    OptionalMessageId,
    OptionalPersonId,
    PersonId,
    PromptId,
    WorkspaceId,
)

_WAITS = text("again_at IS NOT NULL")


class ReflectionPolicy(Base):
    """What a workspace decided about its weekly reflections; every workspace has one row.

    `is_on` is the kill switch. `daily_cap` is how many prompts a day may be recorded, 0 for no
    cap. Answers are deleted `keep_months` after they were given, 0 for never. The thresholds are
    those of the mirror: below the first of each pair there is not enough evidence. Besides its own
    framework the workspace asks through the `asked_lenses`, comma between.
    """

    __tablename__ = "reflection_policy"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("hour BETWEEN 8 AND 19", name="hour"),
    )

    workspace_id: Mapped[WorkspaceId] = mapped_column(primary_key=True)
    is_on: Mapped[bool] = mapped_column(server_default=true())
    weekday: Mapped[int] = mapped_column(server_default="4")
    hour: Mapped[int] = mapped_column(server_default="15")
    daily_cap: Mapped[int] = mapped_column(server_default="0")
    keep_months: Mapped[int] = mapped_column(server_default="24")
    asked_lenses: Mapped[str] = mapped_column(server_default="five_core_strengths")
    mirror_min_answers: Mapped[int] = mapped_column(server_default="2")
    mirror_seen_from: Mapped[int] = mapped_column(server_default="4")
    mirror_min_kudos: Mapped[int] = mapped_column(server_default="3")
    mirror_min_givers: Mapped[int] = mapped_column(server_default="2")


class ReflectionSchedule(Base):
    """When a person is asked, in their own time zone.

    `weekday` (Monday is 0) and `hour` follow the workspace's until `has_own_rhythm`. `tz` is the
    zone for which `next_due_at` was computed; that is NULL while the person is not to be asked.
    `asked_in_week` is the ISO week of the last prompt, such as 202648.
    """

    __tablename__ = "reflection_schedule"
    __table_args__ = (
        Index(None, "next_due_at", "workspace_id"),
        Index(None, "workspace_id"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("hour BETWEEN 8 AND 19", name="hour"),
        CheckConstraint("every_weeks IN (1, 2)", name="every_weeks"),
    )

    person_id: Mapped[PersonId] = mapped_column(primary_key=True)
    workspace_id: Mapped[WorkspaceId]
    tz: Mapped[str]
    weekday: Mapped[int]
    hour: Mapped[int]
    every_weeks: Mapped[int] = mapped_column(server_default="1")
    has_own_rhythm: Mapped[bool] = mapped_column(server_default=false())
    is_off: Mapped[bool] = mapped_column(server_default=false())
    paused_until: Mapped[date | None]
    wants_reminders: Mapped[bool] = mapped_column(server_default=true())
    takes_leader_tier: Mapped[bool] = mapped_column(server_default=false())
    asked_in_week: Mapped[int | None]
    next_due_at: Mapped[datetime | None]


class ReflectionPrompt(Base):
    """The question of one person and ISO week.

    It is `due` once recorded, `asked` once Slack has taken it, and ends as `answered`, `skipped` by
    the person, `missed` because it came too late, or `refused` by Slack. `again_at` is when
    the question is sent again: as a `snooze` or as the one `reminder`. One that `was_wished` was
    asked for by the person themselves, whatever the hour. `reason` says why the competency was
    chosen; where that is thanks, `thanked_by` is the giver's name as it came, and `thanked_on` the
    person's own date.
    """

    __tablename__ = "reflection_prompt"
    __table_args__ = (
        UniqueConstraint("person_id", "iso_week"),
        # Few prompts wait to be sent again; the others cost nothing here.
        Index(None, "again_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index(None, "workspace_id", "recorded_at"),
        CheckConstraint(
            "state IN ('due', 'asked', 'answered', 'skipped', 'missed', 'refused')", name="state"
        ),
        CheckConstraint("again IN ('snooze', 'reminder')", name="again"),
        CheckConstraint(
            "reason IN ('recognised', 'ground', 'new_cluster', 'new_competency', 'longest_ago')",
            name="reason",
        ),
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    person_id: Mapped[PersonId]
    iso_week: Mapped[int]
    due_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(server_default="due")
    framework_key: Mapped[str | None]
    competency_key: Mapped[str | None]
    behaviour_key: Mapped[str | None]
    reason: Mapped[str | None]
    thanked_by: Mapped[str | None] = mapped_column(EncryptedText)
    thanked_on: Mapped[date | None]
    asked_at: Mapped[datetime | None]
    again: Mapped[str | None]
    again_at: Mapped[datetime | None]
    times_sent: Mapped[int] = mapped_column(server_default="1")
    was_reminded: Mapped[bool] = mapped_column(server_default=false())
    was_wished: Mapped[bool] = mapped_column(server_default=false())


class Reflection(Base):
    """A person's own answer to a prompt: how often it showed, what happened, what to try next.

    `frequency` is from 1 (never) to 5 (all the time). `step_result` is what became of
    `next_step`, as the person said a week later. Only they read it, and `shared_with_id`, whom
    `share_message_id` told; while the `share_is_hidden`, that message does not show it.
    """

    __tablename__ = "reflection"
    __table_args__ = (
        Index(None, "person_id", "answered_at"),
        Index(None, "shared_with_id"),
        Index(None, "share_message_id"),
        Index(None, "workspace_id", "answered_at"),
        CheckConstraint("frequency BETWEEN 1 AND 5", name="frequency"),
        CheckConstraint("step_result IN ('yes', 'partly', 'no')", name="step_result"),
    )

    id: Mapped[Identifier]
    workspace_id: Mapped[WorkspaceId]
    person_id: Mapped[PersonId]
    prompt_id: Mapped[PromptId] = mapped_column(unique=True)
    framework_key: Mapped[str]
    competency_key: Mapped[str]
    behaviour_key: Mapped[str]
    frequency: Mapped[int]
    note: Mapped[str | None] = mapped_column(EncryptedText)
    next_step: Mapped[str | None] = mapped_column(EncryptedText)
    step_result: Mapped[str | None]
    shared_with_id: Mapped[OptionalPersonId]
    share_message_id: Mapped[OptionalMessageId]
    share_is_hidden: Mapped[bool] = mapped_column(server_default=false())
    answered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
