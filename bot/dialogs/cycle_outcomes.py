"""What is said after something happened to the reporting cycle; a part of `bot.dialogs.outcomes`."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from bot.dialogs.around import MENU
from bot.dialogs.kit import shorten
from bot.dialogs.menu import LABELS
from bot.dialogs.reminders import AGAIN, MUTE, days_left, due_lines
from bot.domain import cycle as c
from bot.domain.agency import Role
from bot.domain.completeness import Nudged
from bot.domain.duty import Duty
from bot.domain.fiscal import fiscal_year_of
from bot.domain.reminding import NEVER
from bot.domain.round_reports import ReportsWanted
from bot.messages import Button, Card, Message, Note
from bot.thai import thai_date_long

Told = tuple[tuple[Message, ...], tuple[Note, ...]]


def due_day_moved(e: c.DueDayMoved) -> Told:
    day = thai_date_long(e.day, digits="arabic")
    line = f"ไตรมาส {e.months // 3} (รอบ {e.months} เดือน): {e.step.label} {day}"
    buttons = (Button("ปฏิทินรายงาน", "o.calendar"), Button("เปลี่ยนวันอื่น", "n.due_day"), MENU)
    return (Card("เปลี่ยนวันกำหนดแล้ว", (line, "วันที่ตรงวันหยุดเลื่อนมาเป็นวันทำการก่อนหน้า"), buttons=buttons),), ()


def unlocked(e: c.Unlocked) -> Told:
    until = thai_date_long(e.until, digits="arabic")
    buttons = (Button("ปฏิทินรายงาน", f"o.calendar.{e.quarter.fiscal_year}"), MENU)
    return (Card(f"เปิดให้แก้{e.quarter.label}แล้ว", (f"แก้ไขผลได้ถึง {until}",), buttons=buttons),), ()


def quiet_kept(e: c.QuietKept) -> Told:
    if e.until is None:
        return (Card("เปิดเตือนแล้ว", ("จะเตือนเมื่อใกล้ครบกำหนดตามปกติ",), buttons=(MENU,)),), ()
    if e.until == NEVER:
        told = {Role.PLAN_OWNER: "งานที่เลยกำหนดหนึ่งสัปดาห์ระบบจะแจ้งปลัด", Role.CLERK: "งานที่เลยกำหนดดูได้ที่ ความครบถ้วน"}
        lines = ("งานที่ต้องทำยังดูได้ที่ สิ่งที่ต้องทำ", told.get(e.who, "งานที่เลยกำหนดระบบจะแจ้งผู้ดูแลแผน"))
        return (Card("ปิดการเตือนแล้ว", lines, buttons=(AGAIN, MENU)),), ()
    return (Card("พักเตือนแล้ว", _until(e.until), buttons=(AGAIN, MUTE, MENU)),), ()


def put_off(e: c.HasPutOff) -> Told:
    return (Card("เลื่อนการเตือนแล้ว", _until(e.until), buttons=(AGAIN, MUTE, MENU)),), ()


def _until(day: date) -> tuple[str, str]:
    return f"จะเตือนอีกตั้งแต่ {thai_date_long(day, digits='arabic')}", "วันครบกำหนดยังเหมือนเดิม"


def nudged(e: Nudged) -> Told:
    """Who is asked gets what is missing with the days left and a button; who asks hears who was reached."""
    state = "ตัวอย่าง" if e.sample else ""

    def news(due: Sequence[tuple[date, Duty]]) -> Card:
        day, first = due[0]
        if len(due) == 1:
            lines: tuple[str, ...] = (first.title, first.period.label, days_left(day, e.today), f"จาก {e.by}")
            button = Button("บันทึกผล", f"o.{first.recorded_by}", "primary")
            return Card("ขอให้บันทึกผล", lines, state, buttons=(button, MENU))
        record = Button(f"บันทึก {shorten(first.title, 40)}", f"o.{first.recorded_by}", "primary")
        lines = (*due_lines(due, e.today, fiscal_year_of(e.today)), f"จาก {e.by}")
        todo = Button(LABELS["todo"], "o.todo")
        return Card(f"ขอให้บันทึกผล {len(due)} รายการ", lines, state, buttons=(record, todo, MENU))

    asked = dict.fromkeys(duty for _, due in e.people for _, duty in due)
    told = [next(iter(asked)).title if len(asked) == 1 else f"{len(asked)} รายการ"]
    told.append(f"ส่งถึง {', '.join(person.name for person, _ in e.people)}")
    if e.left_out:
        told.append(f"อีก {e.left_out} รายการไม่ได้เตือน เพราะเตือนแล้ววันนี้ หรือไม่มีผู้รับที่ติดต่อได้")
    said = Card("เตือนแล้ว", tuple(told), buttons=(Button(LABELS["board"], "o.board"), MENU))
    return (said,), tuple(Note(person.id, message=news(due)) for person, due in e.people)


def reports_wanted(e: ReportsWanted) -> Told:
    buttons = (Button("ปฏิทินรายงาน", "o.calendar"), MENU)
    if e.next_day is None:
        return (Card("จะไม่จัดทำร่างรายงานให้เอง", ("ขอรายงานได้ทุกเมื่อที่ ขอรายงาน",), buttons=buttons),), ()
    line = f"ครั้งถัดไป {thai_date_long(e.next_day, digits='arabic')} ส่งให้ผู้ดูแลแผนในเวลาราชการ"
    return (Card("จะจัดทำร่างรายงานให้เองเมื่อสิ้นสุดรอบ", (line,), buttons=buttons),), ()


TELLERS: Final[dict[type[Any], Callable[[Any], Told]]] = {
    c.DueDayMoved: due_day_moved,
    c.Unlocked: unlocked,
    c.QuietKept: quiet_kept,
    c.HasPutOff: put_off,
    Nudged: nudged,
    ReportsWanted: reports_wanted,
}
