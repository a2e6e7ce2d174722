"""Files that lie nowhere: what they show is in their key, and they are drawn each time they are fetched; and the product's
own templates."""

import asyncio
import json
from datetime import date, datetime
from typing import Final

from bot.documents.compiled import source
from bot.domain.fiscal import bangkok_day
from bot.thai import thai_date_short
from storage.files import LocalFiles
from storage.invites import DRAWN
from storage.progress import KEY

PRODUCT: Final = "product/"
"""Before the name of a template that lies in the product."""
YEAR: Final = f"{DRAWN}year/"
BOARD: Final = f"{DRAWN}board/"
ON_PHONE: Final = {
    "line": "สแกนด้วย LINE แล้วกดส่งรหัสในแชต",
    "telegram": "สแกนด้วยกล้องโทรศัพท์ แล้วแตะ Start",
}


class DrawnFiles(LocalFiles):
    """Stored files, and those that are drawn."""

    async def get(self, key: str) -> bytes:
        """The bytes; KeyError when there are none."""
        if key.startswith(KEY):
            return await asyncio.to_thread(progress_card, key.removeprefix(KEY))
        if key.startswith(YEAR):
            return await asyncio.to_thread(year, key.removeprefix(YEAR))
        if key.startswith(BOARD):
            return await asyncio.to_thread(board, key.removeprefix(BOARD))
        if key.startswith(DRAWN):
            return await asyncio.to_thread(invitation, key.removeprefix(DRAWN))
        if key.startswith(PRODUCT):
            return await asyncio.to_thread(source, key.removeprefix(PRODUCT).removesuffix(".docx"))
        return await super().get(key)


def invitation(shown: str) -> bytes:
    """The page to print with the QR code of an invitation (`storage.invites.printed`)."""
    from bot import pictures  # Pillow is loaded when it is needed

    channel, link, name, until = json.loads(shown)
    day = thai_date_short(bangkok_day(datetime.fromisoformat(until)), digits="arabic")
    return pictures.join_code(link, [ON_PHONE[channel], name, f"ใช้ได้ครั้งเดียว ถึง {day}"])


def progress_card(shown: str) -> bytes:
    """How far a plan has come (`storage.progress.card`)."""
    from bot import pictures

    return pictures.progress_card(json.loads(shown))


def year(shown: str) -> bytes:
    """The calendar of a fiscal year (`storage.drawn`)."""
    from bot import cycle_pictures
    from bot.domain.cycle import stages
    from bot.domain.due_days import DueDays

    name, moved, fiscal_year, today, unlocked = json.loads(shown)
    days, opened = DueDays.parse(moved), {code: date.fromisoformat(day) for code, day in unlocked.items()}
    found = stages(fiscal_year, days, date.fromisoformat(today), opened)
    return cycle_pictures.year(name, fiscal_year, days, found)


def board(shown: str) -> bytes:
    """How complete a quarter or a year is (`storage.drawn`)."""
    from bot import cycle_pictures
    from bot.domain.completeness import By, Group
    from bot.domain.fiscal import Quarter

    name, is_sample, quarter, by, due, today, groups = json.loads(shown)
    total, *parts = (Group("", *group) for group in groups)
    said = f"{name} (ตัวอย่าง)" if is_sample and "ตัวอย่าง" not in name else name
    days = date.fromisoformat(due), date.fromisoformat(today)
    return cycle_pictures.board(said, Quarter.parse(quarter), By(by), *days, total, parts)
