"""How a version of a document differs from the one that was decided about before."""

from dataclasses import dataclass
from typing import Any, Final, Self

SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Changes:
    """What reads differently since the version that was submitted last."""

    since: int
    """That version."""
    count: int
    first: tuple[str, ...]
    """A sentence each, of the first few."""

    @classmethod
    def of(cls, since: int, told: list[str]) -> Self:
        return cls(since, len(told), tuple(told[:SHOWN]))

    def dump(self) -> dict[str, Any]:
        return {"since": self.since, "count": self.count, "first": list(self.first)}

    @classmethod
    def load(cls, data: dict[str, Any]) -> Self | None:
        return cls(data["since"], data["count"], tuple(data["first"])) if data else None

    @property
    def lines(self) -> tuple[str, ...]:
        """For who decides."""
        if not self.count:
            return (f"ข้อความเหมือนฉบับที่ {self.since} อาจเปลี่ยนเฉพาะภาพ",)
        more = self.count - len(self.first)
        rest = (f"และอีก {more} แห่ง",) if more else ()
        return (f"เปลี่ยนจากฉบับที่ {self.since} จำนวน {self.count} แห่ง", *self.first, *rest)
