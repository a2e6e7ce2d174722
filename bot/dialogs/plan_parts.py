"""ข้อมูลประกอบแผน: indicators, risks, order and announcement; and who signs. One road for all: list, add, change, delete."""

from collections.abc import Sequence
from typing import Any, Final

from bot.dialogs.around import MENU
from bot.dialogs.engine import Dialog, Open
from bot.dialogs.kit import Facts, Hidden, Option, Picker, shorten
from bot.dialogs.plan_forms import FORMS
from bot.dialogs.reports import voids
from bot.dialogs.session import Do, Screen
from bot.domain.agency import Act, may, require
from bot.domain.parts import Part, stamp
from bot.domain.plan import covering
from bot.domain.plan_commands import SaveRow
from bot.domain.report import ReportKind
from bot.messages import Button, Card
from bot.problems import Problem

NEW: Final = "new"
DOCUMENTS: Final = {Part.ORDER: ReportKind.ORDER, Part.ANNOUNCEMENT: ReportKind.ANNOUNCEMENT}
ADD: Final = {part: f"+ เพิ่ม{part.label}" for part in Part}


def plan_parts(facts: Facts) -> Screen:
    """What the plan holds beside its items: what is missing, and a button to each."""
    require(facts["who"], Act.ASK_DOCUMENT)
    covering(facts["plan"], facts["fiscal_year"])
    counts = {part: len(facts["part", part.value]) for part in Part if part is not Part.SIGNATORIES}
    lacks = [part.label for part, count in counts.items() if not count]
    lines = [f"ยังขาด: {', '.join(lacks)}" if lacks else "ครบทุกรายการแล้ว"]
    lines += [part.label if part.single else f"{part.label} {count} รายการ" for part, count in counts.items() if count]
    ordered = sorted(counts, key=lambda part: bool(counts[part]))
    buttons = [Button(part.label, f"o.part.{part.value}") for part in ordered]
    if may(facts["who"], Act.SETTINGS):
        buttons.append(Button("เลขข้อ ITA", "o.ita"))
    return Screen((Card("ข้อมูลประกอบแผน", tuple(lines), buttons=(*buttons, MENU)),))


def row_options(part: Part, rows: Sequence[Any]) -> list[Option]:
    """The rows of a part to choose from; the first option adds one."""
    label = FORMS[part].label
    return [Option(NEW, ADD[part]), *(Option(str(place), label(row)) for place, row in enumerate(rows))]


def _seen(facts: Facts, part: Part) -> bool:
    """Whether this person may change the part; raises where it is not to be seen."""
    require(facts["who"], Act.SETTINGS if part.act is Act.SETTINGS else Act.ASK_DOCUMENT)
    return may(facts["who"], part.act, division_id=None)


def part(facts: Facts, name: str) -> Dialog | Screen | Open:
    """The rows of one part: choose one to look at, or add one."""
    of = Part(name)
    changes, rows = _seen(facts, of), facts["part", name]
    if rows and of.single:
        return Open("part_row", (name, "0"))
    if not changes or not rows:
        lines = tuple(f"{place}. {FORMS[of].label(row)}" for place, row in enumerate(rows, 1))
        add = (Button(ADD[of], f"o.edit_part.{name}", "primary"),) if changes else ()
        return Screen((Card(of.label, lines or ("ยังไม่มี",), buttons=(*add, MENU)),))
    return Dialog(
        name="part",
        title=of.label,
        questions=(Picker("row", f"เลือก{of.label}ที่ต้องการดู", ("part_options", name)),),
        finish=lambda a: Open("edit_part", (name,)) if a["row"] == NEW else Open("part_row", (name, a["row"])),
        review=False,
    )


def _row(facts: Facts, of: Part, place: str) -> Any:
    rows = facts["part", of.value]
    if int(place) >= len(rows):
        raise Problem("already_gone")
    return rows[int(place)]


def part_row(facts: Facts, name: str, place: str) -> Screen:
    """One row, and what can be done with it."""
    of = Part(name)
    changes, row = _seen(facts, of), _row(facts, of, place)
    buttons = []
    if changes:
        buttons = [
            Button("แก้ไข", f"o.edit_part.{name}.{place}"),
            Button("ลบ", f"o.drop_part.{name}.{place}.{stamp(row)}", "danger"),
        ]
    if of.single:
        buttons.append(Button("ขอเอกสาร", f"o.ask_report.{DOCUMENTS[of]}"))
    else:
        buttons.append(Button(f"ดู{of.label}อื่น", f"o.part.{name}"))
    card = Card(shorten(FORMS[of].label(row)), tuple(FORMS[of].lines(facts, row)), buttons=(*buttons, MENU))
    return Screen((card,))


def edit_part(facts: Facts, name: str, place: str = "") -> Dialog | Open:
    """Add a row to a part of the plan, or change one.

    Story: tests/stories/plan_parts.yaml
    """
    of = Part(name)
    require(facts["who"], of.act, division_id=None)
    if not place and of.single and facts["part", name]:
        return Open("edit_part", (name, "0"))
    row = _row(facts, of, place) if place else None
    form = FORMS[of]
    questions = form.questions(facts)
    left_out = {question.key: None for question in questions if question.optional}
    return Dialog(
        name="edit_part",
        title=f"แก้ไข{of.label}" if place else f"เพิ่ม{of.label}",
        questions=(Hidden("stamp"), *questions),
        initial=lambda: {"stamp": stamp(row), **left_out, **form.answers(row)} if place else {},
        notes=lambda a: voids(facts["reached_by", "part", name]),
        finish=lambda a: SaveRow(of, int(place) if place else None, form.row(a), a.get("stamp", "")),
    )


def drop_part(facts: Facts, name: str, place: str, mark: str) -> Do:
    """Take a row out; the answer carries the undo."""
    of = Part(name)
    require(facts["who"], of.act, division_id=None)
    return Do(SaveRow(of, int(place), None, mark))
