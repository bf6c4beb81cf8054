"""Rows with sensible values, one function per noun; any column can be given by its name."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    Base,
    Channel,
    ChannelMember,
    Kudos,
    KudosMeToo,
    KudosRecipient,
    KudosTag,
    OutboxLane,
    OutboxMessage,
    OwnFramework,
    Person,
    Reaction,
    Reflection,
    ReflectionPolicy,
    ReflectionPrompt,
    ReflectionSchedule,
    Team,
    TeamLeader,
    TroubledUnit,
    Workspace,
)
from slackapp.frameworks.loader import load_builtin

#: A Tuesday morning.
NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
#: Since when Slack has said what the channels are that factories make.
PROVEN = NOW

_Row = TypeVar("_Row", bound=Base)
_numbers = itertools.count(1)


def make_workspace(session: Session, **columns: Any) -> Workspace:
    """A workspace that uses ECF, with a limit of ten kudos a giver and day."""
    defaults = {
        "slack_team_id": f"T{next(_numbers):09}",
        "name": "Northwind Support",
        "bot_token": "xoxb-test",
        "slack_bot_user_id": "UBOT",
        "framework_key": "ecf",
        "daily_limit": 10,
        "created_at": NOW,
    }
    workspace = _add(session, Workspace, defaults | columns)
    _add(session, ReflectionPolicy, {"workspace_id": workspace.id})
    return workspace


#: A framework of a workspace's own, as its file says it.
OWN_VALUES = """
key = "values"
name = "Our values"
[[clusters]]
key = "us"
name = "Us"
domain = "company"
[[clusters.competencies]]
key = "kind"
name = "Be kind"
definition = "Is kind"
crosswalk = ["empathy"]
behaviours = [{ key = "asks", text = "Asks how you are", tier = "basic" }]
"""


def make_own_framework(session: Session, *, workspace: Workspace, **columns: Any) -> OwnFramework:
    """The first version of the workspace's own values, which is stored as `values@1`."""
    defaults = {
        "workspace_id": workspace.id,
        "key": "values",
        "version": 1,
        "name": "Our values",
        "content": OWN_VALUES,
        "loaded_at": NOW,
    }
    return _add(session, OwnFramework, defaults | columns)


def make_person(session: Session, *, workspace: Workspace, **columns: Any) -> Person:
    """A colleague with an account in use, who lets kudos to them be announced."""
    number = next(_numbers)
    defaults = {
        "workspace_id": workspace.id,
        "slack_user_id": f"U{number:09}",
        "name": f"Person {number}",
        "tz": "Europe/Berlin",
        "is_bot": False,
        "is_deactivated": False,
        "is_stranger": False,
        "is_admin": False,
        "announce": "public",
        "slack_updated_at": 0,
        "created_at": NOW,
    }
    return _add(session, Person, defaults | columns)


def make_reaction(session: Session, *, person: Person, **columns: Any) -> Reaction:
    """What was heard of a reaction of theirs that thanks."""
    defaults = {
        "workspace_id": person.workspace_id,
        "person_id": person.id,
        "slack_channel_id": "C0SUPPORT",
        "slack_ts": f"1770000000.{next(_numbers):06}",
        "event_ts": "1770000001.000000",
        "heard_at": NOW,
    }
    return _add(session, Reaction, defaults | columns)


def make_channel(
    session: Session, *, workspace: Workspace, members: Iterable[Person] = (), **columns: Any
) -> Channel:
    """A public channel that the app is in, with those people as its members."""
    defaults = {
        "workspace_id": workspace.id,
        "slack_channel_id": f"C{next(_numbers):09}",
        "kind": "public",
        "app_is_member": True,
        "checked_at": NOW,
        "members_checked_at": NOW,
    }
    named = {"workspace_id": workspace.id, "slack_channel_id": columns.get("slack_channel_id", "")}
    channel = session.scalar(select(Channel).filter_by(**named))
    if channel is None:
        channel = _add(session, Channel, defaults | columns)
    else:
        # Something was given there before.
        for name, value in (defaults | columns).items():
            setattr(channel, name, value)
        session.flush()
    for member in members:
        _add(
            session,
            ChannelMember,
            {
                "workspace_id": workspace.id,
                "slack_channel_id": channel.slack_channel_id,
                "slack_user_id": member.slack_user_id,
            },
        )
    return channel


def ensure_channel(
    session: Session, *, workspace_id: int, slack_channel_id: str, kind: str = "public"
) -> Channel:
    """What Slack said of a channel that something was given in, unless it is there already."""
    found = session.scalar(
        select(Channel).where(
            Channel.workspace_id == workspace_id, Channel.slack_channel_id == slack_channel_id
        )
    )
    columns = {
        "workspace_id": workspace_id,
        "slack_channel_id": slack_channel_id,
        "kind": kind,
        "app_is_member": True,
        "checked_at": NOW,
    }
    return found or _add(session, Channel, columns)


def make_kudos(
    session: Session,
    *,
    giver: Person,
    recipients: Sequence[Person],
    competencies: Sequence[str] = ("empathy",),
    **columns: Any,
) -> Kudos:
    """A public kudos, tagged with those competencies of ECF at their entry tiers.

    A behaviour that was chosen stands behind a slash: "empathy/hears_feelings".
    """
    defaults = {
        "workspace_id": giver.workspace_id,
        "request_key": f"request-{next(_numbers)}",
        "giver_id": giver.id,
        "message": "thanks for the calm answer",
        "slack_channel_id": "C000000000",
        "visibility": "public",
        "announcement": "channel",
        "given_at": NOW,
    }
    kudos = _add(session, Kudos, defaults | columns)
    ensure_channel(
        session,
        workspace_id=kudos.workspace_id,
        slack_channel_id=kudos.slack_channel_id,
        kind="public" if kudos.visibility == "public" else "private",
    )
    for position, recipient in enumerate(recipients):
        _add(
            session,
            KudosRecipient,
            {
                "kudos_id": kudos.id,
                "person_id": recipient.id,
                "workspace_id": kudos.workspace_id,
                "position": position,
                "announcement": "channel",
            },
        )
    for position, key in enumerate(competencies):
        _make_tag(session, kudos=kudos, key=key, position=position)
    return kudos


