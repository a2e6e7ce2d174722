"""ความครบถ้วน: how complete a quarter is, what is missing and whose it is, and asking for it by one tap."""

from typing import Final

from bot.dialogs.conversation import Do, Screen
from bot.dialogs.kit import Facts, shorten
from bot.dialogs.reminders import days_left
from bot.domain.agency import Act, may, require
from bot.domain.completeness import Board, By, Group, Nudge
from bot.domain.cycle import board_quarter
from bot.domain.due_days import DueDays
from bot.domain.duty import Duty, whose
from bot.domain.fiscal import Quarter, parse_period
from bot.messages import Button, Card
from bot.problems import Problem

TITLE: Final = "ความครบถ้วน"
AT_ONCE: Final = 8
"""Missing results on one page: each has its button, and a channel shows only so many."""


def _board(facts: Facts, code: str) -> Board:
    """The board of a quarter as this person may see it."""
    require(facts["who"], Act.COMPLETENESS)
    quarter = (
        Quarter.parse(code) if code else board_quarter(DueDays.parse(facts["who"].agency.due_days), facts["today"])
    )
    board: Board = facts["board", quarter.code]
    return board.seen_by(facts["who"])


def board(facts: Facts, code: str = "", by: str = By.DIVISION) -> Screen:
    """Expected, done and on time in a quarter, by division, person or dimension; what lacks something leads to it."""
    shown, way = _board(facts, code), By(by)
    quarter, total = shown.quarter, shown.total
    title = f"{TITLE} {quarter.label}"
    around = [
        *(Button(f"ดูตาม{other.label}", f"o.board.{quarter.code}.{other}") for other in By if other is not way),
        Button(f"ไตรมาส {quarter.previous.number}/{quarter.previous.fiscal_year}", f"o.board.{quarter.previous.code}"),
        Button("เมนู", "o.menu"),
    ]
    if not total.expected:
        return Screen((Card(title, ("ยังไม่มีรายการที่ต้องบันทึกผล",), buttons=tuple(around)),))
    lines = [_told(total, "บันทึกแล้ว")]
    if total.missing:
        lines.append(days_left(shown.due_on, facts["today"]))
    groups = shown.by(way)
    lines += [f"• {group.label}: {_told(group)}" for group in groups]
    lines += readiness(shown)
    lacking = [group for group in groups if group.missing]
    buttons = [
        Button(shorten(f"{group.label} ขาด {group.missing}", 40), f"o.missing.{quarter.code}.{way}.{group.key}")
        for group in lacking[:AT_ONCE]
    ]
    return Screen((Card(title, tuple(lines), buttons=(*buttons, *around)),))


def _told(group: Group, before: str = "") -> str:
    """A group's figures in words."""
    done = f"{before} {group.done} จาก {group.expected} รายการ".strip()
    if not group.done:
        return done
    on_time = "ทันกำหนดทั้งหมด" if group.on_time == group.done else f"ทันกำหนด {group.on_time}"
    return f"{done} ({'ครบ ' if not group.missing else ''}{on_time})"


def readiness(board: Board) -> list[str]:
    """Whether the measure report of the round has all it needs, and else who is to supply it."""
    lacking = [entry.duty for entry in board.entries if entry.done_at is None]
    found = []
    for word, period_kind in (("ผลโครงการของไตรมาสนี้", True), ("ผลตามมาตรการของรอบนี้", False)):
        mine = [duty for duty in lacking if isinstance(duty.period, Quarter) is period_kind]
        if not any(isinstance(entry.duty.period, Quarter) is period_kind for entry in board.entries):
            continue
        names = list(dict.fromkeys(person.name for duty in mine for person in whose(duty, board.people)[:1]))
        who = f" ต้องส่งโดย {', '.join(names[:3])}{f' และอีก {len(names) - 3} คน' if len(names) > 3 else ''}"
        found.append(f"{word}: ขาดอีก {len(mine)} อย่าง{who if names else ''}" if mine else f"{word}: พร้อมแล้ว")
    return found


def missing(facts: Facts, code: str, by: str, key: str, page: str = "1") -> Screen:
    """What a group lacks, whose it is, and a button to ask for each."""
    shown = _board(facts, code)
    found = shown.missing(By(by), key)
    back = Button(f"{TITLE} {shown.quarter.label}", f"o.board.{shown.quarter.code}.{by}")
    if not found:
        return Screen((Card("บันทึกผลครบแล้ว", (shown.quarter.label,), buttons=(back, Button("เมนู", "o.menu"))),))
    start = (max(int(page), 1) - 1) * AT_ONCE
    lines, buttons = [], []
    asks = may(facts["who"], Act.NUDGE)
    for duty in found[start : start + AT_ONCE]:
        asked = (what(duty), duty.id, duty.period.code) in facts["nudged"]
        names = ", ".join(person.name for person in whose(duty, shown.people)[:2]) or "ยังไม่มีผู้รับผิดชอบ"
        lines.append(f"• {duty.title} ({names}){' เตือนแล้ววันนี้' if asked else ''}")
        if asks and not asked and any(person.id != facts["who"].id for person in whose(duty, shown.people)):
            token = f"o.nudge.{what(duty)}.{duty.id}.{duty.period.code}"
            buttons.append(Button(shorten(f"เตือน: {duty.title}", 50), token))
    if len(found) > start + AT_ONCE:
        rest = len(found) - start - AT_ONCE
        buttons.append(Button(f"ดูอีก {rest} รายการ", f"o.missing.{shown.quarter.code}.{by}.{key}.{int(page) + 1}"))
    title = f"ยังไม่บันทึกผล {shown.quarter.label} {len(found)} รายการ"
    return Screen((Card(title, tuple(lines), buttons=(*buttons, back, Button("เมนู", "o.menu"))),))


def what(duty: Duty) -> str:
    """What a duty is about, as buttons and the audit name it."""
    return "item" if isinstance(duty.period, Quarter) else "measure"


def nudge(facts: Facts, what: str, number: str, code: str) -> Do:
    """Ask for one missing result."""
    require(facts["who"], Act.NUDGE)
    if what not in {"item", "measure"}:
        raise Problem("button_gone")
    return Do(Nudge(what, int(number), parse_period(code)))
