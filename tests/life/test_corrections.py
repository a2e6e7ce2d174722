"""Results changed after the day they were due, by the command alone."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from bot import commands
from bot.domain.commands import RecordResult
from bot.domain.fiscal import Quarter
from bot.domain.plan import State
from bot.facts.scope import Scope
from bot.problems import Problem
from storage import people, tables

Q1 = Quarter(2570, 1)
AFTER = datetime(2027, 2, 10, 2, tzinfo=UTC)


def record(world, at: datetime, **values: object):
    """Record the first item's first quarter."""

    def write(connection):
        acting = people.acting(connection, world.people()["officer"])
        origin = commands.From(Scope(connection, acting, at), "local", "x", [])
        return commands.run(RecordResult(1, Q1, **{"version": None, "state": State.IN_PROGRESS, **values}), origin)

    return world.database.write_now(write)


def told(world) -> list[dict[str, object]]:
    t = tables.audit
    return [row.details for row in world.rows(select(t).where(t.c.act.like("%:result:%")).order_by(t.c.id))]


def test_a_correction_wants_a_reason_and_is_told_to_the_plan_owner(world):
    record(world, world.clock.now(), done="x", disbursed=Decimal(100))
    assert record(world, world.clock.now(), version=1, done="y", disbursed=Decimal(100)).owners == ()
    with pytest.raises(Problem, match="because_wanted"):
        record(world, AFTER, version=2, done="z", disbursed=Decimal(100))
    corrected = record(world, AFTER, version=2, done="y", disbursed=Decimal(90), because="บันทึกผิดพลาด")
    assert corrected.owners == (world.people()["plan_owner"],)
    assert told(world)[-1] == {
        "item": 1,
        "quarter": "2570-1",
        "state": "in_progress",
        "was": {"disbursed": "100"},
        "because": "บันทึกผิดพลาด",
    }


def test_what_is_saved_unchanged_is_no_correction(world):
    more = {"place": "วัด", "planned": "60"}
    record(world, world.clock.now(), done="x", more=more)
    assert record(world, AFTER, version=1, done="x", more=more, because="ไม่ใช่").because == ""
    assert told(world)[-1] == {"item": 1, "quarter": "2570-1", "state": "in_progress"}


def test_what_is_recorded_late_for_the_first_time_is_no_correction(world):
    assert record(world, AFTER, done="x").because == ""
