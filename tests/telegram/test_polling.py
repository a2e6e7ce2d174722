"""Fetching updates: stored before they are confirmed, each answered once, by one copy at a time."""

import asyncio
from datetime import timedelta

from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot.botapi import BotApi
from bot.telegram import trouble
from storage.tables import binding, cursor, inbox, outbox


async def asked(api: BotApi, times: int) -> list[dict[str, str]]:
    """The fields of getUpdates, once it was called so often."""
    while len(calls := [form for method, form in api.calls if method == "getupdates"]) < times:
        await asyncio.sleep(0.01)
    return calls


async def test_words_and_taps_are_answered(phones):
    phones.poll()
    said = await phones.types("officer", "/start")
    assert said[0].text.startswith("เมนู (ตัวอย่าง)")
    question = await phones.taps("officer", "บันทึกผลตามมาตรการ")
    assert "มาตรการ" in question.text
    assert question.buttons[-1]["text"] == "ออกจากรายการ"
    assert len(phones.api.answered) == 1


async def test_what_could_not_be_stored_comes_again(phones, monkeypatch):
    store, raised = phones.telegram.intake.take, []

    async def fail_once(*given, **more):
        if not raised:
            raised.append(True)
            raise OSError("disk")
        await store(*given, **more)

    monkeypatch.setattr(phones.telegram.intake, "take", fail_once)
    with capture_logs() as lines:
        phones.poll()
        said = await phones.types("officer", "เมนู")
    assert len([shown for shown in said if shown.text.startswith("เมนู")]) == 1
    assert trouble.NOT_STORED in [line["event"] for line in lines]


async def test_an_update_that_comes_twice_is_answered_once(phones):
    update_ = {
        "update_id": 77,
        "message": {
            "message_id": 5,
            "date": int(phones.clock.now().timestamp()),
            "chat": {"id": phones.chats["officer"], "type": "private"},
            "text": "เมนู",
        },
    }
    phones.api.chats[phones.chats["officer"]] = {}
    phones.poll()
    await phones.api.put(update_)
    await phones.settled()
    said = len(phones.api.shown(phones.chats["officer"]))
    phones.do(update(cursor).values(value=76))
    await phones.api.put(update_)
    await phones.settled()
    assert said == len(phones.api.shown(phones.chats["officer"])) > 0
    assert len(phones.rows(select(inbox))) == 1


async def test_the_cursor_follows_telegrams_new_numbers_after_a_quiet_week(phones):
    """They begin anywhere, also below: the cursor is the last number, not the greatest."""
    phones.poll()
    await phones.types("officer", "เมนู")
    phones.clock.at += timedelta(days=8)
    phones.api.renumber(11)
    assert await phones.types("officer", "เมนู")
    assert phones.one(select(cursor.c.value)) == 12
    assert (await asked(phones.api, 1))[-1]["offset"] == "13"


async def test_after_six_idle_days_nothing_is_asked_by_number(phones):
    phones.poll()
    await phones.types("officer", "เมนู")
    phones.clock.at += timedelta(days=6)
    before = len(await asked(phones.api, 1))
    calls = await asked(phones.api, before + 2)
    assert "offset" in calls[before - 1]
    assert "offset" not in calls[-1]


async def test_a_copy_that_starts_anew_goes_on_where_the_last_one_stood(phones):
    phones.poll()
    await phones.types("officer", "เมนู")
    await phones.api.settled()
    seen = len(phones.rows(select(inbox)))
    phones.stop.set()
    await phones.polling
    phones.stop.clear()
    phones.poll()
    await phones.types("officer", "เมนู")
    assert len(phones.rows(select(inbox))) == seen + 1


async def test_a_webhook_is_taken_away_first(phones):
    phones.api.webhook = "https://elsewhere.example/telegram"
    phones.poll()
    assert await phones.types("officer", "เมนู")
    assert phones.api.webhook == ""


async def test_another_copy_is_told_once_and_fetching_goes_on(phones):
    phones.api.fail("getUpdates", 409, "terminated by other getUpdates request", times=3)
    phones.api.fail("getUpdates", 502, times=2)
    with capture_logs() as lines:
        phones.poll()
        assert await phones.types("officer", "เมนู")
        while trouble.OVER not in [line["event"] for line in lines]:  # the answer may be there before
            await asyncio.sleep(0.01)
    told = [line["event"] for line in lines if line["event"].startswith("telegram:")]
    assert told == ["telegram: ready", trouble.OTHER_COPY, trouble.UNREACHED, trouble.OVER]


