"""Tables and sessions; imports nothing of slackapp."""

from __future__ import annotations

from db.audit import AdminAct, AuditEntry, GivingPolicy
from db.base import Base, KeyRingError, set_key_ring, table_of
from db.digest import Digest, DigestPlan
from db.framework import OwnFramework
from db.group_commit import CommitFailed
from db.groups import GroupReading, UserGroup, UserGroupMember
from db.installation import InstallState, Organisation
from db.kudos import IS_HELD, Kudos, KudosDraft, KudosGroup, KudosRecipient, KudosTag, Reaction
from db.me_too import IS_UNTOLD, KudosMeToo, MeTooNotice
from db.moments import plus_seconds
from db.outbox import IS_POSTED_KUDOS, OutboxLane, OutboxMessage, OutboxPace
from db.person import Erasing, Person
from db.process import RunningProcess, lock_processes
from db.reflection import Reflection, ReflectionPolicy, ReflectionPrompt, ReflectionSchedule
from db.retention import RetentionPolicy
from db.rotation import list_encrypted_columns
from db.session import (
    PerDialect,
    SessionFactory,
    as_filter,
    build_engine,
    check_only_reads,
    find_sqlite_file,
    insert_or_update,
    name_address,
)
from db.statistics import keep_statistics, list_tables
from db.team import PacketRequest, RecognitionPolicy, Team, TeamLeader, WorksCouncil
from db.thanked import ThankedMessage
from db.unit import TroubledUnit
from db.workspace import Channel, ChannelMember, HandledRequest, Workspace, WorkspaceRules

__all__ = [
    "IS_HELD",
    "IS_POSTED_KUDOS",
    "IS_UNTOLD",
    "AdminAct",
    "AuditEntry",
    "Base",
    "Channel",
    "ChannelMember",
    "CommitFailed",
    "Digest",
    "DigestPlan",
    "Erasing",
    "GivingPolicy",
    "GroupReading",
    "HandledRequest",
    "InstallState",
    "KeyRingError",
    "Kudos",
    "KudosDraft",
    "KudosGroup",
    "KudosMeToo",
    "KudosRecipient",
    "KudosTag",
    "MeTooNotice",
    "Organisation",
    "OutboxLane",
    "OutboxMessage",
    "OutboxPace",
    "OwnFramework",
    "PacketRequest",
    "PerDialect",
    "Person",
    "Reaction",
    "RecognitionPolicy",
    "Reflection",
    "ReflectionPolicy",
    "ReflectionPrompt",
    "ReflectionSchedule",
    "RetentionPolicy",
    "RunningProcess",
    "SessionFactory",
    "Team",
    "TeamLeader",
    "ThankedMessage",
    "TroubledUnit",
    "UserGroup",
    "UserGroupMember",
    "WorksCouncil",
    "Workspace",
    "WorkspaceRules",
    "as_filter",
    "build_engine",
    "check_only_reads",
    "find_sqlite_file",
    "insert_or_update",
    "keep_statistics",
    "list_encrypted_columns",
    "list_tables",
    "lock_processes",
    "name_address",
    "plus_seconds",
    "set_key_ring",
    "table_of",
]
