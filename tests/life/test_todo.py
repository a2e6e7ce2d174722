"""สิ่งที่ต้องทำ names all that waits for a person: also what is open once more, what others of the division hold, and what was
mended after it was sent back; on both databases."""

from datetime import UTC, date, datetime

from sqlalchemy import select, update

from bot import commands
from bot.commands import From
from bot.domain.cycle import Unlock
from bot.domain.fiscal import Quarter
from bot.facts.scope import Scope
from bot.messages import Card
from storage import people, tables


async def todo(world, who: int) -> Card:
    return next(message for message in await world.tap(who, "o.todo") if isinstance(message, Card))


async def test_what_is_open_once_more_is_to_be_done(world):
    owner = world.people()["plan_owner"]
    world.clock.at = datetime(2027, 11, 3, 2, tzinfo=UTC)

    def unlock(connection):
        scope = Scope(connection, people.acting(connection, owner), world.clock.now())
        return commands.run(Unlock(Quarter(2570, 1), date(2027, 11, 10), "ยอดเบิกจ่ายผิด"), From(scope, "local", "x", []))

    officer = world.people()["officer"]
    assert not any("ไตรมาส 1 ปี 2570" in line for line in (await todo(world, officer)).lines)
    world.database.write_now(unlock)
    asked = await todo(world, officer)
    assert any("ไตรมาส 1 ปี 2570" in line for line in asked.lines)
    assert any(button.token.endswith(".2570-1") for button in asked.buttons)


async def test_what_others_of_the_division_hold_is_named_with_the_way_to_it(world):
    everybody, items = world.people(), tables.plan_item
    officer = select(tables.person.c.division_id).where(tables.person.c.id == everybody["officer"])
    ours = items.c.division_id == world.one(officer)

    async def told(who: str) -> list[str]:
        return [line for line in (await todo(world, everybody[who])).lines if "ผู้อื่นรับผิดชอบ" in line]

    world.do(update(items).where(ours).values(officer_id=everybody["officer"]))
    assert await told("officer") == []
    held = world.one(select(items.c.id).where(ours).order_by(items.c.id))
    world.do(update(items).where(items.c.id == held).values(officer_id=everybody["plan_owner"]))
    assert await told("officer") == ["งานของกองที่ผู้อื่นรับผิดชอบ 1 รายการ"]
    assert await told("plan_owner") == []
    said = await world.tap(
        everybody["officer"], world.button(everybody["officer"], "ดูงานของกอง: บันทึกผลรายไตรมาส").token
    )
    assert "(ผู้อื่นรับผิดชอบ)" in said[-1].text
