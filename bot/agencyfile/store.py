"""A form into the database, in the transaction of the caller: all of it or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from bot.agencies import add
from bot.agencyfile import form as f
from bot.agencyfile import plan_form as p
from bot.agencyfile.fetch import OPTIONAL
from bot.agencyfile.tree import plain
from bot.domain import ita
from bot.domain import plan_document as d
from bot.domain.agency import Agency, Role, full_name
from bot.domain.fiscal import Quarter, bangkok_day, first_day, last_day
from bot.domain.paperwork import MemoText, RoundNote, Term
from bot.domain.plan import Plan
from bot.domain.reminding import NEVER
from bot.domain.round_reports import next_end
from bot.domain.sheet import CostLine, ProjectSheet, Step, TargetGroup
from bot.domain.single_measure import Cases, Process, SingleMeasure
from bot.frameworks import framework_of
from bot.problems import Problem
from storage import approvals, bindings, cycle, measures, paperwork, people, plan, plan_parts, single_measures, tables

LOADED = "operator:agency:loaded"
"""The audit's word for it."""

FILLED = (
    *(tables.plan_item, tables.indicator, tables.risk_row, tables.plan_order, tables.announcement),
    *(tables.measure, tables.ita_analysis, tables.single_measure, tables.round_note, tables.memo),
)
"""What an agency is made without."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of a file stand for."""

    divisions: Mapping[str, int]
    people: Mapping[str, int]

    def division(self, name: str | None) -> int | None:
        return self.divisions[name] if name else None

    def person(self, name: str | None) -> int | None:
        return self.people[name] if name else None


def new(connection: Connection, file: f.File, now: datetime) -> int:
    """Make the agency of a file; its id."""
    own = file.agency
    name = full_name(own.kind, own.name)
    where = own.tambon, own.district, own.province
    people.only_agency(connection, Agency(0, name, own.kind, *where, sample=own.sample))
    tomorrow = bangkok_day(now) + timedelta(days=1)  # nobody is reminded of what was before the data
    agency_id = add(connection, tables.agency, name=name, kind=own.kind, sample=own.sample, remind_on=tomorrow)
    fill(connection, agency_id, file, now)
    if not own.sample and not people.with_roles(connection, agency_id, [Role.PLAN_OWNER]):
        raise Problem("agency_ownerless")  # nobody could get in
    return agency_id


def into(connection: Connection, agency_id: int, file: f.File, now: datetime, *, replacing: bool = False) -> None:
    """Put a file into an agency that was made and is still empty, or in the place of what it holds; its people keep their
    chats and codes."""
    own = connection.execute(select(tables.agency).where(tables.agency.c.id == agency_id)).first()
    if own is None:
        raise Problem("agency_gone", agency=agency_id)
    name = full_name(file.agency.kind, file.agency.name)
    if name != own.name or file.agency.sample != own.sample:
        raise Problem("file_agency_other", name=name, agency=agency_id, known=own.name)
    if replacing:
        clear(connection, agency_id, own.name)
    if any(_holds(connection, agency_id, table) for table in FILLED):
        raise Problem("agency_not_empty", name=own.name)
    connection.execute(delete(tables.plan).where(tables.plan.c.agency_id == agency_id))
    fill(connection, agency_id, file, now)


def _holds(connection: Connection, agency_id: int, table: Table) -> bool:
    return bool(connection.scalar(select(table.c.agency_id).where(table.c.agency_id == agency_id).limit(1)))


