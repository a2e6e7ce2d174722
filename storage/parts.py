"""The lists of a plan and its agency as rows, each read and written in the same way."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table

from bot.domain.parts import Part
from storage import paperwork, plan_parts
from storage.rows import drop
from storage.tables import announcement, plan_order


def rows(connection: Connection, agency_id: int, plan_id: int, part: Part) -> tuple[Any, ...]:
    """The rows of a part in order."""
    return _READ[part](connection, agency_id, plan_id)


def save_rows(connection: Connection, agency_id: int, plan_id: int, part: Part, found: Sequence[Any]) -> None:
    """Put these in the place of all there were."""
    _WRITE[part](connection, agency_id, plan_id, found)


def _one(found: Any) -> tuple[Any, ...]:
    return () if found is None else (found,)


def _only(save: Callable[[Connection, int, int, Any], None], table: Table) -> "Write":
    """The writing of a part that has one row or none."""

    def write(connection: Connection, agency_id: int, plan_id: int, found: Sequence[Any]) -> None:
        for row in found:
            save(connection, agency_id, plan_id, row)
        if not found:
            drop(connection, table, {"plan_id": plan_id, "agency_id": agency_id})

    return write


Write = Callable[[Connection, int, int, Sequence[Any]], None]
_READ: Final[Mapping[Part, Callable[[Connection, int, int], tuple[Any, ...]]]] = {
    Part.INDICATORS: plan_parts.indicators,
    Part.RISKS: plan_parts.risks,
    Part.ORDER: lambda c, agency, plan: _one(plan_parts.order(c, agency, plan)),
    Part.ANNOUNCEMENT: lambda c, agency, plan: _one(plan_parts.announced(c, agency, plan)),
    Part.SIGNATORIES: lambda c, agency, plan: tuple(paperwork.terms(c, agency)),
}
_WRITE: Final[Mapping[Part, Write]] = {
    Part.INDICATORS: plan_parts.save_indicators,
    Part.RISKS: plan_parts.save_risks,
    Part.ORDER: _only(plan_parts.save_order, plan_order),
    Part.ANNOUNCEMENT: _only(plan_parts.save_announcement, announcement),
    Part.SIGNATORIES: lambda c, agency, plan, found: paperwork.save_terms(c, agency, found),
}
