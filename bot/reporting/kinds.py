"""One way to every kind of document: what can be asked for now, and the material of one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any, Final

from sqlalchemy import Connection

from bot.documents import (
    announcement,
    count_summary,
    five_year_plan,
    measure_report,
    memo,
    order,
    plan_flat,
    plan_targets,
    progress_report,
    project_sheet,
    single_measure_report,
)
from bot.documents.parts import Issue, years_text
from bot.documents.reading import text_of
from bot.domain import checks
from bot.domain.agency import Act, Person, may
from bot.domain.fiscal import Round, first_day, fiscal_year_of, last_day, rounds_to_record
from bot.domain.measures import CLASSICAL
from bot.domain.plan import Plan, covering
from bot.domain.plan_document import WholePlan
from bot.domain.progress import progress
from bot.domain.report import MONTHS, SUBMITTABLE, About, Over, ReportKind, ReportState, check_about, may_ask, title
from bot.problems import Problem
from bot.reporting import gathering, measures, odd
from bot.reporting.material import UNMADE, Finding, Material, Photo, of_document
from bot.reporting.summaries import of_plan, of_progress
from storage import evidence, paperwork, people, plan, plan_parts, reports
from storage import measures as measure_rows

MODULES: Final[Mapping[ReportKind, ModuleType]] = {
    ReportKind.MEASURE_REPORT: measure_report,
    ReportKind.SINGLE_MEASURE_REPORT: single_measure_report,
    ReportKind.FOLLOW_UP: progress_report,
    ReportKind.YEARLY_REPORT: progress_report,
    ReportKind.PLAN_FLAT: plan_flat,
    ReportKind.PLAN_TARGETS: plan_targets,
    ReportKind.FIVE_YEAR_PLAN: five_year_plan,
    ReportKind.COUNT_SUMMARY: count_summary,
    ReportKind.PROJECT_SHEET: project_sheet,
    ReportKind.ORDER: order,
    ReportKind.ANNOUNCEMENT: announcement,
    ReportKind.MEMO: memo,
}
"""Each with `render` and `file_name`."""


def gathered(connection: Connection, agency_id: int, kind: ReportKind, about: About, day: date) -> Material:
    """The material of a document, as signed on a day; a Problem says what it cannot be made without."""
    check_about(kind, about)
    return _GATHER[kind.over](connection, agency_id, kind, about, day)


def _round(about: About) -> Round:
    assert about.round is not None  # as `check_about` says
    return about.round


# --- the plan ------------------------------------------------------------------------------------------------------------
def _of_plan(connection: Connection, agency_id: int, kind: ReportKind, about: About, day: date) -> Material:
    """What is about a year of a plan, or about all of it."""
    year = about.fiscal_year
    whole = gathering.whole_plan(connection, agency_id, year, day)
    years = plan_years(whole.plan, kind, year)
    if not any(item.active_in(year) for item in whole.items for year in years) and kind is not ReportKind.ORDER:
        raise Problem("no_items", years=years_text(years))
    for wanted, missing, code in (
        (ReportKind.ORDER, whole.order, "no_order"),
        (ReportKind.ANNOUNCEMENT, whole.announcement, "no_announcement"),
    ):
        if kind is wanted and missing is None:
            raise Problem(code)
    emblem = _emblem(connection, agency_id) if kind in _WITH_EMBLEM else None
    drafts = sum(status == "draft" for *_, status in plan.titles(connection, agency_id))
    return of_document(
        kind,
        about,
        whole.agency,
        _DOCUMENT[kind](whole, year),
        lambda today: list(_odd_of_plan(kind, whole, years, drafts)),
        (first_day(years[0]), last_day(years[-1])),
        named=f"พ.ศ. {years_text(years)}" if kind.over is Over.PLAN else "",
        summary=of_plan(whole.items, years) if kind is not ReportKind.ORDER else (),
        emblem=emblem,
    )


def plan_years(found: Plan, kind: ReportKind, year: int) -> range:
    """The years a plan's document is about."""
    if year not in found.years:
        raise Problem("year_outside_plan", first=found.first_year, last=found.last_year)
    return found.years if kind.over is Over.PLAN else range(year, year + 1)


