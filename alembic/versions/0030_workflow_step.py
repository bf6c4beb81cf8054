"""Kudos can be given by the step of a workflow, which Slack is told the end of.

Revision: 0030, after 0026.
"""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0026"
branch_labels = None
depends_on = None

KINDS = ("post", "update", "delete", "response", "whisper", "file", "place")


def upgrade() -> None:
    """Apply."""
    _allow("outbox_message", "kind", *KINDS, "function")


def downgrade() -> None:
    """Take back."""
    op.execute("DELETE FROM outbox_message WHERE kind = 'function'")
    _allow("outbox_message", "kind", *KINDS)


def _allow(table: str, column: str, *values: str) -> None:
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({listed})")
