"""What results are expected in a quarter and which are there; who was asked for one today. Through the agency, in as many
statements whatever the rows."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Text, and_, case, cast, func, literal, select, tuple_

from bot.domain.agency import Role
from bot.domain.completeness import MEASURES, Board, Entry
from bot.domain.due_days import DueDays
from bot.domain.duty import Duty
from bot.domain.fiscal import BANGKOK, Quarter, Round
from bot.domain.plan import begun, period_in
from storage import people
from storage.duties import staff
from storage.tables import Instant, agency, audit, item_year, measure, measure_result, plan_item
from storage.tables import quarter_result as result


def board(connection: Connection, agency_id: int, fiscal_year: int, days: DueDays) -> Board:
    """All that is expected of an agency in a year, and the people and divisions it is arranged by. Four statements."""
    return Board(
        fiscal_year,
        entries(connection, agency_id, [Quarter(fiscal_year, number) for number in (1, 2, 3, 4)], days),
        tuple(staff(connection, [agency_id])[agency_id]),
        dict(people.divisions(connection, agency_id)),
    )


def entries(connection: Connection, agency_id: int, quarters: Sequence[Quarter], days: DueDays) -> tuple[Entry, ...]:
    """The active items of quarters of one year, each from the quarter on in which it begins, and the measures of the rounds
    that end with them; by quarter."""
    year = quarters[0].fiscal_year
    items, measures = _items(connection, agency_id, quarters), _measures(connection, agency_id, year)
    starts = {row.id: period_in(row.first_day, row.last_day, year)[0] for row, _ in items}
    found = []
    for quarter in quarters:
        due, round_ = days.day(quarter), Round(year, 3 * quarter.number)
        number, months, end = quarter.number, round_.months, quarter.last_day
        for (item, title, division, officer, mission, *_), done in items:
            if number in done or starts[item] <= end:
                duty = Duty(agency_id, quarter, item, title, division, officer)
                found.append(Entry(duty, quarter, mission.partition(".")[0], due, done.get(number)))
        for (measure_id, name, division, rounds, *_), done in measures:
            if months in rounds:
                duty = Duty(agency_id, round_, measure_id, name, division)
                found.append(Entry(duty, quarter, MEASURES, due, done.get(months)))
    return tuple(found)


Found = list[tuple[Any, dict[int, datetime]]]
"""Rows, each with when its results were recorded first, by quarter or round."""


def _items(connection: Connection, agency_id: int, quarters: Sequence[Quarter]) -> Found:
    year = quarters[0].fiscal_year
    recorded = and_(
        result.c.item_id == plan_item.c.id,
        result.c.fiscal_year == year,
        result.c.quarter.in_([quarter.number for quarter in quarters]),
        result.c.deleted_at.is_(None),
    )
    i = plan_item.c
    rows = connection.execute(
        select(
            i.id,
            i.title,
            i.division_id,
            i.officer_id,
            i.mission,
            i.first_day,
            i.last_day,
            result.c.quarter.label("part"),
            _first(result).label("done_at"),
        )
        .join(item_year, item_year.c.item_id == i.id)
        .outerjoin(result, recorded)
        .where(
            i.agency_id == agency_id,
            i.status == "active",
            i.deleted_at.is_(None),
            item_year.c.fiscal_year == year,
            item_year.c.active,
        )
        .order_by(i.mission, i.seq, i.id)
    )
    return _by_row(rows)


def _measures(connection: Connection, agency_id: int, fiscal_year: int) -> Found:
    recorded = and_(measure_result.c.measure_id == measure.c.id, measure_result.c.deleted_at.is_(None))
    m = measure.c
    rows = connection.execute(
        select(
            m.id,
            m.name,
            m.division_id,
            m.rounds,
            measure_result.c.round.label("part"),
            _first(measure_result).label("done_at"),
        )
        .outerjoin(measure_result, recorded)
        .where(
            m.agency_id == agency_id,
            m.fiscal_year == fiscal_year,
            m.status == "active",
            m.deleted_at.is_(None),
        )
        .order_by(m.seq, m.id)
    )
    return _by_row(rows)


def _by_row(rows: Iterable[Any]) -> Found:
    """Joined rows, in their order, one for each item or measure."""
    found: dict[int, tuple[Any, dict[int, datetime]]] = {}
    for row in rows:
        number, *_, part, done_at = row
        _, done = found.setdefault(number, (row, {}))
        if part is not None:
            done[part] = done_at
    return list(found.values())


def _first(table: Any) -> Any:
    """When a result was recorded first; none where there is no result."""
    return func.coalesce(table.c.first_at, table.c.recorded_at, type_=table.c.recorded_at.type)


def nudged_since(connection: Connection, agency_id: int, since: datetime) -> Collection[tuple[str, int, str]]:
    """For what (item or measure, its number, the period) somebody was asked since then."""
    acts = [f"{role}:{what}:nudged" for role in Role for what in ("item", "measure")]
    rows = connection.execute(
        select(audit.c.act, audit.c.subject_id, audit.c.details).where(
            audit.c.agency_id == agency_id, audit.c.act.in_(acts), audit.c.at >= since
        )
    )
    return {(row.act.split(":")[1], row.subject_id, row.details["period"]) for row in rows}


# --- of all agencies ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class AgencyCount:
    """How complete an agency's quarter is; counts only, nothing of what its people wrote."""

    id: int
    name: str
    province: str
    expected: int
    done: int
    on_time: int


