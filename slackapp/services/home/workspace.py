"""What an admin's view of their workspace is drawn from: what holds, and what changed lately.

Whatever can be decided has one function here, which says what holds; `_GROUPS` is the order in
which they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import DigestPlan, Person, Workspace
from slackapp.blocks.base.kit import escape
from slackapp.blocks.base.words import say_date
from slackapp.blocks.home.words import health as health_words
from slackapp.blocks.home.words import workspace as words
from slackapp.blocks.home.workspace import Entry, Topic, WorkspacePage
from slackapp.blocks.workspace.words.working_days import name_holiday
from slackapp.domain.base.due_times import local_date, say_day, say_hour
from slackapp.domain.base.working_days import list_next_holidays
from slackapp.services.home.health import Health, read_health
from slackapp.services.home.trail import show_acts
from slackapp.services.home.undo import list_undoable
from slackapp.services.privacy.retention_policy import get_retention
from slackapp.services.reflection.schedule import get_policy
from slackapp.services.workspace.frameworks import find_framework
from slackapp.services.workspace.giving_policy import get_giving_policy
from slackapp.services.workspace.people import PersonView, list_admins
from slackapp.services.workspace.recognition_policy import get_recognition_policy
from slackapp.services.workspace.rules import get_rules
from slackapp.services.workspace.working_days import get_working_days
from slackapp.services.workspace.works_council import get_works_council
from slackapp.services.workspace.workspaces import WorkspaceView, get_workspace

#: For so long, and so many, changes are offered to be put back.
_LATELY = timedelta(days=7)
_MOST_LATELY = 3


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose view of which workspace it is, and when."""

    session: Session
    workspace: WorkspaceView
    person: PersonView
    now: datetime
    health: Health

    @property
    def workspace_id(self) -> int:
        return self.workspace.workspace_id

    def say(self, moment: datetime) -> str:
        """A moment by the clock of whoever looks."""
        tz = self.person.tz
        return f"{say_day(moment, tz)}, {say_hour(moment, tz)}"


def read_workspace(
    session: Session, *, workspace: WorkspaceView, person: PersonView, now: datetime
) -> WorkspacePage:
    """What holds in the workspace."""
    here = workspace.workspace_id
    health = read_health(session, workspace_id=here, now=now)
    # As it is stored now: the request may know it from a second ago.
    asked = _Asked(session, get_workspace(session, workspace_id=here), person, now, health)
    lately = list_undoable(session, workspace_id=here, since=now - _LATELY, most=_MOST_LATELY)
    return WorkspacePage(
        lately=show_acts(session, workspace_id=here, acts=lately),
        trouble=_say_trouble(asked),
        can_be_sent_again=bool(health.failed or health.set_aside),
        groups=[[tell(asked) for tell in group] for group in _GROUPS],
        tz=person.tz,
    )


def _tell_people(asked: _Asked) -> Entry:
    session, here = asked.session, asked.workspace_id
    is_here = (
        Person.workspace_id == here,
        Person.is_bot.is_(False),
        Person.is_deactivated.is_(False),
        Person.is_stranger.is_(False),
    )
    count = session.scalar(select(func.count()).select_from(Person).where(*is_here)) or 0
    admins = list_admins(session, workspace_id=here)
    read_at = session.scalar(select(Workspace.people_synced_at).where(Workspace.id == here))
    said = words.say_people(
        count,
        asked.say(read_at) if read_at else None,
        [f"<@{one.slack_user_id}>" for one in admins],
    )
    return Entry(Topic.PEOPLE, said)


def _tell_channels(asked: _Asked) -> Entry:
    rules = get_rules(asked.session, workspace_id=asked.workspace_id)
    default = rules.slack_default_channel_id
    said = words.say_channels(
        [f"<#{one}>" for one in rules.slack_pilot_channel_ids],
        f"<#{default}>" if default else None,
    )
    return Entry(Topic.CHANNELS, said)


def _tell_roles(asked: _Asked) -> Entry:
    rules = get_rules(asked.session, workspace_id=asked.workspace_id)
    said = words.say_roles(
        guests_may_give=rules.guests_may_give, leaders_name_leaders=rules.leaders_name_leaders
    )
    return Entry(Topic.ROLES, said)


def _tell_limits(asked: _Asked) -> Entry:
    policy = get_giving_policy(asked.session, workspace_id=asked.workspace_id)
    said = words.say_limits(asked.workspace.daily_limit, policy.undo_hours, policy.most_in_group)
    return Entry(Topic.LIMITS, said)


def _tell_reaction(asked: _Asked) -> Entry:
    policy = get_giving_policy(asked.session, workspace_id=asked.workspace_id)
    said = words.say_reaction(policy.reaction, is_on=policy.takes_reactions)
    return Entry(Topic.REACTION, said)


