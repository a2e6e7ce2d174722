"""บันทึกข้อความ read back: the form of the rule, what is open, and words for every kind it submits."""

import re
from dataclasses import replace
from datetime import date

import pytest
from docx.oxml.ns import qn

from bot.documents.memo import SUBMITTED, Memo, file_name, progress_facts, render
from bot.domain.fiscal import Round
from bot.domain.plan_document import Signatory
from bot.domain.progress import progress, summary

from .gallery import sound
from .plans import full_plan
from .structure import cells, faults, opened, part, words
from .year import YEAR, follow_up, memo


def paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(data).paragraphs if paragraph.text.strip()]


def test_every_part_in_its_place() -> None:
    assert paragraphs(sound("memo")) == [
        "ส่วนราชการ สำนักปลัด องค์การบริหารส่วนตำบลบ้านทดสอบ โทร. ๐ ๐๐๐๐ ๐๐๐๐ ต่อ ๑๑\t",
        "ที่ \tวันที่ \t",
        "เรื่อง รายงานการกำกับติดตามการดำเนินการตามแผนปฏิบัติการป้องกันการทุจริต ประจำปีงบประมาณ พ.ศ.\u00a0๒๕๖๗ รอบ ๖ เดือน\t",
        "เรียน นายกองค์การบริหารส่วนตำบลบ้านทดสอบ",
        "๑. เรื่องเดิม",
        "ตามที่องค์การบริหารส่วนตำบลบ้านทดสอบ ได้ประกาศใช้แผนปฏิบัติการป้องกันการทุจริต (พ.ศ.\u00a0๒๕๖๖ – ๒๕๗๐) "
        "และให้กำกับติดตามการดำเนินการตามแผนในรอบ ๖ เดือน นั้น",
        "๒. ข้อเท็จจริง",
        "สำนักปลัด ได้รวบรวมผลการดำเนินการจากทุกส่วนราชการ และจัดทำรายงานเสร็จเรียบร้อยแล้ว รายละเอียดตามเอกสารที่แนบ สรุปได้ดังนี้",
        "๑)\tรายการที่กำหนดดำเนินการ ๒๗ รายการ ดำเนินการแล้วเสร็จ ๗ รายการ อยู่ระหว่างดำเนินการ ๑๕ รายการ "
        "ยังไม่ดำเนินการ ๔ รายการ ไม่สามารถดำเนินการได้ ๑ รายการ",
        "๒)\tคะแนนความสำเร็จตามเกณฑ์ของสำนักงาน ป.ป.ช. ร้อยละ ๕๓.๗๐",
        "๓)\tใช้จ่ายงบประมาณ ๘๖,๙๐๐ บาท จาก ๑๘๕,๕๐๐ บาท ตามแผน (ร้อยละ ๔๖.๘๕)",
        "๓. ข้อเสนอ",
        "จึงเรียนมาเพื่อโปรดพิจารณา หากเห็นชอบ ขอได้โปรด",
        "๑)\tลงนามอนุมัติรายงานตามเอกสารที่แนบ",
        "๒)\tให้เผยแพร่ทางเว็บไซต์ขององค์การบริหารส่วนตำบลบ้านทดสอบ",
    ]


def test_four_people_sign_and_three_say_what_they_think() -> None:
    (writer, head), (clerk, mayor) = cells(opened(sound("memo")).tables[1])
    assert writer.startswith("ผู้เสนอเรื่อง\n(ลงชื่อ)\tผู้เสนอ\n(นางสาวสมใจ ทดลองงาน)\nนักวิเคราะห์นโยบายและแผนชำนาญการ")
    assert head.split("\n")[:6] == [
        "ความเห็นของหัวหน้าสำนักปลัด",
        "\t",
        "(ลงชื่อ)\t",
        "(นายหนักแน่น งานดี)",
        "หัวหน้าสำนักปลัด",
        "วันที่\tเดือน\tพ.ศ.\t",
    ]
    assert clerk.startswith("ความเห็นของปลัดองค์การบริหารส่วนตำบล\n")
    assert mayor.startswith("คำสั่ง\n(   ) อนุมัติ\n(   ) ไม่อนุมัติ เพราะ\t\n(ลงชื่อ)\t\n(นายทดสอบ ระบบดี)")
    assert all(cell.endswith("วันที่\tเดือน\tพ.ศ.\t") for cell in (writer, head, clerk, mayor))


def test_the_boxes_stand_together_and_never_without_a_proposal() -> None:
    document = opened(sound("memo"))
    writer, _ = document.tables[1].rows
    assert all(p.paragraph_format.keep_with_next is not False for cell in writer.cells for p in cell.paragraphs)
    *_, last = [p for p in document.paragraphs if p.text.startswith("๒)\tให้เผยแพร่")]
    assert last.paragraph_format.keep_with_next


def test_what_is_known_is_printed() -> None:
    text = paragraphs(sound("memo, complete"))
    assert "ที่ ตบ ๗๑๘๐๑/๒๑๔\tวันที่ ๙ เมษายน ๒๕๖๗\t" in text
    assert "๒)\tให้เผยแพร่ทางเว็บไซต์ขององค์การบริหารส่วนตำบลบ้านทดสอบ ตามข้อ O35 ของการเปิดเผยข้อมูลสาธารณะ (OIT)" in text
    assert cells(opened(sound("memo, complete")).tables[1])[1][1].endswith("อนุมัติเมื่อวันที่ ๒๘ กันยายน ๒๕๖๕")


