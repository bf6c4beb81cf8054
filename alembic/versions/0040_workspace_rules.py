"""A workspace may try kudos out in a few channels, and decides who may give and name leaders.

Revision: 0040, after 0039.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "workspace_rules",
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("pilot_channels", sa.String(), nullable=False),
        sa.Column("guests_may_give", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("leaders_name_leaders", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_workspace_rules_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_workspace_rules")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("workspace_rules")
