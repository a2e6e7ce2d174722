"""What was done on the invented plan (plans.py) in fiscal year 2567, quarter by quarter, and the reports about it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.documents.memo import Memo, progress_facts
from bot.documents.parts import AnnexPhoto, Issue, plan_title
from bot.documents.progress_report import ProgressReport
from bot.domain.fiscal import Quarter, Round
from bot.domain.plan import QuarterResult, Reason, State
from bot.domain.plan_document import Signatory
from bot.domain.progress import progress, summary

from .plans import full_plan, hostile_plan, many
from .samples import jpeg

YEAR = 2567
DONE, GOING, NOT, CANNOT = State.DONE, State.IN_PROGRESS, State.NOT_STARTED, State.CANNOT
REPORTER = Signatory("นางสาวสมใจ ทดลองงาน", "นักวิเคราะห์นโยบายและแผนชำนาญการ")


def told(
    item_id: int, quarter: int, state: State, done: str = "", disbursed: int | None = None, **more: Any
) -> QuarterResult:
    own = {key: more.pop(key, "") for key in ("reason", "reason_text", "output", "outcome")}
    return QuarterResult(
        id=item_id * 10 + quarter,
        item_id=item_id,
        quarter=Quarter(YEAR, quarter),
        state=state,
        done=done,
        disbursed=None if disbursed is None else Decimal(disbursed),
        more=more,
        media=(),
        version=1,
        **own,
    )


def web(channel: str, link: str = "") -> list[Mapping[str, str]]:
    return [{"channel": channel, "link": link}]


RESULTS = (
    told(1, 1, GOING, "สำรวจความต้องการอบรมและขออนุมัติโครงการ", 0),
    told(
        1,
        2,
        DONE,
        "จัดอบรมวันที่ 22 กุมภาพันธ์ 2567 ณ ห้องประชุมชั้น 2 มีผู้เข้าอบรม 78 คน\nทดสอบความรู้ก่อนและหลังอบรม",
        19_450,
        output="จัดอบรม 1 รุ่น มีผู้เข้าอบรม 78 คน",
        outcome="ผู้เข้าอบรมผ่านการทดสอบ 71 คน คิดเป็นร้อยละ 91.03",
        published=web("เว็บไซต์", "https://www.example.go.th/ethics67"),
    ),
    told(
        3,
        2,
        GOING,
        "ประกาศหลักเกณฑ์และเปิดรับการเสนอชื่อ มีผู้ได้รับการเสนอชื่อ 8 คน",
        suggestions="ให้บุคลากรร่วมลงคะแนนแบบไม่เปิดเผยชื่อ",
    ),
    told(
        3,
        4,
        DONE,
        "คัดเลือกและมอบประกาศเกียรติคุณ 3 คน",
        output="บุคลากรต้นแบบ 3 คน",
        outcome="บุคลากรร้อยละ 84 เห็นว่าการคัดเลือกเป็นธรรม",
    ),
    *(told(4, number, GOING, f"แจ้งเวียนแนวปฏิบัติฉบับที่ {number} แล้ว") for number in (1, 2, 3)),
    told(
        4,
        4,
        DONE,
        "แจ้งเวียนแนวปฏิบัติฉบับที่ 4 แล้ว",
        output="แจ้งเวียนครบ 4 ครั้ง",
        outcome="บุคลากรร้อยละ 93.50 ตอบคำถามท้ายหนังสือเวียนได้ถูกต้อง",
    ),
    told(
        5,
        2,
        CANNOT,
        reason=Reason.NO_BUDGET,
        reason_text="งบประมาณถูกโอนไปแก้ไขปัญหาภัยแล้งในเดือนมกราคม 2567",
        suggestions="เสนอตั้งงบประมาณใหม่ในปีงบประมาณถัดไป",
    ),
    told(6, 1, GOING, "คัดเลือกครัวเรือนต้นแบบ 9 หมู่บ้าน", 0),
    told(
        6,
        2,
        GOING,
        "เตรียมแปลงและเมล็ดพันธุ์แล้ว 6 หมู่บ้าน",
        5_200,
        problems="น้ำไม่เพียงพอใน 3 หมู่บ้าน",
        next_step="ขุดบ่อพักน้ำก่อนเริ่มปลูกในเดือนพฤษภาคม 2567",
    ),
    told(6, 3, GOING, "ปลูกครบ 9 หมู่บ้าน", 9_800),
    told(
        6,
        4,
        DONE,
        "เก็บเกี่ยวและสรุปบัญชีครัวเรือน",
        11_900,
        output="แปลงเรียนรู้ 9 แปลง",
        outcome="ครัวเรือนลดรายจ่ายได้เฉลี่ยร้อยละ 12.40",
    ),
    told(
        7,
        4,
        DONE,
        "จัดค่ายวันที่ 6 – 7 กรกฎาคม 2567",
        29_300,
        output="นักเรียนเข้าร่วม 104 คน",
        outcome="นักเรียนร้อยละ 88 ยกตัวอย่างและวิธีปฏิเสธได้",
    ),
    told(8, 1, GOING, "รับสมัครเยาวชนอาสา 16 คน"),
    told(8, 2, GOING, "จัดเวรดูแลที่อ่านหนังสือ 12 ครั้ง", published=web("เฟซบุ๊กของหน่วยงาน")),
    told(
        9,
        2,
        GOING,
        "ปรับปรุงเมนูข้อมูลการบริหารงานแล้ว 21 รายการ จาก 30 รายการ",
        problems="บางกองส่งข้อมูลล่าช้ากว่ากำหนด 2 สัปดาห์",
        suggestions="กำหนดผู้ส่งข้อมูลสำรองกองละ 1 คน",
    ),
    told(10, 1, GOING, "เผยแพร่รายงานการรับจ่ายเงินไตรมาสแรกแล้ว"),
    told(10, 2, GOING, "เผยแพร่รายงานครบ 2 ไตรมาส", published=web("เว็บไซต์", "https://www.example.go.th/finance67")),
    told(
        10,
        4,
        DONE,
        "เผยแพร่รายงานครบ 4 ไตรมาส",
        output="รายงานการรับจ่ายเงิน 4 ฉบับ",
        outcome="ไม่มีข้อร้องเรียนเรื่องการเปิดเผยข้อมูลการเงิน",
    ),
    told(
        11,
        1,
        DONE,
        "จัดซื้อโต๊ะ เก้าอี้ และป้ายดัชนี ตรวจรับวันที่ 18 ธันวาคม 2566",
        39_200,
        output="ศูนย์ข้อมูลข่าวสารมีที่นั่ง 12 ที่ และดัชนีครบ 8 หมวด",
        outcome="ผู้ใช้บริการ 46 คน พึงพอใจร้อยละ 89.10",
    ),
    told(
        12,
        1,
        DONE,
        "นายกองค์การบริหารส่วนตำบลนำผู้บริหารและบุคลากรประกาศเจตนารมณ์วันที่ 16 ตุลาคม 2566",
        output="จัดกิจกรรม 1 ครั้ง",
        outcome="บุคลากรรับรู้เจตนารมณ์ร้อยละ 97.20",
    ),
    told(13, 2, GOING, "ประกาศนโยบายและรายงานการรับของขวัญครั้งที่ 1 ไม่พบการรับของขวัญ"),
    told(13, 4, DONE, "รายงานการรับของขวัญครั้งที่ 2", output="รายงาน 2 ครั้ง", outcome="ไม่พบการรับของขวัญที่ฝ่าฝืนนโยบาย"),
    told(
        14,
        1,
        DONE,
        "จัดทำรายงานวิเคราะห์และเสนอผู้บริหารแล้ว",
        output="รายงาน 1 ฉบับ",
        outcome="นำข้อเสนอแนะไปปฏิบัติ 5 ข้อ จาก 6 ข้อ",
    ),
    told(15, 2, GOING, "จัดทำแผนประจำปีและเผยแพร่แล้ว อยู่ระหว่างรวบรวมผลรอบแรก"),
    told(16, 1, DONE, "หัวหน้าส่วนราชการ 6 คน ลงนามครบ", output="ลงนาม 6 คน", outcome="ตัวชี้วัดสำเร็จร้อยละ 88"),
    told(
        17,
        2,
        GOING,
        "ปรับปรุงคู่มือและแผนภูมิ พิจารณาคำขอ 14 คำขอ ทันกำหนด 13 คำขอ",
        problems="คำขอ 1 รายเอกสารไม่ครบและแก้ไขล่าช้า",
    ),
    told(
        18,
        1,
        DONE,
        "ทบทวนคำสั่งมอบหมายอำนาจ 11 คำสั่ง",
        output="คำสั่งเป็นปัจจุบันครบ 11 ตำแหน่ง",
        outcome="ไม่มีเรื่องค้างเพราะผู้มีอำนาจไม่อยู่",
    ),
    told(
        19, 2, GOING, "จัดเวทีแล้ว 5 หมู่บ้าน มีผู้เข้าร่วม 312 คน", 14_800, next_step="จัดเวทีอีก 4 หมู่บ้านในเดือนเมษายนและพฤษภาคม 2567"
    ),
    told(
        19,
        3,
        DONE,
        "จัดเวทีครบ 9 หมู่บ้าน",
        26_650,
        output="เวทีประชาคม 9 ครั้ง ผู้เข้าร่วม 561 คน",
        outcome="โครงการในแผนพัฒนามาจากข้อเสนอของประชาชนร้อยละ 83.30",
    ),
    told(20, 2, NOT),
    told(20, 4, NOT, problems="คณะกรรมการติดตามครบวาระและยังสรรหาใหม่ไม่แล้วเสร็จ"),
    told(21, 2, GOING, "เปิดรับเรื่อง 4 ช่องทาง รับเรื่อง 37 เรื่อง ตอบแล้ว 35 เรื่อง"),
    told(22, 2, GOING, "มีหนังสือแจ้งผล 35 ฉบับ"),
    told(23, 2, GOING, "คัดเลือกอาสา 45 คน และจัดอบรมครั้งแรก", 8_250),
    told(
        23,
        3,
        DONE,
        "อบรมครบและร่วมสังเกตการณ์งานก่อสร้าง 4 งาน",
        23_100,
        output="อาสา 45 คน 9 หมู่บ้าน",
        outcome="มีอาสาร่วมสังเกตการณ์ครบทุกงานที่มีวงเงินเกิน 500,000 บาท",
    ),
    told(24, 2, GOING, "ตรวจสอบแล้ว 3 หน่วยรับตรวจ จาก 6 หน่วย"),
    told(
        25, 1, DONE, "จัดทำรายงานการควบคุมภายในและส่งอำเภอแล้ว", output="รายงาน 1 ฉบับ", outcome="ปรับปรุงจุดอ่อน 4 ข้อ ครบทุกข้อ"
    ),
    told(28, 2, GOING, "ประกาศกำหนดการประชุม 2 สมัย และถ่ายทอดเสียงทุกครั้ง"),
)
"""Items 27 and 29 were never reported on, items 2 and 26 are not done this year."""


def photo(caption: str, colour: str, width: int = 640, height: int = 480) -> AnnexPhoto:
    return AnnexPhoto(caption, jpeg(width, height, colour), width, height)


def follow_up() -> ProgressReport:
    """After six months, as a draft, with photos and a file."""
    plan = full_plan()
    return ProgressReport(
        plan=plan,
        round=Round(YEAR, 6),
        results=RESULTS,
        issue=Issue(prepared_on=date(2024, 4, 5)),
        reporter=REPORTER,
        approver=plan.mayor,
        photos=(
            (19, photo("เวทีประชาคมหมู่ 4", "peru")),
            (1, photo("อบรมประมวลจริยธรรม", "steelblue")),
            (1, photo("ทดสอบหลังอบรม", "seagreen", 480, 640)),
        ),
        files={14: ("รายงานวิเคราะห์ผลการจัดซื้อจัดจ้าง.pdf",)},
        suggestions=("ทุกกองรายงานผลภายใน 5 วันทำการหลังสิ้นไตรมาส",),
    )


def yearly_report() -> ProgressReport:
    """After twelve months, approved."""
    return replace(
        follow_up(),
        round=Round(YEAR, 12),
        issue=Issue(prepared_on=date(2024, 10, 10), version=2, approved_on=date(2024, 10, 21)),
        ita_item="O33",
        problems=("เจ้าหน้าที่โอนย้าย 2 คนในช่วงไตรมาสที่สาม",),
    )


def empty_report(months: int = 6) -> ProgressReport:
    """A plan that has nothing in it this year."""
    plan = replace(full_plan(), items=(), sheets={})
    return replace(follow_up(), plan=plan, round=Round(YEAR, months), photos=(), files={}, results=(), suggestions=())


def large_report(months: int) -> ProgressReport:
    """Two hundred items, all reported on."""
    plan = many(200)
    of = {item.id: full_plan().items[(item.id - 1) % 29].id for item in plan.items}
    results = tuple(
        replace(result, item_id=item) for item, same in of.items() for result in RESULTS if result.item_id == same
    )
    return replace(follow_up(), plan=plan, round=Round(YEAR, months), results=results, photos=(), files={})


def hostile_report(text: str, months: int) -> ProgressReport:
    """One text wherever somebody can type."""
    plan = hostile_plan(text)
    items = tuple(replace(item, years=full_plan().items[0].years) for item in plan.items)
    more = {"problems": text, "suggestions": text, "next_step": text, "published": web(text, text)}
    results = tuple(
        told(item.id, quarter, state, text, 5, reason="other", reason_text=text, output=text, outcome=text, **more)
        for item, state in zip(items, (DONE, GOING, CANNOT), strict=True)
        for quarter in (1, 2)
    )
    return ProgressReport(
        plan=replace(plan, items=items),
        round=Round(YEAR, months),
        results=results,
        issue=Issue(prepared_on=date(2024, 4, 5)),
        reporter=Signatory(text, text),
        approver=Signatory(text, text, text),
        ita_item=text,
        photos=((1, AnnexPhoto(text, jpeg(40, 30), 40, 30)),),
        files={1: (text,)},
        problems=(text,),
        suggestions=(text,),
    )


def memo(**changes: Any) -> Memo:
    """The memo that submits the follow-up."""
    plan, report = full_plan(), follow_up()
    given = Memo(
        agency=replace(plan.agency, chain="clerk-mayor"),
        submits="follow_up",
        fiscal_year=YEAR,
        round=report.round,
        plan=plan_title(plan),
        division="สำนักปลัด",
        telephone="0 0000 0000 ต่อ 11",
        facts=progress_facts(summary(progress(plan.items, report.results, report.round))),
        writer=REPORTER,
        head=Signatory("นายหนักแน่น งานดี", "หัวหน้าสำนักปลัด"),
        clerk=plan.clerk,
        mayor=plan.mayor,
        issue=Issue(prepared_on=date(2024, 4, 5)),
    )
    return replace(given, **changes)
