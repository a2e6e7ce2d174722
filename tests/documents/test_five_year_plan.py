"""The five-year plan read back: every part in order, counts that agree everywhere, contents that lead to the right place."""

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from importlib.resources import files

import pytest
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from bot.documents.five_year_plan import FiveYearPlan, file_name, render
from bot.documents.reading import text_of
from bot.domain.agency import KINDS, Agency
from bot.domain.checks import check_text
from bot.domain.fiscal import first_day, last_day
from bot.domain.plan import ItemKind
from bot.domain.plan_document import RiskControl, RiskIssue, RiskRow, Signatory, WholePlan

from .plans import APPROVED, DRAFT, empty_plan, full_plan, many
from .structure import cells, faults, opened, part, words

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@cache
def full() -> bytes:
    return render(FiveYearPlan(plan=full_plan(), issue=DRAFT))


def table(data: bytes, head: str) -> Table:
    return next(found for found in opened(data).tables if found.rows[0].cells[0].text == head)


def titles(data: bytes, *styles: str) -> list[str]:
    return [p.text.replace("\n", " ") for p in opened(data).paragraphs if p.style.name in styles]


def test_the_parts_come_in_order() -> None:
    assert titles(full(), "Official Title", "Cover Title", "Part Title", "Part Heading") == [
        "ประกาศองค์การบริหารส่วนตำบลบ้านทดสอบ",
        "เรื่อง ใช้แผนปฏิบัติการป้องกันการทุจริต (พ.ศ. ๒๕๖๖ – ๒๕๗๐)",
        "คำสั่งองค์การบริหารส่วนตำบลบ้านทดสอบ",
        "ที่ ๒๑๔/๒๕๖๕",
        "เรื่อง แต่งตั้งคณะทำงานจัดทำแผนปฏิบัติการป้องกันการทุจริต (พ.ศ. ๒๕๖๖ – ๒๕๗๐)",
        "แผนปฏิบัติการป้องกันการทุจริต",
        "(พ.ศ. ๒๕๖๖ – ๒๕๗๐)",
        "องค์การบริหารส่วนตำบลบ้านทดสอบ",
        "อำเภอเมืองทดสอบ จังหวัดตัวอย่างบุรี",
        "คำนำ",
        "สารบัญ",
        "ส่วนที่ ๑ บทนำ",
        "๑. การวิเคราะห์ความเสี่ยงการทุจริต",
        "๒. หลักการและเหตุผล",
        "๓. วัตถุประสงค์",
        "๔. เป้าหมาย",
        "๕. ประโยชน์ของการจัดทำแผน",
        "ส่วนที่ ๒ แผนปฏิบัติการป้องกันการทุจริต (พ.ศ. ๒๕๖๖ – ๒๕๗๐)",
        "สรุปจำนวนโครงการ/กิจกรรม/มาตรการ และงบประมาณ",
        "ส่วนที่ ๓ รายละเอียดโครงการ/กิจกรรม/มาตรการ",
    ]
    assert faults(full()) == []


