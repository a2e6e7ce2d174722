"""Each kind of question, alone in a small dialog."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.dialogs.kit import (
    Choice,
    Date,
    Doubt,
    Files,
    Link,
    LongText,
    Money,
    MultiChoice,
    Number,
    Option,
    Percent,
    Period,
    Photos,
    Picker,
    Question,
    Rows,
    Text,
    TextList,
    YesNo,
)
from bot.dialogs.paperwork import ItaCode
from bot.messages import Text as Said
from bot.problems import Problem
from dialogs.chat import Chat
from dialogs.small import COLOURS, DIVISIONS, STATES, chat

COLOUR = Choice("colour", "สีอะไร", COLOURS)
TITLE = Text("title", "ชื่ออะไร")
STORY = LongText("story", "ทำอะไรบ้าง")
LIST = TextList("list", "มีข้อใดบ้าง")
COUNT = Number("count", "กี่คน", whole=True)
PHOTOS = Photos("photos", "ส่งภาพ", limit=3, optional=True)
ROWS = Rows("rows", "มีรายการใดบ้าง", (TITLE, Number("many", "กี่ชิ้น", optional=True)), optional=True, limit=2)
OWNER = Picker("owner", "กองใด", "divisions")


# --- items of the ITA ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["O26", "o 26", "26", "ข้อ ๒๖", "ข้อที่ O26 ครับ", "OIT ข้อ 26", "โอ26", "026", "O-26"])
def test_the_number_of_an_item_however_it_is_typed(typed: str):
    c = chat(ItaCode("item", "ข้อใด"), TITLE)
    c.say(typed)
    assert (c.asked, c.answers) == ("title", {"item": "O26"})


@pytest.mark.parametrize("typed", ["O0", "100", "O26 O27", "26.5", "ข้อ", "P26", "ไม่ทราบ", "O๒๖ก"])
def test_what_is_no_item_is_asked_again(typed: str):
    c = chat(ItaCode("item", "ข้อใด"), TITLE)
    c.say(typed)
    assert (c.asked, c.answers) == ("item", {})
    assert Problem("ita_item_wanted").sentence in c.text


# --- links ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("https://www.example.go.th/news?id=12#top", "https://www.example.go.th/news?id=12#top"),
        ("HTTP://example.go.th:8080/ข่าว", "HTTP://example.go.th:8080/ข่าว"),
        (" lin.ee/AbC ", "https://lin.ee/AbC"),
        ("fb.watch/x_1/", "https://fb.watch/x_1/"),
        ("https://เทศบาลตำบลตัวอย่าง.ไทย", "https://เทศบาลตำบลตัวอย่าง.ไทย"),
    ],
)
def test_a_link_by_its_form(typed: str, link: str):
    c = chat(Link("link", "ลิงก์"), TITLE)
    c.say(typed)
    assert (c.asked, c.answers) == ("title", {"link": link})


@pytest.mark.parametrize(
    "typed",
    ["เว็บไซต์เทศบาล", "https://", "www.", "javascript:alert(1)", "https://example.go.th/a b", "a@b.go.th"],
)
def test_what_is_no_link(typed: str):
    c = chat(Link("link", "ลิงก์"), TITLE)
    c.say(typed)
    assert (c.asked, c.answers) == ("link", {})
    assert "https://lin.ee" in c.last.text


# --- choices -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["สีแดง", " สี แดง ", "สีแดง."])
def test_a_choice_by_its_words(typed: str):
    c = chat(COLOUR, TITLE)
    c.say(typed)
    assert (c.asked, c.answers) == ("title", {"colour": "red"})


@pytest.mark.parametrize(("typed", "code"), [("1", "red"), ("๒", "green"), ("น้ำเงิน", "blue")])
def test_a_choice_by_its_number_or_a_part_is_asked_back(typed: str, code: str):
    c = chat(COLOUR, TITLE)
    c.say(typed)
    assert (c.asked, c.answers) == ("colour?confirm", {})
    c.say("ใช่ครับ")
    assert (c.asked, c.answers) == ("title", {"colour": code})


def test_a_choice_by_the_number_it_carries_needs_no_asking():
    c = chat(Choice("dimension", "มิติใด", (Option("1", "1. สังคม"), Option("2", "2. ป้องกัน"))), TITLE)
    c.say("มิติที่ ๒ ครับ")
    assert (c.asked, c.answers) == ("title", {"dimension": "2"})


@pytest.mark.parametrize(("typed", "paid"), [("1", True), ("ข้อ 2", False)])
def test_yes_or_no_by_the_number_of_its_button_is_asked_back(typed: str, paid: bool):
    c = chat(
        YesNo("paid", "ใช้งบประมาณหรือไม่", yes="ใช้งบ", no="ไม่ใช้งบ"), Money("amount", "กี่บาท", when=lambda a: a.get("paid"))
    )
    c.say(typed)
    assert (c.asked, c.answers) == ("paid?confirm", {})
    c.tap("yes")
    assert c.answers == {"paid": paid}


YEARS = MultiChoice("years", "ปีใดบ้าง", tuple(Option(str(year), f"ปี {year}") for year in range(2566, 2571)))


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("2569 - 2570", [2569, 2570]),
        ("2569-2570", [2569, 2570]),
        ("๒๕๖๘ ถึง ๒๕๗๐", [2568, 2569, 2570]),
        ("ปีงบประมาณ 2569", [2569]),
        ("ปี 2566, พ.ศ. 2570", [2566, 2570]),
        ("2570 และ 2566", [2566, 2570]),
        ("ทุกปี", [2566, 2567, 2568, 2569, 2570]),
        ("69 และ 70", [2569, 2570]),
        ("๖๙และ๗๐", [2569, 2570]),
        ("69 70", [2569, 2570]),
        ("66 68-70", [2566, 2568, 2569, 2570]),
        ("69-70", [2569, 2570]),
        ("ปี 69 กับ ปี 70 ครับ", [2569, 2570]),
        ("ปี 68 ถึง ปี 70", [2568, 2569, 2570]),
    ],
)
def test_years_as_officers_write_them(typed: str, years: list[int]):
    c = chat(YEARS, TITLE)
    c.say(typed)
    assert (c.asked, c.answers) == ("title", {"years": list(map(str, years))})


@pytest.mark.parametrize("typed", ["2", "ข้อ 2 และ 3"])
def test_years_by_their_places_are_asked_back(typed: str):
    c = chat(YEARS, TITLE)
    c.say(typed)
    assert (c.asked, c.answers) == ("years?confirm", {})


@pytest.mark.parametrize("typed", ["2565 - 2570", "2569 - 2571", "69 และ 71", "69 บางปี", "บางปี", "-"])
def test_years_that_are_not_offered(typed: str):
    c = chat(YEARS, TITLE)
    c.say(typed)
    assert (c.asked, c.answers) == ("years", {}) and "เช่น ปี 2569 และ ปี 2570" in c.text


def test_what_adds_something_new_is_not_numbered():
    people = [
        Option("new", "+ เชิญคนใหม่"),
        *(Option(str(n), f"นายคนที่ {n} · เจ้าหน้าที่ กองคลัง · ยังไม่เข้าใช้งานในช่องทางใด") for n in (1, 2)),
    ]
    c = chat(Picker("person", "เลือกคน", "people"), TITLE, people=people)
    assert c.last.buttons[0].label == "+ เชิญคนใหม่"
    assert "เชิญคนใหม่" not in c.text and "\n1. นายคนที่ 1 ·" in c.text
    c.say("2")
    c.tap("yes")
    assert c.answers == {"person": "2"}


@pytest.mark.parametrize(
    "question", [Text("note", "หมายเหตุ", optional=True), LongText("note", "ปัญหา", optional=True), ROWS, PHOTOS]
)
@pytest.mark.parametrize("typed", ["ไม่มี", "ไม่มีครับ", "ไม่มีเลยค่ะ"])
def test_nothing_to_say_leaves_an_optional_question_out(question: Question, typed: str):
    c = chat(question, TITLE)
    c.say(typed)
    assert (c.asked, c.answers) == ("title", {question.key: "skipped"})


@pytest.mark.parametrize("typed", ["สี", "0", "4", "ม่วง", "👍", " ", "²"])
def test_what_is_no_choice_is_asked_again(typed: str):
    c = chat(COLOUR, TITLE)
    before = c.active
    c.say(typed)
    assert (c.asked, c.answers, c.active.rev) == ("colour", {}, before.rev)


@pytest.mark.parametrize(("typed", "code"), [("เสร็จแล้ว", "done"), ("ยังไม่ได้ทำ", "not_started"), ("3", "done")])
def test_a_status_is_read(typed: str, code: str):
    c = chat(Choice("state", "สถานะใด", STATES, reads="status"), TITLE)
    c.say(typed)
    if c.asked == "state?confirm":
        c.tap("yes")
    assert (c.asked, c.answers) == ("title", {"state": code})


def test_long_options_stand_in_the_text():
    long = tuple(Option(str(n), f"{'ชื่อที่ยาวมาก' * 10} ลำดับที่ {n}") for n in range(1, 4))
    c = chat(Choice("long", "ข้อใด", long))
    assert all(option.label in c.text for option in long)


@pytest.mark.parametrize(("typed", "value"), [("ใช้", True), ("ไม่ใช้", False), ("ใช่", True), ("ไม่", False)])
def test_yes_or_no(typed: str, value: bool):
    c = chat(YesNo("paid", "ใช้เงินหรือไม่", yes="ใช้", no="ไม่ใช้"), TITLE)
    c.say(typed)
    assert c.answers == {"paid": value}


MISSIONS = tuple(
    Option(code, f"{code} การเสริมสร้างจิตสำนึกและความตระหนักแก่{whom}")
    for code, whom in (("1.1", "บุคลากร"), ("1.2", "ประชาชน"), ("1.3", "เด็ก"))
)


@pytest.mark.parametrize("typed", ["1.2", "๑.๒", "๑.๒.", "ข้อ 1.2"])
def test_a_numbered_option_by_its_own_number(typed: str):
    c = chat(Choice("mission", "ภารกิจใด", MISSIONS), TITLE)
    c.say(typed)
    assert (c.asked, c.answers) == ("title", {"mission": "1.2"})


def test_options_that_look_alike_are_buttons_of_their_numbers():
    c = chat(Choice("mission", "ภารกิจใด", MISSIONS), TITLE)
    assert [b.label for b in c.last.buttons] == ["ข้อ 1.1", "ข้อ 1.2", "ข้อ 1.3", "ออกจากรายการ"]
    assert all(option.label in c.text for option in MISSIONS)


def paid(*years: int) -> Chat:
    amounts = (Money(f"y{year}", "กี่บาท", label=f"ปี {year}", when=lambda a: bool(a.get("paid"))) for year in years)
    return chat(YesNo("paid", "ใช้งบประมาณหรือไม่", yes="ใช้งบ", no="ไม่ใช้งบ"), *amounts, TITLE)


def test_an_amount_says_yes_where_one_amount_follows():
    c = paid(2570)
    c.say("2 หมื่นบาท")
    assert (c.asked, c.answers) == ("title", {"paid": True, "y2570": "20000"})
    assert "ใช้งบ 20,000 บาท" in c.text


@pytest.mark.parametrize(("typed", "years"), [("20,000", (2569, 2570)), ("ประมาณ 20,000", (2570,))])
def test_an_amount_that_may_be_another_is_asked_back(typed: str, years: tuple[int, ...]):
    c = paid(*years)
    c.say(typed)
    assert (c.asked, c.answers) == (f"y{years[0]}?confirm", {"paid": True})
    assert f"ปี {years[0]} จำนวน 20,000 บาท" in c.text
    c.tap("yes")
    assert c.answers[f"y{years[0]}"] == "20000"


def test_no_amount_is_no():
    c = paid(2570)
    c.say("0 บาท")
    assert (c.asked, c.answers) == ("title", {"paid": False})


@pytest.mark.parametrize("typed", ["-", "อะไรนะ", "20,0000"])
def test_what_is_neither_yes_nor_an_amount_is_asked_again(typed: str):
    c = paid(2570)
    c.say(typed)
    assert (c.asked, c.answers) == ("paid", {})


def test_an_amount_is_no_yes_where_no_amount_follows():
    c = chat(YesNo("there", "มีหรือไม่"), TITLE)
    for typed in ("20,000", "0"):
        c.say(typed)
        assert (c.asked, c.answers) == ("there", {})


def test_marks_are_absolute():
    c = chat(MultiChoice("marks", "สีใดบ้าง", COLOURS, start=("red",)), TITLE)
    add = c.button("+blue").token
    for _ in range(3):
        c.open(add)
    c.open(add.replace("+blue", "-red"))
    c.open(add.replace("+blue", "-red"))
    c.open(add.replace("+blue", "+no_such"))
    c.tap("done")
    assert (c.asked, c.answers) == ("title", {"marks": ["blue"]})


def test_nothing_marked_is_no_answer():
    c = chat(MultiChoice("marks", "สีใดบ้าง", COLOURS), TITLE)
    c.tap("done")
    assert (c.asked, c.answers) == ("marks", {})
    c.say("สีแดง, สีเขียว")
    assert c.answers == {"marks": ["red", "green"]}


# --- words ---------------------------------------------------------------------------------------------------------
NOT_WORDS = ["", " \n\t ", "👍👍", "\u200b\ufeff", "\ud800", "\x00\x01", "..."]


@pytest.mark.parametrize("typed", NOT_WORDS)
@pytest.mark.parametrize("question", [TITLE, STORY, LIST, COUNT, OWNER, ROWS, COLOUR, PHOTOS], ids=lambda q: q.key)
def test_what_holds_no_words_is_no_answer(question: Any, typed: str):
    c = chat(question)
    c.say(typed)
    assert (c.asked, c.answers) == (question.key, {})


@pytest.mark.parametrize("question", [TITLE, STORY, LIST], ids=lambda q: q.key)
def test_a_dash_is_asked_back_where_odd_words_are_and_leaves_out_what_may_be_left_out(question: Any):
    asked_back = replace(question, doubt=lambda value, answers: [Doubt("no_answer", "ดูไม่ใช่คำตอบ")])
    c = chat(asked_back)
    c.say("-")
    assert c.asked == f"{question.key}?doubt"
    c.tap("yes")
    assert c.answers in ({question.key: "-"}, {question.key: ["-"]})
    for optional, answers in ((False, {}), (True, {question.key: "skipped"})):
        c = chat(replace(question, optional=optional))
        c.say("–")
        assert c.answers == answers


def test_words_are_cleaned_everywhere_they_stay():
    c = chat(STORY, TITLE)
    c.say("จัด\ud800อบรม\x00 2 ครั้ง 👍")
    assert c.active.answers["story"]["v"] == "จัดอบรม 2 ครั้ง 👍"
    assert c.active.parts["story"] == [["2", "จัดอบรม 2 ครั้ง 👍"]]


def test_a_text_that_is_a_button_is_a_text():
    c = chat(TITLE, STORY)
    data = f"1.{c.active.id}.{c.active.rev}.back"
    c.say(data)
    assert c.answers == {"title": data}


@pytest.mark.parametrize("words", ["ยกเลิกการประชุม", "ข้ามแดน", "เมนูอาหาร", "ย้อนกลับไปตรวจสอบ", "ช่วยเหลือประชาชน"])
def test_control_words_are_whole_messages(words: str):
    c = chat(TITLE, STORY)
    c.say(words)
    assert c.answers == {"title": words}


def test_a_paste_of_twenty_kilobytes():
    c = chat(TITLE, STORY)
    c.say("ก" * 20_000)
    assert c.asked == "title" and "20,000" in c.text
    c.say("ชื่อ")
    c.say("ก" * 20_001)
    assert c.asked == "story"
    c.say("ก" * 20_000)
    assert c.asked == "review"


def test_long_text_goes_on_in_several_messages():
    c = chat(STORY, TITLE, COUNT)
    c.say("ตอนหนึ่ง", message_id="a")
    c.tap("append")
    assert "“ทำอะไรบ้าง”" in c.text
    c.say("ตอนสอง", message_id="b")
    assert c.asked == "title"
    c.say("ต่อท้ายคำตอบก่อน")
    c.say("ตอนสาม", message_id="c")
    assert c.answers["story"] == "ตอนหนึ่ง\nตอนสอง\nตอนสาม"
    c.say("ตอนสองแก้แล้ว", message_id="b", edited=True)
    assert (c.asked, c.answers["story"]) == ("title", "ตอนหนึ่ง\nตอนสองแก้แล้ว\nตอนสาม")


@pytest.mark.parametrize("question", [COUNT, COLOUR, OWNER, Period("when", "เมื่อใด"), YesNo("paid", "ใช้เงินหรือไม่")])
def test_going_on_with_the_long_answer_is_offered_only_where_words_would_be_taken_as_another(question: Question):
    c = chat(STORY, question, TITLE)
    c.say("ตอนหนึ่ง")
    assert (c.asked, "append" in c.acts) == (question.key, False)


def test_append_past_the_limit_keeps_what_there_was():
    c = chat(LongText("story", "ทำอะไรบ้าง", limit=10), TITLE)
    c.say("12345678")
    c.tap("append")
    before = c.active
    c.say("90123")
    assert (c.active.answers, c.active.parts, c.active.rev) == (before.answers, before.parts, before.rev)
    c.say("9")
    assert (c.asked, c.answers["story"]) == ("title", "12345678\n9")


def test_append_to_what_a_button_gave():
    c = chat(LongText("story", "ทำอะไรบ้าง", default=lambda a: "ของเดิม"), TITLE)
    c.tap("default")
    c.tap("append")
    c.say("ของใหม่")
    assert c.answers["story"] == "ของเดิม\nของใหม่"


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("1. หนึ่ง\n2) สอง\n(3) สาม\n- สี่\n• ห้า", ["หนึ่ง", "สอง", "สาม", "สี่", "ห้า"]),
        ("๑. หนึ่ง\n๒.) สอง", ["หนึ่ง", "สอง"]),
        ("1.2 ล้านบาท\n12.50 บาท", ["1.2 ล้านบาท", "12.50 บาท"]),
        ("2569 เป็นปีแรก\n2570. ปีที่สอง", ["2569 เป็นปีแรก", "2570. ปีที่สอง"]),
        ("10 คนเข้าร่วม\n๑๐ ครั้ง", ["10 คนเข้าร่วม", "๑๐ ครั้ง"]),
        ("1.1 ข้อย่อย\n10.30 น. เริ่มประชุม", ["1.1 ข้อย่อย", "10.30 น. เริ่มประชุม"]),
        ("\n\n  หนึ่ง  \n\n-\n", ["หนึ่ง"]),
    ],
)
def test_pasted_numbering_falls_away_and_numbers_stay(typed: str, items: list[str]):
    c = chat(LIST, TITLE)
    c.say(typed)
    assert c.answers == {"list": items}


# --- numbers and days ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("question", "typed", "value"),
    [
        (COUNT, "๖๐ คน", "60"),
        (Money("m", "กี่บาท"), "25,000", "25000"),
        (Percent("p", "ร้อยละเท่าใด"), "ร้อยละ 80", "80"),
        (Date("d", "วันที่เท่าใด"), "15 พ.ย. 2569", "2026-11-15"),
        (Period("r", "ช่วงใด"), "ไตรมาส 1", ["2026-10-01", "2026-12-31"]),
    ],
    ids=lambda v: getattr(v, "key", None),
)
def test_numbers_and_days(question: Any, typed: str, value: Any):
    c = chat(question, TITLE)
    c.say(typed)
    if c.asked.endswith("?confirm"):
        assert c.answers == {}
        c.say("ใช่")
    assert (c.asked, c.answers) == ("title", {question.key: value})


@pytest.mark.parametrize(
    ("chosen", "answers"), [("2026-11-15", {"d": "2026-11-15"}), ("", {}), ("2026-02-31", {}), ("x", {})]
)
def test_a_day_chosen_in_a_calendar(chosen: str, answers: dict[str, str]):
    """LINE's date picker ends the token of its question with the day."""
    c = chat(Date("d", "วันที่เท่าใด"), TITLE)
    calendar = f"{c.button('cancel').token.rpartition('.')[0]}.="
    c.open(f"{calendar}{chosen}")
    assert c.answers == answers
    if answers:  # the same calendar once more is too late
        c.open(f"{calendar}2026-11-16")
        assert (c.asked, c.answers) == ("title", answers)


