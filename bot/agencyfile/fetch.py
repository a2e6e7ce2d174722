"""A form out of the database: everything the agency has, in a number of statements that does not grow with its items."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from bot.agencyfile import fetch_measures, tree
from bot.agencyfile import form as f
from bot.agencyfile import plan_form as p
from bot.agencyfile.called import Called, keys, recorded
from bot.domain.fiscal import Quarter, first_day, last_day
from bot.domain.plan import Plan, PlanItem, QuarterResult
from bot.domain.reminding import NEVER
from bot.domain.sheet import ProjectSheet, Step
from bot.frameworks import framework_of
from bot.problems import Problem
from storage import paperwork, plan, plan_parts, tables
from storage.database import Record

OPTIONAL: Final = (
    *("held_on", "place", "planned", "took_part", "percent", "ordinance", "in_ordinance", "published"),
    *("problems", "suggestions", "next_step"),
)
"""What a quarter's result keeps besides its columns."""
_NUMBERS: Final = {"planned", "took_part", "percent", "ordinance"}
DUMPED: Final = "operator:agency:dumped"
"""The audit's word for it."""


def dump(connection: Connection, agency_id: int, now: datetime) -> str:
    """The agency as the text of a file; the audit keeps that its personal data was read."""
    file = fetch(connection, agency_id)
    connection.execute(
        insert(tables.audit).values(agency_id=agency_id, act=DUMPED, details={}, channel="command", at=now)
    )
    return write(file)


def write(file: f.File) -> str:
    """A form as text."""
    data = file.model_dump(exclude_defaults=True)
    return tree.write(data, f"{file.agency.name}\nAgency file of Sujarit, version {file.version}")


def fetch(connection: Connection, agency_id: int) -> f.File:
    """The agency as a form."""
    own = connection.execute(select(tables.agency).where(tables.agency.c.id == agency_id)).first()
    if own is None:
        raise Problem("agency_gone", agency=agency_id)
    divisions = _rows(connection, tables.division, agency_id, tables.division.c.seq)
    people = _rows(connection, tables.person, agency_id)
    called = Called(keys((row.id, row.name) for row in divisions), keys((row.id, row.name) for row in people))
    names = ("name", "kind", "tambon", "district", "province", "digits", "sample", "due_days")
    return f.File(
        version=f.VERSION,
        agency=f.Agency(
            **{name: getattr(own, name) for name in names},
            automatic_reports=own.reports_on is not None,
            approver=own.chain,
            approve_own=own.approve_own,
        ),
        divisions=tuple(
            f.Division(name=row.name, telephone=row.telephone, key=_key(called.divisions[row.id], row.name))
            for row in divisions
        ),
        people=tuple(
            f.Person(
                name=row.name,
                position=row.position,
                role=row.role,
                division=called.division(row.division_id),
                left=row.left_at,
                quiet_until=row.quiet_until if row.quiet_until != NEVER else None,
                reminded=row.quiet_until != NEVER,
                key=_key(called.people[row.id], row.name),
            )
            for row in people
        ),
        signatories=tuple(
            f.Signatory(post=term.post, **asdict(term.who), first_day=term.first_day, last_day=term.last_day)
            for term in paperwork.terms(connection, agency_id)
        ),
        acting=tuple(
            f.Acting(
                person=called.people[row.person_id],
                level=row.role,
                division=called.division(row.division_id),
                first_day=row.first_day,
                last_day=row.last_day,
            )
            for row in _rows(connection, tables.acting_officer, agency_id)
            if row.ended_at is None
        ),
        ita_items=tuple(
            f.ItaItems(year=year, **asdict(items)) for year, items in paperwork.ita_items(connection, agency_id).items()
        ),
        plans=tuple(_plan(connection, agency_id, each, called) for each in plan.plans(connection, agency_id)),
        measures=tuple(
            fetch_measures.of_agency(connection, agency_id, called, {row.id: row.name for row in divisions})
        ),
        notes=tuple(
            f.Note(fiscal_year=n.fiscal_year, round=n.round, problems=n.problems, suggestions=n.suggestions)
            for n in paperwork.notes(connection, agency_id)
        ),
        memos=tuple(
            f.Memo(
                submits=memo.submits,
                fiscal_year=memo.fiscal_year,
                round=memo.round or None,
                about=memo.about or None,
                number=memo.number,
                dated=memo.dated,
                division=called.division(memo.division_id),
                background=memo.background,
                facts=memo.facts,
                proposals=memo.proposals,
            )
            for memo in paperwork.memos(connection, agency_id)
        ),
        reopened=tuple(
            f.Reopened(
                fiscal_year=(quarter := Quarter.parse(row.period)).fiscal_year,
                quarter=quarter.number,
                until=row.until,
                reason=row.reason,
                by=called.people[row.person_id],
                at=row.at,
            )
            for row in _rows(connection, tables.unlocked, agency_id)
        ),
    )


