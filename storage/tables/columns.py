"""What tables are made of: the metadata, our column types, and the columns that many tables have.

Money is kept as whole satang, instants as UTC.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Text,
    TextClause,
    text,
)
from sqlalchemy import String as AnyString
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class String(AnyString):
    """Short text. What is compared with it is text: SQLAlchemy would ask of each member of an enum whether it is a mapped
    object, which fails while another thread imports its ORM (DBOS does)."""

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> Any:
        return self if isinstance(value, str) else super().coerce_compared_value(op, value)


class _Iso(sqlite.DATETIME):
    """An instant in SQLite (which knows no zones): UTC, written and read by the standard library, thrice as fast."""

    def bind_processor(self, dialect: Dialect) -> Any:
        def write(value: datetime | None) -> str | None:
            return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

        return write

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        def read(value: str | None) -> datetime | None:
            return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)

        return read


_ISO: Any = _Iso  # SQLAlchemy leaves its maker untyped


class Instant(TypeDecorator[datetime]):
    """An aware datetime."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(_ISO() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant without its zone")
        return value


class Baht(TypeDecorator[Decimal]):
    """Baht as Decimal, kept as whole satang, so that sums are exact on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        satang = value * 100
        if satang != int(satang):
            raise ValueError(f"{value} has less than a satang")
        return int(satang)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


def row_id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def of_agency() -> Column[int]:
    return Column("agency_id", ForeignKey("agency.id", ondelete="CASCADE"), nullable=False)


def ref(name: str, table: str, *, nullable: bool = True) -> Column[int]:
    return Column(name, ForeignKey(f"{table}.id"), nullable=nullable)


def json(name: str, default: Any = list) -> Column[Any]:
    return Column(name, JSON, nullable=False, default=default)


def prose(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


def wanted() -> tuple[Column[Any], ...]:
    """Of a row that stands for work (`storage.work`): the chat that waits for it, and how far it is."""
    return (
        Column("channel", String(20), nullable=False),
        Column("address", String(80), nullable=False),
        Column("inbox_id", Integer),  # the update that asked for it
        Column("state", String(10), nullable=False, default="new"),  # new | done | failed
        Column("tries", Integer, nullable=False, default=0),
        Column("retry_at", Instant),
        Column("created_at", Instant, nullable=False),
    )


def partial(rows: TextClause) -> dict[str, Any]:
    """The arguments of an index of these rows only."""
    return {"sqlite_where": rows, "postgresql_where": rows}


ALIVE = text("deleted_at IS NULL")
