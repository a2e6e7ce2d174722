"""Project sheets: steps are numbered, costs add up to the plan."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.plan import ItemKind, ItemYear, PlanItem
from bot.domain.sheet import CostLine, ProjectSheet, Step, TargetGroup, cost_gaps, missing, numbered

ITEM = PlanItem(
    id=1,
    plan_id=1,
    status="active",
    seq=1,
    mission="1.1",
    sub_mission="1.1.1",
    kind=ItemKind.PROJECT,
    title="โครงการอบรม",
    target_group="",
    first_day=date(2025, 10, 1),
    last_day=date(2026, 9, 30),
    division_id=None,
    division="",
    officer_id=None,
    outputs=(),
    outcomes=(),
    version=1,
    years={
        2569: ItemYear(True, Decimal(20000)),
        2570: ItemYear(True, Decimal(15000)),
        2568: ItemYear(False, Decimal(9)),
    },
)
LUNCH = CostLine("ค่าอาหารกลางวัน", Decimal(100), Decimal(2), "มื้อ", 50)


def test_steps_are_numbered_by_level() -> None:
    steps = (Step("เตรียม", (Step("ประชุม", (Step("นัดหมาย"),)), Step("จัดซื้อ"))), Step("จัดอบรม"))
    assert [number for number, _ in numbered(steps)] == ["1", "1.1", "1.1.1", "1.2", "2"]


def test_steps_have_three_levels_at_most() -> None:
    with pytest.raises(ValueError, match="levels"):
        Step("ก", (Step("ข", (Step("ค", (Step("ง"),)),)),))


def test_a_cost_is_price_by_quantity_by_heads() -> None:
    assert LUNCH.amount == 10000
    assert CostLine("ค่าป้าย", Decimal("333.345")).amount == Decimal("333.35")


def test_a_year_whose_costs_do_not_add_up_is_told() -> None:
    sheet = ProjectSheet(1, costs=(LUNCH, CostLine("ค่าวิทยากร", Decimal(10000), fiscal_year=2569)))
    assert cost_gaps(ITEM, sheet) == {2570: (Decimal(15000), Decimal(10000))}
    assert cost_gaps(ITEM, ProjectSheet(1)) == {}


def test_what_is_missing_is_named_and_money_only_where_there_is_some() -> None:
    assert missing(ITEM, ProjectSheet(1)) == (
        *("rationale", "objectives", "target_groups", "steps", "costs", "outputs", "outcomes"),
    )
    free = replace(ITEM, years={2569: ItemYear(True, Decimal(0))}, outputs=("1 ครั้ง",), outcomes=("ดีขึ้น",))
    sheet = ProjectSheet(1, ("เหตุผล",), ("เพื่อ",), (TargetGroup("บุคลากร", 50),), (Step("ทำ"),))
    assert missing(free, sheet) == ()
