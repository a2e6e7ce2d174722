"""The yearly plan, flat and with targets, and the count summary, read back cell by cell."""

from dataclasses import replace
from decimal import Decimal

import pytest
from docx.oxml.ns import qn
from docx.table import Table

from bot.documents import count_summary, plan_flat, plan_targets
from bot.documents.count_summary import CountSummary
from bot.documents.plan_flat import YearPlan
from bot.domain.plan import ItemYear
from bot.domain.plan_document import WholePlan
from bot.domain.sheet import ProjectSheet

from .plans import APPROVED, DRAFT, empty_plan, framework, full_plan, many
from .structure import cells, faults, opened, words

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def flat(plan: WholePlan, year: int = 2567) -> Table:
    data = plan_flat.render(YearPlan(plan=plan, fiscal_year=year, issue=DRAFT))
    assert faults(data) == []
    return opened(data).tables[0]


def merges(table: Table, column: int) -> list[int]:
    """How many rows each cell of a column spans, header left out."""
    found: list[int] = []
    for row in table._tbl.tr_lst[1:]:
        if len(row.tc_lst) < 6:
            continue
        merge = row.tc_lst[column].find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merge is not None and merge.get(qn("w:val")) == "continue":
            found[-1] += 1
        else:
            found.append(1)
    return found


