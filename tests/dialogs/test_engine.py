"""How questions follow each other: back, edit, doubts, what comes late, drafts, and buttons of any age."""

from datetime import timedelta
from typing import Any

import pytest

from bot.dialogs.around import ELSEWHERE
from bot.dialogs.engine import Dialog, Open, Session, advance, parse_token, show, told
from bot.dialogs.kit import (
    Choice,
    Facts,
    Hidden,
    LongText,
    Money,
    MultiChoice,
    Option,
    Picker,
    Rows,
    Text,
    TextList,
    YesNo,
)
from bot.dialogs.session import Do, Screen
from bot.dialogs.words import WORDS
from bot.messages import Event
from bot.messages import Text as Said
from bot.problems import Problem
from dialogs.chat import START, Chat
from dialogs.small import COLOURS, DIVISIONS, EVERY, chat, doubted, shades

COLOUR = Choice("colour", "สีอะไร", COLOURS)
SHADE = Choice("shade", "เฉดไหน", shades, when=lambda a: "colour" in a)
TITLE = Text("title", "ชื่ออะไร")
STORY = LongText("story", "ทำอะไรบ้าง", optional=True)
PAID = YesNo("paid", "ใช้เงินหรือไม่")
AMOUNT = Money("amount", "กี่บาท", when=lambda a: a.get("paid") is True)
ROWS = Rows("rows", "มีรายการใดบ้าง", (Text("what", "รายการใด"),))
NOTE = LongText("note", "หมายเหตุว่าอะไร", optional=True, later=True)


# --- the cursor ----------------------------------------------------------------------------------------------------
def test_what_depended_on_an_edited_answer_goes_too():
    c = chat(COLOUR, SHADE, Text("why", "ทำไม", when=lambda a: "shade" in a))
    for what in ("=red", "=red_1"):
        c.tap(what)
    c.say("เพราะชอบ")
    c.tap("edit-colour")
    reply = c.open(c.button("=blue").token)
    assert set(reply.dropped) == {"shade", "why"}
    assert (c.asked, c.answers) == ("shade", {"colour": "blue"})
    c.tap("=blue_2")
    c.say("เพราะใหม่")
    c.tap("save")
    assert c.commands == [{"colour": "blue", "shade": "blue_2", "why": "เพราะใหม่"}]


def test_an_edit_asks_only_what_is_new():
    c = chat(PAID, AMOUNT, TITLE)
    c.tap("=no")
    c.say("ชื่อ")
    c.tap("edit-paid")
    c.tap("=yes")
    assert c.asked == "amount"
    c.say("100")
    assert (c.asked, c.answers) == ("review", {"paid": True, "amount": "100", "title": "ชื่อ"})


def test_later_questions_wait_at_the_review():
    c = chat(TITLE, NOTE)
    c.say("ชื่อ")
    assert c.asked == "review" and "edit-note" in c.acts
    c.tap("edit-note")
    c.tap("back")
    assert (c.asked, c.answers) == ("review", {"title": "ชื่อ"})
    c.say("+ หมายเหตุว่าอะไร")
    c.say("บันทึกไว้")
    assert (c.asked, c.answers["note"]) == ("review", "บันทึกไว้")
    c.tap("edit-note")
    c.tap("skip")
    assert c.answers == {"title": "ชื่อ"}


def test_back_from_the_review_skips_what_was_not_asked_in_turn():
    c = chat(Hidden("version"), TITLE, COLOUR, NOTE, initial={"version": 3, "title": "ก", "colour": "red", "note": "ข"})
    c.say("ย้อนกลับ")
    assert c.asked == "colour"
    c.tap("back")
    assert c.asked == "title" and "back" not in c.acts
    c.say("ย้อนกลับ")
    assert c.asked == "title"
    c.say("ชื่อใหม่")
    assert (c.asked, c.answers["title"]) == ("review", "ชื่อใหม่")


def test_back_twice_then_forward():
    c = chat(COLOUR, TITLE, PAID, STORY)
    c.tap("=red")
    c.say("ชื่อ")
    c.tap("=no")
    c.say("ย้อนกลับ")
    c.say("ย้อนกลับ")
    assert c.asked == "title"
    c.say("คงเดิม")
    assert (c.asked, c.answers) == ("story", {"colour": "red", "title": "ชื่อ", "paid": False})


