"""Working days of a workspace, zones that this machine does not know, digests of a month so far.

Revision: 0008, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.add_column(
            sa.Column("working_weekdays", sa.String(), server_default="01234", nullable=False)
        )
        batch_op.add_column(sa.Column("holiday_country", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("holiday_region", sa.String(), nullable=True))
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("unknown_tz", sa.String(), nullable=True))
    with op.batch_alter_table("digest") as batch_op:
        batch_op.add_column(
            sa.Column("is_so_far", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """Take back."""
    # What was told of a month so far is forgotten: the month's digest comes all the same.
    op.execute("DELETE FROM digest WHERE is_so_far")
    with op.batch_alter_table("digest") as batch_op:
        batch_op.drop_column("is_so_far")
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_column("unknown_tz")
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.drop_column("holiday_region")
        batch_op.drop_column("holiday_country")
        batch_op.drop_column("working_weekdays")
