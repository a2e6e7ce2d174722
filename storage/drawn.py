"""Files that lie nowhere and are drawn each time they are fetched (`bot.drawn`): their key says all that they show."""

import json
import re
from collections.abc import Callable
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.domain.completeness import By
from bot.domain.due_days import DueDays
from bot.domain.fiscal import Quarter, bangkok_day
from storage import completeness, cycle, invites, people, progress
from storage.invites import DRAWN

File = tuple[str, str, str]
"""Key, name and MIME."""


def file_of(connection: Connection, agency_id: int, file_id: str, now: datetime) -> File | None:
    """A drawn file of an agency (`now` by the real clock); None when there is nothing to show."""
    make = next(make for kind, make in _DRAWN.items() if file_id.startswith(kind))
    return make(connection, agency_id, file_id, now)


def _year(connection: Connection, agency_id: int, file_id: str, now: datetime) -> File | None:
    """A fiscal year's calendar: "year-2570-", and the moment it was asked for (so that nobody shows an older one instead)."""
    if not (found := re.fullmatch(r"year-([0-9]{4})-[0-9]+", file_id)):
        return None
    agency = people.agency_of(connection, agency_id)
    today = bangkok_day(now + timedelta(seconds=people.clock_shift(connection, agency_id)))
    opened = {code: until.isoformat() for code, until in cycle.unlocked_until(connection, agency_id).items()}
    shown = [agency.name, agency.due_days, int(found[1]), today.isoformat(), opened]
    return f"{DRAWN}year/{json.dumps(shown, ensure_ascii=False)}", f"calendar_{found[1]}.png", "image/png"


def _board(connection: Connection, agency_id: int, file_id: str, now: datetime) -> File | None:
    """How complete a quarter is: "board-2570-1-division-all-", and the moment it was asked for; instead of "all" the division
    that somebody is limited to."""
    form = rf"board-([0-9]{{4}}-[1-4])-({'|'.join(By)})-(all|[0-9]{{1,9}})-[0-9]+"
    if not (found := re.fullmatch(form, file_id)):
        return None
    quarter, by, seen = Quarter.parse(found[1]), By(found[2]), found[3]
    agency = people.agency_of(connection, agency_id)
    days = DueDays.parse(agency.due_days)
    year = completeness.board(connection, agency_id, quarter.fiscal_year, days)
    today = bangkok_day(now + timedelta(seconds=people.clock_shift(connection, agency_id)))
    shown = year.begun(today) if by is By.QUARTER else year.of(quarter)
    if seen != "all":
        shown = shown.only(lambda entry: entry.duty.division_id == int(seen))
    groups = [astuple(group)[1:] for group in (shown.total, *shown.by(by))]
    data = [agency.name, agency.sample, quarter.code, by, days.day(quarter).isoformat(), today.isoformat(), groups]
    return f"{DRAWN}board/{json.dumps(data, ensure_ascii=False)}", f"board_{quarter.code}.png", "image/png"


_DRAWN: Final[dict[str, Callable[[Connection, int, str, datetime], File | None]]] = {
    invites.PRINTED: invites.printed,
    progress.CARD: progress.card,
    "year-": _year,
    "board-": _board,
}
KINDS: Final = tuple(_DRAWN)
"""How the ids of these files begin."""
