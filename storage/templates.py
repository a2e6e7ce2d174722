"""The templates of an agency's documents: which is in use, and those before it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from storage.database import Record
from storage.tables import agency_template, person, stored_file


def _of(agency_id: int, kind: str) -> Select[Any]:
    return (
        select(
            agency_template.c.id,
            agency_template.c.version,
            agency_template.c.file,
            agency_template.c.created_at,
            func.coalesce(stored_file.c.sha256, "").label("sha256"),
            stored_file.c.key,
            stored_file.c.name,
            stored_file.c.size,
            person.c.name.label("by"),
        )
        .outerjoin(stored_file, stored_file.c.id == agency_template.c.file)
        .outerjoin(person, person.c.id == agency_template.c.person_id)
        .where(agency_template.c.agency_id == agency_id, agency_template.c.kind == kind)
        .order_by(agency_template.c.version.desc())
    )


def history(connection: Connection, agency_id: int, kind: str) -> Sequence[Record]:
    """What documents of a kind were made with, the newest first; a row without a file is the product's own template. None
    at all: never anything else."""
    return connection.execute(_of(agency_id, kind)).all()


def current(connection: Connection, agency_id: int, kind: str) -> Record | None:
    """The agency's own template in use; None where it is the product's."""
    row = connection.execute(_of(agency_id, kind).limit(1)).first()
    return row if row is not None and row.file else None


def by_sha(connection: Connection, agency_id: int, kind: str, sha256: str) -> Record | None:
    """A template the agency used once."""
    return connection.execute(_of(agency_id, kind).where(stored_file.c.sha256 == sha256).limit(1)).first()


def use(connection: Connection, agency_id: int, kind: str, file: str, person_id: int, now: datetime) -> int:
    """Have documents of a kind made with this template from now on; its version."""
    newest = select(func.coalesce(func.max(agency_template.c.version), 0)).where(
        agency_template.c.agency_id == agency_id, agency_template.c.kind == kind
    )
    version: int = (connection.scalar(newest) or 0) + 1
    values: Mapping[str, Any] = {"agency_id": agency_id, "kind": kind, "version": version, "file": file}
    connection.execute(insert(agency_template).values(**values, person_id=person_id, created_at=now))
    return version