class TestFlat:
    def test_a_row_an_item_a_sum_under_each_dimension_and_one_under_all(self) -> None:
        rows = cells(flat(full_plan()))
        assert rows[0] == [
            "มิติ",
            "ภารกิจตามมิติ",
            "โครงการ/กิจกรรม/มาตรการ",
            "งบประมาณ\n(บาท)",
            "ช่วงเวลาดำเนินการ",
            "หมายเหตุ",
        ]
        active = [item for item in full_plan().items if item.active_in(2567)]
        titles = [row[2] for row in rows[1:] if not row[0].startswith("รวม")]
        in_order = sorted(active, key=lambda item: (item.mission, item.sub_mission))
        assert titles == [item.title.translate(THAI) for item in in_order]
        assert [row for row in rows if row[0].startswith("รวม")] == [
            ["รวม", "รวม", "๓ โครงการ, ๓ กิจกรรม, ๑ มาตรการ", "๘๐,๐๐๐", "", ""],
            ["รวม", "รวม", "๑ โครงการ, ๓ กิจกรรม, ๕ มาตรการ, ๑ แนวปฏิบัติ", "๔๐,๐๐๐", "", ""],
            ["รวม", "รวม", "๒ โครงการ, ๒ กิจกรรม, ๑ มาตรการ", "๔๙,๕๐๐", "", ""],
            ["รวม", "รวม", "๑ โครงการ, ๑ กิจกรรม, ๒ มาตรการ, ๑ แนวปฏิบัติ", "๑๖,๐๐๐", "", ""],
            ["รวมทั้งสิ้น", "รวมทั้งสิ้น", "๗ โครงการ, ๙ กิจกรรม, ๙ มาตรการ, ๒ แนวปฏิบัติ", "๑๘๕,๕๐๐", "", ""],
        ]

    def test_that_nothing_is_spent_is_said_once(self) -> None:
        item = replace(full_plan().items[2], note="ไม่ใช้งบประมาณ\nร่วมกับอำเภอ")
        assert not item.amount(2567)
        row = cells(flat(replace(full_plan(), items=(item,))))[1]
        assert row[5] == "ไม่ใช้งบประมาณ\nร่วมกับอำเภอ"

    def test_a_row_says_all_of_its_item(self) -> None:
        rows = cells(flat(full_plan()))
        assert rows[1][0] == "มิติที่ ๑ การสร้างวัฒนธรรมสุจริต"
        assert rows[1][1].startswith("๑.๑ การเสริมสร้างจิตสำนึก")
        assert "\n๑.๑.๑ เสริมสร้าง" in rows[1][1]
        assert rows[1][3:] == ["๒๐,๐๐๐", "มกราคม – มีนาคม ๒๕๖๗", ""]
        assert rows[2][3:] == ["๐", "ปีงบประมาณ พ.ศ. ๒๕๖๗", "ไม่ใช้งบประมาณ"]
        assert rows[3][1] == "๑.๑.๓ เสริมสร้างค่านิยมความซื่อสัตย์สุจริตและการต่อต้านการทุจริต"

    def test_dimension_and_mission_cells_merge_over_their_rows(self) -> None:
        table = flat(full_plan())
        assert merges(table, 0) == [7, 10, 5, 5]
        assert merges(table, 1) == [2, 1, 1, 1, 1, 1, *[1] * 4, 2, *[1] * 4, *[1] * 5, *[1] * 5]

    def test_items_without_a_sub_mission_share_the_cell_of_their_mission(self) -> None:
        plan = replace(full_plan(), items=tuple(replace(item, sub_mission="") for item in full_plan().items))
        assert merges(flat(plan, 2566), 1) == [4, 1, 1, 2, 4, 3, 2, 2, 3, 2, 1]

    def test_an_item_of_another_year_is_not_there(self) -> None:
        item = full_plan().items[1]
        assert not item.active_in(2567)
        assert item.title not in str(cells(flat(full_plan())))
        assert item.title in str(cells(flat(full_plan(), 2568)))

    def test_a_note_stands_under_the_mark_of_no_money(self) -> None:
        item = replace(full_plan().items[2], note="บูรณาการกับโรงเรียน")
        plan = replace(full_plan(), items=(item,))
        assert cells(flat(plan))[1][5] == "ไม่ใช้งบประมาณ\nบูรณาการกับโรงเรียน"

    def test_the_header_repeats_and_rows_stay_whole(self) -> None:
        rows = flat(full_plan())._tbl.tr_lst
        assert [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows[:2]] == [True, False]
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)

    def test_a_plan_without_items_names_its_dimensions(self) -> None:
        rows = cells(flat(empty_plan()))
        assert [row[2:] for row in rows[1:3]] == [["-", "-", "-", ""], ["ไม่มีรายการ", "๐", "", ""]]
        assert len(rows) == 1 + 4 * 2 + 1

    def test_two_hundred_items(self) -> None:
        rows = cells(flat(many(200), 2566))
        active = [item for item in many(200).items if item.active_in(2566)]
        assert len(rows) == 1 + len(active) + 4 + 1
        assert rows[-1][3] == f"{sum(item.amount(2566) for item in active):,}".translate(THAI)

    def test_who_signs(self) -> None:
        data = plan_flat.render(YearPlan(plan=empty_plan(), fiscal_year=2567, issue=APPROVED))
        _, left, right, _ = cells(opened(data).tables[1])[0]
        assert left.split("\n")[2:4] == [
            "ปลัดองค์การบริหารส่วนตำบลบ้านทดสอบ",
            "รักษาราชการแทน นายกองค์การบริหารส่วนตำบลบ้านทดสอบ",
        ]
        assert right.endswith("อนุมัติเมื่อวันที่ ๒๘ กันยายน ๒๕๖๕")

    def test_the_mayors_line_stays_open_when_it_was_somebody_elses_word(self) -> None:
        plan = full_plan()
        for approver, said in ((plan.mayor, "อนุมัติเมื่อวันที่"), (plan.clerk, "วันที่\tเดือน")):
            issue = replace(APPROVED, approver=approver)
            data = plan_flat.render(YearPlan(plan=plan, fiscal_year=2567, issue=issue))
            assert said in cells(opened(data).tables[1])[0][2]

    def test_a_year_outside_the_plan(self) -> None:
        with pytest.raises(ValueError, match="cover"):
            YearPlan(plan=full_plan(), fiscal_year=2571, issue=DRAFT)

    def test_arabic_digits(self) -> None:
        plan = replace(full_plan(), agency=replace(full_plan().agency, digits="arabic"))
        assert cells(flat(plan))[-1][3] == "185,500"