def _tell_framework(asked: _Asked) -> Entry:
    here = asked.workspace_id
    used = find_framework(asked.session, workspace_id=here, key=asked.workspace.framework_key)
    asks = get_policy(asked.session, workspace_id=here).lenses
    names = [escape(one.name) for one in used.lenses if one.key in asks]
    said = words.say_framework(escape(used.name), len(list(used.competencies())), names)
    return Entry(Topic.FRAMEWORK, said)


def _tell_thresholds(asked: _Asked) -> Entry:
    policy = get_recognition_policy(asked.session, workspace_id=asked.workspace_id)
    said = words.say_thresholds(
        (policy.strength.kudos, policy.strength.givers),
        (policy.excellence.kudos, policy.excellence.givers),
        policy.smallest_group,
        names=policy.names_unrecognised,
    )
    return Entry(Topic.THRESHOLDS, said)


def _tell_questions(asked: _Asked) -> Entry:
    policy = get_policy(asked.session, workspace_id=asked.workspace_id)
    days = get_working_days(asked.session, workspace_id=asked.workspace_id)
    said = words.say_questions(
        policy.weekday,
        policy.hour,
        policy.daily_cap,
        is_on=policy.is_on,
        is_day_off=policy.weekday not in days.weekdays,
    )
    return Entry(Topic.QUESTIONS, said)


def _tell_working_days(asked: _Asked) -> Entry:
    days = get_working_days(asked.session, workspace_id=asked.workspace_id)
    following = list_next_holidays(days, local_date(asked.now, asked.person.tz), 1)
    place = "-".join(filter(None, [days.country, days.region]))
    next_off = "".join(name_holiday(say_date(day), escape(name)) for day, name in following)
    said = words.say_working_days(sorted(days.weekdays), place, next_off)
    return Entry(Topic.WORKING_DAYS, said)


def _tell_digests(asked: _Asked) -> Entry:
    is_on = (DigestPlan.workspace_id == asked.workspace_id, DigestPlan.next_due_at.is_not(None))
    count = asked.session.scalar(select(func.count()).select_from(DigestPlan).where(*is_on)) or 0
    return Entry(Topic.DIGESTS, words.say_digests(count))


def _tell_works_council(asked: _Asked) -> Entry:
    mode = get_works_council(asked.session, workspace_id=asked.workspace_id)
    said = words.say_works_council(is_on=mode.is_on, hides_names=mode.hides_names)
    return Entry(Topic.WORKS_COUNCIL, said)


def _tell_retention(asked: _Asked) -> Entry:
    policy = get_retention(asked.session, workspace_id=asked.workspace_id)
    said = words.say_retention(policy.kudos_months, policy.answers_months, policy.sent_days)
    return Entry(Topic.RETENTION, said)


def _tell_health(asked: _Asked) -> Entry:
    said = health_words.WELL if asked.health.is_well else health_words.SEE_ABOVE
    return Entry(Topic.HEALTH, said)


def _tell_trail(_asked: _Asked) -> Entry:
    return Entry(Topic.TRAIL, words.TRAIL_ABOUT)


#: Everything that is told, in its order.
_GROUPS = (
    (_tell_people, _tell_channels, _tell_roles),
    (_tell_limits, _tell_reaction, _tell_framework),
    (_tell_questions, _tell_digests, _tell_working_days),
    (_tell_thresholds, _tell_works_council, _tell_retention),
    (_tell_health, _tell_trail),
)


def _say_trouble(asked: _Asked) -> list[str]:
    """What to look at, in sentences; none where all is well."""
    said, health = [], asked.health
    if health.paused_since is not None:
        reason = escape(health.pause_reason or "")
        said.append(health_words.say_paused(asked.say(health.paused_since), reason))
    if health.people_are_late and health.paused_since is None:
        said.append(health_words.PEOPLE_ARE_LATE)
    if health.waiting and health.paused_since is None:
        said.append(health_words.say_waiting(health.waiting))
    for one in health.failed:
        place = _mention(one.slack_channel_id)
        said.append(health_words.say_failed(place, one.error, one.count))
    if health.failed:
        said.append(health_words.WHAT_TO_DO)
    if health.others_failed:
        said.append(health_words.say_others_failed(health.others_failed))
    if health.set_aside:
        said.append(health_words.say_set_aside(health.set_aside))
    if health.late_digests and health.paused_since is None:
        said.append(health_words.say_late_digests(health.late_digests))
    return said


def _mention(slack_id: str) -> str:
    """A lane's place as Slack shows it: a channel, or a person, whose id stands behind its sort."""
    own = slack_id.rpartition(":")[2]
    return f"<@{own}>" if own[:1] in ("U", "W") else f"<#{own}>"
