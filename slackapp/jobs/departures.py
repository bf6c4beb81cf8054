"""Nightly: all that workspaces had that uninstalled the app long ago is deleted, in pages."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from slackapp.jobs.units import Units
from slackapp.services.operate.departure import (
    begin_departure,
    delete_page,
    drop_install_states,
    drop_organisations,
    end_departure,
    list_gone,
    list_tables,
)
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: Rows a transaction.
_PAGE = 200


def run(tools: Tools, keep: timedelta) -> None:
    """Delete what those had that have been gone for so long."""
    before = tools.clock() - keep
    with tools.sessions.begin() as session:
        drop_install_states(session, now=tools.clock())
        drop_organisations(session, before=before)
    with tools.sessions.read() as session:
        workspace_ids = list_gone(session, before=before)
    # Once a day: what fails now is told of at once.
    workspaces = Units(tools.sessions, tools.clock, "departure", most_tries=1)
    for workspace_id in workspace_ids:
        with workspaces.guard(workspace_id, workspace_id):
            _delete(tools, workspace_id, before)


def _delete(tools: Tools, workspace_id: int, before: datetime) -> None:
    with tools.sessions.begin() as session:
        if not begin_departure(session, workspace_id=workspace_id, before=before):
            return
    rows = 0
    for table in list_tables():
        count = _PAGE
        while count == _PAGE:
            with tools.sessions.begin() as session:
                count = delete_page(session, table, workspace_id=workspace_id, limit=_PAGE)
            rows += count
    with tools.sessions.begin() as session:
        end_departure(session, workspace_id=workspace_id)
    log.info("workspace_deleted", workspace_id=workspace_id, rows=rows)
