"""Results that are still to be recorded, and who there is to record them: one answer for reminders and for what a person sees
of them in the chat. Set-based over a batch of agencies."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, select

from bot.domain.agency import Person
from bot.domain.duty import Duty
from bot.domain.fiscal import Period, Quarter, Round
from bot.domain.plan import begun
from storage import people
from storage.people import Acting
from storage.tables import agency, item_year, measure, measure_result, person, plan_item
from storage.tables import quarter_result as result


def missing(connection: Connection, agency_ids: Collection[int], periods: Iterable[Period]) -> list[Duty]:
    """What is not recorded for these quarters and rounds, the oldest first, in the order of plan and measures. Drafts are not
    asked for, nor are quarters that are over before an item begins. At most four statements."""
    periods = sorted(periods, key=lambda period: period.code)
    quarters = [period for period in periods if isinstance(period, Quarter)]
    rounds = sorted(period for period in periods if isinstance(period, Round))
    items = _items(connection, agency_ids, quarters) if quarters else []
    return [*items, *(_measures(connection, agency_ids, rounds) if rounds else [])]


def _items(connection: Connection, agency_ids: Collection[int], quarters: Collection[Quarter]) -> list[Duty]:
    years = {quarter.fiscal_year for quarter in quarters}
    recorded = {
        tuple(row)
        for row in connection.execute(
            select(result.c.item_id, result.c.fiscal_year, result.c.quarter).where(
                result.c.agency_id.in_(agency_ids), result.c.fiscal_year.in_(years), result.c.deleted_at.is_(None)
            )
        )
    }
    rows = connection.execute(
        select(
            plan_item.c.agency_id,
            plan_item.c.id,
            plan_item.c.title,
            plan_item.c.division_id,
            plan_item.c.officer_id,
            plan_item.c.first_day,
            plan_item.c.last_day,
            item_year.c.fiscal_year,
        )
        .join(item_year, item_year.c.item_id == plan_item.c.id)
        .where(
            plan_item.c.agency_id.in_(agency_ids),
            plan_item.c.status == "active",
            plan_item.c.deleted_at.is_(None),
            item_year.c.fiscal_year.in_(years),
            item_year.c.active,
        )
        .order_by(plan_item.c.mission, plan_item.c.seq, plan_item.c.id)
    ).all()
    return [
        Duty(row.agency_id, quarter, row.id, row.title, row.division_id, row.officer_id)
        for quarter in quarters
        for row in rows
        if row.fiscal_year == quarter.fiscal_year and begun(row.first_day, row.last_day, quarter)
        if (row.id, quarter.fiscal_year, quarter.number) not in recorded
    ]


def _measures(connection: Connection, agency_ids: Collection[int], rounds: Collection[Round]) -> list[Duty]:
    years = {round_.fiscal_year for round_ in rounds}
    mine = (measure.c.agency_id.in_(agency_ids), measure.c.fiscal_year.in_(years), measure.c.deleted_at.is_(None))
    recorded = {
        tuple(row)
        for row in connection.execute(
            select(measure_result.c.measure_id, measure_result.c.round)
            .join(measure, measure.c.id == measure_result.c.measure_id)
            .where(*mine, measure_result.c.agency_id.in_(agency_ids), measure_result.c.deleted_at.is_(None))
        )
    }
    rows = connection.execute(
        select(
            measure.c.agency_id,
            measure.c.id,
            measure.c.name,
            measure.c.division_id,
            measure.c.fiscal_year,
            measure.c.rounds,
        )
        .where(*mine, measure.c.status == "active")
        .order_by(measure.c.seq, measure.c.id)
    ).all()
    return [
        Duty(row.agency_id, round_, row.id, row.name, row.division_id)
        for round_ in rounds
        for row in rows
        if row.fiscal_year == round_.fiscal_year and round_.months in row.rounds
        if (row.id, round_.months) not in recorded
    ]


def staff(connection: Connection, agency_ids: Collection[int]) -> dict[int, list[Person]]:
    """The active people of each agency."""
    rows = connection.execute(
        select(*people.ACTING)
        .join(agency, agency.c.id == person.c.agency_id)
        .where(person.c.agency_id.in_(agency_ids), person.c.active)
        .order_by(person.c.id)
    )
    found = defaultdict[int, list[Person]](list)
    for row in rows:
        found[row.agency].append(Acting(row).person)
    return found
