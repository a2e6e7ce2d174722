"""The plan, its items and their results by quarter. Every query goes through the agency."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from bot.domain.fiscal import Quarter
from bot.domain.plan import ItemKind, ItemYear, Plan, PlanItem, QuarterResult, State
from storage import evidence as evidences
from storage.database import Record
from storage.rows import change, put_over
from storage.tables import division, item_year, plan, plan_item, quarter_result


def plan_of(connection: Connection, agency_id: int, fiscal_year: int) -> Plan | None:
    """The plan that covers a fiscal year, else the newest."""
    rows = connection.execute(
        select(plan.c.id, plan.c.framework, plan.c.first_year, plan.c.last_year)
        .where(plan.c.agency_id == agency_id)
        .order_by(plan.c.last_year.desc())
    ).all()
    found = [Plan(*row) for row in rows]
    return next((p for p in found if fiscal_year in p.years), found[0] if found else None)


def begin(connection: Connection, agency_id: int, framework: str, years: range) -> int:
    """A plan with nothing in it yet."""
    values = {"agency_id": agency_id, "framework": framework, "first_year": years[0], "last_year": years[-1]}
    plan_id: int = connection.execute(insert(plan).values(values).returning(plan.c.id)).scalar_one()
    return plan_id


def plans(connection: Connection, agency_id: int) -> list[Plan]:
    """All plans of an agency, the oldest first."""
    rows = connection.execute(
        select(plan.c.id, plan.c.framework, plan.c.first_year, plan.c.last_year)
        .where(plan.c.agency_id == agency_id)
        .order_by(plan.c.first_year, plan.c.id)
    )
    return [Plan(*row) for row in rows]


def _items() -> Select[Any]:
    return (
        select(plan_item, func.coalesce(division.c.name, "").label("division"))
        .outerjoin(division, division.c.id == plan_item.c.division_id)
        .where(plan_item.c.deleted_at.is_(None))
    )


_ITEM = (
    _items()
    .add_columns(item_year.c.fiscal_year, item_year.c.active, item_year.c.amount)
    .outerjoin(item_year, item_year.c.item_id == plan_item.c.id)
    .where(plan_item.c.id == bindparam("item_id"), plan_item.c.agency_id == bindparam("agency_id"))
)


def _item(row: Record, years: Mapping[int, ItemYear]) -> PlanItem:
    r = row._mapping
    return PlanItem(
        id=r["id"],
        plan_id=r["plan_id"],
        status=r["status"],
        seq=r["seq"],
        mission=r["mission"],
        sub_mission=r["sub_mission"],
        kind=ItemKind(r["kind"]),
        title=r["title"],
        target_group=r["target_group"],
        first_day=r["first_day"],
        last_day=r["last_day"],
        division_id=r["division_id"],
        division=r["division"],
        officer_id=r["officer_id"],
        outputs=tuple(r["outputs"]),
        outcomes=tuple(r["outcomes"]),
        version=r["version"],
        years=years,
        note=r["note"],
    )


def item(connection: Connection, agency_id: int, item_id: int) -> PlanItem | None:
    """One item with its years, in one statement (a row a year)."""
    rows = connection.execute(_ITEM, {"item_id": item_id, "agency_id": agency_id}).all()
    if not rows:
        return None
    years = {year: ItemYear(active, amount) for year, active, amount in (row[-3:] for row in rows) if year is not None}
    return _item(rows[0], years)


def items(connection: Connection, agency_id: int, plan_id: int) -> list[PlanItem]:
    """All items of a plan with their years, drafts too, in the order in which they were put in. Two statements."""
    years: dict[int, dict[int, ItemYear]] = defaultdict(dict)
    mine = (plan_item.c.agency_id == agency_id, plan_item.c.plan_id == plan_id)
    for row in connection.execute(
        select(item_year)
        .join(plan_item, plan_item.c.id == item_year.c.item_id)
        .where(*mine, plan_item.c.deleted_at.is_(None))
        .order_by(item_year.c.fiscal_year)
    ):
        years[row.item_id][row.fiscal_year] = ItemYear(row.active, row.amount)
    rows = connection.execute(_items().where(*mine).order_by(plan_item.c.seq, plan_item.c.id))
    return [_item(row, years[row.id]) for row in rows]


def titles(connection: Connection, agency_id: int, division_id: int | None = None) -> list[tuple[int, str, str, str]]:
    """Id, title, mission and status of the items of an agency (or of one division), in plan order."""
    query = select(plan_item.c.id, plan_item.c.title, plan_item.c.mission, plan_item.c.status).where(
        plan_item.c.agency_id == agency_id, plan_item.c.deleted_at.is_(None)
    )
    if division_id is not None:
        query = query.where(plan_item.c.division_id == division_id)
    rows = connection.execute(query.order_by(plan_item.c.mission, plan_item.c.seq, plan_item.c.id))
    return [(row.id, row.title, row.mission, row.status) for row in rows]


def save_item(
    connection: Connection,
    agency_id: int,
    values: Mapping[str, Any],
    years: Mapping[int, Decimal],
    plan_years: Iterable[int],
    item_id: int | None,
    version: int | None,
) -> int:
    """Insert an item, or update the one of that id and version; years outside `years` become not active.

    Raises Problem("changed_meanwhile") when somebody else changed it since.
    """
    if item_id is None:
        seq = connection.scalar(
            select(func.coalesce(func.max(plan_item.c.seq), 0) + 1).where(plan_item.c.plan_id == values["plan_id"])
        )
        item_id = connection.execute(
            insert(plan_item).values(agency_id=agency_id, seq=seq, version=1, **values).returning(plan_item.c.id)
        ).scalar_one()
    else:
        change(connection, plan_item, agency_id, item_id, values, version)
        connection.execute(delete(item_year).where(item_year.c.item_id == item_id))
    connection.execute(
        insert(item_year),
        [
            {"item_id": item_id, "fiscal_year": year, "active": year in years, "amount": years.get(year, Decimal(0))}
            for year in plan_years
        ],
    )
    return item_id


def beside(connection: Connection, agency_id: int, item: PlanItem) -> list[PlanItem]:
    """An item and those that documents list with it, under the same mission and sub-mission, in their order."""
    alike = (item.mission, item.sub_mission)
    return [i for i in items(connection, agency_id, item.plan_id) if (i.mission, i.sub_mission) == alike]


def move(connection: Connection, agency_id: int, item: PlanItem, to_id: int) -> None:
    """Put an item at the place of another one of its plan; those between move up. All are numbered anew."""
    mine = (plan_item.c.agency_id == agency_id, plan_item.c.plan_id == item.plan_id)
    rows = connection.execute(
        select(plan_item.c.id, plan_item.c.seq).where(*mine).order_by(plan_item.c.seq, plan_item.c.id)
    ).all()
    order = [row.id for row in rows]
    to = order.index(to_id)
    order.remove(item.id)
    order.insert(to, item.id)
    before = {row.id: row.seq for row in rows}
    moved = [{"row": row, "place": seq} for seq, row in enumerate(order, 1) if before[row] != seq]
    if moved:
        connection.execute(
            update(plan_item).where(plan_item.c.id == bindparam("row")).values(seq=bindparam("place")), moved
        )


# --- results ------------------------------------------------------------------------------------------------------------
_RESULT = select(quarter_result).where(
    quarter_result.c.agency_id == bindparam("agency_id"),
    quarter_result.c.item_id == bindparam("item_id"),
    quarter_result.c.deleted_at.is_(None),
)
_THIS_QUARTER = _RESULT.where(
    quarter_result.c.fiscal_year == bindparam("fiscal_year"), quarter_result.c.quarter == bindparam("quarter")
)
_BEFORE = (
    _RESULT.where(
        quarter_result.c.fiscal_year * 10 + quarter_result.c.quarter < bindparam("before"),
    )
    .order_by(quarter_result.c.fiscal_year.desc(), quarter_result.c.quarter.desc())
    .limit(1)
)


def _result(row: Record, media: tuple[int, ...]) -> QuarterResult:
    r = row._mapping
    return QuarterResult(
        id=r["id"],
        item_id=r["item_id"],
        quarter=Quarter(r["fiscal_year"], r["quarter"]),
        state=State(r["state"]),
        reason=r["reason"],
        reason_text=r["reason_text"],
        done=r["done"],
        disbursed=r["disbursed"],
        output=r["output"],
        outcome=r["outcome"],
        more=r["more"],
        media=media,
        version=r["version"],
        kept=tuple(r["kept"]),
    )


def result(connection: Connection, agency_id: int, item_id: int, quarter: Quarter) -> QuarterResult | None:
    """What is recorded for an item's quarter."""
    row = connection.execute(
        _THIS_QUARTER,
        {
            "agency_id": agency_id,
            "item_id": item_id,
            "fiscal_year": quarter.fiscal_year,
            "quarter": quarter.number,
        },
    ).first()
    return _result(row, evidences.media_of(connection, "quarter_result", row.id)) if row else None


