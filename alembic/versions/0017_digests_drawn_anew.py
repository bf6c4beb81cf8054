"""Digests that tell of somebody whom they may no longer tell of are drawn anew.

Revision: 0017, after 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

IS_STALE = sa.text("redraw_at IS NOT NULL")

revision = "0017"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("digest") as batch_op:
        batch_op.add_column(sa.Column("redraw_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        op.f("ix_digest_redraw_at"),
        "digest",
        ["redraw_at"],
        sqlite_where=IS_STALE,
        postgresql_where=IS_STALE,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_digest_redraw_at"), table_name="digest")
    with op.batch_alter_table("digest") as batch_op:
        batch_op.drop_column("redraw_at")
