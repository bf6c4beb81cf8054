"""Encrypting stored texts anew with the first key, whatever table they are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Column, Table, Text, func, select, type_coerce, update
from sqlalchemy.orm import Session

from db.base import Base, EncryptedText


@dataclass(frozen=True, slots=True)
class RotatedPage:
    """What became of a page of texts; `unreadable` are ids of rows that no key reads."""

    last_id: int
    seen: int
    rotated: int
    unreadable: tuple[int, ...]


class KeyRotation:
    """The keys, the first of which is to be the only one needed."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._first = Fernet(keys[0])
        self._ring = MultiFernet([Fernet(key) for key in keys])

    def rotate_page(
        self, session: Session, column: Column[Any], *, after_id: int, limit: int
    ) -> RotatedPage | None:
        """Rotate a page of one column, in the order of ids; None when there is no more.

        A text that somebody changes meanwhile is left as they wrote it, which is with the first
        key, or with an older one if their process still has the old settings.
        """
        table, raw = column.table, type_coerce(column, Text)
        rows = session.execute(
            select(table.c.id, raw)
            .where(table.c.id > after_id, column.is_not(None))
            .order_by(table.c.id)
            .limit(limit)
        ).all()
        if not rows:
            return None
        rotated, unreadable = 0, []
        for row_id, ciphertext in rows:
            if self._is_new(ciphertext):
                continue
            try:
                anew = self._ring.rotate(ciphertext.encode()).decode()
            except InvalidToken:
                unreadable.append(row_id)
                continue
            changed = session.execute(
                update(table)
                .where(table.c.id == row_id, raw == ciphertext)
                .values({column.name: type_coerce(anew, Text)})
                .returning(table.c.id)
            ).one_or_none()
            rotated += changed is not None
        return RotatedPage(rows[-1][0], len(rows), rotated, tuple(unreadable))

    def _is_new(self, ciphertext: str) -> bool:
        try:
            self._first.decrypt(ciphertext.encode())
        except InvalidToken:
            return False
        return True


def list_encrypted_columns() -> Iterator[Column[Any]]:
    """Every column of encrypted texts; found by its type, so that none is forgotten."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, EncryptedText):
                yield column


def count_texts(session: Session, column: Column[Any]) -> int:
    """How many texts a column holds."""
    table: Table = column.table
    count = select(func.count()).select_from(table).where(column.is_not(None))
    return session.scalar(count) or 0