def clear(connection: Connection, agency_id: int, name: str) -> None:
    """Take out what a file puts in, but for divisions and people. Documents and photos were made of it: then it stays."""
    if any(_holds(connection, agency_id, table) for table in (tables.report, tables.evidence)):
        raise Problem("agency_in_use", name=name)
    doomed: set[Table] = {*FILLED, tables.plan, tables.ita_item, tables.unlocked, tables.acting_officer}
    for table in tables.metadata.sorted_tables:  # with whatever belongs to these
        if any(key.column.table in doomed for key in table.foreign_keys):
            doomed.add(table)
    items = select(tables.plan_item.c.id).where(tables.plan_item.c.agency_id == agency_id)
    for table in reversed(tables.metadata.sorted_tables):
        if table in doomed:
            mine = table.c.agency_id == agency_id if "agency_id" in table.c else table.c.item_id.in_(items)
            connection.execute(delete(table).where(mine))
    persons = select(tables.person.c.id).where(tables.person.c.agency_id == agency_id)
    of_theirs = tables.session.c.person_id.in_(persons)  # drafts name what is no more
    connection.execute(update(tables.session).where(of_theirs).values(status="dropped"))


def fill(connection: Connection, agency_id: int, file: f.File, now: datetime) -> None:
    """Everything of a file under an agency that has no plan."""
    own = file.agency
    values = {
        "tambon": own.tambon,
        "district": own.district,
        "province": own.province,
        "digits": own.digits,
        "due_days": own.due_days,
        "reports_on": next_end(bangkok_day(now)) if own.automatic_reports else None,
    }
    connection.execute(
        update(tables.agency)
        .where(tables.agency.c.id == agency_id)
        .values(chain=own.approver, approve_own=own.approve_own, **values)
    )
    divisions = _divisions(connection, agency_id, file.divisions)
    names = Names(divisions, _people(connection, agency_id, file, divisions))
    paperwork.save_terms(connection, agency_id, map(_term, file.signatories))
    for acting in file.acting:
        place = {"role": acting.level, "division_id": names.division(acting.division)}
        days = {"first_day": acting.first_day, "last_day": acting.last_day}
        values = {"agency_id": agency_id, "person_id": names.person(acting.person), **place, **days}
        approvals.name_acting(connection, values)
    for items in file.ita_items:
        codes = {kind: getattr(items, kind) for kind in ita.KINDS}
        paperwork.save_ita_items(connection, agency_id, items.year, ita.ItaItems(**codes))
    for note in file.notes:
        noted = RoundNote(note.fiscal_year, note.round, note.problems, note.suggestions)
        paperwork.save_note(connection, agency_id, noted)
    for memo in file.memos:
        paperwork.save_memo(connection, agency_id, _memo(memo, names))
    for each in file.plans:
        _plan(connection, agency_id, each, names, now)
    for of_year in file.measures:
        _measures(connection, agency_id, of_year, file.divisions, names, now)
    for row in file.reopened:
        period = Quarter(row.fiscal_year, row.quarter).code
        cycle.unlock(connection, agency_id, period, row.until, row.reason, names.people[row.by], row.at)
    connection.execute(
        insert(tables.audit).values(
            agency_id=agency_id, act=LOADED, details={"version": file.version}, channel="command", at=now
        )
    )


def _divisions(connection: Connection, agency_id: int, given: Iterable[f.Division]) -> dict[str, int]:
    """The ids of the divisions by key, in the order of the file; those that are there keep theirs."""
    there = {name: number for number, name in people.divisions(connection, agency_id)}
    found: dict[str, int] = {}
    seq = 0
    for seq, division in enumerate(given, 1):
        number = there.pop(division.name, None)
        values = {"name": division.name, "telephone": division.telephone, "seq": seq}
        if number is None:
            number = add(connection, tables.division, agency_id=agency_id, **values)
        else:
            connection.execute(update(tables.division).where(tables.division.c.id == number).values(**values))
        found[division.key or division.name] = number
    for after, number in enumerate(there.values(), seq + 1):
        connection.execute(update(tables.division).where(tables.division.c.id == number).values(seq=after))
    return found


