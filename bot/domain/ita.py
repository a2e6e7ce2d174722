"""Which item of the ITA (การประเมินคุณธรรมและความโปร่งใส) a document answers in which year.

The NACC renumbers the items of the public-disclosure part (OIT) nearly every year, so they are data
(`templates/ita_items.yaml`); a year or an item that is not known is None, never a guess.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Final, Literal

ItaKind = Literal["plan", "six_month", "yearly", "measures", "measures_result"]


@dataclass(frozen=True, slots=True)
class ItaItems:
    """The item codes ("O26") of one ITA year."""

    plan: str | None = None
    six_month: str | None = None
    yearly: str | None = None
    measures: str | None = None
    measures_result: str | None = None


ITEM_OF: Final[Mapping[str, ItaKind]] = {
    "five_year_plan": "plan",
    "plan_flat": "plan",
    "plan_targets": "plan",
    "follow_up": "six_month",
    "yearly_report": "yearly",
    "measure_report": "measures_result",
    "single_measure_report": "measures_result",
}
"""The ITA item that a kind of document answers."""
KINDS = frozenset(field.name for field in fields(ItaItems))


def parse_ita_items(data: Mapping[object, object]) -> Mapping[int, ItaItems]:
    """The table as it stands in its file, by ITA year; a ValueError says where the table is wrong."""
    table = {}
    for year, row in data.items():
        if not isinstance(year, int) or not 2500 <= year <= 2700:
            raise ValueError(f"{year}: needs a Buddhist-Era year")
        if not isinstance(row, Mapping) or not KINDS.issuperset(row):
            raise ValueError(f"{year}: needs a row of {', '.join(sorted(KINDS))}")
        for kind, code in row.items():
            if code is not None and not (isinstance(code, str) and re.fullmatch(r"O[1-9][0-9]?", code)):
                raise ValueError(f"{year}.{kind}: needs a code such as O26 or null, is {code!r}")
        table[year] = ItaItems(**row)
    return MappingProxyType(table)


def item_for(table: Mapping[int, ItaItems], year: int, kind: ItaKind) -> str | None:
    """The item code of a document kind in an ITA year, if it is known."""
    if kind not in KINDS:
        raise ValueError(f"no ITA item is of kind {kind!r}")
    code: str | None = getattr(table.get(year, ItaItems()), kind)
    return code