def _rows(connection: Connection, table: Any, agency_id: int, *order: Any) -> list[Record]:
    query = select(table).where(table.c.agency_id == agency_id).order_by(*order, table.c.id)
    return list(connection.execute(query))


def _key(key: str, name: str) -> str | None:
    return key if key != name else None


# --- the plan -------------------------------------------------------------------------------------------------------------
def _plan(connection: Connection, agency_id: int, own: Plan, called: Called) -> p.Plan:
    framework = framework_of(own.framework)
    items = plan.items(connection, agency_id, own.id)
    titles = keys((item.id, item.title) for item in items)
    sheets = plan_parts.sheets(connection, agency_id, titles)
    results: dict[int, list[p.QuarterResult]] = defaultdict(list)
    signed = recorded(connection, tables.quarter_result, agency_id)
    for result in plan.results(connection, agency_id, own.id):
        results[result.item_id].append(_result(result, called, *signed[result.id]))
    order, announced = (
        plan_parts.order(connection, agency_id, own.id),
        plan_parts.announced(connection, agency_id, own.id),
    )
    return p.Plan(
        framework=own.framework,
        first_year=own.first_year if own.first_year != framework.first_year else None,
        last_year=own.last_year if own.last_year != framework.last_year else None,
        items=tuple(_item(own, item, titles, sheets.get(item.id), results[item.id], called) for item in items),
        indicators=tuple(
            p.Indicator(label=i.label, unit=i.unit, baseline=i.baseline, values=i.values)
            for i in plan_parts.indicators(connection, agency_id, own.id)
        ),
        risks=tuple(
            p.Risk(
                step=risk.step,
                issues=tuple(p.Issue(text=issue.text, score=issue.score) for issue in risk.issues),
                controls=tuple(
                    p.Control(text=c.text, item=titles.get(c.item_id) if c.item_id else None) for c in risk.controls
                ),
            )
            for risk in plan_parts.risks(connection, agency_id, own.id)
        ),
        order=p.Order(
            number=order.number,
            subject=order.subject,
            reasons=order.reasons,
            members=tuple(p.Member(name=m.name, position=m.position, role=m.role) for m in order.members),
            duties=order.duties,
            effective=order.effective,
            signed_on=order.signed_on,
        )
        if order
        else None,
        announcement=p.Announcement(subject=announced.subject, reasons=announced.reasons, signed_on=announced.signed_on)
        if announced
        else None,
    )


def _item(
    of: Plan,
    own: PlanItem,
    titles: Mapping[int, str],
    sheet: ProjectSheet | None,
    results: Iterable[p.QuarterResult],
    called: Called,
) -> p.Item:
    period = (own.first_day, own.last_day)
    whole = (first_day(of.first_year), last_day(of.last_year))
    return p.Item(
        kind=own.kind.value,
        mission=own.sub_mission or own.mission,
        title=own.title,
        target_group=own.target_group,
        period=period if period != whole else None,
        owner=called.division(own.division_id),
        officer=called.person(own.officer_id),
        outputs=own.outputs,
        outcomes=own.outcomes,
        note=own.note,
        draft=own.status == "draft",
        years={year: one.amount for year, one in sorted(own.years.items()) if one.active},
        sheet=_sheet(sheet) if sheet else None,
        results=tuple(results),
        key=_key(titles[own.id], own.title),
    )


def _sheet(own: ProjectSheet) -> p.Sheet:
    def step(one: Step) -> p.Step:
        return p.Step(text=one.text, steps=tuple(map(step, one.steps)))

    return p.Sheet(
        rationale=own.rationale,
        objectives=own.objectives,
        target_groups=tuple(
            p.TargetGroup(label=group.label, count=group.count, unit=group.unit) for group in own.target_groups
        ),
        steps=tuple(map(step, own.steps)),
        place=own.place,
        costs=tuple(
            p.Cost(
                label=line.label,
                price=line.price,
                quantity=line.quantity,
                unit=line.unit,
                heads=line.heads,
                fiscal_year=line.fiscal_year,
            )
            for line in own.costs
        ),
    )


def _result(own: QuarterResult, called: Called, reporter_id: int | None, recorded_at: datetime) -> p.QuarterResult:
    return p.QuarterResult(
        fiscal_year=own.quarter.fiscal_year,
        quarter=own.quarter.number,
        state=own.state.value,
        reason=own.reason or None,
        reason_text=own.reason_text,
        done=own.done,
        disbursed=own.disbursed,
        output=own.output,
        outcome=own.outcome,
        kept=own.kept,
        reporter=called.person(reporter_id),
        recorded=recorded_at,
        **{name: _optional(name, value) for name in OPTIONAL if (value := own.more.get(name)) is not None},
    )


def _optional(name: str, value: Any) -> Any:
    """An optional answer as the dialog keeps it."""
    if name in _NUMBERS:
        return Decimal(value)
    if name == "held_on":
        return date.fromisoformat(value)
    if name == "published":
        return tuple(p.Published(channel=row["channel"], link=row.get("link") or "") for row in value)
    return value
