"""Moments that the database computes, in both dialects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class plus_seconds(FunctionElement[datetime]):
    """A moment, so many seconds later."""

    type = DateTime(timezone=True)
    inherit_cache = True


@compiles(plus_seconds, "postgresql")
def _plus_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    moment, seconds = element.clauses
    return (
        f"({compiler.process(moment, **options)}"
        f" + {compiler.process(seconds, **options)} * INTERVAL '1 second')"
    )


@compiles(plus_seconds, "sqlite")
def _plus_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    moment, seconds = element.clauses
    # As SQLAlchemy stores moments: with six digits, of which SQLite computes three.
    return (
        f"strftime('%Y-%m-%d %H:%M:%f', {compiler.process(moment, **options)},"
        f" {compiler.process(seconds, **options)} || ' seconds') || '000'"
    )
