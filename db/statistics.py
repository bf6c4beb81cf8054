"""What SQLite knows of its tables' sizes, kept by the app: nobody else would.

Every question is put so that its plan is right without statistics, too
(tests/services/operate/test_plans.py); with them the planner also sees what is cheaper in a
company of this size. PostgreSQL keeps its own, but for the first minutes with rows that came all
at once.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

from db.base import Base

#: Rows of each index that are looked at: a table of any size takes some milliseconds.
_LOOKED_AT = 1_000


def list_tables(session: Session) -> list[str]:
    """The tables whose statistics are the app's to keep; none where the database keeps them."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    return sorted(Base.metadata.tables)


def note_statistics(connection: Connection) -> None:
    """Let PostgreSQL know at once what our tables hold, which it finds out in a minute.

    Until then, a digest in a company of a million kudos takes half a minute.
    """
    there = inspect(connection).get_table_names()
    for name in sorted(set(there) & set(Base.metadata.tables)):
        connection.execute(text(f'ANALYZE "{name}"'))


def keep_statistics(session: Session, *, table: str) -> None:
    """Look anew at one table of `list_tables`; connections that are opened later know of it."""
    connection = session.connection()
    connection.exec_driver_sql(f"PRAGMA analysis_limit={_LOOKED_AT}")
    connection.exec_driver_sql(f'ANALYZE "{table}"')
