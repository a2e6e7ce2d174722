"""The plan's documents as plain data, gathered from the database: as many statements whatever the items.

What lies in files comes later: emblem and photos are named here, and put in by who has the bytes.
"""

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from bot.documents.memo import Memo, progress_facts
from bot.documents.order import group_of
from bot.documents.parts import Issue, plan_title
from bot.documents.progress_report import ProgressReport
from bot.documents.single_measure_report import SingleMeasureReport
from bot.domain.agency import Agency, Role
from bot.domain.fiscal import ROUND_MONTHS, Round
from bot.domain.ita import ITEM_OF, ItaKind, item_for
from bot.domain.measures import CLASSICAL, MeasureResult
from bot.domain.plan import covering
from bot.domain.plan_document import RiskControl, RiskRow, Signatory, WholePlan
from bot.domain.progress import progress, summary
from bot.domain.tally import outline
from bot.frameworks import framework_of
from bot.reporting.material import Photo
from bot.reporting.measures import ita_items, own_ita_item, shown
from bot.reporting.signers import Signers, signers
from storage import evidence, measures, paperwork, people, plan, plan_parts, single_measures


def whole_plan(connection: Connection, agency_id: int, fiscal_year: int, day: date) -> WholePlan:
    """The plan that covers a year with everything in it, in the order of its framework, as signed on a day."""
    agency = people.agency_of(connection, agency_id)
    return _whole(connection, agency, fiscal_year, signers(connection, agency, day))


def _whole(connection: Connection, agency: Agency, fiscal_year: int, who: Signers) -> WholePlan:
    own = covering(plan.plan_of(connection, agency.id, fiscal_year), fiscal_year)
    framework = framework_of(own.framework)
    found = [item for item in plan.items(connection, agency.id, own.id) if item.status == "active"]
    items = outline(framework, found, own.years).items
    known = {item.id for item in items}
    return WholePlan(
        agency=agency,
        plan=own,
        framework=framework,
        items=items,
        sheets=plan_parts.sheets(connection, agency.id, known),
        order=plan_parts.order(connection, agency.id, own.id),
        announcement=plan_parts.announced(connection, agency.id, own.id),
        indicators=plan_parts.indicators(connection, agency.id, own.id),
        risks=tuple(_of_known(row, known) for row in plan_parts.risks(connection, agency.id, own.id)),
        mayor=who.mayor,
        clerk=who.clerk,
    )


def _of_known(row: RiskRow, known: set[int]) -> RiskRow:
    """A risk whose controls name only items of the plan: one may have been taken out of it since."""
    controls = (c if c.item_id in known else RiskControl(c.text) for c in row.controls)
    return replace(row, controls=tuple(controls))


def progress_report(
    connection: Connection, agency_id: int, round_: Round, issue: Issue
) -> tuple[ProgressReport, tuple[tuple[int, Photo], ...]]:
    """The follow-up or the yearly report of a round without its photos, and these with the item of each."""
    agency = people.agency_of(connection, agency_id)
    who = signers(connection, agency, issue.prepared_on)
    whole = _whole(connection, agency, round_.fiscal_year, who)
    year, months = round_.fiscal_year, round_.months
    titles = {item.id: item.title for item in whole.items if item.active_in(year)}
    results = [
        result
        for result in plan.results(connection, agency_id, whole.plan.id, year)
        if result.item_id in titles and result.quarter in round_.quarters
    ]
    item_of = {result.id: result.item_id for result in results}
    photos = evidence.photos_of(connection, agency_id, "quarter_result", list(item_of))
    captions = {number: titles[item] for number, item in item_of.items()}
    files: dict[int, tuple[str, ...]] = {}
    for number, name in evidence.files_of(connection, agency_id, "quarter_result", list(item_of)):
        files[item_of[number]] = (*files.get(item_of[number], ()), name)
    noted = paperwork.note(connection, agency_id, year, months)
    report = ProgressReport(
        plan=whole,
        round=round_,
        results=tuple(results),
        issue=issue,
        reporter=who.writer,
        approver=who.approver,
        ita_item=ita_item(connection, agency_id, year, "six_month" if months == 6 else "yearly"),
        files=files,
        problems=noted.problems,
        suggestions=noted.suggestions,
    )
    return report, tuple((item_of[number], photo) for number, photo in shown(photos, captions, agency))


