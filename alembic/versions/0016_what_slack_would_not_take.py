"""What Slack would not take: a workspace that waits for a token, a place not known, a refusal.

Revision: 0016, after 0015.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = ("post", "update", "response", "file")
ANNOUNCEMENTS = ("channel", "held", "none")
PROMPTS = ("due", "asked", "answered", "skipped", "missed")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.add_column(sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("pause_reason", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("token_tried_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("kudos") as batch_op:
        batch_op.add_column(
            sa.Column("awaits_place", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("held_since", sa.DateTime(timezone=True), nullable=True))
    _allow("kudos", "announcement", *ANNOUNCEMENTS, "refused")
    _allow("outbox_message", "kind", *KINDS, "place")
    _allow("reflection_prompt", "state", *PROMPTS, "refused")


def downgrade() -> None:
    """Take back."""
    op.execute("UPDATE reflection_prompt SET state = 'missed' WHERE state = 'refused'")
    _allow("reflection_prompt", "state", *PROMPTS)
    op.execute("DELETE FROM outbox_message WHERE kind = 'place'")
    _allow("outbox_message", "kind", *KINDS)
    op.execute("UPDATE kudos SET announcement = 'channel' WHERE announcement = 'refused'")
    _allow("kudos", "announcement", *ANNOUNCEMENTS)
    with op.batch_alter_table("kudos") as batch_op:
        batch_op.drop_column("held_since")
        batch_op.drop_column("awaits_place")
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.drop_column("token_tried_at")
        batch_op.drop_column("pause_reason")
        batch_op.drop_column("paused_since")


def _allow(table: str, column: str, *values: str) -> None:
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"{column} IN ({listed})")
