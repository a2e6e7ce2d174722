"""What dialogs may know of the reporting cycle; a part of `bot.facts`."""

from collections.abc import Callable, Collection
from datetime import datetime, time
from typing import Any, Final

from bot.domain.completeness import MEASURES, Board
from bot.domain.cycle import Stage, stage
from bot.domain.due_days import DueDays, months_of
from bot.domain.fiscal import BANGKOK, Period, Quarter, bangkok_day, parse_period
from bot.facts.scope import Scope
from bot.frameworks import framework_of
from storage import completeness, cycle, people, plan
from storage.duties import staff


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


def board(s: Scope, code: str) -> Board:
    """A quarter of the agency; as many statements whatever the rows."""
    quarter, days = Quarter.parse(code), DueDays.parse(s.person.agency.due_days)
    own = plan.plan_of(s.connection, s.agency_id, quarter.fiscal_year)
    dimensions = {d.code: f"มิติที่ {d.code}" for d in framework_of(own.framework).dimensions} if own else {}
    return Board(
        quarter,
        days.day(quarter),
        completeness.entries(s.connection, s.agency_id, quarter),
        tuple(staff(s.connection, [s.agency_id])[s.agency_id]),
        dict(people.divisions(s.connection, s.agency_id)),
        {**dimensions, MEASURES: "มาตรการ"},
    )


def nudged(s: Scope) -> Collection[tuple[str, int, str]]:
    """What somebody was asked for today."""
    midnight = datetime.combine(bangkok_day(s.now), time.min, BANGKOK)
    return completeness.nudged_since(s.connection, s.agency_id, midnight)


LOADERS: Final[dict[str, Callable[..., Any]]] = {
    "closed": lambda s, code: closed(s, parse_period(code)),
    "board": board,
    "nudged": nudged,
    "unlocked": lambda s: cycle.unlocked_until(s.connection, s.agency_id),
}
