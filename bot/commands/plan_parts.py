"""Project sheets, the plan's lists, the order of its items; and the way back from each of these changes.

A change is kept in the audit with what was before, so that it can be undone while nothing came after it.
"""

from dataclasses import fields, replace
from functools import cache
from typing import Any, Final, get_type_hints

from pydantic import TypeAdapter
from sqlalchemy import select

from bot.commands.origin import From, note, year_of
from bot.dialogs.around import MENU
from bot.domain import plan_commands as c
from bot.domain.agency import Act, Role, only_as_draft, require
from bot.domain.duty import able
from bot.domain.ita import ItaItems
from bot.domain.paperwork import MemoText, Paperwork, RoundNote, Term
from bot.domain.parts import Part, stamp
from bot.domain.plan import Plan, PlanItem, years_of_next
from bot.domain.plan_document import Announcement, Indicator, Order, RiskRow
from bot.domain.report import About
from bot.domain.sheet import ProjectSheet, missing
from bot.frameworks import current_framework
from bot.messages import Button, Card, Note
from bot.problems import Problem
from storage import paperwork, parts, people, plan, plan_parts
from storage.duties import staff
from storage.tables import audit

SECTIONS: Final = tuple(f.name for f in fields(ProjectSheet) if f.name not in {"item_id", "version"})
"""What of a sheet is written by itself; the rest is the item's."""
ROWS: Final[dict[Part, Any]] = {
    Part.INDICATORS: tuple[Indicator, ...],
    Part.RISKS: tuple[RiskRow, ...],
    Part.ORDER: tuple[Order, ...],
    Part.ANNOUNCEMENT: tuple[Announcement, ...],
    Part.SIGNATORIES: tuple[Term, ...],
}

PAPERS: Final[dict[Paperwork, Any]] = {
    Paperwork.MEMO: MemoText,
    Paperwork.NOTE: RoundNote,
    Paperwork.ITA: ItaItems,
}


# --- sheets -------------------------------------------------------------------------------------------------------------------
def save_section(o: From, e: c.SaveSection) -> c.SectionSaved:
    """Write or clear one section of a sheet."""
    item, sheet = _sheet_to_change(o, e.item_id)
    if e.section not in SECTIONS:
        raise Problem("already_gone")
    before = getattr(sheet, e.section)
    cleared = e.value is None
    if stamp(before) != e.stamp:
        raise Problem("changed_since" if cleared else "changed_meanwhile")
    after = type(before)() if cleared else e.value
    written = replace(sheet, **{e.section: after})
    plan_parts.save_sheet(o.scope.connection, o.scope.agency_id, written)
    change = keep_change(o, f"sheet.{e.section}", item.id, before, after)
    return c.SectionSaved(item.id, item.title, e.section, cleared, missing(item, written), change)


def copy_sheet(o: From, e: c.CopySheet) -> c.SheetCopied:
    """Fill what is still empty with another sheet's words; nothing that was written is lost. Cost lines of a year in which the
    item is not done stay behind."""
    item, sheet = _sheet_to_change(o, e.item_id)
    source = plan.item(o.scope.connection, o.scope.agency_id, e.from_id)
    if source is None:
        raise Problem("item_gone")
    theirs = _sheet(o, source.id)
    theirs = replace(
        theirs, costs=tuple(c for c in theirs.costs if c.fiscal_year is None or item.active_in(c.fiscal_year))
    )
    taken = {name: getattr(theirs, name) for name in SECTIONS if getattr(theirs, name) and not getattr(sheet, name)}
    if not taken:
        raise Problem("nothing_to_copy")
    after = replace(sheet, **taken)
    plan_parts.save_sheet(o.scope.connection, o.scope.agency_id, after)
    change = keep_change(o, "sheet", item.id, replace(sheet, version=0), replace(after, version=0), source=source.id)
    return c.SheetCopied(item.id, item.title, source.title, tuple(taken), missing(item, after), change)


def _sheet_to_change(o: From, item_id: int) -> tuple[PlanItem, ProjectSheet]:
    item = plan.item(o.scope.connection, o.scope.agency_id, item_id)
    if item is None:
        raise Problem("item_gone")
    require(o.scope.person, Act.CHANGE_PLAN, division_id=item.division_id)
    return item, _sheet(o, item.id)


def _sheet(o: From, item_id: int) -> ProjectSheet:
    found = plan_parts.sheets(o.scope.connection, o.scope.agency_id, [item_id])
    return found.get(item_id) or ProjectSheet(item_id)


