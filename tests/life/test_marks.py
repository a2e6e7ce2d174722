"""Items named when a report is sent back: only the report's own, and only while they are to be mended."""

import pytest
from sqlalchemy import func, select

from bot import commands
from bot.domain.decisions import Decide
from bot.facts.scope import Scope
from bot.problems import Problem
from storage import tables as t
from storage.people import acting

REASON = "ขอภาพเพิ่ม"


async def submitted(world, kind: str = "follow_up.2570-r6") -> None:
    owner = world.people()["plan_owner"]
    await world.tap(owner, f"o.ask_report.{kind}")
    await world.tap(owner, "a.1.1.submit")


def send_back(world, *marks: str) -> None:
    def run(connection) -> None:
        scope = Scope(connection, acting(connection, world.people()["clerk"]), world.clock.now())
        commands.run(Decide(1, 1, "return", REASON, marks=marks), commands.From(scope, "local", "1", []))

    world.database.write_now(run)


def count(world) -> int:
    return world.one(select(func.count()).select_from(t.mark).where(t.mark.c.done_at.is_(None)))


@pytest.mark.parametrize(
    ("kind", "marks"),
    [
        ("follow_up.2570-r6", ("item_99",)),
        ("follow_up.2570-r6", ("measure_1",)),
        ("follow_up.2570-r6", tuple(f"item_{number}" for number in range(1, 7))),
        ("measure_report.2570-r6", ("item_1",)),
        ("plan_flat.2570", ("item_1",)),
    ],
)
async def test_only_items_of_the_report_are_named_and_few(world, kind, marks):
    await submitted(world, kind)
    with pytest.raises(Problem) as refused:
        send_back(world, *marks)
    assert (refused.value.code, count(world)) == ("button_gone", 0)
    assert world.one(select(t.report.c.state)) == "submitted"


async def test_a_measure_comes_back_to_the_officers_of_its_division(world):
    await submitted(world, "measure_report.2570-r6")
    send_back(world, "measure_1")
    card, *_ = await world.tap(world.people()["finance_officer"], "o.todo")
    assert any(REASON in line for line in card.lines)
    assert any(button.token == "o.record_measure.1.2570-r6" for button in card.buttons)
    other, *_ = await world.tap(world.people()["officer"], "o.todo")
    assert not any(REASON in line for line in other.lines)


async def test_submitting_again_asks_for_nothing_any_more(world):
    await submitted(world)
    send_back(world, "item_1", "item_2")
    assert count(world) == 2
    await world.tap(world.people()["plan_owner"], "a.1.1.submit")
    assert count(world) == 0
