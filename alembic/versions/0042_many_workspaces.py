"""Workspaces install the app themselves, alone or as an organisation, and take it away again.

Revision: 0042, after 0041.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ORGANISATION = "fk_workspace_organisation_id_organisation"


def _times(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in names]


def _installation() -> list[sa.Column]:
    return [
        sa.Column("refresh_token", sa.Text(), nullable=True),
        *_times("token_expires_at", "refresh_leased_until", "installed_at", "uninstalled_at"),
    ]


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "install_state",
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_install_state")),
    )
    op.create_index(op.f("ix_install_state_expires_at"), "install_state", ["expires_at"])
    op.create_table(
        "organisation",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("slack_enterprise_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bot_token", sa.Text(), nullable=True),
        sa.Column("slack_bot_user_id", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        *_installation(),
        *_times("teams_read_at"),
        sa.Column("teams_changes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint(
            "slack_enterprise_id", name=op.f("uq_organisation_slack_enterprise_id")
        ),
    )
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.add_column(sa.Column("organisation_id", IDENTIFIER, nullable=True))
        batch_op.add_column(
            sa.Column("is_from_environment", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        for column in _installation():
            batch_op.add_column(column)
        batch_op.create_foreign_key(
            batch_op.f(_ORGANISATION),
            "organisation",
            ["organisation_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    """Take back; whoever installed the app by its pages needs a token in the settings again."""
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.drop_constraint(batch_op.f(_ORGANISATION), type_="foreignkey")
        for column in ("organisation_id", "is_from_environment", *_names()):
            batch_op.drop_column(column)
    op.drop_table("organisation")
    op.drop_table("install_state")


def _names() -> list[str]:
    return [column.name for column in _installation()]
