"""Choosing a workspace's framework, and the versions of its own ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db import KudosTag, OwnFramework, Workspace
from slackapp.blocks.workspace.framework_form import build_framework_taken
from slackapp.blocks.workspace.words import framework as words
from slackapp.errors import UserFacingError
from slackapp.frameworks.changes import Change, list_changes
from slackapp.frameworks.crosswalk import VERSION_SIGN, Lens, StoredTag
from slackapp.frameworks.loader import builtin_keys, load_builtin, parse_framework
from slackapp.frameworks.model import Framework
from slackapp.services.outbox.outbox import OutgoingMessage, enqueue
from slackapp.services.workspace.frameworks import build_lens, find_framework, read_own
from slackapp.services.workspace.workspaces import has_scope

_READ_FILES = "files:read"


class FrameworkChanged(UserFacingError):
    """Somebody else changed the workspace's framework since it was looked at."""

    code = "framework_changed"

    def __init__(self) -> None:
        super().__init__(words.CHANGED)


@dataclass(frozen=True, slots=True)
class FrameworkChoice:
    """A framework that a workspace may use; `version` is None for one that comes with Kudoscope."""

    key: str
    name: str
    version: int | None
    loaded_at: datetime | None
    is_used: bool

    @property
    def title(self) -> str:
        """How people tell it from the others."""
        return say_title(self.name, self.key)


@dataclass(frozen=True, slots=True)
class Plan:
    """What comes of a change, before it is made: `from_key` is what is used until now.

    Where `is_known`, the framework is one that the workspace has already.
    """

    from_key: str
    key: str
    name: str
    is_known: bool
    changes: tuple[Change, ...]

    @property
    def is_used(self) -> bool:
        """Whether the workspace uses just this already."""
        return self.key == self.from_key

    @property
    def title(self) -> str:
        """How people tell the framework from others."""
        return say_title(self.name, self.key)


def check_own(text: str, file_name: str) -> Framework:
    """The framework in a file that is to be a workspace's own. Raises FrameworkError, all faults.

    Its key is none of those that come with Kudoscope.
    """
    return parse_framework(text, file_name, taken=builtin_keys())


def list_choices(session: Session, *, workspace_id: int) -> list[FrameworkChoice]:
    """What comes with Kudoscope, then the workspace's own, the newest version first."""
    used = _read_used_key(session, workspace_id)
    own = session.execute(
        select(OwnFramework.key, OwnFramework.version, OwnFramework.name, OwnFramework.loaded_at)
        .where(OwnFramework.workspace_id == workspace_id)
        .order_by(OwnFramework.key, OwnFramework.version.desc())
    )
    return [
        *(
            FrameworkChoice(key, load_builtin(key).name, None, None, key == used)
            for key in builtin_keys()
        ),
        *(
            FrameworkChoice(
                stored := _stored_key(key, version), name, version, loaded_at, stored == used
            )
            for key, version, name, loaded_at in own
        ),
    ]


def plan_choice(session: Session, *, workspace_id: int, key: str) -> Plan:
    """What comes of using the framework of that key. Raises FrameworkError where there is none."""
    framework = find_framework(session, workspace_id=workspace_id, key=key)
    return _plan(session, workspace_id, framework, is_known=True)


def plan_own(session: Session, *, workspace_id: int, text: str, file_name: str) -> Plan:
    """What comes of loading that file. Raises FrameworkError, all faults."""
    framework = check_own(text, file_name)
    known = _find_same(session, workspace_id, framework.key, text)
    if known is not None:
        return plan_choice(session, workspace_id=workspace_id, key=known)
    key = _next_key(session, workspace_id, framework)
    return _plan(session, workspace_id, read_own(text, key), is_known=False)


def choose_framework(
    session: Session, *, workspace_id: int, key: str, from_key: str
) -> FrameworkChoice:
    """Use that framework from now on; what was given keeps the one that it was given in.

    Raises FrameworkError where the workspace has none of that key, and FrameworkChanged where
    another than `from_key` is used until now.
    """
    _lock_used_key(session, workspace_id, from_key)
    find_framework(session, workspace_id=workspace_id, key=key)
    return _use(session, workspace_id, key)


