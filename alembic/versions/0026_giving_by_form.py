"""A draft knows whether it is private, where its answer goes, and which kudos it changes.

Revision: 0026, after 0029.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0029"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("kudos_draft") as batch_op:
        batch_op.add_column(
            sa.Column("is_private", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("response_url", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("kudos_id", IDENTIFIER, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_kudos_draft_kudos_id_kudos"),
            "kudos",
            ["kudos_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    """Take back; what was typed privately would be posted by a tap."""
    op.execute("DELETE FROM kudos_draft WHERE is_private OR response_url IS NOT NULL")
    with op.batch_alter_table("kudos_draft") as batch_op:
        batch_op.drop_constraint(op.f("fk_kudos_draft_kudos_id_kudos"), type_="foreignkey")
        batch_op.drop_column("kudos_id")
        batch_op.drop_column("response_url")
        batch_op.drop_column("is_private")