# --- the plan of the next period ------------------------------------------------------------------------------------------------
def start_plan(o: From, e: c.StartPlan) -> c.PlanStarted:
    """Begin a plan, empty, by the framework of these years, once the one before is over."""
    s, year = o.scope, year_of(o.scope)
    require(s.person, Act.CHANGE_PLAN, division_id=None)
    framework = current_framework(year)
    years = years_of_next(plan.plan_of(s.connection, s.agency_id, year), framework, year)
    note(o, "plan:started", plan.begin(s.connection, s.agency_id, framework.code, years), framework=framework.code)
    return c.PlanStarted(years)


# --- the order of the items -----------------------------------------------------------------------------------------------------
def move_item(o: From, e: c.MoveItem) -> c.ItemMoved:
    """Put an item at another place among those of its mission; it moves other divisions' items too, so it is the plan owner's."""
    s = o.scope
    item = plan.item(s.connection, s.agency_id, e.item_id)
    if item is None:
        raise Problem("item_gone")
    require(s.person, Act.CHANGE_PLAN, division_id=None)
    beside = [found.id for found in plan.beside(s.connection, s.agency_id, item)]
    if not 1 <= e.place <= len(beside):
        raise Problem("place_wanted", last=len(beside))
    before = beside.index(item.id) + 1
    plan.move(s.connection, s.agency_id, item, beside[e.place - 1])
    note(o, "item:moved", item.id, place=e.place, before=before)
    return c.ItemMoved(item.id, item.title, e.place, before, len(beside))


# --- who reports an item ------------------------------------------------------------------------------------------------------
def assign_item(o: From, e: c.AssignItem) -> c.ItemAssigned:
    """Give an item to who reports it; that person is told."""
    s = o.scope
    item = _item_to_assign(o, e.item_id)
    if item.officer_id != e.before:
        raise Problem("changed_meanwhile")
    found = able(item.division_id, staff(s.connection, [s.agency_id])[s.agency_id])
    officer = next((one for one in found if one.id == e.officer_id), None)
    if officer is None and e.officer_id is not None:
        raise Problem("heir_cannot")
    people.hand_over(s.connection, s.agency_id, [item.id], e.before, e.officer_id)
    change = keep_change(o, "officer", item.id, e.before, e.officer_id)
    if officer and officer.id not in {s.person.id, e.before}:
        buttons = (Button("ดูโครงการ", f"o.item.{item.id}"), MENU)
        card = Card("ท่านเป็นผู้รายงานผลของโครงการ", (item.title, f"มอบหมายโดย {s.person.name}"), buttons=buttons)
        o.notes.append(Note(officer.id, message=card, waits=True))
    return c.ItemAssigned(item.id, item.title, officer.name if officer else "", change)


def _item_to_assign(o: From, item_id: int) -> PlanItem:
    item = plan.item(o.scope.connection, o.scope.agency_id, item_id)
    if item is None:
        raise Problem("item_gone")
    require(o.scope.person, Act.CHANGE_PLAN, division_id=item.division_id)
    if only_as_draft(o.scope.person, Act.CHANGE_PLAN):
        raise Problem("no_right", who=Role.PLAN_OWNER.label)
    return item


# --- lists ------------------------------------------------------------------------------------------------------------------------
def save_row(o: From, e: c.SaveRow) -> c.RowSaved:
    """Add a row to a part, change one or take one out."""
    s = o.scope
    require(s.person, e.part.act, division_id=None)
    current = _plan(o)
    before = parts.rows(s.connection, s.agency_id, current.id, e.part)
    after = list(before)
    if e.place is None:
        if e.part.single and before:
            raise Problem("changed_meanwhile")
        after.append(e.row)
        place = len(before)
    else:
        place = e.place
        if not 0 <= place < len(before):
            raise Problem("already_gone")
        if stamp(before[place]) != e.stamp:
            raise Problem("changed_meanwhile" if e.row else "changed_since")
        after[place : place + 1] = [] if e.row is None else [e.row]
    if isinstance(e.row, RiskRow):
        _known_items(o, e.row)
    parts.save_rows(s.connection, s.agency_id, current.id, e.part, after)
    subject = s.agency_id if e.part is Part.SIGNATORIES else current.id
    change = keep_change(o, e.part, subject, before, parts.rows(s.connection, s.agency_id, current.id, e.part))
    row = before[place] if e.row is None else e.row
    return c.RowSaved(e.part, place, row, new=e.place is None, removed=e.row is None, change_id=change)


def _known_items(o: From, row: RiskRow) -> None:
    """A control names no item but one of the agency's."""
    ids = {control.item_id for control in row.controls} - {None}
    if ids - {number for number, *_ in plan.titles(o.scope.connection, o.scope.agency_id)}:
        raise Problem("item_gone")


