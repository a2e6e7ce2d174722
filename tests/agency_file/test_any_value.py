"""Every value is read as it was written; and whatever stands in a place, the file is refused or loaded."""

import shutil
from contextlib import suppress
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from combinations import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from world import NOW

from bot.agencyfile import check, fetch, store, tree
from bot.agencyfile.values import Day, Moment, Money, Number, Period
from bot.domain.fiscal import BANGKOK
from bot.problems import Problem
from storage.database import Database

DAYS = st.dates(date(1980, 1, 1), date(2056, 12, 31))
KINDS = [
    (Day, DAYS),
    (Period, st.tuples(DAYS, DAYS).map(sorted).map(tuple)),
    (Moment, st.datetimes(datetime(1980, 1, 1), datetime(2056, 1, 1)).map(lambda at: at.replace(tzinfo=BANGKOK))),
    (Money, st.decimals(0, 10**12, places=2)),
    (Number, st.decimals(0, 10**9, places=4)),
]


@pytest.mark.parametrize(("kind", "values"), KINDS, ids=["day", "period", "moment", "money", "number"])
def test_a_value_is_read_as_it_was_written(kind, values):
    adapter = TypeAdapter(kind)

    @settings(max_examples=examples(80))
    @given(values)
    def same(value):
        written, _ = tree.parse(tree.write([adapter.dump_python(value)]).encode())
        assert adapter.validate_python(written[0]) == value

    same()


def places(data: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    rows = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place, *(found for key, value in rows for found in places(value, (*place, key)))]


ODD = st.sampled_from(
    (
        *(
            "",
            " ",
            "0",
            "-1",
            "1.5",
            "๑๒",
            "²",
            "Ⅷ",
            "1e9",
            "9" * 40,
            "true",
            "ก",
            "3",
            "2569",
            "1.1",
            "2.2.2",
            "x" * 300,
        ),
        *("31/2/2569", "1/10/2569", "2570-1", "99/99/9999 99:99", "1 ตุลาคม 2569 25:00", "1 ตุลาคม 2569 10:00+07:00"),
        *("O99", "O0", "NaN", None, [], {}, [[]], {"ก": "ข"}, ["ก"], [None], {"": None}, Decimal("0.001")),
    )
)


@pytest.fixture(scope="module")
def database(empty_sqlite, tmp_path_factory):
    made = Database(f"sqlite:///{shutil.copy(empty_sqlite, tmp_path_factory.mktemp('odd'))}")
    yield made
    made.close()


class UndoneError(Exception):
    """Nothing of it is to stay."""


@settings(max_examples=examples(150))
@given(odd=st.data())
def test_an_odd_value_anywhere_is_refused_or_loaded(example, database, odd):
    data, _ = tree.parse(example.encode())
    changed = deepcopy(data)
    for _ in range(odd.draw(st.integers(1, 3))):
        place = odd.draw(st.sampled_from(places(changed)[1:]))
        *way, last = place
        holder = changed
        for step in way:
            holder = holder[step]
        if odd.draw(st.booleans()) and isinstance(holder, list):
            holder.append(deepcopy(holder[last]))  # something twice
        else:
            holder[last] = deepcopy(odd.draw(ODD))
    try:
        file = check.read(tree.write(changed).encode())
    except check.Refused as refused:
        assert all(found.line and found.sentence for found in refused.found)
        return

    def work(connection: Any) -> None:
        text = fetch.write(fetch.fetch(connection, store.new(connection, file, NOW)))
        check.read(text.encode())
        raise UndoneError

    with suppress(UndoneError, Problem):
        database.write_now(work)
