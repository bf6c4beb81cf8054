"""Weekly reflections: policies, schedules, prompts and answers; teams and their leaders.

Revision: 0002, after 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _where(column: str) -> dict[str, sa.TextClause]:
    """An index of the rows alone that have the column."""
    is_there = sa.text(f"{column} IS NOT NULL")
    return {"sqlite_where": is_there, "postgresql_where": is_there}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "reflection_policy",
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("is_on", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("weekday", sa.Integer(), server_default="4", nullable=False),
        sa.Column("hour", sa.Integer(), server_default="15", nullable=False),
        sa.Column("daily_cap", sa.Integer(), server_default="0", nullable=False),
        sa.Column("keep_months", sa.Integer(), server_default="24", nullable=False),
        sa.Column("mirror_min_answers", sa.Integer(), server_default="2", nullable=False),
        sa.Column("mirror_seen_from", sa.Integer(), server_default="4", nullable=False),
        sa.Column("mirror_min_kudos", sa.Integer(), server_default="3", nullable=False),
        sa.Column("mirror_min_givers", sa.Integer(), server_default="2", nullable=False),
        sa.CheckConstraint("hour BETWEEN 8 AND 19", name=op.f("ck_reflection_policy_hour")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_reflection_policy_weekday")),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_reflection_policy_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_reflection_policy")),
    )
    op.execute("INSERT INTO reflection_policy (workspace_id) SELECT id FROM workspace")
    op.create_table(
        "team",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("slack_channel_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_team_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint(
            "workspace_id", "slack_channel_id", name=op.f("uq_team_workspace_id_slack_channel_id")
        ),
    )
    op.create_table(
        "reflection_prompt",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("person_id", IDENTIFIER, nullable=False),
        sa.Column("iso_week", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), server_default="due", nullable=False),
        sa.Column("framework_key", sa.String(), nullable=True),
        sa.Column("competency_key", sa.String(), nullable=True),
        sa.Column("behaviour_key", sa.String(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("again", sa.String(), nullable=True),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times_sent", sa.Integer(), server_default="1", nullable=False),
        sa.Column("was_reminded", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("was_wished", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "again IN ('snooze', 'reminder')", name=op.f("ck_reflection_prompt_again")
        ),
        sa.CheckConstraint(
            "state IN ('due', 'asked', 'answered', 'skipped', 'missed')",
            name=op.f("ck_reflection_prompt_state"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_reflection_prompt_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_reflection_prompt_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection_prompt")),
        sa.UniqueConstraint(
            "person_id", "iso_week", name=op.f("uq_reflection_prompt_person_id_iso_week")
        ),
    )
    op.create_index(
        op.f("ix_reflection_prompt_again_at"),
        "reflection_prompt",
        ["again_at"],
        unique=False,
        **_where("again_at"),
    )
    op.create_index(
        op.f("ix_reflection_prompt_workspace_id_recorded_at"),
        "reflection_prompt",
        ["workspace_id", "recorded_at"],
        unique=False,
    )

    op.create_table(
        "reflection_schedule",
        sa.Column("person_id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("tz", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("every_weeks", sa.Integer(), server_default="1", nullable=False),
        sa.Column("has_own_rhythm", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_off", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("wants_reminders", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("takes_leader_tier", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("asked_in_week", sa.Integer(), nullable=True),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "every_weeks IN (1, 2)", name=op.f("ck_reflection_schedule_every_weeks")
        ),
        sa.CheckConstraint("hour BETWEEN 8 AND 19", name=op.f("ck_reflection_schedule_hour")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_reflection_schedule_weekday")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_reflection_schedule_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_reflection_schedule_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_reflection_schedule")),
    )
    op.create_index(
        op.f("ix_reflection_schedule_next_due_at_workspace_id"),
        "reflection_schedule",
        ["next_due_at", "workspace_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_reflection_schedule_workspace_id"),
        "reflection_schedule",
        ["workspace_id"],
        unique=False,
    )

    op.create_table(
        "team_leader",
        sa.Column("team_id", IDENTIFIER, nullable=False),
        sa.Column("person_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_team_leader_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_team_leader_team_id_team"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "person_id", name=op.f("pk_team_leader")),
    )
    op.create_index(op.f("ix_team_leader_person_id"), "team_leader", ["person_id"], unique=False)

    op.create_table(
        "reflection",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("person_id", IDENTIFIER, nullable=False),
        sa.Column("prompt_id", IDENTIFIER, nullable=False),
        sa.Column("framework_key", sa.String(), nullable=False),
        sa.Column("competency_key", sa.String(), nullable=False),
        sa.Column("behaviour_key", sa.String(), nullable=False),
        sa.Column("frequency", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("step_result", sa.String(), nullable=True),
        sa.Column("shared_with_id", IDENTIFIER, nullable=True),
        sa.Column("share_message_id", IDENTIFIER, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "step_result IN ('yes', 'partly', 'no')", name=op.f("ck_reflection_step_result")
        ),
        sa.CheckConstraint("frequency BETWEEN 1 AND 5", name=op.f("ck_reflection_frequency")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_reflection_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"],
            ["reflection_prompt.id"],
            name=op.f("fk_reflection_prompt_id_reflection_prompt"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shared_with_id"],
            ["person.id"],
            name=op.f("fk_reflection_shared_with_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_reflection_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["share_message_id"],
            ["outbox_message.id"],
            name=op.f("fk_reflection_share_message_id_outbox_message"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection")),
        sa.UniqueConstraint("prompt_id", name=op.f("uq_reflection_prompt_id")),
    )
    op.create_index(
        op.f("ix_reflection_person_id_answered_at"),
        "reflection",
        ["person_id", "answered_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_reflection_shared_with_id"), "reflection", ["shared_with_id"], unique=False
    )
    op.create_index(
        op.f("ix_reflection_share_message_id"), "reflection", ["share_message_id"], unique=False
    )
    op.create_index(
        op.f("ix_reflection_workspace_id_answered_at"),
        "reflection",
        ["workspace_id", "answered_at"],
        unique=False,
    )

    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.add_column(sa.Column("prompt_id", IDENTIFIER, nullable=True))
        batch_op.drop_index(batch_op.f("ix_outbox_message_kudos_id"))
        for column in ("kudos_id", "prompt_id"):
            batch_op.create_index(
                batch_op.f(f"ix_outbox_message_{column}"),
                [column],
                unique=False,
                **_where(column),
            )
        batch_op.create_index(
            "ix_outbox_message_failed",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'failed'"),
            postgresql_where=sa.text("state = 'failed'"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_outbox_message_prompt_id_reflection_prompt"),
            "reflection_prompt",
            ["prompt_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_column("erased_at")

    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_outbox_message_prompt_id_reflection_prompt"), type_="foreignkey"
        )
        batch_op.drop_index("ix_outbox_message_failed")
        batch_op.drop_index(batch_op.f("ix_outbox_message_prompt_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_message_kudos_id"))
        batch_op.create_index(batch_op.f("ix_outbox_message_kudos_id"), ["kudos_id"], unique=False)
        batch_op.drop_column("prompt_id")

    op.drop_index(op.f("ix_reflection_workspace_id_answered_at"), table_name="reflection")
    op.drop_index(op.f("ix_reflection_shared_with_id"), table_name="reflection")
    op.drop_index(op.f("ix_reflection_share_message_id"), table_name="reflection")
    op.drop_index(op.f("ix_reflection_person_id_answered_at"), table_name="reflection")

    op.drop_table("reflection")
    op.drop_index(op.f("ix_team_leader_person_id"), table_name="team_leader")

    op.drop_table("team_leader")
    op.drop_index(op.f("ix_reflection_schedule_workspace_id"), table_name="reflection_schedule")
    op.drop_index(
        op.f("ix_reflection_schedule_next_due_at_workspace_id"), table_name="reflection_schedule"
    )

    op.drop_table("reflection_schedule")
    op.drop_index(
        op.f("ix_reflection_prompt_workspace_id_recorded_at"), table_name="reflection_prompt"
    )
    op.drop_index(op.f("ix_reflection_prompt_again_at"), table_name="reflection_prompt")

    op.drop_table("reflection_prompt")
    op.drop_table("team")
    op.drop_table("reflection_policy")