def make_me_too(session: Session, *, kudos: Kudos, person: Person) -> KudosMeToo:
    """Somebody who joined in on that kudos."""
    columns = {"kudos_id": kudos.id, "person_id": person.id, "workspace_id": kudos.workspace_id}
    return _add(session, KudosMeToo, {**columns, "joined_at": NOW})


def make_schedule(session: Session, *, person: Person, **columns: Any) -> ReflectionSchedule:
    """A person who is asked each Friday at three, and is due now."""
    defaults = {
        "person_id": person.id,
        "workspace_id": person.workspace_id,
        "tz": person.tz,
        "weekday": 4,
        "hour": 15,
        "next_due_at": NOW,
    }
    return _add(session, ReflectionSchedule, defaults | columns)


def make_prompt(session: Session, *, person: Person, **columns: Any) -> ReflectionPrompt:
    """A person who was asked about noticing their feelings."""
    defaults = {
        "workspace_id": person.workspace_id,
        "person_id": person.id,
        "iso_week": 202600 + next(_numbers),
        "due_at": NOW,
        "recorded_at": NOW,
        "state": "asked",
        "framework_key": "ecf",
        "competency_key": "emotional_awareness",
        "behaviour_key": "names_own_feelings",
        "reason": "ground",
        "asked_at": NOW,
    }
    return _add(session, ReflectionPrompt, defaults | columns)


def make_reflection(session: Session, *, prompt: ReflectionPrompt, **columns: Any) -> Reflection:
    """The answer to that prompt, for the person alone."""
    prompt.state = "answered"
    defaults = {
        "workspace_id": prompt.workspace_id,
        "person_id": prompt.person_id,
        "prompt_id": prompt.id,
        "framework_key": prompt.framework_key,
        "competency_key": prompt.competency_key,
        "behaviour_key": prompt.behaviour_key,
        "frequency": 4,
        "note": "a hard call went better than I feared",
        "next_step": "take a breath before I pick up",
        "answered_at": NOW,
        "changed_at": NOW,
    }
    return _add(session, Reflection, defaults | columns)


def make_team(
    session: Session, *, channel: Channel, leaders: Iterable[Person] = (), **columns: Any
) -> Team:
    """A team of the channel, with those people as its leaders."""
    defaults = {
        "workspace_id": channel.workspace_id,
        "slack_channel_id": channel.slack_channel_id,
    }
    team = _add(session, Team, defaults | columns)
    for leader in leaders:
        named = {"workspace_id": team.workspace_id, "person_id": leader.id}
        _add(session, TeamLeader, {"team_id": team.id} | named)
    return team


def make_lane(session: Session, *, workspace: Workspace, **columns: Any) -> OutboxLane:
    """A lane that nobody holds and that may send at once."""
    defaults = {
        "workspace_id": workspace.id,
        "slack_channel_id": f"C{next(_numbers):09}",
        "due_at": NOW,
        "next_send_at": NOW,
        "leased_until": NOW,
        "lease_token": 0,
    }
    return _add(session, OutboxLane, defaults | columns)


def make_message(session: Session, *, lane: OutboxLane, **columns: Any) -> OutboxMessage:
    """A post that waits in that lane."""
    defaults = {
        "workspace_id": lane.workspace_id,
        "lane_id": lane.id,
        "kind": "post",
        "dedupe_key": f"message-{next(_numbers)}",
        "payload": json.dumps({"channel": lane.slack_channel_id, "text": "Ana thanked Ben"}),
        "state": "pending",
        "attempts": 0,
        "created_at": NOW,
    }
    return _add(session, OutboxMessage, defaults | columns)


def _make_tag(session: Session, *, kudos: Kudos, key: str, position: int) -> KudosTag:
    framework = load_builtin()
    competency_key, _, behaviour_key = key.partition("/")
    competency = framework.find_competency(competency_key)
    assert competency is not None, f"ECF has no competency {competency_key!r}"
    behaviour = competency.find_behaviour(behaviour_key)
    assert behaviour or not behaviour_key, f"{competency_key} has no behaviour {behaviour_key!r}"
    return _add(
        session,
        KudosTag,
        {
            "workspace_id": kudos.workspace_id,
            "kudos_id": kudos.id,
            "position": position,
            "framework_key": framework.key,
            "cluster_key": competency.cluster_key,
            "competency_key": competency.key,
            "behaviour_key": behaviour_key or None,
            "tier": behaviour.tier if behaviour else competency.entry_tier,
            "tier_source": "chosen" if behaviour else "entry",
        },
    )


def make_troubled_unit(session: Session, *, workspace: Workspace, **columns: Any) -> TroubledUnit:
    """A kudos that was held and could not be sent once; it is tried again in a minute."""
    defaults = {
        "workspace_id": workspace.id,
        "kind": "held_kudos",
        "key": str(next(_numbers)),
        "tries": 1,
        "error": "ValueError",
        "failed_at": NOW,
        "retry_at": NOW + timedelta(minutes=1),
    }
    return _add(session, TroubledUnit, defaults | columns)


def _add(session: Session, table: type[_Row], columns: dict[str, Any]) -> _Row:
    row = table(**columns)
    session.add(row)
    session.flush()
    return row
