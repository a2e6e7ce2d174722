"""What dialogs may know of the reporting cycle; a part of `bot.facts`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from bot.domain.cycle import Stage, stage
from bot.domain.due_days import DueDays, months_of
from bot.domain.fiscal import Period, Quarter, bangkok_day, parse_period
from storage import cycle

if TYPE_CHECKING:
    from bot.facts import Scope


def closed(s: "Scope", period: Period) -> bool:
    """Whether results of a period can no longer be changed. Only a period that is over asks the database."""
    days, today = DueDays.parse(s.person.agency.due_days), bangkok_day(s.now)
    if stage(period, days, today) is not Stage.LOCKED:
        return False
    quarter = Quarter(period.fiscal_year, months_of(period) // 3)
    until = cycle.unlocked_until(s.connection, s.agency_id).get(quarter.code)
    return stage(period, days, today, until) is Stage.LOCKED


LOADERS: Final[dict[str, Callable[..., Any]]] = {
    "closed": lambda s, code: closed(s, parse_period(code)),
    "unlocked": lambda s: cycle.unlocked_until(s.connection, s.agency_id),
}