def test_hidden_answers_travel_and_are_never_opened():
    c = chat(Hidden("version"), TITLE, initial={"version": 3, "title": "ชื่อ"})
    c.open(f"1.{c.active.id}.{c.active.rev}.edit-version")
    assert c.asked == "review"
    c.tap("save")
    assert c.commands == [{"version": 3, "title": "ชื่อ"}]


def test_an_optional_answer_left_out_before_is_not_asked_again():
    c = chat(TITLE, STORY, NOTE, initial={"title": "ชื่อ", "story": None, "note": None})
    assert c.asked == "review"


def test_a_recorded_option_that_is_gone_is_asked_anew():
    c = chat(COLOUR, SHADE, TITLE, initial={"colour": "purple", "shade": "purple_1", "title": "ชื่อ"})
    assert (c.asked, c.answers) == ("colour", {"title": "ชื่อ"})


def test_without_review_the_last_answer_decides():
    c = chat(COLOUR, review=False)
    c.tap("=red")
    assert c.commands == [{"colour": "red"}]


def test_an_option_with_a_number_of_its_own_gets_no_other():
    long = "กิจกรรมที่มีชื่อยาวเกินกว่าที่ปุ่มหนึ่งปุ่มจะแสดงได้ครบทุกตัวอักษร"
    labels = (f"1.2 {long}", f"มาตรการ {long}", f"3 {long}")
    question = Choice("item", "เลือกรายการ", tuple(Option(str(n), label) for n, label in enumerate(labels)))
    c = chat(question)
    assert c.text.splitlines()[1:] == [labels[0], f"2. {labels[1]}", f"3. {labels[2]}"]


def test_a_question_added_meanwhile_is_asked():
    c = chat(TITLE)
    c.say("ชื่อ")
    old = c.openers["open"]

    def opener(facts: Facts) -> Dialog:
        before = old(facts)
        assert isinstance(before, Dialog)
        return Dialog("open", "เรื่องทดสอบ", (*before.questions, COLOUR), before.finish)

    c.openers["open"] = opener
    c.open(f"1.{c.active.id}.{c.active.rev}.save")
    assert c.asked == "colour" and c.commands == []


# --- defaults and doubts -------------------------------------------------------------------------------------------
def test_a_default_is_offered_and_taken_by_a_tap_or_its_words():
    question = TextList("list", "มีข้อใดบ้าง", default=lambda a: ["ข้อหนึ่ง", "ข้อสอง"])
    for how in (lambda c: c.tap("default"), lambda c: c.say(c.button("default").label)):
        c = chat(question, TITLE)
        how(c)
        assert c.answers == {"list": ["ข้อหนึ่ง", "ข้อสอง"]}


@pytest.mark.parametrize("optional", [False, True])
def test_after_three_answers_that_are_none_it_is_said_how_to_answer_and_how_to_get_out(optional: bool):
    c = chat(Money("paid", "กี่บาท", optional=optional), Money("more", "อีกกี่บาท"))
    for _ in range(2):
        c.say("อะไรนะ")
        assert Money.hint not in c.text
    c.say("ไม่รู้เรื่อง")
    assert Money.hint in c.text and "ออก เพื่อเก็บร่างไว้ทำต่อ" in c.text
    assert ("ข้าม เพื่อเว้นข้อนี้" in c.text) == optional
    c.say("5")
    c.say("อะไรนะ")
    assert (c.asked, Money.hint in c.text) == ("more", False)


def test_a_doubt_is_asked_and_kept_only_on_purpose():
    c = chat(Text("title", "ชื่ออะไร", doubt=doubted("แปลก")), COLOUR)
    c.say("ชื่อแปลก")
    assert (c.asked, c.answers) == ("title?doubt", {}) and "ข้อความนี้แปลก" in c.text
    for unclear in ("ใช่", "ไม่"):
        c.say(unclear)
        assert (c.asked, c.answers) == ("title?doubt", {})
    c.tap("yes")
    assert c.active.answers["title"] == {"v": "ชื่อแปลก", "k": ["odd"]}


