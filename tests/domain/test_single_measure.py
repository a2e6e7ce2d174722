"""Figures of a measure that cannot disagree, and the table of words."""

from decimal import Decimal
from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.measures import CLASSICAL
from bot.domain.single_measure import Cases, SingleMeasure, all_cases, parse_measure_words

NUMBERS = st.integers(0, 10_000)
TABLE = (files("templates") / "single_measures.yaml").read_text("utf-8")


@st.composite
def cases(draw: st.DrawFn) -> Cases:
    first, second, rest = (draw(NUMBERS) for _ in range(3))
    total = first + second + rest
    return Cases("งาน", total, first, second, draw(st.integers(0, total)), draw(NUMBERS))


@given(st.lists(cases(), max_size=8))
def test_the_sum_is_that_of_the_rows(rows: list[Cases]) -> None:
    told = all_cases(rows)
    for name in ("total", "first", "second", "rest", "late", "other"):
        assert getattr(told, name) == sum(getattr(row, name) for row in rows)
    shares = told.shares
    if told.total:
        parts = [shares[name] or Decimal(0) for name in ("first", "second", "rest")]
        assert abs(sum(parts) - 100) <= Decimal("0.02")
    else:
        assert set(shares.values()) == {None}


@pytest.mark.parametrize("wrong", [{"first": 8, "second": 3}, {"late": 11}, {"other": -1}])
def test_a_part_is_never_larger_than_the_whole(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Cases("งาน", 10, **wrong)


def test_a_measure_has_its_name() -> None:
    assert SingleMeasure(code="discretion", fiscal_year=2569).title == "มาตรการตรวจสอบการใช้ดุลพินิจ"
    with pytest.raises(ValueError, match="classical"):
        SingleMeasure(code="other", fiscal_year=2569)


def test_every_measure_has_its_words() -> None:
    words = parse_measure_words(yaml.safe_load(TABLE))
    assert set(words) == set(CLASSICAL)
    for one in words.values():
        assert "{agency}" in one.background
        one.background.format(agency="ก", staff="ข")
        assert min(len(one.objectives), len(one.practices)) >= 2


def test_a_table_that_lacks_something_is_refused() -> None:
    whole = yaml.safe_load(TABLE)
    for wrong in (
        {},
        {**whole, "intent": {}},
        {**whole, "intent": {**whole["intent"], "background": " "}},
        {**whole, "intent": {**whole["intent"], "statistics": None}},
    ):
        with pytest.raises(ValueError, match=r"."):
            parse_measure_words(wrong)
