"""How a database would carry out a statement, and enough rows that it matters."""

from typing import Any

from sqlalchemy import Connection, String, text

from storage.tables import metadata

ONLY_OPEN = (
    "ix_inbox_open",
    "ix_outbox_unsent",
    "ix_document_request_new",
    "USING INDEX ix_media_pending",
    "ix_errand_new",
    "ix_round_report_untold",
)
"""Indexes that hold nothing but what is still to be done: reading them from end to end is what a sweep is for."""


def whole_tables(connection: Connection, statement: str, parameters: Any) -> list[str]:
    """Tables that the statement would read from end to end."""
    if connection.dialect.name == "sqlite":
        if " VALUES (" in statement:
            return []  # SQLite names the foreign keys it would look at if they were deferred
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [row[3] for row in plan if row[3].startswith("SCAN ") and row[3] != "SCAN CONSTANT ROW"]
        return [step for step in steps if not step.endswith(ONLY_OPEN)]
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    return [table for table in _scanned(plan[0]["Plan"]) if connection.scalar(text(f"SELECT 1 FROM {table} LIMIT 1"))]


def _scanned(node: dict[str, Any]) -> list[str]:
    here = [node["Relation Name"]] if node["Node Type"] == "Seq Scan" else []
    return here + [table for inner in node.get("Plans", ()) for table in _scanned(inner)]


def a_thousand_agencies(connection: Connection) -> None:
    """A thousand copies of what there is; PostgreSQL chooses its plans by how much there is."""
    quote = connection.dialect.identifier_preparer.quote
    for table in metadata.sorted_tables:
        copied = []
        for column in table.columns:
            name = quote(column.name)
            unique = column.name in ("id", "subject_id", "inbox_id", "address", "key", "lane", "code_hash")
            if (column.foreign_keys or unique) and isinstance(column.type, String):
                copied.append(f"left(encode(decode(md5({name} || '.' || k), 'hex'), 'base64'), {column.type.length})")
            elif column.foreign_keys or unique:
                copied.append(f"{name} + 10_000 * k")
            else:
                copied.append(name)
        columns = ", ".join(quote(column.name) for column in table.columns)
        rows = f"SELECT {', '.join(copied)} FROM {quote(table.name)}, generate_series(1, 1000) AS k"
        connection.execute(text(f"INSERT INTO {quote(table.name)} ({columns}) {rows}"))
    connection.execute(text("ANALYZE"))
