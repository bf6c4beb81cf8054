"""User groups, who is in them, and kudos that thank the people of a group.

Revision: 0029, after 0025.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0025"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NOTICES = ("channel", "asked", "agreed", "direct")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "user_group",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("slack_group_id", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), server_default=sa.false(), nullable=False),
        _of_workspace("user_group"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_group")),
        sa.UniqueConstraint(
            "workspace_id", "slack_group_id", name=op.f("uq_user_group_workspace_id_slack_group_id")
        ),
    )
    op.create_table(
        "user_group_member",
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("slack_group_id", sa.String(), nullable=False),
        sa.Column("slack_user_id", sa.String(), nullable=False),
        _of_workspace("user_group_member"),
        sa.PrimaryKeyConstraint(
            "workspace_id",
            "slack_group_id",
            "slack_user_id",
            name=op.f("pk_user_group_member"),
        ),
    )
    op.create_index(
        op.f("ix_user_group_member_workspace_id_slack_user_id"),
        "user_group_member",
        ["workspace_id", "slack_user_id"],
    )
    op.create_table(
        "group_reading",
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(), nullable=True),
        _of_workspace("group_reading"),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_group_reading")),
    )
    op.create_table(
        "kudos_group",
        sa.Column("kudos_id", IDENTIFIER, nullable=False),
        sa.Column("slack_group_id", sa.String(), nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_kudos_group_people")),
        sa.ForeignKeyConstraint(
            ["kudos_id"],
            ["kudos.id"],
            name=op.f("fk_kudos_group_kudos_id_kudos"),
            ondelete="CASCADE",
        ),
        _of_workspace("kudos_group"),
        sa.PrimaryKeyConstraint("kudos_id", "slack_group_id", name=op.f("pk_kudos_group")),
    )
    with op.batch_alter_table("kudos_recipient") as batch_op:
        batch_op.add_column(sa.Column("slack_group_id", sa.String(), nullable=True))
    _allow(*NOTICES, "group")


def downgrade() -> None:
    """Take back."""
    op.execute("UPDATE kudos_recipient SET announcement = 'direct' WHERE announcement = 'group'")
    _allow(*NOTICES)
    with op.batch_alter_table("kudos_recipient") as batch_op:
        batch_op.drop_column("slack_group_id")
    for table in ("kudos_group", "group_reading", "user_group_member", "user_group"):
        op.drop_table(table)


def _of_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"],
        ["workspace.id"],
        name=op.f(f"fk_{table}_workspace_id_workspace"),
        ondelete="CASCADE",
    )


def _allow(*notices: str) -> None:
    name = op.f("ck_kudos_recipient_announcement")
    listed = ", ".join(f"'{one}'" for one in notices)
    with op.batch_alter_table("kudos_recipient") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"announcement IN ({listed})")
