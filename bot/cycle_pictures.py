"""The reporting cycle as pictures: a year's calendar, and how complete a quarter is. As wide as a phone shows well."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PIL import Image, ImageDraw

from bot.domain.completeness import By, Group
from bot.domain.cycle import Stage
from bot.domain.due_days import DueDays, Step
from bot.domain.fiscal import Quarter
from bot.pictures import GREEN, INK, LINE, PAPER, SOFT, Weight, cut, fitting, png
from bot.thai import thai_date_short

WIDTH: Final = 1080
EDGE: Final = 48
COLOURS: Final = {
    Stage.AHEAD: ("#EEF1F0", "#5B6B66"),
    Stage.OPEN: (SOFT, GREEN),
    Stage.LATE: ("#FDEBD3", "#9A4B00"),
    Stage.UNLOCKED: ("#E4ECFB", "#1F4E9C"),
    Stage.LOCKED: ("#E6E6E6", "#444444"),
}
"""Ground and letters; the words say the same, for who does not tell colours apart."""


class Sheet:
    """A white page to write on."""

    def __init__(self, height: int, title: str, below: str) -> None:
        self.picture = Image.new("RGB", (WIDTH, height), PAPER)
        self.pen = ImageDraw.Draw(self.picture)
        self.words(EDGE, 66, title, 52, "Bold", GREEN)
        self.words(EDGE, 128, below, 36)

    def words(
        self, x: float, y: float, words: str, size: int, weight: Weight = "Medium", ink: str = INK, anchor: str = "lm",
        width: float = WIDTH - 2 * EDGE,
    ) -> None:  # fmt: skip
        """A line of words, smaller where it would be wider than that."""
        self.pen.text((x, y), words, ink, fitting(words, weight, size, width), anchor=anchor, language="th")

    def bar(self, left: float, top: float, right: float, high: float, group: Group) -> None:
        """How much of a group is recorded in time, late, and not."""
        self.pen.rounded_rectangle((left, top, right, top + high), high / 2, MISSING)
        for count, colour in ((group.done, LATE), (group.on_time, IN_TIME)):
            if count:
                end = left + max(high, (right - left) * count / group.expected)
                self.pen.rounded_rectangle((left, top, end, top + high), high / 2, colour)

    def png(self) -> bytes:
        """The page; few colours are found quickly by this method, and as well."""
        return png(self.picture.quantize(64, Image.Quantize.FASTOCTREE))


def year(agency: str, fiscal_year: int, days: DueDays, stages: Sequence[tuple[Quarter, Stage, date | None]]) -> bytes:
    """A fiscal year: a band for each quarter with what is due when, and how it stands."""
    high = 262
    sheet = Sheet(190 + high * len(stages), f"ปฏิทินรายงาน ปีงบประมาณ {fiscal_year}", agency)
    for place, (quarter, stage, until) in enumerate(stages):
        top = 180 + high * place
        ground, ink = COLOURS[stage]
        sheet.pen.rounded_rectangle((EDGE, top, WIDTH - EDGE, top + high - 22), 24, ground, LINE, 2)
        sheet.words(EDGE + 32, top + 48, f"ไตรมาส {quarter.number}", 44, "Bold", ink)
        months = f"{_day(quarter.first_day)} – {_day(quarter.last_day)}"
        sheet.words(EDGE + 32, top + 100, months, 30, width=360)
        said = f"{stage.label}ถึง {_day(until)}" if stage is Stage.UNLOCKED and until else stage.label
        sheet.words(EDGE + 32, top + 160, said, 34, "Bold", ink, width=360)
        for row, step in enumerate(Step):
            y = top + 44 + 50 * row
            sheet.words(EDGE + 430, y, step.label, 32, width=310)
            sheet.words(WIDTH - EDGE - 32, y, _day(days.day(quarter, step)), 32, "Bold", anchor="rm")
    return sheet.png()


IN_TIME, LATE, MISSING = GREEN, "#F2B200", "#C9D1CE"
"""Recorded in time, recorded late, not recorded."""
WANTED: Final = "#9A4B00"
ROWS: Final = 14
"""Groups that are shown; those after them lack least."""


def board(
    agency: str, quarter: Quarter, by: By, due_on: date, today: date, total: Group, groups: Sequence[Group]
) -> bytes:
    """How complete a quarter is (by quarter: the year): the sum as a bar, then a bar for each group, those that lack most
    first."""
    shown, high = groups[:ROWS], 112
    whole_year = by is By.QUARTER
    title = f"ความครบถ้วน {f'ปีงบประมาณ {quarter.fiscal_year}' if whole_year else quarter.label}"
    sheet = Sheet(550 + high * len(shown) + 60 * (len(groups) > len(shown)), title, f"{agency} ณ {_day(today)}")
    sheet.pen.rounded_rectangle((EDGE, 172, WIDTH - EDGE, 430), 24, SOFT)
    left, right = EDGE + 32, WIDTH - EDGE - 32
    sheet.words(left, 226, f"บันทึกแล้ว {total.done} จาก {total.expected} รายการ", 46, "Bold", width=right - left)
    if not whole_year:
        sheet.words(left, 288, f"กำหนดบันทึกผล {_day(due_on)}", 34)
    lacks = f"ขาด {total.missing}" if total.missing else "ครบแล้ว"
    sheet.words(right, 288, lacks, 42, "Bold", WANTED if total.missing else GREEN, "rm")
    sheet.bar(left, 326, right, 30, total)
    x: float = left
    legend = (
        (IN_TIME, "ทันกำหนด", total.on_time),
        (LATE, "ช้า", total.done - total.on_time),
        (MISSING, "ขาด", total.missing),
    )
    for colour, word, count in legend:
        sheet.pen.rounded_rectangle((x, 376, x + 28, 404), 6, colour)
        words = f"{word} {count}"
        sheet.words(x + 42, 390, words, 32)
        x += 42 + fitting(words, "Medium", 32, WIDTH).getlength(words) + 48
    sheet.words(EDGE, 480, f"แยกตาม{by.label}", 38, "Bold", GREEN)
    for place, group in enumerate(shown):
        y = 548 + high * place
        label, letters = cut(group.label, "Medium", 36, 620)
        sheet.pen.text((EDGE, y), label, INK, letters, anchor="lm", language="th")
        sheet.words(WIDTH - EDGE - 170, y, f"{group.done}/{group.expected}", 36, anchor="rm")
        lacks = f"ขาด {group.missing}" if group.missing else "ครบ"
        sheet.words(WIDTH - EDGE, y, lacks, 36, "Bold", WANTED if group.missing else GREEN, "rm")
        sheet.bar(EDGE, y + 32, WIDTH - EDGE, 20, group)
    if rest := len(groups) - len(shown):
        sheet.words(EDGE, 548 + high * len(shown), f"และอีก {rest} ที่ขาดน้อยกว่านี้", 32)
    return sheet.png()


def _day(day: date) -> str:
    return thai_date_short(day, digits="arabic")
