"""The reporting cycle as pictures: a year's calendar, and how complete a quarter is. As wide as a phone shows well."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PIL import Image, ImageDraw

from bot.domain.cycle import Stage
from bot.domain.due_days import DueDays, Step
from bot.domain.fiscal import Quarter
from bot.pictures import GREEN, INK, LINE, PAPER, SOFT, Weight, fitting, png
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

    def png(self) -> bytes:
        """The page."""
        return png(self.picture.quantize(64))


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


def _day(day: date) -> str:
    return thai_date_short(day, digits="arabic")