def test_the_day_is_the_day_in_thailand():
    """At 18:00 UTC it is tomorrow already."""
    c = chat(Date("d", "วันที่เท่าใด"), TITLE)
    c.tick(hours=15)
    c.say("วันนี้")
    if c.asked.endswith("?confirm"):
        c.tap("yes")
    assert c.answers == {"d": "2026-11-21"}


def test_money_of_doubtful_reading_is_asked_back():
    c = chat(Money("m", "กี่บาท"), TITLE)
    c.say("สองหมื่นห้า")
    assert (c.asked, c.answers) == ("m?confirm", {}) and "25,000" in c.text
    c.say("ไม่ใช่")
    assert (c.asked, c.answers) == ("m", {})
    c.say("สองหมื่นห้า")
    c.say("20,500")
    assert (c.asked, c.answers) == ("title", {"m": "20500"})


def test_nonsense_at_what_is_asked_back_leaves_it():
    c = chat(Money("m", "กี่บาท"), TITLE)
    c.say("สองหมื่นห้า")
    c.say("อะไรนะ")
    assert (c.asked, c.answers) == ("m?confirm", {})
    c.say("ช่วยเหลือ")
    c.tap("yes")
    assert c.answers == {"m": "25000"}


def test_a_whole_number_has_no_decimals():
    c = chat(COUNT, TITLE)
    c.say("2.5")
    assert c.asked == "count"


