"""เตือนบันทึกผล: the one message a person gets about everything that is due."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Final

from bot.dialogs.kit import shorten
from bot.dialogs.menu import LABELS, standing_in
from bot.domain.agency import Person
from bot.domain.duty import Duty
from bot.domain.fiscal import fiscal_year_of, short_label
from bot.messages import Button, Card
from bot.thai import thai_date_long

MOST: Final = 10
"""Titles that are named; the rest is counted."""


def digest(due: Sequence[tuple[date, Duty]], today: date, who: Person) -> Card:
    """What is missing with the days left, what is due first at the top and behind the button."""
    due = sorted(due, key=lambda each: each[0])
    year = fiscal_year_of(today)
    periods = list(dict.fromkeys(short_label(duty.period, year) for _, duty in due))
    lines: list[str] = []
    for day, group in groupby(due[:MOST], key=lambda each: each[0]):
        lines.append(days_left(day, today))
        for _, duty in group:
            prefix = f"{short_label(duty.period, year)}: " if len(periods) > 1 else ""
            lines.append(f"• {prefix}{duty.title}")
    if len(due) > MOST:
        lines.append(f"และอีก {len(due) - MOST} รายการ")
    lines.extend(standing_in([duty for _, duty in due], who))
    first = due[0][1]
    buttons = (
        Button(f"บันทึก {shorten(first.title, 40)}", f"o.{first.recorded_by}", "primary"),
        Button(LABELS["todo"], "o.todo"),
    )
    return Card(
        f"เตือนบันทึกผล {' และ'.join(periods)}", tuple(lines), "ตัวอย่าง" if who.agency.sample else "", buttons=buttons
    )


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
