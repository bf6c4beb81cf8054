"""Everything that a workspace or a team decides, in one table: how each is read and written.

What is decided is a form's, or a command's; what they share is here. Each change is written down
with what held before and after (`recorded`), and can be put back (`undo.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Channel, Team, Workspace
from slackapp.domain.base.working_days import WorkingDays
from slackapp.domain.profile.johari import Thresholds
from slackapp.domain.profile.strengths import Threshold
from slackapp.services.home.setting import Scope, Setting
from slackapp.services.privacy.retention_policy import (
    RetentionView,
    change_retention,
    get_retention,
)
from slackapp.services.reflection.schedule import PolicyView, change_policy, get_policy
from slackapp.services.team.due_days import change_working_days
from slackapp.services.team.plans import PlanChoice, change_plan, find_plan
from slackapp.services.team.shared_channels import switch_telling
from slackapp.services.workspace.admin_acts import Settings
from slackapp.services.workspace.framework_versions import choose_framework
from slackapp.services.workspace.giving_policy import (
    GivingPolicyView,
    change_giving_policy,
    get_giving_policy,
)
from slackapp.services.workspace.recognition_policy import (
    RecognitionPolicyView,
    change_recognition_policy,
    get_recognition_policy,
)
from slackapp.services.workspace.rules import change_rules, get_rules
from slackapp.services.workspace.working_days import get_working_days
from slackapp.services.workspace.works_council import (
    WorksCouncilView,
    change_works_council,
    get_works_council,
)


class DefaultOutsidePilot(ValueError):
    """The default channel would be one in which no kudos are given."""


class AppNotThere(ValueError):
    """A channel would be named anew that the app is not in any more."""


class NamesAlone(ValueError):
    """Digests would name nobody, although works-council mode is off."""


def _read_giving(session: Session, scope: Scope) -> Settings:
    rules = get_rules(session, workspace_id=scope.workspace_id)
    policy = get_giving_policy(session, workspace_id=scope.workspace_id)
    return {**asdict(policy), "daily_limit": rules.daily_limit}


def _write_giving(session: Session, scope: Scope, values: dict[str, Any], _now: datetime) -> None:
    rules = get_rules(session, workspace_id=scope.workspace_id)
    changed = replace(rules, daily_limit=values.pop("daily_limit"))
    change_rules(session, workspace_id=scope.workspace_id, rules=changed)
    policy = GivingPolicyView(**values)
    change_giving_policy(session, workspace_id=scope.workspace_id, policy=policy)


def _read_channels(session: Session, scope: Scope) -> Settings:
    rules = get_rules(session, workspace_id=scope.workspace_id)
    return {
        "pilot": list(rules.slack_pilot_channel_ids),
        "default": rules.slack_default_channel_id,
    }


def _write_channels(session: Session, scope: Scope, values: dict[str, Any], _now: datetime) -> None:
    pilot, default = tuple(values["pilot"]), values["default"]
    if pilot and default and default not in pilot:
        raise DefaultOutsidePilot
    rules = get_rules(session, workspace_id=scope.workspace_id)
    held = {*rules.slack_pilot_channel_ids, rules.slack_default_channel_id}
    new = {*pilot, *([default] if default else [])} - held
    if _is_away(session, scope.workspace_id, new):
        raise AppNotThere
    changed = replace(rules, slack_pilot_channel_ids=pilot, slack_default_channel_id=default)
    change_rules(session, workspace_id=scope.workspace_id, rules=changed)


def _is_away(session: Session, workspace_id: int, slack_channel_ids: Collection[str]) -> bool:
    """Whether Slack last said of one of them that the app is not in it, or that it is archived."""
    found = select(Channel.id).where(
        Channel.workspace_id == workspace_id,
        Channel.slack_channel_id.in_(slack_channel_ids),
        Channel.app_is_member.is_(False),
    )
    return session.scalar(found.limit(1)) is not None


_ROLES = ("guests_may_give", "leaders_name_leaders")


def _read_roles(session: Session, scope: Scope) -> Settings:
    rules = get_rules(session, workspace_id=scope.workspace_id)
    return {name: getattr(rules, name) for name in _ROLES}


def _write_roles(session: Session, scope: Scope, values: dict[str, Any], _now: datetime) -> None:
    rules = get_rules(session, workspace_id=scope.workspace_id)
    change_rules(session, workspace_id=scope.workspace_id, rules=replace(rules, **values))


def _read_recognition(session: Session, scope: Scope) -> Settings:
    policy = get_recognition_policy(session, workspace_id=scope.workspace_id)
    return {
        "strength_kudos": policy.strength.kudos,
        "strength_givers": policy.strength.givers,
        "excellence_kudos": policy.excellence.kudos,
        "excellence_givers": policy.excellence.givers,
        "smallest_group": policy.smallest_group,
        "names_unrecognised": policy.names_unrecognised,
    }


def _write_recognition(
    session: Session, scope: Scope, values: dict[str, Any], _now: datetime
) -> None:
    policy = RecognitionPolicyView(
        strength=Threshold(values["strength_kudos"], values["strength_givers"]),
        excellence=Threshold(values["excellence_kudos"], values["excellence_givers"]),
        smallest_group=values["smallest_group"],
        names_unrecognised=values["names_unrecognised"],
    )
    change_recognition_policy(session, workspace_id=scope.workspace_id, policy=policy)


_THRESHOLDS = ("min_answers", "seen_from", "min_kudos", "min_givers")


def _read_questions(session: Session, scope: Scope) -> Settings:
    policy = get_policy(session, workspace_id=scope.workspace_id)
    return {
        "is_on": policy.is_on,
        "weekday": policy.weekday,
        "hour": policy.hour,
        "daily_cap": policy.daily_cap,
        **{name: int(getattr(policy.thresholds, name)) for name in _THRESHOLDS},
        "lenses": list(policy.lenses),
    }


def _write_questions(session: Session, scope: Scope, values: dict[str, Any], now: datetime) -> None:
    thresholds = Thresholds(**{name: values.pop(name) for name in _THRESHOLDS})
    lenses = tuple(values.pop("lenses"))
    # For how long answers are kept is decided with the ages of everything else.
    keep_months = get_policy(session, workspace_id=scope.workspace_id).keep_months
    policy = PolicyView(**values, keep_months=keep_months, thresholds=thresholds, lenses=lenses)
    change_policy(session, workspace_id=scope.workspace_id, policy=policy, now=now)


def _read_working_days(session: Session, scope: Scope) -> Settings:
    days = get_working_days(session, workspace_id=scope.workspace_id)
    return {
        "weekdays": [str(one) for one in sorted(days.weekdays)],
        "country": days.country,
        "region": days.region,
    }


def _write_working_days(
    session: Session, scope: Scope, values: dict[str, Any], now: datetime
) -> None:
    weekdays = frozenset(map(int, values["weekdays"]))
    days = WorkingDays(weekdays, values["country"], values["region"])
    change_working_days(session, workspace_id=scope.workspace_id, days=days, now=now)


def _read_framework(session: Session, scope: Scope) -> Settings:
    used = select(Workspace.framework_key).where(Workspace.id == scope.workspace_id)
    return {"framework_key": session.scalars(used).one()}


def _write_framework(
    session: Session, scope: Scope, values: dict[str, Any], _now: datetime
) -> None:
    from_key = _read_framework(session, scope)["framework_key"]
    choose_framework(
        session,
        workspace_id=scope.workspace_id,
        key=values["framework_key"],
        from_key=str(from_key),
    )


def _read_digest(session: Session, scope: Scope) -> Settings:
    here = {"workspace_id": scope.workspace_id, "slack_channel_id": scope.slack_channel_id}
    plan = find_plan(session, **here)  # type: ignore[arg-type]
    tells_others = session.scalar(select(Team.tells_others).filter_by(**here))
    return {
        "is_on": plan is not None and plan.next_due_at is not None,
        "working_day": 1 if plan is None else plan.working_day,
        "hour": 9 if plan is None else plan.hour,
        "tz": "" if plan is None else plan.tz,
        "posts_empty": plan is None or plan.posts_empty,
        "is_threaded": plan is not None and plan.is_threaded,
        "lens_key": None if plan is None else plan.lens_key,
        "tells_others": bool(tells_others),
    }


def _write_digest(session: Session, scope: Scope, values: dict[str, Any], now: datetime) -> None:
    where: dict[str, Any] = {
        "workspace_id": scope.workspace_id,
        "slack_channel_id": scope.slack_channel_id,
    }
    held, tells_others = _read_digest(session, scope), values.pop("tells_others")
    if not values["tz"]:
        values["tz"] = held["tz"]
    # Whether others may read it follows from who switches it on, and from nothing else of it.
    switched = (values["is_on"], tells_others)
    if switched != (held["is_on"], held["tells_others"]):
        tells = values["is_on"] if values["is_on"] != held["is_on"] else tells_others
        switch_telling(session, **where, person_id=scope.actor_id or 0, is_on=tells)
    change_plan(session, **where, choice=PlanChoice(**values), now=now)


def _read_works_council(session: Session, scope: Scope) -> Settings:
    return asdict(get_works_council(session, workspace_id=scope.workspace_id))


def _write_works_council(
    session: Session, scope: Scope, values: dict[str, Any], now: datetime
) -> None:
    mode = WorksCouncilView(**values)
    if mode.hides_names and not mode.is_on:
        raise NamesAlone
    change_works_council(session, workspace_id=scope.workspace_id, mode=mode, now=now)


def _read_retention(session: Session, scope: Scope) -> Settings:
    return asdict(get_retention(session, workspace_id=scope.workspace_id))


def _write_retention(
    session: Session, scope: Scope, values: dict[str, Any], _now: datetime
) -> None:
    policy = RetentionView(**values)
    change_retention(session, workspace_id=scope.workspace_id, policy=policy)


def _deletes_nothing(held: Settings, wanted: Settings) -> bool:
    """Whether nothing would be kept less long: that is asked about in the form alone."""
    return not any(_is_shorter(int(str(wanted[name])), int(str(held[name]))) for name in held)


def _is_shorter(age: int, held: int) -> bool:
    """Whether it is a shorter age than the one held; 0 is for ever."""
    return age != 0 and (held == 0 or age < held)


WORKS_COUNCIL = Setting("works_council", _read_works_council, _write_works_council)
RETENTION = Setting("retention", _read_retention, _write_retention, _deletes_nothing)
CHANNELS = Setting("channels", _read_channels, _write_channels)
ROLES = Setting("roles", _read_roles, _write_roles)
GIVING = Setting("giving", _read_giving, _write_giving)
RECOGNITION = Setting("recognition", _read_recognition, _write_recognition)
QUESTIONS = Setting("questions", _read_questions, _write_questions)
WORKING_DAYS = Setting("working_days", _read_working_days, _write_working_days)
FRAMEWORK = Setting("framework", _read_framework, _write_framework)
DIGEST_PLAN = Setting("digest", _read_digest, _write_digest)

#: All of them by their kinds: what is not here cannot be put back.
SETTINGS = {
    one.kind: one
    for one in (
        CHANNELS,
        ROLES,
        GIVING,
        RECOGNITION,
        QUESTIONS,
        WORKING_DAYS,
        FRAMEWORK,
        DIGEST_PLAN,
        WORKS_COUNCIL,
        RETENTION,
    )
}