@pytest.mark.parametrize("typed", ["80%", "ร้อยละ 80", "80 ครัวเรือน", "80 รุ่น ค่ะ"])
def test_what_counts_no_people_is_asked_back_where_people_are_counted(typed: str):
    c = chat(replace(COUNT, unit="คน"), TITLE)
    c.say(typed)
    assert (c.asked, "80 คน" in c.text) == ("count?confirm", True)
    c.say("80 ท่านค่ะ")
    assert (c.asked, c.answers) == ("title", {"count": "80"})


@pytest.mark.parametrize(
    ("question", "typed"),
    [(Date("when", "วันที่เท่าใด"), "5 มิ.ย. 2596"), (Period("when", "ช่วงใด"), "ต.ค. 2569 - มี.ค. 2597")],
)
def test_a_year_far_ahead_is_asked_back(question: Question, typed: str):
    """Two digits of 2569 swapped."""
    c = chat(question, TITLE)
    c.say(typed)
    assert (c.asked, c.answers) == ("when?confirm", {})


def test_all_rounds_are_asked_back():
    rounds = tuple(Option(str(months), f"รอบ {months} เดือน") for months in (3, 6, 9, 12))
    c = chat(MultiChoice("rounds", "รอบใด", rounds, reads="rounds"), TITLE)
    c.say("ทุกรอบค่ะ")
    assert c.asked == "rounds?confirm"
    c.tap("yes")
    assert c.answers == {"rounds": ["3", "6", "9", "12"]}


