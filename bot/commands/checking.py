"""A division head approves what was recorded in a quarter, or takes that back within a day."""

from collections.abc import Sequence

from bot.commands.origin import From, note
from bot.domain.approval import UNDO_FOR
from bot.domain.checking import CheckResult, CheckResults, ResultsChecked, ToCheck, UndoCheck
from bot.domain.fiscal import Quarter
from bot.facts.checking import to_check
from bot.problems import Problem
from storage import checking


def check_results(o: From, e: CheckResults) -> ResultsChecked:
    """Approve what is clean, if it still is what was seen."""
    found = to_check(o.scope, e.quarter)
    if not found.clean:
        raise Problem("nothing_to_check")
    if found.mark != e.mark:
        raise Problem("results_changed", quarter=e.quarter.code)
    return _checked(o, e.quarter, found.clean)


def check_result(o: From, e: CheckResult) -> ResultsChecked:
    """Approve one, in which there may be something odd."""
    found = next((one for one in to_check(o.scope, e.quarter).waiting if one.result_id == e.result_id), None)
    if found is None:
        raise Problem("nothing_to_check")
    if found.seal != e.seal:
        raise Problem("results_changed", quarter=e.quarter.code)
    return _checked(o, e.quarter, [found])


def _checked(o: From, quarter: Quarter, found: Sequence[ToCheck]) -> ResultsChecked:
    s = o.scope
    noted = [note(o, "result:checked", one.result_id, item=one.item_id, quarter=quarter.code) for one in found]
    common = {"agency_id": s.agency_id, "person_id": s.person.id, "at": s.now, "batch": noted[0]}
    checking.add(s.connection, [{**common, "result_id": one.result_id, "seal": one.seal} for one in found])
    return ResultsChecked(quarter, tuple(one.title for one in found), noted[0])


def undo_check(o: From, e: UndoCheck) -> ResultsChecked:
    """Take back what one tap approved; who tapped may, for a day."""
    s = o.scope
    rows = checking.of_batch(s.connection, s.agency_id, s.person.id, e.batch)
    if not rows:
        raise Problem("already_gone")
    if s.now - rows[0].at > UNDO_FOR:
        raise Problem("undo_too_late")
    quarter = Quarter(rows[0].fiscal_year, rows[0].quarter)
    checking.undo(s.connection, s.agency_id, s.person.id, e.batch, s.now)
    for row in rows:
        note(o, "result:unchecked", row.result_id, quarter=quarter.code)
    return ResultsChecked(quarter, tuple(row.title for row in rows), e.batch, undone=True)
