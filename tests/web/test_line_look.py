"""The page with #line: what people on LINE are shown, to look at it without LINE."""

from contextlib import AsyncExitStack

import pytest
from browser import chat_in, free_port, needs_chromium, serving
from fake_backend import FakeBackend
from playwright.async_api import Browser, expect

from bot.handlers.local import local_app
from bot.messages import Button, Card, Choices, Text

pytestmark = [pytest.mark.browser, needs_chromium]

LONG = "1. โครงการส่งเสริมการปฏิบัติงานตามประมวลจริยธรรม"


async def test_what_line_is_sent_is_drawn_and_can_be_tapped(chrome: Browser):
    backend, port = FakeBackend(), free_port()
    backend.say(1, Card("บันทึกผลแล้ว", ("เหลือ: 5",), "ร่าง", buttons=(Button("ลบ", "o.delete.1", "danger"),)))
    backend.say(1, Choices(f"เลือกโครงการ\n{LONG}", (Button("1. โครงการ…", "1.aaaaaaaa.1.=1", full=LONG),)))
    back = Button("ย้อนกลับ", "1.aaaaaaaa.2.back")
    backend.answers = {"1. โครงการ…": [Choices("จัดวันใด", (back,), expects="date"), Text("ขอบคุณ")]}
    async with AsyncExitStack() as made:
        await made.enter_async_context(serving(local_app(backend, key="K", port=port), port))
        chat = await made.enter_async_context(chat_in(chrome, f"http://127.0.0.1:{port}/?key=K#line", width=360))
        badge = chat.page.locator(".line-bubble").first.get_by_text("ร่าง", exact=True)
        await expect(badge).to_be_visible()
        await chat.tap(LONG)
        await chat.heard("ขอบคุณ")
        await expect(chat.page.locator(".line-quick")).to_be_hidden()
        await chat.tap("ลบ")
        await chat.heard("เลือก: ลบ")
        assert await chat.overflow() == 0
    assert [one[2] for one in backend.stored] == ["1.aaaaaaaa.1.=1", "o.delete.1"]