def test_a_period_of_one_day_is_asked_back_as_one():
    c = chat(Period("r", "ช่วงใด"))
    c.say("15 มกราคม 2570")
    assert (c.asked, "หมายถึง 15 มกราคม 2570 วันเดียว ใช่ไหม" in c.text) == ("r?confirm", True)
    c.tap("yes")
    assert c.answers["r"] == ["2027-01-15", "2027-01-15"]


def test_what_is_decided_are_values():
    c = chat(COUNT, Date("d", "วันที่เท่าใด"), Period("r", "ช่วงใด"))
    for text in ("60", "15 พ.ย. 2569", "ไตรมาส 1"):
        c.say(text)
        if c.asked.endswith("?confirm"):
            c.tap("yes")
    c.tap("save")
    day = date(2026, 11, 15)
    assert c.commands == [{"count": Decimal(60), "d": day, "r": (date(2026, 10, 1), date(2026, 12, 31))}]


# --- pickers -------------------------------------------------------------------------------------------------------
def test_pages_of_a_picker():
    c = chat(OWNER, TITLE)
    assert [a for a in c.acts if a[0] == "="] == [f"={n}" for n in range(1, 9)]
    c.tap("p1")
    c.tap("p2")
    assert [a for a in c.acts if a[0] == "="] == ["=17", "=18", "=19", "=20"]
    c.open(f"1.{c.active.id}.{c.active.rev}.p99")
    assert "=20" in c.acts
    c.tap("=20")
    assert c.answers == {"owner": "20"}


