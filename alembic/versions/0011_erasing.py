"""Erasing: who was erased is found quickly, and settled messages lose their words.

Revision: 0011, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

HAS_WORDS = sa.text("NOT is_emptied AND settled_at IS NOT NULL")
WAS_ERASED = sa.text("erased_at IS NOT NULL")

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.add_column(
            sa.Column("is_emptied", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    # What was cancelled without a time of its end is given one, so that its words go too.
    op.execute(
        "UPDATE outbox_message SET settled_at = created_at "
        "WHERE state <> 'pending' AND settled_at IS NULL"
    )
    op.create_index(
        "ix_outbox_message_words",
        "outbox_message",
        ["settled_at"],
        sqlite_where=HAS_WORDS,
        postgresql_where=HAS_WORDS,
    )
    op.create_index(
        "ix_person_erased",
        "person",
        ["workspace_id"],
        sqlite_where=WAS_ERASED,
        postgresql_where=WAS_ERASED,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_person_erased", table_name="person")
    op.drop_index("ix_outbox_message_words", table_name="outbox_message")
    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.drop_column("is_emptied")
