"""What dialogs may know of results beside the one that is recorded; a part of `bot.facts`."""

from collections.abc import Callable
from typing import Any, Final

from bot.domain.due_days import DueDays
from bot.domain.fiscal import Quarter, bangkok_day
from bot.domain.report import Report, ReportKind
from bot.facts.scope import Scope
from storage import gallery, history, plan, reports


def is_over(s: Scope, quarter: Quarter) -> bool:
    """Whether the day by which a quarter's results were wanted has passed: what is changed from then on is a correction."""
    return bangkok_day(s.now) > DueDays.parse(s.person.agency.due_days).day(quarter)


def reported_in(s: Scope, quarter_code: str) -> list[Report]:
    """The submitted and approved reports that show a quarter's results."""
    quarter = Quarter.parse(quarter_code)
    found = reports.standing(s.connection, s.agency_id, (ReportKind.FOLLOW_UP, ReportKind.YEARLY_REPORT))
    return [report for report in found if report.round and quarter in report.round.quarters]


LOADERS: Final[dict[str, Callable[..., Any]]] = {
    "spent": lambda s, item_id, year: plan.spent(s.connection, s.agency_id, item_id, year),
    "is_over": lambda s, quarter_code: is_over(s, Quarter.parse(quarter_code)),
    "reported_in": reported_in,
    "gallery": lambda s, result_id: gallery.of(s.connection, s.agency_id, result_id),
    "history": lambda s, what, subject_id: history.of(s.connection, s.agency_id, what, subject_id),
}