def test_search_in_a_picker():
    c = chat(OWNER, TITLE)
    c.say("การคลัง")
    assert "10 รายการ" in c.text and next(a for a in c.acts if a[0] == "=") == "=2"
    c.tap("p1")
    assert [a for a in c.acts if a[0] == "="] == ["=18", "=20"]
    c.say("ไม่มีเลย")
    assert "ไม่มีเลย" in c.text and c.answers == {}
    c.tap("all")
    assert "=1" in c.acts
    c.say("๑๙")
    assert c.asked == "owner?confirm"
    c.tap("yes")
    assert c.answers == {"owner": "19"}


def test_one_found_is_asked_back():
    c = chat(OWNER, TITLE)
    c.say("กองที่ 13")
    assert c.asked == "owner?confirm" and DIVISIONS[12].label in c.text
    c.tap("no")
    assert c.asked == "owner" and "=1" in c.acts


def test_a_free_picker_takes_own_words_too():
    question = Picker("owner", "ใคร", "divisions", free=True)
    c = chat(question, TITLE)
    c.say("คณะทำงานเฉพาะกิจ")
    assert c.answers == {"owner": "คณะทำงานเฉพาะกิจ"}
    c = chat(question, TITLE)
    c.say("ที่ 13")
    assert c.asked == "owner?meant"
    c.tap("no")
    assert c.answers == {"owner": "ที่ 13"}
    c = chat(question, TITLE)
    c.say("ที่ 13")
    c.tap("yes")
    assert c.answers == {"owner": DIVISIONS[12].label}


