"""An update's JSON as an event, a message as Telegram shows it: without anybody to talk to."""

import pytest
from world import NOW

from bot.dialogs.words import WORDS
from bot.handlers.layout import units
from bot.handlers.telegram import MAX_CAPTION, MAX_TEXT, arrival, draw, parse, rows, split
from bot.messages import Button, Card, Choices, File, Text
from bot.problems import Problem

CHAT = {"id": 5, "type": "private", "first_name": "ท"}
SECONDS = int(NOW.timestamp())
PHOTO = {"file_id": "big", "file_unique_id": "b", "width": 1280, "height": 960, "file_size": 90_000}
SMALL = {**PHOTO, "file_id": "small", "width": 90, "height": 67}
DOCUMENT = {
    "file_id": "d",
    "file_unique_id": "d",
    "file_name": "หลักฐาน.pdf",
    "mime_type": "application/pdf",
    "file_size": 9,
}


def message(**content):
    return {"update_id": 1, "message": {"message_id": 7, "date": SECONDS, "chat": CHAT, **content}}


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("สวัสดี", "สวัสดี"),
        ("/start", "/start"),
        ("/start@sujarit_bot", "/start"),
        ("/start ABCDE-FGHJK", "ABCDE-FGHJK"),
        ("/help@sujarit_bot", "/help"),
        ("/ไม่มีคำสั่งนี้ ครับ", "/ไม่มีคำสั่งนี้ ครับ"),
        ("<b>ตัวหนา</b> & อื่น ๆ", "<b>ตัวหนา</b> & อื่น ๆ"),
    ],
)
def test_words(typed, text):
    came = arrival(message(text=typed))
    assert (came.kind, came.address, came.at) == ("talk", "5", NOW)
    event = parse(message(text=typed), NOW)
    assert (event.kind, event.text, event.message_id, event.edited) == ("text", text, "7", False)


def test_an_edited_message_comes_under_its_old_id():
    edited = {"update_id": 1, "edited_message": {**message(text="ใหม่")["message"], "edit_date": SECONDS + 60}}
    assert (arrival(edited).at - NOW).total_seconds() == 60
    event = parse(edited, NOW)
    assert (event.text, event.message_id, event.edited) == ("ใหม่", "7", True)


@pytest.mark.parametrize("content", [{"photo": [SMALL, PHOTO]}, {"document": DOCUMENT}])
def test_a_photo_whose_caption_is_edited_is_no_new_photo_and_is_answered(content):
    edited = {"update_id": 1, "edited_message": message(caption="ใหม่", **content)["message"]}
    came, event = arrival(edited), parse(edited, NOW)
    assert (came.kind, came.media) == ("talk", {})
    assert (event.kind, event.what, event.edited) == ("unsupported", "edited_photo", True)
    assert "คำบรรยายที่แก้ไข" in Problem(WORDS.unsupported(event.what)).sentence


def test_a_tap():
    tap = {"id": "9", "from": {"id": 5, "is_bot": False, "first_name": "ท"}, "chat_instance": "1", "data": "o.menu"}
    update = {"update_id": 1, "callback_query": {**tap, "message": {"message_id": 3, "date": 0, "chat": CHAT}}}
    came = arrival(update)
    assert (came.kind, came.address, came.at, came.tap) == ("talk", "5", None, "9")
    assert parse(update, NOW).token == "o.menu"


def test_the_largest_of_a_photos_sizes_is_fetched():
    update = message(photo=[SMALL, PHOTO], caption="หน้าศาลา", media_group_id="g")
    media = arrival(update).media
    assert media["source"] == {"telegram": "big"}
    assert (media["mime"], media["caption"], media["size"]) == ("image/jpeg", "หน้าศาลา", 90_000)
    event = parse({**update, "media_id": 4}, NOW)
    assert (event.kind, event.media.id, event.media.problem, event.album) == ("media", 4, "", "g")


def test_a_document_keeps_its_name_and_kind():
    update = message(document=DOCUMENT)
    media = arrival(update).media
    assert (media["name"], media["mime"]) == ("หลักฐาน.pdf", "application/pdf")
    assert parse({**update, "media_id": 4}, NOW).media.name == "หลักฐาน.pdf"


def test_a_file_that_telegram_does_not_hand_out_is_refused_by_name():
    update = message(document={**DOCUMENT, "file_size": 20 * 1024 * 1024 + 1})
    assert arrival(update).media == {}
    media = parse(update, NOW).media
    assert (media.name, media.problem) == ("หลักฐาน.pdf", "file_too_big")


