"""When an item is done in a fiscal year."""

from dataclasses import replace
from datetime import date

import pytest
from test_sheet import ITEM


@pytest.mark.parametrize(
    ("period", "year", "expected"),
    [
        ((date(2026, 1, 1), date(2026, 3, 31)), 2569, (date(2026, 1, 1), date(2026, 3, 31))),
        # All of a longer plan: this year's part of it.
        ((date(2022, 10, 1), date(2027, 9, 30)), 2569, (date(2025, 10, 1), date(2026, 9, 30))),
        ((date(2024, 10, 1), date(2026, 3, 31)), 2569, (date(2025, 10, 1), date(2026, 3, 31))),
        # Months said for one year recur in another.
        ((date(2025, 11, 3), date(2026, 2, 28)), 2567, (date(2023, 11, 3), date(2024, 2, 29))),
        ((date(2024, 2, 29), date(2024, 2, 29)), 2568, (date(2025, 2, 28), date(2025, 2, 28))),
        ((date(2025, 10, 1), date(2025, 12, 31)), 2570, (date(2026, 10, 1), date(2026, 12, 31))),
        # A longer period elsewhere says nothing about this year.
        ((date(2022, 10, 1), date(2024, 9, 30)), 2569, (date(2025, 10, 1), date(2026, 9, 30))),
    ],
)
def test_the_period_of_a_year(period: tuple[date, date], year: int, expected: tuple[date, date]) -> None:
    assert replace(ITEM, first_day=period[0], last_day=period[1]).period_in(year) == expected
