"""When results are due, and on which days people are reminded."""

import subprocess
import sys
from datetime import date, datetime

import pytest

from bot.cycle.calendar import asked_between, head_waves_between, wanted_until, waves_between, working_time
from bot.domain.due_days import USUAL
from bot.domain.fiscal import BANGKOK, Quarter, Round


@pytest.mark.parametrize(
    ("period", "day"),
    [
        (Quarter(2570, 1), date(2027, 1, 15)),
        (Round(2570, 3), date(2027, 1, 15)),
        (Quarter(2570, 2), date(2027, 4, 12)),  # 13-15 April is Songkran
        (Round(2570, 6), date(2027, 4, 12)),
        (Quarter(2570, 3), date(2027, 7, 15)),
        (Round(2570, 12), date(2027, 10, 15)),
        (Quarter(2571, 1), date(2028, 1, 14)),  # the 15th is a Saturday
    ],
)
def test_results_are_due_on_the_15th_or_the_working_day_before(period, day):
    assert USUAL.day(period) == day


def test_a_quarter_s_waves_fall_on_working_days():
    days = [date(2027, 1, day) for day in range(1, 32)]
    met = [(wave.days, day.day) for day in days for wave in waves_between(day, day) if wave.period == Quarter(2570, 1)]
    assert met == [(-14, 4), (-7, 8), (-3, 12), (-1, 14), (1, 18), (8, 25)]


def test_then_every_week_until_the_year_is_over():
    quarter, last_year = Quarter(2570, 1), Round(2569, 12)
    assert [wave.days for wave in waves_between(date(2027, 9, 20), date(2027, 9, 30)) if wave.period == quarter] == [
        253
    ]
    assert wanted_until(quarter) == date(2027, 9, 30)
    assert wanted_until(last_year) == date(2026, 10, 31)
    assert not [wave for wave in waves_between(date(2027, 10, 1), date(2027, 12, 31)) if wave.period == quarter]


def test_of_what_was_missed_only_the_newest_wave_of_a_period_is_left():
    waves = waves_between(date(2000, 1, 1), date(2027, 1, 13))
    assert sorted((wave.period.code, wave.days) for wave in waves) == [("2570-1", -3), ("2570-r3", -3)]


def test_when_offices_were_closed_both_rules_come_to_the_same_day_and_one_is_left():
    # -3 of 12 April is Friday the 9th; -1 is a Sunday and waits for the due day itself
    assert {wave.days for wave in waves_between(date(2027, 4, 9), date(2027, 4, 9))} >= {-3}
    (wave,) = (wave for wave in waves_between(date(2027, 4, 9), date(2027, 4, 12)) if wave.period == Quarter(2570, 2))
    assert (wave.days, wave.day) == (-1, date(2027, 4, 12))


def test_the_clerk_hears_a_week_after_the_due_day_and_then_on_mondays():
    days = [date(2027, month, day) for month in (1, 2) for day in range(1, 29)]
    met = [(wave.days, day) for day in days for wave in head_waves_between(day, day) if wave.period == Quarter(2570, 1)]
    assert met[:3] == [(8, date(2027, 1, 25)), (17, date(2027, 2, 1)), (24, date(2027, 2, 8))]
    assert met[3] == (31, date(2027, 2, 15)) and len(met) == 5  # Monday the 22nd is Makha Bucha: the day after


def test_whoever_lets_a_report_wait_is_asked_after_two_working_days_and_then_every_three():
    since = date(2027, 4, 7)  # a Wednesday; 13-15 April is Songkran
    days = [date(2027, 4, day) for day in range(1, 31)]
    assert [asked_between(since, day, day) for day in days if asked_between(since, day, day)] == [
        (2, date(2027, 4, 9)),
        (5, date(2027, 4, 19)),
        (8, date(2027, 4, 22)),
        (11, date(2027, 4, 27)),
        (14, date(2027, 4, 30)),
    ]
    assert asked_between(since, days[0], days[-4]) == (11, date(2027, 4, 27))  # of what was missed only the newest
    assert asked_between(since, since, date(2250, 1, 15)) is None  # a clock was moved


@pytest.mark.parametrize("year", [1, 1800, 2256, 2257, 9998])
def test_a_year_that_a_moved_clock_made_up_has_no_waves_and_breaks_nothing(year):
    assert all(wave.day.year == year for wave in waves_between(date(year, 1, 1), date(year, 1, 20)))


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        ("2027-01-15T08:29", False),
        ("2027-01-15T08:30", True),
        ("2027-01-15T16:30", True),
        ("2027-01-15T16:31", False),
        ("2027-01-16T10:00", False),  # Saturday
        ("2027-04-14T10:00", False),  # Songkran
        ("2026-05-13T10:00", False),  # a holiday of the government alone
    ],
)
def test_working_time(at, open_):
    assert working_time(datetime.fromisoformat(at).replace(tzinfo=BANGKOK)) is open_


def test_the_years_in_use_ask_no_library():
    """It would cost every process 15 MiB, and the first menu 140 ms."""
    code = (
        "import sys; from datetime import date; from bot.cycle.calendar import waves_between as w;"
        "assert w(date(2027, 1, 4), date(2027, 1, 12)); sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