def result_before(connection: Connection, agency_id: int, item_id: int, quarter: Quarter) -> QuarterResult | None:
    """The newest result of an item before a quarter: its words are offered as a draft, its photos are not."""
    before = quarter.fiscal_year * 10 + quarter.number
    row = connection.execute(_BEFORE, {"agency_id": agency_id, "item_id": item_id, "before": before}).first()
    return _result(row, ()) if row else None


def spent(connection: Connection, agency_id: int, item_id: int, fiscal_year: int) -> dict[int, Decimal]:
    """What an item had used since the year began, by the quarters in which it was told."""
    rows = connection.execute(
        select(quarter_result.c.quarter, quarter_result.c.disbursed).where(
            quarter_result.c.agency_id == agency_id,
            quarter_result.c.item_id == item_id,
            quarter_result.c.fiscal_year == fiscal_year,
            quarter_result.c.disbursed.is_not(None),
            quarter_result.c.deleted_at.is_(None),
        )
    )
    return {row.quarter: row.disbursed for row in rows}


def results(
    connection: Connection, agency_id: int, plan_id: int, fiscal_year: int | None = None
) -> list[QuarterResult]:
    """What is recorded for the items of a plan, in one year or in all, quarter by quarter. Two statements."""
    query = (
        select(quarter_result)
        .join(plan_item, plan_item.c.id == quarter_result.c.item_id)
        .where(
            quarter_result.c.agency_id == agency_id,
            plan_item.c.plan_id == plan_id,
            plan_item.c.deleted_at.is_(None),
            quarter_result.c.deleted_at.is_(None),
        )
        .order_by(quarter_result.c.fiscal_year, quarter_result.c.quarter, quarter_result.c.item_id)
    )
    if fiscal_year is not None:
        query = query.where(quarter_result.c.fiscal_year == fiscal_year)
    rows = connection.execute(query).all()
    media = evidences.media_of_all(connection, agency_id, "quarter_result", [row.id for row in rows])
    return [_result(row, media.get(row.id, ())) for row in rows]


def save_result(
    connection: Connection,
    agency_id: int,
    item_id: int,
    quarter: Quarter,
    values: Mapping[str, Any],
    version: int | None,
) -> tuple[int, bool]:
    """Insert or update an item's quarter; its id and whether it is new. Raises Problem("changed_meanwhile")."""
    which = {
        "agency_id": agency_id,
        "item_id": item_id,
        "fiscal_year": quarter.fiscal_year,
        "quarter": quarter.number,
    }
    return put_over(connection, quarter_result, which, values, version), version is None


def set_deleted(connection: Connection, table: Any, agency_id: int, row_id: int, at: datetime | None) -> bool:
    """Mark a row as deleted, or bring it back with `at` None; whether anything changed."""
    was = table.c.deleted_at.is_(None) if at else table.c.deleted_at.is_not(None)
    changed = connection.execute(
        update(table)
        .where(table.c.id == row_id, table.c.agency_id == agency_id, was)
        .values(deleted_at=at, version=table.c.version + 1)
    )
    return bool(changed.rowcount)
