"""The project sheet read back: nine sections, steps as a tree, costs that add up, several years told apart."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.documents import parts
from bot.documents.project_sheet import SheetDocument, file_name, render
from bot.domain.plan import ItemYear, PlanItem
from bot.domain.sheet import CostLine, ProjectSheet, TargetGroup

from .plans import DRAFT, full_plan
from .structure import faults, opened

PLAN = full_plan()


def lines_of(item: PlanItem, sheet: ProjectSheet | None = None) -> list[str]:
    plan = replace(
        PLAN,
        items=tuple(item if other.id == item.id else other for other in PLAN.items),
        sheets={**PLAN.sheets, item.id: sheet or PLAN.sheet(item)},
    )
    data = render(SheetDocument(plan=plan, item=item, issue=DRAFT))
    assert faults(data) == []
    return [paragraph.text for paragraph in opened(data).paragraphs if paragraph.text]


def section(lines: list[str], number: str) -> list[str]:
    """What stands between a section's heading and the next."""
    digits = "๑๒๓๔๕๖๗๘๙"
    start = next(n for n, line in enumerate(lines) if line.startswith(f"{number}. "))
    after = digits[digits.index(number) + 1] if number != "๙" else "none"
    end = next((n for n, line in enumerate(lines) if line.startswith(f"{after}. ")), len(lines))
    return lines[start + 1 : end]


def test_the_nine_sections_in_order() -> None:
    lines = lines_of(PLAN.items[0])
    assert lines[:4] == [
        "แบบโครงการ",
        "ตามแผนปฏิบัติการป้องกันการทุจริต (พ.ศ. ๒๕๖๖ – ๒๕๗๐)",
        "องค์การบริหารส่วนตำบลบ้านทดสอบ",
        "มิติที่ ๑ การสร้างวัฒนธรรมสุจริต",
    ]
    assert [line for line in lines if line[0] in "๑๒๓๔๕๖๗๘๙" and line[1:3] == ". "] == [
        "๑. ชื่อโครงการ โครงการอบรมประมวลจริยธรรมและมาตรฐานการปฏิบัติราชการ",
        "๒. หลักการและเหตุผล",
        "๓. วัตถุประสงค์",
        "๔. กลุ่มเป้าหมาย",
        "๕. วิธีดำเนินการ",
        "๖. ระยะเวลาดำเนินการ",
        "๗. งบประมาณดำเนินการ",
        "๘. ผู้รับผิดชอบ",
        "๙. ผลผลิต/ผลลัพธ์",
    ]
    assert section(lines, "๔") == [
        "๔.๑\tผู้บริหารและสมาชิกสภาองค์การบริหารส่วนตำบล จำนวน ๒๐ คน",
        "๔.๒\tพนักงานส่วนตำบลและพนักงานจ้าง จำนวน ๖๐ คน",
    ]
    assert section(lines, "๖") == [
        "มกราคม – มีนาคม ๒๕๖๖ (ดำเนินการในปีงบประมาณ พ.ศ. ๒๕๖๖ – ๒๕๗๐)",
        "สถานที่ดำเนินการ ห้องประชุมองค์การบริหารส่วนตำบลบ้านทดสอบ",
    ]
    assert section(lines, "๘") == ["สำนักปลัด"]


def test_steps_are_a_tree_of_three_levels() -> None:
    steps = section(lines_of(PLAN.items[0]), "๕")
    assert [step.split("\t")[0] for step in steps] == [
        *("๕.๑", "๕.๑.๑", "๕.๑.๒", "๕.๑.๒.๑", "๕.๑.๒.๒", "๕.๒", "๕.๒.๑", "๕.๒.๒", "๕.๓"),
    ]
    data = render(SheetDocument(plan=PLAN, item=PLAN.items[0], issue=DRAFT))
    styles = [p.style.name for p in opened(data).paragraphs if p.text.startswith("๕.๑")]
    assert styles == ["Step 1", "Step 2", "Step 2", "Step 3", "Step 3"]


