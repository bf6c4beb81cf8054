"""A kudos may thank for a message: where it is, and what it says.

Revision: 0033, after 0028.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0028"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OWNERS = {"workspace_id": "workspace", "kudos_id": "kudos", "draft_id": "kudos_draft"}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "thanked_message",
        sa.Column("id", IDENTIFIER, nullable=False),
        *(sa.Column(column, IDENTIFIER, nullable=column != "workspace_id") for column in OWNERS),
        sa.Column("slack_channel_id", sa.String(), nullable=False),
        sa.Column("slack_ts", sa.String(), nullable=False),
        sa.Column("slack_author_id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("slack_permalink", sa.String(), nullable=True),
        sa.Column("is_open", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_settled", sa.Boolean(), server_default=sa.false(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_thanked_message_{column}_{table}"),
                ondelete="CASCADE",
            )
            for column, table in OWNERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanked_message")),
        sa.UniqueConstraint("kudos_id", name=op.f("uq_thanked_message_kudos_id")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_thanked_message_draft_id")),
    )
    op.create_index(
        op.f("ix_thanked_message_workspace_id_slack_author_id"),
        "thanked_message",
        ["workspace_id", "slack_author_id"],
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("thanked_message")
