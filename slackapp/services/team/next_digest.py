"""When a channel's next digest comes, of what, and what it says about whoever asks: for everybody.

Nothing in it is about anybody else. A guest is told of channels that they are in, and of no other.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from db import ChannelMember, Kudos
from slackapp.blocks.base.kit import Content
from slackapp.blocks.team.digest_notes import AboutYou, PlanPage, build_plan
from slackapp.domain.base.digest_times import Month, find_told_month
from slackapp.domain.kudos.audience import AnnounceChoice
from slackapp.domain.kudos.kudos import read_through
from slackapp.domain.team.errors import NotInChannel
from slackapp.frameworks.model import Tier, list_clusters
from slackapp.services.kudos.kudos import read_kudos
from slackapp.services.team.figures import select_told_of
from slackapp.services.team.plans import find_plan
from slackapp.services.team.shared_channels import may_tell
from slackapp.services.team.teams import list_leaders
from slackapp.services.workspace.channels import AS_LAST_READ
from slackapp.services.workspace.lenses import choose_lens
from slackapp.services.workspace.people import PersonView, stays_in_digests
from slackapp.services.workspace.works_council import get_works_council


def draw_next_digest(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    person: PersonView,
    team_id: int | None = None,
) -> Content:
    """The answer to `/kudos digest`; with their team's id, a leader may change it there."""
    of_channel: dict[str, Any] = {
        "workspace_id": workspace_id,
        "slack_channel_id": slack_channel_id,
    }
    plan = find_plan(session, **of_channel)
    due_at = None if plan is None else plan.next_due_at
    if plan is None or due_at is None:
        leaders = list_leaders(session, **of_channel)
        return build_plan(
            PlanPage(
                slack_channel_id,
                slack_leader_ids=[one.slack_user_id for one in leaders],
                team_id=team_id,
            )
        )
    month = find_told_month(due_at, plan.tz)
    return build_plan(
        PlanPage(
            slack_channel_id,
            next_due_at=due_at,
            tz=plan.tz,
            month=month.name,
            is_off_for_others=not may_tell(session, **of_channel),
            about=_describe(session, workspace_id, slack_channel_id, person, month, plan.tz),
            team_id=team_id,
        )
    )


def check_is_there(
    session: Session, *, workspace_id: int, slack_channel_id: str, person: PersonView
) -> None:
    """Raise NotInChannel for a guest who is not in it, by its members as they are stored."""
    is_there = exists().where(
        ChannelMember.workspace_id == workspace_id,
        ChannelMember.slack_channel_id == slack_channel_id,
        ChannelMember.slack_user_id == person.slack_user_id,
    )
    if person.is_guest and not session.scalar(select(is_there)):
        raise NotInChannel(slack_channel_id)


def _describe(
    session: Session,
    workspace_id: int,
    slack_channel_id: str,
    person: PersonView,
    month: Month,
    tz: str,
) -> AboutYou:
    """What the digest says about them, as they and their workspace chose, and so far."""
    if get_works_council(session, workspace_id=workspace_id).hides_names:
        return AboutYou("nobody")
    if not stays_in_digests(session, person_id=person.person_id):
        return AboutYou("left_out")
    if person.announce is AnnounceChoice.ME:
        return AboutYou("alone")
    so_far = _list_so_far(session, workspace_id, slack_channel_id, person, month.window(tz))
    return AboutYou(
        "asked" if person.announce is AnnounceChoice.ASK else "told", month.name, so_far
    )


def _list_so_far(
    session: Session,
    workspace_id: int,
    slack_channel_id: str,
    person: PersonView,
    window: tuple[datetime, datetime],
) -> list[tuple[str, list[tuple[str, list[Tier]]]]]:
    """What they were recognised for in that time, by cluster, as the channel reads it."""
    of_channel: dict[str, Any] = {
        "workspace_id": workspace_id,
        "slack_channel_id": slack_channel_id,
    }
    told = select_told_of(
        **of_channel,
        person_id=person.person_id,
        window=window,
        # Of their own kudos they may hear in any case.
        proven_since=AS_LAST_READ,
    )
    lens = choose_lens(session, **of_channel, key="").lens
    kudos, framework = read_through(
        lens, read_kudos(session, select(Kudos).where(Kudos.id.in_(told)))
    )
    tiers: dict[str, set[Tier]] = defaultdict(set)
    for tag in (tag for one in kudos for tag in one.tags):
        tiers[tag.competency.key].update([tag.tier] if tag.tier else [])
    return list_clusters(framework, lambda _cluster, competency: tiers.get(competency))
