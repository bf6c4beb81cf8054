"""What a leader's view of their teams is drawn from."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Channel, ChannelMember, Person
from slackapp.blocks.home.team import MOST_TEAMS, LedTeam, TeamPage
from slackapp.blocks.home.words import team as words
from slackapp.domain.base.due_times import say_day, say_hour
from slackapp.services.home.trail import show_acts
from slackapp.services.home.undo import list_undoable
from slackapp.services.kudos.visibility import is_colleague, is_member
from slackapp.services.team.plans import find_plan
from slackapp.services.team.shared_channels import may_tell
from slackapp.services.team.teams import find_team_id, list_leaders, list_led_channels
from slackapp.services.workspace.people import PersonView, is_admin
from slackapp.services.workspace.rules import get_rules
from slackapp.services.workspace.works_council import get_works_council
from slackapp.services.workspace.workspaces import WorkspaceView

#: For so long, and so many in a channel, changes are offered to be put back.
_LATELY = timedelta(days=7)
_MOST_LATELY = 2


def read_team(
    session: Session, *, workspace: WorkspaceView, person: PersonView, now: datetime
) -> TeamPage:
    """The teams that the person leads."""
    here = workspace.workspace_id
    channels = list_led_channels(session, workspace_id=here, person_id=person.person_id)
    council = get_works_council(session, workspace_id=here)
    may_name = get_rules(session, workspace_id=here).leaders_name_leaders or is_admin(
        session, person_id=person.person_id
    )
    shown = channels[:MOST_TEAMS]
    return TeamPage(
        teams=[
            _read(session, here, one, now, in_council_mode=council.is_on, may_name=may_name)
            for one in shown
        ],
        tz=person.tz,
        others=channels[MOST_TEAMS:],
    )


def _read(
    session: Session,
    workspace_id: int,
    channel: str,
    now: datetime,
    *,
    in_council_mode: bool,
    may_name: bool,
) -> LedTeam:
    where: dict[str, Any] = {"workspace_id": workspace_id, "slack_channel_id": channel}
    plan = find_plan(session, **where)
    comes = None
    if plan is not None and plan.next_due_at is not None:
        day = say_day(plan.next_due_at, plan.tz)
        comes = words.say_next(day, say_hour(plan.next_due_at, plan.tz))
    lately = list_undoable(session, **where, since=now - _LATELY, most=_MOST_LATELY)
    return LedTeam(
        team_id=find_team_id(session, **where) or 0,
        slack_channel_id=channel,
        members=_list_members(session, workspace_id, channel),
        leaders=[one.slack_user_id for one in list_leaders(session, **where)],
        next_digest=comes,
        has_report=not in_council_mode and may_tell(session, **where),
        may_name=may_name,
        lately=show_acts(session, workspace_id=workspace_id, acts=lately),
        in_works_council_mode=in_council_mode,
    )


def _list_members(session: Session, workspace_id: int, channel: str) -> list[str] | None:
    """Slack's ids of the colleagues in a channel, by name; None where nobody read them yet."""
    was_read = session.scalar(
        select(Channel.members_checked_at).where(
            Channel.workspace_id == workspace_id, Channel.slack_channel_id == channel
        )
    )
    if was_read is None:
        return None
    found = session.scalars(
        select(Person.slack_user_id)
        .join(ChannelMember, is_member(ChannelMember, Person))
        .where(
            ChannelMember.workspace_id == workspace_id,
            ChannelMember.slack_channel_id == channel,
            *is_colleague(),
        )
        .order_by(Person.name, Person.id)
    )
    return list(found)
