"""Every listed answer is read as it must be: value, confirmation, and the refusal's code."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

import bot.thai as thai
from bot.problems import Problem

HERE = Path(__file__).parent
GIVEN = yaml.safe_load((HERE / "cases.yaml").read_text(encoding="utf-8"))
OWN = yaml.safe_load((HERE / "own_cases.yaml").read_text(encoding="utf-8"))
TODAY, FISCAL_YEAR = date(2025, 1, 15), 2568


def wanted(kind: str, value: Any) -> Any:
    if kind in ("money", "number", "percent"):
        return Decimal(str(value))
    return tuple(value) if kind in ("period", "rounds") else value


@pytest.mark.parametrize("case", GIVEN["cases"] + OWN["cases"], ids=lambda case: f"{case['kind']}:{case['input']!r}")
def test_case(case: dict[str, Any]) -> None:
    try:
        reading = thai.read(case["kind"], case["input"], today=TODAY, fiscal_year=FISCAL_YEAR)
    except Problem as problem:
        assert problem.code == case.get("error")
        assert "เช่น" in problem.sentence
        return
    assert "error" not in case, f"read as {reading}"
    assert reading.value == wanted(case["kind"], case["expected"])
    assert type(reading.value) is type(wanted(case["kind"], case["expected"]))
    assert reading.confirm is case.get("confirm", False)


@pytest.mark.parametrize("case", GIVEN["format_cases"], ids=lambda case: f"{case['fn']}:{case['value']}")
def test_format(case: dict[str, Any]) -> None:
    assert getattr(thai, case["fn"])(case["value"]) == case["expected"]


def test_clock_of_the_next_fiscal_year() -> None:
    """October belongs to the next fiscal year, and the window of two-digit years moves with the clock."""
    clock = {"today": date(2025, 10, 20), "fiscal_year": 2569}
    assert thai.read("period", "ต.ค. - มี.ค.", **clock).value == (date(2025, 10, 1), date(2026, 3, 31))
    assert thai.read("date", "15 ม.ค.", **clock).value == date(2026, 1, 15)
    assert thai.read("fiscal_year", "ปีหน้า", **clock).value == 2570
    assert thai.read("period", "ไตรมาสหน้า", **clock).value == (date(2026, 1, 1), date(2026, 3, 31))
    assert thai.read("date", "วันที่ 5 เดือนหน้า", **clock).value == date(2025, 11, 5)


def test_today_can_be_the_last_day_of_anything() -> None:
    clock = {"today": date(2024, 12, 31), "fiscal_year": 2568}
    assert thai.read("date", "พรุ่งนี้", **clock).value == date(2025, 1, 1)
    assert thai.read("date", "สิ้นเดือนหน้า", **clock).value == date(2025, 1, 31)
    assert thai.read("period", "เดือนหน้า", **clock).value == (date(2025, 1, 1), date(2025, 1, 31))
    assert thai.read("period", "ไตรมาสนี้", **clock).value == (date(2024, 10, 1), date(2024, 12, 31))


def test_unknown_kind_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="colour"):
        thai.read("colour", "แดง", today=TODAY, fiscal_year=FISCAL_YEAR)


@pytest.mark.parametrize("kind", thai.KINDS)
def test_blank_and_overlong(kind: str) -> None:
    for text in ("", "   ", "\u200b\ufeff", "\n\t", " " * 20_000):
        with pytest.raises(Problem) as caught:
            thai.read(kind, text, today=TODAY, fiscal_year=FISCAL_YEAR)
        assert caught.value.code == "empty"
    for text in ("1" * 20_000, "ใช่ " * 5_000, "มกราคม 2568 " * 2_000):
        with pytest.raises(Problem) as caught:
            thai.read(kind, text, today=TODAY, fiscal_year=FISCAL_YEAR)
        assert caught.value.code == ("not_a_number" if kind in ("money", "number", "percent") else "not_understood")
