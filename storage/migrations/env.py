"""Alembic's entry: migrations run one at a time (advisory lock on PostgreSQL, BEGIN IMMEDIATE on SQLite)."""

from typing import Literal

from alembic import context
from sqlalchemy import text

from storage.tables import Baht, Instant, metadata


def plain_types(kind: str, item: object, autogen_context: object) -> str | Literal[False]:
    """Migrations name database types, not the product's."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Baht) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=plain_types,
)
if connection.dialect.name == "postgresql":
    connection.execute(text("SELECT pg_advisory_xact_lock(7850)"))
context.run_migrations()
