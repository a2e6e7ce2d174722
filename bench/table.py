"""The table the benches print."""

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """A measured line: what, how much, and the bar it has to stay under if there is one."""

    name: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def good(self) -> bool:
        return self.limit is None or self.value <= self.limit


def show(rows: Iterable[Row]) -> int:
    """Print each line; 1 when one of them is over its bar."""
    bad = 0
    for row in rows:
        verdict = "" if row.limit is None else f"{'ok' if row.good else 'MISSED'} (at most {row.limit:g})"
        print(f"{row.name:45} {row.value:10.3f} {row.unit:8} {verdict}".rstrip(), flush=True)
        bad += not row.good
    return min(bad, 1)
