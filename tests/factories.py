"""Rows with sensible values, one function per noun; any column can be given by its name."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from db import (
    Base,
    Channel,
    ChannelMember,
    Kudos,
    KudosRecipient,
    KudosTag,
    OutboxLane,
    OutboxMessage,
    Person,
    Workspace,
)
from slackapp.frameworks.loader import load_builtin

#: A Tuesday morning.
NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)

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
    return _add(session, Workspace, defaults | columns)


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
    channel = _add(session, Channel, defaults | columns)
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


def make_kudos(
    session: Session,
    *,
    giver: Person,
    recipients: Sequence[Person],
    competencies: Sequence[str] = ("empathy",),
    **columns: Any,
) -> Kudos:
    """A public kudos, tagged with those competencies of ECF at their entry tiers."""
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
        _make_tag(session, kudos=kudos, competency_key=key, position=position)
    return kudos


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


def _make_tag(session: Session, *, kudos: Kudos, competency_key: str, position: int) -> KudosTag:
    framework = load_builtin()
    competency = framework.find_competency(competency_key)
    assert competency is not None, f"ECF has no competency {competency_key!r}"
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
            "tier": competency.entry_tier,
            "tier_source": "entry",
        },
    )


def _add(session: Session, table: type[_Row], columns: dict[str, Any]) -> _Row:
    row = table(**columns)
    session.add(row)
    session.flush()
    return row