def of_agencies(connection: Connection, quarter: Quarter) -> list[AgencyCount]:
    """The quarter of every real agency, those that lack most first. Five statements."""
    a, i = agency.c, plan_item.c
    moved = connection.scalars(select(a.due_days).distinct())
    ends = {days: _end_of(DueDays.parse(days).day(quarter)) for days in moved}
    cutoff = case(*((a.due_days == days, literal(end, Instant())) for days, end in ends.items())) if ends else None
    found = {
        row.id: [row.name, row.province, 0, 0, 0]
        for row in connection.execute(select(a.id, a.name, a.province).where(~a.sample))
    }
    this_year = item_year.c.fiscal_year == quarter.fiscal_year
    times = connection.execute(select(i.first_day, i.last_day).join(item_year).where(this_year).distinct())
    ahead = [(row.first_day, row.last_day) for row in times if not begun(row.first_day, row.last_day, quarter)]
    of_items = (
        _counted(i.agency_id, result, cutoff)
        .select_from(plan_item)
        .join(agency, a.id == i.agency_id)
        .join(item_year, item_year.c.item_id == i.id)
        .outerjoin(
            result,
            and_(
                result.c.item_id == i.id,
                result.c.fiscal_year == quarter.fiscal_year,
                result.c.quarter == quarter.number,
                result.c.deleted_at.is_(None),
            ),
        )
        .where(i.status == "active", i.deleted_at.is_(None), ~a.sample)
        .where(this_year, item_year.c.active)
        .where(result.c.id.is_not(None) | tuple_(i.first_day, i.last_day).not_in(ahead))
        .group_by(i.agency_id)
    )
    m, months = measure.c, 3 * quarter.number
    rounds = cast(m.rounds, Text).label("rounds")
    of_measures = (
        _counted(m.agency_id, measure_result, cutoff)
        .add_columns(rounds)
        .select_from(measure)
        .join(agency, a.id == m.agency_id)
        .outerjoin(
            measure_result,
            and_(
                measure_result.c.measure_id == m.id,
                measure_result.c.round == months,
                measure_result.c.deleted_at.is_(None),
            ),
        )
        .where(m.fiscal_year == quarter.fiscal_year, m.status == "active", m.deleted_at.is_(None), ~a.sample)
        .group_by(m.agency_id, rounds)
    )
    rows = [*connection.execute(of_items)]
    rows += [row for row in connection.execute(of_measures) if months in json.loads(row.rounds)]
    for row in rows:
        for place, count in enumerate((row.expected, row.done, row.on_time), 2):
            found[row.agency_id][place] += count
    counts = [AgencyCount(number, *values) for number, values in found.items()]
    return sorted(counts, key=lambda each: (each.done - each.expected, each.name))


def _counted(agency_id: Any, table: Any, cutoff: Any) -> Any:
    """Rows, those with a result, and those with one in time."""
    in_time = case((_first(table) < cutoff, 1), else_=0) if cutoff is not None else literal(0)
    return select(
        agency_id.label("agency_id"),
        func.count().label("expected"),
        func.count(table.c.id).label("done"),
        func.coalesce(func.sum(in_time), 0).label("on_time"),
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, BANGKOK)