_WITH_EMBLEM: Final = frozenset({ReportKind.FIVE_YEAR_PLAN, ReportKind.ORDER, ReportKind.ANNOUNCEMENT})
_DOCUMENT: Final[Mapping[ReportKind, Callable[[WholePlan, int], Any]]] = {
    ReportKind.PLAN_FLAT: lambda w, year: plan_flat.YearPlan(plan=w, fiscal_year=year, issue=UNMADE),
    ReportKind.PLAN_TARGETS: lambda w, year: plan_flat.YearPlan(plan=w, fiscal_year=year, issue=UNMADE),
    ReportKind.FIVE_YEAR_PLAN: lambda w, year: five_year_plan.FiveYearPlan(plan=w, issue=UNMADE),
    ReportKind.COUNT_SUMMARY: lambda w, year: count_summary.CountSummary(plan=w, issue=UNMADE),
    ReportKind.ORDER: lambda w, year: order.OrderDocument(plan=w, issue=UNMADE),
    ReportKind.ANNOUNCEMENT: lambda w, year: announcement.AnnouncementDocument(plan=w, issue=UNMADE),
}


def _odd_of_plan(kind: ReportKind, whole: WholePlan, years: range, drafts: int) -> Iterator[Finding]:
    if kind in {ReportKind.ORDER, ReportKind.FIVE_YEAR_PLAN}:
        yield from odd.order(whole)
    if kind in {ReportKind.ANNOUNCEMENT, ReportKind.FIVE_YEAR_PLAN}:
        yield from odd.announcement(whole)
    if kind is ReportKind.FIVE_YEAR_PLAN:
        yield from odd.risks_and_goals(whole)
    if kind not in {ReportKind.ORDER, ReportKind.ANNOUNCEMENT}:
        yield from odd.items(whole, years, drafts)
    if kind is ReportKind.FIVE_YEAR_PLAN:
        for item in whole.items:
            yield from odd.sheet(whole, item)


def _emblem(connection: Connection, agency_id: int) -> Photo | None:
    row = paperwork.emblem_of(connection, agency_id)
    return Photo("", row.key, row.width, row.height) if row else None


def _sheet(connection: Connection, agency_id: int, kind: ReportKind, about: About, day: date) -> Material:
    whole = gathering.whole_plan(connection, agency_id, about.fiscal_year, day)
    item = next((item for item in whole.items if str(item.id) == about.subject), None)
    if item is None:
        raise Problem("item_not_in_plan")
    return of_document(
        kind,
        about,
        whole.agency,
        project_sheet.SheetDocument(plan=whole, item=item, issue=UNMADE),
        lambda today: list(odd.sheet(whole, item)),
        (first_day(whole.plan.first_year), last_day(whole.plan.last_year)),
        named=item.title,
        summary=of_plan([item], whole.plan.years),
    )


# --- what was done -------------------------------------------------------------------------------------------------------
def _of_round(connection: Connection, agency_id: int, kind: ReportKind, about: About, day: date) -> Material:
    round_ = _round(about)
    if kind is ReportKind.MEASURE_REPORT:
        agency = people.agency_of(connection, agency_id)
        return measures.material(connection, agency, about, day)
    found = plan.plan_of(connection, agency_id, round_.fiscal_year)
    plan_years(covering(found, round_.fiscal_year), kind, round_.fiscal_year)
    document, photos = gathering.progress_report(connection, agency_id, round_, Issue(prepared_on=day))
    if not document.outline.items:
        raise Problem("no_items", years=round_.fiscal_year)
    of_item = {result.id: result.item_id for result in document.results}
    noted = (*document.problems, *document.suggestions)
    waiting = {of_item[number] for number in _pending(connection, agency_id, "quarter_result", of_item)}
    return of_document(
        kind,
        about,
        document.plan.agency,
        document,
        lambda today: list(odd.results(document.plan, document.results, round_, today, waiting, noted)),
        (round_.first_day, round_.last_day),
        summary=of_progress(progress(document.outline.items, document.results, round_), day),
        photos=photos,
    )