def test_the_counts_of_foreword_table_summary_and_sheets_agree() -> None:
    said = titles(full(), "Foreword Count")
    assert said == [
        "มิติที่ ๑ การสร้างวัฒนธรรมสุจริต จำนวน ๘ รายการ (๔ โครงการ, ๓ กิจกรรม, ๑ มาตรการ)",
        "มิติที่ ๒ การบริหารราชการด้วยความโปร่งใส จำนวน ๑๐ รายการ (๑ โครงการ, ๓ กิจกรรม, ๕ มาตรการ, ๑ แนวปฏิบัติ)",
        "มิติที่ ๓ การส่งเสริมบทบาทและการมีส่วนร่วมของภาคประชาชน จำนวน ๕ รายการ (๒ โครงการ, ๒ กิจกรรม, ๑ มาตรการ)",
        "มิติที่ ๔ การยกระดับกลไกการตรวจสอบการดำเนินงานขององค์กรปกครองส่วนท้องถิ่น จำนวน ๖ รายการ "
        "(๒ โครงการ, ๑ กิจกรรม, ๒ มาตรการ, ๑ แนวปฏิบัติ)",
    ]
    plan, summary = cells(table(full(), "มิติ")), cells(table(full(), "มิติ/ภารกิจตามมิติ"))
    sums = [row for row in plan if row[0] == "รวม"]
    assert [row[2] for row in sums] == [re.sub(r".* (จำนวน)", r"\1", line) for line in said]
    assert [row[5] for row in summary if row[0].startswith("มิติที่")] == ["๘", "๑๐", "๕", "๖"]
    names = [re.sub(r"^๑\. ชื่อ\S+ ", "", title) for title in titles(full(), "Sheet Name")]
    rows = [row[2] for row in plan[2:] if not row[0].startswith("รวม")]
    assert names == rows
    assert len(names) == 29
    of_dimensions = [row[6:] for row in summary if row[0].startswith("มิติที่")]
    assert [row[3:8] for row in sums] == [["๐" if cell == "-" else cell for cell in row] for row in of_dimensions]
    assert plan[-1][3:8] == summary[-1][6:] == ["๑๓๐,๐๐๐", "๑๘๕,๕๐๐", "๑๓๖,๕๐๐", "๑๕๐,๕๐๐", "๑๔๑,๕๐๐"]


def test_the_plan_table_has_five_years_under_two_header_rows() -> None:
    found = table(full(), "มิติ")
    rows = cells(found)
    assert rows[0] == [
        *("มิติ", "ภารกิจตามมิติ", "โครงการ/กิจกรรม/มาตรการ"),
        *["งบประมาณ (บาท) ปีงบประมาณ พ.ศ."] * 5,
        "หมายเหตุ",
    ]
    assert rows[1][3:8] == ["๒๕๖๖", "๒๕๖๗", "๒๕๖๘", "๒๕๖๙", "๒๕๗๐"]
    headers = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in found._tbl.tr_lst]
    assert headers == [True, True, *[False] * (len(rows) - 2)]
    by_title = {row[2]: row[3:] for row in rows}
    # Done without money, and not done: two marks.
    assert by_title["กิจกรรมเยาวชนจิตสาธารณะดูแลที่อ่านหนังสือชุมชน"] == ["-", "๐", "๐", "๐", "๐", "ไม่ใช้งบประมาณ"]
    assert by_title["โครงการผู้นำชุมชนร่วมใจรักษาประโยชน์สาธารณะ"] == ["-", "๑๘,๐๐๐", "-", "๑๘,๐๐๐", "-", ""]


def test_the_risk_table() -> None:
    rows = cells(table(full(), "ลำดับที่"))
    assert rows[0] == ["ลำดับที่", "ขั้นตอน\nการดำเนินงาน", "ประเด็นความเสี่ยง\nการทุจริต", "Risk Score", "มาตรการควบคุม"]
    assert [(row[0], row[3]) for row in rows[1:]] == [
        *(("๑", "๑๖"), ("๑", "๑๒"), ("๒", "๑๕"), ("๓", "๑๒"), ("๓", "๙"), ("๔", "๘")),
    ]
    assert rows[3][4] == (
        "๑) เชิญผู้แทนชุมชนร่วมสังเกตการณ์ทุกงานที่มีวงเงินเกิน ๕๐๐,๐๐๐ บาท (โครงการอาสาชุมชนเฝ้าระวังการทุจริต)\n"
        "๒) สุ่มตรวจซ้ำโดยผู้ตรวจสอบภายใน (กิจกรรมจัดทำและรายงานผลแผนการตรวจสอบภายใน)"
    )


def test_the_indicators_by_year() -> None:
    rows = cells(table(full(), "ที่"))
    assert rows[1][3:] == ["๒๕๖๖", "๒๕๖๗", "๒๕๖๘", "๒๕๖๙", "๒๕๗๐"]
    assert rows[2] == [
        "๑",
        "เรื่องร้องเรียนการทุจริตที่มีมูลลดลง (เทียบกับปีงบประมาณ พ.ศ. ๒๕๖๕)",
        "ร้อยละ",
        *("๑๐", "๒๐", "๓๐", "๔๐", "๕๐"),
    ]
    assert rows[3][-1] == "๙๒.๕"


