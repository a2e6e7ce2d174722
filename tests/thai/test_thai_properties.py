"""What must hold for every text: nothing but a Problem is raised, what we write we read, and no slip is silent."""

import calendar
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from combinations import examples
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import bot.thai as thai
from bot.problems import Problem
from bot.thai import Reading
from bot.thai.text import repair

TODAY, FISCAL_YEAR = date(2025, 1, 15), 2568
HERE = Path(__file__).parent
LISTED = [
    (case["kind"], case["input"])
    for name in ("cases.yaml", "own_cases.yaml")
    for case in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))["cases"]
]
TYPES: dict[str, Any] = {
    "money": Decimal,
    "number": Decimal,
    "percent": Decimal,
    "date": date,
    "period": tuple,
    "rounds": tuple,
    "fiscal_year": int,
    "yesno": bool,
    "approval": str,
    "status": str,
    "command": str,
}
DIGITS = st.sampled_from(["thai", "arabic"])
THAI = [chr(code) for code in range(0xE01, 0xE5C)]
thai_text = st.text(st.sampled_from([*THAI, *"0123456789 .,-/()%+x", "\u200b", "\xa0", "๑", "ๆ"]), max_size=30)
any_text = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(), max_size=30),  # lone surrogates too
    thai_text,
    st.lists(st.sampled_from([text for _, text in LISTED]), min_size=1, max_size=3).map(" ".join),
)
amounts = st.one_of(
    st.integers(0, 10_000_000_000).map(Decimal),
    st.decimals(0, 10_000_000_000, places=2, allow_nan=False, allow_infinity=False),
    st.integers(0, 100_000).map(lambda satang: Decimal(satang) / 100),
    st.builds(lambda digit, power: Decimal(digit) * 10**power, st.integers(1, 99), st.integers(0, 7)),
)
days = st.dates(date(1966, 1, 1), date(2057, 12, 31))


def read(kind: str, text: str) -> Reading | None:
    """The reading; None for a refusal."""
    try:
        return thai.read(kind, text, today=TODAY, fiscal_year=FISCAL_YEAR)
    except Problem as problem:
        assert problem.details["example"]
        return None


@given(st.sampled_from(thai.KINDS), any_text)
@settings(max_examples=examples(1500))
@example("money", "\ud800")
@example("date", "9" * 300)
@example("number", "ล้าน" * 40)
@example("period", "- - - - -")
def test_only_problems_are_raised(kind: str, text: str) -> None:
    reading = read(kind, text)
    if reading is not None:
        assert type(reading.value) is TYPES[kind]
        assert type(reading.confirm) is bool
        if kind == "period":
            assert reading.value[0] <= reading.value[1]
        if kind == "money":
            assert 0 <= reading.value <= 10_000_000_000
            assert reading.value == reading.value.quantize(Decimal("0.01"))


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    kind, text = draw(st.sampled_from(LISTED))
    at = draw(st.integers(0, len(text)))
    letter = draw(st.sampled_from([*THAI, *" .,-/0123456789", "\u200b", "\ud83d", "😀", "\x00"]))
    way = draw(st.integers(0, 2))
    return kind, text[:at] + ("" if way == 0 else letter) + text[at + (way != 1) :]


@given(mutated())
@settings(max_examples=examples(1500))
def test_mutations_raise_only_problems(pair: tuple[str, str]) -> None:
    read(*pair)


@given(amounts, DIGITS)
@settings(max_examples=examples(800))
@example(Decimal(2005), "thai")
@example(Decimal(205), "thai")
@example(Decimal("2005.50"), "thai")
@example(Decimal(10_000_000_000), "arabic")
def test_written_amounts_are_read_back(amount: Decimal, digits: thai.Digits) -> None:
    for text in (thai.baht_text(amount), thai.money_cell(amount, digits), thai.money_text(amount, digits)):
        assert read("money", text) == Reading(amount, False), text
    both = f"{thai.money_text(amount, digits)} ({thai.baht_text(amount)})"
    assert read("money", both) == Reading(amount, False), both


