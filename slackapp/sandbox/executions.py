"""Runs of the app's steps in workflows, as they stand."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, Literal

from slackapp.sandbox.installed import Function

Status = Literal["running", "completed", "failed"]


@dataclass(frozen=True)
class Execution:
    """One run of a function; `token` is good for this run."""

    id: str
    workflow_id: str
    user: str
    function: Function
    inputs: dict[str, Any]
    token: str
    status: Status = "running"
    outputs: dict[str, Any] = field(default_factory=dict)
    error: str = ""


class Executions:
    """All runs; every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._executions: dict[str, Execution] = {}

    def put(self, execution: Execution) -> Execution:
        """Add a run, or change the one of the same id."""
        with self._lock:
            self._executions[execution.id] = execution
        return execution

    def find(self, execution_id: str) -> Execution | None:
        """The run of this id."""
        return self._executions.get(execution_id)

    def list(self) -> list[Execution]:
        """Every run, oldest first."""
        with self._lock:
            return [*self._executions.values()]

    def has_token(self, token: str) -> bool:
        """Whether a token was made for some run."""
        return any(execution.token == token for execution in self.list())
