"""The main job as people do it: a browser as wide as a phone on the real process, killed in the middle."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from browser import LocalChat, needs_chromium
from docx import Document
from PIL import Image
from playwright.async_api import FilePayload, expect
from running import Running

pytestmark = [pytest.mark.browser, needs_chromium]

LOOK = os.environ.get("E2E_PICTURES")
"""A folder to save a picture of every step in, to be looked at."""


class Walk:
    """A person's way through the chat; every step can leave a picture."""

    def __init__(self, chat: LocalChat) -> None:
        self.chat, self.number = chat, 0

    async def look(self, name: str) -> None:
        if LOOK:
            self.number += 1
            await self.chat.page.wait_for_timeout(250)
            await self.chat.page.screenshot(path=Path(LOOK) / f"{self.number:02}_{name}.png")

    async def tap(self, label: str, then: str) -> None:
        """Tap a button, whose answer holds `then`."""
        await self.chat.tap(label)
        await self.chat.heard(then)
        await self.look(label.split()[0].strip("+:…."))

    async def begin(self, label: str, then: str) -> None:
        """Tap the newest button whose label begins so."""
        await self.chat.press(self.chat.page.locator("#log button", has_text=label).last)
        await self.chat.heard(then)
        await self.look(label.split()[0].strip("+:…."))

    async def say(self, text: str, then: str) -> None:
        """Type an answer."""
        await self.chat.send(text)
        await self.chat.heard(then)
        await self.look("say")

    async def use_what_is_offered(self, until: str) -> None:
        """Take the offered text of every question until the review (the date decides how many there are)."""
        newest = self.chat.page.locator("#log .bot").last
        offered = newest.get_by_role("button", name="ใช้")
        review = newest.get_by_text(until)
        while True:
            await expect(offered.or_(review).first).to_be_visible()
            if await review.count():
                return
            before = await newest.get_attribute("data-id") or ""
            await self.chat.press(offered.first)
            await expect(newest).not_to_have_attribute("data-id", before)
            await self.look("offered")


def photo() -> FilePayload:
    buffer = BytesIO()
    Image.new("RGB", (800, 600), "seagreen").save(buffer, "JPEG")
    return {"name": "training.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


async def test_from_a_new_project_to_an_approved_report(product: Running, chat: LocalChat) -> None:
    walk = Walk(chat)
    await chat.become("เจ้าหน้าที่")

    # a project of the plan, as a draft of the officer
    await walk.say("เมนู", "อ่านทั้งหมด")  # the first contact ends with the privacy notice
    await walk.tap("เพิ่มเติม", "ผลวิเคราะห์ ITA")
    await walk.tap("เพิ่มโครงการ", "มิติใด")
    await walk.begin("1. การสร้าง", "ภารกิจใด")
    await walk.begin("1.1", "ภารกิจย่อย")
    await walk.begin("1.1.1", "ประเภทใด")
    await walk.tap("โครงการ", "ชื่อ")
    await walk.say("โครงการอบรมคุณธรรมพนักงานใหม่", "กลุ่มเป้าหมาย")
    await walk.say("พนักงานจ้างใหม่ 20 คน", "ปีงบประมาณใด")
    await walk.tap("เสร็จแล้ว", "ใช้งบประมาณ")
    await walk.tap("ไม่ใช้งบประมาณ", "ระยะเวลา")
    await walk.begin("ใช้", "ผลผลิต")
    await walk.say("จัดอบรม 1 ครั้ง ผู้เข้าอบรมไม่น้อยกว่า 18 คน", "ผลลัพธ์")
    await walk.say("พนักงานใหม่ปฏิบัติตามประมวลจริยธรรมได้ถูกต้อง", "ตรวจก่อนบันทึก")
    await walk.tap("บันทึก", "เสนอเข้าแผนแล้ว")

    # its result, with a photo; the power fails in the middle
    await walk.say("เมนู", "บันทึกผล ไตรมาส")
    await walk.begin("บันทึก ไตรมาส", "สถานะใด")
    await walk.tap("ดำเนินการแล้วเสร็จ", "ดำเนินการอะไรไปแล้วบ้าง")
    product.kill()
    product.start()
    await chat.send("จัดอบรม 1 รุ่น มีผู้เข้าร่วม 55 คน")
    await walk.use_what_is_offered("ตรวจก่อนบันทึก")
    await chat.attach(photo())
    await chat.heard("1 ภาพ")
    await walk.look("photo")
    await walk.begin("+ เพิ่มข้อมูลอื่น", "ตรวจก่อนบันทึก")
    await walk.tap("บันทึก", "บันทึกผลแล้ว")

    # a measure's result
    await walk.say("เมนู", "บันทึกผล ไตรมาส")
    await walk.tap("บันทึกผลตามมาตรการ", "มาตรการใด")
    await walk.begin("1. ", "ดำเนินการอะไรไปแล้วบ้าง")
    await walk.say("เปิดช่องทางแจ้งเบาะแสเพิ่ม 1 ช่องทาง\nรับเรื่องร้องเรียนและตอบกลับครบทุกเรื่อง", "ช่วงเวลา")
    await walk.begin("ใช้", "ผลผลิต")
    await walk.say("ช่องทางแจ้งเบาะแส 4 ช่องทาง", "ผลลัพธ์")
    await walk.say("ผู้แจ้งเบาะแสมั่นใจว่าข้อมูลเป็นความลับ เรื่องค้างลดลงเหลือ 1 เรื่อง", "ตรวจก่อนบันทึก")
    await chat.attach(photo())
    await chat.heard("1 ภาพ")
    await walk.tap("บันทึก", "บันทึกผลแล้ว")

    # the report, asked for, submitted by the plan owner, approved by the clerk with one tap
    await walk.tap("ขอรายงานรอบนี้", "แจ้งผู้ดูแลแผนให้ส่งอนุมัติ")
    draft = await chat.download("ร่าง")
    assert "ช่องทางแจ้งเบาะแส" in " ".join(cell.text for t in Document(BytesIO(draft)).tables for cell in t._cells)
    await chat.become("ผู้ดูแลแผน")
    await walk.say("เมนู", "เมนู")
    await walk.tap("รายงานและการอนุมัติ", "ฉบับที่ 1")
    await walk.begin("รายงานผลตามมาตรการ", "ร่าง")
    await walk.tap("ส่งขออนุมัติ", "ส่งขออนุมัติแล้ว")
    await chat.become("ปลัด")
    await chat.heard("รออนุมัติ")
    await walk.look("asked")
    await walk.tap("อนุมัติ", "รอบนี้ยังไม่สิ้นสุด")
    await walk.tap("ยืนยันอนุมัติ", "ฉบับสมบูรณ์")
    await chat.become("เจ้าหน้าที่")
    await expect(chat.page.locator("#log a.file", has_text="ฉบับที่")).to_be_visible()
    await walk.look("final")
    final = await chat.download("ฉบับที่")
    assert len(Document(BytesIO(final)).inline_shapes) == 1
    assert await chat.overflow() == 0
    page_is_taller: int = await chat.page.evaluate("document.documentElement.scrollHeight - innerHeight")
    assert page_is_taller == 0, "only the conversation scrolls, never the page"
