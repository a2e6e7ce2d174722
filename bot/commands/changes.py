"""Deleting, bringing back, taking in drafts, keeping what is doubtful."""

from typing import Any, Final

from sqlalchemy import update

from bot.commands.cycle import demand_open
from bot.commands.origin import From, note
from bot.commands.outdated import of_measures, outdate
from bot.domain import commands as c
from bot.domain.agency import Act, Role, only_as_draft, require
from bot.domain.fiscal import Quarter, Round
from bot.domain.report import ReportKind
from bot.problems import Problem
from storage import measures, plan, reports
from storage.tables import measure, measure_result, plan_item, quarter_result

_IN_REPORT: Final = frozenset({"measure", "mresult"})
"""What measure reports show: changing it resets those of the fiscal year."""
_TABLES: Final = {"item": plan_item, "result": quarter_result, "measure": measure, "mresult": measure_result}


def _target(o: From, what: str, row_id: int) -> tuple[dict[str, Any], str]:
    """The row to delete or restore (deleted or not), with its title; the right is checked here. A measure's result
    carries the fiscal year of its measure."""
    s, table = o.scope, _TABLES[what]
    row = s.connection.execute(table.select().where(table.c.id == row_id, table.c.agency_id == s.agency_id)).first()
    if row is None:
        raise Problem("already_gone")
    values = dict(row._mapping)
    if what == "item":
        title, division, act = row.title, row.division_id, Act.CHANGE_PLAN
    elif what == "measure":
        title, division, act = row.name, row.division_id, Act.CHANGE_PLAN
    else:
        parent, key = (plan_item, row.item_id) if what == "result" else (measure, row.measure_id)
        owner = s.connection.execute(parent.select().where(parent.c.id == key)).one()
        if what == "result":
            title = f"{owner.title} {Quarter(row.fiscal_year, row.quarter).label}"
        else:
            title = f"{owner.name} {Round(owner.fiscal_year, row.round).label}"
            values |= {"fiscal_year": owner.fiscal_year, "name": owner.name}
        division, act = owner.division_id, Act.RECORD_RESULT
    require(s.person, act, division_id=division)
    if what == "result":
        demand_open(o, Quarter(row.fiscal_year, row.quarter))
    elif what == "mresult":
        demand_open(o, Round(owner.fiscal_year, row.round))
    if act is Act.CHANGE_PLAN and row.status != "draft" and only_as_draft(s.person, act):
        raise Problem("no_right", who=Role.PLAN_OWNER.label)
    return values, title


def ask_delete(o: From, e: c.AskDelete) -> c.DeleteAsked:
    """Say what would be deleted, to somebody who may."""
    s = o.scope
    row, title = _target(o, e.what, e.id)
    if row["deleted_at"] is not None:
        raise Problem("already_gone")
    shows = e.what == "mresult" or (e.what == "measure" and row["status"] == "active")
    standing = reports.standing(s.connection, s.agency_id, [ReportKind.MEASURE_REPORT]) if shows else []
    of_year = [r for r in standing if r.about.fiscal_year == row["fiscal_year"]]
    voids = tuple(r for r in of_year if e.what == "measure" or r.about.months == row["round"])
    return c.DeleteAsked(e.what, e.id, title, voids)


def delete(o: From, e: c.Delete) -> c.Deleted:
    """Take something out; it stays in the table and can be brought back."""
    row, title = _target(o, e.what, e.id)
    if not plan.set_deleted(o.scope.connection, _TABLES[e.what], o.scope.agency_id, e.id, o.scope.now):
        raise Problem("already_gone")
    note(o, f"{e.what}:deleted", e.id)
    if e.what in _IN_REPORT:
        outdate(o, of_measures(row["fiscal_year"], row["name"]))
    return c.Deleted(e.what, e.id, title)


def restore(o: From, e: c.Restore) -> c.Restored:
    """Bring back what was deleted, unless something took its place."""
    s = o.scope
    values, title = _target(o, e.what, e.id)
    if values["deleted_at"] is None:
        raise Problem("already_back")
    if e.what == "result" and plan.result(
        s.connection, s.agency_id, values["item_id"], Quarter(values["fiscal_year"], values["quarter"])
    ):
        raise Problem("place_taken")
    if e.what == "mresult" and measures.result(s.connection, s.agency_id, values["measure_id"], values["round"]):
        raise Problem("place_taken")
    if e.what == "measure" and any(
        m.name == title for m in measures.of_year(s.connection, s.agency_id, values["fiscal_year"])
    ):
        raise Problem("place_taken")
    if not plan.set_deleted(s.connection, _TABLES[e.what], s.agency_id, e.id, None):
        raise Problem("already_back")
    note(o, f"{e.what}:restored", e.id)
    if e.what in _IN_REPORT:
        outdate(o, of_measures(values["fiscal_year"], values["name"]))
    return c.Restored(e.what, e.id, title)


def accept(o: From, e: c.Accept) -> c.Accepted:
    """The plan owner takes an officer's draft in."""
    s = o.scope
    require(s.person, Act.SUBMIT)
    table = {"item": plan_item, "measure": measure}[e.what]
    row = s.connection.execute(
        table.select().where(table.c.id == e.id, table.c.agency_id == s.agency_id, table.c.deleted_at.is_(None))
    ).first()
    if row is None:
        raise Problem("already_gone")
    if row.status != "draft":
        raise Problem("already_accepted")
    s.connection.execute(update(table).where(table.c.id == e.id).values(status="active", version=table.c.version + 1))
    note(o, f"{e.what}:accepted", e.id)
    if e.what == "measure":
        outdate(o, of_measures(row.fiscal_year, row.name))
        return c.Accepted(e.what, row.name, None)
    return c.Accepted(e.what, row.title, row.officer_id)


def keep(o: From, e: c.Keep) -> c.Kept:
    """Leave a doubtful value as it is, on purpose; it is no longer listed beside the report."""
    s = o.scope
    found = measures.result_by_id(s.connection, s.agency_id, e.result_id)
    if found is None:
        raise Problem("already_gone")
    parent = measures.one(s.connection, s.agency_id, found.measure_id)
    if parent is None:
        raise Problem("measure_gone")
    require(s.person, Act.RECORD_RESULT, division_id=parent.division_id)
    demand_open(o, Round(parent.fiscal_year, found.round))
    kept = list(dict.fromkeys((*found.kept, e.code)))
    s.connection.execute(update(measure_result).where(measure_result.c.id == found.id).values(kept=kept))
    note(o, "mresult:kept", found.id, code=e.code)
    return c.Kept(e.code, Round(parent.fiscal_year, found.round))
