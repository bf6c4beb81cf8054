"""Admins decide about giving, and a reaction can thank: what was last heard of each.

Revision: 0028, after 0030.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0030"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("giving_policy") as batch_op:
        batch_op.add_column(
            sa.Column("takes_reactions", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("reaction", sa.String(), server_default="kudos", nullable=False)
        )
        batch_op.add_column(
            sa.Column("most_in_group", sa.Integer(), server_default="30", nullable=False)
        )
        batch_op.create_check_constraint(
            op.f("ck_giving_policy_most_in_group"), "most_in_group BETWEEN 1 AND 100"
        )
    op.create_table(
        "reaction",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("person_id", IDENTIFIER, nullable=False),
        sa.Column("slack_channel_id", sa.String(), nullable=False),
        sa.Column("slack_ts", sa.String(), nullable=False),
        sa.Column("event_ts", sa.String(), nullable=False),
        sa.Column("draft_key", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_reaction_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_reaction_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reaction")),
        sa.UniqueConstraint(
            "person_id",
            "slack_channel_id",
            "slack_ts",
            name=op.f("uq_reaction_person_id_slack_channel_id_slack_ts"),
        ),
    )
    op.create_index(op.f("ix_reaction_heard_at"), "reaction", ["heard_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("reaction")
    with op.batch_alter_table("giving_policy") as batch_op:
        batch_op.drop_constraint(op.f("ck_giving_policy_most_in_group"), type_="check")
        batch_op.drop_column("most_in_group")
        batch_op.drop_column("reaction")
        batch_op.drop_column("takes_reactions")
