"""เตือน: the one message a person gets about everything that is due, overdue or waits; putting it off; who gets one tomorrow."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from bot.dialogs.around import MENU
from bot.dialogs.kit import Facts, shorten
from bot.dialogs.menu import LABELS, standing_in
from bot.dialogs.people import CHANNELS, pushes
from bot.dialogs.session import Do, Screen
from bot.domain.agency import Act, Person, require
from bot.domain.cycle import PutOff, Quiet
from bot.domain.due_days import months_of
from bot.domain.duty import Duty
from bot.domain.fiscal import Period, fiscal_year_of, short_label
from bot.domain.reminding import NEVER, Digest, Late, Outlook
from bot.messages import Button, Card
from bot.thai import thai_date_long

MOST: Final = 10
"""Titles of a kind that are named; the rest is counted."""
PEOPLE: Final = 20
LATER: Final = (Button("เตือนพรุ่งนี้", "o.put_off.1"), Button("เตือนอีก 3 วัน", "o.put_off.3"))
AGAIN: Final = Button("เปิดเตือน", "o.quiet.0")
MUTE: Final = Button("ไม่ต้องเตือนฉัน", "o.quiet.off")


def message(digest: Digest, today: date, who: Person) -> Card:
    """What is open with the days left, and one button for the first of each kind."""
    year = fiscal_year_of(today)
    titles, buttons = [], []
    lines = due_lines(digest.own, today, year)
    if digest.own:
        first = digest.own[0][1]
        periods = dict.fromkeys(short_label(duty.period, year) for _, duty in digest.own)
        titles.append(f"เตือนบันทึกผล {(', ' if len(periods) > 2 else ' และ').join(periods)}")
        lines += standing_in([duty for _, duty in digest.own], who)
        buttons.append(Button(f"บันทึก {shorten(first.title, 40)}", f"o.{first.recorded_by}", "primary"))
    if digest.decide:
        titles.append(f"รายงานรอพิจารณา {len(digest.decide)} ฉบับ")
        lines += titles[-1:] if titles[1:] else ()
        lines += [f"• {report.title} (รอมาแล้ว {(today - report.since).days} วัน)" for report in digest.decide[:MOST]]
        lines += _rest(digest.decide)
        waits = digest.decide[0]
        buttons.append(Button(shorten(f"พิจารณา: {waits.title}", 60), f"o.report.{waits.report_id}", "primary"))
    if digest.late:
        lines += [f"ของผู้อื่นที่เลยกำหนดแล้ว {len(digest.late)} รายการ"] if titles else []
        titles.append(f"เลยกำหนดแล้วยังไม่บันทึกผล {len(digest.late)} รายการ")
        lines += _late(digest.late, today, year)
        period = digest.late[0].duty.period
        board = f"o.board.{period.fiscal_year}-{months_of(period) // 3}"
        buttons.append(Button(LABELS["board"], board, "" if buttons else "primary"))
    if digest.own or digest.decide:
        buttons.append(Button(LABELS["todo"], "o.todo"))
    return Card(titles[0], tuple(lines), "ตัวอย่าง" if who.agency.sample else "", buttons=(*buttons, *LATER))


def due_lines(own: Sequence[tuple[date, Duty]], today: date, year: int) -> list[str]:
    """What somebody is to record, under the days it is due."""
    several = len({duty.period for _, duty in own}) > 1
    lines = []
    for day, group in groupby(own[:MOST], key=lambda each: each[0]):
        lines.append(days_left(day, today))
        lines += [f"• {_when(duty.period, year) if several else ''}{duty.title}" for _, duty in group]
    return [*lines, *_rest(own)]


def _late(late: Sequence[Late], today: date, year: int) -> Iterator[str]:
    for day, group in groupby(late[:MOST], key=lambda each: each.due_on):
        yield days_left(day, today)
        for each in group:
            yield f"• {_when(each.duty.period, year)}{each.duty.title} ({_who(each)})"
    yield from _rest(late)


def _who(late: Late) -> str:
    names = (f"{name} ปิดการเตือนไว้" if muted else name for name, muted in late.who)
    return ", ".join(names) or "ยังไม่มีผู้รับผิดชอบ"


def _when(period: Period, year: int) -> str:
    return f"{short_label(period, year)}: "


def _rest(found: Sequence[object]) -> Iterable[str]:
    return (f"และอีก {len(found) - MOST} รายการ",) if len(found) > MOST else ()


def days_left(due_on: date, today: date) -> str:
    """How long there is, or was."""
    day = thai_date_long(due_on, digits="arabic")
    match (due_on - today).days:
        case 0:
            return f"ครบกำหนดวันนี้ ({day})"
        case left if left > 0:
            return f"เหลือ {left} วัน (ถึง {day})"
        case left:
            return f"เลยกำหนด {-left} วัน (ครบกำหนด {day})"


# --- when, and whether at all -----------------------------------------------------------------------------------------------
def put_off(facts: Facts, days: str) -> Do:
    """Be reminded of the same once more, some days later."""
    return Do(PutOff(min(max(int(days), 1), 14)))


def quiet(facts: Facts, days: str) -> Do:
    """Be reminded of nothing for some days, or ("off") at all; 0 is reminded again."""
    if days == "off":
        return Do(Quiet(NEVER))
    count = min(int(days), 30)
    return Do(Quiet(facts["today"] + timedelta(days=count) if count else None))


# --- who gets what tomorrow ---------------------------------------------------------------------------------------------------
WHY_NOT: Final = {
    "muted": "ปิดการเตือนไว้",
    "quiet": "พักเตือนไว้",
    "unreachable": "ยังไม่เข้าใช้งานหรือติดต่อไม่ได้",
}


def outlook(facts: Facts) -> Screen:
    """Who is going to be reminded of what on the next working day, where, or why not."""
    require(facts["who"], Act.SETTINGS)
    day, found = facts["outlook"]
    lines = [f"{_day(day)} เวลา 08:30 น."]
    if (day - facts["today"]).days > 1:
        lines.insert(0, "พรุ่งนี้เป็นวันหยุด ไม่มีการเตือน")
    lines += [_foretold(each) for each in found[:PEOPLE]] or ["ไม่มีผู้ใดต้องเตือน"]
    if len(found) > PEOPLE:
        lines.append(f"และอีก {len(found) - PEOPLE} คน")
    lines += pushes(facts).split("\n")[1:]
    buttons = (Button(LABELS["board"], "o.board"), Button(LABELS["calendar"], "o.calendar"), MENU)
    return Screen((Card(LABELS["outlook"], tuple(lines), buttons=buttons),))


def _foretold(each: Outlook) -> str:
    titles = each.digest.titles
    of = ", ".join(shorten(title, 40) for title in titles[:2]) + (f" และอีก {len(titles) - 2}" if titles[2:] else "")
    if each.why_not:
        where = f"ไม่เตือน: {WHY_NOT[each.why_not]}"
    elif each.waits:
        where = "ข้อความ LINE เดือนนี้ครบแล้ว จะได้รับเมื่อเข้าแชต"
    else:
        where = f"ทาง {CHANNELS.get(each.channel, each.channel)}"
    return f"• {each.name} ({where}) {of}"


def _day(day: date) -> str:
    return thai_date_long(day, digits="arabic")
