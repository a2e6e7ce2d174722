"""ปฏิทินรายงาน: what is due when in a fiscal year, moving a day, opening a closed quarter."""

from datetime import date, timedelta
from typing import Final

from bot.dialogs.around import MENU
from bot.dialogs.engine import Dialog
from bot.dialogs.kit import Answers, Choice, Date, Facts, Option, Text
from bot.dialogs.menu import LABELS
from bot.dialogs.reminders import AGAIN, MUTE
from bot.dialogs.session import Screen
from bot.domain.agency import Act, may, require
from bot.domain.cycle import MoveDueDay, Stage, Unlock, stages
from bot.domain.due_days import DueDays, Step
from bot.domain.fiscal import FIRST_YEAR, LAST_YEAR, Period, Quarter
from bot.domain.reminding import NEVER
from bot.messages import Button, Card, Picture
from bot.problems import Problem
from bot.thai import thai_date_short

TITLE: Final = "ปฏิทินรายงาน"
OPEN_FOR: Final = (3, 7, 14, 30)
"""Days for which a closed quarter may be opened."""


def require_open(facts: Facts, period: Period) -> None:
    """Raise when the results of a period cannot be changed any more."""
    if facts["closed", period.code]:
        raise Problem("period_locked", period=period.label, year=period.fiscal_year)


def calendar(facts: Facts, year: str = "") -> Screen:
    """A fiscal year as a picture and in words: what is due when, and how each quarter stands."""
    require(facts["who"], Act.COMPLETENESS)
    shown, today = int(year) if year else facts["fiscal_year"], facts["today"]
    if not FIRST_YEAR < shown < LAST_YEAR:
        raise Problem("button_gone")
    days = DueDays.parse(facts["who"].agency.due_days)
    lines: list[str] = []
    locked: list[Button] = []
    for quarter, stage, until in stages(shown, days, today, facts["unlocked"]):
        again = f"ถึง {_short(until)}" if until and stage is Stage.UNLOCKED else ""
        lines.append(f"ไตรมาส {quarter.number} (รอบ {3 * quarter.number} เดือน): {stage.label}{again}")
        lines.append(f"• {Step.OWNER.label} {_short(days.day(quarter))}{_left(stage, days.day(quarter), today)}")
        if quarter.number in (2, 4):
            lines += [f"• {step.label} {_short(days.day(quarter, step))}" for step in (Step.CLERK, Step.PUBLISHED)]
        lines.append(f"• {Step.LOCKED.label} {_short(days.day(quarter, Step.LOCKED))}")
        if stage is Stage.LOCKED and may(facts["who"], Act.SETTINGS):
            locked.append(Button(f"เปิดให้แก้ไตรมาส {quarter.number}", f"o.unlock.{quarter.code}"))
    by_itself = facts["reports_on"] is not None
    lines.append(f"รายงานรอบ 6 และ 12 เดือน: {'ระบบจัดทำร่างให้เองในวันสุดท้ายของรอบ' if by_itself else 'จัดทำเมื่อขอ'}")
    switch = Button(
        *(("ไม่ต้องจัดทำร่างให้เอง", "o.make_reports.off") if by_itself else ("ให้จัดทำร่างเอง", "o.make_reports.on"))
    )
    settings = (Button("เปลี่ยนวันกำหนด", "o.due_day"), switch) if may(facts["who"], Act.SETTINGS) else ()
    told, reminded = _reminded(facts["quiet_until"])
    lines.append(told)
    foretold = (Button(LABELS["outlook"], "o.outlook"),) if may(facts["who"], Act.SETTINGS) else ()
    buttons = (
        *locked,
        *settings,
        *foretold,
        *reminded,
        Button(f"ปี {shown - 1}", f"o.calendar.{shown - 1}"),
        Button(f"ปี {shown + 1}", f"o.calendar.{shown + 1}"),
        MENU,
    )
    title = f"{TITLE} ปีงบประมาณ {shown}"
    picture = Picture(f"year-{shown}-{int(facts['now'].timestamp())}", title)
    return Screen((picture, Card(title, tuple(lines), buttons=buttons)))


def _short(day: date) -> str:
    return thai_date_short(day, digits="arabic")


def _reminded(quiet_until: date | None) -> tuple[str, tuple[Button, ...]]:
    """Whether this person is reminded, and what changes it."""
    if quiet_until is None:
        return "ท่านได้รับการเตือนตามปกติ", (Button("พักเตือน 7 วัน", "o.quiet.7"), MUTE)
    if quiet_until == NEVER:
        return "ท่านปิดการเตือนไว้", (AGAIN,)
    return f"ท่านพักการเตือนไว้ จะเตือนอีกตั้งแต่ {_short(quiet_until)}", (AGAIN, MUTE)


def _left(stage: Stage, due: date, today: date) -> str:
    if stage is not Stage.OPEN:
        return ""
    return f" (เหลือ {(due - today).days} วัน)" if due > today else " (วันนี้)"


def due_day(facts: Facts) -> Dialog:
    """Let something be due on another day of the year than usual.

    Story: tests/stories/calendar.yaml
    """
    require(facts["who"], Act.SETTINGS)
    days, year = DueDays.parse(facts["who"].agency.due_days), facts["fiscal_year"]

    def steps(a: Answers) -> tuple[Option, ...]:
        quarter = Quarter(year, int(a.get("months", 3)) // 3)
        return tuple(Option(step.value, f"{step.label} {_short(days.day(quarter, step))}") for step in Step)

    return Dialog(
        name="due_day",
        title="เปลี่ยนวันกำหนด",
        questions=(
            Choice(
                "months",
                "ของไตรมาสหรือรอบใด",
                tuple(Option(str(3 * n), f"ไตรมาส {n} (รอบ {3 * n} เดือน)") for n in (1, 2, 3, 4)),
                label="ไตรมาส",
            ),
            Choice("step", "กำหนดใด (ตามด้วยวันปัจจุบัน)", steps, label="กำหนด"),
            Date("day", "ให้เป็นวันใดของทุกปี", label="วันใหม่"),
        ),
        finish=lambda a: MoveDueDay(int(a["months"]), Step(a["step"]), a["day"]),
    )


def unlock(facts: Facts, code: str) -> Dialog:
    """Open a closed quarter for some days, with a reason.

    Story: tests/stories/calendar.yaml
    """
    require(facts["who"], Act.SETTINGS)
    quarter, today = Quarter.parse(code), facts["today"]
    ends = {str(count): today + timedelta(days=count) for count in OPEN_FOR}
    return Dialog(
        name="unlock",
        title=f"เปิดให้แก้{quarter.label}",
        questions=(
            Choice(
                "days",
                f"เปิดให้แก้ผลของ{quarter.label} และรอบ {3 * quarter.number} เดือน กี่วัน",
                tuple(Option(count, f"{count} วัน (ถึง {_short(day)})") for count, day in ends.items()),
                label="เปิดให้แก้",
            ),
            Text("reason", "เปิดให้แก้เพราะเหตุใด", label="เหตุผล", limit=300),
        ),
        finish=lambda a: Unlock(quarter, ends[a["days"]], a["reason"]),
    )
