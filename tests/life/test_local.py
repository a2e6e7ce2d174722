"""The local chat's own side: who listens, what was said in which order, what is too long."""

import asyncio

from sqlalchemy import select

from storage.tables import inbox


async def test_a_window_hears_what_is_said_while_it_is_open_and_leaves_nothing_behind(world):
    officer = world.people()["officer"]
    heard: list[str] = []

    async def listen() -> None:
        async for entry in world.local.follow(officer):
            heard.append(entry.id)

    window = asyncio.create_task(listen())
    await asyncio.sleep(0)
    await world.local.store_text(officer, "one", "เมนู")
    await world.service.settled()
    assert sorted(heard) == ["b:1", "b:2", "m:one"]
    window.cancel()
    await asyncio.gather(window, return_exceptions=True)
    assert not any(world.local.channel._followers.values())
    await world.local.store_text(officer, "two", "เมนู")
    await world.service.settled()
    assert len(heard) == 3


async def test_history_tells_question_and_answer_in_turn(world):
    officer = world.people()["officer"]
    await world.local.store_text(officer, "one", "เมนู")
    await world.service.settled()
    world.clock.at = world.clock.at.replace(second=30)
    await world.local.store_text(officer, "two", "ช่วยเหลือ")
    await world.service.settled()
    entries = await world.local.history(officer)
    assert [entry.mine for entry in entries] == [True, False, False, True, False, False]
    assert entries[0].id == "m:one"


async def test_the_words_of_a_button_are_kept_short(world):
    officer = world.people()["officer"]
    await world.local.store_tap(officer, "one", "o.menu", "ก" * 100_000)
    await world.service.settled()
    assert len(world.rows(select(inbox))[0].raw["label"]) == 200
