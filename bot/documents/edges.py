"""Documents at the edge, one full and one bare of every kind: what a changed template is tried with before it is used.

In the full one everything is there that can be, with texts that are long, hold markup or look like tags; in the bare one
nothing is there that may be missing. Together they have every field of the kind, so they also tell which there are.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from bot.documents import (
    measure_report,
    memo,
    progress_report,
    project_sheet,
    single_measure_report,
)
from bot.documents.parts import AnnexPhoto, Emblem, Issue
from bot.domain.agency import Agency
from bot.domain.fiscal import Quarter, Round
from bot.domain.framework import parse_framework
from bot.domain.measures import MeasureResult
from bot.domain.plan import ItemKind, ItemYear, Plan, PlanItem, QuarterResult, State
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
from bot.domain.single_measure import Cases, Process, SingleMeasure

TYPED: Final = "การเงิน & พัสดุ <b>ผล</b> {{ 7*7 }} {% if x %}"
"""Looks like markup and like tags, and has to come out as it is."""
LONG: Final = "ข้อความยาวมาก " * 30 + "\nบรรทัดที่สอง\n" + "ก" * 300
JPEG: Final = bytes.fromhex(
    "ffd8ffe000104a46494600010101004800480000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f141d1a1f1e1d1a"
    "1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffc0000b080001000101011100ffc4001f0000010501010101"
    "010100000000000000000102030405060708090a0bffc400b5100002010303020403050504040000017d010203000411051221314106135161"
    "07227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a53545556575859"
    "5a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6"
    "c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f00fbfe8a28a2bfffd9"
)
"""A picture of one point."""
_PHOTO: Final = AnnexPhoto(TYPED, JPEG, 640, 480)
EMBLEM: Final = Emblem(JPEG, 300, 320)
YEAR: Final = 2567
_DAY: Final = date(2024, 4, 5)
_DRAFT: Final = Issue(prepared_on=_DAY, version=2)
_DONE: Final = Issue(prepared_on=_DAY, version=3, approved_on=date(2024, 4, 30))
_SIGNS: Final = Signatory(TYPED, LONG[:150], "นายกเทศมนตรีตำบลทดลอง")
_NOBODY: Final = Signatory("", "ปลัดเทศบาล")
_AGENCY: Final = Agency(
    1, "เทศบาลตำบลทดลอง", "tambon_municipality", "ทดลอง", "เมืองทดลอง", "ทดลองบุรี", "thai", sample=True
)


def measure_reports() -> tuple[Any, Any]:
    row = measure_report.MeasureRow(1, TYPED, (TYPED, LONG), (TYPED, LONG), TYPED, LONG, (6, 12))
    result = measure_report.ResultRow(1, (TYPED, LONG), date(2023, 10, 1), date(2024, 3, 31), LONG, TYPED, LONG)
    full = measure_report.MeasureReport(
        agency=_AGENCY.name,
        agency_kind=_AGENCY.kind,
        district=_AGENCY.district,
        province=_AGENCY.province,
        fiscal_year=YEAR,
        round_months=6,
        ita_item="O26",
        analysed_year=YEAR - 1,
        urgent=(TYPED, LONG),
        improve=(TYPED,),
        actions=(LONG, TYPED),
        measures=(row, measure_report.MeasureRow(2, LONG[:200], (TYPED,), (TYPED,), TYPED, TYPED, (6,))),
        results=(result, replace(result, seq=2)),
        problems=(TYPED, LONG),
        suggestions=(LONG, TYPED),
        photos=(_PHOTO,) * 3,
        reporter=_SIGNS,
        approver=_SIGNS,
        prepared_on=_DAY,
        sample=True,
        version=2,
    )
    bare = measure_report.MeasureReport(
        agency=_AGENCY.name,
        agency_kind=_AGENCY.kind,
        district="",
        province="",
        fiscal_year=YEAR,
        round_months=12,
        analysed_year=YEAR - 1,
        measures=(measure_report.MeasureRow(1, "มาตรการ", (), (), "", "", (12,)),),
        reporter=_NOBODY,
        approver=_NOBODY,
        prepared_on=_DAY,
        approved_on=_DONE.approved_on,
        draft=False,
    )
    return full, bare


@cache
def _plans() -> tuple[WholePlan, WholePlan]:
    """A plan with everything in it, and one with nothing."""
    code = "2566-2570"
    framework = parse_framework(yaml.safe_load((files("templates") / "frameworks" / f"{code}.yaml").read_text("utf-8")))
    dimension = framework.dimensions[0]
    sub_missions = [(m.code, s.code) for m in dimension.missions for s in m.sub_missions][:3]
    years = {year: ItemYear(year != 2568, Decimal(year % 3 * 12_500)) for year in range(2566, 2571)}
    items = tuple(
        PlanItem(
            id=seq,
            plan_id=1,
            status="active",
            seq=seq,
            mission=mission,
            sub_mission=sub_mission,
            kind=tuple(ItemKind)[seq % len(ItemKind)],
            title=TYPED if seq % 2 else LONG[:300],
            target_group=TYPED,
            first_day=date(2022, 10, 1),
            last_day=date(2027, 9, 30),
            division_id=None,
            division=TYPED,
            officer_id=None,
            outputs=(TYPED, LONG),
            outcomes=(LONG,),
            version=1,
            years=years,
            note=TYPED,
        )
        for seq, (mission, sub_mission) in enumerate([*sub_missions, *sub_missions], 1)
    )
    sheet = ProjectSheet(
        1,
        rationale=(TYPED, LONG),
        objectives=(TYPED, LONG),
        target_groups=(TargetGroup(TYPED, 60), TargetGroup(LONG[:200])),
        steps=(Step(TYPED, (Step(LONG, (Step(TYPED),)),)), Step(TYPED)),
        place=TYPED,
        costs=(
            CostLine(TYPED, Decimal("25.50"), Decimal(2), "มื้อ", 60),
            CostLine(LONG[:200], Decimal(3600), fiscal_year=2567),
        ),
    )
    full = WholePlan(
        agency=_AGENCY,
        plan=Plan(1, code, 2566, 2570),
        framework=framework,
        items=items,
        sheets={item.id: replace(sheet, item_id=item.id) for item in items[:-1]},
        order=Order(
            TYPED,
            (Member(TYPED, TYPED, TYPED), Member(LONG[:200], TYPED)),
            (TYPED, LONG),
            "1/2567",
            (LONG,),
            _DAY,
            _DAY,
        ),
        announcement=Announcement(TYPED, (LONG,), _DAY),
        indicators=(Indicator(TYPED, "ร้อยละ", {year: Decimal("82.5") for year in years}, LONG[:200]),),
        risks=(RiskRow(TYPED, (RiskIssue(LONG, 20), RiskIssue(TYPED)), (RiskControl(TYPED, 1), RiskControl(LONG))),),
        mayor=_SIGNS,
        clerk=_SIGNS,
    )
    bare = replace(
        full,
        agency=replace(_AGENCY, district="", province="", sample=False),
        items=(),
        sheets={},
        order=None,
        announcement=None,
        indicators=(),
        risks=(),
        mayor=_NOBODY,
        clerk=_NOBODY,
    )
    return full, bare


def of_plans(make: Callable[[WholePlan, Issue], Any]) -> Callable[[], tuple[Any, Any]]:
    def edges() -> tuple[Any, Any]:
        full, bare = _plans()
        return make(full, _DRAFT), make(bare, _DONE)

    return edges


def sheets() -> tuple[Any, Any]:
    full, _ = _plans()
    bare = replace(full, sheets={}, agency=replace(_AGENCY, sample=False))
    item = replace(full.items[0], years={}, outputs=(), outcomes=(), target_group="", note="")
    return (
        project_sheet.SheetDocument(plan=full, item=full.items[0], issue=_DRAFT),
        project_sheet.SheetDocument(plan=replace(bare, items=(item,)), item=item, issue=_DONE),
    )


def papers(make: Callable[..., Any]) -> Callable[[], tuple[Any, Any]]:
    """Order and announcement: one with everything decided, one with everything open."""

    def edges() -> tuple[Any, Any]:
        full, bare = _plans()
        undecided = replace(bare, order=Order("", (), ()), announcement=Announcement(""))
        return make(plan=full, issue=_DRAFT, emblem=EMBLEM), make(plan=undecided, issue=_DONE)

    return edges


def progress_reports(months: int) -> Callable[[], tuple[Any, Any]]:
    def edges() -> tuple[Any, Any]:
        full, bare = _plans()
        quarter = Quarter(YEAR, months // 3)
        results = tuple(
            QuarterResult(item.id, item.id, quarter, state, "", TYPED, LONG, Decimal(1250), TYPED, LONG, {}, (), 1)
            for item, state in zip(full.items, State, strict=False)
        )
        first = full.items[0].id
        return (
            progress_report.ProgressReport(
                plan=full,
                round=Round(YEAR, months),
                results=results,
                issue=_DRAFT,
                reporter=_SIGNS,
                approver=_SIGNS,
                ita_item="O33",
                photos=((first, _PHOTO),) * 3,
                files={first: (TYPED,)},
                problems=(TYPED, LONG),
                suggestions=(LONG, TYPED),
            ),
            progress_report.ProgressReport(
                plan=bare, round=Round(YEAR, months), results=(), issue=_DONE, reporter=_NOBODY, approver=_NOBODY
            ),
        )

    return edges


def single_measures() -> tuple[Any, Any]:
    round_ = Round(YEAR, 6)
    result = MeasureResult(
        1, 1, 6, (TYPED, LONG), round_.first_day, round_.last_day, LONG, TYPED, LONG, TYPED, LONG, (), 1
    )
    measure = SingleMeasure(
        code="complaints",
        fiscal_year=YEAR,
        background=(TYPED, LONG),
        objectives=(TYPED, LONG),
        practices=(TYPED, LONG),
        processes=(Process(TYPED, LONG, TYPED, LONG),) * 2,
        cases=(Cases(TYPED, 9, 4, 3, 2, 1), Cases(LONG[:200], 0)),
    )
    full = single_measure_report.SingleMeasureReport(
        agency=_AGENCY,
        measure=measure,
        round=round_,
        results=(result, replace(result, id=2, round=3)),
        problems=(TYPED,),
        suggestions=(LONG,),
        photos=(_PHOTO,) * 3,
        ita_item="O35",
        reporter=_SIGNS,
        approver=_SIGNS,
        issue=_DRAFT,
    )
    bare = single_measure_report.SingleMeasureReport(
        agency=replace(_AGENCY, district="", province="", sample=False),
        measure=SingleMeasure(code="intent", fiscal_year=YEAR),
        round=round_,
        reporter=_NOBODY,
        approver=_NOBODY,
        issue=_DONE,
    )
    return full, bare


def memos() -> tuple[Any, Any]:
    full = memo.Memo(
        agency=_AGENCY,
        submits="follow_up",
        fiscal_year=YEAR,
        round=Round(YEAR, 6),
        plan=TYPED,
        division=TYPED,
        telephone="0 0000 0000",
        number="ทบ 1/2567",
        dated=_DAY,
        background=(TYPED, LONG),
        facts=(TYPED, LONG),
        proposals=(LONG, TYPED),
        ita_item="O33",
        writer=_SIGNS,
        head=_SIGNS,
        clerk=_SIGNS,
        mayor=_SIGNS,
        issue=_DRAFT,
        emblem=EMBLEM,
    )
    bare = memo.Memo(
        agency=replace(_AGENCY, sample=False),
        submits="plan_flat",
        fiscal_year=YEAR,
        division="สำนักปลัด",
        writer=_NOBODY,
        head=_NOBODY,
        clerk=_NOBODY,
        mayor=_NOBODY,
        issue=_DONE,
    )
    return full, bare