def _plan(o: From) -> Plan:
    found = plan.plan_of(o.scope.connection, o.scope.agency_id, year_of(o.scope))
    if found is None:
        raise Problem("no_plan")
    return found


# --- memos, notes on rounds, numbers of the ITA -----------------------------------------------------------------------------------
def save_paperwork(o: From, e: c.SavePaperwork) -> c.PaperworkSaved:
    """Write what a memo says, what is noted for a round's report, or which numbers the items of an ITA year have."""
    s = o.scope
    require(s.person, e.what.act, division_id=None)
    blank = e.what.blank(e.about)
    after = replace(blank, **e.says)
    before = paperwork.written(s.connection, s.agency_id, e.what, e.about)
    if stamp(before) != e.stamp:
        raise Problem("changed_meanwhile")
    if isinstance(after, MemoText) and after.division_id not in {
        None,
        *dict(people.divisions(s.connection, s.agency_id)),
    }:
        raise Problem("not_yours")
    paperwork.write(s.connection, s.agency_id, after, e.about)
    change = keep_change(o, e.what, None, before, after, about=e.about.code)
    return c.PaperworkSaved(e.what, e.about, after == blank, change)


# --- back again ---------------------------------------------------------------------------------------------------------------------
def undo(o: From, e: c.Undo) -> c.Undone:
    """Put back what was before a change, if nothing came after it."""
    s = o.scope
    row = s.connection.execute(
        select(audit).where(audit.c.id == e.change_id, audit.c.agency_id == s.agency_id, audit.c.act.like("%:changed"))
    ).first()
    if row is None or "before" not in row.details:
        raise Problem("already_gone")
    what = row.act.split(":")[1]
    about = About.parse(row.details["about"]) if "about" in row.details else None
    subject = about or row.subject_id
    now = _read(o, what, subject)
    if stamp(now) != row.details["after"]:
        raise Problem("place_taken")
    before = _adapter(what).validate_python(row.details["before"])
    _write(o, what, subject, before)
    kept = {"about": about.code} if about else {}
    keep_change(o, what, row.subject_id, now, before, undone=row.id, **kept)
    return c.Undone(what, row.subject_id, about)


def keep_change(o: From, what: str, subject_id: int | None, before: Any, after: Any, **details: Any) -> int:
    """The audit's row of a change."""
    plain = _adapter(what).dump_python(before, mode="json")
    return note(o, f"{what}:changed", subject_id, before=plain, after=stamp(after), **details)


@cache
def _adapter(what: str) -> TypeAdapter[Any]:
    """Values as JSON and back, by what they are of."""
    if what in {"emblem", "officer"}:
        return TypeAdapter(int | None)
    if what == "sheet":
        return TypeAdapter(ProjectSheet)
    if what.startswith("sheet."):
        return TypeAdapter(get_type_hints(ProjectSheet)[what.removeprefix("sheet.")])
    if what in PAPERS:
        return TypeAdapter(PAPERS[Paperwork(what)])
    return TypeAdapter(ROWS[Part(what)])


def _read(o: From, what: str, subject: Any) -> Any:
    """What there is now, for somebody who may change it."""
    s = o.scope
    head, _, section = what.partition(".")
    if head == "sheet":
        _, sheet = _sheet_to_change(o, subject)
        return getattr(sheet, section) if section else replace(sheet, version=0)
    if head == "emblem":
        require(s.person, Act.SETTINGS)
        return paperwork.emblem_media(s.connection, s.agency_id)
    if head == "officer":
        return _item_to_assign(o, subject).officer_id
    if head in PAPERS:
        require(s.person, Paperwork(head).act, division_id=None)
        return paperwork.written(s.connection, s.agency_id, Paperwork(head), subject)
    require(s.person, Part(head).act, division_id=None)
    return parts.rows(s.connection, s.agency_id, subject, Part(head))


def _write(o: From, what: str, subject: Any, value: Any) -> None:
    s = o.scope
    head, _, section = what.partition(".")
    if head == "sheet":
        sheet = _sheet(o, subject)
        after = replace(sheet, **{section: value}) if section else replace(value, version=sheet.version)
        plan_parts.save_sheet(s.connection, s.agency_id, after)
    elif head == "emblem":
        paperwork.save_emblem(s.connection, s.agency_id, value)
    elif head == "officer":
        people.hand_over(s.connection, s.agency_id, [subject], _read(o, what, subject), value)
    elif head in PAPERS:
        paperwork.write(s.connection, s.agency_id, value, subject)
    else:
        parts.save_rows(s.connection, s.agency_id, subject, Part(head), value)
