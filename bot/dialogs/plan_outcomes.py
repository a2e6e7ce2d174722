"""What is said after sheets, lists, the items' order and settings changed; a part of `outcomes`."""

from collections.abc import Callable
from typing import Any, Final

from bot.dialogs.around import MENU
from bot.dialogs.divisions import division_dropped, division_saved
from bot.dialogs.item_officer import item_assigned
from bot.dialogs.kit import shorten
from bot.dialogs.menu import LABELS as MENU_LABELS
from bot.dialogs.next_plan import plan_started
from bot.dialogs.paperwork import paperwork_saved, paperwork_undone
from bot.dialogs.plan_forms import FORMS
from bot.dialogs.sheet import LABELS, section_buttons
from bot.dialogs.single_measure import single_measure_saved
from bot.domain import plan_commands as c
from bot.domain.agency import CHAINS
from bot.domain.divisions import DivisionDropped, DivisionSaved
from bot.domain.paperwork import Paperwork
from bot.domain.parts import Part
from bot.domain.single_measure import SingleMeasureSaved
from bot.messages import Button, Card, Message, Note

Told = tuple[tuple[Message, ...], tuple[Note, ...]]


def _undo(change_id: int) -> Button:
    return Button("เลิกทำ", f"o.undo.{change_id}", "primary")


def _left(missing: tuple[str, ...]) -> str:
    names = [LABELS[name] for name in LABELS if name in missing]
    return f"ยังขาด: {', '.join(names)}" if names else "แบบโครงการครบทุกหัวข้อแล้ว"


def section_saved(e: c.SectionSaved) -> Told:
    sheet = Button("แบบโครงการ", f"o.sheet.{e.item_id}")
    label = LABELS[e.section]
    if e.cleared:
        return (Card(f"ล้าง{label}แล้ว", (e.title,), buttons=(_undo(e.change_id), sheet, MENU)),), ()
    missing = section_buttons(e.item_id, [name for name in LABELS if name in e.missing])[:1]
    mend = Button("แก้ไข", f"o.sheet_part.{e.item_id}.{e.section}")
    return (Card(f"บันทึก{label}แล้ว", (e.title, _left(e.missing)), buttons=(*missing, mend, sheet, MENU)),), ()


def sheet_copied(e: c.SheetCopied) -> Told:
    sheet = Button("แบบโครงการ", f"o.sheet.{e.item_id}", "primary")
    taken = ", ".join(LABELS[name] for name in LABELS if name in e.sections)
    lines = (e.title, f"จาก {e.source}", f"คัดลอก: {taken}", _left(e.missing), "กรุณาตรวจจำนวนและชื่อให้ตรงกับโครงการนี้")
    undo = Button("เลิกทำ", f"o.undo.{e.change_id}")
    return (Card("คัดลอกแบบโครงการแล้ว", lines, buttons=(sheet, undo, MENU)),), ()


def item_moved(e: c.ItemMoved) -> Told:
    def to(label: str, place: int) -> tuple[Button, ...]:
        known = 1 <= place <= e.last and place != e.place
        return (Button(label, f"o.move_item.{e.item_id}.{place}"),) if known else ()

    steps = [*to("ย้ายขึ้น", e.place - 1), *to("ย้ายลง", e.place + 1)]
    tokens = {button.token for button in steps}
    back = [button for button in to("เลิกทำ", e.before) if button.token not in tokens]
    lines = (e.title, f"ลำดับที่ {e.place} จาก {e.last} ในภารกิจเดียวกัน")
    return (Card("ย้ายลำดับแล้ว", lines, buttons=(*steps, *back, Button("ดูโครงการ", f"o.item.{e.item_id}"), MENU)),), ()


def row_saved(e: c.RowSaved) -> Told:
    form, name = FORMS[e.part], e.part.value
    line = shorten(form.label(e.row))
    lines = () if line == e.part.label else (line,)
    home = (
        Button("ตั้งค่าหน่วยงาน", "o.settings") if e.part is Part.SIGNATORIES else Button("ข้อมูลประกอบแผน", "o.plan_parts")
    )
    if e.removed:
        return (Card(f"ลบ{e.part.label}แล้ว", lines, buttons=(_undo(e.change_id), home, MENU)),), ()
    more = () if e.part.single else (Button(f"เพิ่ม{e.part.label}อื่น", f"n.edit_part.{name}"),)
    verb = "เพิ่ม" if e.new else "แก้ไข"
    buttons = (*more, Button("แก้ไข", f"o.edit_part.{name}.{e.place}"), Button("ดู", f"o.part.{name}"), home, MENU)
    return (Card(f"{verb}{e.part.label}แล้ว", lines, buttons=buttons),), ()


def agency_saved(e: c.AgencySaved) -> Told:
    lines = [e.agency.name, f"ลำดับการอนุมัติ: {CHAINS[e.agency.chain]}"]
    buttons = [Button("ตั้งค่าหน่วยงาน", "o.settings"), MENU]
    if e.without_heads:
        lines.append("ยังไม่มีหัวหน้ากองที่เข้าใช้งาน เอกสารจะข้ามขั้นหัวหน้ากองไปก่อน จนกว่าจะเชิญหัวหน้ากองเข้ามา")
        buttons.insert(0, Button(MENU_LABELS["people"], "o.people", "primary"))
    return (Card("แก้ไขข้อมูลหน่วยงานแล้ว", tuple(lines), buttons=tuple(buttons)),), ()


def emblem_saved(e: c.EmblemSaved) -> Told:
    settings = Button("ตั้งค่าหน่วยงาน", "o.settings")
    if e.removed:
        return (Card("นำตราหน่วยงานออกแล้ว", buttons=(_undo(e.change_id), settings, MENU)),), ()
    lines = ("กำลังเตรียมภาพ หากใช้ไม่ได้จะแจ้งให้ทราบ",) if e.pending else ()
    return (Card("บันทึกตราหน่วยงานแล้ว", lines, buttons=(settings, MENU)),), ()


def undone(e: c.Undone) -> Told:
    head, _, section = e.what.partition(".")
    if e.about:
        return (paperwork_undone(Paperwork(e.what), e.about),), ()
    if head == "sheet":
        name, look = LABELS.get(section, "แบบโครงการเดิม"), Button("แบบโครงการ", f"o.sheet.{e.subject_id}")
    elif head == "officer":
        name, look = "ผู้รายงานผลเดิม", Button("ดูโครงการ", f"o.item.{e.subject_id}")
    elif head == "emblem":
        name, look = "ตราหน่วยงานเดิม", Button("ตั้งค่าหน่วยงาน", "o.settings")
    else:
        name, look = Part(head).label, Button("ดู", f"o.part.{head}")
    return (Card(f"นำ{name}กลับมาแล้ว", buttons=(look, MENU)),), ()


TELLERS: Final[dict[type[Any], Callable[[Any], Told]]] = {
    c.SectionSaved: section_saved,
    c.SheetCopied: sheet_copied,
    c.ItemMoved: item_moved,
    c.RowSaved: row_saved,
    c.PlanStarted: plan_started,
    c.ItemAssigned: item_assigned,
    c.PaperworkSaved: paperwork_saved,
    c.AgencySaved: agency_saved,
    c.EmblemSaved: emblem_saved,
    c.Undone: undone,
    DivisionSaved: division_saved,
    SingleMeasureSaved: single_measure_saved,
    DivisionDropped: division_dropped,
}