def test_the_form_is_that_of_the_rule() -> None:
    """Title 29 points in a line of exactly 35, labels 20, dotted leaders, an emblem of 1.5 cm or its empty place."""
    styles = {s.get(qn("w:styleId")): s for s in opened(sound("memo")).styles.element.findall(qn("w:style"))}
    sizes = {
        name: styles[name].find(f"{qn('w:rPr')}/{qn('w:szCs')}").get(qn("w:val")) for name in ("MemoTitle", "MemoLabel")
    }
    assert sizes == {"MemoTitle": "58", "MemoLabel": "40"}
    spacing = styles["MemoTitle"].find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("700", "exact")
    labels = [run.text for p in opened(sound("memo")).paragraphs for run in p.runs if run.style.style_id == "MemoLabel"]
    assert labels == ["ส่วนราชการ ", "ที่ ", "วันที่ ", "เรื่อง "]
    for name in ("MemoLine", "MemoNumberLine"):
        assert {tab.get(qn("w:leader")) for tab in styles[name].iter(qn("w:tab"))} == {"dot"}
    assert cells(opened(sound("memo")).tables[0]) == [["", "บันทึกข้อความ", ""]]
    assert b"MemoEmblemSlot" in part(sound("memo"), "word/document.xml")
    assert b'cy="540000"' in part(sound("memo, complete"), "word/document.xml")


@pytest.mark.parametrize("kind", SUBMITTED)
def test_every_kind_has_its_words(kind: str) -> None:
    given = memo(submits=kind, facts=(), name="มาตรการตรวจสอบการใช้ดุลพินิจ")
    text = "\n".join(paragraphs(render(given)))
    assert not re.search("[{}]", text)
    assert faults(render(given)) == []
    assert "สรุปได้ดังนี้" not in text
    assert file_name(given).startswith("บันทึกข้อความ_")


def test_own_words_replace_ours() -> None:
    text = paragraphs(render(memo(background=("เดิมเป็นดังนี้\nต่อมา",), proposals=("ลงนาม",), facts=())))
    assert text[5:7] == ["เดิมเป็นดังนี้", "ต่อมา"]
    assert text[-1] == "จึงเรียนมาเพื่อโปรดพิจารณา หากเห็นชอบ ขอได้โปรดลงนาม"


def test_a_report_that_the_clerk_approves_is_for_the_mayor_to_know() -> None:
    given = memo(agency=replace(memo().agency, chain="division_head-clerk"))
    text = paragraphs(render(given))
    assert text[-3:] == [
        "จึงเรียนมาเพื่อโปรด",
        "๑)\tทราบผลการดำเนินการตามเอกสารที่แนบ",
        "๒)\tให้เผยแพร่ทางเว็บไซต์ขององค์การบริหารส่วนตำบลบ้านทดสอบ",
    ]
    mayor = cells(opened(render(given)).tables[1])[1][1]
    assert mayor.startswith("คำสั่ง\n(   ) ทราบ และให้เผยแพร่\n(   ) อื่น ๆ\t\n")
    assert "อนุมัติ" not in mayor
    of_plan = replace(given, submits="plan_flat")  # which the mayor signs whoever approves it here
    assert "๑)\tลงนามอนุมัติแผนตามเอกสารที่แนบ" in paragraphs(render(of_plan))


def test_what_is_not_reported_is_not_said_to_be_gathered() -> None:
    text = words(render(memo(submits="measure_report", reported=1, due=4)))
    assert "จากผลการดำเนินการที่มีการรายงานแล้ว ๑ มาตรการ จากที่ต้องรายงานในรอบนี้ ๔ มาตรการ" in text
    assert "จากทุกส่วนราชการ" not in text
    assert "จากทุกส่วนราชการ" in words(render(memo(submits="measure_report", reported=4, due=4)))


def test_without_money_it_does_not_count_baht() -> None:
    plan, report = full_plan(), follow_up()
    free = [item for item in plan.items if not item.amount(YEAR)]
    text = words(render(memo(facts=progress_facts(summary(progress(free, (), report.round))))))
    assert "ทุกรายการดำเนินการโดยไม่ใช้งบประมาณ" in text
    assert "๐ บาท" not in text


@pytest.mark.parametrize("kind", ["order", "five_year_plan"])
def test_whom_the_order_appoints_is_called_so(kind: str) -> None:
    assert "คณะทำงาน" in words(render(memo(submits=kind, facts=())))
    of_committee = words(render(memo(submits=kind, facts=(), group="คณะกรรมการ")))
    assert "คณะทำงาน" not in of_committee
    assert {"order": "คำสั่งแต่งตั้งคณะกรรมการจัดทำ", "five_year_plan": "และคณะกรรมการได้วิเคราะห์"}[kind] in of_committee


def test_a_single_fact_stands_in_the_sentence() -> None:
    text = paragraphs(render(memo(facts=("รายงานแล้วทุกกอง",))))
    assert text[7].endswith("รายละเอียดตามเอกสารที่แนบ รายงานแล้วทุกกอง")
    assert text[8] == "๓. ข้อเสนอ"


def test_an_acting_mayor_signs_as_such() -> None:
    acting = Signatory("นางสาวรอบรู้ กฎระเบียบ", "ปลัดเทศบาล", "นายกเทศมนตรี")
    assert "รักษาราชการแทน นายกเทศมนตรี" in words(render(memo(mayor=acting)))


@pytest.mark.parametrize("wrong", [{"submits": "letter"}, {"round": None}, {"plan": ""}, {"round": Round(YEAR + 1, 6)}])
def test_a_memo_that_lacks_what_it_speaks_of_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        memo(**wrong)


def test_file_names() -> None:
    assert file_name(memo()) == "บันทึกข้อความ_รายงานผลแผน_ปี๒๕๖๗_รอบ๖เดือน_ร่าง๑_อบต.บ้านทดสอบ.docx"
    assert isinstance(replace(memo(), dated=date(2024, 4, 9)), Memo)
