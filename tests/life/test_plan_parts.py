"""The parts of a plan come back from the database as they were written, on both databases."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from bot.domain.plan_document import Announcement, Indicator, Member, Order, RiskControl, RiskIssue, RiskRow
from bot.domain.sheet import CostLine, ProjectSheet, Step, TargetGroup
from bot.problems import Problem
from storage import plan_parts, tables

SHEET = ProjectSheet(
    item_id=1,
    rationale=("เหตุผลข้อแรก", "เหตุผลข้อสอง"),
    objectives=("เพื่อให้รู้",),
    target_groups=(TargetGroup("บุคลากร", 50), TargetGroup("ประชาชน")),
    steps=(Step("เตรียม", (Step("ประชุม", (Step("นัดหมาย"),)),)), Step("จัดอบรม")),
    place="ห้องประชุม",
    costs=(CostLine("ค่าอาหาร", Decimal("80.50"), Decimal("1.5"), "มื้อ", 50, 2570), CostLine("ค่าป้าย", Decimal(500))),
)
RISKS = (
    RiskRow("จัดซื้อ", (RiskIssue("เอื้อประโยชน์", 16), RiskIssue("เรียกรับ")), (RiskControl("อบรม", 1), RiskControl("ตรวจ"))),
    RiskRow("อนุญาต", (RiskIssue("ล่าช้า", 4),), ()),
)
ORDER = Order("แต่งตั้งคณะทำงาน", (Member("ปลัด", "ประธาน"), Member("นักวิชาการ", "เลขานุการ", "ชื่อ")), ("จัดทำแผน",), "1/2570")


def agency_and_plan(world) -> tuple[int, int]:
    row = world.rows(select(tables.plan.c.agency_id, tables.plan.c.id))[0]
    return row[0], row[1]


def test_a_sheet_is_written_once_a_version(world):
    agency, _ = agency_and_plan(world)
    write, read = world.database.write_now, world.database.read_now
    write(plan_parts.save_sheet, agency, SHEET)
    kept = read(plan_parts.sheets, agency, [1, 2])
    assert kept == {1: replace(SHEET, version=1)}
    write(plan_parts.save_sheet, agency, replace(kept[1], place="วัด"))
    assert read(plan_parts.sheets, agency, [1])[1].place == "วัด"
    for old in (SHEET, kept[1]):
        with pytest.raises(Problem, match="changed_meanwhile"):
            write(plan_parts.save_sheet, agency, old)
    assert read(plan_parts.sheets, agency + 1, [1]) == {}


def test_indicators_risks_order_and_announcement_come_back(world):
    agency, plan = agency_and_plan(world)
    write, read = world.database.write_now, world.database.read_now
    indicators = (Indicator("เรื่องร้องเรียนลดลง", "ร้อยละ", {2569: Decimal("10.5"), 2570: Decimal(20)}, "ปี 2568"),)
    announced = Announcement("ใช้แผน", ("ตามที่", "จึง"), date(2026, 10, 1))
    for order in (ORDER, replace(ORDER, effective=date(2026, 10, 2), signed_on=date(2026, 10, 1))):
        write(plan_parts.save_order, agency, plan, order)
        assert read(plan_parts.order, agency, plan) == order
    for risks in (RISKS, RISKS[1:]):
        write(plan_parts.save_risks, agency, plan, risks)
        assert read(plan_parts.risks, agency, plan) == risks
    write(plan_parts.save_indicators, agency, plan, indicators)
    write(plan_parts.save_announcement, agency, plan, announced)
    assert read(plan_parts.indicators, agency, plan) == indicators
    assert read(plan_parts.announced, agency, plan) == announced
    assert read(plan_parts.order, agency + 1, plan) is None
    assert read(plan_parts.risks, agency + 1, plan) == ()
