"""Measures, the ITA analysis, and results by round."""

from collections.abc import Mapping
from typing import Any

from bot.commands.cycle import demand_open
from bot.commands.origin import From, note, told_of_changes
from bot.commands.outdated import of_measures, outdate
from bot.domain import commands as c
from bot.domain import single_measure as m
from bot.domain.agency import Act, only_as_draft, require
from bot.facts import cycle, duties
from bot.problems import Problem
from storage import evidence, measures, people, single_measures


def save_measure(o: From, e: c.SaveMeasure) -> c.MeasureSaved:
    """Add or mend a measure. Its officers are those of the division that its owner names, else of who added it."""
    s = o.scope
    before = measures.one(s.connection, s.agency_id, e.measure_id) if e.measure_id else None
    if e.measure_id and before is None:
        raise Problem("measure_gone")
    named = next((i for i, name in people.divisions(s.connection, s.agency_id) if name == e.owner), None)
    division = named or (before.division_id if before else s.person.division_id)
    require(s.person, Act.CHANGE_PLAN, division_id=division)
    if before:
        require(s.person, Act.CHANGE_PLAN, division_id=before.division_id)
    same = [one for one in measures.of_year(s.connection, s.agency_id, e.fiscal_year) if one.name == e.name]
    if any(one.id != e.measure_id for one in same):
        raise Problem("measure_twice", name=e.name)
    draft = only_as_draft(s.person, Act.CHANGE_PLAN) if before is None else before.status == "draft"
    values = {
        "fiscal_year": e.fiscal_year,
        "status": "draft" if draft else "active",
        "name": e.name,
        "practices": list(e.practices),
        "procedure": list(e.procedure),
        "owner": e.owner,
        "division_id": division,
        "monitoring": e.monitoring,
        "rounds": list(e.rounds),
    }
    measure_id = measures.save(s.connection, s.agency_id, values, e.measure_id, e.version)
    note(o, "measure:added" if before is None else "measure:changed", measure_id)
    outdate(o, of_measures(e.fiscal_year, "" if draft else e.name))
    return c.MeasureSaved(measure_id, e.name, e.fiscal_year, before is None, draft, told_of_changes(s), s.person.name)


def save_single(o: From, e: m.SaveSingleMeasure) -> m.SingleMeasureSaved:
    """Write what the report of one classical measure says of it."""
    s = o.scope
    measure = measures.one(s.connection, s.agency_id, e.measure_id)
    if measure is None or measure.name not in m.CODES:
        raise Problem("measure_gone")
    require(s.person, Act.CHANGE_PLAN, division_id=measure.division_id)
    written = m.SingleMeasure(
        code=m.CODES[measure.name],
        fiscal_year=measure.fiscal_year,
        background=e.background,
        objectives=e.objectives,
        practices=e.practices,
        processes=tuple(m.Process(**row) for row in e.processes),
        cases=tuple(map(_cases, e.cases)),
    )
    single_measures.save(s.connection, s.agency_id, written, e.version)
    note(o, "measure:described", measure.id)
    outdate(o, of_measures(measure.fiscal_year, measure.name))
    return m.SingleMeasureSaved(measure.id, measure.name)


def _cases(row: Mapping[str, Any]) -> m.Cases:
    figures = {name: int(value) for name, value in row.items() if name != "label"}
    try:
        return m.Cases(row["label"], **figures)
    except ValueError:
        raise Problem("cases_over", label=row["label"]) from None


def save_analysis(o: From, e: c.SaveAnalysis) -> c.AnalysisSaved:
    """Write down the ITA analysis of a fiscal year."""
    s = o.scope
    require(s.person, Act.CHANGE_PLAN)
    values = {
        "analysed_year": e.analysed_year,
        "urgent": list(e.urgent),
        "improve": list(e.improve),
        "actions": list(e.actions),
    }
    measures.save_analysis(s.connection, s.agency_id, e.fiscal_year, values, e.version)
    note(o, "analysis:saved", e.fiscal_year)
    outdate(o, of_measures(e.fiscal_year))
    return c.AnalysisSaved(e.fiscal_year)


def record_measure_result(o: From, e: c.RecordMeasureResult) -> c.MeasureResultRecorded:
    """Record or mend one measure's round."""
    s = o.scope
    found = measures.one(s.connection, s.agency_id, e.measure_id)
    if found is None:
        raise Problem("measure_gone")
    require(s.person, Act.RECORD_RESULT, division_id=found.division_id)
    if e.round.fiscal_year != found.fiscal_year or e.round.months not in found.rounds:
        raise Problem("round_not_reported", round=e.round.label)
    demand_open(o, e.round)
    values = {
        "details": list(e.details),
        "first_day": e.period[0],
        "last_day": e.period[1],
        "output": e.output,
        "outcome": e.outcome,
        "note": e.note,
        "problem": e.problem,
        "suggestion": e.suggestion,
        "kept": list(e.kept),
        "reporter_id": s.person.id,
        "recorded_at": s.now,
    }
    result_id, new = measures.save_result(s.connection, s.agency_id, found.id, e.round.months, values, e.version)
    pending = evidence.attach(s.connection, s.agency_id, "measure_result", result_id, e.media)
    note(o, "mresult:recorded" if new else "mresult:changed", result_id, round=e.round.code)
    outdate(o, of_measures(found.fiscal_year, found.name, e.round.months))
    left = duties(s, cycle.rounds(s))
    following = left[0] if left else None
    return c.MeasureResultRecorded(
        result_id, found.id, found.name, e.round, new, len(e.media), pending, following, len(left)
    )
