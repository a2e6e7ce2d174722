"""The measure report read back with python-docx: every cell, every state, both kinds of digits, hostile answers."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files

import pytest
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.measure_report import (
    NOT_REPORTED,
    MeasureReport,
    MeasureRow,
    ResultRow,
    file_name,
    render,
)
from bot.documents.parts import AnnexPhoto
from bot.documents.reading import text_of
from bot.documents.text import lines
from bot.domain.agency import KINDS, Agency
from bot.domain.checks import check_text
from bot.domain.plan_document import Signatory

from .samples import AGENCY, MEASURES, RESULTS, approved_report, empty_report, full_report, jpeg, long_report
from .structure import cells, faults, opened, part, words

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


@cache
def document(report: MeasureReport) -> bytes:
    return render(report)


def paragraphs(report: MeasureReport) -> list[str]:
    return [paragraph.text for paragraph in opened(document(report)).paragraphs if paragraph.text]


def heads(report: MeasureReport) -> list[str]:
    found = opened(document(report)).paragraphs
    return [paragraph.text for paragraph in found if paragraph.style.name.lower().startswith("heading")]


class TestFullReport:
    def test_the_cover_names_item_round_agency_and_place(self) -> None:
        assert paragraphs(full_report())[:8] == [
            "O26",
            "รายงานผลการดำเนินการ",
            "ตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน",
            "ประจำปีงบประมาณ พ.ศ. ๒๕๖๙",
            "รอบ ๖ เดือน",
            "(๑ ตุลาคม ๒๕๖๘ – ๓๑ มีนาคม ๒๕๖๙)",
            AGENCY,
            "อำเภอเมืองทดสอบ จังหวัดตัวอย่างบุรี",
        ]

    def test_the_parts_come_in_order_and_are_numbered(self) -> None:
        assert heads(full_report()) == [
            "๑. ความเป็นมา",
            "๒. การวิเคราะห์ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. ๒๕๖๘",
            "๒.๑ ประเด็นที่เป็นข้อบกพร่องหรือจุดอ่อนที่ต้องแก้ไขโดยเร่งด่วน",
            "๒.๒ ประเด็นที่จะต้องพัฒนาให้ดีขึ้น",
            "๒.๓ แนวทางการนำผลการวิเคราะห์ไปสู่การปฏิบัติ",
            "๓. มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน",
            "๔. ผลการดำเนินการตามมาตรการ รอบ ๖ เดือน",
            "๕. ปัญหาและอุปสรรค",
            "๖. ข้อเสนอแนะ",
        ]

    def test_the_analysis_is_listed(self) -> None:
        text = paragraphs(full_report())
        start = text.index("๒.๓ แนวทางการนำผลการวิเคราะห์ไปสู่การปฏิบัติ")
        assert text[start - 2 : start + 4] == [
            "๒.๒ ประเด็นที่จะต้องพัฒนาให้ดีขึ้น",
            "-\tช่องทางติดต่อสอบถามยังมีเพียงโทรศัพท์ ๑ หมายเลข",
            "๒.๓ แนวทางการนำผลการวิเคราะห์ไปสู่การปฏิบัติ",
            "๑)\tจัดหมวดข้อมูลบนเว็บไซต์ใหม่ให้ค้นได้ภายใน ๓ ขั้นตอน",
            "๒)\tกำหนดเวลาตอบเรื่องร้องเรียนไว้ในคู่มือ",
            "๓)\tเปิดช่องทางสนทนาออนไลน์เพิ่มอีก ๒ ช่องทาง",
        ]

    def test_table_1_cell_by_cell(self) -> None:
        table = cells(opened(document(full_report())).tables[0])
        assert table[0] == ["มาตรการ", "แนวทางการปฏิบัติ", "ขั้นตอน/วิธีการปฏิบัติ", "ผู้รับผิดชอบ", "การกำกับติดตาม"]
        assert table[1] == [
            "๑.\tมาตรการเปิดเผยข้อมูลการจัดซื้อจัดจ้าง",
            "๑)\tประกาศแผนการจัดซื้อจัดจ้างทุกโครงการก่อนเริ่มดำเนินการ\n๒)\tสรุปผลการจัดซื้อจัดจ้างเป็นรายเดือนให้ประชาชนตรวจสอบได้ง่าย",
            "๑)\tกองคลังรวบรวมรายการจัดซื้อจัดจ้างภายในวันที่ ๕ ของเดือนถัดไป\n"
            "๒)\tปลัดตรวจสอบความครบถ้วนและอนุมัติให้เผยแพร่\n"
            "๓)\tเผยแพร่ที่ https://www.example.go.th/buy2569 และปิดประกาศ ณ ศาลาประชาคม ๗ แห่ง",
            "กองคลัง",
            "รายงานต่อที่ประชุมหัวหน้าส่วนราชการ\nรอบ ๖ และ ๑๒ เดือน",
        ]
        assert [row[0] for row in table[1:]] == [f"{n}.\t{m.name}".translate(THAI) for n, m in enumerate(MEASURES, 1)]
        assert table[2][4].endswith("รอบ ๓, ๖, ๙ และ ๑๒ เดือน")
        assert table[4][4].endswith("รอบ ๑๒ เดือน")

    def test_table_2_cell_by_cell(self) -> None:
        first, second, *rows = cells(opened(document(full_report())).tables[1])
        spanning = "ผลการดำเนินการ"
        names = ["มาตรการ", "รายละเอียดการดำเนินงาน", "ระยะเวลา\nการดำเนินงาน"]
        assert first == [*names, spanning, spanning, "หมายเหตุ"]
        assert second == [*names, "ผลผลิต", "ผลลัพธ์", "หมายเหตุ"]
        assert [row[0] for row in rows] == [f"{n}.\t{m.name}".translate(THAI) for n, m in enumerate(MEASURES, 1)]
        assert rows[0][1:] == [
            "๑)\tเผยแพร่แผนการจัดซื้อจัดจ้าง ๑๘ โครงการ วงเงิน ๒,๔๕๐,๐๐๐ บาท\n๒)\tเผยแพร่สรุปผลรายเดือนครบ ๖ เดือน",
            "๖ ตุลาคม ๒๕๖๘ – ๒๗ มีนาคม ๒๕๖๙",
            "ข้อมูลจัดซื้อจัดจ้างที่เปิดเผยครบ ๑๘ โครงการ\nสรุปผลรายเดือน ๖ ฉบับ",
            "มีผู้เสนอราคาเฉลี่ยเพิ่มจาก ๒ ราย เป็น ๔ รายต่อโครงการ และไม่มีข้อร้องเรียนเรื่องการจัดซื้อ",
            "-",
        ]
        assert rows[1][5] == "คงค้าง ๑ เรื่อง อยู่ระหว่างรังวัดที่ดิน"
        assert rows[1][2] == "ตุลาคม ๒๕๖๘ – มีนาคม ๒๕๖๙"
        assert rows[2][2] == "๕ มกราคม ๒๕๖๙"
        assert rows[3][1:] == [f"-\t{NOT_REPORTED} (กำหนดรายงานรอบ ๑๒ เดือน)", "-", "-", "-", "-"]

    def test_counts_agree_with_the_tables(self) -> None:
        assert "จำนวน ๔ มาตรการ" in words(document(full_report()))
        assert "แล้ว มีการรายงานผลครบทั้ง ๓ มาตรการที่กำหนดรายงานในรอบนี้" in words(document(full_report()))
        fewer = replace(full_report(), results=RESULTS[:2])
        assert "มีการรายงานผล ๒ มาตรการ จากทั้งหมด ๓ มาตรการที่กำหนดรายงานในรอบนี้" in words(document(fewer))
        all_told = replace(full_report(), results=(*RESULTS, replace(RESULTS[0], seq=4)))
        assert "มีการรายงานผลครบทั้ง ๔ มาตรการ" in words(document(all_told))
        assert NOT_REPORTED not in words(document(all_told))

    def test_the_signatures_leave_room_for_the_pen(self) -> None:
        (reporter, approver), *_ = cells(opened(document(full_report())).tables[2])
        assert reporter.split("\n") == [
            "(ลงชื่อ)\tผู้รายงาน",
            "(นางสาวสมใจ ทดลองงาน)",
            "นักวิเคราะห์นโยบายและแผนชำนาญการ",
            "จัดทำเมื่อวันที่ ๓ เมษายน ๒๕๖๙",
        ]
        assert approver.split("\n") == [
            "(ลงชื่อ)\tผู้อนุมัติ",
            "(นายทดสอบ ระบบดี)",
            "นายกองค์การบริหารส่วนตำบลบ้านทดสอบ",
            "วันที่\tเดือน\tพ.ศ.\t",
        ]

    def test_photos_stand_two_in_a_row_with_captions_and_words_for_the_blind(self) -> None:
        read = opened(document(full_report()))
        rows = cells(read.tables[3])
        assert rows == [
            ["\nภาพที่ ๑ ปิดประกาศแผนจัดซื้อ ณ ศาลาประชาคมหมู่ ๓", "\nภาพที่ ๒ บุคลากรลงนามรับทราบนโยบาย"],
            ["\nภาพที่ ๓ ประชุมติดตามเรื่องร้องเรียน", "\n"],
        ]
        drawn = list(read.element.body.iter(qn("wp:docPr")))
        assert [shape.get("descr") for shape in drawn] == [photo.caption for photo in full_report().photos]
        extents = [(int(e.get("cx")), int(e.get("cy"))) for e in read.element.body.iter(qn("wp:extent"))]
        assert extents == [(Cm(7.6), Cm(5.7)), (Cm(5.7 * 0.75), Cm(5.7)), (Cm(7.6), Cm(7.6 * 7 / 16))]

    def test_it_tells_its_name_and_author_to_the_file_system(self) -> None:
        properties = opened(document(full_report())).core_properties
        assert properties.title.endswith("ประจำปีงบประมาณ พ.ศ. ๒๕๖๙ รอบ ๖ เดือน")
        assert properties.author == AGENCY


class TestStates:
    def test_the_least_report_reads_well(self) -> None:
        report = empty_report()
        text = paragraphs(report)
        assert text[0] == "รายงานผลการดำเนินการ"
        assert heads(report) == [
            "๑. ความเป็นมา",
            "๒. มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน",
            "๓. ผลการดำเนินการตามมาตรการ รอบ ๖ เดือน",
            "๔. ปัญหาและอุปสรรค",
            "๕. ข้อเสนอแนะ",
        ]
        assert text[text.index("๔. ปัญหาและอุปสรรค") :] == ["๔. ปัญหาและอุปสรรค", "ไม่มี", "๕. ข้อเสนอแนะ", "ไม่มี"]
        assert "ยังไม่มีการรายงานผลจากทั้งหมด ๓ มาตรการที่กำหนดรายงานในรอบนี้" in words(document(report))
        assert words(document(report)).count(NOT_REPORTED) == 5
        for absent in ("OIT", "๒๕๖๘ มาวิเคราะห์", "ภาคผนวก", "ภาพ", "ข้อ  "):
            assert absent not in words(document(report))

    @pytest.mark.parametrize(
        ("district", "province", "place"),
        [("", "ตัวอย่างบุรี", "จังหวัดตัวอย่างบุรี"), ("เมืองทดสอบ", "", "อำเภอเมืองทดสอบ"), ("", "", "")],
    )
    def test_a_place_is_named_as_far_as_it_is_known(self, district: str, province: str, place: str) -> None:
        text = paragraphs(replace(empty_report(), district=district, province=province))
        assert text[5:7] == [AGENCY, place or "๑. ความเป็นมา"]
        assert next(line for line in text if "มีหน้าที่จัดระบบ" in line).startswith(f"{AGENCY} {place}".strip() + " มีหน้าที่")
        assert not [line for line in text if "อำเภอ " in line or "จังหวัด " in line]

    def test_an_analysis_given_in_part(self) -> None:
        text = paragraphs(replace(empty_report(), improve=("ช่องทางยังน้อย",)))
        start = text.index("๒.๑ ประเด็นที่เป็นข้อบกพร่องหรือจุดอ่อนที่ต้องแก้ไขโดยเร่งด่วน")
        assert text[start + 1] == "ไม่มี"
        assert text[start + 3] == "-\tช่องทางยังน้อย"
        assert text[start + 5] == "ดำเนินการตามมาตรการที่กำหนดไว้ในรายงานฉบับนี้"

    def test_empty_answers_leave_a_dash(self) -> None:
        measure = MeasureRow(7, "มาตรการว่าง", (), ("", "  "), "", "", ())
        result = ResultRow(7, (), None, None, "", " \n ")
        read = opened(render(replace(empty_report(), measures=(measure,), results=(result,))))
        assert cells(read.tables[0])[1] == ["๑.\tมาตรการว่าง", "-", "-", "-", "-"]
        assert cells(read.tables[1])[2] == ["๑.\tมาตรการว่าง", "-", "-", "-", "-", "-"]

    @pytest.mark.parametrize(
        ("start", "end", "printed"),
        [
            (date(2026, 1, 2), None, "ตั้งแต่ ๒ มกราคม ๒๕๖๙"),
            (None, date(2026, 1, 2), "ถึง ๒ มกราคม ๒๕๖๙"),
            (None, None, "-"),
        ],
    )
    def test_half_a_period(self, start: date | None, end: date | None, printed: str) -> None:
        result = replace(RESULTS[0], start=start, end=end)
        table = cells(opened(render(replace(empty_report(), results=(result,)))).tables[1])
        assert table[3][2] == printed

    @pytest.mark.parametrize(
        ("months", "period", "next_time"),
        [
            (3, "๑ ตุลาคม ๒๕๖๘ – ๓๑ ธันวาคม ๒๕๖๘", "รอบถัดไป"),
            (6, "๑ ตุลาคม ๒๕๖๘ – ๓๑ มีนาคม ๒๕๖๙", "รอบถัดไป"),
            (9, "๑ ตุลาคม ๒๕๖๘ – ๓๐ มิถุนายน ๒๕๖๙", "รอบถัดไป"),
            (12, "๑ ตุลาคม ๒๕๖๘ – ๓๐ กันยายน ๒๕๖๙", "ปีงบประมาณถัดไป"),
        ],
    )
    def test_every_round_has_its_days(self, months: int, period: str, next_time: str) -> None:
        report = replace(full_report(), round_months=months, prepared_on=date(2026, 10, 1))
        text = words(render(report))
        assert text.count(f"({period})") == 3
        assert f"การดำเนินงานใน{next_time}\n" in text
        early = replace(report, prepared_on=report.round.last_day)
        assert words(render(early)).count(f"({period} ข้อมูล ณ วันที่ {period.partition(' – ')[2]})") == 3

    def test_only_what_was_said_is_printed_about_problems(self) -> None:
        printed = [
            words(render(replace(full_report(), problems=problems, suggestions=("ทำต่อ",)))).partition(
                "ปัญหาและอุปสรรค\n"
            )[2]
            for problems in ((), None)
        ]
        assert [text.partition("\n")[0].strip() for text in printed] == ["ไม่มี", "-"]

    @pytest.mark.parametrize(
        ("kind", "agency", "expected"),
        [
            ("sao", "องค์การบริหารส่วนตำบลก", ("นายกองค์การบริหารส่วนตำบลก", "พนักงานส่วนตำบล")),
            ("tambon_municipality", "เทศบาลตำบลก", ("นายกเทศมนตรีตำบลก", "พนักงานเทศบาล", "สภาเทศบาล")),
            ("town_municipality", "เทศบาลเมืองก", ("นายกเทศมนตรีเมืองก", "พนักงานเทศบาล")),
            ("city_municipality", "เทศบาลนครก", ("นายกเทศมนตรีนครก", "พนักงานเทศบาล")),
            ("pao", "องค์การบริหารส่วนจังหวัดก", ("นายกองค์การบริหารส่วนจังหวัดก",)),
        ],
    )
    def test_words_follow_the_kind_of_agency(self, kind: str, agency: str, expected: tuple[str, ...]) -> None:
        signer = Signatory("นาง ก", "ปลัด")
        text = words(render(replace(empty_report(), agency=agency, agency_kind=kind, approver=signer)))
        assert all(word in text for word in expected)
        others = {"เทศบาล", "องค์การบริหารส่วนตำบล", "องค์การบริหารส่วนจังหวัด"} - {w for w in ("เทศบาล",) if w in agency}
        assert not [word for word in others if word not in agency and word in text]

    def test_a_post_without_a_holder_leaves_room_for_a_name(self) -> None:
        read = opened(render(replace(full_report(), approver=Signatory("", "ปลัด"))))
        assert re.search(r"\n\(\u00a0{40}\)\nปลัด", read.tables[2].cell(0, 1).text)


class TestMarks:
    @staticmethod
    def headers(report: MeasureReport) -> list[str]:
        return [section.header.paragraphs[0].text for section in opened(document(report)).sections]

    @staticmethod
    def watermarks(report: MeasureReport) -> set[str]:
        xml = [part(document(report), f"word/header{number}.xml").decode() for number in (1, 2, 3)]
        return {mark for header in xml for mark in re.findall(r'<v:textpath[^>]* string="([^"]*)"', header) or [""]}

    def test_every_page_of_a_draft_says_so(self) -> None:
        report = replace(full_report(), version=2)
        assert self.headers(report) == ["\t\tร่าง ฉบับที่ ๒", *["\t- ๒ -\tร่าง ฉบับที่ ๒"] * 3]
        assert self.watermarks(report) == {"ร่าง"}

    def test_a_sample_says_so_also_when_approved(self) -> None:
        draft, approved = replace(full_report(), sample=True), replace(approved_report(), sample=True)
        assert self.headers(draft)[0] == "\t\tตัวอย่าง · ร่าง ฉบับที่ ๑"
        assert self.headers(approved) == ["\t\tตัวอย่าง", *["\t- ๒ -\tตัวอย่าง"] * 3]
        assert self.watermarks(approved) == {"ตัวอย่าง"}

    def test_an_approved_report_bears_no_mark_and_names_the_day(self) -> None:
        report = approved_report()
        assert self.headers(report) == ["\t\t", *["\t- ๒ -\t"] * 3]
        assert self.watermarks(report) == {""}
        approver = cells(opened(document(report)).tables[2])[0][1]
        assert approver.startswith("(ลงชื่อ)\tผู้อนุมัติ\n")
        assert approver.endswith("\nอนุมัติเมื่อวันที่ ๙ เมษายน ๒๕๖๙")

    def test_page_numbers_are_of_the_agencys_digits(self) -> None:
        for digits, form in (("thai", "thaiNumbers"), ("arabic", "decimal")):
            body = opened(document(replace(full_report(), digits=digits))).element.body
            assert {node.get(qn("w:fmt")) for node in body.iter(qn("w:pgNumType"))} == {form}


class TestDigits:
    def test_all_thai(self) -> None:
        text = "\n".join(text for _, text in text_of(document(full_report())))
        without_codes = re.sub(r"\S*[A-Za-z]\S*", "", text)
        assert not re.search("[0-9]", without_codes)
        assert "https://www.example.go.th/buy2569" in text

    def test_all_arabic(self) -> None:
        report = replace(full_report(), digits="arabic", suggestions=("เพิ่ม ๒ คน",))
        text = "\n".join(text for _, text in text_of(document(report)))
        assert not re.search("[๐-๙]", text)
        assert "เพิ่ม 2 คน" in text
        assert "2,450,000 บาท" in text

    def test_both_say_the_same(self) -> None:
        thai, arabic = (words(document(replace(full_report(), digits=d))) for d in ("thai", "arabic"))
        assert thai.translate(ARABIC) == arabic


class TestForm:
    def test_thai_letters_are_set_by_the_defaults(self) -> None:
        defaults = opened(document(full_report())).styles.element.find(qn("w:docDefaults"))
        run = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
        faces = run.find(qn("w:rFonts"))
        assert {faces.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {"TH SarabunPSK"}
        assert run.find(qn("w:sz")).get(qn("w:val")) == run.find(qn("w:szCs")).get(qn("w:val")) == "32"
        assert run.find(qn("w:lang")).get(qn("w:bidi")) == "th-TH"
        spacing = defaults.find(f"{qn('w:pPrDefault')}/{qn('w:pPr')}/{qn('w:spacing')}")
        assert (spacing.get(qn("w:after")), spacing.get(qn("w:line"))) == ("0", "240")

    def test_no_face_is_set_elsewhere_and_bold_is_bold_in_thai(self) -> None:
        data = document(full_report())
        assert b"w:rFonts" not in part(data, "word/document.xml")
        assert part(data, "word/styles.xml").count(b"w:rFonts") == 1
        styles = part(data, "word/styles.xml")
        assert styles.count(b"<w:b/>") == styles.count(b"<w:bCs/>") == styles.count(b"<w:b/><w:bCs/>")
        assert styles.count(b"<w:sz ") == styles.count(b"<w:szCs ")

    def test_pages_are_a4_with_the_margins_of_the_rule(self) -> None:
        for section in opened(document(full_report())).sections:
            margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
            assert [round(margin.cm, 1) for margin in margins] == [3, 2, 2.5, 2]
            assert sorted((round(section.page_width.cm, 1), round(section.page_height.cm, 1))) == [21, 29.7]

    def test_the_tables_fill_the_width_between_the_margins(self) -> None:
        read = opened(document(full_report()))
        wide = Cm(29.7 - 5)
        for table, width in zip(read.tables, (wide, wide, Cm(16), Cm(16)), strict=True):
            columns = [int(c.get(qn("w:w"))) * 635 for c in table._tbl.tblGrid.findall(qn("w:gridCol"))]
            assert abs(sum(columns) - width) < Pt(1)
            for row in table.rows:
                assert abs(sum(cell.width for cell in {c._tc: c for c in row.cells}.values()) - width) < Pt(1)

    def test_header_rows_repeat_and_rows_stay_whole(self) -> None:
        for table, heads in zip(opened(document(full_report())).tables[:2], (1, 2), strict=True):
            repeated = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
            assert repeated == [True] * heads + [False] * 4
            assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows)

    def test_a_section_never_begins_with_a_table(self) -> None:
        previous = None
        for block in opened(document(full_report())).element.body:
            if block.tag == qn("w:tbl"):
                assert previous is not None
                assert previous.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None
            previous = block

    @pytest.mark.parametrize("report", [full_report(), empty_report(), long_report(), approved_report()])
    def test_the_structure_is_sound(self, report: MeasureReport) -> None:
        assert faults(document(report)) == []

    def test_the_template_is_small(self) -> None:
        names = [item.partname for item in opened(document(empty_report())).part.package.iter_parts()]
        assert not [name for name in names if "theme" in name or "thumbnail" in name]
        assert len(document(empty_report())) < 15_000


class TestBytes:
    def test_the_same_report_gives_the_same_bytes(self) -> None:
        assert render(full_report()) == render(full_report())

    def test_photos_are_stored_as_they_are(self) -> None:
        data = document(full_report())
        assert all(photo.jpeg in data for photo in full_report().photos)


HOSTILE = [
    "การเงิน & พัสดุ <b>ผล</b> > ๕๐ </w:t></w:r></w:p>",
    "ก\x00ข\x0bค\x1fง\ufffe",
    "ครึ่งหนึ่งของอีโมจิ\ud83d ต่อท้าย",
    "{{ 7*7 }} {% for x in y %} {_{ }_}",
    "ก" * 5000,
    ("ประโยคยาวต่อเนื่อง " * 1100)[:20_000],
    "บรรทัดหนึ่ง\nบรรทัดสอง\r\nบรรทัดสาม\tท้าย",
]


def everywhere(text: str) -> MeasureReport:
    """The same answer in every place an answer can stand."""
    measure = MeasureRow(1, text, (text, text), (text,), text, text, (6,))
    result = ResultRow(1, (text, text), date(2026, 1, 1), date(2026, 1, 2), text, text, text)
    return replace(
        empty_report(),
        agency=text,
        district=text,
        province=text,
        ita_item=text,
        urgent=(text,),
        improve=(text, text),
        actions=(text,),
        measures=(measure,),
        results=(result,),
        problems=(text,),
        suggestions=(text,),
        photos=(AnnexPhoto(text, jpeg(40, 30), 40, 30),),
        reporter=Signatory(text, text),
        approver=Signatory(text, text),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_answers_are_text(text: str) -> None:
    data = render(everywhere(text))
    read = opened(data)
    expected = [line.translate(THAI) for line in lines(text)]
    assert faults(data, typed=(*expected, *text.split())) == []
    assert cells(read.tables[1])[2][3].split("\n") == "\n".join(expected).split("\n")
    assert cells(read.tables[0])[1][1] == "\n".join(f"{n})\t" + "\n".join(expected) for n in "๑๒")
    assert len(read.sections) == 4


TEXTS = st.text(st.characters(exclude_characters="0123456789๐๑๒๓๔๕๖๗๘๙"), max_size=60)


@settings(max_examples=60)
@given(TEXTS, TEXTS, TEXTS)
def test_any_answer_opens_and_reads_back(output: str, outcome: str, problem: str) -> None:
    result = replace(RESULTS[0], seq=1, output=output, outcome=outcome, note="", details=(output, outcome, problem))
    report = replace(empty_report(), measures=MEASURES[:1], results=(result,), problems=(problem,))
    data = render(report)
    read = opened(data)
    row = cells(read.tables[1])[2]
    assert row[3] == ("\n".join(lines(output)) or "-")
    assert row[4] == ("\n".join(lines(outcome)) or "-")
    given = [text for text in ("\n".join(lines(text)) for text in (output, outcome, problem)) if text]
    marks = ["๑)", "๒)", "๓)"] if len(given) > 1 else ["-"]
    assert row[1] == ("\n".join(f"{mark}\t{text}" for mark, text in zip(marks, given, strict=False)) or "-")
    assert any(text == ("-\t" + "\n".join(lines(problem)) if lines(problem) else "ไม่มี") for _, text in text_of(data))


class TestRefused:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"measures": ()},
            {"measures": MEASURES + MEASURES[:1]},
            {"results": RESULTS + RESULTS[:1]},
            {"results": (replace(RESULTS[0], seq=9),)},
            {"results": (replace(RESULTS[0], end=date(2025, 9, 30)),)},
            {"approved_on": date(2026, 4, 9)},
            {"agency_kind": "village"},
        ],
    )
    def test_a_report_that_contradicts_itself(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValueError, match=r"."):
            replace(full_report(), **wrong)

    def test_a_round_there_is_not(self) -> None:
        with pytest.raises(ValueError, match="round"):
            render(replace(full_report(), round_months=5))


class TestFileName:
    def test_it_says_what_the_file_is(self) -> None:
        assert file_name(full_report()) == "รายงานผลมาตรการ_ปี๒๕๖๙_รอบ๖เดือน_ร่าง๑_อบต.บ้านทดสอบ.docx"
        assert file_name(approved_report()).startswith("รายงานผลมาตรการ_ปี๒๕๖๙_รอบ๖เดือน_ฉบับที่๓_")
        assert file_name(replace(full_report(), digits="arabic", sample=True)).startswith(
            "ตัวอย่าง_รายงานผลมาตรการ_ปี2569_"
        )

    @pytest.mark.parametrize("agency", ["ก" * 300, "../../etc\\passwd", 'a:b*c?"<d>|e\nf', "  ", "เทศบาล ตำบล"])
    def test_any_file_system_takes_it(self, agency: str) -> None:
        name = file_name(replace(full_report(), agency=agency))
        assert not set(name) & set('\\/:*?"<>|\n ')
        assert len(name.encode()) <= 255
        assert name.endswith(".docx")

    @pytest.mark.parametrize("before", range(40))
    def test_a_long_name_is_cut_where_it_can_be_read(self, before: int) -> None:
        long = "ก" * before + "เสริมสร้างวัฒนธรรมเพื่อต้านการทุจริตคอร์รัปชันให้ทั่วถึงทุกแห่งในเขตเมืองเก่าเป็นต้นมา" * 2
        kept = file_name(replace(full_report(), agency=long)).removesuffix(".docx").rpartition("_")[2]
        assert long.startswith(kept) and 50 < len(kept.encode()) < 200
        assert not re.match("[ะ-ฺๅ-๎]", long[len(kept) :])
        assert not re.search("[ัื็เแโใไ]$", kept)


def test_the_template_is_the_committed_source() -> None:
    assert (files("templates") / "documents" / "measure_report.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("months", [3, 6, 9, 12])
@pytest.mark.parametrize(
    ("kind", "name"),
    [(code, kind.prefix + ("" if code == "pattaya" else "บ้านทดสอบ")) for code, kind in KINDS.items()],
)
def test_the_checks_of_hand_made_reports_find_nothing_in_ours(kind: str, name: str, months: int) -> None:
    own = Agency(id=1, name=name, kind=kind, district="เมืองทดสอบ", province="ตัวอย่างบุรี")
    for report in (full_report(), empty_report(), approved_report()):
        mayor = Signatory("นายทดสอบ ระบบดี", own.mayor_title)
        same = replace(report, agency=name, agency_kind=kind, round_months=months, approver=mayor)
        same = same if months > 3 else replace(same, results=())  # the results of the sample end in March
        round_ = same.round
        found = [
            finding
            for place, text in text_of(render(same))
            for finding in check_text(text, own, round_.first_day, round_.last_day, place=place)
            if not text.startswith(("จัดทำเมื่อวันที่", "อนุมัติเมื่อวันที่"))  # signed after the round has ended
        ]
        assert found == []
