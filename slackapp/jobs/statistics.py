"""Keeps the database's statistics, a table a transaction: nobody waits longer than for one."""

from __future__ import annotations

from db import keep_statistics, list_tables
from slackapp.tools import Tools


def run(tools: Tools) -> None:
    """Look anew at the size of every table, where the database does not do so by itself."""
    with tools.sessions.read() as session:
        tables = list_tables(session)
    for table in tables:
        with tools.sessions.begin() as session:
            keep_statistics(session, table=table)
