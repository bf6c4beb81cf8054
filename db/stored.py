"""What the database says of itself: its schema's revision, and its size."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

_SCHEMA = text("SELECT version_num FROM alembic_version")
_SIZES = {
    "postgresql": text("SELECT pg_database_size(current_database())"),
    "sqlite": text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"),
}


@dataclass(frozen=True, slots=True)
class Stored:
    """The revision of the schema, and the bytes of everything that is stored."""

    schema: str
    size: int


def read_stored(connection: Connection) -> Stored:
    """Ask the database about itself."""
    schema = connection.scalar(_SCHEMA) or ""
    return Stored(schema, int(connection.scalar(_SIZES[connection.dialect.name]) or 0))