def test_years_that_cost_the_same_are_told_together_and_all_add_up() -> None:
    assert section(lines_of(PLAN.items[0]), "๗") == [
        "ปีงบประมาณ พ.ศ. ๒๕๖๖ – ๒๕๖๘ ปีละ",
        "๑)\tค่าอาหารกลางวัน (๘๐ คน × ๑ มื้อ × ๑๐๐ บาท)\tเป็นเงิน ๘,๐๐๐ บาท",
        "๒)\tค่าอาหารว่างและเครื่องดื่ม (๘๐ คน × ๒ มื้อ × ๒๕ บาท)\tเป็นเงิน ๔,๐๐๐ บาท",
        "๓)\tค่าตอบแทนวิทยากร (๖ ชั่วโมง × ๑,๒๐๐ บาท)\tเป็นเงิน ๗,๒๐๐ บาท",
        "๔)\tค่าเอกสารประกอบการอบรม (๘๐ คน × ๑ ชุด × ๑๐ บาท)\tเป็นเงิน ๘๐๐ บาท",
        "รวมเป็นเงิน ๒๐,๐๐๐ บาท (สองหมื่นบาทถ้วน)",
        "ปีงบประมาณ พ.ศ. ๒๕๖๙ – ๒๕๗๐ ปีละ",
        "๑)\tค่าอาหารกลางวัน (๘๐ คน × ๑ มื้อ × ๑๐๐ บาท)\tเป็นเงิน ๘,๐๐๐ บาท",
        "๒)\tค่าอาหารว่างและเครื่องดื่ม (๘๐ คน × ๒ มื้อ × ๒๕ บาท)\tเป็นเงิน ๔,๐๐๐ บาท",
        "๓)\tค่าตอบแทนวิทยากร (๖ ชั่วโมง × ๑,๒๐๐ บาท)\tเป็นเงิน ๗,๒๐๐ บาท",
        "๔)\tค่าเอกสารประกอบการอบรม (๘๐ คน × ๑ ชุด × ๑๐ บาท)\tเป็นเงิน ๘๐๐ บาท",
        "๕)\tค่าวัสดุฝึกปฏิบัติและกรณีศึกษา\tเป็นเงิน ๕,๐๐๐ บาท",
        "รวมเป็นเงิน ๒๕,๐๐๐ บาท (สองหมื่นห้าพันบาทถ้วน)",
        "รวมทั้งสิ้นทุกปี เป็นเงิน ๑๑๐,๐๐๐ บาท (หนึ่งแสนหนึ่งหมื่นบาทถ้วน)",
    ]
    assert section(lines_of(PLAN.items[1]), "๗")[0] == "ปีงบประมาณ พ.ศ. ๒๕๖๖, ๒๕๖๘ และ ๒๕๗๐ ปีละ"


def test_of_its_costs_only_the_last_line_stays_with_the_sum() -> None:
    data = render(SheetDocument(plan=PLAN, item=PLAN.items[0], issue=DRAFT))
    kept = [p.paragraph_format.keep_with_next for p in opened(data).paragraphs if p.style.name == "Cost Line"]
    assert kept == [None, None, None, True, None, None, None, None, True]
    sums = [p.paragraph_format.keep_with_next for p in opened(data).paragraphs if p.style.name == "Cost Sum"]
    assert sums == [None, True, None]  # nor is the sum of all years the first on a page


def test_without_money() -> None:
    lines = lines_of(PLAN.items[2])
    assert section(lines, "๗") == ["ไม่ใช้งบประมาณ"]
    assert section(lines, "๖") == ["ปีงบประมาณ พ.ศ. ๒๕๖๖ – ๒๕๗๐"]
    assert "๑. ชื่อกิจกรรม กิจกรรมยกย่องบุคลากรต้นแบบด้านความซื่อสัตย์" in lines


def test_one_year_of_many_without_money_says_so() -> None:
    years = {2566: ItemYear(True, Decimal(500)), 2567: ItemYear(True, Decimal(0)), 2568: ItemYear(False, Decimal(9))}
    item = replace(PLAN.items[2], years=years)
    assert section(lines_of(item), "๗") == [
        "ปีงบประมาณ พ.ศ. ๒๕๖๖",
        "รวมเป็นเงิน ๕๐๐ บาท (ห้าร้อยบาทถ้วน)",
        "ปีงบประมาณ พ.ศ. ๒๕๖๗",
        "ไม่ใช้งบประมาณ",
    ]


