"""What the outbox says stands in the chat: anew or in the place of the last message, whatever Telegram answers."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select, update

from bot.documents.reading import text_of
from bot.messages import Button, Card, Choices, File, Text, dump
from bot.problems import Problem
from storage import mail, tables
from storage.tables import binding, outbox


def picture(size: int = 300) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (size, size), (size % 256, 90, 30)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def chat(phones) -> int:
    """The officer's, who has opened it."""
    number = phones.chats["officer"]
    phones.api.chats[number] = {}
    return number


async def tell(phones, *messages) -> list[str]:
    """Messages as news to the officer; the texts that stand in the chat."""
    chat = phones.chats["officer"]
    rows = [("telegram", str(chat), phones.people()["officer"], dump(message)) for message in messages]
    phones.database.write_now(mail.put, rows, None, phones.clock.now())
    phones.service.wake_chats([("telegram", str(chat))])
    await phones.service.settled()
    return [shown.text for shown in phones.api.shown(chat)]


def states(phones) -> list[tuple[str, str]]:
    return [(row.state, row.error) for row in phones.rows(select(outbox).order_by(outbox.c.id))]


# --- drawn in place ---------------------------------------------------------------------------------------------------------
async def test_a_tapped_menu_becomes_what_it_led_to(phones):
    phones.poll()
    await phones.types("officer", "เมนู")
    await phones.types("officer", "เมนู")  # below the privacy notice
    below = len(phones.api.shown(phones.chats["officer"]))
    for label in ("เพิ่มเติม", "วิธีใช้", "ความเป็นส่วนตัว", "เมนู"):
        await phones.taps("officer", label)
    shown = phones.api.shown(phones.chats["officer"])
    assert len(shown) == below
    assert shown[-1].text.startswith("เมนู")


async def test_after_typed_words_the_question_comes_below_them(phones):
    phones.poll()
    await phones.types("officer", "เมนู")
    await phones.taps("officer", "เพิ่มเติม")
    await phones.taps("officer", "เพิ่มมาตรการ")
    said = await phones.types("officer", "/help")
    assert len(said) == 1
    assert said[0].buttons


async def test_news_stays_above_what_it_led_to(phones, chat):
    await tell(phones, Card("ส่งกลับแล้ว", ("เหตุผล: ขาดภาพ",), buttons=(Button("เมนู", "o.menu"),)))
    phones.poll()
    await phones.taps("officer", "เมนู")
    texts = [shown.text for shown in phones.api.shown(chat)]
    assert texts[0] == "ส่งกลับแล้ว\nเหตุผล: ขาดภาพ"
    assert any(text.startswith("เมนู") for text in texts[1:])


async def test_a_receipt_stays_above_what_is_tapped_under_it(phones, chat):
    phones.poll()
    await phones.types("officer", "เมนู")
    await phones.api.tap(chat, "o.ask_report.measure_report.2570-r6")
    await phones.settled()
    number = phones.database.read_now(lambda c: c.scalar(select(tables.report.c.id)))
    await phones.api.tap(chat, f"a.{number}.1.ask_submit")
    await phones.settled()
    await phones.taps("officer", "เมนู")
    texts = [shown.text for shown in phones.api.shown(chat)]
    assert "แจ้งผู้ดูแลแผนพร้อมไฟล์แล้ว" in texts
    assert texts[-1].startswith("เมนู")


async def test_two_messages_of_one_tap_stand_below_each_other(phones, chat):
    phones.poll()
    await phones.types("officer", "เมนู")
    await phones.api.tap(chat, "o.gone.1")
    await phones.settled()
    shown = [s for s in phones.api.shown(chat) if not s.mine]
    assert [s.text.split("\n")[0].split(" ")[0] for s in shown[-2:]] == ["ปุ่มนี้ใช้ไม่ได้แล้ว", "เมนู"]


async def test_the_same_key_replaces_until_somebody_writes(phones, chat):
    assert await tell(phones, Choices("ก", replace="q"), Choices("ข", replace="q")) == ["ข"]
    phones.poll()
    await phones.api.say(chat, "เมนู")
    await phones.settled()
    assert (await tell(phones, Choices("ค", replace="q")))[-1] == "ค"
    assert "ข" in [shown.text for shown in phones.api.shown(chat)]


async def test_said_again_after_a_crash_before_the_mark_an_edit_changes_nothing(phones, chat):
    await tell(phones, Choices("ก", replace="q"), Choices("ข", replace="q"))
    phones.do(update(outbox).where(outbox.c.id == 2).values(state="new", sent_as=""))
    assert await tell(phones) == ["ข"]
    assert states(phones) == [("sent", ""), ("sent", "")]


