"""Documents as data: gathered from the database, checked, and put into the form of their kind.

`gathering` reads the rows, `measures` is the measure report, `odd` finds what should be looked at in the others; `kinds` is the
one way to any of them: what can be asked for, and the `Material` of one.
"""

from bot.reporting.material import Finding, Photo
from bot.reporting.measures import (
    ReportData,
    data_now,
    document,
    findings,
    gather,
    ita_items,
    own_ita_item,
    shown,
)

__all__ = [
    "Finding",
    "Photo",
    "ReportData",
    "data_now",
    "document",
    "findings",
    "gather",
    "ita_items",
    "own_ita_item",
    "shown",
]
