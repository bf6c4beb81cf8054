"""Reading kudos: a digest's settings, thresholds, files, and requests for review packets.

Revision: 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
THRESHOLDS = {
    "strength_kudos": (3, "BETWEEN 1 AND 100"),
    "strength_givers": (2, "BETWEEN 1 AND 100"),
    "excellence_kudos": (6, "BETWEEN 1 AND 100"),
    "excellence_givers": (3, "BETWEEN 1 AND 100"),
    "smallest_group": (5, "BETWEEN 3 AND 100"),
}
KINDS = ("post", "update", "response")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("digest_plan") as batch_op:
        batch_op.add_column(
            sa.Column("working_day", sa.Integer(), server_default="1", nullable=False)
        )
        batch_op.add_column(
            sa.Column("is_threaded", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_check_constraint(
            op.f("ck_digest_plan_working_day"), "working_day BETWEEN 1 AND 10"
        )
    op.create_table(
        "recognition_policy",
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        *(
            sa.Column(name, sa.Integer(), server_default=str(default), nullable=False)
            for name, (default, _) in THRESHOLDS.items()
        ),
        sa.Column("names_unrecognised", sa.Boolean(), server_default=sa.false(), nullable=False),
        *(
            sa.CheckConstraint(f"{name} {rule}", name=op.f(f"ck_recognition_policy_{name}"))
            for name, (_, rule) in THRESHOLDS.items()
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_recognition_policy_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_recognition_policy")),
    )
    op.create_table(
        "packet_request",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("team_id", IDENTIFIER, nullable=False),
        sa.Column("person_id", IDENTIFIER, nullable=False),
        sa.Column("leader_id", IDENTIFIER, nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), server_default="asked", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'agreed', 'refused')", name=op.f("ck_packet_request_state")
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"],
            ["person.id"],
            name=op.f("fk_packet_request_leader_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_packet_request_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
            name=op.f("fk_packet_request_team_id_team"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_packet_request_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet_request")),
        sa.UniqueConstraint("key", name=op.f("uq_packet_request_key")),
    )
    op.create_index(op.f("ix_packet_request_leader_id"), "packet_request", ["leader_id"])
    op.create_index(op.f("ix_packet_request_person_id"), "packet_request", ["person_id"])
    op.create_index(op.f("ix_packet_request_team_id"), "packet_request", ["team_id"])
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.add_column(sa.Column("slack_url", sa.String(), nullable=True))
    _allow_kinds(*KINDS, "file")


def downgrade() -> None:
    """Take back."""
    op.execute("DELETE FROM outbox_message WHERE kind = 'file'")
    _allow_kinds(*KINDS)
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.drop_column("slack_url")
    op.drop_table("packet_request")
    op.drop_table("recognition_policy")
    with op.batch_alter_table("digest_plan") as batch_op:
        batch_op.drop_constraint(op.f("ck_digest_plan_working_day"), type_="check")
        batch_op.drop_column("is_threaded")
        batch_op.drop_column("working_day")


def _allow_kinds(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.drop_constraint(op.f("ck_outbox_message_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_outbox_message_kind"), f"kind IN ({listed})")
