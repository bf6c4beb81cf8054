"""Kudos can be taken back and changed: who did it, for how long givers may, and deleting posts.

Revision: 0024, after 0023.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ("post", "update", "response", "file", "place")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit_entry",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("kudos_id", IDENTIFIER, nullable=False),
        sa.Column("actor_id", IDENTIFIER, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('changed', 'taken_back')", name=op.f("ck_audit_entry_kind")),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_audit_entry_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["person.id"],
            name=op.f("fk_audit_entry_actor_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint(
            "workspace_id", "request_key", name=op.f("uq_audit_entry_workspace_id_request_key")
        ),
    )
    op.create_table(
        "giving_policy",
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("undo_hours", sa.Integer(), server_default="24", nullable=False),
        sa.CheckConstraint(
            "undo_hours BETWEEN 0 AND 8760", name=op.f("ck_giving_policy_undo_hours")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_giving_policy_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_giving_policy")),
    )
    _allow("outbox_message", "kind", *KINDS, "delete")


def downgrade() -> None:
    """Take back."""
    op.execute("DELETE FROM outbox_message WHERE kind = 'delete'")
    _allow("outbox_message", "kind", *KINDS)
    op.drop_table("giving_policy")
    op.drop_table("audit_entry")


def _allow(table: str, column: str, *values: str) -> None:
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({listed})")
