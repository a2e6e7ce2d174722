"""An invented agency and its report: every name and sentence here was written for the tests."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from PIL import Image

from bot.documents.measure_report import MeasureReport, MeasureRow, ResultRow
from bot.documents.parts import AnnexPhoto
from bot.domain.plan_document import Signatory

AGENCY = "องค์การบริหารส่วนตำบลบ้านทดสอบ"

MEASURES = (
    MeasureRow(
        1,
        "มาตรการเปิดเผยข้อมูลการจัดซื้อจัดจ้าง",
        (
            "ประกาศแผนการจัดซื้อจัดจ้างทุกโครงการก่อนเริ่มดำเนินการ",
            "สรุปผลการจัดซื้อจัดจ้างเป็นรายเดือนให้ประชาชนตรวจสอบได้ง่าย",
        ),
        (
            "กองคลังรวบรวมรายการจัดซื้อจัดจ้างภายในวันที่ 5 ของเดือนถัดไป",
            "ปลัดตรวจสอบความครบถ้วนและอนุมัติให้เผยแพร่",
            "เผยแพร่ที่ https://www.example.go.th/buy2569 และปิดประกาศ ณ ศาลาประชาคม 7 แห่ง",
        ),
        "กองคลัง",
        "รายงานต่อที่ประชุมหัวหน้าส่วนราชการ",
        (6, 12),
    ),
    MeasureRow(
        2,
        "มาตรการรับฟังและตอบเรื่องร้องเรียน",
        ("ตอบเรื่องร้องเรียนทุกเรื่องภายใน 15 วันทำการ",),
        (
            "ลงทะเบียนเรื่องและออกเลขรับให้ผู้ร้องทันที",
            "ส่งเรื่องให้กองที่เกี่ยวข้องและติดตามทุก 7 วัน",
        ),
        "สำนักปลัด",
        "สรุปสถิติเรื่องร้องเรียนเสนอผู้บริหาร",
        (3, 6, 9, 12),
    ),
    MeasureRow(
        3,
        "มาตรการไม่รับของขวัญจากการปฏิบัติหน้าที่ (No Gift Policy)",
        ("ผู้บริหารประกาศนโยบายและบุคลากรทุกคนลงนามรับทราบ",),
        ("จัดทำประกาศสองภาษา", "ติดป้ายประชาสัมพันธ์ ณ จุดบริการ"),
        "สำนักปลัด",
        "ตรวจสอบการรับของขวัญในช่วงเทศกาล",
        (6, 12),
    ),
    MeasureRow(
        4,
        "มาตรการกำกับการใช้รถราชการ",
        ("บันทึกการใช้รถทุกครั้ง", "ตรวจเลขไมล์เทียบกับใบขออนุญาตทุกสิ้นเดือน"),
        ("กองช่างจัดทำสมุดบันทึกประจำรถ 12 คัน",),
        "กองช่าง",
        "รายงานผลการตรวจสอบประจำปี",
        (12,),
    ),
)

RESULTS = (
    ResultRow(
        2,
        ("ลงทะเบียนเรื่องร้องเรียน 24 เรื่อง ตอบแล้ว 23 เรื่อง",),
        date(2025, 10, 1),
        date(2026, 3, 31),
        "ตอบเรื่องร้องเรียนภายในกำหนด 23 เรื่อง จาก 24 เรื่อง",
        "ผู้ร้องพอใจในระดับมากขึ้นไปร้อยละ 91.30",
        "คงค้าง 1 เรื่อง อยู่ระหว่างรังวัดที่ดิน",
    ),
    ResultRow(
        1,
        (
            "เผยแพร่แผนการจัดซื้อจัดจ้าง 18 โครงการ วงเงิน 2,450,000 บาท",
            "เผยแพร่สรุปผลรายเดือนครบ 6 เดือน",
        ),
        date(2025, 10, 6),
        date(2026, 3, 27),
        "ข้อมูลจัดซื้อจัดจ้างที่เปิดเผยครบ 18 โครงการ\nสรุปผลรายเดือน 6 ฉบับ",
        "มีผู้เสนอราคาเฉลี่ยเพิ่มจาก 2 ราย เป็น 4 รายต่อโครงการ และไม่มีข้อร้องเรียนเรื่องการจัดซื้อ",
    ),
    ResultRow(
        3,
        ("ประกาศนโยบายและให้บุคลากร 62 คน ลงนามรับทราบ",),
        date(2026, 1, 5),
        date(2026, 1, 5),
        "บุคลากรลงนามครบ 62 คน",
        "ไม่พบการรับของขวัญในช่วงเทศกาลปีใหม่",
    ),
)


def jpeg(width: int = 800, height: int = 600, colour: str = "steelblue") -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def full_report() -> MeasureReport:
    """Everything given, one measure without a result, three photos of different shapes."""
    return replace(
        empty_report(),
        ita_item="O26",
        urgent=("ประชาชนค้นหาข้อมูลการจัดซื้อจัดจ้างบนเว็บไซต์ไม่พบ", "การตอบเรื่องร้องเรียนล่าช้ากว่า 30 วัน"),
        improve=("ช่องทางติดต่อสอบถามยังมีเพียงโทรศัพท์ 1 หมายเลข",),
        actions=(
            "จัดหมวดข้อมูลบนเว็บไซต์ใหม่ให้ค้นได้ภายใน 3 ขั้นตอน",
            "กำหนดเวลาตอบเรื่องร้องเรียนไว้ในคู่มือ",
            "เปิดช่องทางสนทนาออนไลน์เพิ่มอีก 2 ช่องทาง",
        ),
        results=RESULTS,
        problems=("เจ้าหน้าที่ผู้รับผิดชอบมี 1 คน และต้องทำงานอื่นควบคู่", "ระบบเว็บไซต์ขัดข้องในเดือนธันวาคม 4 วัน"),
        suggestions=("แต่งตั้งผู้ช่วยดูแลข้อมูลจากทุกกอง", "สำรองข้อมูลเว็บไซต์ทุกสัปดาห์"),
        photos=(
            AnnexPhoto("ปิดประกาศแผนจัดซื้อ ณ ศาลาประชาคมหมู่ 3", jpeg(), 800, 600),
            AnnexPhoto("บุคลากรลงนามรับทราบนโยบาย", jpeg(600, 800, "seagreen"), 600, 800),
            AnnexPhoto("ประชุมติดตามเรื่องร้องเรียน", jpeg(1600, 700, "peru"), 1600, 700),
        ),
    )


def empty_report() -> MeasureReport:
    """The least a report can hold: measures, and nothing else said."""
    return MeasureReport(
        agency=AGENCY,
        agency_kind="sao",
        district="เมืองทดสอบ",
        province="ตัวอย่างบุรี",
        fiscal_year=2569,
        round_months=6,
        analysed_year=2568,
        measures=MEASURES,
        reporter=Signatory("นางสาวสมใจ ทดลองงาน", "นักวิเคราะห์นโยบายและแผนชำนาญการ"),
        approver=Signatory("นายทดสอบ ระบบดี", "นายกองค์การบริหารส่วนตำบลบ้านทดสอบ"),
        prepared_on=date(2026, 4, 3),
    )


def long_report() -> MeasureReport:
    """Answers longer than a page, and one word that never ends."""
    wall = "การดำเนินการตามมาตรการนี้มีรายละเอียดมากและต้องบันทึกไว้ให้ครบถ้วนทุกขั้นตอน " * 40
    results = (
        replace(RESULTS[0], output=wall, outcome="ก" * 1500, details=(wall, wall)),
        *RESULTS[1:],
    )
    return replace(full_report(), results=results, problems=tuple([wall] * 3), photos=full_report().photos * 3)


def approved_report() -> MeasureReport:
    return replace(full_report(), draft=False, approved_on=date(2026, 4, 9), version=3)
