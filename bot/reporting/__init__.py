"""Documents as data: gathered from the database, checked, and put into the form of their kind.

`gathering` reads the rows, `measures` is the measure report, `plan` and `progress` check what the plan's documents say,
`kinds` is the one way to any of them: `gathered` gives a `Material`, whatever the kind.
"""

from bot.reporting.measures import (
    Finding,
    Photo,
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
