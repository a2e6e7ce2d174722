"""What dialogs may know of the reporting cycle; a part of `bot.facts`."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, time
from typing import Any, Final

from bot import reporting
from bot.domain.completeness import Board, reports_of
from bot.domain.cycle import Stage, stage
from bot.domain.due_days import DueDays, months_of
from bot.domain.fiscal import (
    BANGKOK,
    Period,
    Quarter,
    Round,
    bangkok_day,
    parse_period,
    quarters_to_record,
    rounds_to_record,
)
from bot.domain.ita import ITEM_OF, item_for
from bot.domain.report import About, ReportKind, ReportState
from bot.facts.scope import Scope
from storage import completeness, cycle, paperwork, reminders, reports, round_reports


def closed(s: Scope, period: Period) -> bool:
    """Whether results of a period can no longer be changed. Only a period that is over asks the database."""
    today = bangkok_day(s.now)
    if today <= period.last_day:
        return False
    days = DueDays.parse(s.person.agency.due_days)
    if stage(period, days, today) is not Stage.LOCKED:
        return False
    quarter = Quarter(period.fiscal_year, months_of(period) // 3)
    until = cycle.unlocked_until(s.connection, s.agency_id).get(quarter.code)
    return stage(period, days, today, until) is Stage.LOCKED


def quarters(s: Scope) -> tuple[Quarter, ...]:
    """Quarters whose results are wanted now, also those that are open once more."""
    return tuple(sorted({*_opened_again(s), *quarters_to_record(bangkok_day(s.now))}))


def rounds(s: Scope) -> tuple[Round, ...]:
    """Rounds whose results are wanted now, also those that are open once more."""
    again = (Round(quarter.fiscal_year, 3 * quarter.number) for quarter in _opened_again(s))
    return tuple(sorted({*again, *rounds_to_record(bangkok_day(s.now))}))


def _opened_again(s: Scope) -> list[Quarter]:
    opened = cycle.unlocked_until(s.connection, s.agency_id)
    return [Quarter.parse(code) for code, until in opened.items() if until >= bangkok_day(s.now)]


def board(s: Scope, fiscal_year: int) -> Board:
    """What is expected of the agency in a year; as many statements whatever the rows."""
    return completeness.board(s.connection, s.agency_id, fiscal_year, DueDays.parse(s.person.agency.due_days))


def ita_items(s: Scope, year: int) -> Mapping[ReportKind, str]:
    """The ITA items that reports of a year answer, as far as they are known: the agency's own numbers, else our table's."""
    own = paperwork.ita_items(s.connection, s.agency_id)
    found = {kind: item_for(own, year, of) or item_for(reporting.ita_items(), year, of) for kind, of in ITEM_OF.items()}
    return {ReportKind(kind): code for kind, code in found.items() if code}


def made(s: Scope, code: str) -> Mapping[ReportKind, tuple[int, ReportState]]:
    """The newest version of each report of a round and where it stands."""
    round_ = Round.parse(code)
    rows = {kind: reports.latest(s.connection, s.agency_id, kind, About.of(round_)) for kind in reports_of(round_)}
    return {kind: (row.version, ReportState(row.state)) for kind, row in rows.items() if row}


def nudged(s: Scope) -> Collection[tuple[str, int, str]]:
    """What somebody was asked for today."""
    midnight = datetime.combine(bangkok_day(s.now), time.min, BANGKOK)
    return completeness.nudged_since(s.connection, s.agency_id, midnight)


LOADERS: Final[dict[str, Callable[..., Any]]] = {
    "closed": lambda s, code: closed(s, parse_period(code)),
    "board": board,
    "ita_items": ita_items,
    "reports_made": made,
    "nudged": nudged,
    "reports_on": lambda s: round_reports.made_next(s.connection, s.agency_id),
    "quiet_until": lambda s: reminders.quiet_on(s.connection, [s.agency_id], bangkok_day(s.now)).get(s.person.id),
    "unlocked": lambda s: cycle.unlocked_until(s.connection, s.agency_id),
}
