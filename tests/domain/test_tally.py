"""Counts and sums of a plan, in the order of its framework."""

from dataclasses import replace
from decimal import Decimal

import pytest
from test_sheet import ITEM

from bot.domain.framework import Dimension, Framework, Mission, SubMission
from bot.domain.plan import ItemKind, ItemYear, PlanItem
from bot.domain.tally import outline, tally

FRAMEWORK = Framework(
    "ทดสอบ",
    2569,
    2570,
    (
        Dimension("1", "หนึ่ง", (Mission("1.1", "ก", (SubMission("1.1.1", "ก1"), SubMission("1.1.2", "ก2"))),)),
        Dimension("2", "สอง", (Mission("2.1", "ข", ()),)),
    ),
)


def item(number: int, mission: str, sub: str, kind: ItemKind, amount: int) -> PlanItem:
    years = {2569: ItemYear(True, Decimal(amount)), 2570: ItemYear(False, Decimal(amount))}
    return replace(ITEM, id=number, seq=number, mission=mission, sub_mission=sub, kind=kind, years=years)


ITEMS = (
    item(1, "2.1", "", ItemKind.MEASURE, 0),
    item(2, "1.1", "1.1.2", ItemKind.ACTIVITY, 500),
    item(3, "1.1", "1.1.1", ItemKind.PROJECT, 1000),
    item(4, "1.1", "", ItemKind.PROJECT, 250),
)


def test_kinds_are_counted_in_the_order_of_documents_and_only_active_years_count() -> None:
    found = tally(ITEMS, (2569, 2570))
    assert found.words == "2 โครงการ, 1 กิจกรรม, 1 มาตรการ"
    assert (found.count, found.amounts, found.amount) == (4, (Decimal(1750), Decimal(0)), Decimal(1750))


def test_items_stand_under_their_sub_mission_and_totals_are_of_their_rows() -> None:
    plan = outline(FRAMEWORK, ITEMS, (2569,))
    assert [i.id for i in plan.items] == [4, 3, 2, 1]
    assert [d.tally.count for d in plan.dimensions] == [3, 1]
    assert sum(d.tally.amount for d in plan.dimensions) == plan.tally.amount == 1750
    assert [part.sub_mission and part.sub_mission.code for part in plan.dimensions[0].missions[0].parts] == [
        *(None, "1.1.1", "1.1.2"),
    ]


def test_a_mission_without_items_is_there_and_a_strange_one_is_refused() -> None:
    assert outline(FRAMEWORK, ITEMS[1:], (2569,)).dimensions[1].tally.words == ""
    with pytest.raises(ValueError, match="no mission"):
        outline(FRAMEWORK, [item(9, "9.9", "", ItemKind.PROJECT, 0)], (2569,))
