"""What division heads may know of results that wait for their word; a part of `bot.facts`."""

from collections.abc import Callable
from typing import Any, Final

from bot.domain.agency import Role
from bot.domain.checking import Checkable, ToCheck, seal
from bot.domain.fiscal import Quarter, Round, bangkok_day, fiscal_year_of
from bot.domain.report import About, ReportKind
from bot.facts.scope import Scope
from bot.problems import Problem
from bot.reporting import kinds
from storage import approvals, checking, plan


def divisions(s: Scope) -> frozenset[int]:
    """Whose results are this person's to approve: those of divisions the person heads today, where heads are asked at all."""
    if Role.DIVISION_HEAD not in s.person.agency.levels:
        return frozenset()
    held = approvals.posts_of(s.connection, s.person, bangkok_day(s.now))
    return frozenset(post.division_id for post in held if post.role is Role.DIVISION_HEAD and post.division_id)


def to_check(s: Scope, quarter: Quarter) -> Checkable:
    """The results of a quarter that wait for this person's word, with what is odd in each; a Problem for who has none."""
    mine = divisions(s)
    if not mine:
        raise Problem("no_right", who=Role.DIVISION_HEAD.label)
    own = plan.plan_of(s.connection, s.agency_id, quarter.fiscal_year)
    if own is None or quarter.fiscal_year not in own.years:
        return Checkable(quarter, (), 0)
    items = {one.id: one for one in plan.items(s.connection, s.agency_id, own.id) if one.division_id in mine}
    recorded = plan.results(s.connection, s.agency_id, own.id, quarter.fiscal_year)
    found = [one for one in recorded if one.quarter == quarter and one.item_id in items]
    seen = checking.seals(s.connection, s.agency_id, [one.id for one in found])
    doubts = _doubts(s, quarter) if found else {}
    waiting = tuple(
        ToCheck(
            one.id,
            one.item_id,
            items[one.item_id].title,
            seal(one),
            doubts.get(f"o.record_result.{one.item_id}.{quarter.code}", ()),
            one.id in seen,
        )
        for one in found
        if seen.get(one.id) != seal(one)
    )
    return Checkable(quarter, waiting, len(found) - len(waiting))


def _doubts(s: Scope, quarter: Quarter) -> dict[str, tuple[str, ...]]:
    """What the report of the round finds odd, by the button that mends it."""
    months, kind = (6, ReportKind.FOLLOW_UP) if quarter.number <= 2 else (12, ReportKind.YEARLY_REPORT)
    today = bangkok_day(s.now)
    about = About.of(Round(quarter.fiscal_year, months))
    found: dict[str, tuple[str, ...]] = {}
    for finding in kinds.gathered(s.connection, s.agency_id, kind, about, today).findings(today):
        for button in finding.buttons:
            found[button.token] = (*found.get(button.token, ()), finding.sentence)
    return found


def unchecked(s: Scope) -> list[tuple[Quarter, int]]:
    """Quarters of this year and the last with results that wait for this person's word, and how many."""
    if not (mine := divisions(s)):
        return []
    year = fiscal_year_of(bangkok_day(s.now))
    return checking.waiting(s.connection, s.agency_id, mine, (year - 1, year))


LOADERS: Final[dict[str, Callable[..., Any]]] = {
    "to_check": lambda s, code: to_check(s, Quarter.parse(code)),
    "unchecked": unchecked,
}
