"""The local chat as its reader meets it: a real chromium on a real port."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from browser import LocalChat, chat_in, free_port, needs_chromium, serving
from fake_backend import PEOPLE, FakeBackend
from PIL import Image
from playwright.async_api import Browser, FilePayload, expect

from bot.handlers.local import local_app
from bot.messages import Button, Card, Choices, Picture, Progress, Text
from bot.problems import Problem

PASTE = """() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(["1"], "ภาพ.png", { type: "image/png" }));
    document.querySelector("#text").dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
}"""
LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"
"""Back from another window: the page asks at once who there is."""
WORDS_FIT = """(select) => {
    const style = getComputedStyle(select);
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.font = `${style.fontSize} ${style.fontFamily}`;
    const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return canvas.measureText(select.selectedOptions[0].text).width <= room;
}"""
"""Whether the chosen line stands whole in a closed list; a browser tells nothing of what it cuts there."""
pytestmark = [pytest.mark.browser, needs_chromium]


@dataclass
class World:
    """A served fake product; `stop` and `start` are what a restart is."""

    backend: FakeBackend
    port: int
    stack: AsyncExitStack

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/?key=K"

    async def start(self) -> None:
        await self.stack.enter_async_context(serving(local_app(self.backend, key="K", port=self.port), self.port))

    async def stop(self) -> None:
        await self.stack.aclose()


@pytest.fixture
async def world() -> AsyncIterator[World]:
    world = World(FakeBackend(), free_port(), AsyncExitStack())
    await world.start()
    yield world
    await world.stop()


@pytest.fixture
async def chat(world: World, chrome: Browser) -> AsyncIterator[LocalChat]:
    async with chat_in(chrome, world.address, width=360) as chat:
        yield chat


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, f"1.abc.1.{n}") for n, label in enumerate(labels))


async def test_a_conversation(world: World, chat: LocalChat) -> None:
    """Empty page, menu, tap, several lines; an old button still works and a double tap counts once."""
    page = chat.page
    world.backend.answers["เมนู"] = [Choices("ต้องการทำอะไร", buttons("รายงานผล", "เอกสาร"), question="menu")]
    await page.get_by_role("button", name="เมนู").click()
    menu = await chat.heard("ต้องการทำอะไร")
    await expect(menu).to_have_attribute("data-question", "menu")
    await expect(page.locator("#empty")).to_be_hidden()
    await page.get_by_role("button", name="รายงานผล").dblclick()
    await chat.heard("เลือก: รายงานผล")
    await chat.said("รายงานผล")
    await page.locator("#text").fill("บรรทัดหนึ่ง")
    await page.locator("#text").press("Shift+Enter")
    await page.locator("#text").press_sequentially("สอง")
    await page.locator("#text").press("Enter")
    await chat.heard("บรรทัดหนึ่ง\nสอง")
    await page.locator("#text").fill("กำลังประสมคำ")
    await page.locator("#text").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await page.locator("#text").fill("")
    await chat.tap("เอกสาร")
    await chat.heard("เลือก: เอกสาร")
    assert [what[1:] for what in world.backend.stored] == [
        ("text", "เมนู"),
        ("tap", "1.abc.1.0", "รายงานผล"),
        ("text", "บรรทัดหนึ่ง\nสอง"),
        ("tap", "1.abc.1.1", "เอกสาร"),
    ]
    await expect(page.locator("#outbox > *")).to_have_count(0)


async def test_a_quick_second_tap_on_one_spot_is_a_slip(world: World, chat: LocalChat) -> None:
    """It neither counts twice nor hits what has taken the place of the tapped button; elsewhere it is meant."""
    page = chat.page
    await page.clock.install()
    await page.clock.pause_at(4_000_000_000)
    for label, left in (("ก", "ข"), ("ข", "ง"), ("ง", "จ"), ("ค", "ฉ")):
        world.backend.answers[label] = [Choices(f"หลัง {label}", buttons(left, "ค"), replace="q")]
    await chat.send("ก")
    await chat.heard("หลัง ก")
    spot = await page.get_by_role("button", name="ข", exact=True).bounding_box()
    assert spot
    x, y = spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2
    await page.mouse.click(x, y)
    await chat.heard("หลัง ข")
    await page.mouse.click(x + 9, y - 9)
    await page.clock.run_for(500)
    await page.mouse.click(x, y)
    await chat.heard("หลัง ง")
    await page.get_by_role("button", name="ค", exact=True).click()
    await chat.heard("หลัง ค")
    assert [what[-1] for what in world.backend.stored] == ["ก", "ข", "ง", "ค"]


async def test_photos_and_documents(world: World, chat: LocalChat, tmp_path: Path) -> None:
    """Two photos share an album and show small, too large a file is answered, a document is saved under its name."""
    picture = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(picture, "JPEG")
    await chat.attach(
        {"name": "หนึ่ง.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()},
        {"name": "สอง.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()},
    )
    await chat.heard("ได้รับไฟล์ สอง.jpg")
    await expect(chat.page.locator("#log .mine .picture img")).to_have_count(2)
    (first, second) = world.backend.stored
    assert first[2] == second[2] != ""
    await chat.page.evaluate(PASTE)
    await chat.heard("ได้รับไฟล์ ภาพ.png")
    film = tmp_path / "วีดิทัศน์.mp4"
    with film.open("wb") as sparse:
        sparse.truncate(30_000_000)
    await chat.attach(film)
    await chat.heard("ใหญ่เกิน 20 MB")
    name = "รายงานผลการดำเนินการ ไตรมาส 2.docx"
    world.backend.say(1, world.backend.put_file("f1", name, "application/msword", b"PK" * 600))
    await chat.heard("1 KB")
    assert await chat.download("ไตรมาส 2") == b"PK" * 600


async def test_a_picture_is_shown_large(world: World, chat: LocalChat) -> None:
    """A board is as wide as the conversation; a tap or the keyboard shows it alone, and a tap or Esc brings back."""
    page, board = chat.page, BytesIO()
    Image.new("RGB", (1200, 3000), "white").save(board, "PNG")
    world.backend.put_file("p1", "กระดาน.png", "image/png", board.getvalue())
    world.backend.say(1, Picture("p1", "กระดาน"))
    heard = await chat.heard("กระดาน")
    shown, viewer = heard.get_by_role("button", name="กระดาน"), page.locator("#viewer")
    await expect(heard.locator("img")).to_have_js_property("complete", True)
    box = await shown.bounding_box()
    assert box and box["width"] > 330
    await shown.dblclick(position={"x": 100, "y": 100})
    await expect(viewer.get_by_role("img", name="กระดาน")).to_be_visible()
    assert await viewer.evaluate("(viewer) => viewer.scrollWidth <= innerWidth && viewer.scrollHeight > innerHeight")
    await viewer.locator("img").click(position={"x": 200, "y": 300})
    await expect(viewer).to_be_hidden()
    await shown.press("Enter")
    await expect(viewer).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(viewer).to_be_hidden()
    await expect(shown).to_be_focused()


async def test_words_of_a_button_stay_whole(world: World, chat: LocalChat) -> None:
    """Chromium's dictionary knows no "เจ้าหน้าที่"; what stands between spaces is broken only when it is long."""
    label = "นางสาวพิมพ์ใจรักดี · เจ้าหน้าที่ กองคลัง · ยังไม่เข้าใช้งาน"
    long = "กิจกรรมเรียนรู้การแยกแยะผลประโยชน์ส่วนตนกับผลประโยชน์ส่วนรวม"
    world.backend.say(1, Choices("เลือกคน", (*buttons("เจ้าหน้าที่ กอง"), Button(label[:20], "1.b.1.1", full=label))))
    world.backend.say(1, Choices("เลือกงาน", buttons(long)))
    await chat.heard("เลือกงาน")
    assert label in await chat.page.locator("#log .button").all_inner_texts()
    whole = chat.page.locator(".unbroken", has_text="เจ้าหน้าที่")
    rows = "(spans) => spans.map((span) => span.getClientRects().length)"
    assert await whole.evaluate_all(rows) == [1, 1]
    assert await chat.overflow() <= 0


