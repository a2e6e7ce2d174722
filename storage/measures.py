"""Measures, the ITA analysis, and results by round. Every query goes through the agency."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select

from bot.domain.agency import Role
from bot.domain.fiscal import Round
from bot.domain.measures import ItaAnalysis, Measure, MeasureResult
from storage import evidence as evidences
from storage.database import Record
from storage.rows import change, put_over
from storage.tables import audit, ita_analysis, measure, measure_result, person


def _measure(row: Record) -> Measure:
    r = row._mapping
    return Measure(
        r["id"],
        r["fiscal_year"],
        r["status"],
        r["seq"],
        r["name"],
        tuple(r["practices"]),
        tuple(r["procedure"]),
        r["owner"],
        r["division_id"],
        r["monitoring"],
        tuple(r["rounds"]),
        r["version"],
    )


def one(connection: Connection, agency_id: int, measure_id: int) -> Measure | None:
    """One measure."""
    row = connection.execute(
        select(measure).where(
            measure.c.id == measure_id, measure.c.agency_id == agency_id, measure.c.deleted_at.is_(None)
        )
    ).first()
    return _measure(row) if row else None


def of_year(connection: Connection, agency_id: int, fiscal_year: int) -> list[Measure]:
    """The measures of a fiscal year, in their order."""
    rows = connection.execute(
        select(measure)
        .where(measure.c.agency_id == agency_id, measure.c.fiscal_year == fiscal_year, measure.c.deleted_at.is_(None))
        .order_by(measure.c.seq, measure.c.id)
    )
    return [_measure(row) for row in rows]


def save(
    connection: Connection, agency_id: int, values: Mapping[str, Any], measure_id: int | None, version: int | None
) -> int:
    """Insert a measure or update the one of that id and version. Raises Problem("changed_meanwhile")."""
    if measure_id is None:
        seq = connection.scalar(
            select(func.coalesce(func.max(measure.c.seq), 0) + 1).where(
                measure.c.agency_id == agency_id, measure.c.fiscal_year == values["fiscal_year"]
            )
        )
        made = connection.execute(
            insert(measure).values(agency_id=agency_id, seq=seq, version=1, **values).returning(measure.c.id)
        )
        new_id: int = made.scalar_one()
        return new_id
    change(connection, measure, agency_id, measure_id, values, version)
    return measure_id


def analysis(connection: Connection, agency_id: int, fiscal_year: int) -> ItaAnalysis | None:
    """The ITA analysis behind a fiscal year's measures."""
    row = connection.execute(
        select(ita_analysis).where(ita_analysis.c.agency_id == agency_id, ita_analysis.c.fiscal_year == fiscal_year)
    ).first()
    if row is None:
        return None
    r = row._mapping
    return ItaAnalysis(
        r["fiscal_year"], r["analysed_year"], tuple(r["urgent"]), tuple(r["improve"]), tuple(r["actions"]), r["version"]
    )


def save_analysis(
    connection: Connection, agency_id: int, fiscal_year: int, values: Mapping[str, Any], version: int | None
) -> None:
    """Insert or update it. Raises Problem("changed_meanwhile")."""
    put_over(connection, ita_analysis, {"agency_id": agency_id, "fiscal_year": fiscal_year}, values, version)


def _result(row: Record, media: tuple[int, ...]) -> MeasureResult:
    r = row._mapping
    return MeasureResult(
        r["id"],
        r["measure_id"],
        r["round"],
        tuple(r["details"]),
        r["first_day"],
        r["last_day"],
        r["output"],
        r["outcome"],
        r["note"],
        r["problem"],
        r["suggestion"],
        media,
        r["version"],
        tuple(r["kept"]),
    )


def result(connection: Connection, agency_id: int, measure_id: int, months: int) -> MeasureResult | None:
    """What is recorded for a measure's round."""
    row = connection.execute(
        select(measure_result).where(
            measure_result.c.agency_id == agency_id,
            measure_result.c.measure_id == measure_id,
            measure_result.c.round == months,
            measure_result.c.deleted_at.is_(None),
        )
    ).first()
    return _result(row, evidences.media_of(connection, "measure_result", row.id)) if row else None


def result_before(connection: Connection, agency_id: int, measure_id: int, months: int) -> MeasureResult | None:
    """The newest result of an earlier round of the same year."""
    row = connection.execute(
        select(measure_result)
        .where(
            measure_result.c.agency_id == agency_id,
            measure_result.c.measure_id == measure_id,
            measure_result.c.round < months,
            measure_result.c.deleted_at.is_(None),
        )
        .order_by(measure_result.c.round.desc())
        .limit(1)
    ).first()
    return _result(row, ()) if row else None


def result_by_id(connection: Connection, agency_id: int, result_id: int) -> MeasureResult | None:
    """One result."""
    row = connection.execute(
        select(measure_result).where(
            measure_result.c.agency_id == agency_id,
            measure_result.c.id == result_id,
            measure_result.c.deleted_at.is_(None),
        )
    ).first()
    return _result(row, ()) if row else None


def results_of_round(connection: Connection, agency_id: int, round_: Round) -> dict[int, MeasureResult]:
    """Results of a round by measure id, in one statement (without their media)."""
    rows = connection.execute(
        select(measure_result)
        .join(measure, measure.c.id == measure_result.c.measure_id)
        .where(
            measure_result.c.agency_id == agency_id,
            measure.c.fiscal_year == round_.fiscal_year,
            measure_result.c.round == round_.months,
            measure_result.c.deleted_at.is_(None),
        )
    )
    return {row.measure_id: _result(row, ()) for row in rows}


def reporters(connection: Connection, agency_id: int, round_: Round) -> list[int]:
    """Who recorded or mended the results of a round, also those that somebody else mended or deleted since."""
    results = (
        select(measure_result.c.id, measure_result.c.reporter_id)
        .join(measure, measure.c.id == measure_result.c.measure_id)
        .where(
            measure_result.c.agency_id == agency_id,
            measure.c.agency_id == agency_id,
            measure.c.fiscal_year == round_.fiscal_year,
            measure_result.c.round == round_.months,
        )
        .subquery()
    )
    acts = [f"{role}:mresult:{did}" for role in Role for did in ("recorded", "changed")]
    wrote = select(audit.c.person_id).where(
        audit.c.agency_id == agency_id, audit.c.act.in_(acts), audit.c.subject_id.in_(select(results.c.id))
    )
    either = person.c.id.in_(select(results.c.reporter_id)) | person.c.id.in_(wrote)
    return list(
        connection.scalars(
            select(person.c.id).where(person.c.agency_id == agency_id, person.c.active, either).order_by(person.c.id)
        )
    )


def save_result(
    connection: Connection, agency_id: int, measure_id: int, months: int, values: Mapping[str, Any], version: int | None
) -> tuple[int, bool]:
    """Insert or update a measure's round; its id and whether it is new. Raises Problem("changed_meanwhile")."""
    which = {"agency_id": agency_id, "measure_id": measure_id, "round": months}
    return put_over(connection, measure_result, which, values, version), version is None
