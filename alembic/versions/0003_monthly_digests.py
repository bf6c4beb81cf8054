"""Monthly digests: plans of channels, digests that were made, and who stays out of them.

Revision: 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "digest",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("team_id", IDENTIFIER, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_digest_team_id_team"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_digest_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("team_id", "month", name=op.f("uq_digest_team_id_month")),
    )
    op.create_table(
        "digest_plan",
        sa.Column("team_id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("hour", sa.Integer(), server_default="9", nullable=False),
        sa.Column("tz", sa.String(), nullable=False),
        sa.Column("posts_empty", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wished_month", sa.Integer(), nullable=True),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_digest_plan_hour")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_digest_plan_team_id_team"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_digest_plan_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_digest_plan")),
    )
    op.create_index(op.f("ix_digest_plan_wished_at"), "digest_plan", ["wished_at"], unique=False)
    op.create_index(
        op.f("ix_digest_plan_next_due_at"), "digest_plan", ["next_due_at"], unique=False
    )

    with op.batch_alter_table("kudos_recipient") as batch_op:
        batch_op.add_column(
            sa.Column("is_hidden", sa.Boolean(), server_default=sa.false(), nullable=False)
        )

    with op.batch_alter_table("outbox_message") as batch_op:
        # Deleting a message asks for those that would change it.
        batch_op.create_index(
            batch_op.f("ix_outbox_message_post_id"),
            ["post_id"],
            unique=False,
            sqlite_where=sa.text("post_id IS NOT NULL"),
            postgresql_where=sa.text("post_id IS NOT NULL"),
        )

    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(
            sa.Column("in_digests", sa.Boolean(), server_default=sa.true(), nullable=False)
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_message_post_id"))

    with op.batch_alter_table("kudos_recipient") as batch_op:
        batch_op.drop_column("is_hidden")

    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_column("in_digests")

    op.drop_index(op.f("ix_digest_plan_next_due_at"), table_name="digest_plan")
    op.drop_index(op.f("ix_digest_plan_wished_at"), table_name="digest_plan")

    op.drop_table("digest_plan")
    op.drop_table("digest")
