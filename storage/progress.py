"""How far an agency's plan has come in a year, as the figures of a picture that is drawn when it is fetched."""

import json
import re
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from bot.domain.fiscal import Round, bangkok_day
from bot.domain.plan import State
from bot.domain.progress import progress, summary
from storage import plan
from storage.invites import DRAWN
from storage.tables import agency

CARD: Final = "g"
"""Begins the id of the picture, before the fiscal year."""
KEY: Final = f"{DRAWN}progress/"
NAMED: Final = 3
"""Items that are named of those that lack a result."""


def card(connection: Connection, agency_id: int, file_id: str, now: datetime) -> tuple[str, str, str] | None:
    """The picture of a year as a file: key, name and MIME; four statements whatever the items. It lies nowhere, its key says
    what it shows. None for a year the agency has no plan of."""
    if not re.fullmatch(rf"{CARD}[0-9]{{4}}", file_id):
        return None
    year = int(file_id.removeprefix(CARD))
    own = plan.plan_of(connection, agency_id, year)
    row = connection.execute(select(agency).where(agency.c.id == agency_id)).first()
    if own is None or year not in own.years or row is None:
        return None
    today = bangkok_day(now)
    items = [item for item in plan.items(connection, agency_id, own.id) if item.status == "active"]
    found = progress(items, plan.results(connection, agency_id, own.id, year), Round(year, 12))
    told = summary(found)
    silent = [one.item for one in found if not one.results and one.due(today)]
    shown: dict[str, Any] = {
        "agency": row.name,
        "sample": row.sample,
        "year": year,
        "day": today.isoformat(),
        "states": [[state.label, told.counts[state]] for state in State],
        "items": told.items,
        "planned": str(told.planned),
        "used": str(told.used),
        "percent": str(told.used_percent or 0),
        "score": str(told.score or 0),
        "silent": len(silent),
        "named": [item.title for item in silent[:NAMED]],
    }
    return KEY + json.dumps(shown, ensure_ascii=False), f"ความก้าวหน้า-{year}.jpg", "image/jpeg"
