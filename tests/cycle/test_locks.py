"""What is closed stays as it is, in the commands; who may open it again; the year as a picture."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from bot import commands
from bot.commands import From
from bot.domain import commands as c
from bot.domain.cycle import MoveDueDay, Unlock
from bot.domain.due_days import Step
from bot.domain.fiscal import Quarter, Round
from bot.domain.plan import State
from bot.facts.scope import Scope
from bot.messages import Picture
from bot.problems import Problem
from storage import people, tables
from storage.drawn import file_of

Q1, R6 = Quarter(2570, 1), Round(2570, 6)
CLOSED = datetime(2027, 11, 3, 2, tzinfo=UTC)
PERIOD = date(2026, 10, 1), date(2027, 3, 31)


def order(world, who: str, command, at: datetime):
    """Somebody orders something at a time."""

    def run(connection):
        scope = Scope(connection, people.acting(connection, world.people()[who]), at)
        return commands.run(command, From(scope, "local", "x", []))

    return world.database.write_now(run)


RECORDS = {
    "a result": c.RecordResult(1, Q1, None, State.DONE, done="x"),
    "a measure's result": c.RecordMeasureResult(1, R6, None, ("x",), PERIOD, "x", "x"),
}


@pytest.mark.parametrize("command", RECORDS.values(), ids=RECORDS)
async def test_what_is_closed_is_refused_until_it_is_opened_and_again_after_it(world, command):
    what = "result" if isinstance(command, c.RecordResult) else "mresult"
    quarter = Q1 if what == "result" else Quarter(2570, 2)
    for who in ("officer", "plan_owner") if what == "result" else ("plan_owner",):
        with pytest.raises(Problem, match="period_locked"):
            order(world, who, command, CLOSED)
    order(world, "plan_owner", Unlock(quarter, date(2027, 11, 10), "ยอดเบิกจ่ายผิด"), CLOSED)
    with pytest.raises(Problem, match="period_locked"):
        order(world, "plan_owner", command, datetime(2027, 11, 11, 2, tzinfo=UTC))
    recorded = order(world, "plan_owner", command, datetime(2027, 11, 10, 10, tzinfo=UTC))
    for delete in (c.Delete(what, recorded.result_id), c.AskDelete(what, recorded.result_id)):
        with pytest.raises(Problem, match="period_locked"):
            order(world, "plan_owner", delete, datetime(2027, 11, 12, 2, tzinfo=UTC))


async def test_one_quarter_opened_opens_no_other(world):
    order(world, "plan_owner", Unlock(Quarter(2570, 2), date(2027, 11, 10), "x"), CLOSED)
    with pytest.raises(Problem, match="period_locked"):
        order(world, "officer", RECORDS["a result"], CLOSED)


async def test_the_newest_word_counts_and_all_are_kept(world):
    for day in (20, 3):
        order(world, "plan_owner", Unlock(Q1, date(2027, 11, day), "x"), CLOSED)
    with pytest.raises(Problem, match="period_locked"):
        order(world, "officer", RECORDS["a result"], datetime(2027, 11, 4, 2, tzinfo=UTC))
    assert len(world.rows(select(tables.unlocked))) == 2
    acts = world.rows(select(tables.audit.c.act).where(tables.audit.c.act.like("%unlocked")))
    assert [act for (act,) in acts] == ["plan_owner:calendar:unlocked"] * 2


async def test_what_is_open_needs_no_opening(world):
    with pytest.raises(Problem, match="period_open"):
        order(world, "plan_owner", Unlock(Q1, date(2027, 11, 10), "x"), world.clock.now())


async def test_an_earlier_last_day_closes_earlier(world):
    order(world, "plan_owner", MoveDueDay(3, Step.LOCKED, date(2027, 2, 15)), world.clock.now())
    with pytest.raises(Problem, match="period_locked"):
        order(world, "officer", RECORDS["a result"], datetime(2027, 2, 16, 2, tzinfo=UTC))
    order(world, "officer", c.RecordResult(1, Quarter(2570, 2), None, State.DONE), datetime(2027, 2, 16, 2, tzinfo=UTC))


async def test_the_year_is_a_picture_of_one_s_own_agency(world):
    officer = world.people()["officer"]
    said = await world.tap(officer, "o.calendar")
    (picture,) = (message for message in said if isinstance(message, Picture))
    key, name, mime = world.database.read_now(file_of, 1, picture.file, world.clock.now())
    assert (name, mime) == ("calendar_2570.png", "image/png")
    drawn = Image.open(BytesIO(await world.product.files.get(key)))
    assert drawn.size == (1080, 1238)
    assert "เทศบาลตำบลสุจริตธรรม" in key
