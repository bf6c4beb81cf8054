"""Wishes for a digest name its month: one that only had the members read is gone, with its plan.

Revision: 0022, after 0021.
"""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    # Nobody decided anything here: the plan came of somebody's report, with the zone of whoever
    # asked for it. What was switched on and off again before its first digest looks the same, and
    # loses the zone alone.
    op.execute(
        "DELETE FROM digest_plan WHERE next_due_at IS NULL AND wished_month IS NULL "
        "AND working_day = 1 AND hour = 9 AND posts_empty AND NOT is_threaded "
        "AND lens_key IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM digest WHERE digest.team_id = digest_plan.team_id)"
    )
    op.execute("UPDATE digest_plan SET wished_at = NULL WHERE wished_month IS NULL")
    op.execute("DELETE FROM troubled_unit WHERE kind = 'wished_digest' AND key LIKE '%\\:0'")


def downgrade() -> None:
    """Take back: there is nothing to bring back."""
