"""คำสั่ง and ประกาศ of a plan read back, signed and still open."""

from dataclasses import replace
from datetime import date

import pytest

from bot.documents.announcement import AnnouncementDocument
from bot.documents.announcement import file_name as announcement_name
from bot.documents.announcement import render as announce
from bot.documents.order import OrderDocument, file_name, render
from bot.domain.agency import KINDS
from bot.domain.plan import ItemKind, Plan
from bot.domain.plan_document import Announcement, WholePlan

from .gallery import EMBLEM, sound
from .plans import APPROVED, DRAFT, empty_plan, full_plan
from .structure import cells, opened, part, words


def paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(data).paragraphs if paragraph.text.strip()]


def with_order(**changes: object) -> WholePlan:
    plan = full_plan()
    assert plan.order
    return replace(plan, order=replace(plan.order, **changes))


class TestOrder:
    def test_every_part_in_its_place(self) -> None:
        text = paragraphs(sound("order"))
        assert text[:3] == [
            "คำสั่งองค์การบริหารส่วนตำบลบ้านทดสอบ",
            "ที่ ๒๑๔/๒๕๖๕",
            "เรื่อง แต่งตั้งคณะทำงานจัดทำแผนปฏิบัติการป้องกันการทุจริต (พ.ศ. ๒๕๖๖ – ๒๕๗๐)",
        ]
        assert text[3].startswith("ด้วยองค์การบริหารส่วนตำบลบ้านทดสอบ จะจัดทำแผนปฏิบัติการป้องกันการทุจริต (พ.ศ.\u00a0๒๕๖๖ – ๒๕๗๐)")
        assert text[4].startswith("ดังนั้น")
        assert text[4].endswith("จึงแต่งตั้งคณะทำงาน ประกอบด้วยบุคคลดังต่อไปนี้")
        assert text[5:7] == ["โดยมีหน้าที่ ดังนี้", "๑.\tรวบรวมและวิเคราะห์ความเสี่ยงการทุจริตจากกระบวนงานของทุกส่วนราชการ"]
        assert text[9] == "๔.\tติดตามและรายงานผลการดำเนินการตามแผนต่อผู้บริหารปีละ ๒ ครั้ง"
        assert text[10:] == [
            "ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป",
            "สั่ง ณ วันที่ ๑๕ เดือน สิงหาคม พ.ศ. ๒๕๖๕",
            "(นายทดสอบ ระบบดี)",
            "นายกองค์การบริหารส่วนตำบลบ้านทดสอบ",
        ]

    def test_members_are_numbered_with_post_and_role(self) -> None:
        (table,) = opened(sound("order")).tables
        assert cells(table) == [
            ["๑.", "ปลัดองค์การบริหารส่วนตำบล", "ประธานคณะทำงาน"],
            ["๒.", "ผู้อำนวยการกองคลัง", "คณะทำงาน"],
            ["๓.", "ผู้อำนวยการกองช่าง", "คณะทำงาน"],
            ["๔.", "ผู้อำนวยการกองการศึกษา ศาสนาและวัฒนธรรม", "คณะทำงาน"],
            ["๕.", "นักวิชาการตรวจสอบภายใน", "คณะทำงาน"],
            ["๖.", "หัวหน้าสำนักปลัด", "คณะทำงานและเลขานุการ"],
            ["๗.", "นางสาวสมใจ ทดลองงาน นักวิเคราะห์นโยบายและแผนชำนาญการ", "ผู้ช่วยเลขานุการ"],
        ]

    def test_what_is_open_is_left_to_the_pen(self) -> None:
        text = paragraphs(sound("order, open"))
        assert text[1] == "ที่\t/\t"
        assert text[-5:] == [
            "ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป",
            "สั่ง ณ วันที่\tเดือน\tพ.ศ.\t",
            "(นางสาวรอบรู้ กฎระเบียบ)",
            "ปลัดองค์การบริหารส่วนตำบลบ้านทดสอบ",
            "รักษาราชการแทน นายกองค์การบริหารส่วนตำบลบ้านทดสอบ",
        ]
        assert cells(opened(sound("order, open")).tables[0]) == [["๑.", "-", "-"]]

    def test_the_agencys_own_words_replace_ours(self) -> None:
        plan = with_order(
            subject="แต่งตั้งคณะกรรมการกำกับแผน", reasons=("ด้วยมีเหตุหนึ่ง\nและเหตุสอง",), effective=date(2022, 9, 1)
        )
        text = paragraphs(render(OrderDocument(plan=plan, issue=DRAFT)))
        assert text[3:5] == ["ด้วยมีเหตุหนึ่ง", "และเหตุสอง"]
        assert "จึงแต่งตั้งคณะกรรมการ ประกอบด้วย" in text[5]
        assert "ทั้งนี้ ตั้งแต่วันที่ ๑ กันยายน ๒๕๖๕ เป็นต้นไป" in text

    def test_a_single_duty_has_no_number(self) -> None:
        text = paragraphs(render(OrderDocument(plan=with_order(duties=("จัดทำแผน",)), issue=DRAFT)))
        assert text[text.index("โดยมีหน้าที่ ดังนี้") + 1] == "จัดทำแผน"

    def test_a_plan_without_an_order_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no order"):
            OrderDocument(plan=empty_plan(), issue=DRAFT)