@given(amounts, amounts)
@settings(max_examples=examples(300))
def test_figure_and_words_must_agree(amount: Decimal, other: Decimal) -> None:
    assume(amount != other)
    assert read("money", f"{thai.money_text(amount)} ({thai.baht_text(other)})") is None


@given(st.integers(0, 10_000_000), DIGITS)
def test_written_counts_are_read_back(count: int, digits: thai.Digits) -> None:
    assert read("number", thai.number_cell(count, digits)) == Reading(Decimal(count), False)
    words = read("number", thai.number_text(count))
    assert words is not None
    assert words.value == count or words.confirm


@given(days, DIGITS)
@settings(max_examples=examples(500))
def test_written_days_are_read_back(day: date, digits: thai.Digits) -> None:
    for write in (thai.thai_date_long, thai.thai_date_order):
        assert read("date", write(day, digits)) == Reading(day, False)
    if abs(day.year - TODAY.year) <= 10:
        assert read("date", thai.thai_date_short(day, digits)) == Reading(day, False)
    month = (day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))
    assert read("period", thai.thai_month_year(day, digits)) == Reading(month, False)


@st.composite
def spans(draw: st.DrawFn) -> tuple[date, date]:
    start = draw(days)
    end = min(start + timedelta(days=draw(st.one_of(st.integers(0, 70), st.integers(0, 3000)))), date(2057, 12, 31))
    if draw(st.booleans()):
        start = start.replace(day=1)
        end = end.replace(day=calendar.monthrange(end.year, end.month)[1])
    return start, end


@given(spans(), DIGITS)
@settings(max_examples=examples(800))
@example((date(2024, 10, 1), date(2025, 9, 30)), "thai")
@example((date(2022, 10, 1), date(2027, 9, 30)), "thai")
@example((date(2024, 12, 28), date(2025, 1, 2)), "arabic")
def test_written_periods_are_read_back(span: tuple[date, date], digits: thai.Digits) -> None:
    text = thai.thai_period(*span, digits=digits)
    assert read("period", text) == Reading(span, span[0] == span[1]), text  # a single day is always asked back (rule 6)


@given(st.integers(2520, 2600), DIGITS)
def test_written_fiscal_years_are_read_back(year: int, digits: thai.Digits) -> None:
    text = thai.fiscal_year_text(year, digits)
    assert read("fiscal_year", text) == Reading(year, False)
    assert read("period", text) == Reading((date(year - 544, 10, 1), date(year - 543, 9, 30)), False)


LETTERS = st.sampled_from([*THAI[:58], *" abo'_฿"])


@given(st.integers(1_000, 9_999_999_999), st.data())
@settings(max_examples=examples(500))
def test_a_stray_letter_inside_a_figure_is_never_silent(amount: int, data: st.DataObject) -> None:
    """Other than a digit or the point, nothing can come between the digits of an amount and go unnoticed."""
    text = f"{amount:,}"
    at = data.draw(st.integers(1, len(text) - 1))
    odd = text[:at] + data.draw(st.one_of(LETTERS, st.just(","))) + text[at:]
    reading = read("money", odd)
    assert reading is None or reading.confirm or reading.value == amount, (odd, reading)
    if "," in text:
        fewer = data.draw(st.sampled_from([place for place, sign in enumerate(text) if sign == ","]))
        reading = read("money", text[:fewer] + text[fewer + 1 :])
        assert reading is None or reading.value == amount


def one_slip(text: str, data: st.DataObject) -> str:
    """The text with one letter gone, added or changed; digits stay as they are."""
    places = [place for place, sign in enumerate(text) if not sign.isdigit()]
    at = data.draw(st.sampled_from(places))
    letter = data.draw(st.sampled_from(THAI[:58]))
    return text[:at] + data.draw(st.sampled_from(["", letter, letter + text[at]])) + text[at + 1 :]


