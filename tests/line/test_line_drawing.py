"""What messages look like on LINE: within its limits, nothing lost, every button there to be tapped."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.handlers.layout import units
from bot.handlers.line_drawing import LIMITS, draw
from bot.messages import Button, Card, Choices, File, Picture, Progress, Text, dump, load

BACK = Button("ย้อนกลับ", "1.aaaaaaaa.3.back")


def link(file: str) -> str:
    return f"https://sujarit.example.go.th/files/{file}"


def one(message):
    """The one object that shows a message."""
    (call,) = draw([message], link)
    (found,) = call.objects
    return found


def quick(found) -> list[dict]:
    return [item["action"] for item in found.get("quickReply", {}).get("items", ())]


def every(thing, key: str) -> list:
    """All values of a key, anywhere inside, in the order they are read."""
    if isinstance(thing, dict):
        return [value for k, inner in thing.items() for value in ([inner] if k == key else every(inner, key))]
    return [value for inner in thing for value in every(inner, key)] if isinstance(thing, list | tuple) else []


def words(thing) -> str:
    return "\n".join(value for key in ("text", "label") for value in every(thing, key) if isinstance(value, str))


def options(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, f"1.aaaaaaaa.3.={n}") for n, label in enumerate(labels))


def test_two_short_answers_are_a_confirm_template():
    found = one(Choices("หมายถึง 25,000 บาท ใช่ไหม", options("ใช่", "ไม่ใช่ พิมพ์ใหม่")))
    assert found["template"]["type"] == "confirm"
    assert found["altText"] == "หมายถึง 25,000 บาท ใช่ไหม"
    assert [a["data"] for a in found["template"]["actions"]] == ["1.aaaaaaaa.3.=0", "1.aaaaaaaa.3.=1"]
    assert found["template"]["actions"][0]["displayText"] == "ใช่"


def test_up_to_four_short_answers_are_a_buttons_template_with_the_way_out_below():
    found = one(Choices("เป็นรายการประเภทใด", (*options("โครงการ", "กิจกรรม", "มาตรการ"), BACK)))
    assert found["template"]["type"] == "buttons"
    assert [a["label"] for a in quick(found)] == ["ย้อนกลับ"]


def test_many_short_answers_are_quick_replies():
    found = one(Choices("ปีใด", (*options(*(f"ปี {n}" for n in range(2561, 2573))), BACK)))
    assert found["text"] == "ปีใด"
    assert len(quick(found)) == LIMITS.quick_replies


def test_more_answers_than_quick_replies_are_buttons_of_a_bubble():
    found = one(Choices("ปีใด", (*options(*(f"ปี {n}" for n in range(2561, 2575))), BACK)))
    assert found["type"] == "flex"
    assert every(found["contents"], "data") == [f"1.aaaaaaaa.3.={n}" for n in range(14)]
    assert [a["label"] for a in quick(found)] == ["ย้อนกลับ"]


def listed(count: int) -> Choices:
    """A page of a picker: the options in full in the text, their beginnings on the buttons."""
    full = [f"{n}. โครงการส่งเสริมการปฏิบัติงานตามประมวลจริยธรรมของพนักงาน" for n in range(1, count + 1)]
    buttons = tuple(Button(f"{line[:30]}…", f"1.aaaaaaaa.3.={n}", full=line) for n, line in enumerate(full))
    more = Button("หน้าถัดไป ▶", "1.aaaaaaaa.3.p1")
    return Choices("\n".join(("เลือกโครงการ", *full)), (*buttons, more, BACK))


def test_long_options_are_rows_that_say_them_in_full_once():
    found = one(listed(3))
    body = found["contents"]["body"]["contents"]
    assert [words(part) for part in body] == ["เลือกโครงการ", *(b.full for b in listed(3).buttons[:3])]
    assert [part["action"]["data"] for part in body[1:]] == [f"1.aaaaaaaa.3.={n}" for n in range(3)]
    assert every(found["contents"]["footer"], "data") == ["1.aaaaaaaa.3.p1"]


def test_a_page_of_long_options_is_a_carousel_of_even_bubbles():
    found = one(listed(8))
    bubbles = found["contents"]["contents"]
    assert [len(every(bubble["body"], "data")) for bubble in bubbles] == [4, 4]
    assert "footer" not in bubbles[0]
    assert every(bubbles[1]["footer"], "data") == ["1.aaaaaaaa.3.p1"]


def test_a_day_is_chosen_in_a_calendar_whose_token_knows_the_question():
    found = one(Choices("จัดวันใด", (BACK,), expects="date"))
    calendar, back = quick(found)
    assert (calendar["type"], calendar["mode"], calendar["data"]) == ("datetimepicker", "date", "1.aaaaaaaa.3.=")
    assert back["data"] == BACK.token


def test_photos_are_taken_or_chosen_by_a_tap():
    found = one(Choices("แนบภาพ", (BACK,), expects="photos"))
    assert [action["type"] for action in quick(found)] == ["camera", "cameraRoll", "postback"]


def test_what_is_to_be_passed_on_is_copied_by_a_tap_and_stands_as_words():
    (call,) = draw(
        [Text("รหัส ABCDE-FGHJK", copy="รหัส ABCDE-FGHJK"), Card("เชิญแล้ว", buttons=(Button("เมนู", "o.menu"),))], link
    )
    assert call.objects[0]["text"] == "รหัส ABCDE-FGHJK"
    assert quick(call.objects[-1]) == [
        {"type": "clipboard", "label": "คัดลอกข้อความ", "clipboardText": "รหัส ABCDE-FGHJK"}
    ]


def test_quick_replies_stand_under_the_last_object_whoever_they_are_of():
    (call,) = draw([Choices("ทำอะไรไปบ้าง", (BACK,)), Text("ความเป็นส่วนตัว")], link)
    assert [bool(quick(thing)) for thing in call.objects] == [False, True]


def test_what_line_does_for_a_question_without_buttons_stands_beside_the_way_out_of_the_one_before():
    (call,) = draw([Text("ความเป็นส่วนตัว", (BACK,)), Choices("แนบภาพ", (), expects="photos")], link)
    assert [action["type"] for action in quick(call.objects[-1])] == ["camera", "cameraRoll", "postback"]


def test_an_earlier_question_keeps_its_buttons_in_itself():
    (call,) = draw([Choices("ทำอะไรไปบ้าง", (BACK,)), Choices("ปีใด", (BACK,))], link)
    assert every(call.objects[0], "data") == [BACK.token]
    assert [action["data"] for action in quick(call.objects[1])] == [BACK.token]


def test_a_card():
    card = Card(
        "รายงาน", ("ส่งโดย: นางสาวตั้งใจ", "", "ตรวจแล้ว"), "รออนุมัติ", buttons=(Button("อนุมัติ", "a.1.2.approve", "primary"),)
    )
    found = one(card)
    assert found["altText"] == "รายงาน: รออนุมัติ\nส่งโดย: นางสาวตั้งใจ\n\nตรวจแล้ว"
    assert words(found["contents"]["body"]) == "รายงาน\nรออนุมัติ\nส่งโดย: \nนางสาวตั้งใจ\nตรวจแล้ว"
    assert every(found["contents"]["footer"], "action") == [
        {"type": "postback", "data": "a.1.2.approve", "displayText": "อนุมัติ"}
    ]


def test_a_card_that_is_too_large_says_its_words_as_text_and_keeps_its_buttons():
    card = Card(
        "สรุป", tuple(f"ลำดับ {n}: " + "ผลการดำเนินงาน " * 20 for n in range(30)), buttons=(Button("เมนู", "o.menu"),)
    )
    (call,) = draw([card], link)
    *texts, last = call.objects
    assert {thing["type"] for thing in texts} == {"text"}
    assert all(line.strip() in " ".join(thing["text"] for thing in texts) for line in card.lines)
    assert every(last, "data") == ["o.menu"]


def test_a_file_is_a_button_to_its_address():
    found = one(File("7", "รายงาน_ร่าง.docx", "รอบ 6 เดือน", 18_000))
    (action,) = every(found, "action")
    assert (action["type"], action["uri"]) == ("uri", link("7"))
    assert found["altText"] == "รอบ 6 เดือน\nรายงาน_ร่าง.docx"
    assert "18 KB" in words(found)


def test_a_picture_stands_in_the_chat():
    (call,) = draw([Picture("9", "คิวอาร์")], link)
    assert call.objects[0]["originalContentUrl"] == link("9")
    assert call.objects[1]["text"] == "คิวอาร์"


def test_what_was_being_made_is_left_out_when_it_comes_together_with_what_was_made():
    (call,) = draw([Progress("กำลังจัดทำ", replace="doc.1"), File("7", "ก.docx", replace="doc.1")], link)
    assert [thing["type"] for thing in call.objects] == ["flex"]
    assert call.said == 2


def test_texts_are_merged_rather_than_spilt():
    (call,) = draw([Text(f"ข้อความที่ {n}") for n in range(12)], link)
    assert [thing["text"] for thing in call.objects] == ["\n\n".join(f"ข้อความที่ {n}" for n in range(12))]
    few = draw([Text(f"ข้อความที่ {n}") for n in range(5)], link)
    assert len(few[0].objects) == 5


def test_more_than_one_call_holds_tells_which_messages_each_completes():
    cards = [Card(f"ใบที่ {n}") for n in range(12)]
    calls = draw(cards, link)
    assert [(len(call.objects), call.said) for call in calls] == [(5, 5), (5, 10), (2, 12)]
    parts = draw([Text("ก" * 27_000), Text("ข")], link)
    assert [call.said for call in parts] == [0, 2]
    assert draw([], link) == ()


TEXTS = st.text(
    st.sampled_from("กาน้ำใ 1🙏\n:.…") | st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=400
)
BUTTONS = st.lists(
    st.builds(
        Button,
        TEXTS.map(lambda t: t[:80]).filter(str.strip),
        st.sampled_from(["1.aaaaaaaa.3.=a", "o.menu", BACK.token]),
    ),
    max_size=16,
).map(tuple)
MESSAGES = st.one_of(
    st.builds(Text, TEXTS.filter(str.strip), BUTTONS),
    st.builds(Choices, TEXTS.filter(str.strip), BUTTONS, expects=st.sampled_from(["text", "date", "photos"])),
    st.builds(Card, TEXTS.filter(str.strip), st.lists(TEXTS, max_size=40).map(tuple), TEXTS.map(lambda t: t[:20]), buttons=BUTTONS),
    st.builds(File, st.just("f"), TEXTS.map(lambda t: t[:150]).filter(str.strip), TEXTS, st.integers(0, 10**8), BUTTONS),
)  # fmt: skip


@given(st.lists(MESSAGES, min_size=1, max_size=8))
@example([Card("0", state="\n")])
def test_whatever_is_said_stays_within_the_limits(messages):
    calls = draw(messages, link)
    assert [call.said for call in calls] == sorted(call.said for call in calls)
    assert calls[-1].said == len(messages)
    for call in calls:
        assert 1 <= len(call.objects) <= LIMITS.objects
    things = [thing for call in calls for thing in call.objects]
    for thing in things:
        assert units(thing.get("altText", "")) <= LIMITS.alt
        assert len(quick(thing)) <= LIMITS.quick_replies
        assert all(value.strip() or value == " " for value in every(thing, "text"))
        if "contents" in thing:
            bubbles = thing["contents"].get("contents") or [thing["contents"]]
            assert max(len(json.dumps(bubble)) for bubble in bubbles) <= LIMITS.bubble
        assert all(units(text) <= LIMITS.text for text in every(thing, "text"))
        assert all(0 < units(label) <= LIMITS.label for label in every(thing, "label"))
        assert all(0 < units(shown) <= LIMITS.display for shown in every(thing, "displayText"))
    tokens = {button.token for message in messages for button in message.buttons}
    assert tokens <= set(every(things, "data"))


@pytest.mark.parametrize("message", [listed(3), Text("ก", copy="ข")])
def test_what_only_line_needs_survives_the_outbox(message):
    assert load(json.loads(json.dumps(dump(message)))) == message