async def test_a_message_that_is_gone_from_the_chat_is_said_anew(phones, chat):
    await tell(phones, Choices("ก", replace="q"))
    phones.api.chats[chat].clear()
    assert await tell(phones, Choices("ข", replace="q")) == ["ข"]


async def test_a_document_takes_the_place_of_its_progress(phones, chat):
    phones.poll()
    await phones.types("officer", "เมนู")
    await phones.api.tap(chat, "o.ask_report.measure_report.2570-r3")
    await phones.settled()
    shown = phones.api.shown(chat)
    document = next(s for s in shown if s.kind == "document")
    assert document.name.endswith(".docx")
    assert "รายงาน" in document.name
    assert "มาตรการ" in "".join(text for _, text in text_of(phones.api.files[document.file]))
    assert not any("กำลังจัดทำ" in s.text for s in shown)
    assert (chat, "upload_document") in phones.api.actions


async def test_what_cannot_be_drawn_over_a_tapped_message_leaves_it_there(phones, chat):
    """A file, or a text in parts: it comes below the screen it was asked for on."""
    phones.poll()
    for _ in range(2):
        await phones.types("officer", "เมนู")
    raw = {"callback_query": {"message": {"message_id": phones.api.shown(chat)[-1].id}}}
    (inbox_id, _), *_ = phones.database.write_now(
        mail.store, [mail.Incoming("telegram", "tap", str(chat), raw, phones.clock.now())], phones.clock.now()
    )
    phones.database.write_now(mail.done, inbox_id, "")
    rows = [("telegram", str(chat), phones.people()["officer"], dump(Text("ยาว " * 1500)))]
    phones.database.write_now(mail.put, rows, inbox_id, phones.clock.now())
    phones.service.wake_chats([("telegram", str(chat))])
    await phones.service.settled()
    said = [s.text[:4] for s in phones.api.shown(chat) if not s.mine]
    assert said[-3:] == ["เมนู", "ยาว ", "ยาว "]


async def test_more_than_telegram_takes_is_said_later(phones, chat):
    phones.api.limits = (0, 2)
    await tell(phones, Text("ก"), Text("ข"), Text("ค"))
    assert states(phones) == [("sent", ""), ("sent", ""), ("retry", "later")]


async def test_a_message_longer_than_telegram_takes_comes_in_parts(phones, chat):
    text = "\n\n".join(f"{n} " + "ยาว" * 400 for n in range(6))
    texts = await tell(phones, Text(text, (Button("เมนู", "o.menu"),)))
    assert len(texts) == 2
    assert [bool(s.buttons) for s in phones.api.shown(chat)] == [False, True]


# --- what Telegram answers ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "words", "more", "state", "error", "seconds"),
    [
        (403, "bot was blocked by the user", {}, "parked", "unreachable", None),
        (403, "user is deactivated", {}, "parked", "unreachable", None),
        (400, "chat not found", {}, "parked", "unreachable", None),
        (400, "BUTTON_DATA_INVALID", {}, "parked", "our fault: BadRequest", None),
        (429, "retry after 7", {"retry_after": 7}, "retry", "later", 7),
        (502, "", {}, "retry", "later", 1),
        (500, "internal", {}, "retry", "later", 1),
    ],
)
async def test_what_telegram_answers_decides_what_becomes_of_a_message(
    phones, chat, code, words, more, state, error, seconds
):
    phones.api.fail("sendMessage", code, words, **more)
    await tell(phones, Text("ก"))
    row = phones.rows(select(outbox))[0]
    assert (row.state, row.error) == (state, error)
    assert row.retry_at == (seconds and phones.clock.now() + timedelta(seconds=seconds))
    reachable = phones.one(select(binding.c.reachable).where(binding.c.address == str(chat)))
    assert reachable is (error != "unreachable")


async def test_a_chat_that_telegram_asks_to_wait_with_is_left_alone_and_others_are_not(phones, chat):
    other = phones.chats["clerk"]
    phones.api.chats[other] = {}
    phones.api.fail("sendMessage", 429, "retry after 7", retry_after=7)
    await tell(phones, Text("ก"))
    assert await tell(phones, Text("ข")) == []
    news = [("telegram", str(other), phones.people()["clerk"], dump(Text("ค")))]
    phones.database.write_now(mail.put, news, None, phones.clock.now())
    phones.service.wake_chats([("telegram", str(other))])
    await phones.service.settled()
    assert [shown.text for shown in phones.api.shown(other)] == ["ค"]
    phones.clock.at += timedelta(seconds=7)
    assert await tell(phones) == ["ก", "ข"]