def single_measure_report(
    connection: Connection, agency_id: int, code: str, round_: Round, issue: Issue
) -> tuple[SingleMeasureReport, tuple[Photo, ...]]:
    """The report of one classical measure without its photos, and these."""
    agency = people.agency_of(connection, agency_id)
    who = signers(connection, agency, issue.prepared_on)
    written, _ = single_measures.one(connection, agency_id, round_.fiscal_year, code)
    same = {m.id for m in measures.of_year(connection, agency_id, round_.fiscal_year) if m.name == CLASSICAL[code]}
    results: list[MeasureResult] = []
    for months in (each for each in ROUND_MONTHS if each <= round_.months):
        found = measures.results_of_round(connection, agency_id, Round(round_.fiscal_year, months))
        results += [result for number, result in found.items() if number in same][:1]
    photos = evidence.photos_of(connection, agency_id, "measure_result", [result.id for result in results])
    captions = {result.id: written.title for result in results}
    report = SingleMeasureReport(
        agency=agency,
        measure=written,
        round=round_,
        results=tuple(results),
        ita_item=ita_item(connection, agency_id, round_.fiscal_year, "measures_result"),
        reporter=who.writer,
        approver=who.approver,
        issue=issue,
    )
    return report, tuple(photo for _, photo in shown(photos, captions, agency))


def memo(
    connection: Connection,
    agency_id: int,
    submits: str,
    fiscal_year: int,
    issue: Issue,
    *,
    months: int = 0,
    about: str = "",
) -> Memo:
    """The memo that submits a document, with the figures of a report on the plan."""
    agency = people.agency_of(connection, agency_id)
    who = signers(connection, agency, issue.prepared_on)
    known = paperwork.memo_about(connection, agency_id, submits, fiscal_year, months, about)
    named = dict(people.divisions(connection, agency_id))
    division = known.division_id or who.writer_division or next(iter(named), None)
    office = named.get(division or 0, "")
    of_plan = submits not in {"measure_report", "single_measure_report"}
    whole = _whole(connection, agency, fiscal_year, who) if of_plan else None
    round_ = Round(fiscal_year, months) if months else None
    figures: tuple[str, ...] = ()
    reported = due = 0
    if whole and round_:
        results = plan.results(connection, agency_id, whole.plan.id, fiscal_year)
        found = progress(whole.items, results, round_)
        figures = progress_facts(summary(found))
        reported = sum(bool(one.results) for one in found)
        due = sum(bool(one.results) or one.due(round_.last_day) for one in found)
    elif round_:
        reported, due = _of_measures(connection, agency_id, round_, CLASSICAL.get(about, ""))
    kind = ITEM_OF.get(submits)
    return Memo(
        agency=agency,
        submits=submits,
        fiscal_year=fiscal_year,
        round=round_,
        plan=plan_title(whole) if whole else "",
        group=group_of(whole.order if whole else None),
        name=CLASSICAL.get(about, ""),
        reported=reported,
        due=due,
        division=office,
        telephone=people.telephone(connection, agency_id, division) if division else "",
        number=known.number,
        dated=known.dated,
        background=known.background,
        facts=(*figures, *known.facts),
        proposals=known.proposals,
        ita_item=ita_item(connection, agency_id, fiscal_year, kind) if kind else None,
        writer=who.writer,
        head=_head(connection, agency_id, division, office),
        clerk=who.clerk,
        mayor=who.mayor,
        issue=issue,
    )


def _of_measures(connection: Connection, agency_id: int, round_: Round, name: str) -> tuple[int, int]:
    """How many results of measures there are in a report, and how many there should be: of all measures in the round, of the
    one that is named in its rounds so far."""
    rows = measures.of_year(connection, agency_id, round_.fiscal_year)
    rounds = [months for months in ROUND_MONTHS if months == round_.months or (name and months < round_.months)]
    reported = due = 0
    for months in rounds:
        told = measures.results_of_round(connection, agency_id, Round(round_.fiscal_year, months))
        active = [m for m in rows if m.status == "active" and (not name or m.name == name)]
        reported += sum(m.id in told for m in active)
        due += sum(m.id in told or not m.rounds or months in m.rounds for m in active)
    return reported, due


def _head(connection: Connection, agency_id: int, division_id: int | None, office: str) -> Signatory:
    """Who heads a division: หัวหน้าสำนัก…, ผู้อำนวยการกอง…."""
    title = f"{'ผู้อำนวยการ' if office.startswith('กอง') else 'หัวหน้า'}{office or 'ส่วนราชการ'}"
    heads = people.names(connection, agency_id, [Role.DIVISION_HEAD])
    own = next((row for row in heads if row.division_id == division_id), None)
    return Signatory(own.name, own.position or title) if own else Signatory("", title)


def ita_item(connection: Connection, agency_id: int, year: int, kind: ItaKind) -> str | None:
    """The number of an ITA item: the agency's own, else that of our table."""
    return own_ita_item(connection, agency_id, year, kind) or item_for(ita_items(), year, kind)
