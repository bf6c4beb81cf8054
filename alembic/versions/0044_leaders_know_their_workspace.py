"""Leaders of teams know their workspace, as all else that is one's does.

Revision: 0044, after 0043. What the version before writes meanwhile has none: its team has it. A
later revision fills that in and asks for it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WORKSPACE = "fk_team_leader_workspace_id_workspace"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("team_leader") as batch_op:
        batch_op.add_column(sa.Column("workspace_id", IDENTIFIER, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f(_WORKSPACE), "workspace", ["workspace_id"], ["id"], ondelete="CASCADE"
        )
    op.execute(
        "UPDATE team_leader SET workspace_id ="
        " (SELECT team.workspace_id FROM team WHERE team.id = team_leader.team_id)"
    )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("team_leader") as batch_op:
        batch_op.drop_constraint(batch_op.f(_WORKSPACE), type_="foreignkey")
        batch_op.drop_column("workspace_id")