def test_what_was_kept_on_purpose_stays_so_until_it_is_changed():
    questions = (Text("title", "ชื่อ", doubt=doubted("เสา")), Text("note", "หมายเหตุ"))
    recorded = {"title": "เสา", "note": "ก"}
    kept = ("title:odd", "gone:odd")
    dialog = Dialog("open", "เรื่อง", questions, lambda a: a.kept, lambda: recorded, kept=lambda: kept)
    c = Chat({"open": lambda facts: dialog}, {})
    c.open("o.open")
    c.tap("edit-note")
    c.say("ข")
    c.tap("save")
    assert c.commands == [{"title": ("odd",)}]
    c.open("o.open")
    c.tap("edit-title")
    c.say("ป้าย")
    c.tap("save")
    assert c.commands[1:] == [{}]


def test_a_doubt_is_mended_by_a_new_answer():
    c = chat(Text("title", "ชื่ออะไร", doubt=doubted("แปลก")), COLOUR)
    c.say("ชื่อแปลก")
    c.say("ชื่อดี")
    assert c.active.answers["title"] == {"v": "ชื่อดี"}


def test_a_doubt_about_what_was_appended_loses_nothing():
    c = chat(LongText("story", "ทำอะไรบ้าง", doubt=doubted("แปลก")), TITLE)
    c.say("ตอนหนึ่ง", message_id="a")
    c.tap("append")
    c.say("ตอนแปลก", message_id="b")
    c.tap("no")
    c.say("ตอนสอง", message_id="c")
    assert c.answers["story"] == "ตอนหนึ่ง\nตอนสอง"
    c.tap("append")
    c.say("แปลกอีก", message_id="d")
    c.tap("yes")
    c.say("ตอนหนึ่งแก้ไม่แปลก", message_id="a", edited=True)
    c.tap("yes")
    assert c.answers["story"] == "ตอนหนึ่งแก้ไม่แปลก\nตอนสอง\nแปลกอีก"


# --- edited messages -----------------------------------------------------------------------------------------------
def test_an_edited_message_mends_its_own_answer():
    c = chat(AMOUNT_ALWAYS, TITLE, COLOUR)
    c.say("100", message_id="a")
    c.say("ชื่อ", message_id="b")
    c.say("250", message_id="a", edited=True)
    assert (c.asked, c.answers) == ("colour", {"amount": "250", "title": "ชื่อ"})
    c.say("อะไร", message_id="a", edited=True)
    assert (c.asked, c.answers) == ("colour", {"amount": "250", "title": "ชื่อ"})


AMOUNT_ALWAYS = Money("amount", "กี่บาท")


def test_an_edited_message_of_what_is_asked_back_answers():
    c = chat(AMOUNT_ALWAYS, TITLE)
    c.say("สองหมื่นห้า", message_id="a")
    c.say("20,500", message_id="a", edited=True)
    assert c.answers == {"amount": "20500"}


@pytest.mark.parametrize("message_id", ["a", "long ago", ""])
def test_an_edited_message_that_was_no_answer_is_asked_about(message_id: str):
    c = chat(AMOUNT_ALWAYS, TITLE)
    c.say("อะไร", message_id="a")
    c.say("250", message_id=message_id, edited=True)
    assert (c.asked, c.answers) == ("amount?late", {})
    c.tap("use")
    assert c.answers == {"amount": "250"}


def test_an_edited_message_waits_for_the_row_under_way():
    c = chat(TITLE, ROWS, COLOUR)
    c.say("ชื่อ", message_id="a")
    c.tap("row-new")
    c.say("ชื่อใหม่", message_id="a", edited=True)
    assert (c.asked, c.answers) == ("rows.what", {"title": "ชื่อ"})


# --- what comes late -----------------------------------------------------------------------------------------------
def late(c: Chat, text: str, **event: Any) -> None:
    c.say(text, at=c.now - timedelta(seconds=60), **event)


def test_a_late_text_is_never_applied_unasked():
    c = chat(STORY, TITLE, COLOUR)
    c.say("ตอนหนึ่ง")
    late(c, "ตอนสอง", message_id="x")
    assert (c.asked, c.answers) == ("title?late", {"story": "ตอนหนึ่ง"})
    late(c, "ตอนสาม")
    c.say("ชื่อ")
    assert (c.asked, c.answers) == ("title?late", {"story": "ตอนหนึ่ง"})
    c.tap("append")
    assert (c.asked, c.answers) == ("title", {"story": "ตอนหนึ่ง\nตอนสอง\nตอนสาม"})


