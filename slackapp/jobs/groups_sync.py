"""Reads the user groups of every workspace, and who is in them, within Slack's pace."""

from __future__ import annotations

from datetime import timedelta
from http.client import HTTPException

import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from slackapp.delivery.read_errors import describe_read_error, name_read_error
from slackapp.delivery.retry import Result
from slackapp.jobs.units import Units
from slackapp.pacing import MustWait
from slackapp.services.workspace.groups import (
    GroupView,
    claim_group_reading,
    end_group_reading,
    forget_groups,
    list_groups,
    put_off_group_reading,
    read_told_groups,
    record_group,
)
from slackapp.services.workspace.workspaces import WorkspaceView, get_workspace, list_working_ids
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: While somebody reads, nobody else does.
_LEASE = timedelta(minutes=5)
#: After a reading that came to no end.
_NEXT_TIME = timedelta(minutes=5)


def run(tools: Tools) -> None:
    """Read the groups of every workspace whose groups were last read an hour ago, or never."""
    with tools.sessions.read() as session:
        workspace_ids = list_working_ids(session)
    readings = Units(tools.sessions, tools.clock, "groups")
    for workspace_id in workspace_ids:
        with tools.sessions.begin() as session:
            is_claimed = claim_group_reading(
                session, workspace_id=workspace_id, lease=_LEASE, now=tools.clock()
            )
        if is_claimed:
            with readings.guard(workspace_id, workspace_id):
                with tools.sessions.read() as session:
                    workspace = get_workspace(session, workspace_id=workspace_id)
                _sync(tools, workspace)


def _sync(tools: Tools, workspace: WorkspaceView) -> None:
    try:
        groups = _read_all(tools, workspace)
    except MustWait as error:
        _put_off(tools, workspace, error.start_at - tools.clock())
    except (SlackClientError, HTTPException, OSError) as error:
        log.warning(
            "groups_not_read", workspace_id=workspace.workspace_id, error=name_read_error(error)
        )
        _note_error(tools, workspace, error)
    else:
        _record(tools, workspace, groups)


def _read_all(tools: Tools, workspace: WorkspaceView) -> list[GroupView]:
    groups: list[GroupView] = []
    cursor: str | None = None
    while cursor != "":
        page, cursor = tools.reader.read_groups_page(workspace, cursor)
        groups += read_told_groups(page)
    return groups


def _record(tools: Tools, workspace: WorkspaceView, groups: list[GroupView]) -> None:
    """Store what is new, a group at a time, and note that all were read."""
    workspace_id = workspace.workspace_id
    with tools.sessions.read() as session:
        stored = list_groups(session, workspace_id=workspace_id)
    units = Units(tools.sessions, tools.clock, "group")
    for group in groups:
        known = stored.pop(group.slack_group_id, None)
        if known is not None and _is_same(known, group):
            continue
        with (
            units.guard(workspace_id, f"{workspace_id}:{group.slack_group_id}"),
            tools.sessions.begin() as session,
        ):
            record_group(session, workspace_id=workspace_id, group=group)
    with tools.sessions.begin() as session:
        forget_groups(session, workspace_id=workspace_id, slack_group_ids=stored)
        end_group_reading(session, workspace_id=workspace_id, now=tools.clock())
    log.info("groups_synced", workspace_id=workspace_id, groups=len(groups))


def _is_same(one: GroupView, other: GroupView) -> bool:
    said, told = ((group.handle, group.is_disabled, set(group.members)) for group in (one, other))
    return said == told


def _put_off(tools: Tools, workspace: WorkspaceView, wait: timedelta) -> None:
    with tools.sessions.begin() as session:
        until = tools.clock() + wait
        put_off_group_reading(session, workspace_id=workspace.workspace_id, until=until)


def _note_error(tools: Tools, workspace: WorkspaceView, error: Exception) -> None:
    if isinstance(error, SlackApiError):
        outcome = describe_read_error(error)
        if outcome.result is Result.REFUSED:
            # Without the scope, or on a plan without groups: people who name one are told so.
            with tools.sessions.begin() as session:
                end_group_reading(
                    session,
                    workspace_id=workspace.workspace_id,
                    refusal=outcome.error,
                    now=tools.clock(),
                )
            return
    _put_off(tools, workspace, _NEXT_TIME)