def _pending(connection: Connection, agency_id: int, subject: str, ids: Iterable[int]) -> list[int]:
    """The results with photos that are still being prepared."""
    rows = evidence.photos_of(connection, agency_id, subject, list(ids))
    return [row.subject_id for row in rows if row.state == "pending"]


def _single(connection: Connection, agency_id: int, kind: ReportKind, about: About, day: date) -> Material:
    round_ = _round(about)
    document, photos = gathering.single_measure_report(
        connection, agency_id, about.subject, round_, Issue(prepared_on=day)
    )
    waiting = bool(_pending(connection, agency_id, "measure_result", [result.id for result in document.results]))
    return of_document(
        kind,
        about,
        document.agency,
        document,
        lambda today: list(odd.single(document, waiting)),
        (round_.first_day, round_.last_day),
        named=f"{document.measure.title} {round_.label}",
        photos=tuple((None, photo) for photo in photos),
    )


def _memo(connection: Connection, agency_id: int, kind: ReportKind, about: About, day: date) -> Material:
    submits, of = about.submits
    row = reports.latest(connection, agency_id, submits, of)
    document = gathering.memo(
        connection, agency_id, submits, of.fiscal_year, Issue(prepared_on=day), months=of.months, about=of.subject
    )
    emblem = _emblem(connection, agency_id)
    return of_document(
        kind,
        about,
        document.agency,
        document,
        lambda today: list(odd.memo(document, about.code, emblem=emblem is not None)),
        (first_day(about.fiscal_year - 1), last_day(about.fiscal_year + 1)),
        named=f"เสนอ{title(submits, of, row.named if row else '')}",
        emblem=emblem,
    )


_GATHER: Final[Mapping[Over, Callable[[Connection, int, ReportKind, About, date], Material]]] = {
    Over.ROUND: _of_round,
    Over.MEASURE: _single,
    Over.YEAR: _of_plan,
    Over.PLAN: _of_plan,
    Over.ITEM: _sheet,
    Over.DOCUMENT: _memo,
}


# --- what can be asked for ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Offer:
    """What documents of a kind can be about now, each with its words; or what is lacking for all of them."""

    kind: ReportKind
    choices: tuple[tuple[About, str], ...] = ()
    lacks: Problem | None = None


def offers(connection: Connection, person: Person, today: date) -> list[Offer]:
    """Everything this person may ask for, in as many statements whatever there is."""
    made = {kind: offer for kind, offer in _offers(connection, person, today).items() if may_ask(person, kind)}
    found = [
        Offer(kind, tuple(offer)) if not isinstance(offer, Problem) else Offer(kind, lacks=offer)
        for kind, offer in made.items()
    ]
    return sorted(found, key=lambda offer: offer.lacks is not None)


Choices = list[tuple[About, str]]
OF_PLAN: Final = set(ReportKind) - {ReportKind.MEASURE_REPORT, ReportKind.SINGLE_MEASURE_REPORT, ReportKind.MEMO}
"""Kinds that there are only of a plan."""


def _offers(connection: Connection, person: Person, today: date) -> dict[ReportKind, Choices | Problem]:
    found = {
        **_measure_offers(connection, person.agency.id, today),
        **_plan_offers(connection, person, today),
        ReportKind.MEMO: _memo_offers(connection, person.agency.id),
    }
    return {kind: found[kind] for kind in ReportKind}


