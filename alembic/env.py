"""Alembic's entry: the app hands it a connection; its own command line reads the settings."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import types
from sqlalchemy.engine import Connection

from db import Base, build_engine, set_key_ring
from db.migrations import begin_migration
from slackapp.config import Settings


def _render_item(kind: str, item: Any, _autogen: Any) -> Any:
    # A migration must not change its meaning when our types do: it names what they store.
    if kind == "type" and isinstance(item, types.TypeDecorator):
        timezone = getattr(item.impl_instance, "timezone", None)
        return "sa.DateTime(timezone=True)" if timezone else "sa.Text()"
    return False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_server_default=True,
        render_item=_render_item,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


if (given := context.config.attributes.get("connection")) is not None:
    _run(given)
else:
    settings = Settings()
    if settings.key_ring:  # some migrations read what is encrypted
        set_key_ring(settings.key_ring)
    engine = build_engine(settings.database_url)
    with begin_migration(engine) as own:
        _run(own)
    engine.dispose()
