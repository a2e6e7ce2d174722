"""Fiscal years, quarters and rounds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fiscal import (
    ROUND_MONTHS,
    Quarter,
    Round,
    bangkok_day,
    first_day,
    fiscal_year_of,
    last_day,
)

days = st.dates(date(1900, 1, 1), date(2200, 1, 1))
years = st.integers(2443, 2740)
quarters = st.builds(Quarter, years, st.integers(1, 4))
rounds = st.builds(Round, years, st.sampled_from(ROUND_MONTHS))


@pytest.mark.parametrize(
    ("day", "fiscal_year", "quarter"),
    [
        (date(2024, 9, 30), 2567, "2567-4"),
        (date(2024, 10, 1), 2568, "2568-1"),
        (date(2019, 12, 31), 2563, "2563-1"),
        (date(2020, 1, 1), 2563, "2563-2"),
        (date(2026, 11, 20), 2570, "2570-1"),
        (date(2027, 4, 1), 2570, "2570-3"),
    ],
)
def test_the_fiscal_year_begins_in_october(day: date, fiscal_year: int, quarter: str) -> None:
    assert fiscal_year_of(day) == fiscal_year
    assert Quarter.of(day).code == quarter


def test_a_fiscal_year_has_its_days() -> None:
    assert (first_day(2568), last_day(2568)) == (date(2024, 10, 1), date(2025, 9, 30))


def test_the_day_is_the_day_in_thailand() -> None:
    assert bangkok_day(datetime(2026, 9, 30, 17, 0, tzinfo=UTC)) == date(2026, 10, 1)
    assert bangkok_day(datetime(2026, 9, 30, 16, 59, tzinfo=UTC)) == date(2026, 9, 30)
    with pytest.raises(ValueError):
        bangkok_day(datetime(2026, 9, 30, 17, 0))


def test_a_common_era_year_is_refused() -> None:
    for make in (first_day, last_day, lambda year: Quarter(year, 1), lambda year: Round(year, 6)):
        with pytest.raises(ValueError):
            make(2027)


@given(days)
def test_a_day_lies_in_its_quarter_and_year(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first_day <= day <= quarter.last_day
    assert quarter.fiscal_year == fiscal_year_of(day)
    assert first_day(quarter.fiscal_year) <= day <= last_day(quarter.fiscal_year)


@given(quarters)
def test_quarters_follow_each_other(quarter: Quarter) -> None:
    assert Quarter.parse(quarter.code) == quarter
    assert quarter.previous < quarter
    assert quarter.previous.last_day + timedelta(days=1) == quarter.first_day


def test_how_a_quarter_is_called() -> None:
    assert Quarter(2570, 1).label == "ไตรมาส 1/2570"
    assert (Quarter(2570, 1).first_day, Quarter(2570, 1).last_day) == (date(2026, 10, 1), date(2026, 12, 31))
    with pytest.raises(ValueError):
        Quarter(2570, 5)


@pytest.mark.parametrize("code", ["", "2570", "2570-5", "2570-0", "2027-1", "2570-r6", "๒๕๗๐-๑", "2570-1 "])
def test_a_bad_code_of_a_quarter(code: str) -> None:
    with pytest.raises(ValueError):
        Quarter.parse(code)


@given(rounds, days)
def test_rounds(each: Round, day: date) -> None:
    assert Round.parse(each.code) == each
    assert each.first_day == first_day(each.fiscal_year) == each.quarters[0].first_day
    assert each.last_day == each.quarters[-1].last_day
    assert len(each.quarters) * 3 == each.months
    assert (each.first_day <= day <= each.last_day) == (Quarter.of(day) in each.quarters)


def test_how_a_round_is_called() -> None:
    half = Round(2570, 6)
    assert half.label == "รอบ 6 เดือน ปีงบประมาณ 2570"
    assert (half.first_day, half.last_day) == (date(2026, 10, 1), date(2027, 3, 31))
    assert Round(2570, 12).last_day == date(2027, 9, 30)
    assert Round(2570, 3) < half < Round(2570, 12) < Round(2571, 3)
    with pytest.raises(ValueError):
        Round(2570, 5)


@pytest.mark.parametrize("code", ["", "2570-6", "2570-r5", "2570-r", "2027-r6"])
def test_a_bad_code_of_a_round(code: str) -> None:
    with pytest.raises(ValueError):
        Round.parse(code)