def test_back_from_a_late_text_asks_the_question_and_still_offers_the_text():
    c = chat(STORY, TITLE, COLOUR)
    c.say("ตอนหนึ่ง")
    late(c, "ตอนสอง", message_id="x")
    c.say("ย้อนกลับ")
    assert (c.asked, c.answers) == ("title", {"story": "ตอนหนึ่ง"})
    c.tap("append")
    assert (c.asked, c.answers) == ("title", {"story": "ตอนหนึ่ง\nตอนสอง"})
    c.say("ชื่อ")
    late(c, "ตอนสาม")
    c.say("ย้อนกลับ")
    assert c.asked == "colour" and "ยังไม่ได้ใช้ตอบข้อใด" in c.text


def test_what_helps_where_something_is_asked_back_names_its_buttons_only():
    c = chat(STORY, TITLE, COLOUR)
    c.say("ตอนหนึ่ง")
    late(c, "ตอนสอง")
    for _ in range(3):
        c.say("อะไรนะ")
    assert all(label in c.text for label in ("“ต่อท้ายคำตอบก่อน”", "“ใช้ตอบข้อนี้”", "“ไม่ใช้”")) and "ข้าม" not in c.text


@pytest.mark.parametrize("words", ["มี", "มีครับ", "ไม่มี"])
def test_that_there_is_something_does_not_confirm_what_is_meant(words: str):
    c = chat(AMOUNT_ALWAYS, TITLE)
    c.say("ประมาณ 500")
    assert c.asked == "amount?confirm"
    c.say(words)
    assert "amount" not in c.answers


def test_a_long_answer_in_two_messages_is_joined_where_the_second_is_no_answer():
    c = chat(STORY, AMOUNT_ALWAYS, COLOUR)
    c.say("จัดอบรมหนึ่งรุ่น")
    c.say("และมอบเกียรติบัตรให้ผู้ผ่านการอบรม", message_id="b")
    assert c.asked == "amount" and Problem("not_a_number").sentence in c.text
    c.say("จากนั้นลงพื้นที่ติดตามผล", message_id="c")
    c.tap("ต่อท้ายคำตอบก่อน")
    whole = "จัดอบรมหนึ่งรุ่น\nและมอบเกียรติบัตรให้ผู้ผ่านการอบรม\nจากนั้นลงพื้นที่ติดตามผล"
    assert (c.asked, c.answers) == ("amount", {"story": whole})
    assert "append" not in c.acts
    c.say("และมอบเกียรติบัตร", message_id="b", edited=True)
    assert c.answers == {"story": whole.replace("ให้ผู้ผ่านการอบรม", "")}


def test_what_is_no_answer_is_offered_beside_the_question_only():
    c = chat(STORY, AMOUNT_ALWAYS, COLOUR)
    c.say("จัดอบรมหนึ่งรุ่น")
    c.say("ไม่ทราบ")
    assert "append" not in c.acts
    c.say("และมอบเกียรติบัตรให้ทุกคน")
    c.say("500")
    assert (c.asked, c.answers) == ("colour", {"story": "จัดอบรมหนึ่งรุ่น", "amount": "500"})
    c.say("และมอบเกียรติบัตรให้ทุกคน")
    assert "append" not in c.acts


def test_a_text_at_the_review_may_go_on_with_the_last_answer():
    c = chat(TITLE, STORY)
    c.say("ชื่อ")
    c.say("จัดอบรมหนึ่งรุ่น")
    c.say("และมอบเกียรติบัตร")
    c.tap("append")
    assert (c.asked, c.answers["story"]) == ("review", "จัดอบรมหนึ่งรุ่น\nและมอบเกียรติบัตร")


def test_a_late_text_may_answer_or_go():
    for act, title in (("use", "มาช้า"), ("no", None)):
        c = chat(COLOUR, TITLE, PAID)
        c.tap("=red")
        late(c, "มาช้า")
        assert "append" not in c.acts
        c.tap(act)
        assert c.answers.get("title") == title