class TestTargets:
    def test_a_table_an_item_with_three_header_rows(self) -> None:
        data = plan_targets.render(YearPlan(plan=full_plan(), fiscal_year=2567, issue=DRAFT))
        tables = opened(data).tables[:-1]
        assert len(tables) == 27
        first = cells(tables[0])
        assert first[0] == [
            "โครงการ/กิจกรรม",
            *["งบประมาณ"] * 2,
            *["ผลการดำเนินงาน"] * 2,
            "ระยะเวลาดำเนินการ",
            "หมายเหตุ",
        ]
        assert first[1][1:5] == ["๒๕๖๗", "๒๕๖๗", "ผลผลิต", "ผลลัพธ์"]
        assert first[2][1:5] == ["เป้าหมาย", "งบประมาณ\n(บาท)", "ผลผลิต", "ผลลัพธ์"]
        assert first[3] == [
            "โครงการอบรมประมวลจริยธรรมและมาตรฐานการปฏิบัติราชการ",
            "ผู้บริหารและสมาชิกสภาองค์การบริหารส่วนตำบล จำนวน ๒๐ คน\nพนักงานส่วนตำบลและพนักงานจ้าง จำนวน ๖๐ คน",
            "๒๐,๐๐๐",
            "๑)\tจัดอบรมปีละ ๑ รุ่น มีผู้เข้าอบรมไม่น้อยกว่า ๗๕ คน\n๒)\tผู้เข้าอบรมทุกคนลงนามรับทราบประมวลจริยธรรม",
            "๑)\tผู้เข้าอบรมไม่น้อยกว่าร้อยละ ๘๕ ผ่านการทดสอบความรู้\n๒)\tไม่มีเรื่องร้องเรียนการฝ่าฝืนประมวลจริยธรรมที่มีมูล",
            "มกราคม – มีนาคม ๒๕๖๗",
            "-",
        ]
        assert cells(tables[1])[3][2] == "ไม่ใช้งบประมาณ"
        for table in tables:
            assert [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table._tbl.tr_lst] == [
                *(True, True, True, False),
            ]

    def test_dimension_and_mission_lines_and_sums(self) -> None:
        data = plan_targets.render(YearPlan(plan=full_plan(), fiscal_year=2567, issue=DRAFT))
        text = words(data)
        assert text.count("\nมิติที่ ") == 4
        assert text.count("\nภารกิจตามมิติที่ ") == 12
        assert "รวม มิติที่ ๓ การส่งเสริมบทบาทและการมีส่วนร่วมของภาคประชาชน จำนวน ๕ รายการ" in text
        assert "รวมทั้งสิ้น ๒๗ รายการ (๗ โครงการ, ๙ กิจกรรม, ๙ มาตรการ, ๒ แนวปฏิบัติ) งบประมาณ ๑๘๕,๕๐๐ บาท" in text
        assert faults(data) == []

    def test_the_targets_words_of_the_plan_come_first(self) -> None:
        item = replace(full_plan().items[0], target_group="ทุกคน")
        plan = replace(full_plan(), items=(item,), sheets={item.id: ProjectSheet(item.id)})
        data = plan_targets.render(YearPlan(plan=plan, fiscal_year=2567, issue=DRAFT))
        assert cells(opened(data).tables[0])[3][1] == "ทุกคน"

    def test_a_plan_without_items(self) -> None:
        data = plan_targets.render(YearPlan(plan=empty_plan(), fiscal_year=2567, issue=DRAFT))
        assert "รวมทั้งสิ้น ๐ รายการ งบประมาณ ๐ บาท" in words(data)
        assert len(opened(data).tables) == 1