async def test_numbered_lines_have_one_colour(world: World, chat: LocalChat) -> None:
    """Only "name: value" has a quieter name; a line of a list may hold a colon too."""
    world.backend.say(1, Card("ตรวจแล้ว", ("สถานะ: แล้วเสร็จ", "1. โครงการหนึ่ง: ยังขาดภาพ", "2. โครงการสอง")))
    await chat.heard("ตรวจแล้ว")
    assert await chat.page.locator(".card .key").all_inner_texts() == ["สถานะ:"]


async def test_words_in_the_box_go_with_a_photo_only_where_they_are_no_answer(world: World, chat: LocalChat) -> None:
    """At a question for words they stay to be sent; at one for photos, which shows what there is, they are the caption."""
    page, photo = chat.page, BytesIO()
    Image.new("RGB", (64, 48), "teal").save(photo, "JPEG")
    file: FilePayload = {"name": "ก.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    world.backend.put_file("m1", "ก.jpg", "image/jpeg", photo.getvalue())
    world.backend.say(1, Choices("ทำอะไรไปแล้ว", question="done"))
    await chat.heard("ทำอะไร")
    await page.locator("#text").fill("พิธีเปิดงาน")
    await chat.attach(file)
    await chat.heard("ได้รับไฟล์ ก.jpg")
    await expect(page.locator("#text")).to_have_value("พิธีเปิดงาน")
    world.backend.say(1, Choices("ส่งภาพ", question="photos", expects="photos", pictures=("m1", "", "m1")))
    question = await chat.heard("ส่งภาพ")
    await expect(question.locator(".thumbnails img")).to_have_count(2)
    loaded = await question.locator("img").evaluate_all("all => Promise.all(all.map((one) => one.decode()))")
    assert loaded == [None, None]
    assert await question.locator("li").evaluate_all("all => all.map((one) => one.dataset.number)") == ["1", "3"]
    await chat.attach(file, file)
    await chat.heard("ได้รับไฟล์ ก.jpg พิธีเปิดงาน")
    await expect(page.locator("#text")).to_have_value("")
    await expect(page.locator("#log .mine .bubble", has_text="พิธีเปิดงาน")).to_have_count(2)
    assert await chat.overflow() == 0


async def test_one_message_drawn_in_place_of_another(world: World, chat: LocalChat) -> None:
    """Taps and photos may stand between, a text may not; the finished document takes the place of its progress."""
    world.backend.answers["ถัดไป"] = [Card("หน้าสอง", buttons=buttons("ถัดไป"), replace="list")]
    world.backend.answers["เริ่ม"] = [Card("หน้าหนึ่ง", buttons=buttons("ถัดไป"), replace="list")]
    await chat.send("เริ่ม")
    await chat.heard("หน้าหนึ่ง")
    await chat.tap("ถัดไป")
    await chat.heard("หน้าสอง")
    await expect(chat.page.locator("#log .bot")).to_have_count(1)
    await chat.send("เริ่ม")
    await chat.heard("หน้าหนึ่ง")
    await expect(chat.page.locator("#log .bot")).to_have_count(2)
    world.backend.say(1, Progress("กำลังจัดทำ", replace="doc"), Text("เสร็จแล้ว", replace="doc"))
    await chat.heard("เสร็จแล้ว")
    await chat.page.reload()
    await chat.heard("เสร็จแล้ว")
    await expect(chat.page.locator("#log .bot")).to_have_count(3)


async def test_only_newer_buttons_make_older_ones_step_back(world: World, chat: LocalChat) -> None:
    """An undo button keeps its looks when a document follows, news whatever follows; the clip shows whether photos are
    asked for."""
    page = chat.page
    await page.emulate_media(reduced_motion="reduce")
    world.backend.say(1, Choices("ส่งภาพ", buttons("ข้าม"), question="photos", expects="photos"))
    await chat.heard("ส่งภาพ")
    await expect(page.locator("#attach")).to_have_class(re.compile("wanted"))
    news = Card("รายงาน", state="รออนุมัติ", buttons=(Button("อนุมัติ", "a.1.1.approve"),))
    receipt = Card("อนุมัติแล้ว", buttons=(Button("เมนู", "o.menu"),))
    world.backend.say(1, news, receipt, world.backend.put_file("f", "ก.docx", "a/b", b"1"))
    await chat.heard("ก.docx")
    await expect(page.locator("#attach")).not_to_have_class(re.compile("wanted"))
    colours = "all => all.map((one) => getComputedStyle(one).color)"
    skip, waiting, menu = await page.locator("#log .button").evaluate_all(colours)
    assert skip != menu == waiting
    world.backend.say(1, Text("ต่อไป", buttons("เมนู")))
    await chat.heard("ต่อไป")
    assert await page.locator("#log .button").evaluate_all(colours) == [skip, waiting, skip, menu]


async def test_options_are_told_once(world: World, chat: LocalChat) -> None:
    """A button has room for its whole option, so the words above do not repeat it; the tap says the button's own label."""
    options = ("1. โครงการที่มีชื่อยาวหนึ่ง", "2. โครงการที่มีชื่อยาวสอง")
    shown = tuple(Button(f"ข้อ {n}", f"1.s.0.={n}", full=option) for n, option in enumerate(options, 1))
    world.backend.say(1, Choices("\n".join(("เลือกโครงการ", *options)), shown, question="item"))
    await chat.heard("เลือกโครงการ")
    assert await chat.page.locator("#log .bubble").all_inner_texts() == ["เลือกโครงการ"]
    assert await chat.page.locator("#log .button").all_inner_texts() == list(options)


async def test_another_person_and_a_reset(world: World, chat: LocalChat) -> None:
    """Conversations and drafts stay apart; after a reset the one with the same role speaks on, under a new id."""
    page = chat.page
    await chat.send("ของมาลี")
    await chat.heard("ได้รับ: ของมาลี")
    await page.locator("#text").fill("ค้างไว้")
    await chat.become("เจ้าของแผน")
    await expect(page.locator("#empty")).to_be_visible()
    await chat.send("ของสมชาย")
    await chat.heard("ได้รับ: ของสมชาย")
    await chat.become("มาลี")
    await chat.heard("ได้รับ: ของมาลี")
    await expect(page.locator("#text")).to_have_value("ค้างไว้")
    await chat.become("เจ้าของแผน")
    await page.get_by_role("button", name="ตั้งค่าตัวอย่าง").click()
    await page.get_by_role("button", name="+7 วัน").click()
    await expect(page.locator("#clock")).to_contain_text("เวลาตัวอย่าง")
    await page.get_by_role("button", name="เริ่มข้อมูลตัวอย่างใหม่").click()
    await page.get_by_role("button", name="ลบและเริ่มใหม่").click()
    await expect(page.locator("#empty")).to_be_visible()
    await expect(page.locator("#clock")).to_be_hidden()
    await expect(page.locator("#person")).to_have_value("12")
    await chat.send("หลังเริ่มใหม่")
    await chat.heard("ได้รับ: หลังเริ่มใหม่")
    assert world.backend.stored[-1] == (12, "text", "หลังเริ่มใหม่")


async def test_a_lost_connection_neither_loses_nor_doubles(world: World, chat: LocalChat) -> None:
    """Sent while the server is away or the store refuses: kept in order, sent again under the same id."""
    await chat.send("ก่อน")
    await chat.heard("ได้รับ: ก่อน")
    world.backend.down = True
    await chat.send("หนึ่ง")
    await expect(chat.page.locator("#outbox")).to_contain_text("กำลังส่งใหม่…")
    await world.stop()
    await chat.send("สอง")
    await asyncio.sleep(0.3)
    world.backend.down = False
    await world.start()
    await chat.heard("ได้รับ: สอง")
    world.backend.down = True
    await chat.send("สาม")
    await chat.page.reload()
    world.backend.down = False
    await chat.heard("ได้รับ: สาม")
    assert [what[2] for what in world.backend.stored] == ["ก่อน", "หนึ่ง", "สอง", "สาม"]
    await expect(chat.page.locator("#outbox > *")).to_have_count(0)
    world.backend.say(1, Text("ยังต่ออยู่"))
    await chat.heard("ยังต่ออยู่")


async def test_hostile_and_long_words_stay_words(world: World, chat: LocalChat) -> None:
    """Markup is text, nothing is wider than a small phone, and what is too long comes back to be edited."""
    page = chat.page
    hostile = "<img src=x onerror=document.title='bad'><script>document.title='bad'</script>&lt;"
    endless = "ก" * 3000 + "A" * 500
    labels = [f"{n} " + "ตัวเลือกที่ยาวมาก" * (n % 4 + 1) for n in range(14)]
    card = Card(hostile, (f"{hostile}: {hostile}", endless), hostile, buttons=buttons(hostile, *labels[1:]))
    world.backend.answers[hostile] = [card, world.backend.put_file("f", "ชื่อ" * 60 + ".pdf", "application/pdf", b"1")]
    await chat.send(hostile)
    await chat.heard("ชื่อ")
    assert await page.locator("#log .mine .bubble").first.inner_text() == hostile
    assert await page.locator("#log h3").inner_text() == hostile
    assert await page.title() != "bad"
    await chat.send(endless)
    await page.get_by_role("button", name="แสดงทั้งหมด").click()
    assert await chat.overflow() == 0
    heights = await page.locator("#log .button").evaluate_all("all => all.map((one) => one.offsetHeight)")
    assert len(heights) == 14 and min(heights) >= 44
    await chat.send("ยาว \n" * 30_000)
    await expect(page.locator("#outbox .failed")).to_contain_text("ยาวเกินไป")
    await page.get_by_role("button", name="แก้ไข", exact=True).click()
    assert len(await page.locator("#text").input_value()) == 150_000


async def test_a_reset_in_another_window(world: World, chat: LocalChat, chrome: Browser) -> None:
    """The other window learns the new people by itself."""
    await chat.become("นายก")
    await chat.send("ก่อน")
    await chat.heard("ได้รับ: ก่อน")
    async with chat_in(chrome, world.address) as other:
        await other.page.locator("#open-settings").click()
        await other.page.locator("#reset").click()
        await other.page.locator("#reset-yes").click()
    await expect(chat.page.locator("#person")).to_have_value("13")
    await expect(chat.page.locator("#empty")).to_be_visible()


async def test_who_joins_or_leaves_is_told_without_a_reload(world: World, chat: LocalChat) -> None:
    """The new one can be chosen and the draft stays; when the chosen one is gone, the page says who speaks instead."""
    page, told = chat.page, chat.page.locator("#told")
    await chat.become("นายก")
    await page.locator("#text").fill("ค้างไว้")
    world.backend.names = (*PEOPLE, ("นายใหม่ เพิ่งมา", "นายก"))
    await expect(told).to_have_text("เลือกคุยในฐานะ นายใหม่ เพิ่งมา ได้แล้ว")
    await expect(page.locator("#text")).to_have_value("ค้างไว้")
    await expect(page.locator("#person")).to_have_value("3")
    await chat.become("นายใหม่")
    await expect(told).to_be_hidden()
    await chat.send("สวัสดี")
    await chat.heard("ได้รับ: สวัสดี")
    world.backend.names = PEOPLE
    await page.evaluate(LOOK_AGAIN)
    await expect(told).to_have_text("ไม่มี นายใหม่ เพิ่งมา ในหน่วยงานตัวอย่างแล้ว ขณะนี้คุยในฐานะ นายวิชัย มั่นคง")
    await expect(page.locator("#person")).to_have_value("3")
    await chat.send("แทน")
    await chat.heard("ได้รับ: แทน")
    await expect(told).to_be_hidden()
    assert world.backend.stored[-1] == (3, "text", "แทน")


async def test_after_a_reset_the_same_name_speaks_on(world: World, chat: LocalChat) -> None:
    """Not merely somebody with the same role."""
    world.backend.names = (*PEOPLE, ("นายสอง เจ้าหน้าที่", "เจ้าหน้าที่"))
    world.backend.say(4, Text("สวัสดี"))
    await chat.page.evaluate(LOOK_AGAIN)
    await expect(chat.page.locator("#person option")).to_have_count(4)
    await chat.become("นายสอง")
    await chat.heard("สวัสดี")
    await world.backend.reset()
    await chat.page.evaluate(LOOK_AGAIN)
    await expect(chat.page.locator("#person")).to_have_value("14")
    await expect(chat.page.locator("#told")).to_be_hidden()


async def test_the_page_says_that_the_server_is_gone_and_that_it_is_back(world: World, chat: LocalChat) -> None:
    offline = chat.page.locator("#offline")
    await world.stop()
    await expect(offline).to_be_visible()
    await expect(offline).to_contain_text("make run")
    await world.start()
    await expect(chat.page.locator("#told")).to_have_text("เชื่อมต่อแล้ว")
    await expect(offline).to_be_hidden()


async def test_what_keeps_the_server_from_answering_is_shown(
    world: World, chat: LocalChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody() -> None:
        raise Problem("no_sample")

    monkeypatch.setattr(world.backend, "people", nobody)
    await world.stop()
    await world.start()
    await expect(chat.page.locator("#offline")).to_be_visible()
    await expect(chat.page.locator("#offline")).to_have_text("ยังไม่มีหน่วยงานตัวอย่างในระบบ")


async def test_a_phone_shows_whole_names(world: World, chrome: Browser) -> None:
    """Agency, person and role of the sample fit into the header of a phone."""
    world.backend.names = (("นางสาวตั้งใจ งานเรียบร้อย", "เจ้าหน้าที่"),)
    async with chat_in(chrome, world.address) as chat:
        agency = chat.page.locator("#agency")
        await expect(agency).to_have_text("เทศบาลตำบลตัวอย่างสุขใจ")
        assert await agency.evaluate("node => node.scrollWidth <= node.clientWidth")
        assert await chat.page.locator("#person").evaluate(WORDS_FIT)


async def test_reading_above_is_not_disturbed(world: World, chat: LocalChat) -> None:
    """Whoever has scrolled up stays there and is told of news."""
    world.backend.say(1, *[Text(f"ข้อความที่ {n}") for n in range(40)])
    await chat.heard("ข้อความที่ 39")
    await chat.page.locator("#scroller").hover()
    await chat.page.mouse.wheel(0, -900)
    await expect(chat.page.get_by_text("ข้อความที่ 39", exact=True)).not_to_be_in_viewport()
    world.backend.say(1, Text("ข่าวใหม่"))
    await expect(chat.page.get_by_text("ข่าวใหม่", exact=True)).not_to_be_in_viewport()
    await chat.page.get_by_role("button", name="ข้อความใหม่").click()
    await expect(chat.page.get_by_text("ข่าวใหม่", exact=True)).to_be_in_viewport()
