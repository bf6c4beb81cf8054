"""Who reads a channel: whether people of another company do.

Revision: 0018, after 0017.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("channel") as batch_op:
        batch_op.add_column(
            sa.Column("is_shared", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("channel") as batch_op:
        batch_op.drop_column("is_shared")
