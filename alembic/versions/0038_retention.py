"""For how long a workspace keeps what, kind by kind; kudos may lose their words.

Revision: 0038, after 0037.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
#: Of each age: what it is where nothing was decided, the lowest and the highest.
AGES = {
    "kudos_months": (0, 0, 600),
    "words_months": (0, 0, 600),
    "requests_months": (3, 2, 600),
    "acts_months": (24, 0, 600),
    "sent_days": (30, 1, 3650),
}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "retention_policy",
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        *(
            sa.Column(name, sa.Integer(), server_default=str(default), nullable=False)
            for name, (default, _, _) in AGES.items()
        ),
        *(
            sa.CheckConstraint(
                f"{name} BETWEEN {lowest} AND {highest}", name=op.f(f"ck_retention_policy_{name}")
            )
            for name, (_, lowest, highest) in AGES.items()
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_retention_policy_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_retention_policy")),
    )
    op.add_column(
        "kudos", sa.Column("is_emptied", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("kudos", "is_emptied")
    op.drop_table("retention_policy")
