"""A workspace may have the form of kudos without its hints.

Revision: 0034, after 0033.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("giving_policy") as batch_op:
        batch_op.add_column(
            sa.Column("gives_hints", sa.Boolean(), server_default=sa.true(), nullable=False)
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("giving_policy") as batch_op:
        batch_op.drop_column("gives_hints")