class TestAnnouncement:
    def test_every_part_in_its_place(self) -> None:
        text = paragraphs(sound("announcement"))
        assert text[:2] == [
            "ประกาศองค์การบริหารส่วนตำบลบ้านทดสอบ",
            "เรื่อง ใช้แผนปฏิบัติการป้องกันการทุจริต (พ.ศ. ๒๕๖๖ – ๒๕๗๐)",
        ]
        assert "รวม ๒๙ รายการ" in text[2]
        assert len(full_plan().items) == 29
        assert text[4:] == [
            "จึงประกาศให้ทราบโดยทั่วกัน",
            "ประกาศ ณ วันที่ ๒๘ เดือน กันยายน พ.ศ. ๒๕๖๕",
            "(นายทดสอบ ระบบดี)",
            "นายกองค์การบริหารส่วนตำบลบ้านทดสอบ",
        ]

    @pytest.mark.parametrize(
        ("kinds", "named"),
        [
            ([ItemKind.ACTIVITY], "กิจกรรม รวม ๑ รายการ"),
            ([ItemKind.MEASURE, ItemKind.PROJECT], "โครงการ และมาตรการ รวม ๒ รายการ"),
            ([*ItemKind], "โครงการ กิจกรรม มาตรการ และแนวปฏิบัติ รวม ๔ รายการ"),
        ],
    )
    def test_it_names_the_kinds_that_there_are(self, kinds: list[ItemKind], named: str) -> None:
        plan = full_plan()
        items = tuple(replace(item, kind=kind) for item, kind in zip(plan.items, kinds, strict=False))
        text = words(
            announce(AnnouncementDocument(plan=replace(plan, items=items, announcement=Announcement("")), issue=DRAFT))
        )
        assert f"ประกอบด้วย{named} เพื่อให้" in text

    def test_what_is_open_is_left_to_the_pen(self) -> None:
        text = paragraphs(sound("announcement, open"))
        assert text[1] == "เรื่อง ใช้แผนปฏิบัติการป้องกันการทุจริต (พ.ศ.\u00a0๒๕๖๖ – ๒๕๗๐)"
        assert "รายการ" not in text[2]
        assert "ประกาศ ณ วันที่\tเดือน\tพ.ศ.\t" in text

    def test_a_plan_of_one_year_is_called_so(self) -> None:
        plan = replace(full_plan(), plan=Plan(1, "2566-2570", 2568, 2568))
        text = words(announce(AnnouncementDocument(plan=plan, issue=DRAFT)))
        assert "ประกาศใช้แผนปฏิบัติการป้องกันการทุจริต ประจำปีงบประมาณ พ.ศ.\u00a0๒๕๖๘" in text

    def test_a_plan_without_an_announcement_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no announcement"):
            AnnouncementDocument(plan=empty_plan(), issue=DRAFT)


@pytest.mark.parametrize("kind", KINDS)
def test_words_follow_the_kind_of_agency(kind: str) -> None:
    plan = full_plan()
    own = replace(plan.agency, kind=kind, name=KINDS[kind].prefix + ("" if kind == "pattaya" else "ก"))
    plan = replace(plan, agency=own, mayor=replace(plan.mayor, position=own.mayor_title))
    for data in (render(OrderDocument(plan=plan, issue=DRAFT)), announce(AnnouncementDocument(plan=plan, issue=DRAFT))):
        text = words(data)
        assert KINDS[kind].council in text
        assert KINDS[kind].staff in text
        assert own.mayor_title in text


@pytest.mark.parametrize("name", ["order", "announcement"])
def test_the_emblem_is_three_centimetres_high(name: str) -> None:
    body = part(sound(name), "word/document.xml")
    assert b'cy="1080000"' in body
    assert EMBLEM.jpeg in sound(name)
    assert b"EmblemSlot" not in body
    assert b"EmblemSlot" in part(sound(f"{name}, open"), "word/document.xml")


def test_drafts_say_so_and_only_they() -> None:
    for name, mark in (("order, open", "ร่าง ฉบับที่ ๑"), ("order", ""), ("announcement", "")):
        (section,) = opened(sound(name)).sections
        assert section.different_first_page_header_footer
        assert section.first_page_header.paragraphs[0].text == f"\t\t{mark}"
        assert section.header.paragraphs[0].text == f"\t- ๒ -\t{mark}"


def test_file_names() -> None:
    assert file_name(OrderDocument(plan=full_plan(), issue=DRAFT)) == "คำสั่งแต่งตั้งคณะทำงาน_ร่าง๑_อบต.บ้านทดสอบ.docx"
    assert (
        announcement_name(AnnouncementDocument(plan=full_plan(), issue=APPROVED))
        == "ประกาศใช้แผนป้องกันการทุจริต_ฉบับที่๓_อบต.บ้านทดสอบ.docx"
    )
