"""Kudos can be given by mentioning the app: threads, and answers that one member alone sees.

Revision: 0027, after 0024.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0024"
branch_labels = None
depends_on = None

KINDS = ("post", "update", "delete", "response", "file", "place")


def upgrade() -> None:
    """Apply."""
    for table in ("kudos", "kudos_draft"):
        op.add_column(table, sa.Column("slack_thread_ts", sa.String(), nullable=True))
    _allow("outbox_message", "kind", *KINDS, "whisper")


def downgrade() -> None:
    """Take back."""
    op.execute("DELETE FROM outbox_message WHERE kind = 'whisper'")
    _allow("outbox_message", "kind", *KINDS)
    for table in ("kudos", "kudos_draft"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("slack_thread_ts")


def _allow(table: str, column: str, *values: str) -> None:
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({listed})")