def test_one_year_is_not_told_apart() -> None:
    years = {2567: ItemYear(True, Decimal("1250.50"))}
    sheet = ProjectSheet(3, costs=(CostLine("ค่าป้าย", Decimal("250.10"), Decimal("2.5"), "ตารางเมตร", 2),))
    assert section(lines_of(replace(PLAN.items[2], years=years), sheet), "๗") == [
        "๑)\tค่าป้าย (๒ คน × ๒.๕ ตารางเมตร × ๒๕๐.๑๐ บาท)\tเป็นเงิน ๑,๒๕๐.๕๐ บาท",
        "รวมเป็นเงิน ๑,๒๕๐.๕๐ บาท (หนึ่งพันสองร้อยห้าสิบบาทห้าสิบสตางค์)",
    ]


def test_lines_that_are_not_the_plans_amount_say_so() -> None:
    item = replace(PLAN.items[2], years={2567: ItemYear(True, Decimal(900))})
    sheet = ProjectSheet(3, costs=(CostLine("ค่าป้าย", Decimal(1000)),))
    assert section(lines_of(item, sheet), "๗")[1:] == [
        "รวมเป็นเงิน ๑,๐๐๐ บาท (หนึ่งพันบาทถ้วน)",
        "หมายเหตุ: แผนกำหนดงบประมาณไว้ ๙๐๐ บาท ซึ่งไม่ตรงกับรายการข้างต้น",
    ]


def test_an_unwritten_sheet_has_a_dash_in_every_section() -> None:
    item = replace(PLAN.items[2], target_group="", division="", outputs=(), outcomes=())
    lines = lines_of(item, ProjectSheet(3))
    for number in "๒๓๔๕๘":
        assert section(lines, number) == ["-"]
    assert section(lines, "๙")[:4] == ["ผลผลิต", "-", "ผลลัพธ์", "-"]


def test_the_plans_words_for_the_target_group_and_groups_without_a_number() -> None:
    item = PLAN.items[2]
    assert section(lines_of(item), "๔") == ["๔.๑\tบุคลากรทุกส่วนราชการ"]
    sheet = ProjectSheet(3, target_groups=(TargetGroup("ผู้สูงอายุ"), TargetGroup("ครัวเรือน", 1200, "ครัวเรือน")))
    assert section(lines_of(item, sheet), "๔") == ["๔.๑\tผู้สูงอายุ", "๔.๒\tครัวเรือน จำนวน ๑,๒๐๐ ครัวเรือน"]


def test_an_item_of_another_plan_is_refused() -> None:
    stranger = replace(PLAN.items[0], id=99, first_day=date(2023, 1, 2))
    with pytest.raises(ValueError, match="not in the plan"):
        SheetDocument(plan=PLAN, item=stranger, issue=DRAFT)


def test_what_the_file_is_called() -> None:
    document = SheetDocument(plan=PLAN, item=PLAN.items[15], issue=DRAFT)
    assert file_name(document) == "แบบกิจกรรม_ลำดับที่๑๖_ร่าง๑_อบต.บ้านทดสอบ.docx"


def test_a_long_name_of_a_file_loses_of_its_title_and_not_of_its_agency():
    name = parts.file_name(
        ("รายงานผล", "มาตรการตรวจสอบ การใช้ดุลพินิจและการปฏิบัติหน้าที่ของเจ้าหน้าที่ทุกระดับ", "ปี2570"),
        agency="เทศบาลตำบลสุจริตธรรม",
        kind="tambon_municipality",
        digits="arabic",
        draft=True,
        version=1,
        sample=True,
    )
    assert name == "ตัวอย่าง_รายงานผล_มาตรการตรวจสอบ_ปี2570_ร่าง1_ทต.สุจริตธรรม.docx"