def test_a_late_yes_confirms_nothing():
    c = chat(AMOUNT_ALWAYS, TITLE)
    c.say("สองหมื่นห้า")
    late(c, "ใช่")
    assert (c.asked, c.answers) == ("amount?late", {})
    c.tap("no")
    assert (c.asked, c.answers) == ("amount?confirm", {})


@pytest.mark.parametrize("word", ["ข้าม", "ย้อนกลับ"])
def test_a_late_control_word_moves_nothing(word: str):
    c = chat(TITLE, STORY, COLOUR)
    c.say("ชื่อ")
    late(c, word)
    assert (c.asked, c.answers) == ("story", {"title": "ชื่อ"})


def test_the_time_of_the_question_never_goes_back():
    c = chat(TITLE, STORY)
    c.say("ชื่อ")
    asked_at = c.active.asked_at
    late(c, "มาช้า")
    assert c.active.asked_at == asked_at


# --- leaving and coming back ---------------------------------------------------------------------------------------
def test_what_was_asked_back_is_asked_again_after_a_break():
    c = chat(AMOUNT_ALWAYS, TITLE)
    c.say("สองหมื่นห้า")
    c.say("ยกเลิก")
    assert c.asked == "amount?cancel"
    c.say("ไม่")
    assert c.asked == "amount?confirm"
    session = c.active.id
    c.say("ยกเลิก")
    c.say("ใช่")
    c.open(f"r.{session}")
    assert c.asked == "amount?confirm"
    c.tap("yes")
    assert c.answers == {"amount": "25000"}


def test_other_words_at_leaving_are_no_answer():
    c = chat(COLOUR, TITLE)
    c.tap("=red")
    c.say("ยกเลิก")
    c.say("ออกไปก่อน")
    assert (c.asked, c.answers) == ("title?cancel", {"colour": "red"})


def test_going_on_is_a_word_inside_a_dialog_and_outside():
    c = chat(TITLE, STORY)
    c.say("ทำต่อ")
    assert (c.asked, c.answers) == ("title", {})
    c.say("ชื่อ")
    c.say("เมนู")
    assert c.fact("active") is None
    c.say("ขอทำต่อครับ")
    assert (c.asked, c.answers) == ("story", {"title": "ชื่อ"})


@pytest.mark.parametrize(("typed", "status"), [("1", "active"), ("ข้อ 2", "paused"), ("3", "dropped")])
def test_whether_to_leave_can_be_answered_by_the_number_of_a_button(typed: str, status: str):
    c = chat(TITLE, STORY)
    c.say("ชื่อ")
    c.say("ออก")
    assert c.asked == "story?cancel"
    c.say(typed)
    assert [row["status"] for row in c.rows.values()] == [status]


def test_with_nothing_answered_one_leaves_at_once():
    c = chat(TITLE, COLOUR)
    assert [b.label for b in c.last.buttons] == ["ออกจากรายการ"]
    c.say("ย้อนกลับ")
    assert (c.asked, "แตะ ออกจากรายการ หากไม่ทำต่อ" in c.text) == ("title", True)
    c.tap("ออกจากรายการ")
    assert [row["status"] for row in c.rows.values()] == ["dropped"]
    assert "ร่าง" not in c.text and "เมนู" in c.text


def test_what_is_recorded_and_only_looked_at_is_left_at_once():
    c = chat(TITLE, COLOUR, initial={"title": "ชื่อ", "colour": "red"})
    c.tap("ออกจากรายการ")
    assert [row["status"] for row in c.rows.values()] == ["dropped"]
    c.open("o.open")
    c.tap("edit-title")
    c.say("ชื่อใหม่")
    assert (c.asked, "cancel" in c.acts) == ("review", False)


def test_leaving_leads_where_the_dialog_says():
    look = Screen((Said("ดูเรื่อง 7"),))
    ask = Dialog("ask", "ถาม", (TITLE,), dict, leave="ไม่ถาม", left=Open("look", ("7",)))
    c = Chat({"ask": lambda facts: ask, "look": lambda facts, number: look}, {})
    c.open("o.ask")
    c.say("ไม่ถาม")
    assert c.text == "ออกจากรายการแล้ว\nดูเรื่อง 7" and c.fact("active") is None


