"""A division head's word for a quarter's results holds for what was seen, and can be taken back for a day."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from bot import commands
from bot.domain.agency import Role
from bot.domain.checking import CheckResults, UndoCheck
from bot.domain.fiscal import Quarter
from bot.facts.checking import to_check
from bot.facts.scope import Scope
from bot.problems import Problem
from storage import evidence, people, plan
from storage import tables as t

Q1 = Quarter(2570, 1)


@pytest.fixture
def head(world) -> int:
    """The head of the division whose first item has a result, in an agency that asks heads."""

    def fill(connection) -> int:
        connection.execute(update(t.agency).values(chain="division_head-clerk"))
        item = connection.execute(select(t.plan_item).where(t.plan_item.c.id == 1)).one()
        values = {"state": "in_progress", "done": "ส่งหนังสือเชิญวิทยากรแล้ว", "recorded_at": world.clock.now()}
        plan.save_result(connection, 1, item.id, Q1, values, None)
        values = {"name": "นายทดลอง หัวหน้า", "position": "หัวหน้าสำนักปลัด", "role": Role.DIVISION_HEAD.value}
        return people.add(connection, 1, {**values, "division_id": item.division_id, "active": True})

    return world.database.write_now(fill)


def asked(world, who: int, command=None):
    """What waits for somebody; a command first."""

    def run(connection):
        scope = Scope(connection, people.acting(connection, who), world.clock.now())
        if command:
            return commands.run(command, commands.From(scope, "local", "1", []))
        return to_check(scope, Q1)

    return world.database.write_now(run)


def approve(world, head: int):
    return asked(world, head, CheckResults(Q1, asked(world, head).mark))


async def test_a_photo_that_comes_or_goes_makes_it_wait_again(world, head):
    (one,) = asked(world, head).clean
    approve(world, head)
    assert asked(world, head).waiting == ()
    values = {
        "agency_id": 1,
        "person_id": head,
        "state": "ready",
        "mime": "image/jpeg",
        "created_at": world.clock.now(),
    }
    world.database.write_now(
        lambda c: evidence.attach(c, 1, "quarter_result", one.result_id, [evidence.add_media(c, values)])
    )
    assert [each.again for each in asked(world, head).waiting] == [True]


async def test_it_can_be_taken_back_for_a_day_by_who_gave_it(world, head):
    done = approve(world, head)
    values = {"name": "x", "position": "x", "role": Role.DIVISION_HEAD.value, "active": True, "agency_id": 1}
    division = world.one(select(t.person.c.division_id).where(t.person.c.id == head))
    world.do(insert(t.person).values(**values, division_id=division))
    other = world.one(select(t.person.c.id).where(t.person.c.name == "x"))
    with pytest.raises(Problem) as refused:
        asked(world, other, UndoCheck(done.batch))
    assert refused.value.code == "already_gone"
    world.clock.at += timedelta(hours=24, seconds=1)
    with pytest.raises(Problem) as refused:
        asked(world, head, UndoCheck(done.batch))
    assert refused.value.code == "undo_too_late"
    world.clock.at -= timedelta(hours=2)
    asked(world, head, UndoCheck(done.batch))
    assert [each.again for each in asked(world, head).waiting] == [False]
