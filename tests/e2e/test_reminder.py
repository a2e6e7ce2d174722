"""The sample's clock is moved in the page, and the reminder is there."""

from datetime import UTC, datetime

import pytest
from browser import LocalChat, needs_chromium
from playwright.async_api import expect
from running import Running

from bot.domain.due_days import USUAL
from bot.domain.fiscal import Quarter, bangkok_day

pytestmark = [pytest.mark.browser, needs_chromium]


async def test_moving_the_clock_brings_the_reminder_at_once(product: Running, chat: LocalChat) -> None:
    page, due = chat.page, USUAL.day(Quarter.of(bangkok_day(datetime.now(UTC))))
    await chat.become("เจ้าหน้าที่")
    await page.get_by_role("button", name="ตั้งค่าตัวอย่าง").click()
    await page.locator("#moment").fill(f"{due}T09:00")
    await page.get_by_role("button", name="ตั้งเวลา").click()
    await chat.heard("เตือนบันทึกผล")
    await chat.heard("ครบกำหนดวันนี้")
    await page.locator("#close-settings").click()
    await chat.press(page.locator("#log button", has_text="บันทึก ").last)
    await chat.heard("อ่านทั้งหมด")  # the first contact ends with the privacy notice
    await expect(page.locator("#log .bot", has_text="สถานะใด")).to_be_visible()