def test_a_button_of_something_finished_leaves_the_review_in_sight():
    c = chat(TITLE)
    c.say("เรื่องก่อน")
    save = c.button("save").token
    c.tap("save")
    c.open("o.open")
    c.say("เรื่องนี้")
    for old in (save, "1.nothing.3.save", "o.nothing"):
        c.open(old)
        assert (c.asked, c.answers) == ("review", {"title": "เรื่องนี้"}) and ELSEWHERE in c.text


def test_the_page_survives_what_is_asked_back():
    c = chat(COLOUR, Picker("owner", "กองใด", "divisions"))
    c.tap("=red")
    c.tap("p1")
    c.say("ยกเลิก")
    c.tap("no")
    assert "=9" in c.acts


def two() -> Chat:
    """Two dialogs; the first is paused with an answer, the second is under way."""
    c = chat(TITLE, COLOUR)
    c.openers["other"] = lambda facts: Dialog("other", "เรื่องอื่น", (STORY,), dict)
    c.say("ชื่อ")
    c.open("o.other")
    assert c.asked == "story"
    return c


def test_a_tap_on_a_paused_dialog_goes_on_with_it():
    c = chat(TITLE, COLOUR)
    c.openers["other"] = lambda facts: Dialog("other", "เรื่องอื่น", (STORY,), dict)
    c.say("ชื่อ")
    first, blue, stale = c.active.id, c.button("=blue").token, f"1.{c.active.id}.1.skip"
    c.open("o.other")
    other = c.active.id
    c.open(stale)
    assert c.active.id == other and "มีร่าง" in c.text
    c.open(blue)
    assert (c.active.id, c.answers) == (first, {"title": "ชื่อ", "colour": "blue"})
    assert c.rows[other]["status"] == "paused"


def test_what_is_put_by_for_another_dialog_is_said_to_be_kept():
    c = chat(TITLE, COLOUR)
    c.openers["other"] = lambda facts: Dialog("other", "เรื่องอื่น", (STORY,), dict)
    c.open("o.other")
    assert "เป็นร่าง" not in c.text  # nothing was answered yet
    c = two()
    assert "เก็บ" in c.text and "เป็นร่างไว้ให้แล้ว" in c.text and c.asked == "story"


def test_a_draft_is_offered_and_a_new_beginning_ends_it():
    c = two()
    draft = next(i for i, row in c.rows.items() if row["status"] == "paused")
    c.open("o.open")
    assert c.active.dialog == "other" and "มีร่าง" in c.text
    c.tap("เริ่มใหม่")
    assert (c.active.dialog, c.answers) == ("open", {})
    assert c.rows[draft]["status"] == "dropped"
    c.open(f"v.{draft}")
    assert "ชื่อ" in c.text


def test_a_draft_of_mending_is_offered_only_when_something_was_mended():
    for mended in (False, True):
        c = chat(TITLE, COLOUR, initial={"title": "ชื่อ", "colour": "red"})
        c.openers["other"] = lambda facts: Dialog("other", "เรื่องอื่น", (STORY,), dict)
        if mended:
            c.tap("edit-title")
            c.say("ชื่อใหม่")
        c.open("o.other")
        c.open("o.open")
        assert ("มีร่าง" in c.text) == mended


def test_a_finished_dialog_that_leads_on_stays_finished():
    owner = Picker("owner", "กองใด", "divisions")

    def choose(facts: Facts) -> Dialog:
        return Dialog("choose", "เลือก", (owner,), lambda a: Open("next", (a["owner"],)), review=False)

    def then(facts: Facts, number: str) -> Dialog:
        return Dialog("next", f"เรื่องของ {number}", (TITLE,), dict)

    c = Chat({"choose": choose, "next": then}, {"divisions": DIVISIONS})
    c.open("o.choose")
    first, button = c.active.id, c.button("=3").token
    c.open(button)
    assert (c.active.dialog, c.active.args) == ("next", ("3",))
    assert c.rows[first]["status"] == "done"
    c.open(button)
    assert c.active.dialog == "next" and c.asked == "title" and ELSEWHERE in c.text


