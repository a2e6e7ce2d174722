"""What happened to an item, a measure, a result or a report, out of the audit and the decisions; the newest first."""

from dataclasses import fields
from itertools import product
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from bot.domain.agency import Role
from bot.domain.fiscal import Period, Quarter, Round
from bot.domain.history import SYSTEM, Happened
from bot.domain.sheet import ProjectSheet
from storage.database import Record
from storage.tables import (
    audit,
    decision,
    document_request,
    measure,
    measure_result,
    person,
    plan_item,
    quarter_result,
    report,
    round_report,
)

MOST: Final = 500
"""Of one thing; nobody reads on."""


def _acts(*told: str) -> list[str]:
    """Whoever did it: spelled out, so that the index of the audit serves."""
    return [f"{role}:{act}" for role, act in product(Role, told)]


_ITEM: Final = _acts(
    *(f"item:{did}" for did in ("added", "changed", "accepted", "moved", "deleted", "restored")),
    "officer:changed",
    "sheet:changed",
    *(f"sheet.{section.name}:changed" for section in fields(ProjectSheet)),
)
_RESULT: Final = _acts(
    *(f"result:{did}" for did in ("recorded", "changed", "deleted", "restored", "checked", "unchecked"))
)
_MEASURE: Final = _acts(
    *(f"measure:{did}" for did in ("added", "changed", "described", "accepted", "deleted", "restored"))
)
_MEASURE_RESULT: Final = _acts(*(f"mresult:{did}" for did in ("recorded", "changed", "kept", "deleted", "restored")))
_REPORT: Final = _acts("report:ask_submit", "report:outdated", "report:holds_again")


def of(connection: Connection, agency_id: int, what: str, subject_id: int) -> tuple[str, list[Happened]] | None:
    """The name of an agency's thing and what happened to it; None where there is no such thing."""
    found = {"item": _item, "measure": _measure, "result": _one_result, "report": _report}[what]
    return found(connection, agency_id, subject_id)


def _item(connection: Connection, agency_id: int, item_id: int) -> tuple[str, list[Happened]] | None:
    mine = (plan_item.c.id == item_id, plan_item.c.agency_id == agency_id)
    title = connection.scalar(select(plan_item.c.title).where(*mine))
    if title is None:
        return None
    results = _quarters(connection, agency_id, quarter_result.c.item_id == item_id)
    of_item = audit.c.act.in_(_ITEM) & (audit.c.subject_id == item_id)
    of_results = audit.c.act.in_(_RESULT) & audit.c.subject_id.in_(results)
    return title, _audited(connection, agency_id, or_(of_item, of_results), results)


def _measure(connection: Connection, agency_id: int, measure_id: int) -> tuple[str, list[Happened]] | None:
    mine = (measure.c.id == measure_id, measure.c.agency_id == agency_id)
    found = connection.execute(select(measure.c.name, measure.c.fiscal_year).where(*mine)).first()
    if found is None:
        return None
    rows = connection.execute(
        select(measure_result.c.id, measure_result.c.round).where(
            measure_result.c.measure_id == measure_id, measure_result.c.agency_id == agency_id
        )
    )
    results: dict[int, Period] = {row.id: Round(found.fiscal_year, row.round) for row in rows}
    of_measure = audit.c.act.in_(_MEASURE) & (audit.c.subject_id == measure_id)
    of_results = audit.c.act.in_(_MEASURE_RESULT) & audit.c.subject_id.in_(results)
    return found.name, _audited(connection, agency_id, or_(of_measure, of_results), results)


def _one_result(connection: Connection, agency_id: int, result_id: int) -> tuple[str, list[Happened]] | None:
    results = _quarters(connection, agency_id, quarter_result.c.id == result_id)
    if not results:
        return None
    owner = select(plan_item.c.title).join(quarter_result).where(quarter_result.c.id == result_id)
    told = _audited(connection, agency_id, audit.c.act.in_(_RESULT) & (audit.c.subject_id == result_id), results)
    return f"{connection.scalar(owner)} {results[result_id].label}", told


def _quarters(connection: Connection, agency_id: int, where: ColumnElement[bool]) -> dict[int, Period]:
    """The quarters of results, deleted ones too, by their number."""
    query = select(quarter_result.c.id, quarter_result.c.fiscal_year, quarter_result.c.quarter)
    rows = connection.execute(query.where(where, quarter_result.c.agency_id == agency_id))
    return {row.id: Quarter(row.fiscal_year, row.quarter) for row in rows}


def _audited(
    connection: Connection, agency_id: int, where: ColumnElement[bool], results: dict[int, Period]
) -> list[Happened]:
    rows = connection.execute(
        select(audit, person.c.name)
        .join(person, person.c.id == audit.c.person_id, isouter=True)
        .where(audit.c.agency_id == agency_id, where)
        .order_by(audit.c.at.desc(), audit.c.id.desc())
        .limit(MOST)
    )
    return [_happened(row, results) for row in rows]


def _happened(row: Record, results: dict[int, Period]) -> Happened:
    role, _, act = row.act.partition(":")
    period = results.get(row.subject_id) if act.startswith(("result:", "mresult:")) else None
    return Happened(row.at, row.name or "", role, row.channel, act, row.details, period)


_SAME: Final = ("agency_id", "kind", "fiscal_year", "round", "subject")


def _report(connection: Connection, agency_id: int, report_id: int) -> tuple[str, list[Happened]] | None:
    """All versions of a document; its title is the report's own business."""
    one = select(report).where(report.c.id == report_id, report.c.agency_id == agency_id).subquery()
    joined = person.c.id == report.c.requested_by
    itself = exists().where(  # what was asked for by nobody, at the moment of the version
        document_request.c.id == round_report.c.request_id,
        document_request.c.created_at == report.c.created_at,
        *(round_report.c[name] == report.c[name] for name in _SAME[:-1]),
    )
    columns = report.c.id, report.c.version, report.c.created_at, report.c.steps, person.c.name, person.c.role
    versions = connection.execute(
        select(*columns, itself.correlate(report).label("itself"))
        .join(one, and_(*(report.c[name] == one.c[name] for name in _SAME)))
        .join(person, joined, isouter=True)
        .order_by(report.c.id)
    ).all()
    if not versions:
        return None
    number, levels = ({row.id: row.version for row in versions}, {row.id: len(row.steps) for row in versions})
    told = [
        Happened(
            row.created_at,
            "" if row.itself else row.name or "",
            SYSTEM if row.itself else row.role or "",
            "",
            "report:made",
            {"version": row.version},
        )
        for row in versions
    ]
    decided = connection.execute(
        select(decision, person.c.name, person.c.role)
        .join(person, person.c.id == decision.c.person_id)
        .where(decision.c.agency_id == agency_id, decision.c.report_id.in_(number))
        .order_by(decision.c.id)
    )
    for row in decided:
        details = {"version": number[row.report_id], "reason": row.reason, "acting_for": row.acting_for}
        act = "agree" if row.decision == "approve" and row.level < levels[row.report_id] else row.decision
        told.append(Happened(row.at, row.name, row.role, row.channel, f"report:{act}", details))
    told += _audited(connection, agency_id, audit.c.act.in_(_REPORT) & audit.c.subject_id.in_(number), {})
    return "", sorted(told, key=lambda one: one.at)[::-1]  # what happened at one moment, too
