"""Processes say that they run, what they do, and which of them receive over Socket Mode.

Revision: 0043, after 0042.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "running_process",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parts", sa.String(), nullable=False),
        sa.Column("alive_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("socket_place", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_running_process")),
        sa.UniqueConstraint("name", name=op.f("uq_running_process_name")),
        sa.UniqueConstraint("socket_place", name=op.f("uq_running_process_socket_place")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("running_process")
