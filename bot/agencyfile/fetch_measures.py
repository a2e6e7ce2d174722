"""The measures of an agency out of the database, year by year, with their results; a part of `fetch`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from bot.agencyfile import form as f
from bot.agencyfile.called import Called, recorded
from bot.domain import single_measure
from bot.domain.fiscal import ROUND_MONTHS, Round
from storage import measures, single_measures, tables


def of_agency(
    connection: Connection, agency_id: int, called: Called, divisions: Mapping[int, str]
) -> Iterable[f.MeasureSet]:
    years = {
        year
        for table in (tables.measure, tables.ita_analysis)
        for year in connection.scalars(select(table.c.fiscal_year).where(table.c.agency_id == agency_id).distinct())
    }
    single: dict[int, list[f.SingleMeasure]] = defaultdict(list)
    for written in single_measures.of_agency(connection, agency_id):
        single[written.fiscal_year].append(_single(written))
    years |= single.keys()
    signed = recorded(connection, tables.measure_result, agency_id)
    for year in sorted(years):
        found = measures.of_year(connection, agency_id, year)
        analysis = measures.analysis(connection, agency_id, year)
        results: dict[int, list[f.MeasureResult]] = defaultdict(list)
        for months in ROUND_MONTHS:
            for measure_id, own in measures.results_of_round(connection, agency_id, Round(year, months)).items():
                reporter_id, recorded_at = signed[own.id]
                names = ("round", "details", "output", "outcome", "note", "problem", "suggestion", "kept")
                results[measure_id].append(
                    f.MeasureResult(
                        **{name: getattr(own, name) for name in names},
                        period=(own.first_day, own.last_day),
                        reporter=called.person(reporter_id),
                        recorded=recorded_at,
                    )
                )
        if not found and not analysis and not single[year]:
            continue
        yield f.MeasureSet(
            fiscal_year=year,
            analysis=f.Analysis(
                analysed_year=analysis.analysed_year if analysis.analysed_year != year - 1 else None,
                urgent=analysis.urgent,
                improve=analysis.improve,
                actions=analysis.actions,
            )
            if analysis
            else None,
            measures=tuple(
                f.Measure(
                    name=own.name,
                    practices=own.practices,
                    procedure=own.procedure,
                    division=called.division(own.division_id),
                    owner=own.owner if own.owner != divisions.get(own.division_id or 0) else "",
                    monitoring=own.monitoring,
                    rounds=own.rounds,
                    draft=own.status == "draft",
                    results=tuple(results[own.id]),
                )
                for own in found
            ),
            single=tuple(single[year]),
        )


def _single(own: single_measure.SingleMeasure) -> f.SingleMeasure:
    return f.SingleMeasure(
        measure=own.code,
        background=own.background,
        objectives=own.objectives,
        practices=own.practices,
        processes=tuple(
            f.Process(work=row.work, holder=row.holder, criteria=row.criteria, risk=row.risk) for row in own.processes
        ),
        cases=tuple(
            f.Cases(
                label=row.label,
                total=row.total,
                first=row.first,
                second=row.second,
                late=row.late,
                other=row.other,
            )
            for row in own.cases
        ),
    )
