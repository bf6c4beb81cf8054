"""Words of other vocabularies on kudos, a workspace's own frameworks, and lenses to read through.

Revision: 0021, after 0020.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column("kudos_tag", sa.Column("word_framework_key", sa.String(), nullable=True))
    op.add_column("kudos_tag", sa.Column("word_key", sa.String(), nullable=True))
    op.add_column("digest_plan", sa.Column("lens_key", sa.String(), nullable=True))
    op.add_column(
        "reflection_policy",
        sa.Column(
            "asked_lenses", sa.String(), server_default="five_core_strengths", nullable=False
        ),
    )
    op.create_table(
        "own_framework",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_own_framework_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_framework")),
        sa.UniqueConstraint(
            "workspace_id", "key", "version", name=op.f("uq_own_framework_workspace_id_key_version")
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("own_framework")
    with op.batch_alter_table("reflection_policy") as batch_op:
        batch_op.drop_column("asked_lenses")
    with op.batch_alter_table("digest_plan") as batch_op:
        batch_op.drop_column("lens_key")
    with op.batch_alter_table("kudos_tag") as batch_op:
        batch_op.drop_column("word_key")
        batch_op.drop_column("word_framework_key")