def test_a_picker_offers_its_default():
    c = chat(Picker("owner", "กองใด", "divisions", default=lambda a: "7"), TITLE)
    c.tap("default")
    assert c.answers == {"owner": "7"}


def test_an_empty_picker_says_so():
    c = chat(Picker("owner", "กองใด", "nothing", empty="ยังไม่มีกอง"), nothing=[])
    assert "ยังไม่มีกอง" in c.text


# --- photos, files, rows -------------------------------------------------------------------------------------------
def test_an_album_is_one_answer():
    c = chat(Photos("photos", "ส่งภาพ", limit=6), TITLE)
    keys = set()
    for _ in range(6):
        c.photo(album="x")
        keys.add(c.last.replace)
    assert keys == {f"q.{c.active.id}"} and "6 ภาพ" in c.text
    c.photo(album="x")
    assert "6" in c.text and len(c.answers["photos"]) == 6
    c.say("เสร็จแล้ว")
    assert c.asked == "title"


def test_photos_are_taken_out_and_never_twice():
    c = chat(PHOTOS, TITLE)
    c.photo(media_id=5)
    c.photo(media_id=5)
    c.photo(media_id=6)
    drop = c.button("drop-5").token
    c.open(drop)
    c.open(drop)
    assert c.answers == {"photos": [6]}
    c.tap("drop-6")
    assert (c.asked, c.answers) == ("photos", {})


