"""Clocks of other countries, leap days, and what is changed while somebody decides about it."""

import os
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from life.test_approval import run, submitted
from sqlalchemy import select

from bot.cycle.calendar import waves_between
from bot.domain import decisions as d
from bot.domain.due_days import USUAL
from bot.domain.fiscal import Quarter, bangkok_day
from bot.domain.report import About, ReportKind
from storage import tables as t


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Pacific/Chatham"])
def test_where_the_machine_stands_and_its_daylight_time_change_no_day(zone, monkeypatch):
    hours = [datetime(2027, 3, 1, 17, tzinfo=UTC) + timedelta(hours=n) for n in range(-40 * 24, 250 * 24, 12)]
    here = [bangkok_day(hour) for hour in hours]
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert [bangkok_day(hour) for hour in hours] == here
        assert here[::2] == [here[0] + timedelta(days=n) for n in range(len(here[::2]))]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert os.environ.get("TZ") != zone


def test_the_29th_of_february_belongs_to_its_quarter_and_has_its_reminders():
    assert Quarter.of(date(2028, 2, 29)) == Quarter(2571, 2)
    assert (Quarter(2571, 2).first_day, Quarter(2571, 2).last_day) == (date(2028, 1, 1), date(2028, 3, 31))
    assert USUAL.day(Quarter(2571, 2)) == date(2028, 4, 12)
    days = [date(2028, 2, 1) + timedelta(days=n) for n in range(40)]
    met = {wave.day for day in days for wave in waves_between(day, day)}
    assert {date(2028, 2, 21), date(2028, 2, 28), date(2028, 3, 6)} <= met  # a week is a week


async def test_a_document_approved_while_somebody_mends_what_it_shows_holds_no_longer(world):
    who = world.people()
    measure = world.one(select(t.measure.c.id).where(t.measure.c.name == "มาตรการป้องกันการรับสินบน"))
    await world.tap(who["officer"], f"o.record_measure.{measure}.2570-r6")
    number = await submitted(world, ReportKind.MEASURE_REPORT, About(2570, 6))
    run(world, who["clerk"], d.Decide(number, 1, "approve", level=1, sure=True))

    def state() -> str:
        return world.one(select(t.report.c.state).where(t.report.c.id == number))

    assert state() == "approved"
    for _ in range(20):
        buttons = {button.label: button.token for button in world.said(who["officer"])[-1].buttons}
        label = next((label for label in buttons if label.startswith(("บันทึก", "ใช้", "ข้าม", "ไม่มี"))), "")
        if label:
            await world.tap(who["officer"], buttons[label])
        else:
            await world.say(who["officer"], "ปิดประกาศขั้นตอนการให้บริการแล้ว 4 จุด")
        if label == "บันทึก":
            break
    assert state() == "superseded"
    assert "แก้ไขข้อมูลหลังจัดทำ" in str(world.said(who["clerk"])[-1])
