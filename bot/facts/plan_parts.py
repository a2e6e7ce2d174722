"""What dialogs may know of sheets, the plan's lists and the agency's settings; a part of `bot.facts`."""

from collections.abc import Callable
from typing import Any, Final

from bot.dialogs.divisions import division_options
from bot.dialogs.item_officer import reporter_options
from bot.dialogs.kit import Option
from bot.dialogs.plan_parts import row_options
from bot.domain.agency import Person, Role
from bot.domain.divisions import Division
from bot.domain.duty import able
from bot.domain.fiscal import bangkok_day, fiscal_year_of
from bot.domain.ita import ItaItems
from bot.domain.paperwork import Paperwork
from bot.domain.parts import Part
from bot.domain.plan import years_of_next
from bot.domain.report import About
from bot.domain.sheet import ProjectSheet
from bot.facts.scope import Scope
from bot.frameworks import current_framework
from bot.reporting import ita_items
from storage import divisions, evidence, paperwork, parts, plan, plan_parts, single_measures
from storage.duties import staff


def sheet(s: Scope, item_id: int) -> ProjectSheet:
    """An item's sheet; an empty one when nothing is written yet."""
    found = plan_parts.sheets(s.connection, s.agency_id, [item_id])
    return found.get(item_id) or ProjectSheet(item_id)


def sheet_sources(s: Scope, item_id: int) -> list[Option]:
    """The other items that have a sheet, to copy it."""
    titles = {
        i: f"{mission} {title}" for i, title, mission, _ in plan.titles(s.connection, s.agency_id) if i != item_id
    }
    written = plan_parts.sheets(s.connection, s.agency_id, titles)
    return [Option(str(i), title) for i, title in titles.items() if i in written]


def part(s: Scope, name: str) -> tuple[Any, ...]:
    """The rows of a part of the current plan."""
    found = plan.plan_of(s.connection, s.agency_id, fiscal_year_of(bangkok_day(s.now)))
    return parts.rows(s.connection, s.agency_id, found.id, Part(name)) if found else ()


def part_options(s: Scope, name: str) -> list[Option]:
    """The same to choose one."""
    return row_options(Part(name), part(s, name))


def next_plan(s: Scope) -> range:
    """The years of the plan that would begin now."""
    year = fiscal_year_of(bangkok_day(s.now))
    return years_of_next(plan.plan_of(s.connection, s.agency_id, year), current_framework(year), year)


def beside(s: Scope, item_id: int) -> list[str]:
    """The titles of an item and of those that documents list with it."""
    item = plan.item(s.connection, s.agency_id, item_id)
    return [found.title for found in plan.beside(s.connection, s.agency_id, item)] if item else []


def reporters(s: Scope, item_id: int) -> list[Person]:
    """Who may be the one that reports an item, the officers of its division first."""
    item = plan.item(s.connection, s.agency_id, item_id)
    found = able(item.division_id, staff(s.connection, [s.agency_id])[s.agency_id]) if item else []
    return sorted(found, key=lambda person: person.role is not Role.OFFICER)


def emblem(s: Scope) -> str:
    """Where the agency's emblem stands: pending, ready or failed; nothing where there is none."""
    media = paperwork.emblem_media(s.connection, s.agency_id)
    return "".join(found.state for found in evidence.states(s.connection, s.agency_id, [media] if media else []))


def division(s: Scope, division_id: int) -> Division | None:
    """One of the agency's divisions."""
    return next((found for found in divisions.of_agency(s.connection, s.agency_id) if found.id == division_id), None)


def other_divisions(s: Scope, division_id: int) -> list[Option]:
    """The divisions but this one."""
    found = divisions.of_agency(s.connection, s.agency_id)
    return [Option(str(one.id), one.name) for one in found if one.id != division_id]


LOADERS: Final[dict[str, Callable[..., Any]]] = {
    "sheet": sheet,
    "sheet_sources": sheet_sources,
    "part": part,
    "part_options": part_options,
    "beside": beside,
    "next_plan": next_plan,
    "reporters": reporters,
    "reporter_options": lambda s, item_id: reporter_options(reporters(s, item_id)),
    "emblem": emblem,
    "division": division,
    "single_measure": lambda s, year, code: single_measures.one(s.connection, s.agency_id, year, code),
    "written": lambda s, what, code: paperwork.written(s.connection, s.agency_id, Paperwork(what), About.parse(code)),
    "ita_table": lambda s, year: ita_items().get(year, ItaItems()),
    "division_list": lambda s: division_options(divisions.of_agency(s.connection, s.agency_id)),
    "other_divisions": other_divisions,
}

DRAFT_NAMES: Final = {
    "copy_item": "เพิ่มโครงการ",
    "sheet_part": "แบบโครงการ",
    "edit_part": "ข้อมูลประกอบแผน",
    "agency": "ข้อมูลหน่วยงาน",
    "emblem": "ตราหน่วยงาน",
    "edit_division": "กองและสำนัก",
    "single_measure": "ข้อมูลรายงานรายเรื่อง",
    **{what.value: what.label for what in Paperwork},
}
"""What drafts of these dialogs are called."""