def test_skip_after_a_photo_keeps_the_photo():
    c = chat(PHOTOS, TITLE)
    skip = c.button("skip").token
    c.photo()
    c.open(skip)
    assert (c.asked, c.answers) == ("title", {"photos": [101]})


def test_a_photo_at_another_question_goes_where_it_belongs():
    c = chat(TITLE, STORY, PHOTOS)
    c.photo()
    assert c.asked == "title" and "ได้รับแล้ว" in c.text
    assert c.answers == {"photos": [101]}


def test_a_photo_sent_before_its_question_applies_waits():
    c = chat(YesNo("paid", "ใช้เงินหรือไม่"), TITLE, Photos("photos", "ส่งภาพ", when=lambda a: a.get("paid") is True))
    c.photo()
    c.tap("=yes")
    c.say("ชื่อ")
    assert (c.asked, c.answers["photos"]) == ("review", [101])
    c.tap("edit-paid")
    c.tap("=no")
    assert "photos" not in c.answers and "ข้อที่ไม่ใช้แล้ว: ส่งภาพ" in c.text


def test_a_photo_while_something_is_asked_back():
    c = chat(TITLE, PHOTOS)
    c.say("ชื่อ")
    c.say("ยกเลิก")
    c.photo()
    assert c.asked == "photos?cancel" and "ได้รับแล้ว" in c.text
    c.tap("no")
    assert (c.asked, c.answers) == ("photos", {"title": "ชื่อ", "photos": [101]})


@dataclass(frozen=True)
class Sent:
    """What the fact "media" knows."""

    id: int
    sha256: str
    picture: bool = True
    name: str = ""
    caption: str = ""


def known(*media: Sent) -> dict[str, Any]:
    return {"media": lambda ids: [medium for i in ids for medium in media if medium.id == i]}


def test_the_same_photo_counts_once_and_is_said_to():
    c = chat(PHOTOS, TITLE, **known(Sent(1, "x"), Sent(2, "x"), Sent(3, "y"), Sent(4, ""), Sent(5, "")))
    for media_id in (1, 2, 3, 4, 5):
        c.photo(media_id=media_id)
        if media_id == 2:
            assert c.messages[0] == Said("a.jpg ส่งมาแล้ว นับครั้งเดียว")
    assert c.answers == {"photos": [1, 3, 4]}  # of the fifth nothing is known yet, but there are only three places
    c.tap("drop-1")
    c.photo(media_id=2)
    assert c.answers == {"photos": [3, 4, 2]}


def test_photos_are_shown_and_named_where_they_can_be_taken_out():
    media = Sent(1, "x", caption="พิธีเปิด"), Sent(2, "y", False, "ก.pdf"), Sent(3, "z")
    c = chat(Files("files", "ส่งไฟล์"), TITLE, **known(*media))
    for media_id, name in ((1, "a.jpg"), (2, "ก.pdf"), (3, "b.jpg")):
        c.photo(name, media_id=media_id)
    assert c.last.pictures == ("m1", "", "m3")
    assert "3 ไฟล์\n  1. พิธีเปิด\n  2. ก.pdf\n  3. ไฟล์" in c.text
    c.tap("done")
    assert c.last.pictures == ()
    c.say("ชื่อ")
    assert (c.asked, c.last.pictures) == ("review", ("m1", "", "m3"))