def test_every_line_of_the_contents_refers_to_the_place_it_names() -> None:
    body = opened(full()).element.body
    fields = {
        "".join(node.text or "" for node in paragraph.iter(qn("w:t"))): code.text.split()[1]
        for paragraph in body.iter(qn("w:p"))
        for code in paragraph.iter(qn("w:instrText"))
        if "PAGEREF" in (code.text or "")
    }
    marked = {
        mark.get(qn("w:name")): "".join(node.text or "" for node in mark.getparent().iter(qn("w:t")))
        for mark in body.iter(qn("w:bookmarkStart"))
    }
    assert len(fields) == 9 + 29
    assert sorted(fields.values()) == sorted(marked)
    for line, name in fields.items():
        title = re.sub(r"^[๐-๙]+\. ", "", line).removesuffix(" –")
        assert marked[name].replace(" ", "").endswith(title.replace(" ", "")), line
    ids = [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(set(ids)) == len(ids)
    assert b"<w:updateFields" in part(full(), "word/settings.xml")


def test_sections_turn_and_number_pages() -> None:
    sections = opened(full()).sections
    assert [section.orientation == 1 for section in sections] == [False] * 5 + [True, False]
    formats = [section._sectPr.find(qn("w:pgNumType")) for section in sections]
    assert [one.get(qn("w:fmt")) for one in formats] == ["thaiNumbers"] * 3 + ["thaiLetters"] + ["thaiNumbers"] * 3
    assert [one.get(qn("w:start")) for one in formats] == ["1", "1", None, "1", "1", None, None]


def test_every_sheet_begins_on_a_page_of_its_own() -> None:
    first = [p for p in opened(full()).paragraphs if p.style.name == "Sheet Place" and p.text.startswith("มิติที่")]
    assert [p.paragraph_format.page_break_before for p in first] == [None, *[True] * 28]


def test_what_is_not_there_falls_away() -> None:
    data = render(FiveYearPlan(plan=empty_plan(), issue=APPROVED))
    assert titles(data, "Official Title") == []
    assert titles(data, "Part Heading")[:4] == [
        "๑. หลักการและเหตุผล",
        "๒. วัตถุประสงค์",
        "๓. เป้าหมาย",
        "๔. ประโยชน์ของการจัดทำแผน",
    ]
    text = words(data)
    assert "คณะทำงาน" not in text
    assert "ซึ่งยังไม่มีรายการที่กำหนดไว้" in text
    assert "ยังไม่มีรายการในแผน" in text
    assert len(opened(data).sections) == 5
    assert faults(data) == []


def test_whom_the_order_appoints_is_called_so() -> None:
    plan = full_plan()
    assert plan.order
    order = replace(plan.order, subject="แต่งตั้งคณะกรรมการจัดทำแผน", members=(), duties=())
    text = words(render(FiveYearPlan(plan=replace(plan, order=order), issue=DRAFT)))
    assert "จึงได้แต่งตั้งคณะกรรมการและเปิดโอกาส" in text
    assert "จึงได้แต่งตั้งคณะทำงานและเปิดโอกาส" in words(full())


def test_a_plan_of_three_years() -> None:
    plan = full_plan()
    short = replace(plan, plan=replace(plan.plan, last_year=2568))
    data = render(FiveYearPlan(plan=short, issue=DRAFT))
    assert cells(table(data, "มิติ"))[1][3:6] == ["๒๕๖๖", "๒๕๖๗", "๒๕๖๘"]
    assert len(table(data, "มิติ").columns) == 7
    assert cells(table(data, "ที่"))[2][3:] == ["๑๐", "๒๐", "๓๐"]
    assert faults(data) == []


def test_two_hundred_items() -> None:
    data = render(FiveYearPlan(plan=many(200), issue=DRAFT))
    assert len(titles(data, "Sheet Name")) == 200
    assert faults(data) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"items": (*full_plan().items, full_plan().items[0])},
        {"risks": (RiskRow("ขั้นตอน", (RiskIssue("ประเด็น"),), (RiskControl("คุม", 999),)),)},
    ],
)
def test_a_plan_that_contradicts_itself(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"twice|names no item"):
        FiveYearPlan(plan=replace(full_plan(), **wrong), issue=DRAFT)  # type: ignore[arg-type]


