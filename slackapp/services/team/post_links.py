"""Where Slack shows a channel's digest."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Digest, OutboxMessage, Team, Workspace
from slackapp.domain.base.digest_times import Month
from slackapp.services.team.posts import DigestPosts


def find_digest_link(
    session: Session, *, workspace_id: int, slack_channel_id: str, month: Month
) -> str:
    """Where the channel reads its digest of a month, or what it was told so far; empty for none."""
    digest = session.scalar(
        select(Digest)
        .join(Team, Team.id == Digest.team_id)
        .where(
            Team.workspace_id == workspace_id,
            Team.slack_channel_id == slack_channel_id,
            Digest.month == month.key,
        )
    )
    slack_url = session.scalar(select(Workspace.slack_url).where(Workspace.id == workspace_id))
    if digest is None or not slack_url:
        return ""
    posts = DigestPosts.of(workspace_id, slack_channel_id, digest.id, is_so_far=digest.is_so_far)
    posted = session.execute(
        select(OutboxMessage.slack_posted_channel_id, OutboxMessage.slack_ts).where(
            OutboxMessage.workspace_id == workspace_id,
            OutboxMessage.dedupe_key == f"{posts.name}:0",
            OutboxMessage.slack_ts.is_not(None),
        )
    ).one_or_none()
    if posted is None:
        return ""
    return f"{slack_url}archives/{posted[0]}/p{(posted[1] or '').replace('.', '')}"
