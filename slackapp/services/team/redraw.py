"""Posted digests that tell of somebody of whom they may no longer tell: changing them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Digest, DigestPlan, Kudos, KudosRecipient, Team, Workspace
from slackapp.domain.base.digest_times import Month
from slackapp.services.base.redraws import mark_digests
from slackapp.services.team.page import DrawnDigest
from slackapp.services.team.plans import DueDigest
from slackapp.services.team.posts import DigestPosts, bring_up_to_date
from slackapp.services.workspace.workspaces import IS_WORKING


def mark_digests_of(session: Session, *, workspace_id: int, person_id: int, now: datetime) -> int:
    """Have the digests of all months drawn anew in which a person gave or got kudos."""
    received = (
        select(Kudos.given_at)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .where(KudosRecipient.person_id == person_id)
    )
    given = select(Kudos.given_at).where(Kudos.giver_id == person_id)
    moments = set(session.scalars(given)) | set(session.scalars(received))
    return mark_digests(session, workspace_id=workspace_id, given_at=moments, now=now)


def list_stale_digests(
    session: Session, *, limit: int, passing_over: Collection[int] = ()
) -> list[tuple[int, DueDigest]]:
    """Digests that are to be drawn anew, by id, the longest waiting first."""
    rows = session.execute(
        select(Digest, Team.slack_channel_id, DigestPlan.tz, DigestPlan.is_threaded)
        .join(Team, Team.id == Digest.team_id)
        .join(DigestPlan, DigestPlan.team_id == Digest.team_id)
        .join(Workspace, Workspace.id == Digest.workspace_id)
        .where(Digest.redraw_at.is_not(None), IS_WORKING, Digest.id.not_in(passing_over))
        .order_by(Digest.redraw_at, Digest.id)
        .limit(limit)
    )
    return [
        (
            digest.id,
            DueDigest(
                workspace_id=digest.workspace_id,
                team_id=digest.team_id,
                slack_channel_id=slack_channel_id,
                tz=tz,
                posts_empty=True,
                month=Month.of_key(digest.month),
                is_late=False,
                was_wished=True,
                is_threaded=is_threaded,
            ),
        )
        for digest, slack_channel_id, tz, is_threaded in rows
    ]


def redraw_digest(
    session: Session, *, digest_id: int, drawn: DrawnDigest | None, request_key: str, now: datetime
) -> None:
    """Change what is posted of a digest; without a drawing the app is no longer in its channel."""
    digest = session.get(Digest, digest_id, with_for_update=True)
    if digest is None:
        return
    digest.redraw_at = None
    if drawn is not None:
        team = session.get_one(Team, digest.team_id)
        posts = DigestPosts.of(
            digest.workspace_id, team.slack_channel_id, digest.id, is_so_far=digest.is_so_far
        )
        count = bring_up_to_date(session, posts, drawn.parts, request_key=request_key, now=now)
        digest.parts = 0 if digest.is_so_far else count
    session.flush()
