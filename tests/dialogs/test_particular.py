"""What single dialogs promise beyond the contract of all."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.dialogs.add_item import DRAFT
from bot.dialogs.decision_outcomes import approve_asked
from bot.dialogs.doubts import about_province, memo_day
from bot.dialogs.kit import Option
from bot.domain.decisions import ApproveAsked
from bot.domain.fiscal import Quarter
from bot.domain.report import About, ReportKind, ReportState
from bot.messages import Card
from dialogs.contract import ITEM, MEASURE_RESULT, REPORT, RESULT, Case, until


def test_going_back_passes_over_the_division_where_there_is_only_one():
    chat = until(Case("add_item", {"divisions": [Option("1", "สำนักปลัด")]}), "outputs")
    assert chat.answers["owner"] == "1"
    chat.say("ย้อนกลับ")
    assert chat.asked == "period"


def test_a_name_that_stands_in_the_same_place_already_is_asked_back_with_the_way_to_it():
    chat = until(Case("add_item"), "title")
    place = chat.answers["mission"].replace("_", ".")
    chat.given["items"] = [Option("7", f"{place} {ITEM.title}{DRAFT}"), Option("8", "9.9 อบรมที่อื่น")]
    chat.say("อบรมที่อื่น")
    assert chat.asked != "title?doubt"
    chat.tap("back")
    chat.say(f" {ITEM.title} ")
    assert chat.asked == "title?doubt"
    chat.say("ดูรายการที่มีอยู่")
    assert isinstance(chat.last, Card) and ITEM.title in chat.last.title
    chat.say("อบรมอื่น")
    assert chat.answers["title"] == "อบรมอื่น"


@pytest.mark.parametrize(("title", "heading"), [("โครงการอบรม", "โครงการอบรม"), ("อบรมพนักงาน", "โครงการ: อบรมพนักงาน")])
def test_a_title_that_says_its_kind_says_it_once(title: str, heading: str):
    facts: dict[str, Any] = {"item": lambda item_id: replace(ITEM, title=title)}
    assert Case("item.7", facts).chat().last.title == heading


@pytest.mark.parametrize(
    ("typed", "asked"),
    [("15 พ.ย. 2569", "review"), ("25 พ.ย. 2569", "held_on?doubt"), ("15 พ.ย. 2568", "held_on?doubt")],
)
def test_a_day_still_to_come_or_of_another_quarter_is_doubted(typed: str, asked: str):
    facts: dict[str, Any] = {"result": lambda item_id, code: RESULT, "is_over": lambda code: False}
    chat = until(Case("record_result.7.2570-1", facts), "review")
    chat.tap("more")
    chat.tap("edit-held_on")
    chat.say(typed)
    assert chat.asked == asked


def test_what_was_told_of_a_measure_the_last_time_is_taken_over_by_one_tap():
    chat = Case("record_measure.4.2570-r6", {"last_mresult": lambda i, code: MEASURE_RESULT}).chat()
    chat.tap("earlier")
    assert chat.asked == "period"
    assert chat.answers.keys() == {"details", "output", "outcome"}


def test_what_would_be_asked_back_is_not_taken_over_but_asked():
    told = replace(RESULT, quarter=Quarter(2569, 3), done="ประชุมวันที่ 12 เมษายน 2569")
    chat = Case("record_result.7.2569-4", {"last_result": lambda i, code: told}).chat()
    chat.tap("earlier")
    assert chat.asked == "done"


def test_before_a_recorded_quarter_is_changed_the_reports_that_show_it_are_named():
    approved = replace(REPORT, kind=ReportKind.FOLLOW_UP, state=ReportState.APPROVED)
    facts: dict[str, Any] = {"result": lambda i, code: RESULT, "reported_in": lambda code: [approved]}
    told = "\n".join(Case("record_result.7.2570-1", facts).chat().last.lines)
    assert "รายงานติดตามผลตามแผน รอบ 6 เดือน ปีงบประมาณ 2570 ได้รับอนุมัติแล้ว แก้แล้วต้องขออนุมัติใหม่" in told


def test_a_history_is_turned_page_by_page():
    chat = Case("history.item.7").chat()
    first = chat.last
    assert len(first.lines) == 7 and first.lines[-1] == "หน้า 1 จาก 4"
    assert [b.token for b in first.buttons] == ["o.history.item.7.1", "o.history_file.item.7", "o.item.7", "o.menu"]
    last = Case("history.item.7.99").chat().last
    assert len(last.lines) == 3 and last.lines[-1] == "หน้า 4 จาก 4"
    assert last.lines[0].startswith(
        "20 พ.ย. 69 10:00 น. นายทดสอบ (เจ้าหน้าที่, LINE): แก้ผล ไตรมาส 1/2570 – การดำเนินงาน เดิม “"
    )


def test_what_speaks_against_an_approval_is_read_before_it():
    (card,), _ = approve_asked(ApproveAsked(REPORT, tuple(f"ข้อ {number}" for number in range(1, 10))))
    assert card.lines == (*(f"{number}. ข้อ {number}" for number in range(1, 9)), "และอีก 1 ข้อ", "ยืนยันอนุมัติหรือไม่")


@pytest.mark.parametrize(
    ("typed", "odd"), [("สระบุรี", False), ("จ.สระบุรี", False), ("กรุงเทพมหานคร", False), ("สบ.", True), ("สะบุรี", True)]
)
def test_a_province_is_one_of_the_77(typed: str, odd: bool):
    assert bool(about_province(typed)) is odd


@pytest.mark.parametrize(
    ("code", "day", "odd"),
    [
        ("2570-r6_follow_up", date(2027, 4, 9), False),
        ("2570-r6_follow_up", date(2026, 9, 30), True),
        ("2570-r6_follow_up", date(2027, 6, 1), True),
        ("2570_plan", date(2026, 8, 15), False),
        ("2570_plan", date(2024, 8, 15), True),
    ],
)
def test_the_day_of_a_memo_fits_what_it_submits(code: str, day: date, odd: bool):
    assert bool(memo_day(day, About.parse(code), date(2027, 4, 15))) is odd