def test_a_file_sent_before_its_sender_was_known_is_to_be_sent_again():
    assert parse(message(document=DOCUMENT), NOW).media.problem == "file_lost"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ({"sticker": {"file_id": "s", "file_unique_id": "s", "width": 1, "height": 1, "type": "regular"}}, "sticker"),
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}, "voice"),
        ({"video": {"file_id": "v", "file_unique_id": "v", "width": 1, "height": 1, "duration": 1}}, "video"),
        ({"location": {"longitude": 100.5, "latitude": 13.7}}, "location"),
        ({"contact": {"phone_number": "1", "first_name": "ท"}}, "contact"),
        ({"animation": {"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1, "duration": 1}, "document": DOCUMENT}, "video"),
    ],
)  # fmt: skip
def test_what_the_product_cannot_use_is_called_by_its_name(content, what):
    update = message(**content)
    assert arrival(update).media == {}
    event = parse(update, NOW)
    assert (event.kind, event.what) == ("unsupported", what)


def membership(kind: str, before: str, now: str):
    states = {"old_chat_member": {"status": before}, "new_chat_member": {"status": now}}
    return {"update_id": 1, "my_chat_member": {"chat": {"id": 5, "type": kind}, "date": SECONDS, **states}}


@pytest.mark.parametrize(
    ("kind", "before", "now", "came"),
    [
        ("private", "member", "kicked", "blocked"),
        ("private", "kicked", "member", "unblocked"),
        ("group", "left", "member", "group"),
        ("supergroup", "left", "administrator", "group"),
        ("group", "member", "administrator", None),
        ("group", "member", "left", None),
        ("channel", "left", "administrator", None),
    ],
)
def test_what_happens_to_the_bot_in_a_chat(kind, before, now, came):
    found = arrival(membership(kind, before, now))
    assert (found.kind if found else None) == came


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 1, "poll": {}},
        message(pinned_message={}),
        {"update_id": 1, "edited_message": message(location={"longitude": 100.5, "latitude": 13.7})["message"]},
        {"update_id": 1, "callback_query": {"id": "9", "inline_message_id": "x"}},
        {**message(text="คุยกัน"), "message": {**message(text="คุยกัน")["message"], "chat": {"id": -5, "type": "group"}}},
    ],
)
def test_what_concerns_nobody_is_let_go(update):
    assert arrival(update) is None


# --- out ----------------------------------------------------------------------------------------------------------------
def test_a_cards_title_is_bold_and_its_state_beside_it():
    drawn = draw(Card("รายงาน 🌱", ("บรรทัดหนึ่ง",), "ร่าง"))
    assert drawn.texts == ("รายงาน 🌱 (ร่าง)\nบรรทัดหนึ่ง",)
    assert drawn.bold == len("รายงาน 🌱".encode("utf-16-le")) // 2


def test_a_long_text_is_divided_between_paragraphs():
    paragraphs = [f"{n} " + "ข้อความ " * 100 for n in range(20)]
    parts = split("\n\n".join(paragraphs))
    assert all(units(part) <= MAX_TEXT for part in parts)
    assert "\n\n".join(parts).replace(" \n", "\n").split() == "\n\n".join(paragraphs).split()
    assert all(part[0].isdigit() for part in parts)


@pytest.mark.parametrize("letter", ["ก", "🌱", "กิ"])
def test_a_text_without_any_gap_is_divided_too(letter):
    parts = split(letter * 9000)
    assert all(0 < units(part) <= MAX_TEXT for part in parts)
    assert "".join(parts) == letter * 9000
    assert {part[0] for part in parts} == {letter[0]}


def test_a_caption_that_is_too_long_goes_on_below():
    drawn = draw(File("f", "รายงาน.docx", "คำบรรยาย " * 200))
    assert units(drawn.texts[0]) <= MAX_CAPTION
    assert len(drawn.texts) == 2
    assert draw(File("f", "รายงาน.docx")).texts == ("",)


def test_short_buttons_stand_side_by_side_and_the_way_out_below():
    def labels(*given):
        return [[b.label for b in row] for row in rows([Button(label, token) for label, token in given])]

    numbers = [(str(n), f"1.a.1.={n}") for n in range(1, 11)]
    assert labels(*numbers) == [[str(n) for n in range(1, 9)], ["9", "10"]]
    assert labels(("ใช่", "1.a.1.yes"), ("ไม่ใช่ พิมพ์ใหม่", "1.a.1.no")) == [["ใช่", "ไม่ใช่ พิมพ์ใหม่"]]
    long = "โครงการอบรมคุณธรรมประจำปี"
    assert labels((long, "1.a.1.=1"), (long, "1.a.1.=2")) == [[long], [long]]
    way_out = labels(("มี", "1.a.1.=y"), ("ไม่มี", "1.a.1.=n"), ("ข้าม", "1.a.1.skip"), ("ย้อนกลับ", "1.a.1.back"))
    assert way_out == [["มี", "ไม่มี"], ["ข้าม", "ย้อนกลับ"]]


def test_words_are_never_markup():
    drawn = draw(Choices("<b>1 & 2</b> *x* _y_", (Button("<i>", "o.a"),)))
    assert drawn.texts == ("<b>1 & 2</b> *x* _y_",)
    assert draw(Text("[ก](tg://user?id=1)")).bold == 0
