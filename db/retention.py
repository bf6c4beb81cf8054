"""For how long a workspace keeps what."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, WorkspaceId


class RetentionPolicy(Base):
    """Ages at which things are deleted, 0 for never; one without a row keeps the defaults.

    A kudos goes after `kudos_months`, and its words already after `words_months`; requests for
    packets after `requests_months`, and what was written down of acts and changes after
    `acts_months`. The words of what was sent to Slack go after `sent_days`. Those of weekly
    questions and answers stand in `reflection_policy.keep_months`.
    """

    __tablename__ = "retention_policy"
    __table_args__ = (
        CheckConstraint("kudos_months BETWEEN 0 AND 600", name="kudos_months"),
        CheckConstraint("words_months BETWEEN 0 AND 600", name="words_months"),
        CheckConstraint("requests_months BETWEEN 2 AND 600", name="requests_months"),
        CheckConstraint("acts_months BETWEEN 0 AND 600", name="acts_months"),
        CheckConstraint("sent_days BETWEEN 1 AND 3650", name="sent_days"),
    )

    workspace_id: Mapped[WorkspaceId] = mapped_column(primary_key=True)
    kudos_months: Mapped[int] = mapped_column(server_default="0")
    words_months: Mapped[int] = mapped_column(server_default="0")
    requests_months: Mapped[int] = mapped_column(server_default="3")
    acts_months: Mapped[int] = mapped_column(server_default="24")
    sent_days: Mapped[int] = mapped_column(server_default="30")
