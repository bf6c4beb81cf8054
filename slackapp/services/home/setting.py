"""What a setting is: how it is read and written, for whom, and written down when it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from slackapp.services.workspace.admin_acts import Settings, recording


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose settings are meant, a workspace's or a channel's in it, and who decides.

    Nobody in Slack does where whoever runs the server decides with a command.
    """

    workspace_id: int
    actor_id: int | None
    slack_channel_id: str = ""


def _always(_held: Settings, _before: Settings) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Setting:
    """What is decided in one place. `write` takes all of it, as `read` returns it.

    `may_go_back` says whether what was held before may come back by the press of a button.
    """

    kind: str
    read: Callable[[Session, Scope], Settings]
    write: Callable[[Session, Scope, dict[str, Any], datetime], None]
    may_go_back: Callable[[Settings, Settings], bool] = _always


@contextmanager
def recorded(
    session: Session,
    setting: Setting,
    scope: Scope,
    *,
    now: datetime,
    undoes_id: int | None = None,
) -> Iterator[list[int]]:
    """Write down what of a setting changes within this block, as `recording` does."""
    with recording(
        session,
        lambda: setting.read(session, scope),
        workspace_id=scope.workspace_id,
        actor_id=scope.actor_id,
        kind=setting.kind,
        slack_channel_id=scope.slack_channel_id or None,
        undoes_id=undoes_id,
        now=now,
    ) as acts:
        yield acts
