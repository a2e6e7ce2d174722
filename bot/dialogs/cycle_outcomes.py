"""What is said after something happened to the reporting cycle; a part of `bot.dialogs.outcomes`."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from bot.dialogs.reminders import AGAIN, MENU, MUTE, days_left
from bot.domain import cycle as c
from bot.domain.agency import Role
from bot.domain.completeness import Nudged
from bot.domain.fiscal import Quarter
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
    """Who is asked gets the item, the days left and one button; who asks hears who was reached."""
    dialog = "record_result" if isinstance(e.duty.period, Quarter) else "record_measure"
    button = Button("บันทึกผล", f"o.{dialog}.{e.duty.id}.{e.duty.period.code}", "primary")
    lines = (e.duty.title, e.duty.period.label, days_left(e.due_on, e.today), f"จาก {e.by}")
    news = Card("ขอให้บันทึกผล", lines, "ตัวอย่าง" if e.sample else "", buttons=(button, MENU))
    names = ", ".join(person.name for person in e.people)
    said = Card("เตือนแล้ว", (e.duty.title, f"ส่งถึง {names}"), buttons=(Button("ความครบถ้วน", "o.board"), MENU))
    return (said,), tuple(Note(person.id, message=news) for person in e.people)


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
