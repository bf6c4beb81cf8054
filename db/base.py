"""What every table shares: the naming convention, aware UTC times, and text encrypted at rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import BigInteger, DateTime, Dialect, ForeignKey, Integer, MetaData, Table, Text
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

_NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_key_ring: MultiFernet | None = None


class KeyRingError(RuntimeError):
    """There is no usable encryption key, or a stored text was written with another one."""


class WrongKeys(KeyRingError):
    """A stored text was written with a key that is none of ours."""


def set_key_ring(keys: Sequence[str]) -> None:
    """Give the keys for texts encrypted at rest: the first writes, all of them read.

    Raises KeyRingError when there is none or one is not a Fernet key.
    """
    global _key_ring
    if not keys:
        raise KeyRingError("No encryption key: set KUDOSCOPE_ENCRYPTION_KEYS.")
    try:
        _key_ring = MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise KeyRingError(
            "KUDOSCOPE_ENCRYPTION_KEYS holds something that is not a Fernet key "
            "(44 characters of URL-safe base64)."
        ) from error


def _get_key_ring() -> MultiFernet:
    if _key_ring is None:
        raise KeyRingError("No encryption key: set KUDOSCOPE_ENCRYPTION_KEYS.")
    return _key_ring


class EncryptedText(TypeDecorator[str]):
    """Text that is readable to the app and ciphertext in the database file."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return _get_key_ring().encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return _get_key_ring().decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise WrongKeys(
                "A stored text was encrypted with a key that KUDOSCOPE_ENCRYPTION_KEYS lacks."
            ) from error


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC datetimes out, on databases with time zones and without.

    Raises ValueError for a naive one.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime reached the database: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite numbers rows by itself only in a column of exactly the type INTEGER.
_Identifier = BigInteger().with_variant(Integer, "sqlite")

Identifier = Annotated[int, mapped_column(_Identifier, primary_key=True)]

#: The number of a row that may be gone.
PlainNumber = Annotated[int, mapped_column(_Identifier)]


def _reference(target: str, *, ondelete: str = "CASCADE") -> MappedColumn[Any]:
    return mapped_column(_Identifier, ForeignKey(target, ondelete=ondelete))


WorkspaceId = Annotated[int, _reference("workspace.id")]
PersonId = Annotated[int, _reference("person.id")]
DraftId = Annotated[int, _reference("kudos_draft.id")]
KudosId = Annotated[int, _reference("kudos.id")]
LaneId = Annotated[int, _reference("outbox_lane.id")]
MessageId = Annotated[int, _reference("outbox_message.id")]
PromptId = Annotated[int, _reference("reflection_prompt.id")]
TeamId = Annotated[int, _reference("team.id")]
#: Who is named beside the row's own subject: the row outlives them.
OptionalPersonId = Annotated[int | None, _reference("person.id", ondelete="SET NULL")]
OptionalOrganisationId = Annotated[int | None, _reference("organisation.id", ondelete="SET NULL")]
OptionalMessageId = Annotated[int | None, _reference("outbox_message.id", ondelete="SET NULL")]


class Base(DeclarativeBase):
    """The parent of every table's class."""

    metadata = MetaData(naming_convention=_NAMING_CONVENTION)
    type_annotation_map: dict[Any, Any] = {datetime: UtcDateTime()}  # noqa: RUF012


def table_of(mapped: type[Base]) -> Table:
    """The plain table behind a class, whose statements skip the unit of work."""
    table = mapped.__table__
    assert isinstance(table, Table)
    return table
