"""What handlers and jobs are given to work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.delivery.clients import SlackClients
from slackapp.frameworks.crosswalk import VERSION_SIGN
from slackapp.frameworks.model import Framework
from slackapp.reader import Reader
from slackapp.services.workspace.frameworks import find_framework, get_builtin
from slackapp.services.workspace.workspaces import WorkspaceMemory, WorkspaceView


@dataclass(frozen=True, slots=True)
class Tools:
    """The database, Slack, what is read from it, the time, and the bell that wakes the delivery.

    `workspaces` are those of the last second: whoever changes one has it forgotten.
    """

    sessions: SessionFactory
    slack: SlackClients
    reader: Reader
    clock: Clock
    wake_delivery: Callable[[], None]
    workspaces: WorkspaceMemory = field(default_factory=WorkspaceMemory)

    def for_people(self, sessions: SessionFactory) -> Tools:
        """The same for requests: with the database that they use, and a reader that hurries."""
        return replace(self, sessions=sessions, reader=self.reader.for_people(sessions))

    def framework_of(self, workspace: WorkspaceView) -> Framework:
        """The workspace's framework, with the vocabularies that are understood beside it."""
        key = workspace.framework_key
        if VERSION_SIGN not in key:
            return get_builtin(key)
        with self.sessions.read() as session:
            return find_framework(session, workspace_id=workspace.workspace_id, key=key)