def test_a_choice_that_is_not_offered_any_more_gives_what_there_is_now():
    c = chat(Picker("owner", "กองใด", "divisions"), review=False)
    first, button = c.active.id, c.button("=3").token
    c.openers["open"] = lambda facts: Screen((Said("ไม่มีกองให้เลือกแล้ว"),))
    c.open(button)
    assert c.text == "ไม่มีกองให้เลือกแล้ว"
    assert c.rows[first]["status"] == "dropped"


def test_a_refused_command_leaves_the_review_with_all_answers():
    c = chat(TITLE)
    c.say("ชื่อ")

    def refuse(command: Any) -> None:
        raise Problem("changed_meanwhile")

    c.refuse = refuse
    c.tap("save")
    assert (c.asked, c.answers, c.commands) == ("review", {"title": "ชื่อ"}, [])
    c.refuse = lambda command: None
    c.tap("save")
    assert c.commands == [{"title": "ชื่อ"}]


def test_when_what_it_is_about_is_gone_the_answers_stay():
    c = chat(TITLE, COLOUR)
    c.say("ชื่อ")
    session = c.active.id

    def gone(facts: Facts) -> Dialog:
        raise Problem("item_gone")

    c.openers["open"] = gone
    c.say("พิมพ์ต่อ")
    assert c.rows[session]["status"] == "paused" and "ไม่พบโครงการนี้แล้ว" in c.text
    c.tap("ดูคำตอบเดิม")
    assert "ชื่อ" in c.text and "พิมพ์ต่อ" in c.text


def test_a_photo_after_a_week_is_said_to_be_lost():
    c = chat(TITLE)
    c.tick(days=8)
    c.photo()
    assert "ยังไม่ได้แนบ" in c.text


def test_old_answers_are_shown_in_full():
    c = chat(STORY, TITLE)
    c.say("ก" * 19_000)
    session = c.active.id
    c.open(f"v.{session}")
    assert c.text.count("ก") >= 19_000 and len(c.messages) > 4


@pytest.mark.parametrize(
    "data",
    ["", ".", "1", "1.x", "1.x.y.z", "1.s0000000.²._", "o", "o.", "o.nothing", "o.open.1", "n", "r", "r.", "r.\x00",
     "r.ไทย", "v", "v.nothing", "a", "a.1", "a.x.y.approve", "a.1.2.burn", "z.1", "2.s0000000.1.save", "🦆"],
)  # fmt: skip
def test_a_button_nobody_drew_changes_nothing(data: str):
    c = chat(TITLE)
    before = c.active
    c.open(data)
    assert c.active == before and c.commands == []


ACTS = ["", "=", "=no", "+", "-red", "p", "p1", "p²", "p99999999999999", "drop-1", "drop-x", "row-new", "row-drop-0", "edit-",
        "edit-no", "edit-title", "save", "keep", "default", "append", "done", "skip", "yes", "no", "use", "more", "all", "🦆"]  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_an_act_that_is_not_offered_changes_nothing(act: str):
    c = chat(TITLE)
    before = c.active
    c.open(f"1.{before.id}.{before.rev}.{act}")
    after = c.active
    assert (after.answers, after.rev, after.open, c.asked) == ({}, before.rev, "", "title")


def test_the_menu_after_a_dialog_that_leads_to_it_leaves_it_finished():
    def choose(facts: Facts) -> Dialog:
        return Dialog("choose", "เลือก", (COLOUR,), lambda a: Open("menu"), review=False)

    c = Chat({"choose": choose}, {})
    c.open("o.choose")
    c.tap("=red")
    assert [row["status"] for row in c.rows.values()] == ["done"]


# --- the engine's own functions ------------------------------------------------------------------------------------
def test_a_problem_changes_nothing_of_the_session_but_is_counted():
    dialog = Dialog("d", "เรื่อง", EVERY, dict)
    session = Session("s", "d", rev=4, answers={"colour": {"v": "red"}}, view={"page": 1})
    turn = advance(dialog, session, Event("text", START, "ม่วง"), Facts(divisions=DIVISIONS), START, 2570)
    assert turn.problem == "not_understood"
    assert (turn.session.answers, turn.session.rev, turn.session.view) == (
        session.answers,
        4,
        {"page": 1, "refused": 1},
    )


