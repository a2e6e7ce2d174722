"""Whole plans to make documents of: the full one of full_plan.yaml, an empty one, one of hostile text, one without end."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from bot.documents.parts import Issue
from bot.domain.agency import Agency
from bot.domain.framework import Framework, parse_framework
from bot.domain.plan import ItemKind, ItemYear, Plan, PlanItem
from bot.domain.plan_document import (
    Announcement,
    Indicator,
    Member,
    Order,
    RiskControl,
    RiskIssue,
    RiskRow,
    Signatory,
    WholePlan,
)
from bot.domain.sheet import CostLine, ProjectSheet, Step, TargetGroup

DRAFT = Issue(prepared_on=date(2022, 9, 1))
APPROVED = Issue(prepared_on=date(2022, 9, 1), version=3, approved_on=date(2022, 9, 28))


@cache
def framework(code: str = "2566-2570") -> Framework:
    return parse_framework(yaml.safe_load((files("templates") / "frameworks" / f"{code}.yaml").read_text("utf-8")))


@cache
def full_plan() -> WholePlan:
    """29 items in four dimensions, a sheet for each, five years, risks, indicators, order and announcement."""
    data = yaml.safe_load((Path(__file__).parent / "full_plan.yaml").read_text("utf-8"))
    years = range(data["years"][0], data["years"][1] + 1)
    rows = data["items"]
    return WholePlan(
        agency=Agency(id=1, digits="thai", **data["agency"]),
        plan=Plan(1, data["framework"], *data["years"]),
        framework=framework(data["framework"]),
        items=tuple(_item(number, row, years) for number, row in enumerate(rows, 1)),
        sheets={number: _sheet(number, row) for number, row in enumerate(rows, 1)},
        order=Order(
            **{
                **data["order"],
                "members": tuple(Member(**member) for member in data["order"]["members"]),
                "duties": tuple(data["order"]["duties"]),
            }
        ),
        announcement=Announcement(**data["announcement"]),
        indicators=tuple(
            Indicator(
                row["label"],
                row["unit"],
                {year: Decimal(str(value)) for year, value in zip(years, row["values"], strict=True)},
                row.get("baseline", ""),
            )
            for row in data["indicators"]
        ),
        risks=tuple(
            RiskRow(
                row["step"],
                tuple(RiskIssue(**issue) for issue in row["issues"]),
                tuple(RiskControl(control["text"], control.get("item")) for control in row["controls"]),
            )
            for row in data["risks"]
        ),
        mayor=Signatory(**data["mayor"]),
        clerk=Signatory(**data["clerk"]),
    )


def empty_plan() -> WholePlan:
    """An agency that has made its plan and put nothing into it."""
    full = full_plan()
    return replace(
        full,
        agency=replace(full.agency, district="", province=""),
        items=(),
        sheets={},
        order=None,
        announcement=None,
        indicators=(),
        risks=(),
        mayor=Signatory("", full.mayor.position),
        clerk=Signatory("", full.clerk.position, acting_for="นายกองค์การบริหารส่วนตำบลบ้านทดสอบ"),
    )


def many(number: int) -> WholePlan:
    """The full plan's items and sheets over and over."""
    full = full_plan()
    chosen = [(n, full.items[n % len(full.items)]) for n in range(number)]
    return replace(
        full,
        items=tuple(replace(item, id=n + 1, seq=n + 1) for n, item in chosen),
        sheets={n + 1: replace(full.sheet(item), item_id=n + 1) for n, item in chosen},
    )


def hostile_plan(text: str) -> WholePlan:
    """The same text in every place a text can stand."""
    full = full_plan()
    agency = replace(full.agency, name=text.strip() or "-", tambon=text, district=text, province=text)
    items = tuple(
        replace(item, title=text, target_group=text, division=text, outputs=(text, text), outcomes=(text,), note=text)
        for item in full.items[:3]
    )
    sheets = {
        item.id: ProjectSheet(
            item.id,
            rationale=(text, text),
            objectives=(text, text),
            target_groups=(TargetGroup(text, 3, text), TargetGroup(text)),
            steps=(Step(text, (Step(text, (Step(text),)),)),),
            place=text,
            costs=(CostLine(text, Decimal("12.50"), Decimal(3), text, 7),),
        )
        for item in items
    }
    return replace(
        full,
        agency=agency,
        items=items,
        sheets=sheets,
        order=Order(text, (Member(text, text, text), Member(text, text)), (text, text), text, (text,)),
        announcement=Announcement(text, (text,)),
        indicators=(Indicator(text, text, {2566: Decimal(1)}, text),),
        risks=(RiskRow(text, (RiskIssue(text, 9), RiskIssue(text)), (RiskControl(text, 1), RiskControl(text))),),
        mayor=Signatory(text, text, text),
        clerk=Signatory(text, text),
    )


HOSTILE = (
    "การเงิน & พัสดุ <b>ผล</b> < ห้า > สี่",
    "</w:t></w:r></w:p><w:p>]]>",
    "{{ 7*7 }} {% if x %} {# y #} {_{",
    "a\x00b\x0bc\x1fd\ufffe\uffff",
    "ก\ud83dข\udc00ค",
    "หนึ่ง\r\nสอง\rสาม\u2028สี่\tห้า\n\n",
    "ก" * 5000,
    "ข้อความยาวมาก " * 1430,
    "  ",
    "\u200b\ufeff👩‍👩‍👧 “”'\"",
)


def _item(number: int, row: dict[str, Any], years: Iterable[int]) -> PlanItem:
    sub_mission = row["mission"]
    amounts = zip(years, row["years"], strict=True)
    return PlanItem(
        id=number,
        plan_id=1,
        status="active",
        seq=number,
        mission=sub_mission.rpartition(".")[0],
        sub_mission=sub_mission,
        kind=ItemKind(row["kind"]),
        title=row["title"],
        target_group=row.get("target", ""),
        first_day=row["period"][0],
        last_day=row["period"][1],
        division_id=None,
        division=row["owner"],
        officer_id=None,
        outputs=tuple(row["outputs"]),
        outcomes=tuple(row["outcomes"]),
        version=1,
        years={year: ItemYear(amount is not None, Decimal(amount or 0)) for year, amount in amounts},
    )


def _sheet(number: int, row: dict[str, Any]) -> ProjectSheet:
    return ProjectSheet(
        number,
        rationale=tuple(row["rationale"]),
        objectives=tuple(row["objectives"]),
        target_groups=tuple(TargetGroup(*group) for group in row.get("targets", ())),
        steps=tuple(map(_step, row["steps"])),
        place=row.get("place", ""),
        costs=tuple(
            CostLine(label, Decimal(str(price)), Decimal(str(quantity)), unit, heads, year)
            for label, heads, quantity, unit, price, year in row.get("costs", ())
        ),
    )


def _step(given: str | dict[str, Any]) -> Step:
    if isinstance(given, str):
        return Step(given)
    ((text, steps),) = given.items()
    return Step(text, tuple(map(_step, steps)))
