"""Tables and sessions; imports nothing of slackapp."""

from __future__ import annotations

from db.base import Base, KeyRingError, set_key_ring, table_of
from db.digest import Digest, DigestPlan
from db.kudos import Kudos, KudosDraft, KudosRecipient, KudosTag
from db.outbox import OutboxLane, OutboxMessage, OutboxPace
from db.person import Person
from db.reflection import Reflection, ReflectionPolicy, ReflectionPrompt, ReflectionSchedule
from db.rotation import list_encrypted_columns
from db.session import (
    PerDialect,
    SessionFactory,
    build_engine,
    find_sqlite_file,
    insert_or_update,
)
from db.team import PacketRequest, RecognitionPolicy, Team, TeamLeader
from db.workspace import Channel, ChannelMember, HandledRequest, Workspace

__all__ = [
    "Base",
    "Channel",
    "ChannelMember",
    "Digest",
    "DigestPlan",
    "HandledRequest",
    "KeyRingError",
    "Kudos",
    "KudosDraft",
    "KudosRecipient",
    "KudosTag",
    "OutboxLane",
    "OutboxMessage",
    "OutboxPace",
    "PacketRequest",
    "PerDialect",
    "Person",
    "RecognitionPolicy",
    "Reflection",
    "ReflectionPolicy",
    "ReflectionPrompt",
    "ReflectionSchedule",
    "SessionFactory",
    "Team",
    "TeamLeader",
    "Workspace",
    "build_engine",
    "find_sqlite_file",
    "insert_or_update",
    "list_encrypted_columns",
    "set_key_ring",
    "table_of",
]
