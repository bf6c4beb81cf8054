"""User groups of the workspace, such as @support."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class UserGroup:
    """Some people under one handle; a disabled one is kept and offered nowhere."""

    id: str
    handle: str
    name: str
    description: str = ""
    member_ids: tuple[str, ...] = ()
    is_disabled: bool = False
    created: int = 1_700_000_000
    updated: int = 1_700_000_000


class UserGroups:
    """All groups; every method may be called from any thread."""

    def __init__(self, groups: Iterable[UserGroup] = ()) -> None:
        self._lock = threading.Lock()
        self._groups = {group.id: group for group in groups}

    def put(self, group: UserGroup) -> UserGroup:
        """Add a group, or change the one of the same id."""
        with self._lock:
            self._groups[group.id] = group
        return group

    def find(self, group_id: str) -> UserGroup | None:
        """The group of this id or handle."""
        for group in self.list():
            if group_id in (group.id, group.handle):
                return group
        return None

    def list(self) -> list[UserGroup]:
        """Every group, disabled ones included."""
        with self._lock:
            return [*self._groups.values()]
