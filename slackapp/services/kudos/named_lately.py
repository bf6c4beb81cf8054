"""What kudos named lately: what somebody gave, and what was announced in a channel."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import Kudos, KudosTag
from slackapp.frameworks.model import Framework
from slackapp.services.kudos.visibility import was_announced

#: So many kudos are looked at: the person's own, and of all those of the workspace.
_OWN, _ALL = 30, 500


def list_named_lately(
    session: Session,
    *,
    workspace_id: int,
    person_id: int,
    framework: Framework,
    slack_channel_id: str,
) -> list[str]:
    """The keys of competencies, once each, the latest first."""
    of_workspace = select(Kudos.id).where(Kudos.workspace_id == workspace_id)
    latest_first = (Kudos.given_at.desc(), Kudos.id.desc())
    own = of_workspace.where(Kudos.giver_id == person_id).order_by(*latest_first).limit(_OWN)
    latest = of_workspace.order_by(*latest_first).limit(_ALL)
    is_here = was_announced() & (Kudos.slack_channel_id == slack_channel_id)
    keys = session.scalars(
        select(KudosTag.competency_key)
        .join(Kudos, Kudos.id == KudosTag.kudos_id)
        .where(
            KudosTag.framework_key == framework.key,
            or_(Kudos.id.in_(own), Kudos.id.in_(latest) & is_here),
        )
        .order_by(*latest_first, KudosTag.position)
    )
    return list(dict.fromkeys(keys))
