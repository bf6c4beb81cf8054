"""How many connections PostgreSQL takes from us, and how many of them are taken."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

#: What a server keeps for its own administrators is none of ours; -1 stands for no limit.
_READ = text("""
SELECT
    current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true), '0')::int,
    (SELECT datconnlimit FROM pg_database WHERE datname = current_database()),
    (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user),
    (SELECT coalesce(sum(numbackends), 0)::int FROM pg_stat_database)
""")


@dataclass(frozen=True, slots=True)
class Places:
    """The connections that the server, the database and the user allow, and those in use now."""

    limit: int
    used: int

    @property
    def free(self) -> int:
        """How many more may be opened."""
        return max(self.limit - self.used, 0)


def read_places(connection: Connection) -> Places | None:
    """How many connections there are to be had; None on SQLite, which has no such limit."""
    if connection.dialect.name != "postgresql":
        return None
    server, database, user, used = connection.execute(_READ).one()
    return Places(min(one for one in (server, database, user) if one >= 0), used)
