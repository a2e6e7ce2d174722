"""Plan items and their results by quarter."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from bot.commands.cycle import demand_open
from bot.commands.origin import From, note, owners_of, told_of_changes, year_of
from bot.domain import commands as c
from bot.domain.agency import Act, Role, only_as_draft, require
from bot.domain.duty import Duty
from bot.domain.fiscal import Round, bangkok_day
from bot.domain.plan import QuarterResult, State
from bot.facts import cycle, duties
from bot.facts.results import is_over
from bot.frameworks import framework_of
from bot.problems import Problem
from storage import evidence, people, plan, plan_parts

TOLD: Final = ("state", "reason", "reason_text", "done", "disbursed", "output", "outcome", "media")
"""What a result always has; the rest is optional."""


def save_item(o: From, e: c.SaveItem) -> c.ItemSaved:
    """Add or mend a plan item; an officer's new item is a draft until the plan owner takes it in."""
    s = o.scope
    if all(division != e.division_id for division, _ in people.divisions(s.connection, s.agency_id)):
        raise Problem("not_yours")
    require(s.person, Act.CHANGE_PLAN, division_id=e.division_id)
    before = plan.item(s.connection, s.agency_id, e.item_id) if e.item_id else None
    if e.item_id and before is None:
        raise Problem("item_gone")
    if before:
        require(s.person, Act.CHANGE_PLAN, division_id=before.division_id)
    current = plan.plan_of(s.connection, s.agency_id, year_of(s))
    if current is None:
        raise Problem("no_plan")
    framework = framework_of(current.framework)
    try:
        framework.mission(e.mission)
        if e.sub_mission:
            framework.sub_mission(e.sub_mission)
    except KeyError:
        raise Problem("no_such_mission") from None
    if not set(e.amounts) <= set(current.years):
        raise Problem("year_outside_plan", first=current.first_year, last=current.last_year)
    draft = only_as_draft(s.person, Act.CHANGE_PLAN) if before is None else before.status == "draft"
    values: dict[str, Any] = {
        "mission": e.mission,
        "sub_mission": e.sub_mission,
        "kind": e.kind.value,
        "title": e.title,
        "target_group": e.target_group,
        "first_day": e.period[0],
        "last_day": e.period[1],
        "division_id": e.division_id,
        "outputs": list(e.outputs),
        "outcomes": list(e.outcomes),
        "note": e.note,
        "status": "draft" if draft else "active",
    }
    if before is None:
        officer = s.person.id if s.person.role is Role.OFFICER else None
        values |= {"plan_id": current.id, "officer_id": officer}
    item_id = plan.save_item(s.connection, s.agency_id, values, e.amounts, current.years, e.item_id, e.version)
    if before is None and e.copy_of:
        sheets = plan_parts.sheets(s.connection, s.agency_id, [e.copy_of])
        for sheet in sheets.values():
            plan_parts.save_sheet(s.connection, s.agency_id, replace(sheet, item_id=item_id, version=0))
    note(o, "item:added" if before is None else "item:changed", item_id)
    ahead = next((found for found in _open(o) if found.id == item_id), None)
    return c.ItemSaved(item_id, e.title, before is None, draft, ahead, told_of_changes(s), s.person.name)


def record_result(o: From, e: c.RecordResult) -> c.ResultRecorded:
    """Record or mend one item's quarter."""
    s = o.scope
    item = plan.item(s.connection, s.agency_id, e.item_id)
    if item is None:
        raise Problem("item_gone")
    require(s.person, Act.RECORD_RESULT, division_id=item.division_id)
    if not item.active_in(e.quarter.fiscal_year):
        raise Problem("not_active", year=e.quarter.fiscal_year)
    if e.quarter.first_day > bangkok_day(s.now):
        raise Problem("quarter_not_open", quarter=e.quarter.label)
    demand_open(o, e.quarter)
    started = e.state in {State.IN_PROGRESS, State.DONE}
    values = {
        "state": e.state.value,
        "reason": e.reason.value if e.reason else "",
        "reason_text": e.reason_text,
        "done": e.done,
        "disbursed": e.disbursed if started else None,
        "output": e.output,
        "outcome": e.outcome,
        "more": dict(e.more),
        "kept": list(e.kept),
        "reporter_id": s.person.id,
        "recorded_at": s.now,
    }
    before = plan.result(s.connection, s.agency_id, item.id, e.quarter) if e.version is not None else None
    was = _differences(before, {**values, "media": e.media}) if before else {}
    corrected = bool(was) and is_over(s, e.quarter)
    if corrected and not e.because.strip():
        raise Problem("because_wanted")
    waiting = _open(o)
    here = next((n for n, w in enumerate(waiting) if (w.id, w.period) == (item.id, e.quarter)), None)
    left = waiting if here is None else waiting[here + 1 :] + waiting[:here]  # on from here, what was passed over last
    ending = Round(e.quarter.fiscal_year, 3 * e.quarter.number)
    following = left or duties(s, (ending,))  # no project left: on with the measures of the round that ends with it
    result_id, new = plan.save_result(s.connection, s.agency_id, item.id, e.quarter, values, e.version)
    pending = evidence.attach(s.connection, s.agency_id, "quarter_result", result_id, e.media)
    told = {"was": was, **({"because": e.because} if corrected else {})} if was else {}
    act = "result:recorded" if new else "result:changed"
    note(o, act, result_id, item=item.id, quarter=e.quarter.code, state=e.state.value, **told)
    return c.ResultRecorded(
        result_id,
        item.id,
        item.title,
        e.quarter,
        e.state,
        new,
        len(e.media),
        pending,
        next=following[0] if following else None,
        left=len(left),
        because=e.because if corrected else "",
        by=s.person.name,
        owners=tuple(owner for owner in owners_of(s) if owner != s.person.id) if corrected else (),
    )


def _differences(before: QuarterResult, after: Mapping[str, Any]) -> dict[str, Any]:
    """What was recorded and is no longer so, by field; as JSON."""
    was: dict[str, Any] = {name: getattr(before, name) for name in TOLD if getattr(before, name) != after[name]}
    more: Mapping[str, Any] = after["more"]
    was |= {k: before.more.get(k) for k in {*before.more, *more} if str(before.more.get(k)) != str(more.get(k))}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in was.items()}


def _open(o: From) -> list[Duty]:
    """Results that are still to be recorded by this person, in their order."""
    return duties(o.scope, cycle.quarters(o.scope))