def test_each_of_several_files_is_answered():
    """What is said of a document or a refused file is no part of the question, which the next answer draws anew."""
    c = chat(PHOTOS, Files("files", "ส่งไฟล์", optional=True, later=True))
    c.photo("รายงาน.exe", "application/octet-stream", album="x")
    assert c.messages[0] == Said(f"ไม่ได้เก็บ รายงาน.exe: {Problem('not_a_photo').sentence}")
    c.photo("ก.pdf", "application/pdf", album="x")
    assert c.messages[0] == Said("ได้รับ ก.pdf แล้ว เก็บไว้ในข้อ “ส่งไฟล์” (1 ไฟล์)")
    assert c.asked == "photos" and c.last.replace
    assert c.answers == {"files": [101 + 1]}


@pytest.mark.parametrize(
    ("question", "name"), [(PHOTOS, "a.pdf"), (Files("files", "ส่งไฟล์"), "a.exe"), (TITLE, "a.jpg")]
)
def test_a_wrong_file_is_refused(question: Any, name: str):
    c = chat(question)
    c.photo(name, "image/jpeg" if name == "a.jpg" else "application/octet-stream")
    assert (c.asked, c.answers) == (question.key, {})


def test_a_file_goes_to_the_files():
    c = chat(TITLE, PHOTOS, Files("files", "ส่งไฟล์", later=True, optional=True))
    c.photo("a.pdf", "application/pdf")
    c.photo("a.jpg")
    assert c.answers == {"files": [101], "photos": [102]}


def test_words_at_photos_are_refused():
    c = chat(PHOTOS, TITLE)
    c.say("เดี๋ยวส่งให้")
    assert (c.asked, c.answers) == ("photos", {})


def test_rows_are_filled_one_after_the_other():
    c = chat(ROWS, TITLE)
    c.tap("row-new")
    assert c.asked == "rows.title"
    c.say("เก้าอี้")
    c.say("10")
    c.say("โต๊ะ")
    assert c.asked == "rows.many"
    c.tap("skip")
    assert c.answers == {"rows": [{"title": "เก้าอี้", "many": "10"}, {"title": "โต๊ะ"}]}
    c.tap("row-new")
    assert c.asked == "rows" and "\n  1. เก้าอี้, 10\n  2. โต๊ะ" in c.text
    c.tap("row-drop-0")
    assert c.answers == {"rows": [{"title": "โต๊ะ"}]}
    c.tap("done")
    assert c.asked == "title"


def test_back_inside_a_row_keeps_the_cells():
    c = chat(ROWS, TITLE)
    c.tap("row-new")
    c.say("เก้าอี้")
    c.tap("back")
    assert c.asked == "rows.title" and "เก้าอี้" in c.text
    c.tap("keep")
    c.tap("back")
    c.say("โต๊ะ")
    c.tap("skip")
    assert c.answers == {"rows": [{"title": "โต๊ะ"}]}
    c.tap("row-new")
    c.tap("back")
    assert c.asked == "rows"


def test_a_row_holds_only_simple_questions():
    with pytest.raises(ValueError, match="photos"):
        Rows("rows", "มีอะไรบ้าง", (TITLE, PHOTOS))


def pairs(text: str) -> list[dict[str, Any]]:
    """ "หมวก 3" lines as rows; words alone are the first cell."""
    found = [line.rsplit(" ", 1) for line in text.splitlines()]
    return [{"title": words, "many": Decimal(count)} for words, count in found] if len(found[0]) == 2 else []


def test_of_pasted_rows_all_are_taken_or_none_and_that_is_said():
    def strict(text: str) -> list[dict[str, Any]]:
        if "?" in text:
            raise Problem("cost_unread", line="เสื้อ ?")
        return pairs(text)

    c = chat(replace(ROWS, paste=strict), TITLE)
    c.say("หมวก 3\nเสื้อ ?")
    assert c.answers == {} and "“เสื้อ ?”" in c.text and "ยังไม่ได้เพิ่มบรรทัดใดเลย" in c.text
    c.say("เสื้อ ?")
    assert "ยังไม่ได้เพิ่มบรรทัดใดเลย" not in c.text


def test_rows_are_pasted_many_at_once():
    pasted = chat(replace(ROWS, paste=pairs, limit=3))
    pasted.say("หมวก 3\nเสื้อ 4")
    assert pasted.answers["rows"] == [{"title": "หมวก", "many": "3"}, {"title": "เสื้อ", "many": "4"}]
    assert "2. เสื้อ" in pasted.text
    pasted.say("รองเท้า")
    assert pasted.asked == "rows.many"
    pasted.say("ข้าม")
    assert [row["title"] for row in pasted.answers["rows"]] == ["หมวก", "เสื้อ", "รองเท้า"]
    pasted.say("ถุงเท้า 1")
    assert "ไม่เกิน 3 รายการ" in pasted.text
    assert len(pasted.answers["rows"]) == 3