def _plan_offers(connection: Connection, person: Person, today: date) -> dict[ReportKind, Choices | Problem]:
    agency_id, year = person.agency.id, fiscal_year_of(today)
    found: dict[ReportKind, Choices | Problem] = {}
    # In the first months of a new plan the last report of the one before is still to be made.
    known = plan.plans(connection, agency_id)
    plans = sorted((p for p in reversed(known) if p.last_year >= year - 1), key=lambda p: year not in p.years)
    try:
        current = plans[0] if plans else covering(known[-1] if known else None, year)
    except Problem as problem:
        return dict.fromkeys(OF_PLAN, problem)
    items = {
        each: [item for item in plan.items(connection, agency_id, each.id) if item.status == "active"] for each in plans
    }
    done_in = {each for of in plans for item in items[of] for each in of.years if item.active_in(each)}
    none = Problem("no_items", years=years_text(current.years))
    rounds = [Round(each, months) for each, months in ((year, 6), (year, 12), (year - 1, 12)) if each in done_in]
    for kind, months in MONTHS.items():
        found[kind] = [(About.of(r), r.label) for r in rounds if r.months == months and r.first_day <= today] or none
    years = sorted(done_in, key=lambda each: (each < year, each))
    for kind in (ReportKind.PLAN_FLAT, ReportKind.PLAN_TARGETS):
        found[kind] = [(About(each), f"ปีงบประมาณ {each}") for each in years] or none

    def whole(of: Iterable[Plan]) -> Choices:
        return [(About(each.first_year), f"พ.ศ. {years_text(each.years)}") for each in of]

    filled = [each for each in plans if items[each]]
    for kind in (ReportKind.FIVE_YEAR_PLAN, ReportKind.COUNT_SUMMARY):
        found[kind] = whole(filled) or none
    ordered = whole(each for each in plans if plan_parts.order(connection, agency_id, each.id))
    found[ReportKind.ORDER] = ordered or Problem("no_order")
    told = whole(each for each in filled if plan_parts.announced(connection, agency_id, each.id))
    found[ReportKind.ANNOUNCEMENT] = told or (Problem("no_announcement") if filled else none)
    found[ReportKind.PROJECT_SHEET] = [
        (About(of.first_year, 0, str(item.id)), f"{item.mission} {item.title}")
        for of in plans
        for item in items[of]
        if may(person, Act.ASK_DOCUMENT, division_id=item.division_id)
    ] or none
    return found


def _measure_offers(connection: Connection, agency_id: int, today: date) -> dict[ReportKind, Choices | Problem]:
    year = fiscal_year_of(today)
    active = {
        of: [m for m in measure_rows.of_year(connection, agency_id, of) if m.status == "active"]
        for of in (year, year - 1)
    }
    months = sorted({each for m in active[year] for each in m.rounds} | {6, 12}) if active[year] else []
    rounds = [*(Round(year, each) for each in months), *([Round(year - 1, 12)] if active[year - 1] else [])]
    none = Problem("no_measures", year=year)
    codes = {name: code for code, name in CLASSICAL.items()}
    told = {year: rounds_to_record(today), year - 1: (Round(year - 1, 12),)}
    single = [
        (About(r.fiscal_year, r.months, codes[m.name]), f"{m.name} {r.label}")
        for of in (year, year - 1)
        for m in active[of]
        if m.name in codes
        for r in told[of]
        if r.fiscal_year == of and r.months in m.rounds
    ]
    return {
        ReportKind.MEASURE_REPORT: [(About.of(each), each.label) for each in rounds] or none,
        ReportKind.SINGLE_MEASURE_REPORT: single or (Problem("no_classical") if active[year] else none),
    }


def _memo_offers(connection: Connection, agency_id: int) -> Choices | Problem:
    """A memo submits what was made."""
    found: Choices = []
    for made in reports.newest(connection, agency_id, limit=30):
        if made.kind in SUBMITTABLE and made.state is not ReportState.SUPERSEDED:
            subject = "-".join(part for part in (made.kind.value, made.about.subject) if part)
            found.append((About(made.about.fiscal_year, made.about.months, subject), made.title))
    return found or Problem("nothing_to_submit")


# --- the finished document --------------------------------------------------------------------------------------------------
def in_print(content: bytes, material: Material, known: list[Finding]) -> list[Finding]:
    """What is odd in a finished document and was not found in its data: its template's own words, and how all reads together."""
    said = " ".join(finding.sentence for finding in known)
    found: dict[tuple[str, str], Finding] = {}
    for place, text in text_of(content):
        for each in (
            *checks.placeholder(text),
            *checks.citizen_id(text),
            *checks.pictograph(text),
            *checks.foreign_agency(text, material.agency),
            *checks.wrong_kind(text, material.agency),
            *checks.impossible_date(text),
            *checks.mixed_digits(text),
            *checks.bad_grouping(text),
        ):
            if each.value not in said:
                sentence = f"{place} “{each.value}”: {each.sentence}"
                found.setdefault((each.code, each.value), Finding(each.code, sentence, (), Act.SETTINGS))
    return list(found.values())
