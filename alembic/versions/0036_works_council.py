"""A workspace may be in works-council mode, in which leaders read what the channel reads.

Revision: 0036, after 0035.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "works_council",
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("is_on", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("hides_names", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_settled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.CheckConstraint("is_on OR NOT hides_names", name=op.f("ck_works_council_hides_names")),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_works_council_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_works_council")),
    )
    with op.batch_alter_table("reflection") as batch_op:
        batch_op.add_column(
            sa.Column("share_is_hidden", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """Take back: what was hidden meanwhile stays in its message as it is shown now."""
    with op.batch_alter_table("reflection") as batch_op:
        batch_op.drop_column("share_is_hidden")
    op.drop_table("works_council")
