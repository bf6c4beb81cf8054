"""What admins and leaders do and decide is written down.

Revision: 0035, after 0034.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "admin_act",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("actor_id", IDENTIFIER, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slack_channel_id", sa.String(), nullable=True),
        sa.Column("person_id", IDENTIFIER, nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undoes_id", IDENTIFIER, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_admin_act_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["person.id"],
            name=op.f("fk_admin_act_actor_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_admin_act_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_act")),
    )
    op.create_index(op.f("ix_admin_act_workspace_id_at"), "admin_act", ["workspace_id", "at"])
    op.create_index(op.f("ix_audit_entry_workspace_id_at"), "audit_entry", ["workspace_id", "at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_audit_entry_workspace_id_at"), "audit_entry")
    op.drop_table("admin_act")