async def test_a_chat_that_moved_is_followed(phones, chat):
    phones.api.moved[chat], phones.api.chats[chat + 9000] = chat + 9000, {}
    await tell(phones, Text("ก"))
    assert [shown.text for shown in phones.api.shown(chat + 9000)] == ["ก"]
    assert phones.one(select(binding.c.address).where(binding.c.person_id == phones.people()["officer"])) == str(
        chat + 9000
    )


async def test_a_file_of_another_agency_is_never_sent(phones, chat):
    phones.do(
        tables.agency.insert().values(
            id=99, name="อื่น", kind="sao", tambon="", district="", province="", digits="thai", sample=False
        )
    )
    phones.do(
        tables.stored_file.insert().values(
            id="f" * 8, agency_id=99, name="ลับ", mime="x", size=1, key="k", sha256="", created_at=phones.clock.now()
        )
    )
    await phones.product.files.put("k", b"secret")
    await tell(phones, File("f" * 8, "ลับ.docx"))
    assert states(phones) == [("parked", "our fault: OurFault")]


# --- photos and files that come -----------------------------------------------------------------------------------------------
async def at_photos(phones) -> int:
    """A measure's result under way: photos sent now are kept in it."""
    phones.poll()
    await phones.types("officer", "เมนู")
    await phones.taps("officer", "บันทึกผลตามมาตรการ")
    chat = phones.chats["officer"]
    choice = next(b for b in phones.api.shown(chat)[-1].buttons if b["callback_data"].split(".")[-1].startswith("="))
    await phones.taps("officer", choice["text"])
    return chat


async def test_an_album_is_fetched_made_ready_and_answered_in_one_place(phones):
    chat = await at_photos(phones)
    before = [s.id for s in phones.api.shown(chat)]
    for size in (300, 310, 320):
        await phones.api.send(chat, picture(size), album="a", caption="หน้าศาลา" if size == 300 else "")
    await phones.settled()
    media = phones.rows(select(tables.media).order_by(tables.media.c.id))
    assert [(row.state, row.mime, row.width, row.caption) for row in media] == [
        ("ready", "image/jpeg", 300, "หน้าศาลา"),
        ("ready", "image/jpeg", 310, ""),
        ("ready", "image/jpeg", 320, ""),
    ]
    said = [s for s in phones.api.shown(chat) if not s.mine and s.id not in before]
    assert len(said) == 1
    assert "3" in said[0].text


async def test_a_document_is_kept_as_it_came(phones):
    chat = await at_photos(phones)
    await phones.api.send(chat, b"%PDF-1.4 x", "หลักฐาน.pdf", "application/pdf")
    await phones.settled()
    row = phones.rows(select(tables.media))[0]
    assert (row.state, row.name, row.size) == ("ready", "หลักฐาน.pdf", 10)
    assert await phones.product.files.get(row.key) == b"%PDF-1.4 x"


async def test_a_file_that_is_too_big_is_refused(phones):
    chat = await at_photos(phones)
    await phones.api.send(chat, b"", "วิดีโอ.pdf", "application/pdf", size=30 << 20)
    await phones.settled()
    told = [s.text for s in phones.api.shown(chat)]
    assert any(Problem("file_too_big").sentence in text and "วิดีโอ.pdf" in text for text in told)
    assert phones.rows(select(tables.media)) == []


async def test_a_file_telegram_does_not_hand_out_is_told_to_its_sender(phones):
    chat = await at_photos(phones)
    phones.api.fail("getFile", 400, "file is too big")
    await phones.api.send(chat, picture())
    await phones.settled()
    assert phones.rows(select(tables.media.c.state, tables.media.c.problem)) == [("failed", "file_too_big")]
    assert any("ใหญ่เกิน" in s.text for s in phones.api.shown(chat))


async def test_a_file_that_cannot_be_fetched_now_is_fetched_later(phones):
    chat = await at_photos(phones)
    phones.api.fail("getFile", 502)
    await phones.api.send(chat, picture())
    await phones.settled()
    phones.clock.at += timedelta(minutes=1)
    await phones.service.sweep()
    await phones.service.settled()
    assert phones.rows(select(tables.media.c.state)) == [("ready",)]
