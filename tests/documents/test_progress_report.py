"""The follow-up and the yearly report read back: every item once, every number that of the rows, evidence, reasons, chart."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from docx.oxml.ns import qn

from bot.documents.progress_report import ProgressReport, file_name, render
from bot.domain.agency import KINDS
from bot.domain.checks import check_text
from bot.domain.fiscal import Round
from bot.domain.plan import State
from bot.domain.progress import progress, summary

from .gallery import THAI, sound
from .structure import cells, opened, words
from .year import DONE, YEAR, empty_report, follow_up, large_report, told, yearly_report

ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


@cache
def table(name: str, number: int) -> list[list[str]]:
    return cells(opened(sound(name)).tables[number])


def rows(name: str) -> dict[int, list[str]]:
    """The rows of items by their number."""
    return {int(row[0].translate(ARABIC)): row for row in table(name, 3) if re.fullmatch("[๐-๙]+", row[0])}


def money(text: str) -> Decimal:
    return Decimal(text.translate(ARABIC).replace(",", "")) if text != "-" else Decimal(0)


REPORTS = {"follow-up": follow_up(), "yearly report": yearly_report()}


@pytest.mark.parametrize("name", REPORTS)
class TestBoth:
    def test_every_item_of_the_year_stands_once_in_the_order_of_the_plan(self, name: str) -> None:
        expected = [item.title.translate(THAI) for item in REPORTS[name].outline.items]
        assert [row[1].split("\n")[0] for row in rows(name).values()] == expected
        assert len(expected) == 27
        assert list(rows(name)) == list(range(1, 28))

    def test_sums_are_the_sums_of_the_rows(self, name: str) -> None:
        at = 4 if name == "follow-up" else 6
        inside, total = Decimal(0), Decimal(0)
        used, total_used = Decimal(0), Decimal(0)
        for row in table(name, 3)[2:]:
            if row[0].startswith("รวมมิติ"):
                assert (money(row[at]), money(row[at + 1])) == (inside, used)
                inside, used = Decimal(0), Decimal(0)
            elif row[0].startswith("รวมทั้งสิ้น"):
                assert (money(row[at]), money(row[at + 1])) == (total, total_used)
            elif re.fullmatch("[๐-๙]+", row[0]):
                inside += money(row[at])
                used += money(row[at + 1])
                total += money(row[at])
                total_used += money(row[at + 1])
        assert total == 185_500
        assert total_used == {"follow-up": 86_900, "yearly report": 149_600}[name]

    def test_counts_are_the_counts_of_the_rows(self, name: str) -> None:
        states = [row[2] for row in rows(name).values()]
        counted = [str(states.count(state.label)).translate(THAI) for state in (DONE, State.IN_PROGRESS)]
        last = table(name, 0)[-1]
        assert last[0] == "รวมทั้งสิ้น"
        assert last[2:4] == counted
        assert sum(int(cell.translate(ARABIC)) for cell in last[2:6]) == int(last[1].translate(ARABIC)) == 27
        for column in range(1, 6):
            column_of = [int(row[column].translate(ARABIC)) for row in table(name, 0)[1:]]
            assert sum(column_of[:-1]) == column_of[-1]

    def test_summary_table_and_text_tell_the_same(self, name: str) -> None:
        report = REPORTS[name]
        whole = summary(progress(report.plan.items, report.results, report.round))
        text = words(sound(name)).translate(ARABIC)
        assert f"คิดเป็นคะแนนความสำเร็จตามเกณฑ์ของสำนักงาน ป.ป.ช. ร้อยละ {whole.score}" in text
        assert f"= ร้อยละ {whole.score}" in text
        assert f"มีการรายงานผลแล้ว {whole.reported} รายการ ดำเนินการแล้วเสร็จ {whole.counts[DONE]} รายการ" in text
        assert f"ใช้จ่ายงบประมาณไปแล้ว {whole.used:,.0f} บาท จากงบประมาณตามแผน {whole.planned:,.0f} บาท" in text
        assert table(name, 0)[-1][-1].translate(ARABIC) == str(whole.score)
        assert [cell.translate(ARABIC) for cell in table(name, 2)[-1]] == [
            "รวมทั้งสิ้น",
            f"{whole.planned:,.0f}",
            f"{whole.used:,.0f}",
            str(whole.used_percent),
        ]

    def test_bars_are_as_long_as_their_numbers(self, name: str) -> None:
        chart = opened(sound(name)).tables[1]
        for row in chart.rows:
            (length,) = (int(extent.get("cx")) for extent in row._tr.iter(qn("wp:extent")))
            (shape,) = row._tr.iter(qn("wp:docPr"))
            percent = Decimal(re.findall(r"([๐-๙]+\.[๐-๙]+)", row.cells[2].text)[0].translate(ARABIC))
            assert abs(length - float(percent) / 100 * 6.8 * 360_000) < 400
            assert shape.get("descr").endswith(f"ร้อยละ {percent}")

    def test_headings_come_in_order(self, name: str) -> None:
        found = [p.text for p in opened(sound(name)).paragraphs if p.style.name.lower() == "heading 1"]
        expected = ["๑. ความเป็นมา", "๒. สรุปผลการดำเนินการ", "๓. ผลการดำเนินการรายโครงการ/กิจกรรม/มาตรการ"]
        overall = "๔. ปัญหาและอุปสรรค" + ("ในภาพรวม" if name == "follow-up" else "")
        ends = [overall, "๕. ข้อเสนอแนะ"]
        assert [text for text in found if text[0] in "๑๒๓๔๕"] == expected + ends

    def test_the_header_rows_repeat_and_rows_stay_whole(self, name: str) -> None:
        main = opened(sound(name)).tables[3]
        repeated = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in main.rows]
        assert repeated[:3] == [True, True, False]
        assert not any(repeated[2:])
        assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in main.rows)

    def test_photos_are_captioned_in_the_order_of_the_plan(self, name: str) -> None:
        assert table(name, -1) == [
            ["\nภาพที่ ๑ อบรมประมวลจริยธรรม", "\nภาพที่ ๒ ทดสอบหลังอบรม"],
            ["\nภาพที่ ๓ เวทีประชาคมหมู่ ๔", "\n"],
        ]

    def test_the_checks_of_hand_made_documents_find_only_what_lies_ahead(self, name: str) -> None:
        """Days after the round are right in what is planned and in what is signed."""
        plan, round_ = REPORTS[name].plan, REPORTS[name].round
        found = [
            text
            for text in words(sound(name)).split("\n")
            if check_text(text, plan.agency, round_.first_day, round_.last_day, place=name)
        ]
        ahead = ("ขุดบ่อพักน้ำก่อนเริ่มปลูก", "กำหนดดำเนินการ ", "จัดทำเมื่อวันที่", "อนุมัติเมื่อวันที่")
        assert [text for text in found if not text.startswith(ahead)] == []


class TestFollowUp:
    def test_a_row_cell_by_cell(self) -> None:
        assert rows("follow-up")[1] == [
            "๑",
            "โครงการอบรมประมวลจริยธรรมและมาตรฐานการปฏิบัติราชการ\nผู้รับผิดชอบ: สำนักปลัด",
            "ดำเนินการแล้วเสร็จ",
            "ไตรมาส ๑: สำรวจความต้องการอบรมและขออนุมัติโครงการ\n"
            "ไตรมาส ๒: จัดอบรมวันที่ ๒๒ กุมภาพันธ์ ๒๕๖๗ ณ ห้องประชุมชั้น ๒ มีผู้เข้าอบรม ๗๘ คน\nทดสอบความรู้ก่อนและหลังอบรม",
            "๒๐,๐๐๐",
            "๑๙,๔๕๐",
            "๙๗.๒๕",
            "ภาพที่ ๑ – ๒\nเว็บไซต์ https://www.example.go.th/ethics67",
            "-",
            "-",
        ]
        assert rows("follow-up")[5][2:] == [
            "อยู่ระหว่างดำเนินการ",
            "ไตรมาส ๑: คัดเลือกครัวเรือนต้นแบบ ๙ หมู่บ้าน\nไตรมาส ๒: เตรียมแปลงและเมล็ดพันธุ์แล้ว ๖ หมู่บ้าน",
            "๑๒,๐๐๐",
            "๕,๒๐๐",
            "๔๓.๓๓",
            "-",
            "น้ำไม่เพียงพอใน ๓ หมู่บ้าน",
            "ขุดบ่อพักน้ำก่อนเริ่มปลูกในเดือนพฤษภาคม ๒๕๖๗",
        ]

    def test_what_came_later_is_not_in_it(self) -> None:
        text = words(sound("follow-up"))
        assert "เก็บเกี่ยว" not in text
        assert "๑ ตุลาคม ๒๕๖๖ – ๓๑ มีนาคม ๒๕๖๗" in text

    def test_made_before_the_rounds_end_it_says_of_which_day_it_is(self) -> None:
        early = replace(follow_up(), issue=replace(follow_up().issue, prepared_on=date(2024, 3, 5)))
        assert "๓๑ มีนาคม ๒๕๖๗ ข้อมูล ณ วันที่ ๕ มีนาคม ๒๕๖๗" in words(render(early))
        assert "ข้อมูล ณ วันที่" not in words(render(follow_up()))
        assert render(early) == render(early)

    def test_what_is_not_done_says_why(self) -> None:
        assert rows("follow-up")[4][2:4] == [
            "ไม่สามารถดำเนินการได้",
            "เหตุผล: ไม่ได้รับงบประมาณ งบประมาณถูกโอนไปแก้ไขปัญหาภัยแล้งในเดือนมกราคม ๒๕๖๗",
        ]
        assert rows("follow-up")[4][9] == "เสนอตั้งงบประมาณใหม่ในปีงบประมาณถัดไป"
        assert rows("follow-up")[6][2:4] == ["ยังไม่ดำเนินการ", "กำหนดดำเนินการ กรกฎาคม – สิงหาคม ๒๕๖๗"]
        assert rows("follow-up")[27][3] == "ยังไม่มีการรายงานผล"

    def test_the_next_step_is_the_officers_or_the_plans(self) -> None:
        assert rows("follow-up")[2][9] == "ดำเนินการให้แล้วเสร็จภายในเดือนกันยายน ๒๕๖๗"
        late = replace(follow_up(), results=(told(1, 2, State.IN_PROGRESS, "เริ่มแล้ว"),))
        row = next(row for row in cells(opened(render(late)).tables[3]) if row[0] == "๑")
        assert row[9] == "เร่งดำเนินการให้แล้วเสร็จภายในปีงบประมาณ พ.ศ. ๒๕๖๗"

    def test_suggestions_name_their_item(self) -> None:
        text = words(sound("follow-up"))
        assert "๑)ทุกกองรายงานผลภายใน ๕ วันทำการหลังสิ้นไตรมาส" in text
        assert "๒)ให้บุคลากรร่วมลงคะแนนแบบไม่เปิดเผยชื่อ (ลำดับที่ ๓)" in text


class TestYearlyReport:
    def test_a_row_cell_by_cell(self) -> None:
        assert rows("yearly report")[5][2:] == [
            "ดำเนินการแล้วเสร็จ",
            "ไตรมาส ๑: คัดเลือกครัวเรือนต้นแบบ ๙ หมู่บ้าน\nไตรมาส ๒: เตรียมแปลงและเมล็ดพันธุ์แล้ว ๖ หมู่บ้าน\n"
            "ไตรมาส ๓: ปลูกครบ ๙ หมู่บ้าน\nไตรมาส ๔: เก็บเกี่ยวและสรุปบัญชีครัวเรือน",
            "เป้าหมาย\n-\tมีแปลงเรียนรู้หมู่บ้านละ ๑ แปลง รวม ๙ แปลง\nผลที่ได้\nแปลงเรียนรู้ ๙ แปลง",
            "เป้าหมาย\n-\tครัวเรือนที่เข้าร่วมลดรายจ่ายได้ไม่น้อยกว่าร้อยละ ๑๐\nผลที่ได้\nครัวเรือนลดรายจ่ายได้เฉลี่ยร้อยละ ๑๒.๔๐",
            "๑๒,๐๐๐",
            "๑๑,๙๐๐",
            "๙๙.๑๗",
        ]

    def test_evidence_stands_with_what_was_done(self) -> None:
        assert rows("yearly report")[1][3].endswith("หลักฐาน\nภาพที่ ๑ – ๒\nเว็บไซต์ https://www.example.go.th/ethics67")
        assert rows("yearly report")[13][3].endswith("หลักฐาน\nรายงานวิเคราะห์ผลการจัดซื้อจัดจ้าง.pdf")

    def test_not_done_at_the_end_of_the_year_has_a_reason_or_says_there_is_none(self) -> None:
        assert rows("yearly report")[19][3] == "เหตุผล: คณะกรรมการติดตามครบวาระและยังสรรหาใหม่ไม่แล้วเสร็จ"
        silent = replace(yearly_report(), results=(told(1, 4, State.NOT_STARTED),))
        row = next(row for row in cells(opened(render(silent)).tables[3]) if row[0] == "๑")
        assert row[3].startswith("เหตุผล: ไม่ได้ระบุ")

    def test_problems_of_plan_and_items_are_listed(self) -> None:
        text = words(sound("yearly report"))
        assert "๑)เจ้าหน้าที่โอนย้าย ๒ คนในช่วงไตรมาสที่สาม" in text
        assert "๕)คณะกรรมการติดตามครบวาระและยังสรรหาใหม่ไม่แล้วเสร็จ (ลำดับที่ ๑๙)" in text

    @pytest.mark.parametrize(
        ("own", "answer", "printed"),
        [((), "", "-"), ((), "ไม่มี", "ไม่มี"), (("ไม่มี",), "", "ไม่มี"), (("ไม่มี",), "ฝนตก", "-ฝนตก (ลำดับที่ ๑)")],
    )
    def test_that_there_is_no_problem_is_said_only_where_somebody_did(
        self, own: tuple[str, ...], answer: str, printed: str
    ) -> None:
        result = told(1, 4, DONE, "ดำเนินการแล้ว", 0, problems=answer)
        report = replace(yearly_report(), results=(result,), problems=own, photos=(), files={})
        assert f"ปัญหาและอุปสรรค\n{printed}\n" in words(render(report))

    def test_the_cover_names_the_ita_item(self) -> None:
        assert opened(sound("yearly report")).paragraphs[0].text == "O33"
        assert "ตามข้อ O33 ของการเปิดเผยข้อมูลสาธารณะ" in words(sound("yearly report"))
        assert "OIT" not in words(sound("follow-up"))

    def test_it_is_signed(self) -> None:
        (reporter, approver), *_ = table("yearly report", 4)
        assert reporter.split("\n")[1:3] == ["(นางสาวสมใจ ทดลองงาน)", "นักวิเคราะห์นโยบายและแผนชำนาญการ"]
        assert approver.split("\n")[1:] == [
            "(นายทดสอบ ระบบดี)",
            "นายกองค์การบริหารส่วนตำบลบ้านทดสอบ",
            "อนุมัติเมื่อวันที่ ๒๑ ตุลาคม ๒๕๖๗",
        ]


class TestEdges:
    def test_a_year_without_items_has_no_score_and_no_bars(self) -> None:
        for name in ("follow-up, empty", "yearly report, empty"):
            assert table(name, 0)[-1] == ["รวมทั้งสิ้น", "๐", "๐", "๐", "๐", "๐", "-"]
            assert not list(opened(sound(name)).element.body.iter(qn("wp:extent")))
            text = words(sound(name))
            assert text.count("ไม่มีรายการที่กำหนดดำเนินการในปีงบประมาณนี้") == 4
            assert "คะแนนความสำเร็จ" not in text

    @pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
    def test_a_year_without_money_does_not_count_baht(self, report: ProgressReport) -> None:
        free = tuple(item for item in report.plan.items if item.active_in(YEAR) and not item.amount(YEAR))
        plan = replace(report.plan, items=free)
        text = words(render(replace(report, plan=plan, results=(), photos=(), files={})))
        assert "รายการ) โดยไม่ใช้งบประมาณ" in re.sub(r"\(.*?\)", "รายการ)", text)
        assert "ทุกรายการดำเนินการโดยไม่ใช้งบประมาณ" in text
        assert "๐ บาท" not in text

    def test_two_hundred_items(self) -> None:
        assert list(rows("yearly report, 200 items")) == list(range(1, len(large_report(12).outline.items) + 1))

    def test_more_than_planned_fills_the_bar_and_not_the_page(self) -> None:
        over = replace(follow_up(), results=(told(1, 1, DONE, "ทำแล้ว", 999_999_999),))
        chart = opened(render(over)).tables[1]
        (length,) = (int(extent.get("cx")) for extent in chart.rows[4]._tr.iter(qn("wp:extent")))
        assert length == 6.8 * 360_000

    def test_all_digits_are_arabic_when_the_agency_wants_it(self) -> None:
        plan = follow_up().plan
        report = replace(follow_up(), plan=replace(plan, agency=replace(plan.agency, digits="arabic")))
        assert not re.search("[๐-๙]", words(render(report)))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"round": Round(YEAR, 9)},
            {"round": Round(2571, 6)},
            {"files": {2: ("a.pdf",)}},
            {"photos": ((99, follow_up().photos[0][1]),)},
        ],
    )
    def test_what_contradicts_itself_is_refused(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValueError, match=r"."):
            replace(follow_up(), **wrong)

    def test_file_names(self) -> None:
        assert file_name(follow_up()) == "รายงานผลแผน_ปี๒๕๖๗_รอบ๖เดือน_ร่าง๑_อบต.บ้านทดสอบ.docx"
        assert "_รอบ๑๒เดือน_ฉบับที่๒_" in file_name(yearly_report())


@pytest.mark.parametrize("kind", KINDS)
def test_words_follow_the_kind_of_agency(kind: str) -> None:
    plan = follow_up().plan
    own = replace(plan.agency, kind=kind, name=KINDS[kind].prefix + ("" if kind == "pattaya" else "ก"))
    text = words(render(replace(yearly_report(), plan=replace(plan, agency=own))))
    assert f"สมาชิก{KINDS[kind].council} {KINDS[kind].staff} และบุคลากร" in text
    assert f"เสนอต่อ{own.mayor_title}" in text


def test_a_report_is_of_one_kind() -> None:
    kinds = [report.kind for report in (follow_up(), yearly_report(), empty_report())]
    assert kinds == ["follow_up", "yearly_report", "follow_up"]
    assert isinstance(follow_up(), ProgressReport)