def test_show_moves_nothing():
    dialog = Dialog("d", "เรื่อง", (TITLE,), dict)
    session = Session("s", "d", rev=4, asked_at=START)
    turn = show(dialog, session, Facts(), START + timedelta(days=1), 2570, "สวัสดี")
    assert (turn.session.rev, turn.session.asked_at) == (4, START)
    assert turn.messages[0].text == f"สวัสดี\n\n{TITLE.prompt}"  # type: ignore[union-attr]


def test_told_reads_what_it_can():
    dialog = Dialog("d", "เรื่อง", (COLOUR, SHADE, TITLE, Hidden("version")), dict)
    answers = {
        "version": {"v": 3}, "colour": {"v": "red"}, "shade": {"v": "red_1"}, "gone": {"v": ["ก", "ข"]}, "title": 5,
    }  # fmt: skip
    lines = told(Session("s", "d", answers=answers), dialog, Facts(), START, 2570)
    assert lines == ["สีอะไร: สีแดง", "เฉดไหน: เฉดที่ 1 ของ red", "• ก, ข", "• 5"]
    assert told(Session("s", "d", answers={"title": {"v": "ชื่อ"}}), None, Facts(), START, 2570) == ["• ชื่อ"]


def test_tokens_are_for_one_session_and_rev():
    c = chat(COLOUR)
    assert {parse_token(b.token)[:2] for b in c.last.buttons} == {(c.active.id, c.active.rev)}


def test_old_button_is_said_once():
    c = chat(COLOUR, TITLE)
    token = c.button("=red").token
    c.open(token)
    c.open(token)
    assert c.text.count(WORDS.old_button) == 1 and c.asked == "title"


def test_screens_and_acts_leave_the_dialog_alone():
    c = chat(TITLE)
    c.openers["look"] = lambda facts: Screen((Said("ดู"),))
    c.openers["act"] = lambda facts, what: Do(("ทำ", what))
    before = c.active
    c.open("o.look")
    c.open("o.act.7")
    assert c.active == before and c.commands == [("ทำ", "7")]


def test_an_option_code_may_hold_dots():
    c = chat(Choice("c", "ข้อใด", (Option("1.1", "ข้อ 1.1"), Option("1.2", "ข้อ 1.2"))), TITLE)
    c.tap("=1.2")
    assert c.answers == {"c": "1.2"}


def test_an_option_that_depended_on_another_answer_may_be_unknown_too():
    c = chat(COLOUR, SHADE, TITLE)
    c.tap("=red")
    c.tap("=red_1")
    c.rows[c.active.id]["state"]["answers"]["shade"] = {"v": "red_9"}
    c.say("ชื่อ")
    assert [b.label for b in c.last.buttons] == ["เริ่มใหม่", "ดูคำตอบเดิม"]


def test_a_slip_is_no_control_word():
    c = chat(TITLE, COLOUR)
    c.say("ยกเลก")
    assert c.answers == {"title": "ยกเลก"}


def test_a_slip_confirms_nothing():
    c = chat(AMOUNT_ALWAYS, TITLE)
    c.say("สองหมื่นห้า")
    c.say("ใข่")
    assert (c.asked, c.answers) == ("amount?confirm", {})


def test_a_review_of_long_answers_is_one_message():
    lists = [TextList(f"l{n}", "มีข้อใดบ้าง") for n in range(8)]
    c = chat(*lists)
    for _ in lists:
        c.say("\n".join(["ก" * 90] * 40))
    assert c.asked == "review" and c.text.count("มีข้อใดบ้าง: ") == 8


def test_the_words_of_a_mark_are_an_answer():
    c = chat(MultiChoice("marks", "สีใดบ้าง", COLOURS, start=("red",)), TITLE)
    c.say("สีน้ำเงิน")
    assert (c.asked, c.answers) == ("title", {"marks": ["blue"]})


def test_an_album_that_nothing_asked_for_gets_one_answer():
    c = Chat({}, {})
    said = [c.photo(album="x").messages for _ in range(3)]
    assert len(said[0]) == 1 and said[0] == said[1] == said[2]
    assert isinstance(said[0][0], Said) and said[0][0].replace and said[0][0].buttons


def test_a_button_cut_short_is_none():
    with pytest.raises(ValueError):
        parse_token("1.aaaaaaaa.3.")
