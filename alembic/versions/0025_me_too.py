"""Others join in on a kudos, and its recipients hear of that, if they want to.

SQLite numbers no kudos as one that was taken back.

Revision: 0025, after 0027.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0027"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_UNTOLD = sa.text("message_id IS NULL")
IS_TOLD = sa.text("message_id IS NOT NULL")
IS_POSTED_KUDOS = sa.text("kind = 'post' AND kudos_id IS NOT NULL AND slack_ts IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "kudos_me_too",
        sa.Column("kudos_id", IDENTIFIER, nullable=False),
        sa.Column("person_id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        _refer("kudos_me_too", "kudos_id", "kudos"),
        _refer("kudos_me_too", "person_id", "person"),
        _refer("kudos_me_too", "workspace_id", "workspace"),
        sa.PrimaryKeyConstraint("kudos_id", "person_id", name=op.f("pk_kudos_me_too")),
    )
    op.create_index(op.f("ix_kudos_me_too_person_id"), "kudos_me_too", ["person_id"])
    op.create_table(
        "me_too_notice",
        sa.Column("kudos_id", IDENTIFIER, nullable=False),
        sa.Column("person_id", IDENTIFIER, nullable=False),
        sa.Column("recipient_id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("message_id", IDENTIFIER, nullable=True),
        sa.ForeignKeyConstraint(
            ["kudos_id", "person_id"],
            ["kudos_me_too.kudos_id", "kudos_me_too.person_id"],
            name=op.f("fk_me_too_notice_kudos_id_person_id_kudos_me_too"),
            ondelete="CASCADE",
        ),
        _refer("me_too_notice", "recipient_id", "person"),
        _refer("me_too_notice", "workspace_id", "workspace"),
        _refer("me_too_notice", "message_id", "outbox_message"),
        sa.PrimaryKeyConstraint(
            "kudos_id", "person_id", "recipient_id", name=op.f("pk_me_too_notice")
        ),
    )
    _index_some("ix_me_too_notice_untold", "me_too_notice", "recipient_id", IS_UNTOLD)
    _index_some("ix_me_too_notice_told", "me_too_notice", "message_id", IS_TOLD)
    _index_some("ix_outbox_message_posted", "outbox_message", "slack_ts", IS_POSTED_KUDOS)
    op.add_column(
        "person", sa.Column("wants_me_too", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    _number_once("kudos", "kudos_tag", is_once=True)
    op.add_column("person", sa.Column("me_too_told_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_column("me_too_told_at")
        batch_op.drop_column("wants_me_too")
    op.drop_index("ix_outbox_message_posted", table_name="outbox_message")
    op.drop_table("me_too_notice")
    op.drop_table("kudos_me_too")
    _number_once("kudos", "kudos_tag", is_once=False)


def _refer(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")


def _index_some(name: str, table: str, column: str, where: sa.TextClause) -> None:
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)


def _number_once(*tables: str, is_once: bool) -> None:
    """Have SQLite give no number a second time, as PostgreSQL does anyway; or let it."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in tables:
        kwargs = {"sqlite_autoincrement": is_once}
        with op.batch_alter_table(table, recreate="always", table_kwargs=kwargs):
            pass
