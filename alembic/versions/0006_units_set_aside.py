"""Units that raise something unexpected: how often, until when they are left alone, or set aside.

Revision: 0006, after 0016.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_SET_ASIDE = sa.text("set_aside_at IS NOT NULL")

revision = "0006"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "troubled_unit",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_troubled_unit_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_troubled_unit")),
        sa.UniqueConstraint(
            "workspace_id", "kind", "key", name=op.f("uq_troubled_unit_workspace_id_kind_key")
        ),
    )
    op.create_index(
        "ix_troubled_unit_set_aside",
        "troubled_unit",
        ["id"],
        sqlite_where=IS_SET_ASIDE,
        postgresql_where=IS_SET_ASIDE,
    )
    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.add_column(sa.Column("faults", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.drop_column("faults")
    op.drop_index("ix_troubled_unit_set_aside", "troubled_unit")
    op.drop_table("troubled_unit")
