"""กองและสำนัก: the agency's divisions with their telephones; added, renamed, joined to another one."""

from bot.dialogs.around import MENU
from bot.dialogs.engine import Dialog, Open
from bot.dialogs.kit import Answers, Facts, Hidden, Option, Picker, Text, YesNo
from bot.dialogs.session import Screen
from bot.domain.agency import Act, require
from bot.domain.divisions import Division, DivisionDropped, DivisionSaved, DropDivision, SaveDivision
from bot.domain.parts import stamp
from bot.messages import Button, Card, Message, Note
from bot.problems import Problem

NEW = "new"
LIST = Button("กองและสำนัก", "o.divisions")


def divisions(facts: Facts) -> Dialog:
    """The agency's divisions: look at one, or add one.

    Story: tests/stories/agency_settings.yaml
    """
    require(facts["who"], Act.SETTINGS)
    return Dialog(
        name="divisions",
        title="กองและสำนัก",
        questions=(Picker("division", "เลือกกองหรือสำนักที่ต้องการดู หรือเพิ่มใหม่", "division_list"),),
        finish=lambda a: Open("edit_division") if a["division"] == NEW else Open("division", (a["division"],)),
        review=False,
    )


def division_options(found: list[Division]) -> list[Option]:
    """Divisions as lines of the list; the first adds one."""
    lines = (Option(str(one.id), " · ".join(filter(None, (one.name, one.holds)))) for one in found)
    return [Option(NEW, "+ เพิ่มกองหรือสำนัก"), *lines]


def _found(facts: Facts, division_id: str) -> Division:
    require(facts["who"], Act.SETTINGS)
    found: Division | None = facts["division", int(division_id)]
    if found is None:
        raise Problem("not_yours")
    return found


def division(facts: Facts, division_id: str) -> Screen:
    """One division, and what can be changed."""
    return Screen((_card(_found(facts, division_id)),))


def _card(found: Division, title: str = "") -> Card:
    lines = (f"โทรศัพท์: {found.telephone or 'ยังไม่มี'}", found.holds or "ยังไม่มีคนหรืองาน")
    buttons = (
        Button("แก้ไข", f"o.edit_division.{found.id}"),
        Button("ลบหรือรวมกับกองอื่น", f"o.drop_division.{found.id}", "danger"),
        LIST,
        MENU,
    )
    return Card(title or found.name, (found.name, *lines) if title else lines, buttons=buttons)


def edit_division(facts: Facts, division_id: str = "") -> Dialog:
    """Add a division, or change one's name and telephone.

    Story: tests/stories/agency_settings.yaml
    """
    require(facts["who"], Act.SETTINGS)
    before = _found(facts, division_id) if division_id else None
    seen = stamp((before.name, before.telephone)) if before else ""
    recorded = {"stamp": seen, "name": before.name, "telephone": before.telephone or None} if before else {}
    return Dialog(
        name="edit_division",
        title=before.name if before else "เพิ่มกองหรือสำนัก",
        questions=(
            Hidden("stamp"),
            Text("name", "ชื่อเต็มของกองหรือสำนักคืออะไร เช่น กองคลัง", label="ชื่อ", limit=150),
            Text("telephone", "หมายเลขโทรศัพท์ใด (พิมพ์ในบันทึกข้อความ)", label="โทรศัพท์", limit=60, optional=True),
        ),
        initial=lambda: recorded,
        finish=lambda a: SaveDivision(
            before.id if before else None, a["name"], a.get("telephone", ""), a.get("stamp", "")
        ),
    )


def drop_division(facts: Facts, division_id: str) -> Dialog:
    """Remove a division: to which other one its people and work go, and whether it is meant.

    Story: tests/stories/agency_settings.yaml
    """
    gone = _found(facts, division_id)
    held = f" ({gone.holds})" if gone.holds else ""

    def finish(a: Answers) -> DropDivision | Open:
        if not a["sure"]:
            return Open("division", (str(gone.id),))
        return DropDivision(gone.id, int(a["into"]) if a.get("into") else None)

    return Dialog(
        name="drop_division",
        title=f"ลบ{gone.name}",
        questions=(
            Picker(
                "into",
                f"รวมคนและงานของ{gone.name}{held} เข้ากับกองหรือสำนักใด",
                ("other_divisions", gone.id),
                label="รวมเข้ากับ",
                when=lambda a: gone.used,
                empty=Problem("division_last").sentence,
            ),
            YesNo("sure", f"ยืนยันลบ{gone.name}หรือไม่", label="ยืนยัน", yes="ลบ", no="ยังไม่ใช่ตอนนี้"),
        ),
        finish=finish,
        review=False,
    )


# --- what is said afterwards ----------------------------------------------------------------------------------------------
Told = tuple[tuple[Message, ...], tuple[Note, ...]]


def division_saved(e: DivisionSaved) -> Told:
    return (_card(e.division, "เพิ่มแล้ว" if e.new else "แก้ไขแล้ว"),), ()


def division_dropped(e: DivisionDropped) -> Told:
    lines = (f"คนและงานอยู่กับ{e.into.name}แล้ว",) if e.into else ()
    return (Card(f"ลบ{e.division.name}แล้ว", lines, buttons=(LIST, MENU)),), ()
