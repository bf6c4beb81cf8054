"""Where Slack shows the announcements of kudos."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import OutboxMessage, Workspace
from slackapp.services.kudos.announcements import announcement_key

#: So many announcements are looked up at once.
_PAGE = 500


def find_links(session: Session, *, workspace_id: int, kudos_ids: Sequence[int]) -> dict[int, str]:
    """Where Slack shows the announcements that were posted, as it forms the addresses of messages.

    Whoever may read of these kudos is asked of `visibility.py`.
    """
    slack_url = session.scalar(select(Workspace.slack_url).where(Workspace.id == workspace_id))
    links: dict[int, str] = {}
    for start in range(0, len(kudos_ids) if slack_url else 0, _PAGE):
        keys = [announcement_key(kudos_id) for kudos_id in kudos_ids[start : start + _PAGE]]
        rows = session.execute(
            select(
                OutboxMessage.kudos_id,
                OutboxMessage.slack_posted_channel_id,
                OutboxMessage.slack_ts,
            ).where(
                OutboxMessage.workspace_id == workspace_id,
                OutboxMessage.dedupe_key.in_(keys),
                OutboxMessage.slack_ts.is_not(None),
            )
        )
        links |= {
            kudos_id: f"{slack_url}archives/{channel}/p{ts.replace('.', '')}"
            for kudos_id, channel, ts in rows
            if kudos_id is not None and ts is not None
        }
    return links
