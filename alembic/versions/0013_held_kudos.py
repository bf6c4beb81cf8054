"""Find held kudos without reading all kudos.

Revision: 0013, after 0012.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

IS_HELD = sa.text("announcement = 'held'")

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_kudos_held", "kudos", ["id"], sqlite_where=IS_HELD, postgresql_where=IS_HELD
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_kudos_held", "kudos")