class TestCounts:
    @staticmethod
    def rows(plan: WholePlan) -> list[list[str]]:
        data = count_summary.render(CountSummary(plan=plan, issue=DRAFT))
        assert faults(data) == []
        return cells(opened(data).tables[0])

    def test_counts_and_sums_of_every_level(self) -> None:
        rows = self.rows(full_plan())
        assert rows[1] == [
            *("มิติ/ภารกิจตามมิติ", "โครงการ", "กิจกรรม", "มาตรการ", "แนวปฏิบัติ", "รวม"),
            *("๒๕๖๖", "๒๕๖๗", "๒๕๖๘", "๒๕๖๙", "๒๕๗๐"),
        ]
        frame = framework()
        assert len(rows) == 2 + 4 + len(frame.missions) + len(frame.sub_missions) + 1
        assert rows[2][1:] == ["๔", "๓", "๑", "-", "๘", "๗๗,๐๐๐", "๘๐,๐๐๐", "๗๗,๐๐๐", "๘๕,๐๐๐", "๘๒,๐๐๐"]
        assert rows[3][1:] == ["๒", "๑", "๑", "-", "๔", "๓๕,๐๐๐", "๒๐,๐๐๐", "๓๕,๐๐๐", "๒๕,๐๐๐", "๔๐,๐๐๐"]
        assert rows[-1] == [
            *("รวมทั้งสิ้น", "๙", "๙", "๙", "๒", "๒๙"),
            *("๑๓๐,๐๐๐", "๑๘๕,๕๐๐", "๑๓๖,๕๐๐", "๑๕๐,๕๐๐", "๑๔๑,๕๐๐"),
        ]

    def test_every_column_adds_up_on_every_level(self) -> None:
        def number(text: str) -> Decimal:
            return Decimal(0) if text == "-" else Decimal(text.replace(",", ""))

        loose = tuple(replace(item, sub_mission="" if item.id % 3 else item.sub_mission) for item in full_plan().items)
        rows = self.rows(replace(full_plan(), items=loose))
        assert any(row[0] == "ไม่ระบุภารกิจย่อย" for row in rows)
        level = {"มิติที่": 0}
        for column in range(1, len(rows[0])):
            sums = [Decimal(0)] * 3
            for row in rows[2:-1]:
                depth = level.get(row[0].split()[0], row[0].split()[0].count(".") or 2)
                sums[depth] += number(row[column])
            assert sums == [number(rows[-1][column])] * 3

    def test_columns_follow_the_plan(self) -> None:
        plan = full_plan()
        years = {2566: ItemYear(True, Decimal(100)), 2567: ItemYear(False, Decimal(0))}
        short = replace(
            plan, plan=replace(plan.plan, last_year=2567), items=(replace(plan.items[0], years=years),), sheets={}
        )
        rows = self.rows(short)
        assert rows[1] == ["มิติ/ภารกิจตามมิติ", "โครงการ", "รวม", "๒๕๖๖", "๒๕๖๗"]
        assert rows[-1] == ["รวมทั้งสิ้น", "๑", "๑", "๑๐๐", "-"]

    def test_a_plan_without_items(self) -> None:
        assert self.rows(empty_plan())[-1] == ["รวมทั้งสิ้น", *["-"] * 7]


def test_what_the_files_are_called() -> None:
    year = YearPlan(plan=full_plan(), fiscal_year=2567, issue=DRAFT)
    assert plan_flat.file_name(year) == "แผนป้องกันการทุจริต_ปี๒๕๖๗_ร่าง๑_อบต.บ้านทดสอบ.docx"
    assert plan_targets.file_name(year) == "แผนป้องกันการทุจริตพร้อมเป้าหมาย_ปี๒๕๖๗_ร่าง๑_อบต.บ้านทดสอบ.docx"
    counted = CountSummary(plan=full_plan(), issue=APPROVED)
    assert count_summary.file_name(counted) == "สรุปจำนวนโครงการ_ฉบับที่๓_อบต.บ้านทดสอบ.docx"
