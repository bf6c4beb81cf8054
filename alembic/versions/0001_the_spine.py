"""The spine: workspaces, people, kudos and the outbox.

Revision: 0001, the first.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "workspace",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("slack_team_id", sa.String(), nullable=False),
        sa.Column("slack_enterprise_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bot_token", sa.Text(), nullable=True),
        sa.Column("slack_bot_user_id", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("framework_key", sa.String(), server_default="ecf", nullable=False),
        sa.Column("daily_limit", sa.Integer(), nullable=False),
        sa.Column("slack_default_channel_id", sa.String(), nullable=True),
        sa.Column("people_synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("slack_team_id", name=op.f("uq_workspace_slack_team_id")),
    )
    op.create_table(
        "channel",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("slack_channel_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("app_is_member", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("members_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('public', 'private', 'direct')", name=op.f("ck_channel_kind")),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_channel_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint(
            "workspace_id",
            "slack_channel_id",
            name=op.f("uq_channel_workspace_id_slack_channel_id"),
        ),
    )
    op.create_table(
        "channel_member",
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("slack_channel_id", sa.String(), nullable=False),
        sa.Column("slack_user_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_channel_member_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "slack_channel_id", "slack_user_id", name=op.f("pk_channel_member")
        ),
    )
    op.create_index(
        op.f("ix_channel_member_workspace_id_slack_user_id"),
        "channel_member",
        ["workspace_id", "slack_user_id"],
        unique=False,
    )
    op.create_table(
        "handled_request",
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_handled_request_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "request_key", name=op.f("pk_handled_request")),
    )
    op.create_index(
        op.f("ix_handled_request_handled_at"), "handled_request", ["handled_at"], unique=False
    )
    op.create_table(
        "outbox_lane",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("slack_channel_id", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_send_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_token", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_outbox_lane_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_lane")),
        sa.UniqueConstraint(
            "workspace_id",
            "slack_channel_id",
            name=op.f("uq_outbox_lane_workspace_id_slack_channel_id"),
        ),
    )
    op.create_index(op.f("ix_outbox_lane_due_at"), "outbox_lane", ["due_at"], unique=False)
    op.create_table(
        "outbox_pace",
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_outbox_pace_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "method", name=op.f("pk_outbox_pace")),
    )
    op.create_table(
        "person",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("slack_user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tz", sa.String(), server_default="UTC", nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_deactivated", sa.Boolean(), nullable=False),
        sa.Column("is_stranger", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("announce", sa.String(), server_default="public", nullable=False),
        sa.Column("slack_updated_at", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("announce IN ('public', 'ask', 'me')", name=op.f("ck_person_announce")),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_person_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint(
            "workspace_id", "slack_user_id", name=op.f("uq_person_workspace_id_slack_user_id")
        ),
    )
    op.create_table(
        "kudos",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("giver_id", IDENTIFIER, nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("slack_channel_id", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("announcement", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "announcement IN ('channel', 'held', 'none')", name=op.f("ck_kudos_announcement")
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'channel', 'private')", name=op.f("ck_kudos_visibility")
        ),
        sa.ForeignKeyConstraint(
            ["giver_id"], ["person.id"], name=op.f("fk_kudos_giver_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_kudos_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos")),
        sa.UniqueConstraint(
            "workspace_id", "request_key", name=op.f("uq_kudos_workspace_id_request_key")
        ),
    )
    op.create_index(
        op.f("ix_kudos_giver_id_given_at"), "kudos", ["giver_id", "given_at"], unique=False
    )
    op.create_index(
        op.f("ix_kudos_workspace_id_given_at"), "kudos", ["workspace_id", "given_at"], unique=False
    )
    op.create_table(
        "kudos_draft",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("giver_id", IDENTIFIER, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("slack_channel_id", sa.String(), nullable=False),
        sa.Column("channel_name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["giver_id"],
            ["person.id"],
            name=op.f("fk_kudos_draft_giver_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_kudos_draft_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos_draft")),
        sa.UniqueConstraint("key", name=op.f("uq_kudos_draft_key")),
    )
    op.create_index(op.f("ix_kudos_draft_created_at"), "kudos_draft", ["created_at"], unique=False)
    op.create_table(
        "kudos_recipient",
        sa.Column("kudos_id", IDENTIFIER, nullable=False),
        sa.Column("person_id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("announcement", sa.String(), nullable=False),
        sa.CheckConstraint(
            "announcement IN ('channel', 'asked', 'agreed', 'direct')",
            name=op.f("ck_kudos_recipient_announcement"),
        ),
        sa.ForeignKeyConstraint(
            ["kudos_id"],
            ["kudos.id"],
            name=op.f("fk_kudos_recipient_kudos_id_kudos"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_kudos_recipient_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_kudos_recipient_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("kudos_id", "person_id", name=op.f("pk_kudos_recipient")),
    )
    op.create_index(
        op.f("ix_kudos_recipient_person_id_kudos_id"),
        "kudos_recipient",
        ["person_id", "kudos_id"],
        unique=False,
    )
    op.create_table(
        "kudos_tag",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("kudos_id", IDENTIFIER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("framework_key", sa.String(), nullable=False),
        sa.Column("cluster_key", sa.String(), nullable=False),
        sa.Column("competency_key", sa.String(), nullable=False),
        sa.Column("behaviour_key", sa.String(), nullable=True),
        sa.Column("tier", sa.String(), nullable=True),
        sa.Column("tier_source", sa.String(), nullable=False),
        sa.CheckConstraint("tier IN ('basic', 'higher', 'leader')", name=op.f("ck_kudos_tag_tier")),
        sa.CheckConstraint(
            "tier_source IN ('chosen', 'entry')", name=op.f("ck_kudos_tag_tier_source")
        ),
        sa.ForeignKeyConstraint(
            ["kudos_id"], ["kudos.id"], name=op.f("fk_kudos_tag_kudos_id_kudos"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_kudos_tag_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos_tag")),
        sa.UniqueConstraint(
            "kudos_id",
            "framework_key",
            "competency_key",
            name=op.f("uq_kudos_tag_kudos_id_framework_key_competency_key"),
        ),
    )
    op.create_index(
        op.f("ix_kudos_tag_workspace_id_competency_key"),
        "kudos_tag",
        ["workspace_id", "competency_key"],
        unique=False,
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("workspace_id", IDENTIFIER, nullable=False),
        sa.Column("lane_id", IDENTIFIER, nullable=False),
        sa.Column("kudos_id", IDENTIFIER, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("post_id", IDENTIFIER, nullable=True),
        sa.Column("state", sa.String(), server_default="pending", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.Column("is_in_doubt", sa.Boolean(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("slack_ts", sa.String(), nullable=True),
        sa.Column("slack_posted_channel_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('post', 'update', 'response')", name=op.f("ck_outbox_message_kind")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'sent', 'failed', 'cancelled')",
            name=op.f("ck_outbox_message_state"),
        ),
        sa.ForeignKeyConstraint(
            ["kudos_id"],
            ["kudos.id"],
            name=op.f("fk_outbox_message_kudos_id_kudos"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["lane_id"],
            ["outbox_lane.id"],
            name=op.f("fk_outbox_message_lane_id_outbox_lane"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["outbox_message.id"],
            name=op.f("fk_outbox_message_post_id_outbox_message"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_outbox_message_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint(
            "workspace_id", "dedupe_key", name=op.f("uq_outbox_message_workspace_id_dedupe_key")
        ),
    )
    op.create_index(
        op.f("ix_outbox_message_kudos_id"), "outbox_message", ["kudos_id"], unique=False
    )
    op.create_index(
        op.f("ix_outbox_message_lane_id_state_id"),
        "outbox_message",
        ["lane_id", "state", "id"],
        unique=False,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_outbox_message_lane_id_state_id"), table_name="outbox_message")
    op.drop_index(op.f("ix_outbox_message_kudos_id"), table_name="outbox_message")
    op.drop_table("outbox_message")
    op.drop_index(op.f("ix_kudos_tag_workspace_id_competency_key"), table_name="kudos_tag")
    op.drop_table("kudos_tag")
    op.drop_index(op.f("ix_kudos_recipient_person_id_kudos_id"), table_name="kudos_recipient")
    op.drop_table("kudos_recipient")
    op.drop_index(op.f("ix_kudos_draft_created_at"), table_name="kudos_draft")
    op.drop_table("kudos_draft")
    op.drop_index(op.f("ix_kudos_workspace_id_given_at"), table_name="kudos")
    op.drop_index(op.f("ix_kudos_giver_id_given_at"), table_name="kudos")
    op.drop_table("kudos")
    op.drop_table("person")
    op.drop_table("outbox_pace")
    op.drop_index(op.f("ix_outbox_lane_due_at"), table_name="outbox_lane")
    op.drop_table("outbox_lane")
    op.drop_index(op.f("ix_handled_request_handled_at"), table_name="handled_request")
    op.drop_table("handled_request")
    op.drop_index(op.f("ix_channel_member_workspace_id_slack_user_id"), table_name="channel_member")
    op.drop_table("channel_member")
    op.drop_table("channel")
    op.drop_table("workspace")
