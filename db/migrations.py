"""Brings a database to the schema of this version, from a checkout or from an installed wheel."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

_HERE = Path(__file__).resolve().parent


def find_migrations() -> Path:
    """The folder of migrations: `alembic/` in a checkout, `db/_migrations` in a wheel."""
    checkout = _HERE.parent / "alembic"
    # An editable install may leave a stale copy beside us, so the checkout's own comes first.
    return checkout if (checkout / "env.py").exists() else _HERE / "_migrations"


def build_config() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(find_migrations()).replace("%", "%%"))
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade the database to `revision`; nothing happens when it is there already."""
    config = build_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
