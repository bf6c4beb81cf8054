"""Which tables a migration takes, and in which order."""

from __future__ import annotations

from pathlib import Path

from db import Base
from db.migration_locks import list_names, sort_tables


def test_the_tables_of_a_revision_are_those_that_its_source_names(tmp_path: Path) -> None:
    script = tmp_path / "revision.py"
    script.write_text('"""About kudos and person."""\nop.add("kudos", fk("team.id"))\nx = 7\n')
    assert list_names(script) >= {"kudos", "team"}
    assert "person" not in list_names(script)


def test_tables_are_taken_in_the_order_in_which_a_kudos_comes_to_them() -> None:
    named = {"outbox_message", "workspace", "kudos", "older", "person", "kudos_tag"}
    order = ["person", "kudos", "kudos_tag", "older", "workspace", "outbox_message"]
    assert sort_tables(named) == order


def test_no_table_is_forgotten() -> None:
    assert set(sort_tables(set(Base.metadata.tables))) == set(Base.metadata.tables)