async def test_two_copies_at_once_get_409_and_lose_nothing(phones):
    other = asyncio.create_task(phones.telegram.poll(phones.stop))
    phones.poll()
    for _ in range(3):
        await phones.types("officer", "เมนู")
    assert len(phones.rows(select(inbox))) == 3
    phones.stop.set()
    await other


async def test_a_refused_token_is_told_without_showing_it(phones):
    phones.api.fail("deleteWebhook", 401, times=2)
    with capture_logs() as lines:
        phones.poll()
        assert await phones.types("officer", "เมนู")
    assert trouble.REFUSED in [line["event"] for line in lines]
    assert "loopback" not in str(lines)


async def test_a_tap_that_is_answered_too_late_still_counts(phones):
    phones.poll()
    await phones.types("officer", "เมนู")
    phones.api.fail("answerCallbackQuery", 400, "query is too old and response timeout expired or query ID is invalid")
    question = await phones.taps("officer", "บันทึกผลตามมาตรการ")
    assert question.buttons[-1]["text"] == "ออกจากรายการ"


async def test_an_update_of_a_strange_shape_holds_up_nobody(phones):
    await phones.api.put({"update_id": 1, "message": {"chat": "?"}})
    await phones.api.put({"update_id": 2, "message": ["?"]})
    phones.poll()
    with capture_logs() as lines:
        assert await phones.types("officer", "เมนู")
    assert [line["update"] for line in lines if "not understood" in line["event"]] == [1, 2]


async def test_whoever_shuts_the_bot_out_is_not_written_to_until_they_come_back(phones):
    phones.poll()
    await phones.types("officer", "เมนู")
    chat = phones.chats["officer"]
    reachable = select(binding.c.reachable).where(binding.c.address == str(chat))
    await phones.api.block(chat)
    await phones.settled()
    assert phones.one(reachable) is False
    await phones.api.block(chat, False)
    await phones.settled()
    assert phones.one(reachable) is True


async def test_groups_are_asked_to_talk_one_to_one(phones):
    phones.poll()
    group = -100_200
    await phones.api.say(group, "พักเที่ยงกันไหม")
    await phones.api.say(group, "/menu@sujarit_bot")
    await phones.settled()
    said = [shown.text for shown in phones.api.shown(group) if not shown.mine]
    assert said == ["สุจริตคุยได้ตัวต่อตัวเท่านั้น กรุณาเปิดแชตส่วนตัวกับบัญชีนี้แล้วพิมพ์ เมนู"]
    assert phones.rows(select(binding).where(binding.c.address == str(group))) == []


async def test_a_group_with_a_new_id_takes_what_waits_along(phones):
    chat = phones.chats["officer"]
    phones.api.chats[chat], phones.api.chats[chat + 9000] = {}, {}
    phones.api.moved[chat] = chat + 9000
    phones.poll()
    await phones.api.say(chat, "เมนู")
    await phones.settled()
    await phones.service.sweep()
    await phones.service.settled()
    assert [shown.text for shown in phones.api.shown(chat + 9000) if not shown.mine]
    assert phones.rows(select(binding).where(binding.c.address == str(chat + 9000)))
    assert phones.rows(select(outbox.c.state).distinct()) == [("sent",)]


async def test_commands_are_told_in_thai_for_each_kind_of_chat(phones):
    phones.poll()
    await phones.types("officer", "เมนู")
    alone, groups = phones.api.commands["all_private_chats"], phones.api.commands["all_group_chats"]
    assert [command["command"] for command in alone] == ["menu", "help", "back", "skip", "cancel"]
    assert groups == [{"command": "start", "description": "คุยกับสุจริตแบบตัวต่อตัว"}]


async def test_every_command_does_something(phones):
    phones.poll()
    await phones.types("officer", "เมนู")
    nothing = (await phones.types("officer", "ไม่ใช่คำสั่ง"))[0].text
    for command in phones.api.commands["all_private_chats"]:
        assert (await phones.types("officer", f"/{command['command']}"))[0].text != nothing, command