def load_own(
    session: Session,
    *,
    workspace_id: int,
    text: str,
    file_name: str,
    from_key: str,
    now: datetime,
) -> FrameworkChoice:
    """Keep that file as the next version of its framework, and use it from now on.

    What says the same as a version that is kept is that version. Raises FrameworkError with all
    faults of the file, and FrameworkChanged as above.
    """
    framework = check_own(text, file_name)
    _lock_used_key(session, workspace_id, from_key)
    key = _find_same(session, workspace_id, framework.key, text)
    if key is None:
        key = _next_key(session, workspace_id, framework)
        row = OwnFramework(
            workspace_id=workspace_id,
            key=framework.key,
            version=int(key.partition(VERSION_SIGN)[2]),
            name=framework.name,
            content=text,
            loaded_at=now,
        )
        session.add(row)
        session.flush()
    return _use(session, workspace_id, key)


def may_read_files(session: Session, *, workspace_id: int) -> bool:
    """Whether Slack lets the app read what people upload, as far as it said when we met it."""
    return has_scope(session, workspace_id=workspace_id, scope=_READ_FILES)


def tell_chooser(
    session: Session,
    *,
    workspace_id: int,
    slack_user_id: str,
    chosen: FrameworkChoice,
    from_key: str,
    request_key: str,
    now: datetime,
) -> None:
    """Promise whoever chose a framework a message that says so, and how to go back."""
    former = find_framework(session, workspace_id=workspace_id, key=from_key)
    content = build_framework_taken(title=chosen.title, former=say_title(former.name, from_key))
    message = OutgoingMessage(
        slack_channel_id=slack_user_id,
        kind="post",
        dedupe_key=f"framework:{request_key}",
        payload=content.as_payload(),
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)


def say_title(name: str, key: str) -> str:
    """How people tell a framework from the others: its name, and its version if it has some."""
    version = key.partition(VERSION_SIGN)[2]
    return words.name_version(name, version) if version else name


def _plan(session: Session, workspace_id: int, framework: Framework, *, is_known: bool) -> Plan:
    used = _read_used_key(session, workspace_id)
    changes: list[Change] = []
    if framework.key != used:
        before = build_lens(session, workspace_id=workspace_id, key=used)
        after = Lens(framework, before.load)
        changes = list_changes(before, after, _count_given(session, workspace_id))
    return Plan(used, framework.key, framework.name, is_known, tuple(changes))


def _use(session: Session, workspace_id: int, key: str) -> FrameworkChoice:
    session.execute(update(Workspace).where(Workspace.id == workspace_id).values(framework_key=key))
    return next(one for one in list_choices(session, workspace_id=workspace_id) if one.key == key)


def _read_used_key(session: Session, workspace_id: int) -> str:
    return session.scalars(
        select(Workspace.framework_key).where(Workspace.id == workspace_id)
    ).one()


def _lock_used_key(session: Session, workspace_id: int, from_key: str) -> None:
    """Let nobody else change the framework before the commit. Raises FrameworkChanged."""
    used = session.scalars(
        select(Workspace.framework_key).where(Workspace.id == workspace_id).with_for_update()
    ).one()
    if used != from_key:
        raise FrameworkChanged


def _find_same(session: Session, workspace_id: int, family: str, text: str) -> str | None:
    """The newest version that says just the same, however its file is written."""
    rows = session.execute(
        select(OwnFramework.version, OwnFramework.content)
        .where(OwnFramework.workspace_id == workspace_id, OwnFramework.key == family)
        .order_by(OwnFramework.version.desc())
    )
    for version, content in rows:
        key = _stored_key(family, version)
        if read_own(content, key) == read_own(text, key):
            return key
    return None


def _next_key(session: Session, workspace_id: int, framework: Framework) -> str:
    last = session.scalar(
        select(func.max(OwnFramework.version)).where(
            OwnFramework.workspace_id == workspace_id, OwnFramework.key == framework.key
        )
    )
    return _stored_key(framework.key, (last or 0) + 1)


def _stored_key(key: str, version: int) -> str:
    return f"{key}{VERSION_SIGN}{version}"


def _count_given(session: Session, workspace_id: int) -> dict[StoredTag, int]:
    """The workspace's tags, and how many kudos have each."""
    columns = (
        KudosTag.framework_key,
        KudosTag.competency_key,
        KudosTag.behaviour_key,
        KudosTag.word_framework_key,
        KudosTag.word_key,
    )
    rows = session.execute(
        select(func.count(), *columns)
        .where(KudosTag.workspace_id == workspace_id)
        .group_by(*columns)
    )
    return {StoredTag(*row[1:]): row[0] for row in rows}
