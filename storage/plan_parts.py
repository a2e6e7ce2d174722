"""What a plan holds besides its items: project sheets, indicators, risks, order and announcement.

Every query goes through the agency. Lists are kept as JSON in their row; only what names a plan item is a row of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from bot.domain.plan_document import Announcement, Indicator, Member, Order, RiskControl, RiskIssue, RiskRow
from bot.domain.sheet import CostLine, ProjectSheet, Step, TargetGroup
from storage.database import Record
from storage.rows import put, put_over
from storage.tables import announcement, indicator, plan_order, project_sheet, risk_control, risk_row


# --- project sheets ---------------------------------------------------------------------------------------------------------
def sheets(connection: Connection, agency_id: int, item_ids: Iterable[int]) -> dict[int, ProjectSheet]:
    """The sheets of these items, by item id; items without one are left out."""
    rows = connection.execute(
        select(project_sheet).where(project_sheet.c.agency_id == agency_id, project_sheet.c.item_id.in_(list(item_ids)))
    )
    return {row.item_id: _sheet(row) for row in rows}


def save_sheet(connection: Connection, agency_id: int, sheet: ProjectSheet) -> None:
    """Write a sheet over the version it was made from (0: there was none).

    Raises Problem("changed_meanwhile") when somebody else changed it since.
    """
    values = {
        "rationale": list(sheet.rationale),
        "objectives": list(sheet.objectives),
        "target_groups": [asdict(group) for group in sheet.target_groups],
        "steps": [asdict(step) for step in sheet.steps],
        "place": sheet.place,
        "costs": [_cost_data(line) for line in sheet.costs],
    }
    which = {"item_id": sheet.item_id, "agency_id": agency_id}
    put_over(connection, project_sheet, which, values, sheet.version)


def _sheet(row: Record) -> ProjectSheet:
    return ProjectSheet(
        item_id=row.item_id,
        rationale=tuple(row.rationale),
        objectives=tuple(row.objectives),
        target_groups=tuple(TargetGroup(**group) for group in row.target_groups),
        steps=tuple(_step(step) for step in row.steps),
        place=row.place,
        costs=tuple(_cost(line) for line in row.costs),
        version=row.version,
    )


def _step(data: Mapping[str, Any]) -> Step:
    return Step(data["text"], tuple(_step(step) for step in data["steps"]))


def _cost_data(line: CostLine) -> dict[str, Any]:
    return {**asdict(line), "price": str(line.price), "quantity": str(line.quantity)}


def _cost(data: Mapping[str, Any]) -> CostLine:
    return CostLine(**{**data, "price": Decimal(data["price"]), "quantity": Decimal(data["quantity"])})


# --- indicators ---------------------------------------------------------------------------------------------------------------
def indicators(connection: Connection, agency_id: int, plan_id: int) -> tuple[Indicator, ...]:
    """The plan's indicators in order."""
    rows = connection.execute(
        select(indicator)
        .where(indicator.c.agency_id == agency_id, indicator.c.plan_id == plan_id)
        .order_by(indicator.c.seq)
    )
    return tuple(
        Indicator(row.label, row.unit, {int(year): Decimal(v) for year, v in row.amounts.items()}, row.baseline)
        for row in rows
    )


def save_indicators(connection: Connection, agency_id: int, plan_id: int, found: Iterable[Indicator]) -> None:
    """Put these in the place of all there were."""
    connection.execute(delete(indicator).where(indicator.c.agency_id == agency_id, indicator.c.plan_id == plan_id))
    rows = [
        {"agency_id": agency_id, "plan_id": plan_id, "seq": seq, "label": each.label, "unit": each.unit}
        | {"baseline": each.baseline, "amounts": {str(year): str(value) for year, value in each.values.items()}}
        for seq, each in enumerate(found, 1)
    ]
    if rows:
        connection.execute(insert(indicator), rows)


# --- risks ----------------------------------------------------------------------------------------------------------------------
def risks(connection: Connection, agency_id: int, plan_id: int) -> tuple[RiskRow, ...]:
    """The plan's risk table in order, in two statements."""
    rows = connection.execute(
        select(risk_row)
        .where(risk_row.c.agency_id == agency_id, risk_row.c.plan_id == plan_id)
        .order_by(risk_row.c.seq)
    ).all()
    controls: dict[int, list[RiskControl]] = {row.id: [] for row in rows}
    for row in connection.execute(
        select(risk_control).where(risk_control.c.risk_id.in_(list(controls))).order_by(risk_control.c.seq)
    ):
        controls[row.risk_id].append(RiskControl(row.text, row.item_id))
    return tuple(
        RiskRow(row.step, tuple(RiskIssue(**issue) for issue in row.issues), tuple(controls[row.id])) for row in rows
    )


def save_risks(connection: Connection, agency_id: int, plan_id: int, found: Iterable[RiskRow]) -> None:
    """Put these in the place of all there were."""
    connection.execute(delete(risk_row).where(risk_row.c.agency_id == agency_id, risk_row.c.plan_id == plan_id))
    for seq, row in enumerate(found, 1):
        values = {"agency_id": agency_id, "plan_id": plan_id, "seq": seq, "step": row.step}
        risk_id = connection.execute(
            insert(risk_row).values(**values, issues=[asdict(issue) for issue in row.issues]).returning(risk_row.c.id)
        ).scalar_one()
        controls = [
            {"agency_id": agency_id, "risk_id": risk_id, "seq": place, "text": each.text, "item_id": each.item_id}
            for place, each in enumerate(row.controls, 1)
        ]
        if controls:
            connection.execute(insert(risk_control), controls)


# --- order and announcement -----------------------------------------------------------------------------------------------------
def order(connection: Connection, agency_id: int, plan_id: int) -> Order | None:
    """The order that appoints the working group."""
    row = connection.execute(
        select(plan_order).where(plan_order.c.agency_id == agency_id, plan_order.c.plan_id == plan_id)
    ).first()
    if row is None:
        return None
    return Order(
        subject=row.subject,
        members=tuple(Member(**member) for member in row.members),
        duties=tuple(row.duties),
        number=row.number,
        reasons=tuple(row.reasons),
        effective=row.effective,
        signed_on=row.signed_on,
    )


def save_order(connection: Connection, agency_id: int, plan_id: int, found: Order) -> None:
    """Write the order over what there was."""
    values = {
        "subject": found.subject,
        "number": found.number,
        "members": [asdict(member) for member in found.members],
        "duties": list(found.duties),
        "reasons": list(found.reasons),
        "effective": found.effective,
        "signed_on": found.signed_on,
    }
    put(connection, plan_order, {"plan_id": plan_id, "agency_id": agency_id}, values)


def announced(connection: Connection, agency_id: int, plan_id: int) -> Announcement | None:
    """The announcement of the plan."""
    row = connection.execute(
        select(announcement).where(announcement.c.agency_id == agency_id, announcement.c.plan_id == plan_id)
    ).first()
    return Announcement(row.subject, tuple(row.reasons), row.signed_on) if row else None


def save_announcement(connection: Connection, agency_id: int, plan_id: int, found: Announcement) -> None:
    """Write the announcement over what there was."""
    values = {"subject": found.subject, "reasons": list(found.reasons), "signed_on": found.signed_on}
    put(connection, announcement, {"plan_id": plan_id, "agency_id": agency_id}, values)