def _people(connection: Connection, agency_id: int, file: f.File, divisions: Mapping[str, int]) -> dict[str, int]:
    """The ids of the people by key; who is there under that name is the same person."""
    there = {
        row.name: row.id
        for row in connection.execute(
            select(tables.person.c.id, tables.person.c.name)
            .where(tables.person.c.agency_id == agency_id)
            .order_by(tables.person.c.id.desc())
        )
    }
    found: dict[str, int] = {}
    for each in file.people:
        values = {"name": each.name, "position": each.position, "role": each.role, "left_at": each.left}
        values |= {"quiet_until": each.quiet_until if each.reminded else NEVER}
        values |= {"division_id": divisions[each.division] if each.division else None, "active": each.left is None}
        number = there.pop(each.name, None)
        if number is None:
            number = people.add(connection, agency_id, values)
            if file.agency.sample:  # who is invented is talked to in the local chat
                bindings.bind(connection, number, "local", str(number))
        else:
            people.change(connection, agency_id, number, values)
        found[each.key or each.name] = number
    return found


def _term(given: f.Signatory) -> Term:
    who = d.Signatory(given.name, given.position, given.acting_for)
    return Term(given.post, who, given.first_day, given.last_day)


def _memo(given: f.Memo, names: Names) -> MemoText:
    return MemoText(
        submits=given.submits,
        fiscal_year=given.fiscal_year,
        round=given.round or 0,
        about=given.about or "",
        number=given.number,
        dated=given.dated,
        division_id=names.division(given.division),
        background=given.background,
        facts=given.facts,
        proposals=given.proposals,
    )


# --- the plan -------------------------------------------------------------------------------------------------------------
def _plan(connection: Connection, agency_id: int, given: p.Plan, names: Names, now: datetime) -> None:
    framework = framework_of(given.framework)
    first, last = given.first_year or framework.first_year, given.last_year or framework.last_year
    values = {"agency_id": agency_id, "framework": framework.code, "first_year": first, "last_year": last}
    made = Plan(add(connection, tables.plan, **values), framework.code, first, last)
    items = {each.key or each.title: _item(connection, agency_id, made, each, names, now) for each in given.items}
    plan_parts.save_indicators(
        connection, agency_id, made.id, [d.Indicator(i.label, i.unit, i.values, i.baseline) for i in given.indicators]
    )
    plan_parts.save_risks(
        connection,
        agency_id,
        made.id,
        [
            d.RiskRow(
                risk.step,
                tuple(d.RiskIssue(issue.text, issue.score) for issue in risk.issues),
                tuple(d.RiskControl(c.text, items[c.item] if c.item else None) for c in risk.controls),
            )
            for risk in given.risks
        ],
    )
    if given.order:
        plan_parts.save_order(connection, agency_id, made.id, _order(given.order))
    if given.announcement:
        own = given.announcement
        plan_parts.save_announcement(
            connection, agency_id, made.id, d.Announcement(own.subject, own.reasons, own.signed_on)
        )


def _order(given: p.Order) -> d.Order:
    return d.Order(
        subject=given.subject,
        members=tuple(d.Member(m.position, m.role, m.name) for m in given.members),
        duties=given.duties,
        number=given.number,
        reasons=given.reasons,
        effective=given.effective,
        signed_on=given.signed_on,
    )


def _item(connection: Connection, agency_id: int, of: Plan, given: p.Item, names: Names, now: datetime) -> int:
    sub_mission = given.mission if given.mission.count(".") > 1 else ""
    start, end = given.period or (first_day(of.first_year), last_day(of.last_year))
    values: dict[str, Any] = {
        "plan_id": of.id,
        "status": "draft" if given.draft else "active",
        "mission": given.mission.rpartition(".")[0] if sub_mission else given.mission,
        "sub_mission": sub_mission,
        "kind": given.kind,
        "title": given.title,
        "target_group": given.target_group,
        "first_day": start,
        "last_day": end,
        "division_id": names.division(given.owner),
        "officer_id": names.person(given.officer),
        "outputs": list(given.outputs),
        "outcomes": list(given.outcomes),
        "note": given.note,
    }
    amounts = {year: amount for year, amount in given.years.items() if amount is not None}
    item_id = plan.save_item(connection, agency_id, values, amounts, of.years, None, None)
    if given.sheet:
        plan_parts.save_sheet(connection, agency_id, _sheet(item_id, given.sheet))
    for result in given.results:
        quarter = Quarter(result.fiscal_year, result.quarter)
        plan.save_result(connection, agency_id, item_id, quarter, _result(result, names, now), None)
    return item_id


