"""What a plan and its agency hold in short lists that are changed row by row, and how a change is told from another."""

import hashlib
from enum import StrEnum
from typing import Any

from bot.domain.agency import Act


class Part(StrEnum):
    """A list of rows; `single` ones have one row at most."""

    INDICATORS = "indicators"
    RISKS = "risks"
    ORDER = "order"
    ANNOUNCEMENT = "announcement"
    SIGNATORIES = "signatories"

    @property
    def label(self) -> str:
        """What one row is called."""
        return _LABELS[self]

    @property
    def single(self) -> bool:
        return self in {Part.ORDER, Part.ANNOUNCEMENT}

    @property
    def act(self) -> Act:
        """What somebody has to be allowed to change it."""
        return Act.SETTINGS if self is Part.SIGNATORIES else Act.CHANGE_PLAN


_LABELS = {
    Part.INDICATORS: "ตัวชี้วัด",
    Part.RISKS: "ความเสี่ยงการทุจริต",
    Part.ORDER: "คำสั่งแต่งตั้งคณะทำงาน",
    Part.ANNOUNCEMENT: "ประกาศใช้แผน",
    Part.SIGNATORIES: "ผู้ลงนาม",
}


def stamp(value: Any) -> str:
    """A short mark of a value as it was seen: who changes it names the mark, so that nobody writes over what came between."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:10]
