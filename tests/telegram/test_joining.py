"""Joining on Telegram: the link of an invitation is opened by somebody the product does not know."""

import re

STRANGER = 7_000_009_999


async def test_the_link_of_an_invitation_opens_the_chat_and_joins(phones):
    phones.poll()
    await phones.types("plan_owner", "เมนู")
    told = await phones.types("plan_owner", "เพิ่มช่องทางของฉัน")
    link = re.search(r"https://t\.me/sujarit_bot\?start=(\w+)", "".join(shown.text for shown in told))
    assert link
    phones.chats["stranger"] = STRANGER
    assert "ยังไม่รู้จักท่านในระบบ" in (await phones.types("stranger", "/start"))[-1].text
    said = await phones.types("stranger", f"/start {link[1]}")
    assert "สวัสดี นางรอบคอบ วางแผนดีเสมอ" in said[0].text
    assert "คนในหน่วยงาน" in [button["text"] for button in said[-1].buttons]
