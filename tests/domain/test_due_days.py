"""An agency's due days, working days, and how a period stands."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import workdays
from bot.domain.cycle import Stage, stage
from bot.domain.due_days import DEFAULTS, USUAL, DueDays, Step
from bot.domain.fiscal import ROUND_MONTHS, Quarter, Round
from bot.problems import Problem

quarters = st.builds(Quarter, st.integers(2560, 2600), st.integers(1, 4))


@pytest.fixture
def declared():
    yield workdays.declare
    workdays.declare({})


@pytest.mark.parametrize(
    ("months", "days"),
    [
        (3, ["2027-01-15", "2027-01-22", "2027-01-29", "2027-10-31"]),
        (6, ["2027-04-12", "2027-04-22", "2027-04-30", "2027-10-31"]),  # 13-15 April is Songkran
        (9, ["2027-07-15", "2027-07-22", "2027-07-30", "2027-10-31"]),
        (12, ["2027-10-15", "2027-10-22", "2027-10-29", "2027-10-31"]),
    ],
)
def test_the_usual_days(months, days):
    assert [USUAL.day(Round(2570, months), step).isoformat() for step in Step] == days
    assert USUAL.code == ""


@given(quarters)
def test_steps_follow_the_period_and_each_other(quarter):
    days = [USUAL.day(quarter, step) for step in Step]
    assert [quarter.last_day, *days] == sorted([quarter.last_day, *days])
    assert all(workdays.working_day(day) for day in days[:-1])


def test_a_moved_day_moves_the_quarter_and_its_round_and_nothing_else():
    moved = USUAL.with_days([(6, Step.OWNER, (4, 9))])
    assert moved.day(Quarter(2570, 2)) == moved.day(Round(2570, 6)) == date(2027, 4, 9)
    assert moved.day(Quarter(2570, 1)) == USUAL.day(Quarter(2570, 1))
    assert moved.code == "6.owner.04-09"
    assert DueDays.parse(moved.code) == moved
    assert moved.with_days([(6, Step.OWNER, DEFAULTS[Step.OWNER][6])]) == USUAL


@given(st.sampled_from(ROUND_MONTHS), st.sampled_from(Step), st.dates(date(2027, 1, 1), date(2027, 12, 31)))
def test_what_can_be_moved_is_written_and_read_again(months, step, day):
    try:
        moved = USUAL.with_days([(months, step, (day.month, day.day))])
    except Problem as problem:
        assert problem.code == "due_order"
    else:
        assert DueDays.parse(moved.code) == moved


@pytest.mark.parametrize(("step", "day"), [(Step.PUBLISHED, (4, 10)), (Step.OWNER, (5, 2)), (Step.LOCKED, (4, 20))])
def test_steps_keep_their_order(step, day):
    with pytest.raises(Problem, match="due_order"):
        USUAL.with_days([(6, step, day)])


@pytest.mark.parametrize("text", ["6.owner", "5.owner.04-10", "6.mayor.04-10", "6.owner.02-30", "6.owner.13-01"])
def test_what_is_no_due_day_is_refused(text):
    with pytest.raises(ValueError):
        DueDays.parse(text)


def test_the_last_of_february_is_the_28th_in_most_years():
    moved = USUAL.with_days([(3, Step.PUBLISHED, (2, 29))])
    assert moved.day(Quarter(2570, 1), Step.PUBLISHED) == date(2027, 2, 26)  # the 28th is a Sunday
    assert moved.day(Quarter(2571, 1), Step.PUBLISHED) == date(2028, 2, 29)


def test_what_the_cabinet_decides_moves_what_is_due(declared):
    declared(workdays.parse({"holidays": [date(2027, 1, 15)], "working_days": [date(2027, 4, 13)]}))
    assert USUAL.day(Quarter(2570, 1)) == date(2027, 1, 14)
    assert USUAL.day(Quarter(2570, 2)) == date(2027, 4, 13)


@pytest.mark.parametrize(
    "data",
    [[], {"days": []}, {"holidays": ["3 May"]}, {"holidays": 7}, dict.fromkeys(workdays.KINDS, date(2027, 5, 3))],
)
def test_a_file_of_days_that_cannot_be_one_is_refused(data):
    with pytest.raises(ValueError):
        workdays.parse(data)


def test_how_a_quarter_stands():
    quarter, locked = Quarter(2570, 1), date(2027, 10, 31)
    met = [(day, stage(quarter, USUAL, date.fromisoformat(day))) for day in ("2026-09-30", "2026-10-01", "2027-01-15")]
    assert [found for _, found in met] == [Stage.AHEAD, Stage.OPEN, Stage.OPEN]
    assert stage(quarter, USUAL, date(2027, 1, 16)) is stage(quarter, USUAL, locked) is Stage.LATE
    after = locked + timedelta(days=1)
    assert stage(quarter, USUAL, after) is Stage.LOCKED
    assert stage(quarter, USUAL, after, after) is Stage.UNLOCKED
    assert stage(quarter, USUAL, after, locked) is Stage.LOCKED
