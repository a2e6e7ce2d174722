"""One measure of the invented agency by itself: how its discretion was used in half a year."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.documents.parts import AnnexPhoto, Issue
from bot.documents.single_measure_report import SingleMeasureReport
from bot.domain.fiscal import Round
from bot.domain.measures import MeasureResult
from bot.domain.plan_document import Signatory
from bot.domain.single_measure import Cases, Process, SingleMeasure

from .plans import full_plan, hostile_plan
from .samples import jpeg

YEAR = 2567


def result(months: int, **given: Any) -> MeasureResult:
    year = Round(YEAR, months)
    said = {
        "details": (),
        "first_day": year.first_day,
        "last_day": year.last_day,
        "output": "",
        "outcome": "",
        "note": "",
        "problem": "",
        "suggestion": "",
    }
    return MeasureResult(id=months, measure_id=1, round=months, media=(), version=1, **said | given)


DISCRETION = SingleMeasure(
    code="discretion",
    fiscal_year=YEAR,
    processes=(
        Process(
            "การอนุญาตก่อสร้าง ดัดแปลง หรือรื้อถอนอาคาร",
            "นายกองค์การบริหารส่วนตำบล ในฐานะเจ้าพนักงานท้องถิ่น",
            "แบบแปลนถูกต้อง ระยะร่นครบ และพิจารณาภายใน 30 วัน",
            "เร่งหรือหน่วงเรื่องเพื่อแลกกับผลประโยชน์",
        ),
        Process(
            "การออกใบอนุญาตกิจการที่เป็นอันตรายต่อสุขภาพ",
            "ผู้อำนวยการกองสาธารณสุข",
            "ผ่านการตรวจสถานที่ 12 รายการ",
            "ตรวจไม่ครบทุกรายการ",
        ),
        Process("การลดหรืองดเบี้ยปรับภาษี", "ผู้อำนวยการกองคลัง", "เหตุอันสมควรที่มีหลักฐาน", "เลือกปฏิบัติระหว่างผู้เสียภาษี"),
    ),
    cases=(
        Cases("อนุญาตก่อสร้างอาคาร", 48, 41, 3, 2, 1),
        Cases("กิจการที่เป็นอันตรายต่อสุขภาพ", 27, 25, 2),
        Cases("ลดหรืองดเบี้ยปรับภาษี", 9, 5, 4),
    ),
)

RESULTS = (
    result(
        6,
        details=("ปรับปรุงคู่มือครบ 3 กระบวนงาน", "สุ่มตรวจเรื่องที่พิจารณาแล้ว 12 เรื่อง พบว่าบันทึกเหตุผลครบ 11 เรื่อง"),
        output="คู่มือ 3 ฉบับ และรายงานการสุ่มตรวจ 1 ฉบับ",
        outcome="คำขอที่พิจารณาเสร็จภายในกำหนดเพิ่มจากร้อยละ 91 เป็นร้อยละ 97.62",
        problem="ผู้ยื่นคำขอส่งเอกสารไม่ครบ 14 ราย",
        suggestion="จัดทำรายการเอกสารพร้อมตัวอย่างไว้ ณ จุดบริการ",
    ),
    result(
        3,
        details=("ประชุมชี้แจงผู้ใช้อำนาจและเจ้าหน้าที่ 18 คน",),
        output="ประชุม 1 ครั้ง",
        outcome="ผู้ใช้อำนาจทุกคนใช้แบบบันทึกเหตุผลเดียวกัน",
        note="เริ่มใช้แบบบันทึก 1 ธันวาคม 2566",
    ),
)


def full() -> SingleMeasureReport:
    plan = full_plan()
    return SingleMeasureReport(
        agency=plan.agency,
        measure=DISCRETION,
        round=Round(YEAR, 6),
        results=RESULTS,
        photos=(AnnexPhoto("ประชุมชี้แจงแบบบันทึกเหตุผล", jpeg(640, 480, "peru"), 640, 480),),
        ita_item="O35",
        reporter=Signatory("นางสาวสมใจ ทดลองงาน", "นักวิเคราะห์นโยบายและแผนชำนาญการ"),
        approver=plan.mayor,
        issue=Issue(prepared_on=date(2024, 4, 5)),
    )


def least(code: str = "intent") -> SingleMeasureReport:
    """Nothing but the measure's name: the product's words carry it."""
    return replace(full(), measure=SingleMeasure(code=code, fiscal_year=YEAR), results=(), photos=(), ita_item=None)


def hostile(text: str) -> SingleMeasureReport:
    measure = SingleMeasure(
        code="complaints",
        fiscal_year=YEAR,
        background=(text,),
        objectives=(text, text),
        practices=(text,),
        processes=(Process(text, text, text, text),),
        cases=(Cases(text, 3, 1, 1, 1, 1), Cases(text, 0)),
    )
    said = {"output": text, "outcome": text, "note": text, "problem": text, "suggestion": text}
    return replace(
        full(),
        agency=hostile_plan(text).agency,
        measure=measure,
        results=(result(6, details=(text, text), **said),),
        problems=(text,),
        suggestions=(text,),
        photos=(AnnexPhoto(text, jpeg(40, 30), 40, 30),),
        ita_item=text,
        reporter=Signatory(text, text),
        approver=Signatory(text, text, text),
    )