@given(amounts, st.data())
@settings(max_examples=examples(1000))
def test_a_slip_in_an_amount_in_words_is_never_silent(amount: Decimal, data: st.DataObject) -> None:
    """Unless it makes another amount exactly as that is written out."""
    odd = one_slip(thai.baht_text(amount), data)
    reading = read("money", odd)
    if reading is not None and not reading.confirm and reading.value != amount:
        assert repair(odd) == thai.baht_text(reading.value), (odd, reading)


@given(days, st.data())
@settings(max_examples=examples(800))
def test_a_slip_in_a_date_is_never_silent(day: date, data: st.DataObject) -> None:
    odd = one_slip(thai.thai_date_long(day, "arabic"), data)
    reading = read("date", odd)
    assert reading is None or reading.confirm or reading.value == day, (odd, reading)


@given(spans(), st.data())
@settings(max_examples=examples(800))
def test_a_slip_in_a_period_is_never_silent(span: tuple[date, date], data: st.DataObject) -> None:
    odd = one_slip(thai.thai_period(*span, digits="arabic"), data)
    reading = read("period", odd)
    assert reading is None or reading.confirm or reading.value == span, (odd, reading)


@given(st.integers(0, 99))
def test_two_digit_years_hold_their_window(year: int) -> None:
    """Rule 3: 58 to 78 on this clock, for days, months and fiscal years."""
    inside = 58 <= year <= 78
    assert read("fiscal_year", f"{year:02}") == (Reading(2500 + year) if inside else None)
    assert read("date", f"15/1/{year:02}") == (Reading(date(1957 + year, 1, 15)) if inside else None)
    assert read("period", f"ม.ค. {year:02}") == (
        Reading((date(1957 + year, 1, 1), date(1957 + year, 1, 31))) if inside else None
    )


@given(st.integers(1, 40), st.integers(1, 20), st.integers(1900, 2700))
@settings(max_examples=examples(500))
def test_numeric_days_are_day_month_year(day: int, month: int, year: int) -> None:
    """Rule 2, against the calendar itself."""
    common = year - 543 if 2400 <= year <= 2600 else year if year <= 2100 else None
    reading = read("date", f"{day}/{month}/{year}")
    try:
        expected = date(common, month, day) if common and abs(common - TODAY.year) <= 60 else None
    except ValueError:
        expected = None
    assert reading == (Reading(expected) if expected else None)


@pytest.mark.parametrize("prefix", ["ไม่", "ยังไม่", "ไม่ใช่ไม่", "ขอ", "รอ", "จะ", "ถ้า"])
@pytest.mark.parametrize("word", ["อนุมัติ", "เห็นชอบ"])
def test_no_prefix_turns_into_an_approval(prefix: str, word: str) -> None:
    reading = read("approval", prefix + word)
    assert reading is None or reading.value == "reject"


@pytest.mark.parametrize("word", ["อนุมัติ", "เห็นชอบ", "ใช่", "ถูกต้อง", "ได้"])
@pytest.mark.parametrize("suffix", ["ไหม", "มั้ย", "หรือไม่", "หรือเปล่า", "?", " แต่ต้องแก้", " ถ้าแก้แล้ว", "หรือ"])
def test_no_question_or_condition_is_a_yes(word: str, suffix: str) -> None:
    for kind in ("approval", "yesno"):
        assert read(kind, word + suffix) is None


@pytest.mark.parametrize("piece", ["1 ", "ไม่", "ร้อย", "1-", "มค-", "(", "เ", "ํ่า", "ครับ", "กฮ ", "๑,", "ม.ค. 68 - "])
def test_long_answers_take_no_longer_than_they_are_long(piece: str) -> None:
    text = (piece * 1000)[:990]
    start = time.perf_counter()
    for kind in thai.KINDS:
        read(kind, text)
    assert time.perf_counter() - start < 1.5
