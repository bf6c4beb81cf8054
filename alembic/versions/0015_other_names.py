"""Other names: what else Slack calls a person, so that a typed name leads to them.

Revision: 0015, after 0013.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep them; the next reading of all people fills them in."""
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("other_names", sa.String(), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_column("other_names")