def test_a_risk_without_issue_or_control() -> None:
    plan = replace(full_plan(), risks=(RiskRow("ขั้นตอน", (), ()),))
    assert cells(table(render(FiveYearPlan(plan=plan, issue=DRAFT)), "ลำดับที่"))[1] == ["๑", "ขั้นตอน", "-", "-", "-"]


def _as(kind: str, plan: WholePlan) -> WholePlan:
    """The same plan of an agency of another kind: what its own words say about the kind is said neutrally."""
    words_ = KINDS[kind]
    name = words_.prefix + ("" if kind == "pattaya" else "บ้านทดสอบ")
    own = Agency(id=1, name=name, kind=kind, district="เมืองทดสอบ", province="ตัวอย่างบุรี")
    items = tuple(
        replace(item, title=f"{item.kind.label}ที่หนึ่ง", target_group="บุคลากร", outputs=("ก",), outcomes=("ข",))
        for item in plan.items
    )
    order = replace(plan.order, members=()) if plan.order else None
    sign = Signatory("นายทดสอบ ระบบดี", own.mayor_title)
    return replace(
        plan,
        agency=own,
        items=items,
        sheets={},
        order=order,
        risks=(),
        mayor=sign,
        clerk=Signatory("", own.clerk_title),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_checks_of_hand_made_plans_find_nothing_in_ours(kind: str) -> None:
    """Words of another kind of agency, placeholders, mixed digits, years outside the plan."""
    plan = _as(kind, full_plan())
    data = render(FiveYearPlan(plan=plan, issue=APPROVED))
    found = [
        finding
        for place, text in text_of(data)
        for finding in check_text(text, plan.agency, first_day(2566), last_day(2570), place=place)
        if "๒๕๖๕" not in finding.value  # the year in which the plan was made, and that of its baseline
    ]
    assert found == []


def test_nothing_in_the_full_fixture_is_flagged() -> None:
    plan = full_plan()
    found = {
        (finding.code, finding.value)
        for place, text in text_of(full())
        for finding in check_text(text, plan.agency, first_day(2566), last_day(2570), place=place)
    }
    assert {value for _, value in found if "๒๕๖๕" not in value} == set()


def test_what_the_file_is_called() -> None:
    assert file_name(FiveYearPlan(plan=full_plan(), issue=DRAFT)) == (
        "แผนป้องกันการทุจริต_ปี๒๕๖๖-๒๕๗๐_ร่าง๑_อบต.บ้านทดสอบ.docx"
    )


def test_the_kinds_are_all_in_the_fixture() -> None:
    assert {item.kind for item in full_plan().items} == set(ItemKind)
    assert sum(item.amount(2566) for item in full_plan().items) == Decimal(130000)


@pytest.mark.parametrize("kind", ["announcement", "order"])
def test_its_official_pages_are_those_of_the_kind_itself(kind: str) -> None:
    """Two templates hold the same page: who changes one changes the other."""

    def page(name: str) -> list[tuple[str, str]]:
        read = opened((files("templates") / "documents" / f"{name}.docx").read_bytes())
        found = [(p.style.name, p.text) for block in read.iter_inner_content() for p in _paragraphs(block)]
        return [(style, text.replace(f"{kind}.emblem", "emblem")) for style, text in found]

    alone, whole = page(kind), page("five_year_plan")
    assert any(whole[start : start + len(alone)] == alone for start in range(len(whole)))


def _paragraphs(block: Paragraph | Table) -> list[Paragraph]:
    if isinstance(block, Paragraph):
        return [block]
    return [p for row in block.rows for cell in row.cells for p in cell.paragraphs]