def _sheet(item_id: int, given: p.Sheet) -> ProjectSheet:
    def step(one: p.Step) -> Step:
        return Step(one.text, tuple(map(step, one.steps)))

    return ProjectSheet(
        item_id,
        given.rationale,
        given.objectives,
        tuple(TargetGroup(group.label, group.count, group.unit) for group in given.target_groups),
        tuple(map(step, given.steps)),
        given.place,
        tuple(CostLine(c.label, c.price, c.quantity, c.unit, c.heads, c.fiscal_year) for c in given.costs),
    )


def _result(given: p.QuarterResult, names: Names, now: datetime) -> dict[str, Any]:
    return {
        "state": given.state,
        "reason": given.reason or "",
        "reason_text": given.reason_text,
        "done": given.done,
        "disbursed": given.disbursed,
        "output": given.output,
        "outcome": given.outcome,
        "more": {name: _plain(value) for name in OPTIONAL if (value := getattr(given, name)) not in (None, "", ())},
        "kept": list(given.kept),
        "reporter_id": names.person(given.reporter),
        "recorded_at": given.recorded or now,
    }


def _plain(value: Any) -> Any:
    """An optional answer as the dialog keeps it."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return [{"channel": row.channel, **({"link": row.link} if row.link else {})} for row in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


# --- measures -------------------------------------------------------------------------------------------------------------
def _measures(
    connection: Connection,
    agency_id: int,
    given: f.MeasureSet,
    divisions: Iterable[f.Division],
    names: Names,
    now: datetime,
) -> None:
    called = {division.key or division.name: division.name for division in divisions}
    if own := given.analysis:
        values = {"analysed_year": own.analysed_year or given.fiscal_year - 1}
        lists = {name: list(getattr(own, name)) for name in ("urgent", "improve", "actions")}
        measures.save_analysis(connection, agency_id, given.fiscal_year, values | lists, None)
    for written in given.single:
        single_measures.save(connection, agency_id, _single(given.fiscal_year, written), 0)
    for each in given.measures:
        own_values: dict[str, Any] = {
            "fiscal_year": given.fiscal_year,
            "status": "draft" if each.draft else "active",
            "name": each.name,
            "practices": list(each.practices),
            "procedure": list(each.procedure),
            "owner": each.owner or called.get(each.division or "", ""),
            "division_id": names.division(each.division),
            "monitoring": each.monitoring,
            "rounds": list(each.rounds),
        }
        measure_id = measures.save(connection, agency_id, own_values, None, None)
        for result in each.results:
            measures.save_result(
                connection, agency_id, measure_id, result.round, _measure_result(result, names, now), None
            )


def _single(fiscal_year: int, given: f.SingleMeasure) -> SingleMeasure:
    return SingleMeasure(
        code=given.measure,
        fiscal_year=fiscal_year,
        background=given.background,
        objectives=given.objectives,
        practices=given.practices,
        processes=tuple(Process(row.work, row.holder, row.criteria, row.risk) for row in given.processes),
        cases=tuple(Cases(c.label, c.total, c.first, c.second, c.late, c.other) for c in given.cases),
    )


def _measure_result(given: f.MeasureResult, names: Names, now: datetime) -> dict[str, Any]:
    return {
        "details": list(given.details),
        "first_day": given.period[0],
        "last_day": given.period[1],
        **{name: getattr(given, name) for name in ("output", "outcome", "note", "problem", "suggestion")},
        "kept": list(given.kept),
        "reporter_id": names.person(given.reporter),
        "recorded_at": given.recorded or now,
    }
